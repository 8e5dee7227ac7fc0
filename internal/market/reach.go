package market

import (
	"context"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/org"
)

// Reach is what taking an offer off its shelves touches, besides orders, which go on.
type Reach struct {
	OfferID int64    // 0: the supplier has no offer of the item
	Shelves []Ground // in force now
	Carts   int      // people who have it in their cart
	Units   int      // units in those carts
	Bodies  int      // institutions of those people
	Others  []OtherOffer
}

// OtherOffer is another supplier's offer of the same item that is on a shelf: where
// buyers can turn to.
type OtherOffer struct {
	OfferID    int64     `db:"offer_id"`
	Supplier   string    `db:"supplier"`
	SupplierEn string    `db:"supplier_en"`
	Price      money.Won `db:"price"`
	Shelves    []string  `db:"shelves"`
}

const selectCarts = `
SELECT count(DISTINCT c.person_id)::int AS carts, coalesce(sum(c.quantity), 0)::int AS units,
       (SELECT count(DISTINCT m.body_id)::int FROM market.cart_line l JOIN org.membership m ON m.person_id = l.person_id AND m.left_at IS NULL AND 'requester' = ANY (m.roles)
         WHERE l.offer_id = @offer) AS bodies
  FROM market.cart_line c WHERE c.offer_id = @offer`

const selectOthers = `
SELECT l.offer_id, b.name_ko AS supplier, b.name_en AS supplier_en, l.price,
       array_remove(ARRAY[CASE WHEN l.nara @> now() THEN 'nara' END, CASE WHEN l.hyeokshin @> now() THEN 'hyeokshin' END, CASE WHEN l.venture @> now() THEN 'venture' END], NULL) AS shelves
  FROM catalog.offer o JOIN catalog.listing l ON l.offer_id = o.id JOIN org.body b ON b.id = l.supplier_id
 WHERE o.item_number = @item AND o.id <> @offer AND (l.nara @> now() OR l.hyeokshin @> now() OR l.venture @> now()) ORDER BY l.price, l.offer_id LIMIT 50`

type cartCount struct {
	Carts  int `db:"carts"`
	Units  int `db:"units"`
	Bodies int `db:"bodies"`
}

// ReachOf says what taking a supplier's item off its shelves would touch now, for the
// desks that suspend offers and designations and for auditors. The orders are order's to
// tell.
func (s *Service) ReachOf(ctx context.Context, by auth.Actor, item int, supplierID int64) (Reach, error) {
	var r Reach
	if err := mayRead(by); err != nil && !by.Holds(org.InnovationDesk) {
		return r, err
	}
	err := s.db.RunReadOnly(ctx, func(tx *db.Tx) error {
		o, err := catalog.OfferOf(ctx, tx, item, supplierID)
		if err != nil && !fault.Of(err, fault.NotFound) {
			return err
		}
		r.OfferID = o.ID
		args := pgx.NamedArgs{"offer": o.ID, "item": item}
		carts, err := db.One[cartCount](tx.Query(ctx, selectCarts, args))
		if err != nil {
			return err
		}
		r.Carts, r.Units, r.Bodies = carts.Carts, carts.Units, carts.Bodies
		if r.Others, err = db.All[OtherOffer](tx.Query(ctx, selectOthers, args)); err != nil {
			return err
		}
		grounds, err := GroundsOf(ctx, tx, item, supplierID)
		for _, g := range grounds {
			if g.State(tx.Now) == "in_force" {
				r.Shelves = append(r.Shelves, g)
			}
		}
		return err
	})
	return r, err
}
