package bulk

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/job"
	"jangteo.kr/internal/sheet"
)

// UploadCommand hands a file in.
type UploadCommand struct {
	Key       uuid.UUID
	ClassCode string
	FileName  string
	Content   io.ReadSeeker // read twice
}

type uploaded struct {
	ClassCode string
	FileHash  string
}

const insertBatch = `
INSERT INTO bulk.batch (supplier_id, person_id, class_code, file_name, file_hash, format, state, created_at)
VALUES (@supplier, @person, @class, @name, @hash, @format, 'checking', @at) RETURNING id`

// A file sent again by an impatient hand is the same batch.
const selectJustUploaded = `
SELECT ` + batchColumns + ` FROM bulk.batch b
 WHERE b.supplier_id = @supplier AND b.person_id = @person AND b.class_code = @class AND b.file_hash = @hash AND b.created_at > @since AND b.state <> 'cancelled'
 ORDER BY b.id DESC LIMIT 1`

// Upload keeps a file and has every row of it checked. Nothing else is written: what
// the rows would do is shown first.
func (s *Service) Upload(ctx context.Context, by auth.Actor, c UploadCommand) (Batch, error) {
	var b Batch
	if err := mayWrite(by); err != nil {
		return b, err
	}
	class, err := catalog.ClassByCode(ctx, s.db, c.ClassCode)
	if fault.Of(err, fault.NotFound) || err == nil && !class.Open() {
		return b, catalog.ErrNotDetailClass
	}
	if err != nil {
		return b, err
	}
	var head bytes.Buffer
	if err := s.mayStore(ctx, by, io.TeeReader(c.Content, &first{&head, 8})); err != nil {
		return b, err
	}
	if _, err := c.Content.Seek(0, io.SeekStart); err != nil {
		return b, err
	}
	ref, err := s.blobs.Put(ctx, c.Content, sheet.MaxFile)
	if f, ok := fault.As(err); ok && f.Kind == fault.Invalid {
		return b, fault.Bad("form_invalid", fault.F("file", f.Code, f.Params...)).Because(err)
	}
	if err != nil {
		return b, err
	}
	err = s.db.Run(ctx, func(tx *db.Tx) error {
		const action = "bulk.upload"
		object, repeated, err := audit.Once(ctx, tx, by.Who(), action, c.Key, uploaded{c.ClassCode, ref.Hash})
		if err != nil {
			return err
		}
		args := pgx.NamedArgs{
			"supplier": by.BodyID, "person": by.PersonID, "class": c.ClassCode, "name": c.FileName, "hash": ref.Hash,
			"format": string(sheet.FormatOf(head.Bytes())), "at": tx.Now, "since": tx.Now.Add(-time.Minute),
		}
		if repeated {
			b, err = db.One[Batch](tx.Query(ctx, `SELECT `+batchColumns+` FROM bulk.batch b WHERE 'batch:' || b.id = @object`, pgx.NamedArgs{"object": object}))
			return err
		}
		b, err = db.One[Batch](tx.Query(ctx, selectJustUploaded, args))
		if fault.Of(err, fault.NotFound) {
			b, err = s.begin(ctx, tx, by, args)
		}
		if err != nil {
			return err
		}
		return audit.Settle(ctx, tx, by.Who(), action, c.Key, audit.Ref("batch", b.ID))
	})
	return b, err
}

const selectStored = `SELECT EXISTS (SELECT FROM bulk.batch b WHERE b.supplier_id = @supplier AND b.file_hash = @hash)`

// mayStore refuses a file for which there is no room before anything of it is stored.
// One that is stored already takes no more, and may be the same act again.
func (s *Service) mayStore(ctx context.Context, by auth.Actor, r io.Reader) error {
	h := sha256.New()
	if _, err := io.Copy(h, io.LimitReader(r, sheet.MaxFile+1)); err != nil {
		return err
	}
	return s.db.RunReadOnly(ctx, func(tx *db.Tx) error {
		stored, err := db.Value[bool](tx.Query(ctx, selectStored, pgx.NamedArgs{"supplier": by.BodyID, "hash": hex.EncodeToString(h.Sum(nil))}))
		if err != nil || stored {
			return err
		}
		return roomForFile(ctx, tx, by.BodyID)
	})
}

func (s *Service) begin(ctx context.Context, tx *db.Tx, by auth.Actor, args pgx.NamedArgs) (Batch, error) {
	if err := roomForFile(ctx, tx, by.BodyID); err != nil {
		return Batch{}, err
	}
	id, err := db.Value[int64](tx.Query(ctx, insertBatch, args))
	if err != nil {
		return Batch{}, err
	}
	b, err := lock(ctx, tx, id)
	if err != nil {
		return b, err
	}
	if err := job.Enqueue(ctx, tx, CheckJob(jobOf(by, b))); err != nil {
		return b, err
	}
	return b, audit.Record(ctx, tx, audit.Event{
		By: by.Who(), Action: "bulk.upload", Object: audit.Ref("batch", id), To: string(Checking),
		Detail: map[string]any{"class": b.ClassCode, "file": b.FileName},
	})
}

// first keeps the first bytes of what passes.
type first struct {
	to   *bytes.Buffer
	most int
}

func (f *first) Write(p []byte) (int, error) {
	f.to.Write(p[:min(len(p), f.most-f.to.Len())])
	return len(p), nil
}

