// Package job is work that happens later: enqueued in the transaction of the act that
// wants it, done by workers at least once, tried again with growing pauses when it
// fails. It keeps the queue's library (River) behind a few functions and knows no
// business: modules define their arguments and a function, the wiring joins them.
package job

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"jangteo.kr/internal/db"
)

// Args are what a job is told, stored as JSON: ids and dates, never whole objects,
// because the world moves on before the job is done. Kind names the function and is
// never changed once jobs of it may be waiting.
type Args interface {
	Kind() string
}

// Apart is implemented by the arguments of jobs that people set going at will and that
// work for many seconds. They wait in a queue of their own: nobody's letter waits
// behind them.
type Apart interface{ Apart() }

const queueApart = "apart"

func queueOf(a Args) string {
	if _, ok := a.(Apart); ok {
		return queueApart
	}
	return river.QueueDefault
}

// maxAttempts spreads over about three weeks with the library's growing pauses.
const maxAttempts = 25

// The row is written directly rather than through the library's client: one statement
// that fits in a batch, and no NOTIFY, which would make every commit of the program
// wait for every other. The workers poll instead.
const insertJob = `
insert into job.river_job (kind, args, queue, priority, max_attempts, state, scheduled_at)
values (@kind, @args, @queue, 1, @attempts,
        case when @at::timestamptz > now() then 'scheduled' else 'available' end::job.river_job_state,
        greatest(@at::timestamptz, now()))`

// Enqueue asks for a job as soon as tx commits; if it does not commit there is none.
func Enqueue(ctx context.Context, tx *db.Tx, a Args) error {
	return EnqueueAt(ctx, tx, a, tx.Now)
}

// EnqueueAt asks for a job no earlier than at.
func EnqueueAt(ctx context.Context, tx *db.Tx, a Args, at time.Time) error {
	args, err := rowOf(a, at)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, insertJob, args); err != nil {
		return fmt.Errorf("job: enqueue %s: %w", a.Kind(), err)
	}
	return nil
}

// Queue is Enqueue as part of a batch that tx will send.
func Queue(b *pgx.Batch, tx *db.Tx, a Args) error {
	args, err := rowOf(a, tx.Now)
	if err != nil {
		return err
	}
	b.Queue(insertJob, args)
	return nil
}

func rowOf(a Args, at time.Time) (pgx.NamedArgs, error) {
	body, err := json.Marshal(a)
	if err != nil {
		return nil, fmt.Errorf("job: arguments of %s: %w", a.Kind(), err)
	}
	return pgx.NamedArgs{"kind": a.Kind(), "args": body, "queue": queueOf(a), "attempts": maxAttempts, "at": at}, nil
}

// GiveUp marks an error that no further attempt can mend: the job ends as cancelled.
func GiveUp(err error) error {
	if err == nil {
		err = errors.New("given up")
	}
	return river.JobCancel(err)
}
