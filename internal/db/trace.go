package db

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Trips counts the round trips to the server made under one context.
type Trips struct {
	mu  sync.Mutex
	sql []string
}

// N is the number of round trips so far.
func (t *Trips) N() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.sql)
}

// SQL lists what travelled, one entry per round trip, for a test's message.
func (t *Trips) SQL() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append([]string(nil), t.sql...)
}

type tripsKey struct{}

// CountTrips returns a context under which every round trip of the pool and of its
// transactions is counted, BEGIN, COMMIT and the preparing of a new statement
// included. A test warms the page once before it counts.
func CountTrips(ctx context.Context) (context.Context, *Trips) {
	t := &Trips{}
	return context.WithValue(ctx, tripsKey{}, t), t
}

func countTrip(ctx context.Context, sql string) {
	if t, ok := ctx.Value(tripsKey{}).(*Trips); ok {
		t.mu.Lock()
		t.sql = append(t.sql, sql)
		t.mu.Unlock()
	}
}

// tracer counts round trips and logs slow and failed statements. Arguments are never
// logged: they are people's data.
type tracer struct {
	log  *slog.Logger
	slow time.Duration
}

type spanKey struct{}

type span struct {
	start time.Time
	sql   string
}

func (t *tracer) begin(ctx context.Context, sql string) context.Context {
	countTrip(ctx, sql)
	return context.WithValue(ctx, spanKey{}, &span{start: time.Now(), sql: sql})
}

func (t *tracer) end(ctx context.Context, err error) {
	s, ok := ctx.Value(spanKey{}).(*span)
	if !ok {
		return
	}
	took := time.Since(s.start)
	switch {
	case err != nil && worthLogging(err):
		t.log.ErrorContext(ctx, "statement failed", "error", err, "sql", brief(s.sql), "ms", took.Milliseconds())
	case took >= t.slow:
		t.log.WarnContext(ctx, "slow statement", "sql", brief(s.sql), "ms", took.Milliseconds())
	}
}

// worthLogging leaves out what is part of normal work: cancelled requests, violated
// constraints (class 23), lost races (class 40), locks not had in time, and what a
// trigger or function refuses on purpose (P0001).
func worthLogging(err error) bool {
	if errors.Is(err, context.Canceled) || errors.Is(err, pgx.ErrNoRows) {
		return false
	}
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return true
	}
	return !strings.HasPrefix(pg.Code, "23") && !strings.HasPrefix(pg.Code, "40") &&
		pg.Code != "55P03" && pg.Code != "57014" && pg.Code != "P0001"
}

func brief(sql string) string {
	sql = strings.Join(strings.Fields(sql), " ")
	if r := []rune(sql); len(r) > 300 {
		return string(r[:300]) + "…"
	}
	return sql
}

func (t *tracer) TraceQueryStart(ctx context.Context, _ *pgx.Conn, d pgx.TraceQueryStartData) context.Context {
	return t.begin(ctx, d.SQL)
}

func (t *tracer) TraceQueryEnd(ctx context.Context, _ *pgx.Conn, d pgx.TraceQueryEndData) {
	t.end(ctx, d.Err)
}

func (t *tracer) TraceBatchStart(ctx context.Context, _ *pgx.Conn, d pgx.TraceBatchStartData) context.Context {
	sql := "batch"
	if len(d.Batch.QueuedQueries) > 0 {
		sql = "batch: " + d.Batch.QueuedQueries[0].SQL
	}
	return t.begin(ctx, sql)
}

func (t *tracer) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {}

func (t *tracer) TraceBatchEnd(ctx context.Context, _ *pgx.Conn, d pgx.TraceBatchEndData) {
	t.end(ctx, d.Err)
}

func (t *tracer) TraceCopyFromStart(ctx context.Context, _ *pgx.Conn, d pgx.TraceCopyFromStartData) context.Context {
	return t.begin(ctx, "copy "+d.TableName.Sanitize())
}

func (t *tracer) TraceCopyFromEnd(ctx context.Context, _ *pgx.Conn, d pgx.TraceCopyFromEndData) {
	t.end(ctx, d.Err)
}

func (t *tracer) TracePrepareStart(ctx context.Context, _ *pgx.Conn, d pgx.TracePrepareStartData) context.Context {
	return t.begin(ctx, "prepare: "+d.SQL)
}

func (t *tracer) TracePrepareEnd(ctx context.Context, _ *pgx.Conn, d pgx.TracePrepareEndData) {
	t.end(ctx, d.Err)
}
