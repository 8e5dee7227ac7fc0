package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivertype"

	"jangteo.kr/internal/db"
	"jangteo.kr/internal/kst"
)

// Options of a Runner; the zero value is right.
type Options struct {
	Workers int           // jobs at a time; 4 if zero
	Apart   int           // jobs at a time of those that wait apart; 1 if zero
	Poll    time.Duration // how often to look for new jobs; 500 ms if zero
	Log     *slog.Logger  // slog.Default() if nil
}

// Runner works on jobs. Handlers and schedules are given before Start.
type Runner struct {
	db       *db.DB
	o        Options
	workers  *river.Workers
	periodic []*river.PeriodicJob
	client   *river.Client[pgx.Tx]
}

// New makes a Runner that does nothing yet.
func New(d *db.DB, o Options) *Runner {
	if o.Workers == 0 {
		o.Workers = 4
	}
	if o.Apart == 0 {
		o.Apart = 1
	}
	if o.Poll == 0 {
		o.Poll = 500 * time.Millisecond
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	return &Runner{db: d, o: o, workers: river.NewWorkers()}
}

// Handle says which function does the jobs of A's kind. The function must be able to
// run twice for one job: a worker may die after the work and before the mark. It runs
// for at most a minute; see HandleLong. A second handler of a kind is a defect and panics.
func Handle[A Args](r *Runner, fn func(ctx context.Context, a A) error) {
	river.AddWorker(r.workers, river.WorkFunc(func(ctx context.Context, j *river.Job[A]) error {
		return fn(ctx, j.Args)
	}))
}

// HandleLong is Handle for work over the whole catalogue, which runs for at most d.
func HandleLong[A Args](r *Runner, d time.Duration, fn func(ctx context.Context, a A) error) {
	river.AddWorker(r.workers, &long[A]{most: d, fn: fn})
}

type long[A Args] struct {
	river.WorkerDefaults[A]
	most time.Duration
	fn   func(ctx context.Context, a A) error
}

func (l *long[A]) Timeout(*river.Job[A]) time.Duration { return l.most }

func (l *long[A]) Work(ctx context.Context, j *river.Job[A]) error { return l.fn(ctx, j.Args) }

// Every does a job again and again, and once soon after the start. However many
// processes run, one of them enqueues it.
func (r *Runner) Every(d time.Duration, a Args) {
	r.schedule(river.PeriodicInterval(d), a, true)
}

// Daily does a job each day at a Korean time of day.
func (r *Runner) Daily(hour, minute int, a Args) {
	r.schedule(daily{hour, minute}, a, false)
}

type daily struct{ hour, minute int }

// Next is the coming time of day in Korea.
func (d daily) Next(now time.Time) time.Time {
	n := now.In(kst.Zone)
	next := time.Date(n.Year(), n.Month(), n.Day(), d.hour, d.minute, 0, 0, kst.Zone)
	if !next.After(now) {
		next = next.AddDate(0, 0, 1)
	}
	return next
}

func (r *Runner) schedule(s river.PeriodicSchedule, a Args, onStart bool) {
	r.periodic = append(r.periodic, river.NewPeriodicJob(s,
		func() (river.JobArgs, *river.InsertOpts) {
			return a, &river.InsertOpts{MaxAttempts: 3, Queue: queueOf(a)}
		},
		&river.PeriodicJobOpts{ID: a.Kind(), RunOnStart: onStart}))
}

// Start begins to work. Cancelling ctx cancels running jobs at once; Stop is gentler.
func (r *Runner) Start(ctx context.Context) error {
	client, err := river.NewClient(riverpgxv5.New(r.db.Pool()), &river.Config{
		Schema:            "job",
		Queues:            map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: r.o.Workers}, queueApart: {MaxWorkers: r.o.Apart}},
		Workers:           r.workers,
		PeriodicJobs:      r.periodic,
		PollOnly:          true,
		FetchPollInterval: r.o.Poll,
		FetchCooldown:     min(r.o.Poll, 100*time.Millisecond),
		MaxAttempts:       maxAttempts,
		JobTimeout:        time.Minute,
		Logger:            slog.New(quiet{r.o.Log.Handler()}),
		ErrorHandler:      &reporter{r.o.Log},
		// Rebuilding indexes takes the owner's right, which the pool's role has not.
		ReindexerIndexNames: []string{},
	})
	if err != nil {
		return fmt.Errorf("job: %w", err)
	}
	if err := client.Start(ctx); err != nil {
		return fmt.Errorf("job: start: %w", err)
	}
	r.client = client
	return nil
}

// Stop takes no new jobs and waits for the running ones until ctx ends, then cancels
// them; a cancelled job is tried again later.
func (r *Runner) Stop(ctx context.Context) error {
	if r.client == nil {
		return nil
	}
	err := r.client.Stop(ctx)
	if err == nil || ctx.Err() == nil {
		return err
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	return r.client.StopAndCancel(last)
}

// Alive reports whether the runner works, for the readiness check.
func (r *Runner) Alive() error {
	if r.client == nil {
		return errors.New("job: not started")
	}
	select {
	case <-r.client.Stopped():
		return errors.New("job: stopped")
	default:
		return nil
	}
}

const countDue = `
select count(*) from job.river_job
where state in ('available', 'running') or (state in ('retryable', 'scheduled') and scheduled_at <= now())`

// Drain waits until a started runner has nothing left that is due: for the demo,
// whose figures should be there when the first page is shown, and for tests.
func (r *Runner) Drain(ctx context.Context) error {
	if r.client == nil {
		return errors.New("job: not started")
	}
	events, cancel := r.client.Subscribe(river.EventKindJobCompleted, river.EventKindJobFailed, river.EventKindJobCancelled)
	defer cancel()
	for {
		n, err := db.Value[int64](r.db.Query(ctx, countDue))
		if err != nil || n == 0 {
			return err
		}
		look := time.NewTimer(r.o.Poll)
		select {
		case <-ctx.Done():
			look.Stop()
			return ctx.Err()
		case <-events:
		case <-look.C:
		}
		look.Stop()
	}
}

// reporter logs failures once each; the arguments stay out of the log.
type reporter struct{ log *slog.Logger }

func (e *reporter) HandleError(ctx context.Context, j *rivertype.JobRow, err error) *river.ErrorHandlerResult {
	level := slog.LevelWarn
	if j.Attempt >= j.MaxAttempts {
		level = slog.LevelError
	}
	e.log.Log(ctx, level, "job failed", "job", j.ID, "kind", j.Kind, "attempt", j.Attempt, "error", err)
	return nil
}

func (e *reporter) HandlePanic(ctx context.Context, j *rivertype.JobRow, val any, trace string) *river.ErrorHandlerResult {
	e.log.ErrorContext(ctx, "job panicked", "job", j.ID, "kind", j.Kind, "attempt", j.Attempt, "panic", val, "stack", trace)
	return nil
}

// quiet passes only the library's warnings: its hourly statistics say nothing to us.
type quiet struct{ slog.Handler }

func (q quiet) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && q.Handler.Enabled(ctx, l)
}

func (q quiet) WithAttrs(a []slog.Attr) slog.Handler { return quiet{q.Handler.WithAttrs(a)} }

func (q quiet) WithGroup(name string) slog.Handler { return quiet{q.Handler.WithGroup(name)} }
