package catalog

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/db"
	"jangteo.kr/internal/dbtest"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/page"
)

// shelfRow is what the oracle knows of one offer.
type shelfRow struct {
	Hit
	name   string
	stores []string
}

var (
	testNouns  = []string{"공기정화기", "환자 운반기", "노트북 컴퓨터", "LED 조명", "창문형 필터", "무인 드론", "100%_면 마스크"}
	testAdj    = []string{"스마트", "음압", "친환경", "휠체어형", "고효율", "IoT"}
	testTraits = []string{"sme", "woman", "disabled", "social", "startup", "venture"}
	testCerts  = []string{"KC", "NEP", "GS", "KS"}
	testCodes  = []string{"4321150101", "4321150301", "4017150201", "4229550101"}
)

// seedRandom fills a database with n offers whose properties are random, some of them
// on no shelf or on one whose term is over.
func seedRandom(t *testing.T, d *db.DB, n int) []shelfRow {
	t.Helper()
	rnd := rand.New(rand.NewPCG(7, 11)) //nolint:gosec // a test's repeatable rows
	ctx := t.Context()
	exec := func(sql string, args ...any) {
		t.Helper()
		if _, err := d.Exec(ctx, sql, args...); err != nil {
			t.Fatal(err)
		}
	}
	exec(`INSERT INTO catalog.class (code, parent, name_ko, name_en, official)
	      SELECT DISTINCT left(c, l), nullif(left(c, l - 2), ''), 'ko' || left(c, l), 'en' || left(c, l), true
	        FROM unnest($1::text[]) c, unnest(ARRAY[2,4,6,8,10]) l ORDER BY 1 ON CONFLICT DO NOTHING`, testCodes)
	exec(`INSERT INTO org.body (kind, state, name_ko, bizno) SELECT 'supplier', 'admitted', '업체' || i, lpad(i::text, 10, '0') FROM generate_series(1, 5) i`)
	suppliers, err := db.Values[int64](d.Query(ctx, `SELECT id FROM org.body ORDER BY id`))
	if err != nil {
		t.Fatal(err)
	}
	var out []shelfRow
	b := &pgx.Batch{}
	for i := range n {
		r := randomRow(rnd, i, suppliers)
		out = append(out, r)
		queueRow(b, rnd, r)
	}
	if err := d.SendBatch(ctx, b).Close(); err != nil {
		t.Fatal(err)
	}
	exec(`INSERT INTO market.ground (storefront, kind, item_number, supplier_id, number, source, term, article)
	      SELECT 'nara', 'unit_price_contract', item_number, supplier_id, 'C-' || offer_id, 'ground_record:' || offer_id, nara, '조달사업법' FROM catalog.listing WHERE NOT isempty(nara)`)
	return out
}

func randomRow(rnd *rand.Rand, i int, suppliers []int64) shelfRow {
	name := testAdj[rnd.IntN(len(testAdj))] + " " + testNouns[rnd.IntN(len(testNouns))]
	r := shelfRow{name: name, Hit: Hit{
		OfferID: int64(i + 1), ItemNumber: 24000001 + i, ClassCode: testCodes[rnd.IntN(len(testCodes))],
		SupplierID: suppliers[rnd.IntN(len(suppliers))], NameKo: name, Model: fmt.Sprintf("KX-%d", i), Maker: "제조" + fmt.Sprint(i%3),
		Price: money.Won(1000 * (1 + rnd.IntN(200_000))), LeadDays: 1 + rnd.IntN(90),
		ListedAt: time.Date(2026, 1, 1, 0, 0, i, 0, time.UTC),
	}}
	for _, s := range SearchShelves {
		if rnd.IntN(3) == 0 {
			r.stores = append(r.stores, s)
		}
	}
	r.Regions, r.Traits, r.Certificates = some(rnd, org.Regions, 3), some(rnd, testTraits, 3), some(rnd, testCerts, 2)
	return r
}

