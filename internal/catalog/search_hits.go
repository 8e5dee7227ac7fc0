package catalog

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/db"
	"jangteo.kr/internal/money"
)

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
	Content      int    // how much one unit holds, in ContentUnit
	ContentUnit  string // "": the unit itself
	UnitPrice    int64  // of one content unit, in hundredths of a won
	MinOrder     int
	LeadDays     int
	Regions      []string // empty: nationwide
	Traits       []string
	Certificates []string
	Picture      string // hash; "" without a picture
	ListedAt     time.Time
	Bought       int // accepted orders
	Place        Place
	Grounds      []ShelfGround
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

const hitColumns = `l.offer_id, l.version_id, l.item_number, l.class_code, l.supplier_id, l.name_ko, l.name_en, l.model, l.maker,
       l.supplier_name, l.price, l.unit, l.content, l.content_unit, l.unit_price, l.min_order, l.lead_days, l.regions, l.traits, l.certificates,
       l.picture, l.listed_at`

const groundColumns = `g.id AS ground_id, g.storefront, g.kind, g.number, g.since, g.until, g.ceiling_price, g.max_order,
       g.budget_id, g.share_bp, g.cap, g.article`

// hitSQL reads the hits of a page p (offer_id, place, k0, k1, k2), each with its grounds
// in force: one row per ground.
func hitSQL(p string) string {
	return `
WITH p AS MATERIALIZED (` + p + `)
SELECT p.place, p.k0, p.k1, p.k2, ` + hitColumns + `, coalesce(r.bought, 0) AS bought, coalesce(v.tax, 'vat') AS tax, ` + groundColumns + `
  FROM p JOIN catalog.listing l ON l.offer_id = p.offer_id
  LEFT JOIN catalog.listing_rank r ON r.offer_id = l.offer_id
  LEFT JOIN catalog.offer_version v ON v.id = l.version_id
  LEFT JOIN market.ground_public g ON g.item_number = l.item_number AND g.supplier_id = l.supplier_id AND g.in_force
 ORDER BY p.place, p.k0, p.k1, p.k2, p.offer_id, array_position(ARRAY['nara','hyeokshin','venture'], g.storefront)`
}

// hitsIn is hitSQL for a list of listings in an order of their own.
func hitsIn(where, orderBy string) string {
	return hitSQL(`SELECT l.offer_id, 0 AS place, row_number() OVER (ORDER BY ` + orderBy + `) AS k0, 0::bigint AS k1, 0::bigint AS k2
    FROM catalog.listing l WHERE ` + base + ` AND ` + where + ` ORDER BY ` + orderBy + ` LIMIT @limit`)
}

// featured puts what has a picture first, then what is new: the order of front pages.
const featured = `(l.picture IS NULL), l.listed_at DESC, l.offer_id`

var (
	hitsByID       = hitSQL(`SELECT i.offer_id, 0 AS place, i.at AS k0, 0::bigint AS k1, 0::bigint AS k2 FROM unnest(@ids::bigint[]) WITH ORDINALITY AS i (offer_id, at)`)
	hitsFeatured   = map[Shelf]string{"": hitsIn("true", featured)}
	hitsOfItem     = hitsIn(`l.item_number = @item`, `l.price, l.offer_id`)
	hitsOfSupplier = hitsIn(`l.supplier_id = @supplier`, featured)
)

func init() {
	for _, s := range SearchShelves {
		hitsFeatured[s] = hitsIn(`l.`+s+`_from <= now() AND now() < l.`+s+`_until`, featured)
	}
}

// Featured lists what the front page of a storefront shows, of all three for "".
func (r *Reader) Featured(ctx context.Context, store Shelf, limit int) ([]Hit, error) {
	return collectHits(r.q.Query(ctx, hitsFeatured[store], pgx.NamedArgs{"limit": limit}))
}

// HitsByID reads offers in the order of their ids, those that are on a shelf now.
func (r *Reader) HitsByID(ctx context.Context, ids []int64) ([]Hit, error) {
	hits, err := collectHits(r.q.Query(ctx, hitsByID, pgx.NamedArgs{"ids": ids}))
	kept := hits[:0]
	for _, h := range hits {
		if len(h.Grounds) > 0 {
			kept = append(kept, h)
		}
	}
	return kept, err
}

// hitRow is a hit beside one of its grounds; a hit without one has nulls there.
type hitRow struct {
	Hit
	at                              cursor
	version                         int64
	groundID                        *int64
	storefront, kind, num, article  *string
	since, until                    *time.Time
	ceiling, maxOrder, budget, capW *int64
	shareBP                         *int
	picture                         *string
}

func (h *hitRow) scan(rows pgx.Rows) error {
	return rows.Scan(&h.at.place, &h.at.keys[0], &h.at.keys[1], &h.at.keys[2], &h.OfferID, &h.version, &h.ItemNumber, &h.ClassCode, &h.SupplierID,
		&h.NameKo, &h.NameEn, &h.Model, &h.Maker, &h.SupplierName, &h.Price, &h.Unit, &h.Content, &h.ContentUnit, &h.UnitPrice, &h.MinOrder, &h.LeadDays,
		&h.Regions, &h.Traits, &h.Certificates, &h.picture, &h.ListedAt, &h.Bought, &h.Tax,
		&h.groundID, &h.storefront, &h.kind, &h.num, &h.since, &h.until, &h.ceiling, &h.maxOrder, &h.budget, &h.shareBP, &h.capW, &h.article)
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

func collectHits(rows pgx.Rows, err error) ([]Hit, error) {
	hits, _, err := collectPlaced(rows, err)
	return hits, err
}

// collectPlaced folds the rows of one hit's grounds into one Hit, in order, and gives
// each hit's place in the result.
func collectPlaced(rows pgx.Rows, err error) ([]Hit, []cursor, error) {
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	var out []Hit
	var at []cursor
	for rows.Next() {
		var row hitRow
		if err := row.scan(rows); err != nil {
			return nil, nil, err
		}
		if n := len(out); n == 0 || out[n-1].OfferID != row.OfferID {
			if row.picture != nil {
				row.Picture = *row.picture
			}
			row.Place = row.at.place
			out, at = append(out, row.Hit), append(at, row.at)
		}
		if row.groundID != nil {
			h := &out[len(out)-1]
			h.Grounds = append(h.Grounds, row.ground())
		}
	}
	return out, at, rows.Err()
}

// readBy reads a page of hits by the offers and places that counting gave.
func (k *question) readBy(ctx context.Context, q db.Querier, page []placed) ([]Hit, []cursor, error) {
	if len(page) == 0 {
		return nil, nil, nil
	}
	ids := make([]int64, len(page))
	places := make(map[int64]cursor, len(page))
	for i, p := range page {
		ids[i], places[p.offer] = p.offer, p.at
	}
	hits, at, err := collectPlaced(q.Query(ctx, hitsByID, pgx.NamedArgs{"ids": ids}))
	for i := range hits {
		at[i] = places[hits[i].OfferID]
		hits[i].Place = at[i].place
	}
	return hits, at, err
}
