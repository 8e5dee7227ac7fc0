package catalog

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/db"
)

// CountCap is up to how many hits a search counts. Beyond it numbers are "at least": a
// frequent word stands on every page of the table, and nobody reads on that far.
const CountCap = 1000

// Facet counts the hits by the values of one property, over what the other filters leave.
type Facet struct {
	Counts map[string]int
	Capped bool // counts are "at least", and a value that is not there is unknown
}

// samples are the parts of the listings that the index can be asked for, smallest first.
var samples = []int{256, 128, 64, 32, 16}

// enough is how much more than is counted a sample must promise, plenty what names must so
// that classes and specifications need not be asked.
const (
	enough = 1.3 * CountCap
	plenty = 3 * CountCap
)

// sampleFor chooses a sample in which a search will still find more than it counts, ""
// for all listings.
func sampleFor(expected float64) string {
	for _, z := range samples {
		if expected/float64(z) >= enough {
			return quoted("z:" + strconv.Itoa(z))
		}
	}
	return ""
}

// set is one group of rows over which facets are counted: what every filter but one
// leaves. It stops at one row more than is counted.
type set struct {
	but    string // the facet whose filter is left out; "" for none
	name   string
	upTo   Place  // what is found there is looked at: that in names may be more than is counted
	sample string // a lexeme; "": all
}

// sets are the main set and one for each chosen filter, so that its other values show
// what they would add. Classes are counted within the chosen one: that is the way down.
func (k *question) sets(sampled bool) []set {
	out := []set{{name: "s"}}
	for i, f := range k.filters {
		if f.facet != FacetClass {
			out = append(out, set{but: f.facet, name: "s" + strconv.Itoa(i)})
		}
	}
	for i := range out {
		s := &out[i]
		s.upTo = PlaceSpec
		if !sampled || k.asked(PlaceSpec, "", s.but) == "" {
			continue
		}
		if len(k.all) > 0 && k.expected(PlaceName, s.but) >= plenty {
			s.upTo = PlaceName
		}
		s.sample = sampleFor(k.expected(s.upTo, s.but))
	}
	return out
}

// partial reports whether there may be hits that a set does not hold.
func (s set) partial() bool { return s.sample != "" || s.upTo != PlaceSpec }

func (k *question) setSQL(s set, o order, args pgx.NamedArgs) string {
	columns := `l.facets | ` + shelves + ` AS bits`
	if s.but == "" {
		columns += fmt.Sprintf(`, l.offer_id, l.class_code, %s AS k0, %s AS k1, %s AS k2`, o.keys[0], o.keys[1], o.keys[2])
	}
	if k.countsAttributes(s.but) {
		columns += `, l.attributes`
	}
	where := k.where(s.but)
	if q := k.asked(s.upTo, s.sample, s.but); q != "" {
		args["q_"+s.name] = q
		where = lexemes + ` @@ @q_` + s.name + `::text::tsquery AND ` + where
	}
	return s.name + ` AS MATERIALIZED (
  SELECT * FROM (SELECT ` + columns + `, ` + k.place() + ` AS place FROM catalog.listing l WHERE ` + where + ` OFFSET 0) x
   WHERE x.place < 3 LIMIT ` + s.limit() + `)`
}

// capped tells in a statement that the main set was longer than is counted. All other
// sets are longer still, and what they hold is "at least": a glance will do.
var capped = `((SELECT count(*) FROM s) > ` + strconv.Itoa(CountCap) + `)`

func (s set) limit() string {
	n := strconv.Itoa(CountCap + 1)
	switch {
	case s.but == "":
		return n
	case s.near():
		return `CASE WHEN ` + capped + ` THEN 0 ELSE ` + n + ` END`
	}
	return `CASE WHEN ` + capped + ` THEN ` + strconv.Itoa(glance) + ` ELSE ` + n + ` END`
}

// near reports whether a set without one filter can be had from the rows that miss only
// that one; see nearSQL.
func (s set) near() bool { return s.but != "" && nearFacet(s.but) }

func nearFacet(facet string) bool {
	return facet != FacetClass && !strings.HasPrefix(facet, facetAttribute)
}

