package catalog_test

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/dbtest"
	"jangteo.kr/internal/demo"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/org"
)

// The oracle says what a search finds by looking at every row, from the raw columns
// alone: it shares no code with the search and uses none of what the database derives.

// shelfRow is one listing as it was written.
type shelfRow struct {
	Offer        int64             `db:"offer_id"`
	Item         int               `db:"item_number"`
	Class        string            `db:"class_code"`
	Supplier     int64             `db:"supplier_id"`
	NameKo       string            `db:"name_ko"`
	NameEn       string            `db:"name_en"`
	Model        string            `db:"model"`
	Maker        string            `db:"maker"`
	SupplierName string            `db:"supplier_name"`
	Spec         string            `db:"spec"`
	Attributes   map[string]string `db:"attributes"`
	Price        int64             `db:"price"`
	Content      int64             `db:"content"`
	LeadDays     int               `db:"lead_days"`
	Regions      []string          `db:"regions"`
	Traits       []string          `db:"traits"`
	Certificates []string          `db:"certificates"`
	ListedAt     time.Time         `db:"listed_at"`
	Bought       int               `db:"bought"`
	Stores       []string          `db:"stores"`
	Grounds      []string          `db:"grounds"`

	name   string   // see nameKey
	specs  []string // squeezed lines
	labels []label  // of the classes on its path
}

const selectShelf = `
SELECT l.offer_id, l.item_number, l.class_code, l.supplier_id, l.name_ko, l.name_en, l.model, l.maker, l.supplier_name, l.spec, l.attributes, l.price,
       l.content::bigint AS content, l.lead_days, l.regions, l.traits, l.certificates, l.listed_at, coalesce(p.orders, 0) AS bought,
       array_remove(ARRAY[CASE WHEN l.nara @> now() THEN 'nara' END, CASE WHEN l.hyeokshin @> now() THEN 'hyeokshin' END,
                          CASE WHEN l.venture @> now() THEN 'venture' END], NULL) AS stores,
       ARRAY(SELECT g.number FROM market.ground_public g WHERE g.item_number = l.item_number AND g.supplier_id = l.supplier_id AND g.in_force) AS grounds
  FROM catalog.listing l LEFT JOIN catalog.offer_purchase p USING (offer_id)`

// label is a word that finds everything in a class.
type label struct {
	text     string // squeezed
	initials string // "" for a synonym
	code     string // of a class with 8 or 10 digits, or of one that moved into it
}

// oracle is the whole shelf, ready to be asked.
type oracle struct {
	rows     []*shelfRow
	general  []catalog.Synonym // without a class, as they are tried
	classes  []catalog.ClassNode
	kinds    map[string][]catalog.Attribute
	synonyms []catalog.Synonym
	ways     map[string][]string // of spelling a word, as they were worked out
}

func newOracle(ctx context.Context, t testing.TB, d *db.DB) *oracle {
	t.Helper()
	o := &oracle{kinds: map[string][]catalog.Attribute{}, ways: map[string][]string{}}
	rows, err := db.All[shelfRow](d.Query(ctx, selectShelf))
	if err != nil {
		t.Fatal(err)
	}
	for i := range rows {
		o.rows = append(o.rows, &rows[i])
	}
	if o.synonyms, err = catalog.SynonymsAll(ctx, d); err != nil {
		t.Fatal(err)
	}
	for _, s := range o.synonyms {
		if s.ClassCode == nil {
			o.general = append(o.general, s)
		}
	}
	if o.classes, err = db.All[catalog.ClassNode](d.Query(ctx, `SELECT code, '' AS parent, name_ko, name_en, official, moved_to FROM catalog.class`)); err != nil {
		t.Fatal(err)
	}
	labels := o.labels()
	for _, r := range o.rows {
		r.name = nameKey(r.NameKo, r.NameEn, r.Model)
		for _, line := range append(strings.Split(r.Spec, "\n"), r.SupplierName, r.Maker) {
			r.specs = append(r.specs, reduce(line))
		}
		for n := 2; n <= len(r.Class); n += 2 {
			r.labels = append(r.labels, labels[r.Class[:n]]...)
		}
		if _, ok := o.kinds[r.Class]; !ok {
			if o.kinds[r.Class], err = catalog.AttributesOf(ctx, d, r.Class); err != nil {
				t.Fatal(err)
			}
		}
	}
	return o
}

// labels are the words and codes for each class.
func (o *oracle) labels() map[string][]label {
	out := map[string][]label{}
	for _, c := range o.classes {
		ko := reduce(c.NameKo)
		own := []label{{text: ko, initials: onsets(ko)}, {text: reduce(c.NameEn)}}
		if len(c.Code) >= 8 {
			own = append(own, label{code: c.Code})
		}
		out[c.Code] = append(out[c.Code], own...)
		if c.MovedTo != nil && len(c.Code) >= 8 {
			out[*c.MovedTo] = append(out[*c.MovedTo], label{code: c.Code})
		}
	}
	for _, s := range o.synonyms {
		if s.ClassCode != nil {
			out[*s.ClassCode] = append(out[*s.ClassCode], label{text: reduce(s.Word)})
		}
	}
	return out
}

