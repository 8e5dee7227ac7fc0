// Package insight owns the figures on front pages, recomputed by a job, the box that
// finds any number, and the comparison of states with their history. It reads what the other modules keep and changes nothing of
// theirs. It refuses live counts: a page shows what the job last wrote, and says when.
package insight

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/kst"
)

// Keys of the figures. Those of a storefront begin with its name: "nara.offers".
const (
	Offers       = ".offers"       // on the shelf
	Suppliers    = ".suppliers"    // with an offer on the shelf
	Items        = ".items"        // on the shelf
	Orders       = ".orders"       // delivery requests issued since the beginning
	OrderAmount  = ".order_amount" // their sum, won
	YearAmount   = ".year_amount"  // of those issued this calendar year, won
	Buyers       = ".buyers"       // institutions that issued one
	Grounds      = ".grounds"      // contracts or designations in force
	Classes      = ".class."       // and a class code: offers of that class on the shelf
	Market       = "market"        // the prefix of all three together
	Institutions = "market.institutions"

	Designations = "hyeokshin.designations" // in force
	Funded       = "hyeokshin.funded"       // paid or promised by programmes, won
	OpenNotices  = "tender.open"            // published, before their deadline

	ProgrammeAppropriated = "programme.appropriated" // of this fiscal year's programme budgets, won
	ProgrammeAvailable    = "programme.available"
	ProgrammeCommitted    = "programme.committed" // reserved, obligated or paid
)

// Sheet is all figures as of one moment.
type Sheet struct {
	values map[string]int64
	AsOf   time.Time // zero before the first Refresh
}

// Of gives a figure, 0 if it was never computed.
func (s Sheet) Of(key string) int64 { return s.values[key] }

// Under gives the figures whose key begins with prefix, by the rest of the key; those
// that are 0 are left out.
func (s Sheet) Under(prefix string) map[string]int {
	out := map[string]int{}
	for k, v := range s.values {
		if rest, ok := strings.CutPrefix(k, prefix); ok && v != 0 {
			out[rest] = int(v)
		}
	}
	return out
}

// Service reads figures and finds numbers for pages.
type Service struct{ db *db.DB }

// New makes a Service.
func New(d *db.DB) *Service { return &Service{db: d} }

// Figures reads all figures in one round trip.
func (s *Service) Figures(ctx context.Context) (Sheet, error) { return Figures(ctx, s.db) }

// Find looks a number up for a reader; see the function Find.
func (s *Service) Find(ctx context.Context, by auth.Actor, number string) (Found, error) {
	return Find(ctx, s.db, by, number)
}

type figure struct {
	Key   string    `db:"key"`
	Value int64     `db:"value"`
	AsOf  time.Time `db:"as_of"`
}

const selectFigures = `SELECT f.key, f.value::bigint AS value, f.as_of FROM insight.figure f`

// Figures reads all figures.
func Figures(ctx context.Context, q db.Querier) (Sheet, error) {
	rows, err := db.All[figure](q.Query(ctx, selectFigures))
	s := Sheet{values: make(map[string]int64, len(rows))}
	for _, f := range rows {
		s.values[f.Key] = f.Value
		if f.AsOf.After(s.AsOf) {
			s.AsOf = f.AsOf
		}
	}
	return s, err
}

// issued lists the states of an order whose delivery request was issued and stands.
const issued = `('issued','confirmed','delivering','delivered','inspected','invoiced','paid')`

