package shop

import (
	"context"
	"slices"
	"strings"

	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/ui/component"
	"jangteo.kr/web/ui/layout"
)

// searchView is a page of results.
type searchView struct {
	Page  layout.Page
	State state
	Res   catalog.Results
	Parts []part
	Tree  catalog.ClassTree
	Path  []catalog.ClassNode // of the chosen class
}

// part is a run of hits whose words were found in the same place.
type part struct {
	Heading string // "" where nothing needs to be told apart
	Offers  []offerView
}

func newSearchView(ctx context.Context, st state, res catalog.Results, tree catalog.ClassTree, rules market.Rules) searchView {
	v := searchView{State: st, Res: res, Tree: tree, Path: tree.Path(st.Class)}
	v.Parts = v.parts(ctx, offers(ctx, res.Hits, rules, st.store()))
	return v
}

// parts cuts the list where the place changes in which the words were found. A page on
// which all was found in names needs no headings.
func (v searchView) parts(ctx context.Context, list []offerView) []part {
	var out []part
	for i, o := range list {
		if i == 0 || o.Place != list[i-1].Place {
			out = append(out, part{Heading: text.T(ctx, placeTexts[o.Place])})
		}
		out[len(out)-1].Offers = append(out[len(out)-1].Offers, o)
	}
	if len(v.Res.Words.All) == 0 || len(out) == 1 && list[0].Place == catalog.PlaceName {
		for i := range out {
			out[i].Heading = ""
		}
	}
	return out
}

var placeTexts = map[catalog.Place]string{
	catalog.PlaceName: "shop.place.name", catalog.PlaceClass: "shop.place.class", catalog.PlaceSpec: "shop.place.spec",
}

// level is the heading level of a product in the list.
func (p part) level() int {
	if p.Heading == "" {
		return 2
	}
	return 3
}

func (v searchView) title(ctx context.Context) string {
	switch {
	case v.State.Text != "":
		return text.T(ctx, "shop.search.title.q", "q", v.State.Text)
	case len(v.Path) > 0:
		return className(ctx, v.Path[len(v.Path)-1])
	case v.State.store() != "":
		return text.T(ctx, "shop.search.title.store", "store", storeName(ctx, string(v.State.store())))
	}
	return text.T(ctx, "shop.search.title")
}

func (v searchView) crumbs(ctx context.Context) []component.Crumb {
	store := v.State.store()
	if len(v.Path) == 0 {
		if s, ok := storefrontOf(store); ok {
			return []component.Crumb{{Label: storeName(ctx, string(store)), Href: s.Path}, {Label: v.title(ctx)}}
		}
		return []component.Crumb{{Label: v.title(ctx)}}
	}
	crumbs := classCrumbs(ctx, v.Path, string(store), "")
	crumbs = crumbs[:len(crumbs)-1]
	crumbs[len(crumbs)-1].Href = ""
	return crumbs
}

// ranking says in one sentence why the list is in this order.
func (v searchView) ranking(ctx context.Context) string {
	id := "shop.ranking.plain"
	if len(v.Res.Words.All) > 0 {
		id = "shop.ranking"
	}
	return text.T(ctx, id, "sort", text.T(ctx, "shop.sort."+string(v.sort())))
}

// sort is the order of the list.
func (v searchView) sort() catalog.Sort { return v.State.Sort }

// countUnit follows the number of hits; one that was counted only so far says so.
func (v searchView) countUnit(ctx context.Context) string {
	switch {
	case v.Res.Capped:
		return text.T(ctx, "shop.count.unit.least")
	case v.Res.Total == 1:
		return text.T(ctx, "shop.count.unit.one")
	}
	return text.T(ctx, "shop.count.unit")
}

// clearText leads back to what the words find without filters.
func (v searchView) clearText(ctx context.Context) string {
	if v.Res.AllCapped {
		return text.T(ctx, "shop.none.clear.least", "n", countText(v.Res.All))
	}
	return text.T(ctx, "shop.none.clear", "n", countText(v.Res.All))
}

