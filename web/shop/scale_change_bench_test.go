package shop

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
)

// change is something that happens to an offer on sale: what is written first, by whoever
// makes it happen, and what a plain row beside it would need.
type change struct {
	name  string
	write string // to the offer; $1 is its id, $2 a number that differs each time
	plain string // to the row of bench.offer
}

var changes = []change{
	{
		"change-price",
		`UPDATE catalog.offer_version SET price = price * 97 / 100 + $2::int % 10 * 10 + 10 WHERE id = (SELECT current_id FROM catalog.offer WHERE id = $1)`,
		`UPDATE bench.row SET price = price * 97 / 100 + $2::int % 10 * 10 + 10 WHERE offer_id = $1`,
	},
	{
		"change-name",
		`UPDATE catalog.item SET name_ko = '새 이름 ' || $2::int || ' ' || left(name_ko, 40) WHERE number = (SELECT item_number FROM catalog.offer WHERE id = $1)`,
		`UPDATE bench.row SET txt = '새 이름 ' || $2::int || ' ' || left(txt, 40) WHERE offer_id = $1`,
	},
}

// perChange is how many changes of each kind are timed.
const perChange = 400

type onShelf struct {
	ID       int64     `db:"offer_id"`
	Item     int       `db:"item_number"`
	Supplier int64     `db:"supplier_id"`
	From     time.Time `db:"since"`
	Until    time.Time `db:"until"`
}

// change times changes that keep the search up to date, turn by turn with the same
// changes that write a plain row instead, which nothing is found by.
func (p *place) change(b *testing.B, c change) {
	ctx := b.Context()
	if _, err := p.owner.Exec(ctx, `
		DROP TABLE IF EXISTS bench.row;
		CREATE TABLE bench.row AS SELECT * FROM bench.offer; ALTER TABLE bench.row ADD PRIMARY KEY (offer_id); ALTER TABLE bench.row SET (fillfactor = 85)`); err != nil {
		b.Fatal(err)
	}
	step := max(p.offers/perChange/2, 1)
	offers, err := db.All[onShelf](p.owner.Query(ctx, ` -- others than the time before
		SELECT offer_id, item_number, supplier_id, lower(nara) AS since, upper(nara) AS until FROM catalog.listing
		 WHERE nara @> now() AND offer_id % $1 = $2 ORDER BY offer_id LIMIT $3`, step, rand.IntN(step), perChange))
	if err != nil {
		b.Fatal(err)
	}
	var ours, plain times
	for i, o := range offers {
		ours = append(ours, p.timed(b, func(ctx context.Context, tx *db.Tx) error {
			if _, err := tx.Exec(ctx, c.write, o.ID, i); err != nil {
				return err
			}
			return catalog.RefreshListing(ctx, tx, o.Item, o.Supplier, catalog.Shelves{Nara: &catalog.Term{From: o.From, Until: o.Until}})
		}))
		plain = append(plain, p.timed(b, func(ctx context.Context, tx *db.Tx) error {
			if _, err := tx.Exec(ctx, c.write, o.ID, i+perChange); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, c.plain, o.ID, i)
			return err
		}))
	}
	b.ReportMetric(ours.at(50), "p50-ms")
	b.ReportMetric(ours.at(99), "p99-ms")
	b.ReportMetric(plain.at(50), "row-p50-ms")
	b.ReportMetric(ours.at(50)/plain.at(50), "xRow")
}

// timed tells how long a transaction took, as far as its commit.
func (p *place) timed(b *testing.B, do func(context.Context, *db.Tx) error) time.Duration {
	b.Helper()
	began := time.Now()
	if err := p.owner.Run(b.Context(), func(tx *db.Tx) error { return do(b.Context(), tx) }); err != nil {
		b.Fatal(err)
	}
	return time.Since(began)
}