const upsertFigures = `
WITH shelf AS MATERIALIZED (
  SELECT s.store, l.offer_id, l.supplier_id, l.item_number, l.class_code
    FROM catalog.listing l
    CROSS JOIN LATERAL (VALUES ('nara', l.nara), ('hyeokshin', l.hyeokshin), ('venture', l.venture)) s (store, term)
   WHERE s.term @> @now::timestamptz
), sold AS MATERIALIZED (
  SELECT o.id, o.storefront AS store, o.institution_id, o.total, o.requested_at AT TIME ZONE 'Asia/Seoul' >= @year::timestamp AS this_year
    FROM orders."order" o WHERE o.state IN ` + issued + `
), store AS (SELECT unnest(ARRAY['nara','hyeokshin','venture']) AS store), figures (key, value) AS (
  SELECT t.store || k.suffix, k.value FROM store t
    CROSS JOIN LATERAL (SELECT count(*) AS offers, count(DISTINCT supplier_id) AS suppliers, count(DISTINCT item_number) AS items
                          FROM shelf WHERE shelf.store = t.store) s
    CROSS JOIN LATERAL (SELECT count(*) AS orders, coalesce(sum(total), 0) AS amount, coalesce(sum(total) FILTER (WHERE this_year), 0) AS year_amount,
                               count(DISTINCT institution_id) AS buyers FROM sold WHERE sold.store = t.store) o
    CROSS JOIN LATERAL (SELECT count(DISTINCT g.number) AS grounds FROM market.ground_public g WHERE g.storefront = t.store AND g.in_force) g
    CROSS JOIN LATERAL (VALUES ('.offers', s.offers::numeric), ('.suppliers', s.suppliers), ('.items', s.items), ('.orders', o.orders),
                               ('.order_amount', o.amount), ('.year_amount', o.year_amount), ('.buyers', o.buyers), ('.grounds', g.grounds)) k (suffix, value)
  UNION ALL SELECT 'market' || k.suffix, k.value
    FROM (SELECT count(DISTINCT offer_id) AS offers, count(DISTINCT supplier_id) AS suppliers, count(DISTINCT item_number) AS items FROM shelf) s
    CROSS JOIN (SELECT count(*) AS orders, coalesce(sum(total), 0) AS amount, coalesce(sum(total) FILTER (WHERE this_year), 0) AS year_amount,
                       count(DISTINCT institution_id) AS buyers FROM sold) o
    CROSS JOIN LATERAL (VALUES ('.offers', s.offers::numeric), ('.suppliers', s.suppliers), ('.items', s.items), ('.orders', o.orders),
                               ('.order_amount', o.amount), ('.year_amount', o.year_amount), ('.buyers', o.buyers)) k (suffix, value)
  UNION ALL SELECT coalesce(store, 'market') || '.class.' || class_code, count(DISTINCT offer_id) FROM shelf GROUP BY GROUPING SETS ((store, class_code), (class_code))
  UNION ALL SELECT 'market.institutions', count(*) FROM org.body WHERE kind = 'institution' AND state = 'admitted'
  UNION ALL SELECT 'hyeokshin.designations', count(*) FROM innovation.designation
             WHERE state = 'in_force' AND @today::date >= starts_on AND @today::date <= ends_on
  UNION ALL SELECT 'hyeokshin.funded', coalesce(sum(f.amount), 0) FROM orders.funding f JOIN sold ON sold.id = f.order_id WHERE f.kind = 'programme'
  UNION ALL SELECT 'tender.open', count(*) FROM tender.notice WHERE state = 'published' AND deadline > @now
  UNION ALL SELECT k.key, k.value
    FROM (SELECT coalesce(sum(a.appropriated), 0) AS appropriated, coalesce(sum(a.available), 0) AS available,
                 coalesce(sum(a.reserved + a.obligated + a.payable + a.paid + a.late_damages), 0) AS committed
            FROM ledger.balance a JOIN ledger.budget b ON b.id = a.budget_id
           WHERE b.kind = 'programme' AND b.fiscal_year = @fiscal_year) p
    CROSS JOIN LATERAL (VALUES ('programme.appropriated', p.appropriated), ('programme.available', p.available), ('programme.committed', p.committed)) k (key, value)
)
INSERT INTO insight.figure (key, value, as_of) SELECT f.key, f.value, @now FROM figures f
ON CONFLICT (key) DO UPDATE SET value = excluded.value, as_of = excluded.as_of`

// What was not computed this time, such as a class that nobody sells any more, is 0.
const clearFigures = `UPDATE insight.figure SET value = 0, as_of = @now WHERE as_of < @now`

// Refresh recomputes every figure. A periodic job calls it, and the loading of a
// demonstration once at its end.
func Refresh(ctx context.Context, d *db.DB) error {
	return d.Run(ctx, func(tx *db.Tx) error {
		today := kst.DayOf(tx.Now)
		b := &pgx.Batch{}
		b.Queue(upsertFigures, pgx.NamedArgs{
			"now": tx.Now, "today": today.String(), "year": kst.Date(today.Year, 1, 1).String(), "fiscal_year": today.Year,
		})
		b.Queue(clearFigures, pgx.NamedArgs{"now": tx.Now})
		return tx.SendBatch(ctx, b).Close()
	})
}
