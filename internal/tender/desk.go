package tender

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/notify"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/todo"
)

// maxReason bounds a written reason, in characters.
const maxReason = 2000

// Publish approves a submitted notice and publishes it at once, under its number. The
// periods are judged again by the law of this very day: a notice that waited too long
// at the desk is refused.
func (s *Service) Publish(ctx context.Context, by auth.Actor, id int64, version int) (Notice, error) {
	if err := by.Need(org.TenderDesk); err != nil {
		return Notice{}, err
	}
	return s.change(ctx, id, version, func(tx *db.Tx, n Notice) error {
		if err := deskTurn(ctx, tx, by, n, Published); err != nil {
			return err
		}
		now, err := clock(ctx, tx)
		if err != nil {
			return err
		}
		a, err := Assess(ctx, tx, n.rulesOn(kst.DayOf(now)))
		if err == nil {
			err = a.Err()
		}
		if err != nil {
			return err
		}
		serial, err := nextSerial(ctx, tx)
		if err != nil {
			return err
		}
		n.Number = noticeNumber(kst.DayOf(now).Year, serial)
		if err := markPublished(ctx, tx, n, by.PersonID, now, a.basis()); err != nil {
			return err
		}
		return s.tellOfficers(ctx, tx, by, n, Published, "notice.published", "")
	})
}

// Return sends a submitted notice back with reasons.
func (s *Service) Return(ctx context.Context, by auth.Actor, id int64, version int, reason string) (Notice, error) {
	if err := by.Need(org.TenderDesk); err != nil {
		return Notice{}, err
	}
	if err := checkReason(reason); err != nil {
		return Notice{}, err
	}
	return s.change(ctx, id, version, func(tx *db.Tx, n Notice) error {
		if err := deskTurn(ctx, tx, by, n, Returned); err != nil {
			return err
		}
		if err := markReturned(ctx, tx, n.ID, by.PersonID, reason); err != nil {
			return err
		}
		if err := s.tellOfficers(ctx, tx, by, n, Returned, "notice.returned", reason); err != nil {
			return err
		}
		return todo.Open(ctx, tx, todo.Task{
			Object: n.Ref(), Action: "notice.revise", BodyID: n.InstitutionID, Role: org.ContractingOfficer, Params: n.params(),
		})
	})
}

// tellOfficers ends the desk's turn, records the act and tells the institution.
func (s *Service) tellOfficers(ctx context.Context, tx *db.Tx, by auth.Actor, n Notice, to State, kind, reason string) error {
	if err := todo.Done(ctx, tx, by.Who(), n.Ref()); err != nil {
		return err
	}
	err := notify.Send(ctx, tx, notify.Message{
		BodyID: n.InstitutionID, Roles: []org.Role{org.ContractingOfficer}, Kind: kind, Object: n.Ref(), Params: n.params(),
	})
	if err != nil {
		return err
	}
	e := audit.Event{By: by.Who(), Action: actions[to], Object: n.Ref(), From: string(n.State), To: string(to)}
	if reason != "" {
		e.Detail = map[string]any{"reason": reason}
	}
	return audit.Record(ctx, tx, e)
}

var actions = map[State]string{Published: "notice.publish", Returned: "notice.return", Cancelled: "notice.cancel"}

// AskCancel asks that a published notice be cancelled: an officer of its institution
// or somebody of the tender desk, with a reason. A second person decides.
func (s *Service) AskCancel(ctx context.Context, by auth.Actor, id int64, version int, reason string) (Notice, error) {
	if err := by.Need(org.ContractingOfficer, org.TenderDesk); err != nil {
		return Notice{}, err
	}
	if err := checkReason(reason); err != nil {
		return Notice{}, err
	}
	return s.change(ctx, id, version, func(tx *db.Tx, n Notice) error {
		if !by.Has(org.TenderDesk) {
			if err := owns(by, n); err != nil {
				return err
			}
		}
		if err := cancellable(ctx, tx, n); err != nil {
			return err
		}
		if n.CancelAsked() {
			return ErrCancelAsked
		}
		if err := markCancelAsked(ctx, tx, n.ID, by.PersonID, reason); err != nil {
			return err
		}
		desk, err := org.PPSBody(ctx, tx)
		if err != nil {
			return err
		}
		err = todo.Open(ctx, tx, todo.Task{
			Object: n.Ref(), Action: "notice.cancel", BodyID: desk, Role: org.TenderDesk, Params: n.params(),
			Barred: []int64{by.PersonID}, Due: n.Deadline,
		})
		if err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{
			By: by.Who(), Action: "notice.ask_cancel", Object: n.Ref(), Detail: map[string]any{"reason": reason},
		})
	})
}