// reduce keeps of a text what two ways of writing it have in common.
func reduce(s string) string {
	var b strings.Builder
	for _, r := range norm.NFC.String(s) {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		if '가' <= r && r <= '힣' || 'ㄱ' <= r && r <= 'ㅎ' || 'a' <= r && r <= 'z' || '0' <= r && r <= '9' {
			b.WriteRune(r)
		}
	}
	return b.String()
}

var leads = []rune("ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ")

// onsets replaces each syllable by its initial consonant.
func onsets(s string) string {
	out := []rune(s)
	for i, r := range out {
		if '가' <= r && r <= '힣' {
			out[i] = leads[(r-'가')/588]
		}
	}
	return string(out)
}

// nameKey is the names as they are looked through: squeezed, with initials, and ^ before
// the first character of each word.
func nameKey(names ...string) string {
	var keys, firsts []string
	for _, n := range names {
		s := reduce(n)
		if s == "" || slices.Contains(keys, s) {
			continue
		}
		keys = append(keys, s)
		if i := onsets(s); i != s {
			keys = append(keys, i)
		}
		for _, w := range strings.FieldsFunc(n, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("()[]/,·", r) }) {
			first, size := utf8.DecodeRuneInString(reduce(w))
			if size > 0 && !slices.Contains(firsts, "^"+string(first)) {
				firsts = append(firsts, "^"+string(first))
			}
		}
	}
	return strings.Join(append(keys, firsts...), " ")
}

// asked is a search text taken apart.
type asked struct {
	words, not []string // squeezed
	nothing    bool     // there is text, and no word in it
}

// take reads a search text: words at spaces, "phrases", a leading - for what is not
// wanted; at most eight words and four exclusions.
func take(text string) asked {
	text = strings.TrimSpace(strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", ""), ""))
	if r := []rune(text); len(r) > 100 {
		text = string(r[:100])
	}
	name := text // without the legal form of a company
	for _, form := range []string{"(주)", "㈜", "주식회사"} {
		name = strings.ReplaceAll(name, form, " ")
	}
	a := takeAll(name)
	if len(a.words) == 0 && len(a.not) == 0 {
		a = takeAll(text)
	}
	a.nothing = text != "" && len(a.words) == 0 && len(a.not) == 0
	return a
}

func takeAll(text string) asked {
	var a asked
	rest := []rune(text)
	for len(rest) > 0 {
		if unicode.IsSpace(rest[0]) {
			rest = rest[1:]
			continue
		}
		into, most := &a.words, 8
		if rest[0] == '-' {
			into, most, rest = &a.not, 4, rest[1:]
		}
		end := slices.IndexFunc(rest, unicode.IsSpace)
		if end < 0 {
			end = len(rest)
		}
		from, next := 0, end
		if len(rest) > 0 && strings.ContainsRune(`"“„«`, rest[0]) {
			if i := slices.IndexFunc(rest[1:], func(r rune) bool { return strings.ContainsRune(`"”“»`, r) }); i >= 0 {
				from, end, next = 1, i+1, i+2
			}
		}
		if w := reduce(string(rest[from:end])); w != "" && !slices.Contains(*into, w) && len(*into) < most {
			*into = append(*into, w)
		}
		rest = rest[next:]
	}
	return a
}

// spellings are the ways of writing a word that are tried: itself, and with a general
// synonym's usual spelling in its place; four at most.
func (o *oracle) spellings(w string) []string {
	if ways, ok := o.ways[w]; ok {
		return ways
	}
	out := []string{w}
	for _, s := range o.general {
		if n := strings.ReplaceAll(w, reduce(s.Word), reduce(s.Meant)); n != w && !slices.Contains(out, n) && len(out) < 4 {
			out = append(out, n)
		}
	}
	o.ways[w] = out
	return out
}

// nowhere is farther than every place.
const nowhere = catalog.PlaceSpec + 1

// place is where a row has a word, nowhere if it has not.
func (o *oracle) place(r *shelfRow, w string) catalog.Place {
	best := nowhere
	for _, s := range o.spellings(w) {
		best = min(best, r.place(s))
	}
	return best
}

func allDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }

func (r *shelfRow) place(s string) catalog.Place {
	item := strconv.Itoa(r.Item)
	switch {
	case s == item || len(s) == 16 && allDigits(s) && s[8:] == item: // whatever class it was in when it was written down
		return catalog.PlaceName
	case utf8.RuneCountInString(s) == 1:
		if strings.Contains(r.name, "^"+s) {
			return catalog.PlaceName
		}
		return nowhere
	case strings.Contains(r.name, s):
		return catalog.PlaceName
	}
	consonants := strings.Trim(s, "ㄱㄲㄳㄴㄵㄶㄷㄸㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅃㅄㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ") == ""
	for _, l := range r.labels {
		if l.code == s || strings.Contains(l.text, s) || consonants && strings.Contains(l.initials, s) {
			return catalog.PlaceClass
		}
	}
	for _, line := range r.specs {
		if strings.Contains(line, s) {
			return catalog.PlaceSpec
		}
	}
	return nowhere
}

