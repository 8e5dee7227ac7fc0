package catalog

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/money"
	"jangteo.kr/internal/page"
)

// Shelf names a storefront the way the search row does; market owns their policies.
type Shelf = string

// The shelves, in the order in which they are shown.
const (
	ShelfNara      Shelf = "nara"
	ShelfHyeokshin Shelf = "hyeokshin"
	ShelfVenture   Shelf = "venture"
)

// SearchShelves lists the shelves a search can be narrowed to.
var SearchShelves = []Shelf{ShelfNara, ShelfHyeokshin, ShelfVenture}

// Sort orders the hits of a search.
type Sort string

// The orders. Relevance is newest first where there is no search text.
const (
	SortRelevance Sort = "relevance"
	SortPrice     Sort = "price"
	SortPriceDesc Sort = "price_desc"
	SortNewest    Sort = "newest"
	SortLead      Sort = "lead"
	SortFeatured  Sort = "featured" // with a picture first, then newest: front pages
)

// Sorts lists the orders a reader can choose.
var Sorts = []Sort{SortRelevance, SortPrice, SortPriceDesc, SortNewest, SortLead}

// orderBy is the allow-list of orderings; each ends in the key, so that pages never overlap.
var orderBy = map[Sort]string{
	SortRelevance: `(strpos(l.squeezed, @phrase) = 0), strpos(l.squeezed, @first), l.listed_at DESC, l.offer_id`,
	SortPrice:     `l.price, l.offer_id`,
	SortPriceDesc: `l.price DESC, l.offer_id`,
	SortNewest:    `l.listed_at DESC, l.offer_id`,
	SortLead:      `l.lead_days, l.price, l.offer_id`,
	SortFeatured:  `(l.picture IS NULL), l.listed_at DESC, l.offer_id`,
}

// Band is a span of prices to filter by: From ≤ price < To, To 0 without end.
type Band struct {
	Key      string
	From, To money.Won
}

// Bands lists the price spans, lowest first. Their bounds are those that buyers meet:
// 50 and 100 million won are where second-stage competition begins.
var Bands = []Band{
	{"1", 0, 100_000},
	{"2", 100_000, 1_000_000},
	{"3", 1_000_000, 5_000_000},
	{"4", 5_000_000, 10_000_000},
	{"5", 10_000_000, 50_000_000},
	{"6", 50_000_000, 100_000_000},
	{"7", 100_000_000, 0},
}

// LeadTimes lists the delivery times in days to filter by.
var LeadTimes = []int{7, 14, 30, 60}

// SearchQuery is everything a search can ask; the zero value finds all that is on a
// shelf now. Values are not trusted: whatever is unknown finds nothing or is ignored.
type SearchQuery struct {
	Text         string
	Store        Shelf  // "" for all three
	Class        string // code of any level
	Prices       []string
	Region       string // deliverable there
	LeadDays     int    // at most; 0: any
	Traits       []string
	Certificates []string
	Ground       string // number of a contract or designation in force
	SupplierID   int64
	ItemNumber   int
	Sort         Sort
	Page         page.Page
}

// Filtered reports whether a filter beside the text narrows the search.
func (q SearchQuery) Filtered() bool {
	return q.Store != "" || q.Class != "" || len(q.Prices) > 0 || q.Region != "" || q.LeadDays > 0 ||
		len(q.Traits) > 0 || len(q.Certificates) > 0 || q.Ground != "" || q.SupplierID != 0
}

// Facets name the properties that are counted.
const (
	FacetAll    = "all"   // one value: what the text finds without filters
	FacetTotal  = "total" // one value: what is found
	FacetStore  = "store"
	FacetClass  = "class" // by the offer's own class code
	FacetPrice  = "price"
	FacetRegion = "region"
	FacetLead   = "lead"
	FacetTrait  = "trait"
	FacetCert   = "cert"

	facetNationwide = "nationwide" // one value, added to every region
)

