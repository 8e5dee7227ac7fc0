// Package bulk owns offers that come by the file: templates of a detail class, the
// check of every row before anything is written, the run that makes drafts or changes
// of them in chunks, and the way back. A batch is its supplier's secret. It refuses to
// judge by rules of its own (catalog's are those of the screens) and to list anything:
// what it makes are drafts, and submitting them is market's.
package bulk

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/blob"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/org"
)

// State of a batch, mirrored by batch_state_check.
type State string

// States of a batch.
const (
	Checking   State = "checking" // every row is being judged; nothing is written yet
	Checked    State = "checked"
	Unreadable State = "unreadable"
	Running    State = "running" // drafts are being made
	Stopped    State = "stopped" // half-way, by the supplier; can go on
	Done       State = "done"
	Submitting State = "submitting" // its complete drafts are being submitted
	Undoing    State = "undoing"
	Undone     State = "undone"
	Cancelled  State = "cancelled" // by the supplier, while it was being checked
)

var moves = map[State][]State{
	"":         {Checking},
	Checking:   {Checked, Unreadable, Cancelled},
	Checked:    {Running},
	Running:    {Done, Stopped},
	Stopped:    {Running, Undoing},
	Done:       {Submitting, Undoing},
	Submitting: {Done},
	Undoing:    {Undone},
}

// Working reports whether the program works on the batch.
func (s State) Working() bool {
	return s == Checking || s == Running || s == Submitting || s == Undoing
}

// States of a row, mirrored by row_state_check.
const (
	RowGood      = "good"
	RowSame      = "same"   // says what is on sale already
	RowFaulty    = "faulty" // has errors
	RowMade      = "made"   // its draft was begun
	RowSubmitted = "submitted"
	RowRefused   = "refused" // its draft could not be submitted
	RowSkipped   = "skipped" // its draft was no longer the one begun here when the others were submitted
	RowUndone    = "undone"  // its draft was taken back
	RowKept      = "kept"    // its draft was touched or submitted, and an undo left it alone
)

// What a row does, mirrored by row_act_check.
const (
	ActNew    = "new"    // a first offer of the item
	ActAgain  = "again"  // of one the supplier had withdrawn
	ActChange = "change" // of one on sale
)

// UndoWindow is how long a run can be undone.
const UndoWindow = 24 * time.Hour

// Bounds for a supplier.
const (
	maxWorking = 3  // batches worked on at once
	maxDaily   = 40 // files in 24 hours
)

// Refusals.
var (
	ErrState    = fault.New(fault.Conflict, "bulk_state")
	ErrFaulty   = fault.New(fault.Conflict, "bulk_faulty")  // "n": rows with errors
	ErrNothing  = fault.New(fault.Conflict, "bulk_nothing") // no row is left to do
	ErrUndoOver = fault.New(fault.Conflict, "bulk_undo_over")
	ErrBusy     = fault.New(fault.Conflict, "bulk_busy", "max", maxWorking)
	ErrDaily    = fault.New(fault.Conflict, "bulk_daily", "max", maxDaily)
	ErrOld      = fault.New(fault.Conflict, "bulk_forgotten", "days", keptDays)
)

// Batch is a file of offers.
type Batch struct {
	ID         int64      `db:"id"`
	SupplierID int64      `db:"supplier_id"`
	PersonID   int64      `db:"person_id"`
	ClassCode  string     `db:"class_code"`
	FileName   string     `db:"file_name"`
	FileHash   string     `db:"file_hash"`
	Format     string     `db:"format"`
	Encoding   string     `db:"encoding"`
	State      State      `db:"state"`
	Columns    []string   `db:"columns"`
	Rows       int        `db:"rows"`
	Faulty     int        `db:"faulty"`
	Same       int        `db:"same"`
	Todo       int        `db:"todo"` // rows the present work goes through
	AtRow      int        `db:"at_row"`
	AtNo       int        `db:"at_no"`
	Made       int        `db:"made"`
	Submitted  int        `db:"submitted"`
	Skipped    int        `db:"skipped"`
	Kept       int        `db:"kept"`
	Problem    *Problem   `db:"problem"` // of an unreadable file
	CreatedAt  time.Time  `db:"created_at"`
	CheckedAt  *time.Time `db:"checked_at"`
	StartedAt  *time.Time `db:"started_at"`
	FinishedAt *time.Time `db:"finished_at"`
	UndoUntil  *time.Time `db:"undo_until"`
	UndoneAt   *time.Time `db:"undone_at"`
	Forgotten  *time.Time `db:"forgotten_at"` // since when its rows are no longer kept
	Version    int        `db:"version"`
}

