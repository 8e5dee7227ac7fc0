package tender

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/notify"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/todo"
)

// Service carries out what people do with notices.
type Service struct {
	db *db.DB
}

// New makes the service.
func New(d *db.DB) *Service { return &Service{db: d} }

// DraftCommand begins a notice.
type DraftCommand struct {
	Key   uuid.UUID // a repeat with the same key gives the notice of the first time
	Terms Terms
}

// Draft begins a notice for the officer's own institution. Its periods are not judged
// yet: a draft may be wrong.
func (s *Service) Draft(ctx context.Context, by auth.Actor, c DraftCommand) (Notice, error) {
	if err := mayDraft(by); err != nil {
		return Notice{}, err
	}
	if err := c.Terms.check(); err != nil {
		return Notice{}, err
	}
	var n Notice
	err := s.db.Run(ctx, func(tx *db.Tx) error {
		object, done, err := audit.Once(ctx, tx, by.Who(), "notice.draft", c.Key, c.Terms)
		if err != nil {
			return err
		}
		if done {
			n, err = byRef(ctx, tx, object)
			return err
		}
		id, err := insertNotice(ctx, tx, by, c.Terms)
		if err != nil {
			return err
		}
		if n, err = find(ctx, tx, id); err != nil {
			return err
		}
		if err := audit.Settle(ctx, tx, by.Who(), "notice.draft", c.Key, n.Ref()); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{By: by.Who(), Action: "notice.draft", Object: n.Ref(), To: string(Draft)})
	})
	return n, err
}

// SaveCommand changes a draft or a returned notice.
type SaveCommand struct {
	ID      int64
	Version int // the version that was shown
	Terms   Terms
}

// Save keeps what an officer of the institution changed.
func (s *Service) Save(ctx context.Context, by auth.Actor, c SaveCommand) (Notice, error) {
	if err := mayDraft(by); err != nil {
		return Notice{}, err
	}
	if err := c.Terms.check(); err != nil {
		return Notice{}, err
	}
	return s.change(ctx, c.ID, c.Version, func(tx *db.Tx, n Notice) error {
		if err := owns(by, n); err != nil {
			return err
		}
		if !n.State.Editable() {
			return ErrState
		}
		if err := updateTerms(ctx, tx, n.ID, c.Terms); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{By: by.Who(), Action: "notice.save", Object: n.Ref()})
	})
}

// Submit hands a notice to the tender desk. Its periods are judged by the law of the
// planned day of publication.
func (s *Service) Submit(ctx context.Context, by auth.Actor, id int64, version int) (Notice, error) {
	if err := mayDraft(by); err != nil {
		return Notice{}, err
	}
	return s.change(ctx, id, version, func(tx *db.Tx, n Notice) error {
		if err := owns(by, n); err != nil {
			return err
		}
		if !n.State.May(Submitted) {
			return ErrState
		}
		now, err := clock(ctx, tx)
		if err != nil {
			return err
		}
		planned := kst.FromDate(n.PublishOn)
		if planned.Before(kst.DayOf(now)) {
			return ErrPublishPast
		}
		a, err := Assess(ctx, tx, n.rulesOn(planned))
		if err == nil {
			err = a.Err()
		}
		if err != nil {
			return err
		}
		if err := markSubmitted(ctx, tx, n.ID, by.PersonID, a.basis()); err != nil {
			return err
		}
		return s.passToDesk(ctx, tx, by, n)
	})
}

func (s *Service) passToDesk(ctx context.Context, tx *db.Tx, by auth.Actor, n Notice) error {
	desk, err := org.PPSBody(ctx, tx)
	if err != nil {
		return err
	}
	if err := todo.Done(ctx, tx, by.Who(), n.Ref()); err != nil {
		return err
	}
	authors, err := authors(ctx, tx, n)
	if err != nil {
		return err
	}
	err = todo.Open(ctx, tx, todo.Task{
		Object: n.Ref(), Action: "notice.publish", BodyID: desk, Role: org.TenderDesk, Params: n.params(),
		Barred: append(authors, by.PersonID), Due: kst.FromDate(n.PublishOn).At(18, 0),
	})
	if err != nil {
		return err
	}
	err = notify.Send(ctx, tx, notify.Message{
		BodyID: desk, Roles: []org.Role{org.TenderDesk}, Kind: "notice.submitted", Object: n.Ref(), Params: n.params(),
	})
	if err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Event{
		By: by.Who(), Action: "notice.submit", Object: n.Ref(), From: string(n.State), To: string(Submitted),
	})
}

