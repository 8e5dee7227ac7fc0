package catalog

import (
	"context"
	"sort"
	"sync/atomic"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/db"
	"jangteo.kr/internal/kst"
)

// Reader answers what the storefronts' pages ask: searches, products, items, suppliers
// and classes. It reads; only the services write.
type Reader struct {
	q          db.Querier
	clock      kst.Clock
	vocabulary kept
	often      atomic.Pointer[popularNow]
}

// NewReader makes a Reader over the pool or a replica.
func NewReader(q db.Querier, clock kst.Clock) *Reader {
	return &Reader{q: q, clock: clock}
}

// Results are one page of hits with the counts of every filter.
type Results struct {
	Query      SearchQuery
	Words      Words
	Hits       []Hit
	Total      int  // at most CountCap
	Capped     bool // there are more than Total
	All        int  // what the text alone finds, when the filters leave nothing
	AllCapped  bool
	Facets     map[string]Facet
	Attributes []AttributeFacet // of the chosen detail class
	Next       string           // After of the next page; "" on the last
	Prev       string           // Before of the page before; "" on the first
	Meant      string           // what may have been meant, when nothing is found; ""
	Alone      map[string]int   // how much each word finds alone, when nothing is found; more than CountCap as one more than it
}

// AttributeFacet counts the hits by the values of one attribute.
type AttributeFacet struct {
	Attribute
	Values []ValueCount // the most frequent first
	Capped bool         // see Facet
}

// ValueCount is how many hits have a value.
type ValueCount struct {
	Value string
	N     int
}

// Count is the number of hits a filter value leaves.
func (r Results) Count(facet, value string) int { return r.Facets[facet].Counts[value] }

// pageSize is how many hits a page has unless more or fewer are asked for.
const pageSize = 24

// normal makes the query safe to run: a known order and size, cut text. It reports
// whether anything can be found at all.
func (q SearchQuery) normal() (SearchQuery, Words, bool) {
	q = q.readable()
	q.Text = CutSearch(q.Text)
	words := ParseWords(q.Text)
	if _, ok := orders[q.Sort]; !ok {
		q.Sort = SortNewest
	}
	if q.Size <= 0 || q.Size > 200 {
		q.Size = pageSize
	}
	if _, ok := parseCursor(q.After); !ok {
		q.After = ""
	}
	if _, ok := parseCursor(q.Before); !ok || q.After != "" {
		q.Before = ""
	}
	return q, words, q.Text == "" || !words.Nothing()
}

func (q SearchQuery) backwards() bool { return q.Before != "" }

// from is where the page begins, or ends if it is read backwards.
func (q SearchQuery) from() cursor {
	if c, ok := parseCursor(q.Before); ok {
		return c
	}
	if c, ok := parseCursor(q.After); ok {
		return c
	}
	return first
}

// Search finds a page of hits and counts every facet. It takes two round trips: one that
// counts and, since few results are longer than that, knows the page, one that reads it;
// in a longer result the second finds the page.
func (r *Reader) Search(ctx context.Context, q SearchQuery) (Results, error) {
	q, words, possible := q.normal()
	res := Results{Query: q, Words: words, Facets: map[string]Facet{}}
	if !possible {
		return res, nil
	}
	v, err := r.words(ctx)
	if err != nil {
		return res, err
	}
	q.Class = v.open(q.Class)
	k := newQuestion(q, words, v)
	c, err := k.count(ctx, r.q, q.Size+1)
	if err != nil {
		return res, err
	}
	res.Total, res.Capped = min(c.total, CountCap), c.total > CountCap
	res.Facets = c.facets
	var at []cursor
	if res.Capped {
		k.seen = c.facets[FacetClass].Counts
		res.Hits, at, err = k.read(ctx, r.q, q.Size+1)
	} else {
		res.Hits, at, err = k.readBy(ctx, r.q, c.page)
	}
	if err != nil {
		return res, err
	}
	res.turn(k, at)
	if err := r.explain(ctx, k, &res); err != nil {
		return res, err
	}
	return res, r.attributes(ctx, &res)
}