func some(rnd *rand.Rand, from []string, most int) []string {
	out := []string{}
	for range rnd.IntN(most + 1) {
		if s := from[rnd.IntN(len(from))]; !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

func queueRow(b *pgx.Batch, rnd *rand.Rand, r shelfRow) {
	over := fmt.Sprintf("[2020-01-01,%s)", time.Now().Add(-time.Minute).UTC().Format(time.RFC3339))
	term := func(store string) string {
		if slices.Contains(r.stores, store) {
			return "[2026-01-01,2036-01-01)"
		}
		return []string{"empty", over}[rnd.IntN(2)]
	}
	b.Queue(`INSERT INTO catalog.item (number, class_code, maker, model, name_ko, registered_by) VALUES ($1,$2,$3,$4,$5,$6)`,
		r.ItemNumber, r.ClassCode, r.Maker, r.Model, r.NameKo, r.SupplierID)
	b.Queue(`INSERT INTO catalog.offer (item_number, supplier_id, state, listed_at) VALUES ($1,$2,'listed',$3)`, r.ItemNumber, r.SupplierID, r.ListedAt)
	b.Queue(`INSERT INTO catalog.listing (offer_id, version_id, item_number, class_code, supplier_id, name_ko, name_en, model, maker, supplier_name,
	         squeezed, price, unit, min_order, lead_days, regions, traits, certificates, picture, listed_at, nara, hyeokshin, venture)
	         VALUES ((SELECT id FROM catalog.offer WHERE item_number = $1),1,$1,$2,$3,$4,'',$5,$6,'',$7,$8,'EA',1,$9,$10,$11,$12,NULL,$13,$14::tstzrange,$15::tstzrange,$16::tstzrange)`,
		r.ItemNumber, r.ClassCode, r.SupplierID, r.NameKo, r.Model, r.Maker, squeezeAll(r.NameKo, r.Maker, r.Model), int64(r.Price),
		r.LeadDays, r.Regions, r.Traits, r.Certificates, r.ListedAt, term("nara"), term("hyeokshin"), term("venture"))
}

// passes is the oracle: every filter but the one named, in plain Go.
func (r shelfRow) passes(q SearchQuery, but string) bool {
	if len(r.stores) == 0 {
		return false
	}
	hay := squeezeAll(r.NameKo, r.Maker, r.Model)
	for _, w := range Terms(q.Text) {
		if !strings.Contains(hay, w) {
			return false
		}
	}
	band := Bands[0].Key
	for _, b := range Bands {
		if r.Price >= b.From {
			band = b.Key
		}
	}
	return (but == FacetStore || q.Store == "" || slices.Contains(r.stores, q.Store)) &&
		(but == FacetClass || strings.HasPrefix(r.ClassCode, q.Class)) &&
		(but == FacetPrice || len(q.Prices) == 0 || slices.Contains(q.Prices, band)) &&
		(but == FacetRegion || q.Region == "" || len(r.Regions) == 0 || slices.Contains(r.Regions, q.Region)) &&
		(but == FacetLead || q.LeadDays == 0 || r.LeadDays <= q.LeadDays) &&
		(but == FacetTrait || len(q.Traits) == 0 || overlap(q.Traits, r.Traits)) &&
		(but == FacetCert || len(q.Certificates) == 0 || overlap(q.Certificates, r.Certificates)) &&
		(q.SupplierID == 0 || r.SupplierID == q.SupplierID)
}

func overlap(a, b []string) bool {
	return slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) })
}

// values lists under which values of a facet a row counts.
func (r shelfRow) values(facet string) []string {
	switch facet {
	case FacetStore:
		return r.stores
	case FacetClass:
		return []string{r.ClassCode}
	case FacetPrice:
		n := 0
		for i, b := range Bands {
			if r.Price >= b.From {
				n = i
			}
		}
		return []string{Bands[n].Key}
	case FacetRegion:
		if len(r.Regions) == 0 {
			return org.Regions
		}
		return r.Regions
	case FacetLead:
		var out []string
		for _, d := range LeadTimes {
			if r.LeadDays <= d {
				out = append(out, fmt.Sprint(d))
			}
		}
		return out
	case FacetTrait:
		return r.Traits
	}
	return r.Certificates
}

func randomQuery(rnd *rand.Rand) SearchQuery {
	pick := func(from ...string) string { return from[rnd.IntN(len(from))] }
	q := SearchQuery{
		Text:   pick("", "", "공기", "공기 정화기", "음압", "kx 1", "노트북컴퓨터 스마트", "100%_", "제조1", "없는말", "LED", "KX-"),
		Store:  pick("", "", "nara", "hyeokshin", "venture"),
		Class:  pick("", "", "43", "432115", "4017150201", "99"),
		Region: pick("", "", "11", "50"),
		Sort:   Sorts[rnd.IntN(len(Sorts))],
		Page:   page.New(1+rnd.IntN(3), 7),
	}
	if rnd.IntN(3) == 0 {
		q.Prices = []string{Bands[rnd.IntN(len(Bands))].Key, Bands[rnd.IntN(len(Bands))].Key}
	}
	if rnd.IntN(3) == 0 {
		q.LeadDays = LeadTimes[rnd.IntN(len(LeadTimes))]
	}
	if rnd.IntN(3) == 0 {
		q.Traits = some(rnd, testTraits, 2)
	}
	if rnd.IntN(3) == 0 {
		q.Certificates = some(rnd, testCerts, 2)
	}
	return q
}

