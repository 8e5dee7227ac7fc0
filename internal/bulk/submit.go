package bulk

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/job"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/org"
)

// submittedAtOnce is how many drafts one transaction submits: each asks the desk for
// its turn, which takes longer than writing it did.
const submittedAtOnce = 100

// Submit puts every draft of the run before PPS, by market's rules for one. riseReason
// is for prices that rose suddenly. Only the supplier's administrator submits.
func (s *Service) Submit(ctx context.Context, by auth.Actor, id int64, version int, riseReason string) (Batch, error) {
	riseReason = strings.TrimSpace(riseReason)
	if len([]rune(riseReason)) > 500 {
		return Batch{}, fault.Bad("form_invalid", fault.F("rise_reason", "too_long", "max", 500))
	}
	return s.act(ctx, by, id, version, func(tx *db.Tx, b *Batch) error {
		if b.State != Done {
			return ErrState
		}
		if b.Todo = b.Left(); b.Todo <= 0 {
			return ErrNothing
		}
		if err := move(ctx, tx, by.Who(), b, Submitting, "bulk.submit", map[string]any{"drafts": b.Todo}); err != nil {
			return err
		}
		return job.Enqueue(ctx, tx, SubmitJob{Job: jobOf(by, *b), RiseReason: riseReason, Since: tx.Now})
	}, org.SupplierAdmin)
}

// SubmitRun is the job that submits drafts, chunk by chunk. Those that are refused stay
// drafts, and why is kept with their rows. Those that somebody has handed in, given up or
// begun anew by hand are passed over: they are not the run's any more.
func (s *Service) SubmitRun(ctx context.Context, j SubmitJob) error {
	by, err := s.actor(ctx, j.Job)
	if err != nil {
		return err
	}
	for range chunksAtOnce {
		more, err := s.submitChunk(ctx, by, j)
		if err != nil || !more {
			return err
		}
	}
	return s.db.Run(ctx, func(tx *db.Tx) error { return job.Enqueue(ctx, tx, j) })
}

func (s *Service) submitChunk(ctx context.Context, by auth.Actor, j SubmitJob) (more bool, err error) {
	err = s.db.Run(ctx, func(tx *db.Tx) error {
		more = false
		b, err := lock(ctx, tx, j.Batch)
		if err != nil || b.State != Submitting {
			return err
		}
		rows, err := db.All[drafted](tx.Query(ctx, selectDrafted, pgx.NamedArgs{
			"batch": b.ID, "after": b.AtNo, "states": []string{RowMade, RowRefused}, "limit": submittedAtOnce,
		}))
		if err != nil {
			return err
		}
		if len(rows) == 0 || by.BodyID != b.SupplierID || !by.Has(org.SupplierAdmin) {
			if err := tell(ctx, tx, by, b, "bulk.submitted", b.Submitted); err != nil {
				return err
			}
			if err := tellDesk(ctx, tx, b, j.Since); err != nil {
				return err
			}
			return move(ctx, tx, by.Who(), &b, Done, "bulk.submitted", map[string]any{"submitted": b.Submitted})
		}
		drafts := make([]market.Draft, len(rows))
		for i, r := range rows {
			drafts[i] = market.Draft{OfferID: r.OfferID, VersionID: r.DraftID}
		}
		refused, err := s.market.SubmitMany(ctx, tx, by, drafts, j.RiseReason)
		if err != nil {
			return err
		}
		outcomes := make([]outcome, len(rows))
		for i, r := range rows {
			outcomes[i] = outcome{no: r.No, act: r.Act, state: RowSubmitted}
			switch why := refused[r.OfferID]; {
			case why == nil:
				b.Submitted++
			case errors.Is(why, market.ErrDraftMoved):
				outcomes[i].state, outcomes[i].faults = RowSkipped, reasons(why)
				b.Skipped++
			default:
				outcomes[i].state, outcomes[i].faults = RowRefused, reasons(why)
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

const selectCameIn = `
SELECT p.name_ko AS body, p.name_en AS body_en, t.n, t.offer, t.prices, t.price
  FROM org.body p,
       (SELECT count(*)::int AS n, coalesce(min(r.offer_id), 0) AS offer,
               (count(*) FILTER (WHERE v.asks = 'price'))::int AS prices, coalesce(min(r.offer_id) FILTER (WHERE v.asks = 'price'), 0) AS price
          FROM bulk.row r JOIN catalog.offer_version v ON v.id = r.draft_id
         WHERE r.batch_id = @batch AND r.state = 'submitted' AND v.submitted_at >= @since) t
 WHERE p.id = @supplier`

// tellDesk tells PPS once what came in of a batch since the supplier asked for it, however
// many transactions it took.
func tellDesk(ctx context.Context, tx *db.Tx, b Batch, since time.Time) error {
	in, err := db.One[market.CameIn](tx.Query(ctx, selectCameIn, pgx.NamedArgs{"batch": b.ID, "supplier": b.SupplierID, "since": since}))
	if err != nil {
		return err
	}
	return market.TellCameIn(ctx, tx, in)
}

// reasons keeps a refusal as a row's errors: its fields, or itself.
func reasons(why *fault.Error) faults {
	if len(why.Fields) == 0 {
		return faults{{Column: -1, Why: problemOf("fault."+why.Code, why.Params)}}
	}
	out := make(faults, len(why.Fields))
	for i, f := range why.Fields {
		out[i] = Fault{f.Name, -1, problemOf(f.Code, f.Params)}
	}
	return out
}