// turn cuts the page to its size and sets the cursors: the row too many tells whether
// there is another page.
func (r *Results) turn(k *question, at []cursor) {
	if len(r.Hits) == 0 {
		return
	}
	more := len(r.Hits) > k.Size
	if k.backwards() {
		if more {
			r.Hits, at = r.Hits[1:], at[1:]
			r.Prev = at[0].String()
		}
		r.Next = at[len(at)-1].String()
		return
	}
	if more {
		r.Hits, at = r.Hits[:k.Size], at[:k.Size]
		r.Next = at[len(at)-1].String()
	}
	if k.After != "" {
		r.Prev = at[0].String()
	}
}

// explain helps whoever found nothing: what the words find without the filters, or what
// may have been meant.
func (r *Reader) explain(ctx context.Context, k *question, res *Results) error {
	if res.Total > 0 {
		return nil
	}
	if k.Filtered() {
		all := newQuestion(SearchQuery{Text: k.Text, Sort: k.Sort, Size: 1}, k.words, k.v)
		c, err := all.count(ctx, r.q, 1)
		if err != nil {
			return err
		}
		res.All, res.AllCapped = min(c.total, CountCap), c.total > CountCap
	}
	if res.All > 0 || len(k.words.All) == 0 {
		return nil
	}
	var err error
	if res.Alone, err = r.alone(ctx, k); err != nil {
		return err
	}
	res.Meant, err = r.meant(ctx, k, res.Alone)
	return err
}

// maxFacetValues is how many values of an attribute are offered.
const maxFacetValues = 12

// attributes names the attribute facets of the chosen detail class.
func (r *Reader) attributes(ctx context.Context, res *Results) error {
	if len(res.Query.Class) != 10 {
		return nil
	}
	defs, err := AttributesOf(ctx, r.q, res.Query.Class)
	if err != nil {
		return err
	}
	for _, a := range defs {
		f := res.Facets[facetAttribute+a.Key]
		af := AttributeFacet{Attribute: a, Capped: f.Capped}
		for value, n := range f.Counts {
			af.Values = append(af.Values, ValueCount{value, n})
		}
		sort.Slice(af.Values, func(i, j int) bool {
			if af.Values[i].N != af.Values[j].N {
				return af.Values[i].N > af.Values[j].N
			}
			return af.Values[i].Value < af.Values[j].Value
		})
		af.Values = af.Values[:min(len(af.Values), maxFacetValues)]
		if len(af.Values) > 0 || len(res.Query.Attributes[a.Key]) > 0 { // a chosen one keeps its name when nothing is found
			res.Attributes = append(res.Attributes, af)
		}
	}
	return nil
}

// Matching tells which of some offers a search finds now, whatever their number: what a
// saved search asks of the offers that changed.
func (r *Reader) Matching(ctx context.Context, q SearchQuery, among []int64) ([]int64, error) {
	q, words, possible := q.normal()
	if !possible || len(among) == 0 {
		return nil, nil
	}
	v, err := r.words(ctx)
	if err != nil {
		return nil, err
	}
	q.Class = v.open(q.Class)
	k := newQuestion(q, words, v)
	k.args["among"] = among
	return db.Values[int64](r.q.Query(ctx, `SELECT l.offer_id FROM catalog.listing l WHERE l.offer_id = ANY (@among) AND `+k.where()+` AND `+k.place()+` < 3 ORDER BY l.offer_id`, k.args))
}

// alone tells how many offers each word finds alone.
func (r *Reader) alone(ctx context.Context, all *question) (map[string]int, error) {
	out := make(map[string]int, len(all.words.All))
	b := &pgx.Batch{}
	for _, w := range all.words.All {
		k := newQuestion(SearchQuery{Sort: SortNewest}, Words{All: []Word{w}}, all.v)
		s := k.sets(false)[0]
		sql := `WITH ` + k.setSQL(s, orders[SortNewest], k.args) + ` SELECT count(*)::int FROM s`
		b.Queue(sql, k.args).QueryRow(func(row pgx.Row) error {
			n := 0
			err := row.Scan(&n)
			out[w.Squeezed] = n
			return err
		})
	}
	return out, r.q.SendBatch(ctx, b).Close()
}
