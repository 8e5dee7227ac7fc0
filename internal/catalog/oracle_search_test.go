package catalog_test

import (
	"cmp"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/org"
)

// oddities make some rows that a generated market has not: terms that are over or to
// come, several shelves, decomposed syllables, capitals beyond ASCII, a moved class.
var oddities = []string{
	`UPDATE catalog.listing SET nara = '[2020-01-01,2021-01-01)', hyeokshin = 'empty', venture = 'empty' WHERE offer_id % 31 = 1`,
	`UPDATE catalog.listing SET nara = '[2090-01-01,2091-01-01)' WHERE offer_id % 31 = 2`,
	`UPDATE catalog.listing SET hyeokshin = '[2020-01-01,2090-01-01)' WHERE offer_id % 13 = 3`,
	`UPDATE catalog.listing SET venture = '[2020-01-01,2090-01-01)' WHERE offer_id % 17 = 4`,
	`UPDATE catalog.listing SET name_ko = normalize(name_ko, NFD) WHERE offer_id % 19 = 5`,
	`UPDATE catalog.listing SET name_en = 'İSTANBUL ÉCOLE Straße ' || name_en, maker = 'ＦＵＬＬ ' || maker WHERE offer_id % 97 = 6`,
	`UPDATE catalog.listing SET name_ko = '(주)·' || name_ko || ' [50%_할인]' WHERE offer_id % 53 = 7`,
	`UPDATE catalog.listing SET price = 12300, content = 10 WHERE offer_id % 41 = 8`,
	`INSERT INTO catalog.class (code, parent, name_ko, name_en, official, moved_to) VALUES ('43211599', '432115', '옛노트북분류', 'Old laptops', true, '43211503'),
	 ('4321159901', '43211599', '옛휴대용컴퓨터', 'Old portable computers', true, '4321150301')`,
}

// asker makes up searches that people might type, most of which find something.
type asker struct {
	*oracle
	r *rand.Rand
}

func (k asker) row() *shelfRow { return k.rows[k.r.IntN(len(k.rows))] }

func choose[T any](k asker, from []T) T { return from[k.r.IntN(len(from))] }

// piece is some of the characters of a text that follow each other.
func (k asker) piece(s string, longest int) string {
	r := []rune(s)
	if len(r) < 2 {
		return s
	}
	n := min(2+k.r.IntN(longest-1), len(r))
	at := k.r.IntN(len(r) - n + 1)
	return string(r[at : at+n])
}

// spaced breaks a word somewhere.
func (k asker) spaced(s string) string {
	r := []rune(s)
	if len(r) < 3 {
		return s
	}
	at := 1 + k.r.IntN(len(r)-1)
	return `"` + string(r[:at]) + choose(k, []string{" ", "-", "  ", "·"}) + string(r[at:]) + `"`
}

// word is one that finds a row, by one of the ways to find it.
func (k asker) word(row *shelfRow) string {
	name := reduce(row.NameKo)
	words := strings.Fields(row.NameKo)
	switch k.r.IntN(22) {
	case 0, 1, 2, 3:
		return choose(k, words)
	case 4, 5, 6:
		return k.piece(name, 5)
	case 7:
		return k.piece(onsets(name), 5)
	case 8:
		return k.spaced(k.piece(name, 8))
	case 9:
		return `"` + strings.Join(words[:min(2, len(words))], " ") + `"`
	case 10:
		return row.Model
	case 11:
		return strings.ToLower(k.piece(row.Model, 6))
	case 12:
		return choose(k, strings.Fields(row.NameEn+" x"))
	case 13:
		return k.piece(reduce(row.Maker), 5)
	case 14:
		return k.piece(choose(k, row.specs), 7)
	case 15:
		return row.SupplierName
	case 16:
		if l := choose(k, row.labels); l.text != "" {
			return k.piece(l.text, 6)
		}
		return row.Class[:8+2*k.r.IntN(2)]
	case 17:
		return choose(k, []string{strconv.Itoa(row.Item), row.Class[:8] + "-" + strconv.Itoa(row.Item), "43211599", "4321159901"})
	case 18:
		return string([]rune(name)[:1])
	case 19:
		return k.misspelt(name)
	case 20:
		return k.piece(onsets(choose(k, row.labels).text), 4)
	}
	return choose(k, []string{"없는낱말", "zqx", "100%", "_", "%", "ㅎㅎㅎㅎㅎ", "9", "ㅣ", "é", "ＦＵＬＬ"})
}

