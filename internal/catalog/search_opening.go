package catalog

import (
	"context"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/db"
)

// openedAtOnce is how many openings one transaction notes: at the beginning of a year
// most contracts begin.
const openedAtOnce = 1_000

// An offer changed since its shelf opened was on it already when it changed. A term that
// was put off has an opening of its own.
const noteOpenings = `
WITH due AS (
  DELETE FROM catalog.listing_opening o
   USING (SELECT n.offer_id, n.opens_at FROM catalog.listing_opening n WHERE n.opens_at <= @now ORDER BY n.opens_at, n.offer_id LIMIT @most FOR UPDATE SKIP LOCKED) d
   WHERE o.offer_id = d.offer_id AND o.opens_at = d.opens_at RETURNING o.offer_id, o.opens_at
), opened AS (
  SELECT d.offer_id, max(d.opens_at) AS opens_at FROM due d JOIN catalog.listing l USING (offer_id)
   WHERE d.opens_at IN (l.nara_from, l.hyeokshin_from, l.venture_from) GROUP BY d.offer_id
), noted AS (
  UPDATE catalog.listing_rank r SET changed_at = audit.clock() FROM opened o WHERE r.offer_id = o.offer_id AND r.changed_at < o.opens_at
)
SELECT count(*)::int FROM due`

// NoteOpenings makes the opening of a shelf a change of the offer on it: a ground that
// begins later is written before anybody can buy on it. Each opening is noted once, in
// the transaction that forgets it.
func NoteOpenings(ctx context.Context, d *db.DB) error {
	for {
		n := 0
		err := d.Run(ctx, func(tx *db.Tx) (err error) {
			n, err = db.Value[int](tx.Query(ctx, noteOpenings, pgx.NamedArgs{"now": tx.Now, "most": openedAtOnce}))
			return err
		})
		if err != nil || n < openedAtOnce {
			return err
		}
	}
}
