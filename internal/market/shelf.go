package market

import (
	"context"
	"errors"
	"slices"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
)

const selectShelves = `
SELECT ` + groundColumns + ` FROM market.ground g
 WHERE g.item_number = @item AND g.supplier_id = @supplier AND g.suspended_at IS NULL AND g.withdrawn_at IS NULL AND upper(g.term) > @at
 ORDER BY lower(g.term)`

const lockOfferOf = `SELECT o.id FROM catalog.offer o WHERE o.item_number = @item AND o.supplier_id = @supplier FOR NO KEY UPDATE`

// refreshShelves rewrites the search row from the grounds that hold now or will. A
// storefront's shelf is its present ground with whatever follows without a gap, or
// the next one to come. The offer is held first: whoever changes it or its grounds at the
// same time reads what this one wrote.
func refreshShelves(ctx context.Context, tx *db.Tx, item int, supplierID int64) error {
	var grounds []Ground
	b := &pgx.Batch{}
	b.Queue(lockOfferOf, pgx.NamedArgs{"item": item, "supplier": supplierID})
	b.Queue(selectShelves, pgx.NamedArgs{"item": item, "supplier": supplierID, "at": tx.Now}).Query(func(rows pgx.Rows) (err error) {
		grounds, err = db.All[Ground](rows, nil)
		return err
	})
	if err := tx.SendBatch(ctx, b).Close(); err != nil {
		return err
	}
	var s catalog.Shelves
	for _, g := range grounds {
		switch g.Storefront {
		case Nara:
			if s.Nara == nil {
				s.NaraMax = g.MaxOrder
			}
			s.Nara = follow(s.Nara, g)
		case Hyeokshin:
			s.Hyeokshin = follow(s.Hyeokshin, g)
		case VentureNara:
			s.Venture = follow(s.Venture, g)
		}
	}
	return catalog.RefreshListing(ctx, tx, item, supplierID, s)
}

func follow(t *catalog.Term, g Ground) *catalog.Term {
	switch {
	case t == nil:
		return &catalog.Term{From: g.From, Until: g.Until}
	case t.Until.Equal(g.From):
		t.Until = g.Until
	}
	return t
}

const selectStaleListings = `
SELECT l.item_number, l.supplier_id FROM catalog.listing l JOIN catalog.offer_version v ON v.id = l.version_id
 WHERE upper(l.nara) <= @at OR upper(l.hyeokshin) <= @at OR upper(l.venture) <= @at
    OR (l.attributes, l.content, l.content_unit) IS DISTINCT FROM (v.attributes, v.content, v.content_unit) ORDER BY l.item_number, l.supplier_id`

type shelfKey struct {
	Item     int   `db:"item_number"`
	Supplier int64 `db:"supplier_id"`
}

// tidiedAtOnce is how many listings one transaction rewrites: on the last day of a year
// most contracts end, and whoever changes an offer waits for the transaction that holds it.
var tidiedAtOnce = 300

// TidyShelves rewrites search rows with a lapsed term: a row without any shelf goes, a
// later ground takes the place of a lapsed one; and rows without the specification of
// their version, which the release before did not write. Readers never wait for it, since they
// compare terms with the time; it runs at midnight. What it cannot rewrite now does not
// keep it from the rest; the next run finds it again. It gives how many it rewrote.
func (s *Service) TidyShelves(ctx context.Context) (int, error) {
	var stale []shelfKey
	err := s.db.Run(ctx, func(tx *db.Tx) (err error) {
		stale, err = db.All[shelfKey](tx.Query(ctx, selectStaleListings, pgx.NamedArgs{"at": tx.Now}))
		return err
	})
	if err != nil {
		return 0, err
	}
	n := 0
	var failed []error
	for some := range slices.Chunk(stale, tidiedAtOnce) {
		if err := s.tidy(ctx, some); err != nil {
			failed = append(failed, err)
			continue
		}
		n += len(some)
	}
	return n, errors.Join(failed...)
}

// tidy rewrites some search rows in a transaction of its own, in the order in which
// everybody takes offers.
func (s *Service) tidy(ctx context.Context, some []shelfKey) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return s.db.Run(ctx, func(tx *db.Tx) error {
		for _, k := range some {
			if err := refreshShelves(ctx, tx, k.Item, k.Supplier); err != nil {
				return err
			}
		}
		return nil
	})
}
