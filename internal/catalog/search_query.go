package catalog

import (
	"crypto/md5" //nolint:gosec // a short name for a value, as catalog.lexemes has it; nothing secret
	"encoding/hex"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/db"
	"jangteo.kr/internal/money"
)

// Shelf is one of the storefronts as the catalogue knows it: the shelf an offer stands on.
type Shelf = string

// The shelves, in the order in which they are shown.
const (
	ShelfNara      Shelf = "nara"
	ShelfHyeokshin Shelf = "hyeokshin"
	ShelfVenture   Shelf = "venture"
)

// SearchShelves lists the shelves a search can be narrowed to.
var SearchShelves = []Shelf{ShelfNara, ShelfHyeokshin, ShelfVenture}

// Band is a span of prices to filter by: From ≤ price < To, To 0 without end.
type Band struct {
	Key      string
	From, To money.Won
}

// Bands lists the price spans, lowest first; catalog.listing.price_band has the same
// bounds. They are those that buyers meet: 50 and 100 million won are where second-stage
// competition begins.
var Bands = []Band{
	{"1", 0, 100_000},
	{"2", 100_000, 1_000_000},
	{"3", 1_000_000, 5_000_000},
	{"4", 5_000_000, 10_000_000},
	{"5", 10_000_000, 50_000_000},
	{"6", 50_000_000, 100_000_000},
	{"7", 100_000_000, 0},
}

// LeadTimes lists the delivery times in days to filter by; catalog.listing.lead_band
// counts from 0 in the same steps.
var LeadTimes = []int{7, 14, 30, 60}

// SearchQuery is everything a search can ask; the zero value finds all that is on a
// shelf now. Values are not trusted: whatever is unknown finds nothing or is ignored.
// Several values of one filter widen it, several filters narrow.
type SearchQuery struct {
	Text         string
	Stores       []Shelf
	Class        string // code of any level
	Prices       []string
	Regions      []string // deliverable to one of them
	LeadDays     int      // at most; 0: any
	Traits       []string
	Certificates []string
	Attributes   map[string][]string // of the detail class: key → values
	Ground       string              // number of a contract or designation in force
	SupplierID   int64
	ItemNumber   int
	Sort         Sort
	After        string // the cursor behind which a page begins; see Results.Next
	Before       string // the cursor before which it ends; see Results.Prev
	Size         int    // hits on a page; 0: 24
}

// Filtered reports whether a filter beside the text narrows the search.
func (q SearchQuery) Filtered() bool {
	return len(q.filters()) > 0 || q.Ground != "" || q.SupplierID != 0
}

// Facets name the properties that are counted.
const (
	FacetStore  = "store"
	FacetClass  = "class" // by the offer's own class code
	FacetPrice  = "price"
	FacetRegion = "region"
	FacetLead   = "lead"
	FacetTrait  = "trait"
	FacetCert   = "cert"

	facetAttribute = "attr:" // and the attribute's key
)

// filter is one chosen group of values: how the index is asked for it and how a row is.
type filter struct {
	facet string
	ways  []string // lexemes, of which one is enough
	pred  string   // over the row l, with its parameters as @<name>
	args  pgx.NamedArgs
}

// filters are the groups that narrow the search.
func (q SearchQuery) filters() []filter {
	var out []filter
	add := func(facet, lexeme string, values []string, pred string, arg any) {
		if len(values) == 0 {
			return
		}
		name := "f" + strconv.Itoa(len(out))
		f := filter{facet: facet, pred: strings.ReplaceAll(pred, "#", "@"+name), args: pgx.NamedArgs{name: arg}}
		for _, v := range values {
			f.ways = append(f.ways, lexeme+v)
		}
		out = append(out, f)
	}
	add(FacetStore, "h:", q.Stores, `(l.nara_from <= now() AND now() < l.nara_until AND 'nara' = ANY (#) OR l.hyeokshin_from <= now() AND now() < l.hyeokshin_until AND 'hyeokshin' = ANY (#)
     OR l.venture_from <= now() AND now() < l.venture_until AND 'venture' = ANY (#))`, q.Stores)
	add(FacetClass, "c:", some(q.Class), `left(l.class_code, length(#)) = #`, q.Class) // as no other index would be asked
	add(FacetPrice, "p:", q.Prices, `l.price_band = ANY (#::smallint[])`, bandNumbers(q.Prices))
	if len(q.Regions) > 0 {
		add(FacetRegion, "r:", append([]string{"*"}, q.Regions...), `l.facets & #::bigint <> 0`, maskOf(FacetRegion, q.Regions)|1<<nationwideBit)
	}
	if q.LeadDays > 0 {
		add(FacetLead, "l:", leadBands(q.LeadDays), `l.lead_days <= #`, q.LeadDays)
	}
	add(FacetTrait, "t:", q.Traits, `l.facets & #::bigint <> 0`, maskOf(FacetTrait, q.Traits))
	add(FacetCert, "k:", q.Certificates, `l.facets & #::bigint <> 0`, maskOf(FacetCert, q.Certificates))
	for _, key := range slices.Sorted(maps.Keys(q.Attributes)) {
		values := q.Attributes[key]
		hashed := make([]string, len(values))
		for i, v := range values {
			hashed[i] = hashOf(v)
		}
		if add(facetAttribute+key, "a:"+key+"=", hashed, `l.attributes ->> #k = ANY (#::text[])`, values); len(values) > 0 {
			f := out[len(out)-1]
			f.args["f"+strconv.Itoa(len(out)-1)+"k"] = key
		}
	}
	return out
}

