package catalog

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/db"
)

// Purchase is what an inspection accepted of one offer in one order.
type Purchase struct {
	OfferID  int64
	Quantity int       // accepted now
	First    bool      // nothing of the order's offer was accepted before: the order counts from now on
	At       time.Time // when the order was requested
}

const countPurchases = `
WITH p AS (
  INSERT INTO catalog.offer_purchase AS o (offer_id, orders, quantity, last_at)
  SELECT * FROM unnest(@offers::bigint[], @orders::int[], @quantities::bigint[], @ats::timestamptz[]) AS x (offer_id, orders, quantity, last_at) ORDER BY x.offer_id
  ON CONFLICT (offer_id) DO UPDATE SET orders = o.orders + excluded.orders, quantity = o.quantity + excluded.quantity,
    last_at = greatest(o.last_at, excluded.last_at)
  RETURNING offer_id, orders)
UPDATE catalog.listing_rank r SET bought = p.orders FROM p WHERE r.offer_id = p.offer_id AND r.bought <> p.orders`

// CountPurchases counts accepted purchases, in the batch of the transaction that accepted
// them: each order once per offer, so that one order in many deliveries is one.
func CountPurchases(b *pgx.Batch, purchases []Purchase) {
	byOffer := map[int64]Purchase{}
	for _, p := range purchases {
		sum := byOffer[p.OfferID]
		sum.Quantity, sum.First, sum.At = sum.Quantity+p.Quantity, sum.First || p.First, p.At
		byOffer[p.OfferID] = sum
	}
	var offers []int64
	for id, p := range byOffer {
		if p.Quantity > 0 {
			offers = append(offers, id)
		}
	}
	if len(offers) == 0 {
		return
	}
	slices.Sort(offers) // whoever accepts at the same time locks in the same order
	orders, quantities, ats := make([]int, len(offers)), make([]int64, len(offers)), make([]time.Time, len(offers))
	for i, id := range offers {
		p := byOffer[id]
		if quantities[i], ats[i] = int64(p.Quantity), p.At; p.First {
			orders[i] = 1
		}
	}
	b.Queue(countPurchases, pgx.NamedArgs{"offers": offers, "orders": orders, "quantities": quantities, "ats": ats})
}

// PurchaseCount is all that was accepted of an offer.
type PurchaseCount struct {
	OfferID  int64     `db:"offer_id"`
	Orders   int       `db:"orders"`
	Quantity int64     `db:"quantity"`
	LastAt   time.Time `db:"last_at"`
}

const setPurchases = `
WITH p AS (
  INSERT INTO catalog.offer_purchase (offer_id, orders, quantity, last_at)
  SELECT * FROM unnest(@offers::bigint[], @orders::int[], @quantities::bigint[], @ats::timestamptz[]) AS x (offer_id, orders, quantity, last_at) ORDER BY x.offer_id
  ON CONFLICT (offer_id) DO UPDATE SET orders = excluded.orders, quantity = excluded.quantity, last_at = excluded.last_at
  RETURNING offer_id, orders)
UPDATE catalog.listing_rank r SET bought = p.orders FROM p WHERE r.offer_id = p.offer_id AND r.bought <> p.orders`

// SetPurchases corrects the counts of some offers from the orders themselves.
func SetPurchases(ctx context.Context, tx *db.Tx, counts []PurchaseCount) error {
	offers, orders, quantities, ats := make([]int64, len(counts)), make([]int, len(counts)), make([]int64, len(counts)), make([]time.Time, len(counts))
	for i, c := range counts {
		offers[i], orders[i], quantities[i], ats[i] = c.OfferID, c.Orders, c.Quantity, c.LastAt
	}
	_, err := tx.Exec(ctx, setPurchases, pgx.NamedArgs{"offers": offers, "orders": orders, "quantities": quantities, "ats": ats})
	return err
}