// nearSQL looks at some hits of the words, and keeps those that miss at most one filter,
// which miss tells by its facet. It is read in place of all other sets once the main one is
// longer than is counted.
func (k *question) nearSQL(args pgx.NamedArgs) string {
	var but, misses, which []string
	for _, f := range k.filters {
		if nearFacet(f.facet) {
			but = append(but, f.facet)
			miss := `(` + f.pred + `) IS NOT TRUE`
			misses = append(misses, `(`+miss+`)::int`)
			which = append(which, `WHEN `+miss+` THEN '`+f.facet+`'`)
		}
	}
	where := k.where(but...)
	if k.asked(PlaceSpec, "", but...) != "" {
		args["q_near"] = k.asked(PlaceSpec, sampleFor(k.expected(PlaceSpec, but...)), but...)
		where = lexemes + ` @@ @q_near::text::tsquery AND ` + where
	}
	return `near AS MATERIALIZED (
  SELECT * FROM (SELECT l.facets | ` + shelves + ` AS bits, ` + k.place() + ` AS place,
                        CASE WHEN ` + strings.Join(misses, ` + `) + ` < 2 THEN CASE ` + strings.Join(which, ` `) + ` ELSE '' END END AS miss
                   FROM catalog.listing l WHERE ` + where + ` LIMIT CASE WHEN ` + capped + ` THEN ` + strconv.Itoa(2*glance) + ` ELSE 0 END) x
   WHERE x.place < 3 AND x.miss IS NOT NULL)`
}

// countsAttributes reports whether the values of attributes are counted over a set: those
// of the chosen detail class over the main one, a chosen attribute over the set without it.
func (k *question) countsAttributes(but string) bool {
	return len(k.Class) == 10 && (but == "" || strings.HasPrefix(but, facetAttribute))
}

// countSQL counts every set and gives the first page, should all hits be counted. Each
// set gives its numbers in one row, by which Go counts the facets.
func (k *question) countSQL(sets []set, o order, args pgx.NamedArgs) string {
	with := make([]string, len(sets))
	var parts []string
	for i, s := range sets {
		with[i] = k.setSQL(s, o, args)
		classes := `NULL::text[]`
		if s.but == "" {
			classes = `array_agg(class_code)`
		}
		parts = append(parts, `SELECT 'set' AS kind, '`+s.name+`' AS facet, '' AS value, count(*) AS n, 0::bigint AS k0, 0::bigint AS k1, 0::bigint AS k2, array_agg(bits) AS bits, `+classes+` AS classes FROM `+s.name)
		if k.countsAttributes(s.but) {
			parts = append(parts, k.attributeSQL(s, args))
		}
	}
	if slices.ContainsFunc(sets, set.near) {
		with = append(with, k.nearSQL(args))
		parts = append(parts, `SELECT 'near', miss, '', count(*), 0, 0, 0, array_agg(bits), NULL::text[] FROM near GROUP BY miss`)
	}
	cmp, by := ">", `place, k0, k1, k2`
	if k.backwards() {
		cmp, by = "<", `place DESC, k0 DESC, k1 DESC, k2 DESC`
	}
	parts = append(parts, `SELECT * FROM (SELECT 'hit', '', offer_id::text, place::bigint, k0::bigint, k1::bigint, k2::bigint, NULL::bigint[], NULL::text[] FROM s
   WHERE NOT `+capped+` AND (place, k0, k1, k2) `+cmp+` (@kp::int, @k0::bigint, @k1::bigint, @k2::bigint) ORDER BY `+by+` LIMIT @limit) h`)
	return "WITH " + strings.Join(with, ",\n") + "\n" + strings.Join(parts, "\nUNION ALL ")
}

// glance is over how many rows is counted what is "at least" anyway.
const glance = 300

// attributeSQL counts the values of attributes over a set.
func (k *question) attributeSQL(s set, args pgx.NamedArgs) string {
	which := `NOT (a.key = ANY (@chosen::text[]))`
	if key, ok := strings.CutPrefix(s.but, facetAttribute); ok {
		args["a_"+s.name] = key
		which = `a.key = @a_` + s.name
	} else {
		chosen := []string{}
		for _, f := range k.filters {
			if key, ok := strings.CutPrefix(f.facet, facetAttribute); ok {
				chosen = append(chosen, key)
			}
		}
		args["chosen"] = chosen
	}
	return `SELECT 'value', a.key, a.value, count(*), 0, 0, 0, NULL::bigint[], NULL::text[]
  FROM (SELECT attributes FROM ` + s.name + ` LIMIT CASE WHEN (SELECT count(*) FROM ` + s.name + `) > ` + strconv.Itoa(CountCap) + ` THEN ` + strconv.Itoa(glance) + ` END) g,
       jsonb_each_text(g.attributes) a WHERE ` + which + ` GROUP BY a.key, a.value`
}

