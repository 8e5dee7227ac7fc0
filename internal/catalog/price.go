package catalog

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/db"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/money"
)

// PriceMonths is how many months back prices of classes are kept up, the current one
// included.
const PriceMonths = 24

// ClassPrice is what one content unit of a class cost in a month, over the offers on a
// shelf at its end (of the current month: when it was last counted). Amounts are in
// hundredths of a won.
type ClassPrice struct {
	Month  time.Time `db:"month"` // a date, its first day
	Offers int       `db:"offers"`
	Low    int64     `db:"low"`
	Median int64     `db:"median"`
	High   int64     `db:"high"`
	AsOf   time.Time `db:"as_of"`
}

// One content unit is what is compared; an offer without one is sold by its sales unit.
const contentUnit = `coalesce(nullif(v.content_unit, ''), v.unit)`

// WasApproved holds for a version v that was on sale once: a draft or a returned version
// that was given up is superseded too, but nobody approved it, and what nobody approved is
// no price that counts or that the public may read.
const WasApproved = `(v.state = 'approved' OR v.state = 'superseded' AND v.decided_at IS NOT NULL AND v.return_reasons = '{}')`

const onShelfNow = `
SELECT v.class_code, ` + contentUnit + ` AS content_unit, v.unit_price
  FROM catalog.listing v WHERE v.nara @> @at::timestamptz OR v.hyeokshin @> @at::timestamptz OR v.venture @> @at::timestamptz`

// What was on a shelf then: the version approved last, on a ground that was in force.
// Suspensions that ended are forgotten.
const onShelfThen = `
SELECT DISTINCT ON (v.offer_id) i.class_code, ` + contentUnit + ` AS content_unit, v.price * 100 / v.content AS unit_price
  FROM catalog.offer_version v JOIN catalog.offer o ON o.id = v.offer_id JOIN catalog.item i ON i.number = o.item_number
 WHERE ` + WasApproved + ` AND coalesce(v.decided_at, v.created_at) <= @at
   AND EXISTS (SELECT FROM market.ground_term g WHERE g.item_number = o.item_number AND g.supplier_id = o.supplier_id AND g.term @> @at::timestamptz)
 ORDER BY v.offer_id, v.no DESC`

const upsertPrices = `
INSERT INTO catalog.class_price AS c (class_code, content_unit, month, offers, low, median, high, as_of)
SELECT class_code, content_unit, @month::date, count(*), min(unit_price), percentile_disc(0.5) WITHIN GROUP (ORDER BY unit_price), max(unit_price), @now
  FROM s WHERE unit_price > 0 GROUP BY class_code, content_unit
ON CONFLICT (class_code, content_unit, month) DO UPDATE
   SET offers = excluded.offers, low = excluded.low, median = excluded.median, high = excluded.high, as_of = excluded.as_of`

const (
	upsertPricesNow  = `WITH s AS (` + onShelfNow + `)` + upsertPrices
	upsertPricesThen = `WITH s AS (` + onShelfThen + `)` + upsertPrices
)

const deleteStalePrices = `DELETE FROM catalog.class_price WHERE month = @month AND as_of < @now`

const selectPricedMonths = `SELECT c.month, max(c.as_of) AS as_of FROM catalog.class_price c WHERE c.month >= @from GROUP BY c.month`

type pricedMonth struct {
	Month time.Time `db:"month"`
	AsOf  time.Time `db:"as_of"`
}

// over reports whether the month had ended when it was counted.
func (m pricedMonth) over() bool {
	return !m.AsOf.Before(monthsBefore(kst.FromDate(m.Month), -1).Start())
}

// RefreshClassPrices counts the prices of every class for the current month anew, and
// those of the months before it that nobody has counted since they ended: the last night
// of a month does not know its last day. It gives the number of prices written.
func RefreshClassPrices(ctx context.Context, d *db.DB) (int, error) {
	written := 0
	var today kst.Day
	var counted []pricedMonth
	err := d.Run(ctx, func(tx *db.Tx) error {
		today = kst.DayOf(tx.Now)
		var err error
		counted, err = db.All[pricedMonth](tx.Query(ctx, selectPricedMonths, pgx.NamedArgs{"from": monthsBefore(today, PriceMonths-1).Time()}))
		return err
	})
	if err != nil {
		return 0, err
	}
	have := make(map[kst.Day]bool, len(counted))
	for _, m := range counted {
		have[kst.FromDate(m.Month)] = m.over()
	}
	for back := PriceMonths - 1; back >= 0; back-- {
		month := monthsBefore(today, back)
		if back > 0 && have[month] {
			continue
		}
		n, err := countPrices(ctx, d, month, back == 0)
		if err != nil {
			return written, err
		}
		written += n
	}
	return written, nil
}

