package order

import (
	"context"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/org"
)

// OpenOrder is an order that is not over and contains an offer, as a desk sees it that
// is about to take the offer off its shelves.
type OpenOrder struct {
	ID            int64     `db:"id"`
	Number        string    `db:"number"`
	State         State     `db:"state"`
	Institution   string    `db:"institution"`
	InstitutionEn string    `db:"institution_en"`
	Quantity      int       `db:"quantity"`  // of these offers
	Amount        money.Won `db:"amount"`    // of these offers
	Left          int       `db:"remaining"` // units not accepted yet
}

const selectOpenOrders = `
SELECT o.id, o.number, o.state, b.name_ko AS institution, b.name_en AS institution_en,
       sum(l.quantity)::int AS quantity, sum(l.amount)::bigint AS amount, sum(l.quantity - l.accepted)::int AS remaining
  FROM orders.line l JOIN orders."order" o ON o.id = l.order_id JOIN org.body b ON b.id = o.institution_id
 WHERE l.offer_id = ANY (@offers) AND o.state = ANY (@open) GROUP BY o.id, b.id ORDER BY o.id DESC LIMIT 500`

// OpenOrdersOf lists the orders with any of the offers that are not over, the newest
// first, at most 500. It authorises nothing: OpenOrders does.
func OpenOrdersOf(ctx context.Context, q db.Querier, offerIDs []int64) ([]OpenOrder, error) {
	var open []State
	for _, s := range States {
		if !s.Over() {
			open = append(open, s)
		}
	}
	return db.All[OpenOrder](q.Query(ctx, selectOpenOrders, pgx.NamedArgs{"offers": offerIDs, "open": open}))
}

// OpenOrders is OpenOrdersOf for the desks of PPS that suspend offers and grounds, and
// for auditors.
func (s *Service) OpenOrders(ctx context.Context, by auth.Actor, offerIDs ...int64) ([]OpenOrder, error) {
	switch {
	case !by.SignedIn():
		return nil, fault.ErrUnauthenticated
	case !by.Holds(org.ProductReviewer, org.MarketDesk, org.InnovationDesk, org.AuditorRole):
		return nil, fault.ErrForbidden
	}
	return OpenOrdersOf(ctx, s.db, offerIDs)
}
