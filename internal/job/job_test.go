package job_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/db"
	"jangteo.kr/internal/dbtest"
	"jangteo.kr/internal/job"
)

type greet struct {
	Name string `json:"name"`
}

func (greet) Kind() string { return "test.greet" }

type fail struct{}

func (fail) Kind() string { return "test.fail" }

type tick struct{}

func (tick) Kind() string { return "test.tick" }

// slow and brief meet only if a job that waits apart keeps no other waiting.
type (
	slow  struct{}
	brief struct{}
)

func (slow) Kind() string  { return "test.slow" }
func (slow) Apart()        {}
func (brief) Kind() string { return "test.brief" }

func TestApart_keepsNoOtherWaiting(t *testing.T) {
	d := dbtest.New(t)
	met, at := make(chan struct{}), atomic.Int32{}
	r := runner(t, d, func(r *job.Runner) {
		job.Handle(r, func(ctx context.Context, _ slow) error {
			defer at.Add(-1)
			if at.Add(1) > 1 {
				t.Error("two at a time")
			}
			select {
			case <-met:
			case <-ctx.Done():
				t.Error("the brief one waits")
			}
			return nil
		})
		job.Handle(r, func(context.Context, brief) error { close(met); return nil })
	})
	err := d.Run(t.Context(), func(tx *db.Tx) error {
		for range 10 { // more than there are workers
			if err := job.Enqueue(t.Context(), tx, slow{}); err != nil {
				return err
			}
		}
		return job.Enqueue(t.Context(), tx, brief{})
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func runner(t *testing.T, d *db.DB, set func(*job.Runner)) *job.Runner {
	t.Helper()
	r := job.New(d, job.Options{Poll: 20 * time.Millisecond})
	set(r)
	if err := r.Start(context.WithoutCancel(t.Context())); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := r.Stop(ctx); err != nil {
			t.Error(err)
		}
		if r.Alive() == nil {
			t.Error("alive after Stop")
		}
	})
	return r
}

func TestEnqueue_isPartOfTheTransaction(t *testing.T) {
	d := dbtest.New(t)
	var got atomic.Value
	r := runner(t, d, func(r *job.Runner) {
		job.Handle(r, func(_ context.Context, a greet) error { got.Store(a.Name); return nil })
	})
	undone := errors.New("undone")
	err := d.Run(t.Context(), func(tx *db.Tx) error {
		if err := job.Enqueue(t.Context(), tx, greet{"never"}); err != nil {
			return err
		}
		return undone
	})
	if !errors.Is(err, undone) {
		t.Fatal(err)
	}
	err = d.Run(t.Context(), func(tx *db.Tx) error {
		b := &pgx.Batch{}
		if err := job.Queue(b, tx, greet{"안녕"}); err != nil {
			return err
		}
		return tx.SendBatch(t.Context(), b).Close()
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got.Load() != "안녕" {
		t.Errorf("got %v", got.Load())
	}
	if err := r.Alive(); err != nil {
		t.Error(err)
	}
}

func TestEnqueueAt_waits(t *testing.T) {
	d := dbtest.New(t)
	r := runner(t, d, func(r *job.Runner) {
		job.Handle(r, func(context.Context, greet) error { t.Error("too early"); return nil })
	})
	err := d.Run(t.Context(), func(tx *db.Tx) error {
		return job.EnqueueAt(t.Context(), tx, greet{"later"}, tx.Now.Add(time.Hour))
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	state, err := db.Value[string](d.Query(t.Context(), `select state::text from job.river_job where kind = 'test.greet'`))
	if err != nil || state != "scheduled" {
		t.Errorf("%q, %v", state, err)
	}
}

func TestHandle_failuresAreTriedAgainUnlessGivenUp(t *testing.T) {
	d := dbtest.New(t)
	r := runner(t, d, func(r *job.Runner) {
		job.Handle(r, func(context.Context, fail) error { return errors.New("not yet") })
		job.Handle(r, func(context.Context, greet) error { return job.GiveUp(errors.New("no such person")) })
		job.Handle(r, func(context.Context, tick) error { panic("boom") })
	})
	err := d.Run(t.Context(), func(tx *db.Tx) error {
		return errors.Join(job.Enqueue(t.Context(), tx, fail{}), job.Enqueue(t.Context(), tx, greet{}), job.Enqueue(t.Context(), tx, tick{}))
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	states := map[string]string{}
	rows, err := d.Query(t.Context(), `select kind, state::text from job.river_job`)
	if err != nil {
		t.Fatal(err)
	}
	var kind, state string
	if _, err := pgx.ForEachRow(rows, []any{&kind, &state}, func() error { states[kind] = state; return nil }); err != nil {
		t.Fatal(err)
	}
	if states["test.greet"] != "cancelled" || states["test.fail"] == "completed" || states["test.tick"] == "completed" {
		t.Errorf("%v", states)
	}
}

func TestEvery_runsAtTheStart(t *testing.T) {
	d := dbtest.New(t)
	ran := make(chan struct{}, 10)
	runner(t, d, func(r *job.Runner) {
		job.Handle(r, func(context.Context, tick) error { ran <- struct{}{}; return nil })
		r.Every(time.Hour, tick{})
		r.Daily(0, 5, greet{})
		job.Handle(r, func(context.Context, greet) error { return nil })
	})
	select {
	case <-ran:
	case <-time.After(20 * time.Second):
		t.Fatal("did not run")
	}
}

func TestHandleLong_hasItsOwnTime(t *testing.T) {
	d := dbtest.New(t)
	left := make(chan time.Duration, 2)
	note := func(ctx context.Context) {
		until, _ := ctx.Deadline()
		left <- time.Until(until)
	}
	r := runner(t, d, func(r *job.Runner) {
		job.HandleLong(r, 10*time.Minute, func(ctx context.Context, _ greet) error { note(ctx); return nil })
	})
	err := d.Run(t.Context(), func(tx *db.Tx) error { return job.Enqueue(t.Context(), tx, greet{}) })
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := <-left; got < 9*time.Minute || got > 10*time.Minute {
		t.Errorf("%s left", got)
	}
}
