package order

import (
	"time"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/db"
	"jangteo.kr/internal/money"
)

// PublicPurchase is an accepted purchase as everybody may read it: which institution
// bought how much of whom at what price. It names no person.
type PublicPurchase struct {
	Institution   string    `db:"institution"`
	InstitutionEn string    `db:"institution_en"`
	SupplierID    int64     `db:"supplier_id"`
	Supplier      string    `db:"supplier"`
	SupplierEn    string    `db:"supplier_en"`
	At            time.Time `db:"at"`       // when the delivery request was issued
	Quantity      int       `db:"quantity"` // accepted
	Unit          string    `db:"unit"`
	UnitPrice     money.Won `db:"unit_price"`
}

// PublicPurchases are the purchases of one item, from whichever supplier.
type PublicPurchases struct {
	Newest []PublicPurchase
	Orders int // accepted orders in all
}

const selectPublicPurchases = `
SELECT i.name_ko AS institution, i.name_en AS institution_en, o.supplier_id, s.name_ko AS supplier, s.name_en AS supplier_en,
       coalesce(o.decided_at, o.requested_at) AS at, l.accepted AS quantity, l.unit, l.unit_price
  FROM orders.line l JOIN orders."order" o ON o.id = l.order_id JOIN org.body i ON i.id = o.institution_id JOIN org.body s ON s.id = o.supplier_id
 WHERE l.item_number = (SELECT x.item_number FROM catalog.offer x WHERE x.id = @offer) AND l.accepted > 0
 ORDER BY l.order_id DESC, l.no LIMIT @limit`

const countPublicPurchases = `
SELECT coalesce(sum(p.orders), 0)::int FROM catalog.offer_purchase p JOIN catalog.offer o ON o.id = p.offer_id
 WHERE o.item_number = (SELECT x.item_number FROM catalog.offer x WHERE x.id = @offer)`

// QueuePublicPurchases reads the accepted purchases of an offer's item, the newest first,
// as part of the batch of the offer's public page.
func QueuePublicPurchases(offerID int64, limit int, into *PublicPurchases) func(*pgx.Batch) {
	return func(b *pgx.Batch) {
		collect(b, selectPublicPurchases, pgx.NamedArgs{"offer": offerID, "limit": limit}, &into.Newest)
		b.Queue(countPublicPurchases, pgx.NamedArgs{"offer": offerID}).Query(func(rows pgx.Rows) (err error) {
			into.Orders, err = db.Value[int](rows, nil)
			return err
		})
	}
}