// counted is what counting gives.
type counted struct {
	total  int // of the main set; CountCap+1 when it stopped
	facets map[string]Facet
	page   []placed
}

// placed is a hit's offer and its place in the result.
type placed struct {
	offer int64
	at    cursor
}

type countRow struct {
	Kind    string   `db:"kind"`  // set, near, value, hit
	Facet   string   `db:"facet"` // the set's name; the facet missed; the attribute's key
	Value   string   `db:"value"`
	N       int64    `db:"n"`
	K0      int64    `db:"k0"`
	K1      int64    `db:"k1"`
	K2      int64    `db:"k2"`
	Bits    []int64  `db:"bits"`
	Classes []string `db:"classes"`
}

// count counts in one round trip; in a second without samples if one of them was too
// small to tell.
func (k *question) count(ctx context.Context, q db.Querier, limit int) (counted, error) {
	c, short, err := k.countSets(ctx, q, k.sets(true), limit)
	if err != nil || !short {
		return c, err
	}
	c, _, err = k.countSets(ctx, q, k.sets(false), limit)
	return c, err
}

func (k *question) countSets(ctx context.Context, q db.Querier, sets []set, limit int) (c counted, short bool, err error) {
	args := maps.Clone(k.args)
	maps.Copy(args, k.from().args())
	args["limit"] = limit
	rows, err := db.All[countRow](q.Query(ctx, k.countSQL(sets, orders[k.Sort], args), args))
	if err != nil {
		return c, false, err
	}
	over := map[string]countRow{} // by the facet whose filter is left out
	for _, s := range sets {
		r := rows[slices.IndexFunc(rows, func(r countRow) bool { return r.Kind == "set" && r.Facet == s.name })]
		if s.but != "" && over[""].N > CountCap {
			r = beyond(over[""], s, r, rows)
		}
		over[s.but] = r
		short = short || s.partial() && r.N <= CountCap
	}
	c = counted{total: int(over[""].N), facets: facetsOver(over)}
	for _, r := range rows {
		switch r.Kind {
		case "value":
			c.value(facetAttribute+r.Facet, r, over)
		case "hit":
			id, err := strconv.ParseInt(r.Value, 10, 64)
			if err != nil {
				return c, false, err
			}
			c.page = append(c.page, placed{id, cursor{Place(r.N), [3]int64{r.K0, r.K1, r.K2}}})
		}
	}
	if k.backwards() {
		slices.Reverse(c.page)
	}
	return c, short, nil
}

// beyond gives the numbers of a set once the main one is longer than is counted: the set
// holds all of that one, and what came near to it.
func beyond(main countRow, s set, r countRow, rows []countRow) countRow {
	r.N, r.Bits = main.N, slices.Clone(main.Bits)
	for _, near := range rows {
		if near.Kind == "near" && near.Facet == s.but {
			r.Bits = append(r.Bits, near.Bits...)
		}
	}
	return r
}

// setOver is the set that a facet is counted over: its own, or the main one.
func setOver(over map[string]countRow, facet string) countRow {
	if own, ok := over[facet]; ok {
		return own
	}
	return over[""]
}

// facetsOver counts each facet over the set without its own filter.
func facetsOver(over map[string]countRow) map[string]Facet {
	out := map[string]Facet{}
	for _, facet := range []string{FacetStore, FacetPrice, FacetLead, FacetTrait, FacetCert, FacetRegion} {
		s := setOver(over, facet)
		out[facet] = Facet{Counts: tally(facet, s.Bits), Capped: s.N > CountCap}
	}
	classes := Facet{Counts: map[string]int{}, Capped: over[""].N > CountCap}
	for _, code := range over[""].Classes {
		classes.Counts[code]++
	}
	out[FacetClass] = classes
	return out
}

// value takes the number of an attribute's value.
func (c *counted) value(facet string, r countRow, over map[string]countRow) {
	f, ok := c.facets[facet]
	if !ok {
		f = Facet{Counts: map[string]int{}, Capped: setOver(over, facet).N > CountCap}
	}
	f.Counts[r.Value] = int(r.N)
	c.facets[facet] = f
}