// tags are the chosen filters, each with the way back without it.
func (v searchView) tags(ctx context.Context) []component.FilterTag {
	st := v.State
	var out []component.FilterTag
	add := func(label string, change func(*state)) {
		out = append(out, component.FilterTag{Label: label, Href: st.but(change)})
	}
	for _, k := range st.Stores {
		add(storeName(ctx, k), func(s *state) { s.Stores = without(s.Stores, k) })
	}
	if st.Class != "" {
		label := st.Class
		if len(v.Path) > 0 {
			label = className(ctx, v.Path[len(v.Path)-1])
		}
		add(label, func(s *state) { s.Class, s.Attributes = "", nil })
	}
	for _, k := range st.Prices {
		add(bandText(ctx, k), func(s *state) { s.Prices = without(s.Prices, k) })
	}
	for _, k := range st.Regions {
		add(text.T(ctx, "shop.tag.region", "region", regionName(ctx, k)), func(s *state) { s.Regions = without(s.Regions, k) })
	}
	if st.LeadDays > 0 {
		add(text.T(ctx, "shop.lead.within", "n", st.LeadDays), func(s *state) { s.LeadDays = 0 })
	}
	for _, k := range st.Traits {
		add(word(ctx, "trait.", k), func(s *state) { s.Traits = without(s.Traits, k) })
	}
	for _, k := range st.Certificates {
		add(certName(ctx, k), func(s *state) { s.Certificates = without(s.Certificates, k) })
	}
	for _, key := range sortedNames(st.Attributes) {
		a := v.attribute(key)
		for _, x := range st.Attributes[key] {
			add(attributeName(ctx, a)+": "+attributeValue(ctx, a, x), func(s *state) { s.Attributes[key] = without(s.Attributes[key], x) })
		}
	}
	if st.Ground != "" {
		add(text.T(ctx, "shop.tag.ground", "number", st.Ground), func(s *state) { s.Ground = "" })
	}
	if st.SupplierID > 0 {
		label := text.T(ctx, "shop.tag.supplier")
		if len(v.Res.Hits) > 0 {
			label = v.Res.Hits[0].SupplierName
		}
		add(label, func(s *state) { s.SupplierID = 0 })
	}
	return out
}

// attribute is one that the chosen class asks for; an unknown one is its key.
func (v searchView) attribute(key string) catalog.Attribute {
	for _, f := range v.Res.Attributes {
		if f.Key == key {
			return f.Attribute
		}
	}
	return catalog.Attribute{Key: key, NameKo: key, NameEn: key}
}

func attributeName(ctx context.Context, a catalog.Attribute) string {
	return text.Pick(ctx, a.NameKo, a.NameEn)
}

func attributeValue(ctx context.Context, a catalog.Attribute, x string) string {
	x = catalog.ChoiceText(x, text.Lang(ctx))
	if a.Unit != "" {
		x += " " + a.Unit
	}
	return x
}

// clearURL takes every filter away and keeps the words.
func (v searchView) clearURL() string {
	st := state{SearchQuery: catalog.SearchQuery{Text: v.State.Text, Sort: v.State.Sort}, View: v.State.View, Columns: v.State.Columns}
	return st.url()
}

// saveURL leads to saving the search, under the name that its words and filters give it.
func (v searchView) saveURL(ctx context.Context) string {
	q := v.State.Lasting().Address()
	var names []string
	if v.State.Text != "" {
		names = append(names, v.State.Text)
	}
	for _, t := range v.tags(ctx) {
		names = append(names, t.Label)
	}
	q.Set("name", strings.Join(names, " · "))
	return "/saved-searches/new?" + q.Encode()
}

// savable reports whether the search asks anything.
func (v searchView) savable() bool { return v.State.Text != "" || v.State.Filtered() }

func certName(ctx context.Context, code string) string { return word(ctx, "cert.", code) }

func bandText(ctx context.Context, key string) string {
	i := slices.IndexFunc(catalog.Bands, func(b catalog.Band) bool { return b.Key == key })
	if i < 0 {
		return key
	}
	b, lang := catalog.Bands[i], text.Lang(ctx)
	switch {
	case b.From == 0:
		return text.T(ctx, "shop.price.below", "to", b.To.Short(lang))
	case b.To == 0:
		return text.T(ctx, "shop.price.from", "from", b.From.Short(lang))
	}
	return text.T(ctx, "shop.price.between", "from", b.From.Short(lang), "to", b.To.Short(lang))
}

func sortOptions(ctx context.Context, st state) []component.Option {
	var out []component.Option
	for _, s := range catalog.Sorts {
		out = append(out, component.Option{Value: string(s), Label: text.T(ctx, "shop.sort."+string(s)), Selected: s == st.Sort})
	}
	return out
}

// wordHelp is one word of a text that finds nothing, and what it finds alone.
type wordHelp struct {
	Word, Count string
	Href        string // "" where it finds nothing either
}

// helpsByWords reports whether it says something new how much each word finds alone.
func (v searchView) helpsByWords() bool {
	return len(v.Res.Alone) > 0 && len(v.Res.Words.All)+len(v.Res.Words.Not) > 1
}

// wordHelp lists the words, as typed, and how much each finds alone.
func (v searchView) wordHelp(ctx context.Context) []wordHelp {
	var out []wordHelp
	for _, w := range v.Res.Words.All {
		n := v.Res.Alone[w.Squeezed]
		h := wordHelp{Word: w.Typed(), Count: text.T(ctx, "shop.none.word", "n", countText(n))}
		if n > catalog.CountCap {
			h.Count = text.T(ctx, "shop.none.word.least", "n", countText(catalog.CountCap))
		}
		if n > 0 {
			h.Href = state{SearchQuery: catalog.SearchQuery{Text: h.Word}, View: v.State.View}.url()
		}
		out = append(out, h)
	}
	return out
}

func countText(n int) string { return money.Won(n).String() }
