package db

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// The roles of the server. AppRole cannot log in: the pool enters as the owner and
// takes AppRole in the start-up packet, so that even RESET ROLE stays within it.
const (
	AppRole   = "jangteo_app"
	OwnerRole = "jangteo_owner"
)

// Querier is what a reader needs: the pool, a replica or a transaction.
type Querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
}

// Options of a pool; the zero value is right for the server.
type Options struct {
	Name             string        // application_name; "jangteo" if empty
	Role             string        // the role to act as; AppRole if empty
	MaxConns         int32         // 4 per core, at least 10, at most 40, if zero
	StatementTimeout time.Duration // 15 s if zero
	LockTimeout      time.Duration // 5 s if zero
	IdleInTx         time.Duration // 30 s if zero
	Slow             time.Duration // statements slower than this are logged; 250 ms if zero
	Log              *slog.Logger  // slog.Default() if nil
}

func (o Options) withDefaults() Options {
	if o.Name == "" {
		o.Name = "jangteo"
	}
	if o.Role == "" {
		o.Role = AppRole
	}
	if o.MaxConns == 0 {
		o.MaxConns = int32(min(max(4*runtime.NumCPU(), 10), 40))
	}
	o.StatementTimeout = orElse(o.StatementTimeout, 15*time.Second)
	o.LockTimeout = orElse(o.LockTimeout, 5*time.Second)
	o.IdleInTx = orElse(o.IdleInTx, 30*time.Second)
	o.Slow = orElse(o.Slow, 250*time.Millisecond)
	if o.Log == nil {
		o.Log = slog.Default()
	}
	return o
}

func orElse(d, other time.Duration) time.Duration {
	if d == 0 {
		return other
	}
	return d
}

// DB is the pool. It is a Querier for readers; writers call Run.
type DB struct {
	pool    *pgxpool.Pool
	planned *DB // see Planned; nil until asked for
	log     *slog.Logger
	clock   func() time.Time // nil: the server's own time (see WithClock)
}

var _ Querier = (*DB)(nil)

// Open makes the pool and proves it with one connection. The dsn may be a URL or
// keyword/value pairs.
func Open(ctx context.Context, dsn string, o Options) (*DB, error) {
	o = o.withDefaults()
	cfg, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		// The parser's message can repeat the password.
		return nil, errors.New("db: the database address cannot be read as a PostgreSQL URL or keyword/value string")
	}
	p := cfg.ConnConfig.RuntimeParams
	p["application_name"] = o.Name
	p["role"] = o.Role
	p["timezone"] = "UTC"
	p["statement_timeout"] = millis(o.StatementTimeout)
	p["lock_timeout"] = millis(o.LockTimeout)
	p["idle_in_transaction_session_timeout"] = millis(o.IdleInTx)
	cfg.MaxConns = o.MaxConns
	cfg.MinIdleConns = 1
	cfg.MaxConnLifetime = time.Hour
	cfg.MaxConnLifetimeJitter = 10 * time.Minute
	cfg.MaxConnIdleTime = 5 * time.Minute
	cfg.ConnConfig.Tracer = &tracer{log: o.Log, slow: o.Slow}
	cfg.ConnConfig.ConnectTimeout = 5 * time.Second

	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("db: open: %w", err)
	}
	d := &DB{pool: pool, log: o.Log}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("db: connect: %w", err)
	}
	return d, nil
}

func millis(d time.Duration) string { return strconv.FormatInt(d.Milliseconds(), 10) }

// Close waits for the connections in use and closes all.
func (d *DB) Close() {
	if d.planned != nil {
		d.planned.Close()
	}
	d.pool.Close()
}

// Planned is a second pool to the same database, closed with d, on which a statement is
// planned once, whatever its parameters: for searches, whose planning takes half as long
// as their work and gives the same plan each time. It is asked for once, before d is
// shared.
func (d *DB) Planned() (*DB, error) {
	cfg := d.pool.Config()
	cfg.ConnConfig.RuntimeParams["plan_cache_mode"] = "force_generic_plan"
	pool, err := pgxpool.NewWithConfig(context.Background(), cfg)
	if err != nil {
		return nil, fmt.Errorf("db: open: %w", err)
	}
	d.planned = &DB{pool: pool, log: d.log, clock: d.clock}
	return d.planned, nil
}

// Pool is the pgx pool, for the job runner and the health check.
func (d *DB) Pool() *pgxpool.Pool { return d.pool }

// Query runs a statement outside any transaction.
func (d *DB) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	return d.pool.Query(ctx, sql, args...)
}

// QueryRow runs a statement that gives one row.
func (d *DB) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	return d.pool.QueryRow(ctx, sql, args...)
}

// Exec runs a statement that gives no rows.
func (d *DB) Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error) {
	return d.pool.Exec(ctx, sql, args...)
}

// SendBatch sends several statements in one round trip.
func (d *DB) SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults {
	return d.pool.SendBatch(ctx, b)
}

// CopyFrom bulk-loads rows.
func (d *DB) CopyFrom(ctx context.Context, table pgx.Identifier, columns []string, rows pgx.CopyFromSource) (int64, error) {
	return d.pool.CopyFrom(ctx, table, columns, rows)
}

// Array is what a statement is given for a list: never nil, which would be NULL there.
func Array[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}
