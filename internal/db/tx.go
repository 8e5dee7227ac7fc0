package db

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"jangteo.kr/internal/fault"
)

// Tx is one transaction. Now is the server's now() in it, so every row that the
// transaction writes bears one time. Only the one who began it ends it: functions
// that are handed a Tx never call Commit or Rollback.
type Tx struct {
	pgx.Tx
	Now time.Time
}

var _ Querier = (*Tx)(nil)

// Allow lets the statements of this transaction take up to d: of a job over every offer,
// say, which may take longer than a page may.
func (t *Tx) Allow(ctx context.Context, d time.Duration) error {
	_, err := t.Exec(ctx, `SELECT set_config('statement_timeout', $1, true)`, millis(d))
	return err
}

// Both statements travel in one message, so fixing Now costs no round trip.
const (
	beginWrite = `begin isolation level read committed; select (extract(epoch from now()) * 1000000)::bigint`
	beginRead  = `begin isolation level repeatable read read only; select (extract(epoch from now()) * 1000000)::bigint`
)

// maxRetries bounds how often Run repeats a function that lost to another
// transaction (40001 serialization failure, 40P01 deadlock).
const maxRetries = 4

// Run runs fn in a READ COMMITTED transaction and commits when it returns nil. It
// retries serialization failures and deadlocks with jitter, so fn must have no effect
// outside the transaction: those are jobs. Errors of the server that bear a
// registered constraint name come back as faults (see Constraints).
func (d *DB) Run(ctx context.Context, fn func(tx *Tx) error) error {
	for attempt := 0; ; attempt++ {
		err := d.once(ctx, beginWrite, fn)
		if err == nil {
			return nil
		}
		if !retryable(err) {
			return Fault(err)
		}
		if attempt == maxRetries {
			return fault.New(fault.Unavailable, "busy").Because(err)
		}
		if err := pause(ctx, attempt); err != nil {
			return err
		}
	}
}

// RunReadOnly runs fn on one snapshot of the data: all its queries see the same
// moment. fn cannot write.
func (d *DB) RunReadOnly(ctx context.Context, fn func(tx *Tx) error) error {
	return Fault(d.once(ctx, beginRead, fn))
}

// Begin opens a transaction that the caller ends. Services call Run instead; this is
// for tests and for code that must hold a transaction across calls.
func (d *DB) Begin(ctx context.Context) (*Tx, error) {
	return d.begin(ctx, beginWrite)
}

func (d *DB) once(ctx context.Context, begin string, fn func(tx *Tx) error) error {
	tx, err := d.begin(ctx, begin)
	if err != nil {
		return err
	}
	defer func() {
		// After a commit this does nothing; after a panic or an error it frees the
		// connection even when ctx is already cancelled.
		back, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		_ = tx.Rollback(back)
	}()
	if err := d.setClock(ctx, tx); err != nil {
		return err
	}
	if err := fn(tx); err != nil {
		return err
	}
	return tx.Commit(ctx)
}

func (d *DB) begin(ctx context.Context, sql string) (*Tx, error) {
	conn, err := d.pool.Acquire(ctx)
	if err != nil {
		return nil, fmt.Errorf("db: begin: %w", err)
	}
	countTrip(ctx, "begin")
	results, err := conn.Conn().PgConn().Exec(ctx, sql).ReadAll()
	if err == nil && (len(results) != 2 || len(results[1].Rows) != 1) {
		err = errors.New("unexpected answer to begin")
	}
	var micros int64
	if err == nil {
		micros, err = strconv.ParseInt(string(results[1].Rows[0][0]), 10, 64)
	}
	if err != nil {
		conn.Release() // the pool destroys a connection that is inside a transaction
		return nil, fmt.Errorf("db: begin: %w", err)
	}
	return &Tx{Tx: &rootTx{conn: conn}, Now: time.UnixMicro(micros).UTC()}, nil
}

func retryable(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01")
}

// pause waits 5 to 10 ms before the first retry and doubles it each time.
func pause(ctx context.Context, attempt int) error {
	base := 5 * time.Millisecond << attempt
	t := time.NewTimer(base + rand.N(base))
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// rootTx is pgx.Tx over a pooled connection. pgx's own cannot be had without its own
// BEGIN, which would throw the transaction's time away.
type rootTx struct {
	conn   *pgxpool.Conn
	closed bool
	saves  int
}

func (t *rootTx) live() *pgx.Conn {
	if t.closed {
		panic("db: a transaction was used after its end")
	}
	return t.conn.Conn()
}

func (t *rootTx) Commit(ctx context.Context) error {
	if t.closed {
		return pgx.ErrTxClosed
	}
	tag, err := t.live().Exec(ctx, "commit")
	t.end()
	if err != nil {
		return err
	}
	if tag.String() == "ROLLBACK" {
		return pgx.ErrTxCommitRollback
	}
	return nil
}

func (t *rootTx) Rollback(ctx context.Context) error {
	if t.closed {
		return pgx.ErrTxClosed
	}
	_, err := t.live().Exec(ctx, "rollback")
	t.end()
	return err
}

// end gives the connection back; the pool drops it if it is still in a transaction.
func (t *rootTx) end() {
	t.closed = true
	t.conn.Release()
}

// Begin opens a savepoint.
func (t *rootTx) Begin(ctx context.Context) (pgx.Tx, error) {
	t.saves++
	name := "sp_" + strconv.Itoa(t.saves)
	if _, err := t.live().Exec(ctx, "savepoint "+name); err != nil {
		return nil, err
	}
	return &savepoint{rootTx: t, name: name}, nil
}

func (t *rootTx) CopyFrom(ctx context.Context, table pgx.Identifier, columns []string, rows pgx.CopyFromSource) (int64, error) {
	return t.live().CopyFrom(ctx, table, columns, rows)
}

func (t *rootTx) SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults {
	return t.live().SendBatch(ctx, b)
}

func (t *rootTx) LargeObjects() pgx.LargeObjects {
	panic("db: files live in blob, not in large objects")
}

func (t *rootTx) Prepare(ctx context.Context, name, sql string) (*pgconn.StatementDescription, error) {
	return t.live().Prepare(ctx, name, sql)
}

func (t *rootTx) Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error) {
	return t.live().Exec(ctx, sql, args...)
}

func (t *rootTx) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	return t.live().Query(ctx, sql, args...)
}

func (t *rootTx) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	return t.live().QueryRow(ctx, sql, args...)
}

func (t *rootTx) Conn() *pgx.Conn { return t.live() }

// savepoint is a part of a transaction that can be undone alone.
type savepoint struct {
	*rootTx
	name string
	done bool
}

func (s *savepoint) Commit(ctx context.Context) error {
	return s.finish(ctx, "release savepoint "+s.name)
}

func (s *savepoint) Rollback(ctx context.Context) error {
	return s.finish(ctx, "rollback to savepoint "+s.name)
}

func (s *savepoint) finish(ctx context.Context, sql string) error {
	if s.done {
		return pgx.ErrTxClosed
	}
	s.done = true
	_, err := s.live().Exec(ctx, sql)
	return err
}