// Cancel confirms a cancellation that another person asked for.
func (s *Service) Cancel(ctx context.Context, by auth.Actor, id int64, version int) (Notice, error) {
	return s.decideCancel(ctx, by, id, version, func(tx *db.Tx, n Notice) error {
		if err := cancellable(ctx, tx, n); err != nil {
			return err
		}
		if err := markCancelled(ctx, tx, n.ID, by.PersonID); err != nil {
			return err
		}
		return s.tellOfficers(ctx, tx, by, n, Cancelled, "notice.cancelled", n.CancelReason)
	})
}

// Keep refuses a cancellation that another person asked for: the notice stands.
func (s *Service) Keep(ctx context.Context, by auth.Actor, id int64, version int) (Notice, error) {
	return s.decideCancel(ctx, by, id, version, func(tx *db.Tx, n Notice) error {
		if err := markKept(ctx, tx, n.ID); err != nil {
			return err
		}
		if err := todo.Done(ctx, tx, by.Who(), n.Ref()); err != nil {
			return err
		}
		err := notify.Send(ctx, tx, notify.Message{
			BodyID: n.InstitutionID, Roles: []org.Role{org.ContractingOfficer}, Kind: "notice.kept", Object: n.Ref(), Params: n.params(),
		})
		if err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{By: by.Who(), Action: "notice.keep", Object: n.Ref()})
	})
}

func (s *Service) decideCancel(ctx context.Context, by auth.Actor, id int64, version int, act func(*db.Tx, Notice) error) (Notice, error) {
	if err := by.Need(org.TenderDesk); err != nil {
		return Notice{}, err
	}
	return s.change(ctx, id, version, func(tx *db.Tx, n Notice) error {
		if !n.CancelAsked() {
			return ErrCancelNotAsked
		}
		if err := by.NotEarlier(*n.CancelAskedBy); err != nil {
			return err
		}
		return act(tx, n)
	})
}

// deskTurn is nil if the desk may move the notice there: nobody publishes or returns
// what they had a hand in.
func deskTurn(ctx context.Context, tx *db.Tx, by auth.Actor, n Notice, to State) error {
	if !n.State.May(to) {
		return ErrState
	}
	earlier, err := authors(ctx, tx, n)
	if err != nil {
		return err
	}
	return by.NotEarlier(earlier...)
}

// cancellable: until the deadline, by the server's clock. What was bid on cannot be
// taken back here.
func cancellable(ctx context.Context, tx *db.Tx, n Notice) error {
	if n.State != Published {
		return ErrState
	}
	now, err := clock(ctx, tx)
	if err != nil {
		return err
	}
	if !now.Before(n.Deadline) {
		return ErrDeadlinePassed
	}
	return nil
}

// authors are the persons who drafted, changed or submitted the notice. Somebody of
// the desk who returned it is not among them: returning asks for changes, it makes none.
func authors(ctx context.Context, tx *db.Tx, n Notice) ([]int64, error) {
	persons, err := authorsOf(ctx, tx, n.Ref())
	if err != nil {
		return nil, err
	}
	persons = append(persons, n.DraftedBy)
	slices.Sort(persons)
	return slices.Compact(persons), nil
}

func checkReason(reason string) error {
	switch n := len([]rune(reason)); {
	case strings.TrimSpace(reason) == "":
		return fault.Bad("form_invalid", fault.F("reason", "required"))
	case n > maxReason:
		return fault.Bad("form_invalid", fault.F("reason", "too_long", "max", maxReason))
	}
	return nil
}

// clock is the time that deadlines are judged by, read after the row lock.
func clock(ctx context.Context, tx *db.Tx) (time.Time, error) {
	var now time.Time
	if err := tx.QueryRow(ctx, `SELECT audit.clock()`).Scan(&now); err != nil {
		return now, fmt.Errorf("tender: clock: %w", err)
	}
	return now, nil
}
