package order_test

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"jangteo.kr/internal/db"
	"jangteo.kr/internal/dbtest"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/org"
)

// BenchmarkPlace measures submitting an order against a bare pgx transaction that writes
// the same rows in the same order, statement by statement and in one batch, with 16
// clients, the kinds by turns, on 100 budgets and on one. Only the ratios mean
// anything; the one to hold is ratio ≥ 0.6.
func BenchmarkPlace(b *testing.B) {
	for _, n := range []int{100, 1} {
		b.Run(fmt.Sprintf("budgets=%d", n), func(b *testing.B) { benchPlace(b, n) })
	}
}

const clients, perRound = 16, 160

func benchPlace(b *testing.B, budgets int) {
	dsn := dbtest.DSN(b)
	d := dbtest.Open(b, dsn)
	w := (&town{t: b, raw: d, db: d, now: time.Now()}).settle()
	o := w.offer(10_000)
	w.shelf(o, market.Hyeokshin, nil, nil)
	ids := make([]int64, budgets)
	second := w.actor(w.finance, org.Finance)
	for i := range ids {
		ids[i] = w.fund(w.finance, second, fmt.Sprintf("B-%d", i), 900_000_000_000)
	}
	config, err := pgxpool.ParseConfig(dsn)
	w.ok(err)
	config.MaxConns = 20
	owner, err := pgxpool.NewWithConfig(b.Context(), config)
	w.ok(err)
	b.Cleanup(owner.Close)
	raw := &rawOrder{w: w, o: o, budgets: ids, pool: owner, ground: 1}
	raw.ground, err = db.Value[int64](d.Query(b.Context(), `SELECT id FROM market.ground WHERE item_number = @item`, pgx.NamedArgs{"item": o.item}))
	w.ok(err)
	service := func(ctx context.Context, i int64) error {
		c := w.command(market.Hyeokshin, 2, o)
		c.BudgetID = ids[i%int64(len(ids))]
		_, err := w.orders.Place(ctx, w.requester, c)
		return err
	}
	kinds := []func(context.Context, int64) error{raw.oneByOne, raw.batched, service}
	took := make([]time.Duration, len(kinds))
	for _, k := range kinds { // prepared statements and caches
		race(b, k)
	}
	rounds := 0
	for b.Loop() {
		for i := range kinds {
			k := (i + rounds) % len(kinds)
			took[k] += race(b, kinds[k])
		}
		rounds++
	}
	rate := func(k int) float64 { return float64(rounds*perRound) / took[k].Seconds() }
	b.ReportMetric(rate(2), "orders/s")
	b.ReportMetric(rate(0), "raw/s")
	b.ReportMetric(rate(2)/rate(0), "ratio")
	b.ReportMetric(rate(2)/rate(1), "ratio-to-batch")
	w.balanced()
}

var drawn atomic.Int64