// spot is where a row stands for a text: the worst of its words' places; nowhere if it
// is not found.
func (o *oracle) spot(r *shelfRow, a asked) catalog.Place {
	worst := catalog.PlaceName
	for _, w := range a.words {
		worst = max(worst, o.place(r, w))
	}
	for _, w := range a.not {
		if o.place(r, w) != nowhere {
			return nowhere
		}
	}
	return worst
}

func meet(a, b []string) bool {
	return slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) })
}

// band is the span that a price falls into.
func (r *shelfRow) band() string {
	for _, b := range catalog.Bands {
		if r.Price >= int64(b.From) && (b.To == 0 || r.Price < int64(b.To)) {
			return b.Key
		}
	}
	return ""
}

// passes applies every filter but one.
func (r *shelfRow) passes(q catalog.SearchQuery, but string) bool {
	switch {
	case len(r.Stores) == 0,
		q.SupplierID != 0 && r.Supplier != q.SupplierID,
		q.ItemNumber != 0 && r.Item != q.ItemNumber,
		q.Ground != "" && !slices.Contains(r.Grounds, q.Ground),
		!strings.HasPrefix(r.Class, q.Class),
		but != catalog.FacetStore && len(q.Stores) > 0 && !meet(q.Stores, r.Stores),
		but != catalog.FacetPrice && len(q.Prices) > 0 && !slices.Contains(q.Prices, r.band()),
		but != catalog.FacetRegion && len(q.Regions) > 0 && len(r.Regions) > 0 && !meet(q.Regions, r.Regions),
		but != catalog.FacetLead && q.LeadDays > 0 && r.LeadDays > q.LeadDays,
		but != catalog.FacetTrait && len(q.Traits) > 0 && !meet(q.Traits, r.Traits),
		but != catalog.FacetCert && len(q.Certificates) > 0 && !meet(q.Certificates, r.Certificates):
		return false
	}
	for key, values := range q.Attributes {
		if but != "attribute "+key && len(values) > 0 && !slices.Contains(values, r.Attributes[key]) {
			return false
		}
	}
	return true
}

// found is a row with where it was found.
type found struct {
	*shelfRow
	at catalog.Place
}

// find gives what is found by text and filters but one, in order.
func (o *oracle) find(q catalog.SearchQuery, but string) []found {
	a := take(q.Text)
	if a.nothing {
		return nil
	}
	var out []found
	for _, r := range o.rows {
		if !r.passes(q, but) {
			continue
		}
		if at := o.spot(r, a); at != nowhere {
			out = append(out, found{r, at})
		}
	}
	slices.SortFunc(out, func(a, b found) int { return cmp.Or(cmp.Compare(a.at, b.at), a.before(b.shelfRow, q.Sort)) })
	return out
}

// before orders two rows at one place.
func (r *shelfRow) before(s *shelfRow, by catalog.Sort) int {
	byID := cmp.Compare(r.Offer, s.Offer)
	switch by {
	case catalog.SortPrice:
		return cmp.Or(cmp.Compare(r.Price, s.Price), byID)
	case catalog.SortPriceDesc:
		return cmp.Or(cmp.Compare(s.Price, r.Price), -byID)
	case catalog.SortUnitPrice:
		return cmp.Or(cmp.Compare(r.Price*100/r.Content, s.Price*100/s.Content), byID)
	case catalog.SortBought:
		return cmp.Or(cmp.Compare(s.Bought, r.Bought), -byID)
	case catalog.SortLead:
		return cmp.Or(cmp.Compare(r.LeadDays, s.LeadDays), cmp.Compare(r.Price, s.Price), byID)
	case catalog.SortNewest:
	}
	return cmp.Or(s.ListedAt.Compare(r.ListedAt), -byID)
}

// values are what a row counts for in a facet.
func (r *shelfRow) values(facet string) []string {
	switch facet {
	case catalog.FacetStore:
		return r.Stores
	case catalog.FacetClass:
		return []string{r.Class}
	case catalog.FacetPrice:
		return []string{r.band()}
	case catalog.FacetTrait:
		return r.Traits
	case catalog.FacetCert:
		return r.Certificates
	case catalog.FacetRegion:
		if len(r.Regions) == 0 {
			return org.Regions
		}
		return r.Regions
	}
	var out []string
	for _, days := range catalog.LeadTimes {
		if r.LeadDays <= days {
			out = append(out, strconv.Itoa(days))
		}
	}
	return out
}

// bigShelf is a generated market in a database of the test's own, with the classes and
// synonyms of the program.
func bigShelf(t testing.TB, offers int) *db.DB {
	t.Helper()
	dsn := dbtest.DSN(t)
	d := dbtest.Open(t, dsn)
	if err := catalog.LoadClasses(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	owner, err := db.Open(t.Context(), dsn, db.Options{Name: "test", Role: "none", StatementTimeout: 10 * time.Minute, Slow: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	defer owner.Close()
	if err := demo.Many(t.Context(), demo.ManyConfig{Owner: owner, Now: kst.Real(), Seed: 7, Offers: offers}); err != nil {
		t.Fatal(err)
	}
	return d
}