// Discard gives up a notice that was never published.
func (s *Service) Discard(ctx context.Context, by auth.Actor, id int64, version int) (Notice, error) {
	if err := mayDraft(by); err != nil {
		return Notice{}, err
	}
	return s.change(ctx, id, version, func(tx *db.Tx, n Notice) error {
		if err := owns(by, n); err != nil {
			return err
		}
		if !n.State.Editable() {
			return ErrState
		}
		if err := markDiscarded(ctx, tx, n.ID, by.PersonID); err != nil {
			return err
		}
		if err := todo.Done(ctx, tx, by.Who(), n.Ref()); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{
			By: by.Who(), Action: "notice.discard", Object: n.Ref(), From: string(n.State), To: string(Cancelled),
		})
	})
}

// change locks a notice, checks that it is the version that was shown, lets act move
// it, and gives it as it is afterwards.
func (s *Service) change(ctx context.Context, id int64, version int, act func(*db.Tx, Notice) error) (Notice, error) {
	var after Notice
	err := s.db.Run(ctx, func(tx *db.Tx) error {
		n, err := lock(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := act(tx, n); err != nil {
			// Whoever may not know of the notice or act on it hears that first; to the
			// others a stale page explains the refusal better.
			if n.Version != version && !fault.Of(err, fault.NotFound) && !fault.Of(err, fault.Forbidden) {
				return fault.ErrStale
			}
			return err
		}
		if n.Version != version {
			return fault.ErrStale
		}
		after, err = find(ctx, tx, id)
		return err
	})
	return after, err
}

func mayDraft(by auth.Actor) error {
	if err := by.Need(org.ContractingOfficer); err != nil {
		return err
	}
	if !by.Is(org.Institution) {
		return fault.ErrForbidden
	}
	return nil
}

// owns hides another institution's notice unless it is public.
func owns(by auth.Actor, n Notice) error {
	switch {
	case n.InstitutionID == by.BodyID:
		return nil
	case n.Public():
		return fault.ErrForbidden
	}
	return fault.ErrNotFound
}

// maxTitle bounds a title, in characters.
const maxTitle = 200

// check refuses terms that no draft can hold.
func (t Terms) check() error {
	var bad []fault.Field
	need := func(ok bool, field, code string) {
		if !ok {
			bad = append(bad, fault.F(field, code))
		}
	}
	need(strings.TrimSpace(t.Title) != "", "title", "required")
	if len([]rune(t.Title)) > maxTitle {
		bad = append(bad, fault.F("title", "too_long", "max", maxTitle))
	}
	need(slices.Contains(Kinds, string(t.Kind)), "kind", "not_a_choice")
	need(slices.Contains(Methods, string(t.Method)), "method", "not_a_choice")
	need(t.Region == "" || slices.Contains(org.Regions, t.Region), "region", "not_a_choice")
	need(t.Region == "" || t.Method == Restricted || t.Method == Private, "region", "region_needs_restriction")
	need(t.EstimatedPrice > 0, "estimated_price", "amount_zero")
	need(t.BaseAmount >= t.EstimatedPrice, "base_amount", "base_below_estimate")
	need(!t.Urgent || strings.TrimSpace(t.UrgentReason) != "", "urgent_reason", "urgent_reason_required")
	need(!t.PublishOn.IsZero(), "publish_on", "required")
	need(!t.Deadline.IsZero(), "deadline", "required")
	need(!t.OpeningAt.IsZero(), "opening_at", "required")
	need(!t.OpeningAt.Before(t.Deadline), "opening_at", "opening_before_deadline")
	limited := t.Method == Restricted || t.Method == Nominated
	need(!limited || t.Region != "" || strings.TrimSpace(t.Requirements) != "", "requirements", "restriction_required")
	if len(bad) > 0 {
		return fault.Bad("form_invalid", bad...)
	}
	return nil
}

func byRef(ctx context.Context, q db.Querier, object string) (Notice, error) {
	_, digits, _ := strings.Cut(object, ":")
	id, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return Notice{}, fault.ErrNotFound
	}
	return find(ctx, q, id)
}