// Good is how many rows can be carried out.
func (b Batch) Good() int { return b.Rows - b.Faulty - b.Same }

// Left is how many drafts of the run can still be submitted from here.
func (b Batch) Left() int { return b.Made - b.Submitted - b.Skipped }

// CanUndo reports whether the run can still be undone.
func (b Batch) CanUndo(now time.Time) bool {
	return slices.Contains(moves[b.State], Undoing) && b.Made > 0 && b.UndoUntil != nil && now.Before(*b.UndoUntil)
}

// Problem is why something is wrong: the code and parameters of its sentence.
type Problem struct {
	Code   string `json:"code"`
	Params []any  `json:"params,omitempty"`
}

// UnmarshalJSON keeps numbers as they were written.
func (p *Problem) UnmarshalJSON(b []byte) error {
	var raw struct {
		Code   string `json:"code"`
		Params []any  `json:"params"`
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	err := d.Decode(&raw)
	*p = Problem(raw)
	return err
}

// Fault is one thing wrong with a row.
type Fault struct {
	Field  string  `json:"field"`  // as the screens name it; attr_<key> for an attribute
	Column int     `json:"column"` // place in the file from 0; -1 when the file has no such column
	Why    Problem `json:"why"`
}

type faults []Fault

// Service carries out what suppliers do with files.
type Service struct {
	db     *db.DB
	blobs  *blob.Store
	market *market.Service
	people *auth.Service
	chunk  int // rows of one transaction
}

// New makes a Service; uploads go to blobs, submissions through m, and people says who
// may still act when a job comes to it.
func New(d *db.DB, blobs *blob.Store, m *market.Service, people *auth.Service) *Service {
	return &Service{db: d, blobs: blobs, market: m, people: people, chunk: 500}
}

// mayWrite is nil for the people of an admitted supplier.
func mayWrite(by auth.Actor) error { return by.Need(org.SupplierMember, org.SupplierAdmin) }

// Job is what the jobs are told: the batch, and for whom they work.
type Job struct {
	Batch  int64 `json:"batch"`
	Person int64 `json:"person"`
	Body   int64 `json:"body"`
}

// The jobs.
type (
	CheckJob  Job
	RunJob    Job
	SubmitJob struct {
		Job
		RiseReason string    `json:"rise_reason"` // for prices that rose suddenly
		Since      time.Time `json:"since"`       // when it was asked for
	}
	UndoJob Job
)

// Kind names the job.
func (CheckJob) Kind() string { return "bulk.check" }

// Kind names the job.
func (RunJob) Kind() string { return "bulk.run" }

// Kind names the job.
func (SubmitJob) Kind() string { return "bulk.submit" }

// Kind names the job.
func (UndoJob) Kind() string { return "bulk.undo" }

// Apart: other people's letters do not wait for files.
func (CheckJob) Apart() {}

// Apart: see CheckJob.
func (RunJob) Apart() {}

// Apart: see CheckJob.
func (SubmitJob) Apart() {}

// Apart: see CheckJob.
func (UndoJob) Apart() {}

func jobOf(by auth.Actor, b Batch) Job { return Job{b.ID, by.PersonID, by.BodyID} }

// actor is who a job works for, as they stand now. Who has left the supplier has no body,
// nor has who may no longer sign in; the work they began still comes to an end.
func (s *Service) actor(ctx context.Context, j Job) (auth.Actor, error) {
	v, err := s.people.Load(ctx, j.Person, j.Body)
	if fault.Of(err, fault.NotFound) {
		return auth.Actor{PersonID: j.Person}, nil
	}
	return v.Actor, err
}

const batchColumns = `b.id, b.supplier_id, b.person_id, b.class_code, b.file_name, b.file_hash, b.format, b.encoding, b.state, b.columns, b.rows, b.faulty, b.same,
  b.todo, b.at_row, b.at_no, b.made, b.submitted, b.skipped, b.kept, b.problem, b.created_at, b.checked_at, b.started_at, b.finished_at, b.undo_until, b.undone_at, b.forgotten_at, b.version`

const selectBatch = `SELECT ` + batchColumns + ` FROM bulk.batch b WHERE b.id = @id`

const selectBatchLocked = selectBatch + ` FOR NO KEY UPDATE`

// lock holds a batch until the transaction ends; every step of work begins with it.
func lock(ctx context.Context, tx *db.Tx, id int64) (Batch, error) {
	return db.One[Batch](tx.Query(ctx, selectBatchLocked, pgx.NamedArgs{"id": id}))
}

const updateBatch = `
UPDATE bulk.batch SET state = @state, encoding = @encoding, columns = @columns, rows = @rows, faulty = @faulty, same = @same, todo = @todo, at_row = @at_row,
       at_no = @at_no, made = @made, submitted = @submitted, skipped = @skipped, kept = @kept, problem = @problem, checked_at = @checked, started_at = @started,
       finished_at = @finished, undo_until = @undo_until, undone_at = @undone, forgotten_at = @forgotten, version = @version
 WHERE id = @id`

func store(ctx context.Context, tx *db.Tx, b Batch) error {
	_, err := tx.Exec(ctx, updateBatch, pgx.NamedArgs{
		"id": b.ID, "state": b.State, "encoding": b.Encoding, "columns": append([]string{}, b.Columns...), "rows": b.Rows, "faulty": b.Faulty, "same": b.Same,
		"todo": b.Todo, "at_row": b.AtRow, "at_no": b.AtNo, "made": b.Made, "submitted": b.Submitted, "skipped": b.Skipped, "kept": b.Kept, "problem": b.Problem,
		"checked": b.CheckedAt, "started": b.StartedAt, "finished": b.FinishedAt, "undo_until": b.UndoUntil, "undone": b.UndoneAt, "forgotten": b.Forgotten, "version": b.Version,
	})
	return err
}

// move takes a batch to another state, from the start of its rows, and records it.
func move(ctx context.Context, tx *db.Tx, by audit.Who, b *Batch, to State, action string, detail map[string]any) error {
	if !slices.Contains(moves[b.State], to) {
		return ErrState
	}
	from := b.State
	b.State, b.Version = to, b.Version+1
	if to.Working() {
		b.AtRow, b.AtNo = 0, 0
	}
	if err := store(ctx, tx, *b); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Event{By: by, Action: action, Object: audit.Ref("batch", b.ID), From: string(from), To: string(to), Detail: detail})
}

