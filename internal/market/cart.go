package market

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/org"
)

const maxCartLines = 100

// CartLine is one offer of one storefront in somebody's cart.
type CartLine struct {
	Storefront Storefront
	Quantity   int
	AddedAt    time.Time
	OnShelf    bool // it may still be bought there at the time of reading
	Offer      catalog.OnSale
	Amount     money.Won // price × quantity; 0 when beyond any amount
}

// ShortOfMinimum reports whether the quantity is below the minimum order.
func (l CartLine) ShortOfMinimum() bool { return l.Quantity < l.Offer.MinOrder }

const insertCartLine = `
INSERT INTO market.cart_line (person_id, offer_id, storefront, quantity, added_at) VALUES (@person, @offer, @store, @quantity, @at)
ON CONFLICT (person_id, offer_id, storefront) DO UPDATE SET quantity = least(market.cart_line.quantity + excluded.quantity, 1000000)`

const countCart = `SELECT count(*)::int FROM market.cart_line WHERE person_id = @person`

// AddToCart puts a quantity of an offer into the actor's own cart. Only an
// institution's requester has one. What stands on no such shelf is ErrNotOnShelf;
// less than the minimum order is refused at the field quantity.
func (s *Service) AddToCart(ctx context.Context, by auth.Actor, offerID int64, store Storefront, quantity int) error {
	if err := by.Need(org.Requester); err != nil {
		return err
	}
	return s.db.Run(ctx, func(tx *db.Tx) error {
		sale, err := catalog.VersionOnSale(ctx, tx, []int64{offerID})
		if err != nil {
			return err
		}
		if len(sale) == 0 {
			return fault.ErrNotFound
		}
		grounds, err := GroundsInForce(ctx, tx, store, []int64{offerID})
		if err != nil {
			return err
		}
		if _, ok := grounds[offerID]; !ok || !sale[0].Buyable() {
			return ErrNotOnShelf
		}
		if err := quantityFits(quantity, sale[0].MinOrder); err != nil {
			return err
		}
		n, err := db.Value[int](tx.Query(ctx, countCart, pgx.NamedArgs{"person": by.PersonID}))
		if err != nil {
			return err
		}
		if n >= maxCartLines {
			return ErrCartFull
		}
		_, err = tx.Exec(ctx, insertCartLine, pgx.NamedArgs{"person": by.PersonID, "offer": offerID, "store": store, "quantity": quantity, "at": tx.Now})
		return err
	})
}

func quantityFits(quantity, minOrder int) error {
	switch {
	case quantity < 1 || quantity > catalog.MaxMinOrder:
		return fault.Bad("form_invalid", fault.F("quantity", "out_of_range", "min", minOrder, "max", catalog.MaxMinOrder))
	case quantity < minOrder:
		return fault.Bad("form_invalid", fault.F("quantity", "min_order", "min", minOrder))
	}
	return nil
}

const updateCartLine = `
UPDATE market.cart_line SET quantity = @quantity WHERE person_id = @person AND offer_id = @offer AND storefront = @store`

// SetQuantity changes a line of the actor's cart. A quantity below the minimum order is
// refused.
func (s *Service) SetQuantity(ctx context.Context, by auth.Actor, offerID int64, store Storefront, quantity int) error {
	if err := by.Need(org.Requester); err != nil {
		return err
	}
	return s.db.Run(ctx, func(tx *db.Tx) error {
		sale, err := catalog.VersionOnSale(ctx, tx, []int64{offerID})
		if err != nil {
			return err
		}
		if len(sale) == 0 {
			return fault.ErrNotFound
		}
		if err := quantityFits(quantity, sale[0].MinOrder); err != nil {
			return err
		}
		tag, err := tx.Exec(ctx, updateCartLine, pgx.NamedArgs{"person": by.PersonID, "offer": offerID, "store": store, "quantity": quantity})
		if err == nil && tag.RowsAffected() == 0 {
			return fault.ErrNotFound
		}
		return err
	})
}

const deleteCartLine = `DELETE FROM market.cart_line WHERE person_id = @person AND offer_id = @offer AND storefront = @store`

// RemoveFromCart takes a line out of the actor's cart; a line that is gone already is no
// error.
func (s *Service) RemoveFromCart(ctx context.Context, by auth.Actor, offerID int64, store Storefront) error {
	if err := by.Need(org.Requester); err != nil {
		return err
	}
	return s.db.Run(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, deleteCartLine, pgx.NamedArgs{"person": by.PersonID, "offer": offerID, "store": store})
		return err
	})
}

type cartRow struct {
	OfferID    int64      `db:"offer_id"`
	Storefront Storefront `db:"storefront"`
	Quantity   int        `db:"quantity"`
	AddedAt    time.Time  `db:"added_at"`
	OnShelf    bool       `db:"on_shelf"`
}

const selectCart = `
SELECT c.offer_id, c.storefront, c.quantity, c.added_at,
       EXISTS (SELECT FROM market.ground g WHERE g.item_number = o.item_number AND g.supplier_id = o.supplier_id AND g.storefront = c.storefront
                  AND g.suspended_at IS NULL AND g.withdrawn_at IS NULL AND g.term @> audit.clock()) AS on_shelf
  FROM market.cart_line c JOIN catalog.offer o ON o.id = c.offer_id
 WHERE c.person_id = @person ORDER BY o.supplier_id, c.storefront, c.added_at, c.offer_id`

// Cart lists the actor's cart by supplier and storefront, as one order each will be made
// of them, with the versions on sale now.
func (s *Service) Cart(ctx context.Context, q db.Querier, by auth.Actor) ([]CartLine, error) {
	rows, err := db.All[cartRow](q.Query(ctx, selectCart, pgx.NamedArgs{"person": by.PersonID}))
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	ids := make([]int64, len(rows))
	for i, r := range rows {
		ids[i] = r.OfferID
	}
	sale, err := catalog.VersionOnSale(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	byID := make(map[int64]catalog.OnSale, len(sale))
	for _, o := range sale {
		byID[o.OfferID] = o
	}
	lines := make([]CartLine, 0, len(rows))
	for _, r := range rows {
		o := byID[r.OfferID]
		amount, err := o.Price.Times(int64(r.Quantity))
		if err != nil {
			amount = 0
		}
		lines = append(lines, CartLine{
			Storefront: r.Storefront, Quantity: r.Quantity, AddedAt: r.AddedAt, OnShelf: r.OnShelf && o.Buyable(), Offer: o, Amount: amount,
		})
	}
	return lines, nil
}

// CartOf is Cart on the service's own connection.
func (s *Service) CartOf(ctx context.Context, by auth.Actor) ([]CartLine, error) {
	return s.Cart(ctx, s.db, by)
}

// CartCount is the number of lines in the actor's cart, for the page's head.
func CartCount(ctx context.Context, q db.Querier, by auth.Actor) (int, error) {
	return db.Value[int](q.Query(ctx, countCart, pgx.NamedArgs{"person": by.PersonID}))
}

const takeCart = `
DELETE FROM market.cart_line c USING catalog.offer o
 WHERE o.id = c.offer_id AND c.person_id = @person AND o.supplier_id = @supplier AND c.storefront = @store`

// QueueTakeFromCart empties the part of the actor's cart that an order was made of, in
// the batch of the order's transaction.
func (s *Service) QueueTakeFromCart(b *pgx.Batch, by auth.Actor, supplierID int64, store Storefront) {
	b.Queue(takeCart, pgx.NamedArgs{"person": by.PersonID, "supplier": supplierID, "store": store})
}