// race lets the clients share one round.
func race(b *testing.B, do func(context.Context, int64) error) time.Duration {
	b.Helper()
	var wg sync.WaitGroup
	var left atomic.Int64
	left.Store(perRound)
	start := time.Now()
	for range clients {
		wg.Go(func() {
			for left.Add(-1) >= 0 {
				if err := do(b.Context(), drawn.Add(1)); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	return time.Since(start)
}

// rawOrder writes what an order writes, knowing everything beforehand and checking nothing.
type rawOrder struct {
	w       *town
	o       offer
	ground  int64
	budgets []int64
	pool    *pgxpool.Pool
}

const rawHead = `INSERT INTO orders."order" (number, client_key, request_hash, storefront, institution_id, supplier_id, state, total, fee,
  place, contact_name, contact_phone, wanted_on, note, requested_by, requested_at)
VALUES ($1, $2, $3, 'hyeokshin', $4, $5, 'requested', 20000, 0, '서울 중구 을지로 245', '김담당', '02-1234-5678', $6, '', $7, $8) RETURNING id`

var rawRest = []string{
	`INSERT INTO orders.line (order_id, no, offer_id, version_id, ground_id, item_number, class_code, name, unit, tax, unit_price, quantity, amount)
	 VALUES ($1, 1, $2, $3, $4, $5, '4321150701', '데스크톱 1', 'EA', 'vat', 10000, 2, 20000)`,
	`INSERT INTO orders.funding (order_id, budget_id, kind, amount) VALUES ($1, $2, 'institution', 20000)`,
	`INSERT INTO audit.event (at, person_id, body_id, action, object, to_state, detail) VALUES ($1, $2, $3, 'order.request', $4, 'requested', $5)`,
	`INSERT INTO todo.task (object, action, body_id, role, params, barred, opened_at) VALUES ($1, 'order.approve', $2, 'approver', $3, $4, $5)`,
	`INSERT INTO notify.notice (person_id, kind, object, params, at) VALUES ($1, 'order.requested', $3, $4, $5), ($2, 'order.requested', $3, $4, $5)`,
	`INSERT INTO ledger.journal (key, event, ref, person_id, body_id, at, effective_on) VALUES ($1, 'reserve', $2, $3, $4, $5, $6) RETURNING id`,
}

const (
	rawEntries = `INSERT INTO ledger.entry (journal_id, line, budget_id, account, amount) VALUES ($1, 1, $2, 'available', -20000), ($1, 2, $2, 'reserved', 20000)`
	rawHold    = `INSERT INTO ledger.hold (ref, budget_id, body_id, reserved) VALUES ($1, $2, $3, 20000)`
	rawBalance = `UPDATE ledger.balance SET available = available - 20000, reserved = reserved + 20000 WHERE budget_id = $1`
)

// statements lists the rows after the order's own, in order.
func (r *rawOrder) statements(id, i int64, at time.Time) ([]string, [][]any, int64) {
	w := r.w
	ref := fmt.Sprintf("order:%d", id)
	budget := r.budgets[i%int64(len(r.budgets))]
	params, _ := json.Marshal(map[string]any{"number": ref, "supplier": "㈜한빛전자", "institution": "국립중앙의료원", "total": "20,000", "supplier_en": "Hanbit Electronics", "institution_en": "National Medical Center"})
	detail, _ := json.Marshal(map[string]any{"number": ref, "total": 20000})
	return rawRest, [][]any{
		{id, r.o.id, r.o.version, r.ground, r.o.item},
		{id, budget},
		{at, w.requester.PersonID, w.requester.BodyID, ref, detail},
		{ref, w.approver.BodyID, params, []int64{w.requester.PersonID}, at},
		{w.approver.PersonID, w.allrounder.PersonID, ref, params, at},
		{ref + ":reserve", ref, w.requester.PersonID, w.requester.BodyID, at, kst.DayOf(at).Time()},
	}, budget
}

func (r *rawOrder) head(i int64, at time.Time) []any {
	return []any{
		fmt.Sprintf("R%d", i), uuid.New(), make([]byte, 32), r.w.requester.BodyID, r.w.maker.BodyID, kst.DayOf(at).Add(10).Time(),
		r.w.requester.PersonID, at,
	}
}

func (r *rawOrder) oneByOne(ctx context.Context, i int64) error {
	return pgx.BeginFunc(ctx, r.pool, func(tx pgx.Tx) error {
		at := time.Now()
		var id, journal int64
		if err := tx.QueryRow(ctx, rawHead, r.head(i, at)...).Scan(&id); err != nil {
			return err
		}
		sql, args, budget := r.statements(id, i, at)
		last := len(sql) - 1
		for k := range last {
			if _, err := tx.Exec(ctx, sql[k], args[k]...); err != nil {
				return err
			}
		}
		if err := tx.QueryRow(ctx, sql[last], args[last]...).Scan(&journal); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, rawEntries, journal, budget); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, rawHold, fmt.Sprintf("order:%d", id), budget, r.w.requester.BodyID); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, rawBalance, budget)
		return err
	})
}

// batched sends everything in three round trips: the order, the rest up to the journal,
// the entries.
func (r *rawOrder) batched(ctx context.Context, i int64) error {
	return pgx.BeginFunc(ctx, r.pool, func(tx pgx.Tx) error {
		at := time.Now()
		var id, journal int64
		if err := tx.QueryRow(ctx, rawHead, r.head(i, at)...).Scan(&id); err != nil {
			return err
		}
		sql, args, budget := r.statements(id, i, at)
		b := &pgx.Batch{}
		for k := range sql {
			q := b.Queue(sql[k], args[k]...)
			if k == len(sql)-1 {
				q.QueryRow(func(row pgx.Row) error { return row.Scan(&journal) })
			}
		}
		if err := tx.SendBatch(ctx, b).Close(); err != nil {
			return err
		}
		b = &pgx.Batch{}
		b.Queue(rawEntries, journal, budget)
		b.Queue(rawHold, fmt.Sprintf("order:%d", id), budget, r.w.requester.BodyID)
		b.Queue(rawBalance, budget)
		return tx.SendBatch(ctx, b).Close()
	})
}
