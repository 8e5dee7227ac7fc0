package ledger_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"jangteo.kr/internal/db"
	"jangteo.kr/internal/dbtest"
	"jangteo.kr/internal/ledger"
)

const (
	benchClients = 16
	benchRound   = 400 // transactions before the other side has its turn
)

// BenchmarkReserve compares Service.Reserve with a raw pgx transaction that writes the
// same rows in the same order, turn and turn about on one server, so that only the
// ratio means anything: "ratio" is ours ÷ raw in transactions a second.
//
//	go test ./internal/ledger -run xxx -bench Reserve -benchtime 8000x
func BenchmarkReserve(b *testing.B) {
	for _, budgets := range []int{1, 100} {
		b.Run(fmt.Sprintf("budgets=%d", budgets), func(b *testing.B) { benchReserve(b, budgets) })
	}
}

func benchReserve(b *testing.B, budgets int) {
	dsn := dbtest.DSN(b)
	h := houseOn(dbtest.Open(b, dsn))
	who := h.institution(b)
	ids := make([]int64, budgets)
	for i := range ids {
		ids[i] = h.funded(b, who, fmt.Sprintf("L%d", i), 900_000_000_000)
	}
	d := dbtest.Open(b, dsn) // without the tests' clock, which costs a round trip
	cfg, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		b.Fatal(err)
	}
	cfg.MaxConns = 20
	raw, err := pgxpool.NewWithConfig(b.Context(), cfg)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(raw.Close)
	if _, err := raw.Exec(b.Context(), `UPDATE ledger.budget SET fiscal_year = extract(year FROM now() AT TIME ZONE 'Asia/Seoul')`); err != nil {
		b.Fatal(err)
	}

	s := ledger.New(d)
	ours := func(ctx context.Context, n int64) error {
		ref := fmt.Sprintf("order:%d", n)
		return d.Run(ctx, func(tx *db.Tx) error {
			return s.Reserve(ctx, tx, ledger.Posting{Key: ref + ":reserve", Ref: ref, Parts: []ledger.Part{part(ids[n%int64(budgets)], 1_000)}})
		})
	}
	theirs := func(ctx context.Context, n int64) error { return rawReserve(ctx, raw, n, ids[n%int64(budgets)]) }

	var serial atomic.Int64
	rounds(b, benchClients*4, &serial, ours) // connections and statements are warm before time is taken
	rounds(b, benchClients*4, &serial, theirs)
	var took [2]time.Duration
	var done [2]int
	b.ResetTimer()
	for done[0] < b.N {
		for side, act := range []func(context.Context, int64) error{ours, theirs} {
			took[side] += rounds(b, benchRound, &serial, act)
			done[side] += benchRound
		}
	}
	b.StopTimer()
	rate := func(side int) float64 { return float64(done[side]) / took[side].Seconds() }
	b.ReportMetric(rate(0), "ours/s")
	b.ReportMetric(rate(1), "raw/s")
	b.ReportMetric(rate(0)/rate(1), "ratio")
	b.ReportMetric(0, "ns/op")
	if found, err := ledger.Fsck(b.Context(), d); err != nil || len(found) > 0 {
		b.Fatalf("the books after it: %v, %v", found, err)
	}
}

// rounds carries out n transactions by benchClients clients and says how long it took.
func rounds(b *testing.B, n int, serial *atomic.Int64, act func(context.Context, int64) error) time.Duration {
	b.Helper()
	var wg sync.WaitGroup
	start := time.Now()
	for range benchClients {
		wg.Go(func() {
			for range n / benchClients {
				if err := act(b.Context(), serial.Add(1)); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	return time.Since(start)
}

// rawReserve is what a careful programmer writes by hand: one batch, the hot row last.
func rawReserve(ctx context.Context, pool *pgxpool.Pool, n, budget int64) error {
	tx, err := pool.Begin(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback(ctx) }()
	ref := fmt.Sprintf("order:%d", n)
	batch := &pgx.Batch{}
	batch.Queue(`WITH j AS (INSERT INTO ledger.journal (key, event, ref, at, effective_on) VALUES ($1, 'reserve', $2, now(), now()::date) RETURNING id)
		INSERT INTO ledger.entry (journal_id, line, budget_id, account, amount)
		SELECT j.id, e.line, $3, e.account, e.amount FROM j, (VALUES (1, 'available', -$4::bigint), (2, 'reserved', $4::bigint)) e (line, account, amount)`,
		ref+":reserve", ref, budget, 1_000)
	batch.Queue(`INSERT INTO ledger.hold (ref, budget_id, reserved) VALUES ($1, $2, $3)`, ref, budget, 1_000)
	batch.Queue(`UPDATE ledger.balance SET available = available - $2, reserved = reserved + $2 WHERE budget_id = $1`, budget, 1_000)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return err
	}
	return tx.Commit(ctx)
}