// act lets the supplier's people move their batch. Another supplier's is not found.
func (s *Service) act(ctx context.Context, by auth.Actor, id int64, version int, do func(tx *db.Tx, b *Batch) error, roles ...org.Role) (Batch, error) {
	var b Batch
	if err := by.Need(org.SupplierMember, org.SupplierAdmin); err != nil {
		return b, err
	}
	err := s.db.Run(ctx, func(tx *db.Tx) error {
		var err error
		if b, err = lock(ctx, tx, id); err != nil {
			return err
		}
		switch {
		case b.SupplierID != by.BodyID:
			return fault.ErrNotFound
		case len(roles) > 0 && !by.Has(roles...):
			return fault.ErrForbidden
		case b.Version != version:
			return fault.ErrStale
		case b.Forgotten != nil:
			return ErrOld
		}
		return do(tx, &b)
	})
	return b, err
}

const countWorking = `SELECT count(*)::int FROM bulk.batch b WHERE b.supplier_id = @supplier AND b.state IN ('checking', 'running', 'submitting', 'undoing')`

// room refuses more work for a supplier than is done at once.
func room(ctx context.Context, q db.Querier, supplierID int64) error {
	n, err := db.Value[int](q.Query(ctx, countWorking, pgx.NamedArgs{"supplier": supplierID}))
	if err == nil && n >= maxWorking {
		return ErrBusy
	}
	return err
}

const countDay = `SELECT count(*)::int FROM bulk.batch b WHERE b.supplier_id = @supplier AND b.created_at > @since`

// roomForFile refuses another file when there are too many at work or in a day: what is
// stored of them stays for months.
func roomForFile(ctx context.Context, tx *db.Tx, supplierID int64) error {
	if err := room(ctx, tx, supplierID); err != nil {
		return err
	}
	n, err := db.Value[int](tx.Query(ctx, countDay, pgx.NamedArgs{"supplier": supplierID, "since": tx.Now.Add(-24 * time.Hour)}))
	if err == nil && n >= maxDaily {
		return ErrDaily
	}
	return err
}

// encode keeps faults as JSON.
func encode(fs faults) []byte {
	if len(fs) == 0 {
		return []byte("[]")
	}
	b, err := json.Marshal(fs)
	if err != nil { // parameters are numbers and words
		panic(err)
	}
	return b
}