// misspelt writes a name with another spelling of a word in it, if there is one.
func (k asker) misspelt(name string) string {
	var ways []string
	for _, s := range k.general {
		if meant := reduce(s.Meant); strings.Contains(name, meant) {
			ways = append(ways, strings.Replace(name, meant, s.Word, 1), s.Word)
		}
	}
	if len(ways) == 0 {
		return choose(k, k.general).Word
	}
	return choose(k, ways)
}

func (k asker) some(from []string, chance int) []string {
	if k.r.IntN(chance) > 0 || len(from) == 0 {
		return nil
	}
	out := []string{choose(k, from)}
	if k.r.IntN(2) == 0 {
		out = append(out, choose(k, from))
	}
	return out
}

// query is a whole search.
func (k asker) query() catalog.SearchQuery {
	row := k.row()
	var text []string
	for range []int{0, 1, 1, 1, 1, 2, 2, 3}[k.r.IntN(8)] {
		text = append(text, k.word(row))
	}
	if k.r.IntN(8) == 0 {
		text = append(text, "-"+k.word(k.row()))
	}
	q := catalog.SearchQuery{
		Text: strings.Join(text, " "), Sort: choose(k, catalog.Sorts), Size: 1 + k.r.IntN(40),
		Stores: k.some(catalog.SearchShelves, 5), Prices: k.some([]string{"1", "2", "3", "4", "5", "6", "7"}, 6), Regions: k.some(org.Regions, 6),
		Traits: k.some([]string{"sme", "woman", "disabled", "social", "startup", "venture"}, 8), Certificates: k.some(catalog.CertificateKinds, 8),
	}
	if k.r.IntN(6) == 0 {
		q.LeadDays = choose(k, catalog.LeadTimes)
	}
	if k.r.IntN(4) == 0 {
		q.Class = row.Class[:2+2*k.r.IntN(5)]
	}
	if len(q.Class) == 10 && k.r.IntN(2) == 0 {
		q.Attributes = map[string][]string{}
		for key, value := range row.Attributes {
			if k.r.IntN(3) == 0 {
				q.Attributes[key] = []string{value, k.row().Attributes[key]}
			}
		}
	}
	switch k.r.IntN(30) {
	case 0:
		q.SupplierID = row.Supplier
	case 1:
		q.ItemNumber = row.Item
	case 2:
		if len(row.Grounds) > 0 {
			q.Ground = row.Grounds[0]
		}
	}
	return q
}

// comparisons is how many searches are compared, and every how many of them is read to its
// last page and back.
const (
	comparisons = 2000
	walkEvery   = 25
)

func TestSearch_findsWhatTheOracleFinds(t *testing.T) {
	ctx := t.Context()
	d := bigShelf(t, 4000)
	for _, sql := range oddities {
		if _, err := d.Exec(ctx, sql); err != nil {
			t.Fatal(err)
		}
	}
	o := newOracle(ctx, t, d)
	reader := catalog.NewReader(d, kst.Real)
	k := asker{o, rand.New(rand.NewPCG(20261123, 8))} //nolint:gosec // the same searches every time
	hits, capped := 0, 0
	for i := range comparisons {
		q := k.query()
		got, err := reader.Search(ctx, q)
		if err != nil {
			t.Fatalf("%+v: %v", q, err)
		}
		want := o.find(q, "")
		if len(want) > 0 {
			hits++
		}
		if got.Capped {
			capped++
		}
		o.compare(t, q, got, want)
		if i%walkEvery == 0 && len(want) < 1500 {
			walk(t, reader, q, want)
		}
		if t.Failed() {
			t.Fatalf("search %d: %+v", i, q)
		}
	}
	if hits < comparisons/2 || capped < comparisons/50 {
		t.Errorf("of %d searches %d found something and %d more than is counted", comparisons, hits, capped)
	}
}

