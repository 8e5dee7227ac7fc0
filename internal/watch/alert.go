package watch

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/notify"
)

// tellHour is when the alerts by the clock come, in Korea.
const tellHour = 8

const (
	among  = 10_000 // offers that one question to the search is about
	atOnce = 500    // searches that are read together
)

// window is the span of changes that an alert tells of: after From, up to Until. The
// windows of a search follow each other without a gap and without meeting.
type window struct{ from, until time.Time }

// bounds are, for one moment, up to where each alert may tell.
type bounds struct{ atOnce, daily, weekly time.Time }

// boundsAt: what is told at once is told up to the horizon; what is told by the clock up
// to the last 08:00, and that of Monday.
func boundsAt(horizon time.Time) bounds {
	k := horizon.In(kst.Zone)
	eight := time.Date(k.Year(), k.Month(), k.Day(), tellHour, 0, 0, 0, kst.Zone)
	if eight.After(horizon) {
		eight = eight.AddDate(0, 0, -1)
	}
	sinceMonday := (int(eight.Weekday()) + 6) % 7
	return bounds{atOnce: horizon, daily: eight, weekly: eight.AddDate(0, 0, -sinceMonday)}
}

func (b bounds) of(a Alert) time.Time {
	switch a {
	case AtOnce:
		return b.atOnce
	case Daily:
		return b.daily
	case Weekly:
		return b.weekly
	case None:
	}
	return time.Time{}
}

const selectDue = `
SELECT ` + columns + ` FROM watch.search
 WHERE alert <> 'none' AND told_until < @last AND (told_until, id) > (@after::timestamptz, @id::bigint)
   AND told_until < CASE alert WHEN 'at_once' THEN @at_once::timestamptz WHEN 'daily' THEN @daily::timestamptz ELSE @weekly::timestamptz END
 ORDER BY told_until, id LIMIT @most`

// TellDue tells the persons of all searches whose time has come, one notice for each
// search that found something, and says how many that were. It may be run as often as
// one likes, by several processes at once, and be ended at any point: a change is told
// once, and none is lost, because a search's told_until moves in the transaction that
// tells, and only up to where every change can be read. A search that fails is passed
// over until the next run and keeps nobody else waiting.
func (s *Service) TellDue(ctx context.Context) (told int, err error) {
	if err := catalog.NoteOpenings(ctx, s.db); err != nil {
		return 0, err
	}
	b, last, err := s.reach(ctx)
	if err != nil || last.IsZero() {
		return 0, err
	}
	var failed []error
	after := Search{} // the one told last
	for {
		due, err := s.due(ctx, b, last, after)
		if err != nil {
			return told, errors.Join(append(failed, err)...)
		}
		r := round{s: s, changed: map[window][]int64{}, found: map[question][]int64{}}
		for _, q := range due {
			sent, err := r.tell(ctx, q, window{q.ToldUntil, b.of(q.Alert)})
			switch {
			case ctx.Err() != nil:
				return told, errors.Join(append(failed, ctx.Err())...)
			case err != nil:
				slog.WarnContext(ctx, "saved search not told", "search", q.ID, "error", err)
				failed = append(failed, fmt.Errorf("saved search %d: %w", q.ID, err))
			case sent:
				told++
			}
		}
		if len(due) < atOnce {
			return told, errors.Join(failed...)
		}
		after = due[len(due)-1]
	}
}

// reach is up to where is told now, and when the last change was: zero where there is
// none.
func (s *Service) reach(ctx context.Context) (b bounds, last time.Time, err error) {
	err = s.db.Run(ctx, func(tx *db.Tx) error {
		horizon, err := db.Value[time.Time](tx.Query(ctx, `SELECT watch.horizon()`))
		if err != nil {
			return err
		}
		b = boundsAt(horizon)
		last, err = catalog.LastChange(ctx, tx)
		return err
	})
	return b, last, err
}

// due reads the searches whose time has come, those that wait longest first, from one on.
func (s *Service) due(ctx context.Context, b bounds, last time.Time, after Search) ([]Search, error) {
	return db.All[Search](s.db.Query(ctx, selectDue, pgx.NamedArgs{
		"last": last, "at_once": b.atOnce, "daily": b.daily, "weekly": b.weekly, "after": after.ToldUntil, "id": after.ID, "most": atOnce,
	}))
}

// round remembers what was asked, because many searches share a window, and some people
// look for the same.
type round struct {
	s       *Service
	changed map[window][]int64
	found   map[question][]int64
}

type question struct {
	query string
	window
}

// matching gives the offers changed in a window that a search finds.
func (r round) matching(ctx context.Context, q Search, w window) ([]int64, error) {
	asked := question{q.Query, w}
	if found, known := r.found[asked]; known {
		return found, nil
	}
	ids, known := r.changed[w]
	if !known {
		changes, err := catalog.Changes(ctx, r.s.db, w.from, w.until)
		if err != nil {
			return nil, err
		}
		for _, c := range changes {
			ids = append(ids, c.OfferID)
		}
		r.changed[w] = ids
	}
	var found []int64
	for len(ids) > 0 {
		n := min(among, len(ids))
		some, err := r.s.finder.Matching(ctx, q.Asks(), ids[:n])
		if err != nil {
			return nil, err
		}
		found, ids = append(found, some...), ids[n:]
	}
	r.found[asked] = found
	return found, nil
}

// tell asks the search which of the changed offers it finds, and then, in the
// transaction that tells, looks at their changes again: what was changed once more since
// the horizon is left to the next window, with that later change.
func (r round) tell(ctx context.Context, q Search, w window) (sent bool, err error) {
	found, err := r.matching(ctx, q, w)
	if err != nil {
		return false, err
	}
	err = r.s.db.Run(ctx, func(tx *db.Tx) error {
		sent = false
		_, err := db.Value[int64](tx.Query(ctx, advance, pgx.NamedArgs{"id": q.ID, "from": w.from, "until": w.until, "alert": q.Alert}))
		if fault.Of(err, fault.NotFound) {
			return nil // deleted, changed or told by somebody else meanwhile
		}
		if err != nil || len(found) == 0 {
			return err
		}
		changes, err := catalog.ChangesAmong(ctx, tx, found, w.from, w.until)
		if err != nil || len(changes) == 0 {
			return err
		}
		sent = true
		return notify.Send(ctx, tx, notice(q, w, changes))
	})
	return sent, err
}

const advance = `
UPDATE watch.search SET told_until = @until WHERE id = @id AND told_until = @from AND alert = @alert RETURNING id`

// notice tells new offers and changed ones apart: new is what was listed after the
// search was last told of.
func notice(q Search, w window, changes []catalog.ListingChange) notify.Message {
	fresh := 0
	for _, c := range changes {
		if c.ListedAt.After(w.from) {
			fresh++
		}
	}
	kind := "saved_search_both"
	switch fresh {
	case 0:
		kind = "saved_search_changed"
	case len(changes):
		kind = "saved_search_new"
	}
	return notify.Message{
		PersonID: q.PersonID, Kind: kind, Object: audit.Ref("saved_search", q.ID),
		Params: map[string]any{"name": q.Name, "new": fresh, "changed": len(changes) - fresh},
	}
}
