package bulk

import (
	"context"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/job"
	"jangteo.kr/internal/notify"
)

// chunksAtOnce bounds how long one job works; it then enqueues the next.
const chunksAtOnce = 20

// Start makes drafts and changes of the good rows, or goes on with a stopped run. Rows
// with errors are left out only if the supplier says so.
func (s *Service) Start(ctx context.Context, by auth.Actor, id int64, version int, withoutFaulty bool) (Batch, error) {
	return s.act(ctx, by, id, version, func(tx *db.Tx, b *Batch) error {
		switch {
		case b.State != Checked && b.State != Stopped:
			return ErrState
		case b.Good() == 0:
			return ErrNothing
		case b.State == Checked && b.Faulty > 0 && !withoutFaulty:
			return ErrFaulty.With("n", b.Faulty)
		}
		if err := room(ctx, tx, b.SupplierID); err != nil {
			return err
		}
		atRow, atNo, action := 0, 0, "bulk.run"
		if b.State == Stopped {
			atRow, atNo, action = b.AtRow, b.AtNo, "bulk.resume"
		} else {
			b.StartedAt, b.Todo = &tx.Now, b.Good()
		}
		b.FinishedAt, b.UndoUntil = nil, nil
		if err := move(ctx, tx, by.Who(), b, Running, action, map[string]any{"rows": b.Todo}); err != nil {
			return err
		}
		b.AtRow, b.AtNo = atRow, atNo
		if err := store(ctx, tx, *b); err != nil {
			return err
		}
		return job.Enqueue(ctx, tx, RunJob(jobOf(by, *b)))
	})
}

// Stop ends a run after the rows it is at. What is made stays, and can be undone.
func (s *Service) Stop(ctx context.Context, by auth.Actor, id int64, version int) (Batch, error) {
	return s.act(ctx, by, id, version, func(tx *db.Tx, b *Batch) error {
		until := tx.Now.Add(UndoWindow)
		b.FinishedAt, b.UndoUntil = &tx.Now, &until
		return move(ctx, tx, by.Who(), b, Stopped, "bulk.stop", map[string]any{"made": b.Made})
	})
}

// Run is the job that makes drafts and changes. Every chunk is one transaction, which
// finds its rows by their state: a job that is cut off and tried again makes nothing
// twice.
func (s *Service) Run(ctx context.Context, j RunJob) error {
	by, err := s.actor(ctx, Job(j))
	if err != nil {
		return err
	}
	for range chunksAtOnce {
		more, err := s.runChunk(ctx, by, j.Batch)
		if err != nil || !more {
			return err
		}
	}
	return s.db.Run(ctx, func(tx *db.Tx) error { return job.Enqueue(ctx, tx, j) })
}

type kept struct {
	No    int      `db:"no"`
	Cells []string `db:"cells"`
}

const selectGood = `
SELECT r.no, r.cells FROM bulk.row r WHERE r.batch_id = @batch AND r.no > @after AND r.state = 'good' ORDER BY r.no LIMIT @limit`

// runChunk carries out the next rows and reports whether there may be more.
func (s *Service) runChunk(ctx context.Context, by auth.Actor, id int64) (more bool, err error) {
	err = s.db.Run(ctx, func(tx *db.Tx) error {
		more = false
		b, err := lock(ctx, tx, id)
		if err != nil || b.State != Running {
			return err
		}
		until := tx.Now.Add(UndoWindow)
		b.FinishedAt, b.UndoUntil = &tx.Now, &until
		if by.BodyID != b.SupplierID || mayWrite(by) != nil { // suspended, or no longer a member
			return move(ctx, tx, by.Who(), &b, Stopped, "bulk.stop", map[string]any{"made": b.Made})
		}
		rows, err := db.All[kept](tx.Query(ctx, selectGood, pgx.NamedArgs{"batch": id, "after": b.AtNo, "limit": s.chunk}))
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			if err := tell(ctx, tx, by, b, "bulk.done", b.Made); err != nil {
				return err
			}
			return move(ctx, tx, by.Who(), &b, Done, "bulk.done", map[string]any{"made": b.Made})
		}
		bench, problem, err := s.bench(ctx, tx, b)
		if err != nil {
			return err
		}
		if problem != nil { // the class was changed in between
			return move(ctx, tx, by.Who(), &b, Stopped, "bulk.stop", map[string]any{"code": problem.Code})
		}
		b.FinishedAt, b.UndoUntil, more = nil, nil, true
		entries := make([]*entry, len(rows))
		for i, r := range rows {
			entries[i] = parse(bench.layout, b.ClassCode, r.No, r.Cells)
		}
		if err := carryOut(ctx, tx, by, bench, entries, &b); err != nil {
			return err
		}
		b.AtRow, b.AtNo = b.AtRow+len(rows), rows[len(rows)-1].No
		return store(ctx, tx, b)
	})
	return more, err
}

