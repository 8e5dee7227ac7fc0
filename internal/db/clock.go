package db

import (
	"context"
	"time"
)

// WithClock gives a DB on the same pool whose transactions happen at clock's time:
// Tx.Now says so, and audit.clock() in SQL agrees. The demonstration lives through
// its history on one, and tests travel with it; serve never makes one outside demo
// mode.
func (d *DB) WithClock(clock func() time.Time) *DB {
	c := *d
	c.clock = clock
	return &c
}

// setClock makes the transaction happen at the injected time, if there is one.
func (d *DB) setClock(ctx context.Context, tx *Tx) error {
	if d.clock == nil {
		return nil
	}
	tx.Now = d.clock().UTC().Truncate(time.Microsecond)
	_, err := tx.Exec(ctx, `select set_config('jangteo.clock', $1, true)`, tx.Now.Format(time.RFC3339Nano))
	return err
}