func TestSearch_agreesWithBruteForce(t *testing.T) {
	d := dbtest.New(t)
	rows := seedRandom(t, d, 300)
	r := NewReader(d, kst.Real)
	rnd := rand.New(rand.NewPCG(3, 5)) //nolint:gosec // a test's repeatable queries
	for range 150 {
		q := randomQuery(rnd)
		got, err := r.Search(t.Context(), q)
		if err != nil {
			t.Fatalf("%+v: %v", q, err)
		}
		compare(t, rows, q, got)
		if t.Failed() {
			return
		}
	}
}

func compare(t *testing.T, rows []shelfRow, q SearchQuery, got Results) {
	t.Helper()
	facets := map[string]map[string]int{}
	var want []shelfRow
	for _, row := range rows {
		if row.passes(q, "") {
			want = append(want, row)
		}
		for _, f := range []string{FacetStore, FacetClass, FacetPrice, FacetRegion, FacetLead, FacetTrait, FacetCert} {
			if row.passes(q, f) {
				for _, v := range row.values(f) {
					if facets[f] == nil {
						facets[f] = map[string]int{}
					}
					facets[f][v]++
				}
			}
		}
	}
	if got.Total != len(want) {
		t.Errorf("%+v: total %d, want %d", q, got.Total, len(want))
	}
	if diff := cmp.Diff(facets, got.Facets); diff != "" {
		t.Errorf("%+v: facets (-want +got)\n%s", q, diff)
	}
	sortRows(want, q)
	from := min(q.Page.Offset(), len(want))
	wantIDs := ids(want[from:min(from+q.Page.Size, len(want))])
	gotIDs := []int{}
	for _, h := range got.Hits {
		gotIDs = append(gotIDs, h.ItemNumber)
	}
	if diff := cmp.Diff(wantIDs, gotIDs); diff != "" {
		t.Errorf("%+v: hits (-want +got)\n%s", q, diff)
	}
}

func ids(rows []shelfRow) []int {
	out := []int{}
	for _, r := range rows {
		out = append(out, r.ItemNumber)
	}
	return out
}

func sortRows(rows []shelfRow, q SearchQuery) {
	terms := Terms(q.Text)
	phrase := strings.Join(terms, "")
	place := func(r shelfRow) (int, int) {
		hay := squeezeAll(r.NameKo, r.Maker, r.Model)
		if phrase == "" {
			return 0, 0
		}
		missing := 1
		if strings.Contains(hay, phrase) {
			missing = 0
		}
		return missing, len([]rune(hay[:strings.Index(hay, terms[0])]))
	}
	slices.SortFunc(rows, func(a, b shelfRow) int {
		newest := b.ListedAt.Compare(a.ListedAt)
		switch q.Sort {
		case SortPrice:
			return first(int(a.Price-b.Price), a.ItemNumber-b.ItemNumber)
		case SortPriceDesc:
			return first(int(b.Price-a.Price), a.ItemNumber-b.ItemNumber)
		case SortLead:
			return first(a.LeadDays-b.LeadDays, int(a.Price-b.Price), a.ItemNumber-b.ItemNumber)
		case SortNewest:
			return newest
		case SortRelevance, SortFeatured: // by place, below
		}
		am, ap := place(a)
		bm, bp := place(b)
		return first(am-bm, ap-bp, newest)
	})
}

func first(diffs ...int) int {
	for _, d := range diffs {
		if d != 0 {
			return d
		}
	}
	return 0
}