func some(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

func bandNumbers(keys []string) []int16 {
	out := make([]int16, 0, len(keys))
	for _, k := range keys {
		if n, err := strconv.ParseInt(k, 10, 16); err == nil {
			out = append(out, int16(n))
		}
	}
	return out
}

// leadBands are the bands with days up to a number of them; the last may hold more.
func leadBands(days int) []string {
	var out []string
	from := 0
	for i := range len(LeadTimes) + 1 {
		if from < days {
			out = append(out, strconv.Itoa(i))
		}
		if i < len(LeadTimes) {
			from = LeadTimes[i]
		}
	}
	return out
}

func hashOf(value string) string {
	h := md5.Sum([]byte(value)) //nolint:gosec // see above
	return hex.EncodeToString(h[:])[:8]
}

// base is what holds for every row of a search: on a shelf at this instant.
const base = `(l.nara_from <= now() AND now() < l.nara_until OR l.hyeokshin_from <= now() AND now() < l.hyeokshin_until OR l.venture_from <= now() AND now() < l.venture_until)`

// lexemes is the expression that the search index holds.
const lexemes = `catalog.lexemes(l.offer_id, l.name_key, l.spec_key, l.item_number, l.class_code, l.supplier_id, l.traits, l.certificates,
    l.attributes, l.price_band, l.lead_band, l.regions, NOT isempty(l.nara), NOT isempty(l.hyeokshin), NOT isempty(l.venture), l.listed_at)`

// often is the share of listings from which a filter is compared on the rows alone: the
// index would have to read more than it saves. Where few rows are expected, it is
// mostly: frequent filters may together leave few.
const (
	often  = 0.25
	mostly = 0.5
	seldom = 20 * CountCap
)

// question is a search made ready to be asked: its terms, filters and parameters.
type question struct {
	SearchQuery
	words   Words
	v       *vocabulary
	all     []term
	not     []term
	filters []filter
	args    pgx.NamedArgs
	seen    map[string]int // the classes of the hits that were counted
}

func newQuestion(q SearchQuery, words Words, v *vocabulary) *question {
	k := &question{SearchQuery: q, words: words, v: v, all: v.terms(words.All), not: v.terms(words.Not), filters: q.filters(), args: pgx.NamedArgs{}}
	for i, t := range k.all {
		n := strconv.Itoa(i)
		k.args["n"+n], k.args["s"+n], k.args["c"+n], k.args["i"+n] = t.namePatterns(), t.specPatterns(), t.classPatterns(), t.items
	}
	for _, f := range k.filters {
		maps.Copy(k.args, f.args)
	}
	var names, specs, classes []string
	var items []int32
	for _, t := range k.not {
		names, specs, classes = append(names, t.namePatterns()...), append(specs, t.specPatterns()...), append(classes, t.classPatterns()...)
		items = append(items, t.items...)
	}
	if len(k.not) > 0 {
		k.args["xn"], k.args["xs"], k.args["xc"], k.args["xi"] = db.Array(names), db.Array(specs), db.Array(classes), db.Array(items)
	}
	if q.Ground != "" {
		k.args["ground"] = q.Ground
	}
	if q.SupplierID != 0 {
		k.args["supplier"] = q.SupplierID
	}
	if q.ItemNumber != 0 {
		k.args["item"] = q.ItemNumber
	}
	return k
}

func (t term) namePatterns() []string {
	if t.first != "" {
		return []string{likeInner("^" + t.first)}
	}
	return t.specPatterns()
}

func (t term) specPatterns() []string {
	out := make([]string, len(t.spellings))
	for i, s := range t.spellings {
		out[i] = likeInner(s)
	}
	return out
}

func (t term) classPatterns() []string {
	out := make([]string, len(t.classes))
	for i, c := range t.classes {
		out[i] = c + "%"
	}
	return out
}

// place is the expression for where a row's words are found: the worst of their best
// places, or nowhere.
func (k *question) place() string {
	parts := make([]string, len(k.all))
	for i := range k.all {
		parts[i] = strings.ReplaceAll(`CASE WHEN l.name_key LIKE ANY (@n#) OR l.item_number = ANY (@i#) THEN 0 WHEN l.class_code LIKE ANY (@c#) THEN 1 WHEN l.spec_key LIKE ANY (@s#) THEN 2 ELSE 3 END`, "#", strconv.Itoa(i))
	}
	switch len(parts) {
	case 0:
		return "0"
	case 1:
		return parts[0]
	}
	return "greatest(" + strings.Join(parts, ", ") + ")"
}

// where is what a row must meet, the filters of some facets left out.
func (k *question) where(but ...string) string {
	w := []string{base}
	for _, f := range k.filters {
		if !slices.Contains(but, f.facet) {
			w = append(w, f.pred)
		}
	}
	if len(k.not) > 0 {
		w = append(w, `NOT (l.name_key LIKE ANY (@xn) OR l.class_code LIKE ANY (@xc) OR l.spec_key LIKE ANY (@xs) OR l.item_number = ANY (@xi))`)
	}
	if k.SupplierID != 0 {
		w = append(w, `l.supplier_id = @supplier`)
	}
	if k.ItemNumber != 0 {
		w = append(w, `l.item_number = @item`)
	}
	if k.Ground != "" {
		w = append(w, `l.offer_id = ANY (ARRAY(SELECT o.id FROM market.ground_public g JOIN catalog.offer o ON o.item_number = g.item_number AND o.supplier_id = g.supplier_id
      WHERE g.number = @ground AND g.in_force))`)
	}
	return strings.Join(w, "\n   AND ")
}

// asked is what the index is asked for: the words up to a place and every filter that is
// rare enough to help, those of some facets left out; within a sample or some days, of which
// the rarest piece of a word finds enough. "" when the index would not help.
func (k *question) asked(upTo Place, within string, but ...string) string {
	var parts []string
	pieces := maxGrams
	if within != "" {
		pieces = 1
		parts = append(parts, within)
	}
	for _, t := range k.all {
		if a := k.v.asked(t, upTo, pieces); a != "" {
			parts = append(parts, a)
		} else {
			return "'-'" // a word that cannot be found up to there
		}
	}
	if k.SupplierID != 0 {
		parts = append(parts, quoted("s:"+strconv.FormatInt(k.SupplierID, 10)))
	}
	if k.ItemNumber != 0 {
		parts = append(parts, quoted("#"+strconv.Itoa(k.ItemNumber)))
	}
	limit := often
	if k.expected(PlaceSpec, but...) < seldom {
		limit = mostly
	}
	for _, f := range k.filters {
		if slices.Contains(but, f.facet) || k.v.shareOf(f.ways) > limit {
			continue
		}
		ways := make([]string, len(f.ways))
		for i, w := range f.ways {
			ways[i] = quoted(w)
		}
		parts = append(parts, anyOf(ways))
	}
	return strings.Join(parts, " & ")
}

func (v *vocabulary) shareOf(ways []string) float64 {
	n := 0.0
	for _, w := range ways {
		n += v.share(w)
	}
	return n
}

// expected is about how many rows a search has up to a place, the filters of some facets
// left out, if its words and filters have nothing to do with each other.
func (k *question) expected(upTo Place, but ...string) float64 {
	n := k.v.rows
	for _, t := range k.all {
		n *= k.v.expected(t, upTo)
	}
	for _, f := range k.filters {
		if !slices.Contains(but, f.facet) {
			n *= min(k.v.shareOf(f.ways), 1)
		}
	}
	return n
}
