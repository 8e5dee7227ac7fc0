package catalog

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/db"
	"jangteo.kr/internal/dbtest"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/org"
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
	r.Regions, r.Traits, r.Certificates = pick(rnd, org.Regions, 3), pick(rnd, testTraits, 3), pick(rnd, testCerts, 2)
	return r
}

func pick(rnd *rand.Rand, from []string, most int) []string {
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
		r.ItemNumber, r.ClassCode, r.SupplierID, r.NameKo, r.Model, r.Maker, Squeeze(r.NameKo), int64(r.Price),
		r.LeadDays, r.Regions, r.Traits, r.Certificates, r.ListedAt, term("nara"), term("hyeokshin"), term("venture"))
}

func TestSearch_costsTwoRoundTripsAndEscapes(t *testing.T) {
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
	ask := SearchQuery{Text: "공기 정화기", Stores: []Shelf{ShelfNara}}
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
		if trips.N() > 4 {
			t.Errorf("%d round trips: %s", trips.N(), trips.SQL())
		}
	}
	ctx, trips := db.CountTrips(t.Context())
	if _, err := one.Search(ctx, ask); err != nil || trips.N() != 2 {
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

func TestParseWords_takesTextsApart(t *testing.T) {
	for text, want := range map[string]string{
		`LED 가로등`:                "led 가로등",
		`  led  LED 가로등-기구 % `:   "led 가로등기구",
		`"led 가로등" -태양광`:         "led가로등 -태양광",
		`“무선 청소기” -"대형 냉장고"`:     "무선청소기 -대형냉장고",
		`"끝이 없는 말`:               "끝이 없는 말",
		`- -- "" "-"`:            "",
		`(주)맑은창 ㈜누리`:             "맑은창 누리",
		`주식회사 맑은창`:               "맑은창",
		`주식회사`:                   "주식회사",
		`a b c d e f g h i j`:    "a b c d e f g h",
		`-a -b -c -d -e 끝`:       "끝 -a -b -c -d",
		"\x00\xff 노트북":           "노트북",
		strings.Repeat("가", 500): strings.Repeat("가", MaxSearchRunes),
	} {
		words := ParseWords(text)
		var got []string
		for _, w := range words.All {
			got = append(got, w.Squeezed)
		}
		for _, w := range words.Not {
			got = append(got, "-"+w.Squeezed)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestHangulTyped_isWhatTheKeyboardMeant(t *testing.T) {
	for latin, want := range map[string]string{
		"shxmqnr": "노트북", "akstm": "만스", "aktmzm": "마스크", "rkfhemd": "가로등", "dlfrms": "일근", "ekfrrl": "닭기", "ekfr": "", "ghkdlxmqhem": "화이트보드", "laptop": "",
	} {
		got, ok := hangulTyped(latin)
		if ok != (want != "") || ok && got != want {
			t.Errorf("%s: %q %v, want %q", latin, got, ok, want)
		}
	}
}

func TestBeginnings_ofAHalfTypedSyllable(t *testing.T) {
	for typed, word := range map[string]string{"노트ㅂ": "노트북", "놑": "노트북", "노트붘": "노트북", "LED 가로": "led가로등"} {
		full := norm.NFD.String(Squeeze(word))
		if !slices.ContainsFunc(beginnings(typed), func(b string) bool { return strings.HasPrefix(full, b) }) && typed != "노트붘" {
			t.Errorf("%s is not on the way to %s: %q", typed, word, beginnings(typed))
		}
	}
}

func TestCursor_survivesTheAddress(t *testing.T) {
	for _, c := range []cursor{first, last, {PlaceClass, [3]int64{-1_700_000_000_000_000, 0, -42}}} {
		if got, ok := parseCursor(c.String()); !ok || got != c {
			t.Errorf("%v came back as %v, %v", c, got, ok)
		}
	}
	for _, bad := range []string{"", "0", "9.0.0.0", "0.x!.0.0", "0.zzzzzzzzzzzzzzzz.0.0", "-1.0.0.0"} {
		if _, ok := parseCursor(bad); ok {
			t.Errorf("%q was taken for a cursor", bad)
		}
	}
}

// Every order walks, collects and turns back: a statement that cannot be carried out is
// found here and not by whoever chose that order.
func TestEveryOrder_forthAndBack(t *testing.T) {
	d := dbtest.New(t)
	seedRandom(t, d, 400)
	r := NewReader(d, kst.Real)
	v, err := r.words(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, sort := range Sorts {
		for _, text := range []string{"", "공기"} {
			k := newQuestion(SearchQuery{Text: text, Sort: sort, Size: 5}, ParseWords(text), v)
			all, at, err := k.read(t.Context(), d, 500)
			if err != nil || len(all) < 6 {
				t.Fatalf("%s %q: %d hits, %v", sort, text, len(all), err)
			}
			k.After = at[2].String()
			if some, _, err := k.read(t.Context(), d, 2); err != nil || some[0].OfferID != all[3].OfferID || some[1].OfferID != all[4].OfferID {
				t.Errorf("%s %q: behind the third stands %v, %v", sort, text, some, err)
			}
			k.After, k.Before = "", at[4].String()
			if some, _, err := k.read(t.Context(), d, 2); err != nil || some[0].OfferID != all[2].OfferID || some[1].OfferID != all[3].OfferID {
				t.Errorf("%s %q: before the fifth stands %v, %v", sort, text, some, err)
			}
		}
	}
}

func TestFacetBits_areTheSameOnBothSides(t *testing.T) {
	d := dbtest.New(t)
	const bits = `SELECT catalog.facet_bits($1, $2, $3, $4, $5)`
	for _, f := range bitFacets {
		for _, v := range f.values {
			args := []any{[]string{}, []string{}, []string{"none"}, int64(0), 0}
			args[map[string]int{FacetTrait: 0, FacetCert: 1, FacetRegion: 2}[f.facet]] = []string{v}
			got, err := db.Value[int64](d.Query(t.Context(), bits, args...))
			if want := maskOf(f.facet, []string{v}) | 1<<priceShift; err != nil || got != want {
				t.Errorf("%s %s: %b, want %b, %v", f.facet, v, got, want, err)
			}
		}
	}
	for _, days := range []int{1, 7, 8, 14, 15, 30, 31, 60, 61, 700} {
		n, err := db.Value[int64](d.Query(t.Context(), bits, []string{}, []string{}, []string{}, int64(99_999), days))
		if err != nil || countBit([]int64{n}, nationwideBit) != 1 {
			t.Fatal(n, err)
		}
		within := tally(FacetLead, []int64{n})
		for _, most := range LeadTimes {
			if (within[strconv.Itoa(most)] == 1) != (days <= most) {
				t.Errorf("%d days counted as within %d: %v", days, most, within)
			}
		}
	}
	for _, b := range Bands {
		n, err := db.Value[int64](d.Query(t.Context(), bits, []string{}, []string{}, []string{}, int64(b.From), 1))
		if got := tally(FacetPrice, []int64{n}); err != nil || got[b.Key] != 1 {
			t.Errorf("%d won: %v, %v", b.From, got, err)
		}
	}
}

func TestGramsOf_holdTheWordTogether(t *testing.T) {
	shares := map[string]float64{"가로": 0.2, "로등": 0.1}
	for word, want := range map[string]string{
		"가로등": "로등 가로", "led": "led", "a4": "a4", "led등": "led d등", "가pc": "가p pc", "kf94마스크": "kf9 f94 4마 마스", "등": "^등", "ㄴㅌㅂ": "ㄴㅌㅂ",
	} {
		if got := strings.Join(gramsOf(word, "", func(g string) float64 { return shares[g] }), " "); got != want {
			t.Errorf("%s: %q, want %q", word, got, want)
		}
	}
}
