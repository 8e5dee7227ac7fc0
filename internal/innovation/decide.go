package innovation

import (
	"context"
	"slices"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/document"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/law"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/notify"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/todo"
)

// ReviewCommand is what a reviewer found.
type ReviewCommand struct {
	ID        int64
	Version   int
	Scores    Scores
	Recommend bool
	Opinion   string
}

// Review scores a submitted application against every criterion, with reasons. The
// reviewer is of the innovation desk and had no hand in the application.
func (s *Service) Review(ctx context.Context, by auth.Actor, c ReviewCommand) (Application, error) {
	if err := by.Need(org.InnovationDesk); err != nil {
		return Application{}, err
	}
	if bad := append(c.Scores.check(), checkReason("opinion", c.Opinion)...); len(bad) > 0 {
		return Application{}, fault.Bad("form_invalid", bad...)
	}
	return s.change(ctx, c.ID, c.Version, func(tx *db.Tx, a Application) error {
		if !a.State.May(Reviewed) {
			return deskState(a)
		}
		authors, err := authors(ctx, tx, a.Ref())
		if err != nil {
			return err
		}
		if err := by.NotEarlier(authors...); err != nil {
			return err
		}
		if err := insertReview(ctx, tx, by, c); err != nil {
			return err
		}
		if err := setState(ctx, tx, a.ID, Reviewed); err != nil {
			return err
		}
		persons, err := earlier(ctx, tx, a.Ref())
		if err != nil {
			return err
		}
		if err := s.passToDesk(ctx, tx, by, a, "application.decide", append(persons, by.PersonID)); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{
			By: by.Who(), Action: "application.review", Object: a.Ref(), From: string(a.State), To: string(Reviewed),
			Detail: map[string]any{"total": c.Scores.Total(), "recommend": c.Recommend},
		})
	})
}

// Outcomes of a decision.
const (
	Designate = "designate"
	Refuse    = "refuse"
	SendBack  = "return"
)

// Outcomes in the order the form shows them.
var Outcomes = []string{Designate, SendBack, Refuse}

// DecideCommand decides on a reviewed application.
type DecideCommand struct {
	ID      int64
	Version int
	Outcome string
	Reason  string
}

// Decide designates, refuses or sends back a reviewed application. Whoever decides is
// of the innovation desk and did nothing on the application before. A designation
// below the pass mark or a floor is refused with its article.
func (s *Service) Decide(ctx context.Context, by auth.Actor, c DecideCommand) (Application, error) {
	if err := by.Need(org.InnovationDesk); err != nil {
		return Application{}, err
	}
	bad := checkReason("reason", c.Reason)
	if !slices.Contains(Outcomes, c.Outcome) {
		bad = append(bad, fault.F("outcome", "not_a_choice"))
	}
	if len(bad) > 0 {
		return Application{}, fault.Bad("form_invalid", bad...)
	}
	return s.change(ctx, c.ID, c.Version, func(tx *db.Tx, a Application) error {
		if a.State != Reviewed {
			return deskState(a)
		}
		persons, err := earlier(ctx, tx, a.Ref())
		if err != nil {
			return err
		}
		if err := by.NotEarlier(persons...); err != nil {
			return err
		}
		switch c.Outcome {
		case Designate:
			return s.designate(ctx, tx, by, a, c.Reason)
		case SendBack:
			return s.conclude(ctx, tx, by, a, Returned, c.Reason)
		}
		return s.conclude(ctx, tx, by, a, Refused, c.Reason)
	})
}

// Return sends a submitted application back before any review: the formal check found
// it wanting.
func (s *Service) Return(ctx context.Context, by auth.Actor, id int64, version int, reason string) (Application, error) {
	if err := by.Need(org.InnovationDesk); err != nil {
		return Application{}, err
	}
	if bad := checkReason("reason", reason); len(bad) > 0 {
		return Application{}, fault.Bad("form_invalid", bad...)
	}
	return s.change(ctx, id, version, func(tx *db.Tx, a Application) error {
		if a.State != Submitted {
			return deskState(a)
		}
		authors, err := authors(ctx, tx, a.Ref())
		if err != nil {
			return err
		}
		if err := by.NotEarlier(authors...); err != nil {
			return err
		}
		return s.conclude(ctx, tx, by, a, Returned, reason)
	})
}

