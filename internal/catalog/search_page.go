package catalog

import (
	"context"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/db"
)

// ItemPage is an item with every offer of it on a shelf now, the cheapest first.
type ItemPage struct {
	Number    int    `db:"number"`
	ClassCode string `db:"class_code"`
	Maker     string `db:"maker"`
	Model     string `db:"model"`
	NameKo    string `db:"name_ko"`
	NameEn    string `db:"name_en"`
	Hits      []Hit  `db:"-"`

	Moves []ItemMove `db:"-"` // between classes, the last first
}

// An item whose every offer is still a draft is nobody else's business.
const selectItemPage = `
SELECT i.number, i.class_code, i.maker, i.model, i.name_ko, i.name_en FROM catalog.item i
 WHERE i.number = @id AND EXISTS (SELECT 1 FROM catalog.offer o WHERE o.item_number = i.number AND o.listed_at IS NOT NULL)`

// ItemOffers reads an item and its offers in one round trip; an item never offered for
// sale is fault.ErrNotFound.
func (r *Reader) ItemOffers(ctx context.Context, number int) (ItemPage, error) {
	var it ItemPage
	var hits []Hit
	var moves []ItemMove
	b := &pgx.Batch{}
	b.Queue(selectItemPage, pgx.NamedArgs{"id": number}).Query(func(rows pgx.Rows) (err error) {
		it, err = db.One[ItemPage](rows, nil)
		return err
	})
	b.Queue(hitsOfItem, pgx.NamedArgs{"item": number, "limit": 100}).Query(func(rows pgx.Rows) (err error) {
		hits, err = collectHits(rows, nil)
		return err
	})
	queueAll(b, selectItemMoves, pgx.NamedArgs{"item": number}, &moves)
	err := r.q.SendBatch(ctx, b).Close()
	it.Hits, it.Moves = hits, moves
	return it, err
}

// Supplier reads a supplier's card and the newest of its offers in one round trip; a
// body that is not an admitted supplier is fault.ErrNotFound.
func (r *Reader) Supplier(ctx context.Context, id int64, limit int) (SupplierCard, []Hit, error) {
	var card SupplierCard
	var hits []Hit
	b := &pgx.Batch{}
	b.Queue(selectSupplier, pgx.NamedArgs{"id": id}).Query(func(rows pgx.Rows) (err error) {
		card, err = db.One[SupplierCard](rows, nil)
		return err
	})
	b.Queue(hitsOfSupplier, pgx.NamedArgs{"supplier": id, "limit": limit}).Query(func(rows pgx.Rows) (err error) {
		hits, err = collectHits(rows, nil)
		return err
	})
	err := r.q.SendBatch(ctx, b).Close()
	return card, hits, err
}
