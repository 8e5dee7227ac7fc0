package shop

import (
	"context"
	"slices"
	"strconv"

	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/ui/component"
	"jangteo.kr/web/ui/layout"
)

// searchView is a page of results.
type searchView struct {
	Page    layout.Page
	State   state
	Res     catalog.Results
	Offers  []offerView
	Tree    catalog.ClassTree
	Path    []catalog.ClassNode  // of the chosen class
	Classes []catalog.ClassCount // one step further
	Words   map[string]int       // how much each word finds alone, when all together find nothing
}

func newSearchView(ctx context.Context, st state, res catalog.Results, tree catalog.ClassTree, rules market.Rules) searchView {
	return searchView{
		State: st, Res: res, Tree: tree, Path: tree.Path(st.Class),
		Offers:  offers(ctx, res.Hits, rules, market.Storefront(st.Store)),
		Classes: tree.Below(st.Class, res.Facets[catalog.FacetClass]),
	}
}

func (v searchView) title(ctx context.Context) string {
	switch {
	case v.State.Text != "":
		return text.T(ctx, "shop.search.title.q", "q", v.State.Text)
	case len(v.Path) > 0:
		return className(ctx, v.Path[len(v.Path)-1])
	case v.State.Store != "":
		return text.T(ctx, "shop.search.title.store", "store", storeName(ctx, v.State.Store))
	}
	return text.T(ctx, "shop.search.title")
}

func (v searchView) crumbs(ctx context.Context) []component.Crumb {
	if len(v.Path) == 0 {
		if s, ok := storefrontOf(market.Storefront(v.State.Store)); ok {
			return []component.Crumb{{Label: storeName(ctx, v.State.Store), Href: s.Path}, {Label: v.title(ctx)}}
		}
		return []component.Crumb{{Label: v.title(ctx)}}
	}
	crumbs := classCrumbs(ctx, v.Path, v.State.Store, "")
	crumbs = crumbs[:len(crumbs)-1]
	crumbs[len(crumbs)-1].Href = ""
	return crumbs
}