// countPrices writes the prices of one month in a transaction of its own.
func countPrices(ctx context.Context, d *db.DB, month kst.Day, current bool) (int, error) {
	n := 0
	err := d.Run(ctx, func(tx *db.Tx) error {
		sql, at := upsertPricesThen, monthsBefore(month, -1).Start().Add(-time.Microsecond)
		if current {
			sql, at = upsertPricesNow, tx.Now
		}
		args := pgx.NamedArgs{"month": month.Time(), "at": at, "now": tx.Now}
		if err := tx.Allow(ctx, wholeShelf); err != nil {
			return err
		}
		tag, err := tx.Exec(ctx, sql, args)
		if err != nil {
			return err
		}
		n = int(tag.RowsAffected())
		_, err = tx.Exec(ctx, deleteStalePrices, args)
		return err
	})
	return n, err
}

// monthsBefore is the first day of the month n months before d's.
func monthsBefore(d kst.Day, n int) kst.Day { return kst.Date(d.Year, d.Month-time.Month(n), 1) }

// PriceEvidence is what a desk holds a price against. Amounts named Unit… and those of the
// class are of one content unit, in hundredths of a won.
type PriceEvidence struct {
	OfferID     int64      `db:"offer_id"`
	Price       money.Won  `db:"price"` // of the version that is written or reviewed, otherwise of that on sale
	ContentUnit string     `db:"content_unit"`
	UnitPrice   int64      `db:"unit_price"`
	Offers      int        `db:"offers"` // of the class that were compared; 0: there is nothing to compare with
	Low         int64      `db:"low"`
	Median      int64      `db:"median"`
	High        int64      `db:"high"`
	AsOf        *time.Time `db:"as_of"`       // when the class was counted; nil without Offers
	Recent      *money.Won `db:"recent"`      // the lowest price at which this offer was on sale within the days; nil: it was not
	UnitRecent  *int64     `db:"unit_recent"` // the same of one content unit; nil also where the content unit changed
	Previous    *money.Won `db:"previous"`    // of the approved version before; nil: there is none
}

const selectEvidence = `
WITH approved AS (
  SELECT v.offer_id, v.no, v.price, v.price * 100 / v.content AS unit_price, ` + contentUnit + ` AS content_unit,
         lead(coalesce(v.decided_at, v.created_at)) OVER (PARTITION BY v.offer_id ORDER BY v.no) AS until
    FROM catalog.offer_version v
   WHERE v.offer_id = ANY (@offers) AND ` + WasApproved + ` AND coalesce(v.decided_at, v.created_at) <= @at
)
SELECT o.id AS offer_id, v.price, ` + contentUnit + ` AS content_unit, v.price * 100 / v.content AS unit_price,
       coalesce(c.offers, 0) AS offers, coalesce(c.low, 0) AS low, coalesce(c.median, 0) AS median, coalesce(c.high, 0) AS high, c.as_of,
       r.recent, r.unit_recent,
       (SELECT a.price FROM approved a WHERE a.offer_id = o.id AND a.no < v.no ORDER BY a.no DESC LIMIT 1) AS previous
  FROM catalog.offer o JOIN catalog.item i ON i.number = o.item_number
  JOIN catalog.offer_version v ON v.id = coalesce(o.pending_id, o.current_id)
  LEFT JOIN LATERAL (
       SELECT c.* FROM catalog.class_price c
        WHERE c.class_code = i.class_code AND c.content_unit = ` + contentUnit + ` AND c.month <= (@at::timestamptz AT TIME ZONE 'Asia/Seoul')::date
        ORDER BY c.month DESC LIMIT 1) c ON true
  LEFT JOIN LATERAL (
       SELECT min(a.price) AS recent, min(a.unit_price) FILTER (WHERE a.content_unit = ` + contentUnit + `) AS unit_recent FROM approved a
        WHERE a.offer_id = o.id AND a.no < v.no AND (a.until IS NULL OR a.until > @at::timestamptz - make_interval(days => @days))) r ON true
 WHERE o.id = ANY (@offers)`

// Evidence gathers, for each of the offers, what its price is held against: its class as
// last counted, the lowest price at which it was on sale within so many days before at,
// and the price before. An offer that does not exist is absent.
func Evidence(ctx context.Context, q db.Querier, offerIDs []int64, days int, at time.Time) (map[int64]PriceEvidence, error) {
	rows, err := db.All[PriceEvidence](q.Query(ctx, selectEvidence, pgx.NamedArgs{"offers": offerIDs, "days": days, "at": at}))
	out := make(map[int64]PriceEvidence, len(rows))
	for _, e := range rows {
		out[e.OfferID] = e
	}
	return out, err
}