// A filter and its bit in the mask of filters that a row fails.
var filters = []struct {
	bit  int
	pred string
}{
	{1, `(@store = '' OR (@store = 'nara' AND l.nara @> now()) OR (@store = 'hyeokshin' AND l.hyeokshin @> now()) OR (@store = 'venture' AND l.venture @> now()))`},
	{2, `l.class_code LIKE @class`},
	{4, `@prices::int8multirange @> l.price`},
	{8, `(@region = '' OR l.regions = '{}' OR @region = ANY (l.regions))`},
	{16, `l.lead_days <= @lead`},
	{32, `(cardinality(@traits::text[]) = 0 OR l.traits && @traits::text[])`},
	{64, `(cardinality(@certs::text[]) = 0 OR l.certificates && @certs::text[])`},
}

// base is what holds for every row of a search: on a shelf at this instant, and the
// narrowing that no facet offers.
const base = `
   (l.nara @> now() OR l.hyeokshin @> now() OR l.venture @> now())
   AND (@supplier::bigint = 0 OR l.supplier_id = @supplier::bigint)
   AND (@item::int = 0 OR l.item_number = @item::int)
   AND (@ground = '' OR EXISTS (SELECT 1 FROM market.ground_public g
         WHERE g.number = @ground AND g.item_number = l.item_number AND g.supplier_id = l.supplier_id AND g.in_force))`

// match is base and one LIKE per term: separate conditions, so that each can use the
// trigram index.
func match(terms int) string {
	var b strings.Builder
	b.WriteString(base)
	for i := range terms {
		fmt.Fprintf(&b, "\n   AND l.squeezed LIKE @t%d", i)
	}
	return b.String()
}

// facetSQL counts each facet over the rows that pass every filter but the facet's own:
// a mask says which filters a row fails, so the rows are read once.
func facetSQL(terms int) string {
	fails := make([]string, len(filters))
	for i, f := range filters {
		fails[i] = fmt.Sprintf("CASE WHEN %s THEN 0 ELSE %d END", f.pred, f.bit)
	}
	return `
WITH m AS MATERIALIZED (
  SELECT l.class_code, l.price, l.lead_days, l.regions, l.traits, l.certificates,
         l.nara @> now() AS nara, l.hyeokshin @> now() AS hyeokshin, l.venture @> now() AS venture,
         ` + strings.Join(fails, "\n         + ") + ` AS fails
    FROM catalog.listing l WHERE` + match(terms) + `
)
SELECT 'all' AS facet, '' AS value, count(*) AS n FROM m
UNION ALL SELECT 'total', '', count(*) FROM m WHERE fails = 0
UNION ALL SELECT 'store', s, count(*) FROM m, unnest(ARRAY[CASE WHEN nara THEN 'nara' END, CASE WHEN hyeokshin THEN 'hyeokshin' END, CASE WHEN venture THEN 'venture' END]) s
           WHERE fails & ~1 = 0 AND s IS NOT NULL GROUP BY s
UNION ALL SELECT 'class', class_code, count(*) FROM m WHERE fails & ~2 = 0 GROUP BY class_code
UNION ALL SELECT 'price', width_bucket(price, @bounds::bigint[])::text, count(*) FROM m WHERE fails & ~4 = 0 GROUP BY 2
UNION ALL SELECT 'region', r, count(*) FROM m, unnest(regions) r WHERE fails & ~8 = 0 GROUP BY r
UNION ALL SELECT 'nationwide', '', count(*) FROM m WHERE fails & ~8 = 0 AND regions = '{}'
UNION ALL SELECT 'lead', d::text, count(*) FROM m, unnest(@leads::int[]) d WHERE fails & ~16 = 0 AND lead_days <= d GROUP BY d
UNION ALL SELECT 'trait', x, count(*) FROM m, unnest(traits) x WHERE fails & ~32 = 0 GROUP BY x
UNION ALL SELECT 'cert', x, count(*) FROM m, unnest(certificates) x WHERE fails & ~64 = 0 GROUP BY x`
}