// tags are the chosen filters, each with the way back without it.
func (v searchView) tags(ctx context.Context) []component.FilterTag {
	st := v.State
	var out []component.FilterTag
	add := func(label string, change func(*state)) {
		out = append(out, component.FilterTag{Label: label, Href: st.but(change)})
	}
	if st.Store != "" {
		add(storeName(ctx, st.Store), func(s *state) { s.Store = "" })
	}
	if st.Class != "" {
		label := st.Class
		if len(v.Path) > 0 {
			label = className(ctx, v.Path[len(v.Path)-1])
		}
		add(label, func(s *state) { s.Class = "" })
	}
	for _, k := range st.Prices {
		add(bandText(ctx, k), func(s *state) { s.Prices = without(s.Prices, k) })
	}
	if st.Region != "" {
		add(text.T(ctx, "shop.tag.region", "region", regionName(ctx, st.Region)), func(s *state) { s.Region = "" })
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

// clearURL takes every filter away and keeps the words.
func (v searchView) clearURL() string {
	return state{SearchQuery: catalog.SearchQuery{Text: v.State.Text, Sort: v.State.Sort}, View: v.State.View}.url()
}

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

// facets are the groups of the filter form, in order.
func (v searchView) facets(ctx context.Context) []component.FacetProps {
	st := v.State
	group := func(name, facet string, codes, chosen []string, label func(context.Context, string) string) component.FacetProps {
		p := component.FacetProps{Name: name, Legend: text.T(ctx, "shop.facet."+name)}
		for _, c := range codes {
			p.Options = append(p.Options, component.FacetOption{Value: c, Label: label(ctx, c), Count: v.Res.Count(facet, c), Checked: slices.Contains(chosen, c)})
		}
		return p
	}
	one := func(p component.FacetProps, chosen string) component.FacetProps {
		p.Radio = true
		every := component.FacetOption{Label: text.T(ctx, "shop.facet.any"), Count: v.Res.Total, Checked: chosen == ""}
		p.Options = append([]component.FacetOption{every}, p.Options...)
		return p
	}
	bands, leads := []string{}, []string{}
	for _, b := range catalog.Bands {
		bands = append(bands, b.Key)
	}
	for _, d := range catalog.LeadTimes {
		leads = append(leads, strconv.Itoa(d))
	}
	lead := ""
	if st.LeadDays > 0 {
		lead = strconv.Itoa(st.LeadDays)
	}
	stores := one(group("store", catalog.FacetStore, catalog.SearchShelves, []string{st.Store}, storeName), st.Store)
	stores.NoCount = false
	region := one(group("region", catalog.FacetRegion, org.Regions, []string{st.Region}, regionName), st.Region)
	region.Closed = st.Region == ""
	cert := group("cert", catalog.FacetCert, catalog.CertificateKinds, st.Certificates, certName)
	cert.Options = slices.DeleteFunc(cert.Options, func(o component.FacetOption) bool { return o.Count == 0 && !o.Checked })
	cert.Closed = true
	out := []component.FacetProps{
		stores,
		group("price", catalog.FacetPrice, bands, st.Prices, bandText),
		one(group("lead", catalog.FacetLead, leads, []string{lead}, leadText), lead),
		group("trait", catalog.FacetTrait, org.Traits, st.Traits, func(ctx context.Context, c string) string { return word(ctx, "trait.", c) }),
	}
	if len(cert.Options) > 0 {
		out = append(out, cert)
	}
	return folded(append(out, region))
}

// folded closes single-choice groups whose "any" is chosen: FacetGroup keeps a group
// open when anything in it is checked, and "any" is nothing chosen.
func folded(groups []component.FacetProps) []component.FacetProps {
	for i := range groups {
		if groups[i].Name == "region" && groups[i].Closed {
			groups[i].Options[0].Checked = false
		}
	}
	return groups
}

func leadText(ctx context.Context, days string) string {
	n, err := strconv.Atoi(days)
	if err != nil {
		return days
	}
	return text.T(ctx, "shop.lead.within", "n", n)
}

func sortOptions(ctx context.Context, st state) []component.Option {
	var out []component.Option
	for _, s := range catalog.Sorts {
		id := "shop.sort." + string(s)
		if s == catalog.SortRelevance && st.Text == "" {
			id = "shop.sort.newest"
		}
		if s == catalog.SortNewest && st.Text == "" {
			continue
		}
		out = append(out, component.Option{Value: string(s), Label: text.T(ctx, id), Selected: s == st.Sort})
	}
	return out
}

// wordHelp lists the words and how much each finds alone.
func (v searchView) wordHelp(ctx context.Context) []component.Entry {
	var out []component.Entry
	for _, w := range v.Res.Terms {
		st := state{SearchQuery: catalog.SearchQuery{Text: w}, View: v.State.View}
		e := component.Entry{Title: w, Text: text.T(ctx, "shop.none.word", "n", v.Words[w])}
		if v.Words[w] > 0 {
			e.Href = st.url()
		}
		out = append(out, e)
	}
	return out
}

func countText(n int) string { return money.Won(n).String() }

// columns are the headings of the dense table; price and lead time sort.
func (v searchView) columns(ctx context.Context) []component.Column {
	return []component.Column{
		{Label: text.T(ctx, "shop.col.product")},
		{Label: text.T(ctx, "shop.col.supplier")},
		v.sortable(ctx, "shop.col.price", catalog.SortPrice, catalog.SortPriceDesc),
		v.sortable(ctx, "shop.col.lead", catalog.SortLead, ""),
		{Label: text.T(ctx, "shop.col.region")},
		{Label: text.T(ctx, "shop.col.may")},
	}
}

func (v searchView) sortable(ctx context.Context, label string, up, down catalog.Sort) component.Column {
	c := component.Column{Label: text.T(ctx, label), Numeric: true}
	next := up
	switch {
	case v.State.Sort == up:
		c.Sort = "ascending"
		if down != "" {
			next = down
		}
	case down != "" && v.State.Sort == down:
		c.Sort = "descending"
	}
	c.SortHref = v.State.but(func(s *state) { s.Sort = next })
	return c
}
