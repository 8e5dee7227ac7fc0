package order

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/org"
)

const selectOverdue = `
SELECT o.id FROM orders."order" o WHERE o.state = 'issued' AND o.respond_by < audit.clock() ORDER BY o.respond_by LIMIT @limit`

// ExpireDue ends the orders whose supplier did not answer in time, at most limit of
// them, and reports how many. It is the work of a job; each order is a transaction of
// its own, and one that was answered in between is left alone.
func (s *Service) ExpireDue(ctx context.Context, limit int) (int, error) {
	var ids []int64
	err := s.db.Run(ctx, func(tx *db.Tx) error {
		var err error
		ids, err = db.Values[int64](tx.Query(ctx, selectOverdue, pgx.NamedArgs{"limit": limit}))
		return err
	})
	if err != nil {
		return 0, err
	}
	n := 0
	var failed []error // one order that cannot end does not hold up those behind it
	for _, id := range ids {
		expired, err := s.expire(ctx, id)
		if err != nil {
			failed = append(failed, fmt.Errorf("order %d: %w", id, err))
		}
		if expired && err == nil {
			n++
		}
	}
	return n, errors.Join(failed...)
}

func (s *Service) expire(ctx context.Context, id int64) (bool, error) {
	expired := false
	err := s.db.Run(ctx, func(tx *db.Tx) error {
		o, err := db.One[Order](tx.Query(ctx, lockOrder, pgx.NamedArgs{"id": id}))
		if err != nil {
			return err
		}
		w := &work{ctx: ctx, tx: tx, by: auth.System, name: "expire", o: &o, b: &pgx.Batch{}}
		now, err := w.clock()
		if err != nil {
			return err
		}
		expired = o.State == Issued && o.RespondBy != nil && now.After(*o.RespondBy)
		if !expired {
			return nil
		}
		w.tell("expired", o.InstitutionID, org.Requester, org.Approver)
		w.tell("expired", o.SupplierID, supplierRoles...)
		return s.end(w, Expired, "")
	})
	return expired, err
}

const selectMiscounted = `
SELECT l.offer_id, count(DISTINCT l.order_id)::int AS orders, sum(l.accepted)::bigint AS quantity, max(o.requested_at) AS last_at
  FROM orders.line l JOIN orders."order" o ON o.id = l.order_id LEFT JOIN catalog.offer_purchase p ON p.offer_id = l.offer_id
 WHERE l.accepted > 0 GROUP BY l.offer_id, p.orders, p.quantity
HAVING p.orders IS DISTINCT FROM count(DISTINCT l.order_id) OR p.quantity IS DISTINCT FROM sum(l.accepted) ORDER BY l.offer_id`

// RecountPurchases counts accepted purchases anew from the orders and corrects what
// differs, as after a time in which the release before counted none. It gives how many
// offers differed; an inspection that ends at the same moment is set right the next time.
func RecountPurchases(ctx context.Context, d *db.DB) (int, error) {
	n := 0
	err := d.Run(ctx, func(tx *db.Tx) error {
		if err := tx.Allow(ctx, 10*time.Minute); err != nil {
			return err
		}
		counts, err := db.All[catalog.PurchaseCount](tx.Query(ctx, selectMiscounted))
		if n = len(counts); err != nil || n == 0 {
			return err
		}
		return catalog.SetPurchases(ctx, tx, counts)
	})
	return n, err
}