// compare checks a page of results: what is on it in order, the totals and every count.
func (o *oracle) compare(t *testing.T, q catalog.SearchQuery, got catalog.Results, want []found) {
	t.Helper()
	page := want[:min(q.Size, len(want))]
	if len(got.Hits) != len(page) {
		t.Errorf("%d hits, want %d", len(got.Hits), len(page))
		return
	}
	for i, h := range got.Hits {
		if h.OfferID != page[i].Offer || h.Place != page[i].at {
			t.Errorf("hit %d: offer %d at place %d, want %d at %d", i, h.OfferID, h.Place, page[i].Offer, page[i].at)
		}
	}
	if got.Total != min(len(want), catalog.CountCap) || got.Capped != (len(want) > catalog.CountCap) {
		t.Errorf("total %d (more: %t), want %d", got.Total, got.Capped, len(want))
	}
	if (got.Next != "") != (len(want) > len(page)) || got.Prev != "" {
		t.Errorf("next %q, previous %q, with %d of %d on the page", got.Next, got.Prev, len(page), len(want))
	}
	if len(want) == 0 && q.Filtered() {
		all := len(o.find(catalog.SearchQuery{Text: q.Text}, ""))
		if got.All != min(all, catalog.CountCap) || got.AllCapped != (all > catalog.CountCap) {
			t.Errorf("without filters %d (more: %t), want %d", got.All, got.AllCapped, all)
		}
	}
	if take(q.Text).nothing || len(want) == 0 {
		return
	}
	for _, facet := range []string{
		catalog.FacetStore, catalog.FacetClass, catalog.FacetPrice, catalog.FacetRegion, catalog.FacetLead, catalog.FacetTrait, catalog.FacetCert,
	} {
		count(t, facet, got.Facets[facet], o.find(q, facet), func(r *shelfRow) []string { return r.values(facet) })
	}
	o.compareAttributes(t, q, got)
}

func (o *oracle) compareAttributes(t *testing.T, q catalog.SearchQuery, got catalog.Results) {
	t.Helper()
	shown := map[string]catalog.AttributeFacet{}
	for _, a := range got.Attributes {
		shown[a.Key] = a
	}
	if len(q.Class) != 10 {
		if len(shown) > 0 {
			t.Errorf("attributes of no class: %v", shown)
		}
		return
	}
	for _, def := range o.kinds[q.Class] {
		set := o.find(q, "attribute "+def.Key)
		want := map[string]int{}
		for _, r := range set {
			if v := r.Attributes[def.Key]; v != "" {
				want[v]++
			}
		}
		a := shown[def.Key]
		if a.Capped {
			for _, v := range a.Values {
				if v.N > want[v.Value] || len(set) <= catalog.CountCap {
					t.Errorf("%s %q: at least %d, there are %d", def.Key, v.Value, v.N, want[v.Value])
				}
			}
			continue
		}
		values := slices.SortedFunc(maps.Keys(want), func(a, b string) int { return cmp.Or(cmp.Compare(want[b], want[a]), cmp.Compare(a, b)) })
		if len(a.Values) < min(len(values), fewestValues) {
			t.Errorf("%s: only %d values of %d", def.Key, len(a.Values), len(values))
		}
		for i, v := range a.Values {
			if i >= len(values) || v.Value != values[i] || v.N != want[v.Value] {
				t.Errorf("%s: value %d is %q with %d: there are %v", def.Key, i, v.Value, v.N, want)
				break
			}
		}
	}
}

// fewestValues of an attribute are shown, the most frequent, if it has so many.
const fewestValues = 10

// count compares a facet with the rows of its set: exact up to what is counted, beyond
// that never more than there is.
func count(t *testing.T, facet string, got catalog.Facet, set []found, values func(*shelfRow) []string) {
	t.Helper()
	want := map[string]int{}
	for _, r := range set {
		for _, v := range values(r.shelfRow) {
			want[v]++
		}
	}
	if got.Capped && len(set) <= catalog.CountCap {
		t.Errorf("%s: capped at %d rows", facet, len(set))
	}
	for v, n := range got.Counts {
		if n > want[v] || n < want[v] && !got.Capped {
			t.Errorf("%s %q: %d, want %d (capped: %t)", facet, v, n, want[v], got.Capped)
		}
	}
	for v, n := range want {
		if !got.Capped && got.Counts[v] != n {
			t.Errorf("%s %q: %d, want %d", facet, v, got.Counts[v], n)
		}
	}
}