// Cancel ends a check. Who cancels again finds it cancelled.
func (s *Service) Cancel(ctx context.Context, by auth.Actor, id int64, version int) (Batch, error) {
	b, err := s.act(ctx, by, id, version, func(tx *db.Tx, b *Batch) error {
		if b.State != Checking {
			return ErrState
		}
		return move(ctx, tx, by.Who(), b, Cancelled, "bulk.cancel", nil)
	})
	if fault.Of(err, fault.Stale) && b.State == Cancelled {
		return b, nil
	}
	return b, err
}

// Check is the job that judges every row of a file. It goes on where it was cut off.
func (s *Service) Check(ctx context.Context, j CheckJob) error {
	by, err := s.actor(ctx, Job(j))
	if err != nil {
		return err
	}
	b, err := db.One[Batch](s.db.Query(ctx, selectBatch, pgx.NamedArgs{"id": j.Batch}))
	if err != nil || b.State != Checking {
		return err
	}
	table, problem, err := s.read(ctx, b)
	if err != nil {
		return err
	}
	if problem == nil {
		b.Encoding, b.Columns = table.Encoding, table.Rows[0].Cells
	}
	bench, badly, err := s.bench(ctx, s.db, b)
	if err != nil {
		return err
	}
	if problem == nil {
		problem = badly
	}
	if problem != nil {
		return s.unreadable(ctx, by, b, problem)
	}
	rows := table.Rows[1:]
	rows = without(rows, func(r sheet.Row) bool { return isExample(bench.layout, r.Cells) })
	if len(rows) == 0 {
		return s.unreadable(ctx, by, b, &Problem{Code: "sheet_empty"})
	}
	done := 0
	for ; done < len(rows) && rows[done].No <= b.AtNo; done++ { // judged before the job was cut off
		bench.once(parse(bench.layout, b.ClassCode, rows[done].No, rows[done].Cells))
	}
	for rows = rows[done:]; ; rows = rows[min(len(rows), 2*s.chunk):] {
		more, err := s.checkChunk(ctx, by, bench, rows[:min(len(rows), 2*s.chunk)], done+len(rows))
		if err != nil || !more {
			return err
		}
		done += min(len(rows), 2*s.chunk)
	}
}

func without(rows []sheet.Row, drop func(sheet.Row) bool) []sheet.Row {
	out := rows[:0:0]
	for _, r := range rows {
		if !drop(r) {
			out = append(out, r)
		}
	}
	return out
}

// read opens the kept file; why it is no table is a problem, not an error.
func (s *Service) read(ctx context.Context, b Batch) (sheet.Table, *Problem, error) {
	f, err := s.blobs.Open(b.FileHash)
	if err != nil {
		return sheet.Table{}, nil, err
	}
	defer f.Close()
	t, err := sheet.Read(ctx, f)
	var refused *sheet.Error
	if errors.As(err, &refused) {
		return t, &Problem{refused.Code, refused.Params}, nil
	}
	return t, nil, err
}

func (s *Service) unreadable(ctx context.Context, by auth.Actor, b Batch, p *Problem) error {
	return s.db.Run(ctx, func(tx *db.Tx) error {
		now, err := lock(ctx, tx, b.ID)
		if err != nil || now.State != Checking {
			return err
		}
		now.Problem, now.CheckedAt, now.Columns = p, &tx.Now, b.Columns
		return move(ctx, tx, by.Who(), &now, Unreadable, "bulk.unreadable", map[string]any{"code": p.Code})
	})
}

// checkChunk judges some rows and keeps them; no rows are the end. It reports whether
// there is more to do.
func (s *Service) checkChunk(ctx context.Context, by auth.Actor, bench *bench, rows []sheet.Row, total int) (more bool, err error) {
	entries := make([]*entry, len(rows))
	for i, r := range rows {
		entries[i] = parse(bench.layout, bench.batch.ClassCode, r.No, r.Cells)
	}
	if err := bench.judge(ctx, s.db, entries, false); err != nil {
		return false, err
	}
	err = s.db.Run(ctx, func(tx *db.Tx) error {
		more = false
		b, err := lock(ctx, tx, bench.batch.ID)
		if err != nil || b.State != Checking {
			return err
		}
		b.Encoding, b.Columns, b.Rows, b.Todo = bench.batch.Encoding, bench.batch.Columns, total, total
		if len(rows) == 0 {
			b.CheckedAt = &tx.Now
			return move(ctx, tx, by.Who(), &b, Checked, "bulk.check", map[string]any{"rows": b.Rows, "faulty": b.Faulty})
		}
		if b.AtNo >= rows[0].No {
			return nil // another worker has come further
		}
		for _, e := range entries {
			switch e.state() {
			case RowFaulty:
				b.Faulty++
			case RowSame:
				b.Same++
			}
		}
		b.AtRow, b.AtNo, more = b.AtRow+len(rows), rows[len(rows)-1].No, true
		if err := keepRows(ctx, tx, b.ID, entries); err != nil {
			return err
		}
		return store(ctx, tx, b)
	})
	return more, err
}

var rowColumns = []string{"batch_id", "no", "cells", "errors", "state", "act"}

func keepRows(ctx context.Context, tx *db.Tx, batch int64, entries []*entry) error {
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"bulk", "row"}, rowColumns, pgx.CopyFromSlice(len(entries), func(i int) ([]any, error) {
		e := entries[i]
		return []any{batch, e.no, e.cells, encode(e.faults), e.state(), e.act}, nil
	}))
	return err
}