// deskState: the desk may not learn of a draft by trying to act on it.
func deskState(a Application) error {
	if a.State == Draft {
		return fault.ErrNotFound
	}
	return ErrState
}

var actions = map[State]string{
	Designated: "application.designate", Refused: "application.refuse", Returned: "application.return",
}

// conclude ends the desk's turn with a state, records it and tells the supplier.
func (s *Service) conclude(ctx context.Context, tx *db.Tx, by auth.Actor, a Application, to State, reason string) error {
	if err := markDecided(ctx, tx, a.ID, by.PersonID, to, reason); err != nil {
		return err
	}
	if err := todo.Done(ctx, tx, by.Who(), a.Ref()); err != nil {
		return err
	}
	if to == Returned {
		err := todo.Open(ctx, tx, todo.Task{
			Object: a.Ref(), Action: "application.revise", BodyID: a.SupplierID, Role: org.SupplierAdmin, Params: a.params(),
		})
		if err != nil {
			return err
		}
	}
	err := notify.Send(ctx, tx, notify.Message{
		BodyID: a.SupplierID, Roles: []org.Role{org.SupplierAdmin, org.SupplierMember}, Kind: actions[to], Object: a.Ref(), Params: a.params(),
	})
	if err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Event{
		By: by.Who(), Action: actions[to], Object: a.Ref(), From: string(a.State), To: string(to),
		Detail: map[string]any{"reason": reason},
	})
}

// designate writes the designation, its certificate and its ground: from the commit
// on, the product stands on the Hyeokshin shelf with the funding terms of the day.
func (s *Service) designate(ctx context.Context, tx *db.Tx, by auth.Actor, a Application, reason string) error {
	now, err := clock(ctx, tx)
	if err != nil {
		return err
	}
	today := kst.DayOf(now)
	if err := s.mayDesignate(ctx, tx, a, today); err != nil {
		return err
	}
	years, err := law.Find(ctx, tx, law.Case{Key: law.DesignationYears, On: today})
	if err != nil {
		return err
	}
	serial, err := nextSerial(ctx, tx)
	if err != nil {
		return err
	}
	number := designationNumber(today.Year, serial)
	last := today.AddYears(int(years.Int())).Add(-1)
	id, err := insertDesignation(ctx, tx, a, number, today, last, by.PersonID)
	if err != nil {
		return err
	}
	d, err := lockDesignation(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := s.certify(ctx, tx, by, d, years.Article); err != nil {
		return err
	}
	if err := s.conclude(ctx, tx, by, a, Designated, reason); err != nil {
		return err
	}
	err = audit.Record(ctx, tx, audit.Event{
		By: by.Who(), Action: "designation.grant", Object: d.Ref(), To: string(InForce),
		Detail: map[string]any{"number": number, "application": a.ID, "until": last.String()},
	})
	if err != nil {
		return err
	}
	terms, err := termsOn(ctx, tx, today)
	if err != nil {
		return err
	}
	private, err := law.Find(ctx, tx, law.Case{Key: law.PrivateLimitInnovation, On: today})
	if err != nil {
		return err
	}
	_, err = s.market.GrantTx(ctx, tx, by, market.Grant{
		Storefront: market.Hyeokshin, Kind: market.InnovationDesignation, ItemNumber: a.ItemNumber, SupplierID: a.SupplierID,
		Number: number, Source: d.Ref(), From: now, Until: d.Until(), Funding: terms.funding(), Article: private.Article,
	})
	return err
}

func (s *Service) mayDesignate(ctx context.Context, tx *db.Tx, a Application, on kst.Day) error {
	r, err := lastReview(ctx, tx, a.ID)
	if err != nil {
		return err
	}
	v, err := Judge(ctx, tx, r.Scores, on)
	if err == nil {
		err = v.Err()
	}
	if err != nil {
		return err
	}
	return notDesignated(ctx, tx, a)
}

// certify issues the certificate for the designation's term, in place of any earlier one.
func (s *Service) certify(ctx context.Context, tx *db.Tx, by auth.Actor, d Designation, article string) error {
	if err := document.Revoke(ctx, tx, d.Ref()); err != nil {
		return err
	}
	verification, err := document.Issue(ctx, tx, document.Paper{
		Kind: document.DesignationCertificate, Object: d.Ref(), Number: d.Number, Payload: newCertificate(d, article), By: by.Who(),
	})
	if err != nil {
		return err
	}
	return setVerification(ctx, tx, d.ID, verification)
}