// tell lets the person who set the work going know that it is done: they may have left
// the page long ago.
func tell(ctx context.Context, tx *db.Tx, by auth.Actor, b Batch, kind string, n int) error {
	return notify.Send(ctx, tx, notify.Message{
		PersonID: by.PersonID, Kind: kind, Object: audit.Ref("batch", b.ID), Params: map[string]any{"file": b.FileName, "n": n},
	})
}

// outcome of a row.
type outcome struct {
	no      int
	state   string
	act     string
	faults  faults
	offer   int64
	version int
	draft   int64
}

// carryOut judges rows once more, because the world has moved on since they were
// checked, and writes those that are still good in a few statements.
func carryOut(ctx context.Context, tx *db.Tx, by auth.Actor, bench *bench, entries []*entry, b *Batch) error {
	if err := bench.judge(ctx, tx, entries, true); err != nil {
		return err
	}
	if err := bench.register(ctx, tx, by, entries); err != nil {
		return err
	}
	var begins []catalog.Begin
	for _, e := range entries {
		if e.state() != RowGood {
			continue
		}
		e.spec.Attributes = e.withRetired()
		begins = append(begins, catalog.Begin{ItemNumber: e.number, Standing: e.standing, Terms: e.terms, Specification: e.spec})
	}
	begun, err := catalog.BeginMany(ctx, tx, by, map[string]any{"batch": b.ID}, begins)
	if err != nil {
		return err
	}
	byItem := map[int]catalog.Begun{}
	for _, n := range begun {
		byItem[n.ItemNumber] = n
	}
	outcomes := make([]outcome, len(entries))
	for i, e := range entries {
		o := outcome{no: e.no, state: e.state(), act: e.act}
		if o.state == RowGood {
			if n, ok := byItem[e.number]; ok {
				o.state, o.offer, o.version, o.draft = RowMade, n.OfferID, n.Version, n.VersionID
				b.Made++
			} else { // begun by hand at this moment
				e.fail(bench.layout, fault.F(model, "offer_being_written"))
				o.state = RowFaulty
			}
		}
		switch o.state {
		case RowFaulty:
			b.Faulty++
		case RowSame:
			b.Same++
		}
		o.faults = e.faults
		outcomes[i] = o
	}
	return settle(ctx, tx, b.ID, outcomes)
}

// register gives the items of good rows their numbers. A class that was closed after the
// rows were judged gives none.
func (j *bench) register(ctx context.Context, tx *db.Tx, by auth.Actor, entries []*entry) error {
	var fresh []catalog.ItemCommand
	for _, e := range entries {
		if e.state() == RowGood && e.number == 0 {
			fresh = append(fresh, e.item)
		}
	}
	numbers, err := catalog.RegisterMany(ctx, tx, by, j.batch.ClassCode, fresh)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.state() != RowGood || e.number != 0 {
			continue
		}
		if e.number = numbers[e.item.Identity()]; e.number != 0 {
			continue
		}
		if j.movedTo == "" {
			class, err := catalog.ClassByCode(ctx, tx, j.batch.ClassCode)
			if err != nil {
				return err
			}
			if class.MovedTo != nil {
				j.movedTo = *class.MovedTo
			}
		}
		j.failClosed(e)
	}
	return nil
}

const updateRows = `
UPDATE bulk.row r SET state = t.state, act = t.act, errors = t.errors::jsonb, offer_id = coalesce(nullif(t.offer, 0), r.offer_id),
       offer_version = coalesce(nullif(t.version, 0), r.offer_version), draft_id = coalesce(nullif(t.draft, 0), r.draft_id)
  FROM unnest(@nos::int[], @states::text[], @acts::text[], @errors::text[], @offers::bigint[], @versions::int[], @drafts::bigint[])
    AS t (no, state, act, errors, offer, version, draft)
 WHERE r.batch_id = @batch AND r.no = t.no`

// settle writes down what became of rows.
func settle(ctx context.Context, tx *db.Tx, batch int64, of []outcome) error {
	n := len(of)
	nos, versions, offers, drafts := make([]int, n), make([]int, n), make([]int64, n), make([]int64, n)
	states, acts, errs := make([]string, n), make([]string, n), make([]string, n)
	for i, o := range of {
		nos[i], versions[i], offers[i], drafts[i] = o.no, o.version, o.offer, o.draft
		states[i], acts[i], errs[i] = o.state, o.act, string(encode(o.faults))
	}
	_, err := tx.Exec(ctx, updateRows, pgx.NamedArgs{
		"batch": batch, "nos": nos, "states": states, "acts": acts, "errors": errs, "offers": offers, "versions": versions, "drafts": drafts,
	})
	return err
}
