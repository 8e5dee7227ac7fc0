package bulk

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/db"
)

// keptDays is how long the rows of a batch stay after the last that was done with them.
const keptDays = 90

// forgottenAtOnce bounds the batches of one day's work; the next day goes on.
const forgottenAtOnce = 500

// ForgetJob is the job that forgets old rows, each day.
type ForgetJob struct{}

// Kind names the job.
func (ForgetJob) Kind() string { return "bulk.forget" }

// Apart: see CheckJob.
func (ForgetJob) Apart() {}

// A run that can still be undone, and one that is being worked on, keep their rows.
const selectOld = `
SELECT b.id FROM bulk.batch b
 WHERE b.forgotten_at IS NULL AND b.created_at < @before AND coalesce(b.finished_at, b.checked_at, b.created_at) < @before
   AND (b.undo_until IS NULL OR b.undo_until < @before) AND b.state NOT IN ('checking', 'running', 'submitting', 'undoing')
 ORDER BY b.created_at LIMIT @limit FOR NO KEY UPDATE`

const deleteRows = `DELETE FROM bulk.row r WHERE r.batch_id = @id`

const updateForgotten = `UPDATE bulk.batch SET forgotten_at = @at, version = version + 1 WHERE id = @id`

// Forget deletes the rows of batches that nothing was done with for 90 days. The batch
// stays in the list with its figures and its history. So does the file: files are kept
// by content, and the same content may be somebody else's, too.
func (s *Service) Forget(ctx context.Context) (int, error) {
	for n := 0; ; n++ {
		if n == forgottenAtOnce {
			return n, nil
		}
		more, err := s.forgetOne(ctx)
		if err != nil || !more {
			return n, err
		}
	}
}

func (s *Service) forgetOne(ctx context.Context) (found bool, err error) {
	err = s.db.Run(ctx, func(tx *db.Tx) error {
		ids, err := db.Values[int64](tx.Query(ctx, selectOld, pgx.NamedArgs{"before": tx.Now.Add(-keptDays * 24 * time.Hour), "limit": 1}))
		found = len(ids) > 0
		if err != nil || !found {
			return err
		}
		b := &pgx.Batch{}
		b.Queue(deleteRows, pgx.NamedArgs{"id": ids[0]})
		b.Queue(updateForgotten, pgx.NamedArgs{"id": ids[0], "at": tx.Now})
		return tx.SendBatch(ctx, b).Close()
	})
	return found, err
}