// hitSQL reads one page of hits, each with its grounds in force: one row per ground.
func hitSQL(terms int, sort Sort) string {
	if terms == 0 && sort == SortRelevance {
		sort = SortNewest // nothing to be relevant to
	}
	preds := make([]string, len(filters))
	for i, f := range filters {
		preds[i] = f.pred
	}
	return `
SELECT h.*, coalesce(v.tax, 'vat') AS tax, ` + groundColumns + `
  FROM (SELECT row_number() OVER () AS place, p.* FROM (
          SELECT ` + hitColumns + `
            FROM catalog.listing l WHERE` + match(terms) + `
             AND ` + strings.Join(preds, "\n             AND ") + `
           ORDER BY ` + orderBy[sort] + ` LIMIT @limit OFFSET @offset) p) h
  LEFT JOIN catalog.offer_version v ON v.id = h.version_id
  LEFT JOIN market.ground_public g ON g.item_number = h.item_number AND g.supplier_id = h.supplier_id AND g.in_force
 ORDER BY h.place, array_position(ARRAY['nara','hyeokshin','venture'], g.storefront)`
}

const hitColumns = `l.offer_id, l.version_id, l.item_number, l.class_code, l.supplier_id, l.name_ko, l.name_en, l.model, l.maker,
                 l.supplier_name, l.price, l.unit, l.min_order, l.lead_days, l.regions, l.traits, l.certificates, l.picture, l.listed_at`

const groundColumns = `g.id AS ground_id, g.storefront, g.kind, g.number, g.since, g.until, g.ceiling_price, g.max_order,
       g.budget_id, g.share_bp, g.cap, g.article`

// The literals for every number of terms and every order, made once.
var (
	facetSQLs = func() (out [MaxSearchTerms + 1]string) {
		for n := range out {
			out[n] = facetSQL(n)
		}
		return out
	}()
	hitSQLs = func() (out [MaxSearchTerms + 1]map[Sort]string) {
		for n := range out {
			out[n] = map[Sort]string{}
			for s := range orderBy {
				out[n][s] = hitSQL(n, s)
			}
		}
		return out
	}()
)

// args are the statement's parameters; the caller has checked that the query can be met.
func (q SearchQuery) args(terms []string) pgx.NamedArgs {
	a := pgx.NamedArgs{
		"store": q.Store, "class": likeMarks.Replace(q.Class) + "%", "prices": multirange(q.Prices), "region": q.Region,
		"lead": q.LeadDays, "traits": orEmpty(q.Traits), "certs": orEmpty(q.Certificates),
		"supplier": q.SupplierID, "item": q.ItemNumber, "ground": q.Ground,
	}
	if q.LeadDays <= 0 {
		a["lead"] = 1 << 30
	}
	for i, t := range terms {
		a["t"+strconv.Itoa(i)] = likeInner(t)
	}
	return a
}

func (q SearchQuery) facetArgs(terms []string) pgx.NamedArgs {
	a := q.args(terms)
	bounds := make([]int64, len(Bands))
	for i, b := range Bands {
		bounds[i] = int64(b.From)
	}
	a["bounds"], a["leads"] = bounds, LeadTimes
	return a
}

func (q SearchQuery) hitArgs(terms []string) pgx.NamedArgs {
	a := q.args(terms)
	if q.Sort == SortRelevance {
		a["phrase"], a["first"] = strings.Join(terms, ""), ""
		if len(terms) > 0 {
			a["first"] = terms[0]
		}
	}
	a["limit"], a["offset"] = q.Page.Size, q.Page.Offset()
	return a
}

// multirange writes the chosen price bands for PostgreSQL; none chosen means any price.
func multirange(keys []string) string {
	var parts []string
	for _, b := range Bands {
		if !slices.Contains(keys, b.Key) {
			continue
		}
		to := ""
		if b.To > 0 {
			to = strconv.FormatInt(int64(b.To), 10)
		}
		parts = append(parts, "["+strconv.FormatInt(int64(b.From), 10)+","+to+")")
	}
	if len(parts) == 0 {
		return "{(,)}"
	}
	return "{" + strings.Join(parts, ",") + "}"
}

func orEmpty(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

// ShelfGround is a ground as a page reads it: on what right an offer stands on a
// shelf, until when, up to what price and order, and who pays a share.
type ShelfGround struct {
	ID           int64
	Storefront   Shelf
	Kind         string // unit_price_contract, innovation_designation, venture_designation
	Number       string
	Since, Until time.Time
	CeilingPrice *money.Won
	MaxOrder     *money.Won
	BudgetID     *int64 // the programme that pays a share; nil without funding
	ShareBP      int    // of each order, in hundredths of a percent
	Cap          money.Won
	Article      string
}
