package bulk

import (
	"context"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/job"
)

// Undo takes back the drafts of a run, within a day of it. Those that somebody touched
// or submitted are kept, and named.
func (s *Service) Undo(ctx context.Context, by auth.Actor, id int64, version int) (Batch, error) {
	return s.act(ctx, by, id, version, func(tx *db.Tx, b *Batch) error {
		switch {
		case (b.State == Done || b.State == Stopped) && b.UndoUntil != nil && !tx.Now.Before(*b.UndoUntil):
			return ErrUndoOver
		case !b.CanUndo(tx.Now):
			return ErrState
		}
		b.Todo = b.Made
		if err := move(ctx, tx, by.Who(), b, Undoing, "bulk.undo", map[string]any{"made": b.Made}); err != nil {
			return err
		}
		return job.Enqueue(ctx, tx, UndoJob(jobOf(by, *b)))
	})
}

// UndoRun is the job that takes drafts back, chunk by chunk.
func (s *Service) UndoRun(ctx context.Context, j UndoJob) error {
	by, err := s.actor(ctx, Job(j))
	if err != nil {
		return err
	}
	for range chunksAtOnce {
		more, err := s.undoChunk(ctx, by, j.Batch)
		if err != nil || !more {
			return err
		}
	}
	return s.db.Run(ctx, func(tx *db.Tx) error { return job.Enqueue(ctx, tx, j) })
}

type drafted struct {
	No      int    `db:"no"`
	Act     string `db:"act"`
	OfferID int64  `db:"offer_id"`
	Version int    `db:"offer_version"`
	DraftID int64  `db:"draft_id"`
}

const selectDrafted = `
SELECT r.no, r.act, r.offer_id, r.offer_version, r.draft_id FROM bulk.row r
 WHERE r.batch_id = @batch AND r.no > @after AND r.state = ANY(@states) AND r.offer_id IS NOT NULL ORDER BY r.no LIMIT @limit`

func (s *Service) undoChunk(ctx context.Context, by auth.Actor, id int64) (more bool, err error) {
	err = s.db.Run(ctx, func(tx *db.Tx) error {
		more = false
		b, err := lock(ctx, tx, id)
		if err != nil || b.State != Undoing {
			return err
		}
		// Who asked for it may have left since. They asked for their supplier, whose drafts these are.
		by.BodyID = b.SupplierID
		rows, err := db.All[drafted](tx.Query(ctx, selectDrafted, pgx.NamedArgs{
			"batch": id, "after": b.AtNo, "states": []string{RowMade, RowSubmitted, RowRefused, RowSkipped}, "limit": s.chunk,
		}))
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			b.UndoneAt = &tx.Now
			return move(ctx, tx, by.Who(), &b, Undone, "bulk.undone", map[string]any{"kept": b.Kept})
		}
		of := make([]catalog.Untouched, len(rows))
		for i, r := range rows {
			of[i] = catalog.Untouched{OfferID: r.OfferID, Version: r.Version}
		}
		back := map[int64]bool{}
		taken, err := catalog.GiveUpMany(ctx, tx, by, "", map[string]any{"batch": b.ID}, of)
		if err != nil {
			return err
		}
		for _, offer := range taken {
			back[offer] = true
		}
		outcomes := make([]outcome, len(rows))
		for i, r := range rows {
			outcomes[i] = outcome{no: r.No, act: r.Act, state: RowKept}
			if back[r.OfferID] {
				outcomes[i].state = RowUndone
			} else {
				b.Kept++
			}
		}
		b.AtRow, b.AtNo, more = b.AtRow+len(rows), rows[len(rows)-1].No, true
		if err := settle(ctx, tx, b.ID, outcomes); err != nil {
			return err
		}
		return store(ctx, tx, b)
	})
	return more, err
}
