package catalog

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/db"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/page"
)

// Reader answers what the storefronts' pages ask: searches, products, items, suppliers
// and classes. It reads; only the services write. A page costs it one round trip.
type Reader struct {
	q     db.Querier
	clock kst.Clock
	tree  atomic.Pointer[cachedTree]
}

// NewReader makes a Reader over the pool or a replica.
func NewReader(q db.Querier, clock kst.Clock) *Reader {
	return &Reader{q: q, clock: clock}
}

// Hit is one offer found, with the grounds on which it stands on a shelf now.
type Hit struct {
	OfferID      int64
	ItemNumber   int
	ClassCode    string
	SupplierID   int64
	NameKo       string
	NameEn       string
	Model        string
	Maker        string
	SupplierName string
	Price        money.Won
	Tax          string // vat: the price includes it; exempt
	Unit         string
	MinOrder     int
	LeadDays     int
	Regions      []string // empty: nationwide
	Traits       []string
	Certificates []string
	Picture      string // hash; "" without a picture
	ListedAt     time.Time
	Grounds      []ShelfGround
}

// Results are one page of hits with the counts of every filter. Facets are exact; each
// counts what the other filters leave.
type Results struct {
	Query  SearchQuery
	Terms  []string
	Hits   []Hit
	Total  int
	All    int // what the text alone finds
	Facets map[string]map[string]int
}

// Pages is the number of pages the hits fill.
func (r Results) Pages() int { return r.Query.Page.Count(r.Total) }

// Count is the number of hits a filter value leaves.
func (r Results) Count(facet, value string) int { return r.Facets[facet][value] }

// normal makes the query safe to run: a known order and page, cut text. It reports
// whether anything can be found at all.
func (q SearchQuery) normal() (SearchQuery, []string, bool) {
	q.Text = CutSearch(q.Text)
	terms := Terms(q.Text)
	if orderBy[q.Sort] == "" {
		q.Sort = SortRelevance
	}
	if q.Page.Size == 0 {
		q.Page = page.New(q.Page.Number, 20)
	}
	return q, terms, q.Text == "" || len(terms) > 0
}

type facetRow struct {
	Facet string `db:"facet"`
	Value string `db:"value"`
	N     int    `db:"n"`
}

// Search finds a page of hits and all facet counts in one round trip.
func (r *Reader) Search(ctx context.Context, q SearchQuery) (Results, error) {
	q, terms, possible := q.normal()
	res := Results{Query: q, Terms: terms, Facets: map[string]map[string]int{}}
	if !possible {
		return res, nil
	}
	b := &pgx.Batch{}
	b.Queue(facetSQLs[len(terms)], q.facetArgs(terms)).Query(func(rows pgx.Rows) error {
		counts, err := db.All[facetRow](rows, nil)
		for _, c := range counts {
			res.count(c)
		}
		return err
	})
	b.Queue(hitSQLs[len(terms)][q.Sort], q.hitArgs(terms)).Query(func(rows pgx.Rows) (err error) {
		res.Hits, err = collectHits(rows)
		return err
	})
	return res, r.q.SendBatch(ctx, b).Close()
}

func (r *Results) count(c facetRow) {
	switch c.Facet {
	case FacetAll:
		r.All = c.N
	case FacetTotal:
		r.Total = c.N
	case facetNationwide:
		for _, region := range org.Regions {
			r.add(FacetRegion, region, c.N)
		}
	default:
		r.add(c.Facet, c.Value, c.N)
	}
}

func (r *Results) add(facet, value string, n int) {
	if n == 0 {
		return
	}
	if r.Facets[facet] == nil {
		r.Facets[facet] = map[string]int{}
	}
	r.Facets[facet][value] += n
}

// Hits finds a page of hits without counting anything, for front pages.
func (r *Reader) Hits(ctx context.Context, q SearchQuery) ([]Hit, error) {
	q, terms, possible := q.normal()
	if !possible {
		return nil, nil
	}
	rows, err := r.q.Query(ctx, hitSQLs[len(terms)][q.Sort], q.hitArgs(terms))
	if err != nil {
		return nil, err
	}
	return collectHits(rows)
}

// WordCounts tells how many offers each term of a text finds alone, to help somebody
// whose words together find nothing.
func (r *Reader) WordCounts(ctx context.Context, terms []string) (map[string]int, error) {
	patterns := make([]string, len(terms))
	for i, t := range terms {
		patterns[i] = likeInner(t)
	}
	rows, err := db.All[facetRow](r.q.Query(ctx, countWords, pgx.NamedArgs{"terms": terms, "patterns": patterns}))
	out := make(map[string]int, len(rows))
	for _, row := range rows {
		out[row.Value] = row.N
	}
	return out, err
}

const countWords = `
SELECT '' AS facet, w.term AS value,
       (SELECT count(*) FROM catalog.listing l
         WHERE l.squeezed LIKE w.pattern AND (l.nara @> now() OR l.hyeokshin @> now() OR l.venture @> now())) AS n
  FROM unnest(@terms::text[], @patterns::text[]) AS w(term, pattern)`

// hitRow is a hit beside one of its grounds; a hit without one has nulls there.
type hitRow struct {
	Hit
	place, version                  int64
	groundID                        *int64
	storefront, kind, num, article  *string
	since, until                    *time.Time
	ceiling, maxOrder, budget, capW *int64
	shareBP                         *int
	picture                         *string
}

func (h *hitRow) scan(rows pgx.Rows) error {
	return rows.Scan(&h.place, &h.OfferID, &h.version, &h.ItemNumber, &h.ClassCode, &h.SupplierID, &h.NameKo, &h.NameEn, &h.Model, &h.Maker,
		&h.SupplierName, &h.Price, &h.Unit, &h.MinOrder, &h.LeadDays, &h.Regions, &h.Traits, &h.Certificates, &h.picture, &h.ListedAt,
		&h.Tax, &h.groundID, &h.storefront, &h.kind, &h.num, &h.since, &h.until, &h.ceiling, &h.maxOrder, &h.budget, &h.shareBP, &h.capW, &h.article)
}

func (h *hitRow) ground() ShelfGround {
	g := ShelfGround{
		ID: *h.groundID, Storefront: *h.storefront, Kind: *h.kind, Number: *h.num, Article: *h.article,
		CeilingPrice: (*money.Won)(h.ceiling), MaxOrder: (*money.Won)(h.maxOrder), BudgetID: h.budget,
	}
	if h.since != nil {
		g.Since = *h.since
	}
	if h.until != nil {
		g.Until = *h.until
	}
	if h.budget != nil && h.shareBP != nil && h.capW != nil {
		g.ShareBP, g.Cap = *h.shareBP, money.Won(*h.capW)
	}
	return g
}

// collectHits folds the rows of one hit's grounds into one Hit, in order.
func collectHits(rows pgx.Rows) ([]Hit, error) {
	defer rows.Close()
	var out []Hit
	last := int64(-1)
	for rows.Next() {
		var row hitRow
		if err := row.scan(rows); err != nil {
			return nil, err
		}
		if row.place != last {
			if row.picture != nil {
				row.Picture = *row.picture
			}
			out, last = append(out, row.Hit), row.place
		}
		if row.groundID != nil {
			h := &out[len(out)-1]
			h.Grounds = append(h.Grounds, row.ground())
		}
	}
	return out, rows.Err()
}