// walk reads a search to its last page and back to the first.
func walk(t *testing.T, reader *catalog.Reader, q catalog.SearchQuery, want []found) {
	t.Helper()
	q.Size = max(q.Size, len(want)/12+1)
	var there, back []int64
	var first string
	for page := 0; ; page++ {
		got, err := reader.Search(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range got.Hits {
			there = append(there, h.OfferID)
		}
		if first = got.Prev; got.Next == "" {
			break
		}
		if q.After = got.Next; page > 40 {
			t.Fatalf("no last page: %+v", q)
		}
	}
	for q.After = ""; first != ""; {
		q.Before = first
		got, err := reader.Search(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		slices.Reverse(got.Hits)
		for _, h := range got.Hits {
			back = append(back, h.OfferID)
		}
		first = got.Prev
	}
	ids := make([]int64, len(want))
	for i, r := range want {
		ids[i] = r.Offer
	}
	if !slices.Equal(there, ids) {
		t.Errorf("page by page %v\nwant %v", there, ids)
	}
	slices.Reverse(back)
	if !slices.Equal(back, ids[:len(back)]) || len(ids)-len(back) > q.Size {
		t.Errorf("back again %v\nwant %v", back, ids[:min(len(back), len(ids))])
	}
}

func TestMatching_agreesWithTheOracle(t *testing.T) {
	ctx := t.Context()
	d := bigShelf(t, 600)
	o := newOracle(ctx, t, d)
	reader := catalog.NewReader(d, kst.Real)
	k := asker{o, rand.New(rand.NewPCG(5, 9))} //nolint:gosec // the same searches every time
	for range 200 {
		q := k.query()
		var among, want []int64
		for range 40 {
			among = append(among, k.row().Offer)
		}
		for _, r := range o.find(q, "") {
			if slices.Contains(among, r.Offer) {
				want = append(want, r.Offer)
			}
		}
		got, err := reader.Matching(ctx, q, among)
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(slices.Compact(got), want) {
			t.Fatalf("%+v: %v, want %v", q, got, want)
		}
	}
}

// alphabet is what names are made of, and what only looks like it.
var alphabet = []rune("가각힣뷁똠한글ㄱㄴㅎㅏㅣㆎ각ABCxyzＡé̄ÉßİıΣ0189Ⅳ①  \t　-_/·()[],.%\"'😀각㈜")

func TestKeys_areTheSameInTheDatabase(t *testing.T) {
	d := bigShelf(t, 12)
	r := rand.New(rand.NewPCG(3, 14)) //nolint:gosec // the same texts every time
	text := func() string {
		out := make([]rune, r.IntN(14))
		for i := range out {
			if out[i] = alphabet[r.IntN(len(alphabet))]; r.IntN(6) == 0 {
				out[i] = rune(0xAC00 + r.IntN(11172))
			}
		}
		return string(out)
	}
	for range 3000 {
		names := []string{text(), text(), text(), text()}
		got, err := db.Values[string](d.Query(t.Context(), `SELECT unnest(ARRAY[catalog.squeeze(n[1]), catalog.initials(n[2]), catalog.name_key(n)]) FROM (SELECT $1::text[] AS n) x`, names))
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range []string{reduce(names[0]), onsets(names[1]), nameKey(names...)} {
			if got[i] != want {
				t.Errorf("%s of %q: %q, want %q", []string{"squeeze", "initials", "name_key"}[i], names, got[i], want)
			}
		}
		if s := catalog.Squeeze(names[0]); s != reduce(names[0]) {
			t.Errorf("Squeeze(%q) = %q", names[0], s)
		}
		if s := catalog.Initials(names[1]); s != onsets(names[1]) {
			t.Errorf("Initials(%q) = %q", names[1], s)
		}
		if t.Failed() {
			return
		}
	}
}