func TestSearch_costsOneRoundTripAndEscapes(t *testing.T) {
	d := dbtest.New(t)
	seedRandom(t, d, 60)
	r := NewReader(d, kst.Real)
	for _, marks := range []string{"%", "_", `\`, "%%%", "' OR 1=1 --"} {
		res, err := r.Search(t.Context(), SearchQuery{Text: marks})
		if err != nil || res.Total != 0 || len(res.Hits) != 0 {
			t.Errorf("%q found %d, %v", marks, res.Total, err)
		}
	}
	for _, class := range []string{"%", "4_", `\`} {
		if res, err := r.Search(t.Context(), SearchQuery{Class: class}); err != nil || res.Total != 0 {
			t.Errorf("class %q found %d, %v", class, res.Total, err)
		}
	}
	ask := SearchQuery{Text: "공기 정화기", Store: ShelfNara}
	warm, err := r.Search(t.Context(), ask)
	if err != nil || warm.Total == 0 {
		t.Fatalf("%d, %v", warm.Total, err)
	}
	if g := warm.Hits[0].Grounds; len(g) != 1 || g[0].Kind != "unit_price_contract" || g[0].Until.Year() != 2036 {
		t.Errorf("grounds %+v", g)
	}
	// Another connection of the pool may have to prepare anew: count on one connection.
	tx, err := d.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback(t.Context()) //nolint:errcheck // read only
	one := NewReader(tx, kst.Real)
	for range 2 {
		ctx, trips := db.CountTrips(t.Context())
		if _, err := one.Search(ctx, ask); err != nil {
			t.Fatal(err)
		}
		if trips.N() > 2 {
			t.Errorf("%d round trips: %s", trips.N(), trips.SQL())
		}
	}
	ctx, trips := db.CountTrips(t.Context())
	if _, err := one.Search(ctx, ask); err != nil || trips.N() != 1 {
		t.Errorf("warm search took %d round trips, %v: %s", trips.N(), err, trips.SQL())
	}
}

func TestSearch_lapsesAtTheInstant(t *testing.T) {
	d := dbtest.New(t)
	rows := seedRandom(t, d, 40)
	r := NewReader(d, kst.Real)
	before, err := r.Search(t.Context(), SearchQuery{})
	if err != nil || before.Total == 0 {
		t.Fatal(before.Total, err)
	}
	if _, err := d.Exec(t.Context(), `UPDATE catalog.listing SET nara = tstzrange(lower(nara), clock_timestamp()), hyeokshin = 'empty', venture = 'empty'`); err != nil {
		t.Fatal(err)
	}
	after, err := r.Search(t.Context(), SearchQuery{})
	if err != nil || after.Total != 0 {
		t.Fatalf("%d offers of %d still on a shelf whose term is over, %v", after.Total, len(rows), err)
	}
}

func TestTerms_bounds(t *testing.T) {
	if got := Terms(strings.Repeat("가나다 라마바 ", 30)); len(got) != 2 {
		t.Errorf("repeated words: %q", got)
	}
	if got := Terms("a b c d e f g h i j k"); len(got) != MaxSearchTerms {
		t.Errorf("terms: %q", got)
	}
	if got := CutSearch(strings.Repeat("가", 500)); len([]rune(got)) != MaxSearchRunes {
		t.Errorf("runes: %d", len([]rune(got)))
	}
	if got := Terms("공기-정화기 % _"); !slices.Equal(got, []string{"공기정화기"}) {
		t.Errorf("marks: %q", got)
	}
}

func TestEveryStatement_prepares(t *testing.T) {
	tx := dbtest.Tx(t)
	check := func(name, sql string, args pgx.NamedArgs) {
		if _, err := tx.Exec(t.Context(), sql, args); err != nil {
			t.Fatalf("%s: %v\n%s", name, err, sql)
		}
	}
	for n := range MaxSearchTerms + 1 {
		terms := strings.Split("abcdefgh", "")[:n]
		q := SearchQuery{Sort: SortRelevance, Page: page.New(1, 5)}
		check("facets", facetSQLs[n], q.facetArgs(terms))
		for s := range orderBy {
			q.Sort = s
			check("hits "+string(s), hitSQLs[n][s], q.hitArgs(terms))
		}
	}
	check("classes", selectClassTree, nil)
}

func TestProduct_neverListedIsNotFound(t *testing.T) {
	d := dbtest.New(t)
	rows := seedRandom(t, d, 5)
	if _, err := d.Exec(t.Context(), `UPDATE catalog.offer SET listed_at = NULL, state = 'draft'`); err != nil {
		t.Fatal(err)
	}
	r := NewReader(d, kst.Real)
	if _, err := r.Product(t.Context(), 1); !fault.Of(err, fault.NotFound) {
		t.Errorf("draft: %v", err)
	}
	if _, err := r.ItemOffers(t.Context(), rows[0].ItemNumber); !fault.Of(err, fault.NotFound) {
		t.Errorf("item of a draft: %v", err)
	}
	if _, err := r.Product(t.Context(), 999_999); !fault.Of(err, fault.NotFound) {
		t.Errorf("nothing: %v", err)
	}
}

func TestClassTree_passesIdleLevels(t *testing.T) {
	tree := newClassTree([]ClassNode{
		{Code: "43"},
		{Code: "4321", Parent: "43"},
		{Code: "432115", Parent: "4321"},
		{Code: "43211501", Parent: "432115"},
		{Code: "43211503", Parent: "432115"},
		{Code: "4321150101", Parent: "43211501"},
		{Code: "40"},
		{Code: "4017", Parent: "40"},
	})
	counts := map[string]int{"4321150101": 3, "43211503": 5}
	got := tree.Below("", counts)
	if len(got) != 2 || got[0].Code != "43211503" || got[0].N != 5 || got[1].N != 3 {
		t.Errorf("below the top: %+v", got)
	}
	if p := tree.Path("4321150101"); len(p) != 5 || p[0].Code != "43" {
		t.Errorf("path: %+v", p)
	}
}
