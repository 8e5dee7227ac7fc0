package innovation

import (
	"context"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/document"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/law"
	"jangteo.kr/internal/notify"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/todo"
)

// MeasureCommand proposes a measure.
type MeasureCommand struct {
	DesignationID int64
	Version       int
	Kind          MeasureKind
	Reason        string
}

// ProposeMeasure asks that a designation be extended, suspended, resumed or withdrawn.
// A second person of the innovation desk decides. The years of an extension are the
// law's: there is a first and a second, no third.
func (s *Service) ProposeMeasure(ctx context.Context, by auth.Actor, c MeasureCommand) (Measure, error) {
	if err := by.Need(org.InnovationDesk); err != nil {
		return Measure{}, err
	}
	if bad := checkReason("reason", c.Reason); len(bad) > 0 {
		return Measure{}, fault.Bad("form_invalid", bad...)
	}
	var m Measure
	err := s.db.Run(ctx, func(tx *db.Tx) error {
		d, err := lockDesignation(ctx, tx, c.DesignationID)
		if err != nil {
			return err
		}
		if d.Version != c.Version {
			return fault.ErrStale
		}
		years, err := s.possible(ctx, tx, d, c.Kind)
		if err != nil {
			return err
		}
		id, err := insertMeasure(ctx, tx, by, c, int(years.Int()))
		if err != nil {
			return err
		}
		if m, err = findMeasure(ctx, tx, id); err != nil {
			return err
		}
		desk, err := org.PPSBody(ctx, tx)
		if err != nil {
			return err
		}
		err = todo.Open(ctx, tx, todo.Task{
			Object: m.Ref(), Action: "measure.decide", BodyID: desk, Role: org.InnovationDesk, Params: d.params(), Barred: []int64{by.PersonID},
		})
		if err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{
			By: by.Who(), Action: "measure.propose", Object: m.Ref(), To: string(Proposed),
			Detail: map[string]any{"kind": c.Kind, "designation": d.ID, "reason": c.Reason},
		})
	})
	return m, err
}

// possible refuses a measure that the state, the term or the law does not allow. For
// an extension it gives the rule with its years.
func (s *Service) possible(ctx context.Context, tx *db.Tx, d Designation, k MeasureKind) (law.Rule, error) {
	if _, ok := measures[d.State][k]; !ok {
		return law.Rule{}, ErrMeasureState
	}
	now, err := clock(ctx, tx)
	if err != nil {
		return law.Rule{}, err
	}
	if !now.Before(d.Until()) && k != Withdraw {
		return law.Rule{}, ErrTermOver
	}
	if k != Extend {
		return law.Rule{}, nil
	}
	key := law.ExtensionYearsOne
	if d.Extensions > 0 {
		key = law.ExtensionYearsTwo
	}
	r, err := law.Find(ctx, tx, law.Case{Key: key, On: kst.DayOf(now)})
	if err == nil && d.Extensions > 1 {
		err = fault.New(fault.Conflict, "extensions_used").WithArticle(r.Article)
	}
	return r, err
}

// MeasureDecision decides on a proposed measure.
type MeasureDecision struct {
	ID      int64
	Confirm bool   // false: refuse it
	Reason  string // required when refused
}

// DecideMeasure confirms or refuses a measure that another person proposed. Once
// confirmed, its effect on the shelf is part of the same transaction.
func (s *Service) DecideMeasure(ctx context.Context, by auth.Actor, c MeasureDecision) (Measure, error) {
	if err := by.Need(org.InnovationDesk); err != nil {
		return Measure{}, err
	}
	if bad := checkReason("reason", c.Reason); !c.Confirm && len(bad) > 0 {
		return Measure{}, fault.Bad("form_invalid", bad...)
	}
	var m Measure
	err := s.db.Run(ctx, func(tx *db.Tx) error {
		var err error
		if m, err = lockMeasure(ctx, tx, c.ID); err != nil {
			return err
		}
		if m.State != Proposed {
			return ErrMeasureDecided
		}
		if err := by.NotEarlier(m.ProposedBy); err != nil {
			return err
		}
		to := MeasureDeclined
		if c.Confirm {
			to = MeasureDone
		}
		if err := markMeasure(ctx, tx, m.ID, by.PersonID, to, c.Reason); err != nil {
			return err
		}
		if err := todo.Done(ctx, tx, by.Who(), m.Ref()); err != nil {
			return err
		}
		err = audit.Record(ctx, tx, audit.Event{
			By: by.Who(), Action: "measure." + verbs[to], Object: m.Ref(), From: string(m.State), To: string(to),
		})
		if err != nil {
			return err
		}
		if c.Confirm {
			if err := s.carryOut(ctx, tx, by, m); err != nil {
				return err
			}
		}
		m, err = findMeasure(ctx, tx, m.ID)
		return err
	})
	return m, err
}

var verbs = map[MeasureState]string{MeasureDone: "confirm", MeasureDeclined: "refuse"}

// carryOut moves the designation and, last, its ground.
func (s *Service) carryOut(ctx context.Context, tx *db.Tx, by auth.Actor, m Measure) error {
	d, err := lockDesignation(ctx, tx, m.DesignationID)
	if err != nil {
		return err
	}
	rule, err := s.possible(ctx, tx, d, m.Kind)
	if err != nil {
		return err
	}
	to := measures[d.State][m.Kind]
	_, last := d.Term()
	extensions := d.Extensions
	if m.Kind == Extend {
		last = last.Add(1).AddYears(int(rule.Int())).Add(-1)
		extensions++
	}
	if err := moveDesignation(ctx, tx, d.ID, to, last, extensions); err != nil {
		return err
	}
	from := d
	if d, err = lockDesignation(ctx, tx, d.ID); err != nil {
		return err
	}
	if err := s.papers(ctx, tx, by, d, m.Kind, rule.Article); err != nil {
		return err
	}
	err = notify.Send(ctx, tx, notify.Message{
		BodyID: d.SupplierID, Roles: []org.Role{org.SupplierAdmin, org.SupplierMember}, Kind: "designation." + string(m.Kind),
		Object: d.Ref(), Params: d.params(),
	})
	if err != nil {
		return err
	}
	err = audit.Record(ctx, tx, audit.Event{
		By: by.Who(), Action: "designation." + string(m.Kind), Object: d.Ref(), From: string(from.State), To: string(d.State),
		Detail: map[string]any{"reason": m.Reason, "until": last.String(), "measure": m.ID},
	})
	if err != nil {
		return err
	}
	return s.moveGround(ctx, tx, by, d, m)
}

// papers keeps the certificate true: a new one for a longer term, none after a withdrawal.
func (s *Service) papers(ctx context.Context, tx *db.Tx, by auth.Actor, d Designation, k MeasureKind, article string) error {
	switch k {
	case Extend:
		return s.certify(ctx, tx, by, d, article)
	case Withdraw:
		return document.Revoke(ctx, tx, d.Ref())
	case Suspend, Resume:
	}
	return nil
}

func (s *Service) moveGround(ctx context.Context, tx *db.Tx, by auth.Actor, d Designation, m Measure) error {
	switch m.Kind {
	case Extend:
		return s.market.ExtendTx(ctx, tx, by, d.Ref(), d.Until())
	case Suspend:
		return s.market.SuspendTx(ctx, tx, by, d.Ref(), m.Reason)
	case Resume:
		return s.market.ResumeTx(ctx, tx, by, d.Ref())
	case Withdraw:
		return s.market.WithdrawTx(ctx, tx, by, d.Ref(), m.Reason)
	}
	return ErrMeasureState
}
