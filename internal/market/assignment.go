package market

import (
	"context"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/org"
)

// An assignment says who looks after a submitted version, so that two people do not read
// the same one. It bars nobody from deciding; it ends with the decision.

// Refusals.
var (
	ErrHeldByOther = fault.New(fault.Conflict, "held_by_other")
	ErrNotHeld     = fault.New(fault.Conflict, "review_not_held")
	ErrCannotHold  = fault.Bad("cannot_hold", fault.F("person_id", "cannot_hold"))
)

const selectHolder = `SELECT a.person_id FROM market.assignment a WHERE a.offer_id = @offer`

const upsertAssignment = `
INSERT INTO market.assignment (offer_id, person_id, assigned_by, assigned_at) VALUES (@offer, @person, @by, @at)
ON CONFLICT (offer_id) DO UPDATE SET person_id = excluded.person_id, assigned_by = excluded.assigned_by, assigned_at = excluded.assigned_at`

const deleteAssignment = `DELETE FROM market.assignment WHERE offer_id = @offer`

// unassign ends the assignment of an offer that no longer waits.
func unassign(ctx context.Context, tx *db.Tx, offerID int64) error {
	_, err := tx.Exec(ctx, deleteAssignment, pgx.NamedArgs{"offer": offerID})
	return err
}

// holder reads who holds an offer, 0 for nobody.
func holder(ctx context.Context, q db.Querier, offerID int64) (int64, error) {
	id, err := db.Value[int64](q.Query(ctx, selectHolder, pgx.NamedArgs{"offer": offerID}))
	if fault.Of(err, fault.NotFound) {
		return 0, nil
	}
	return id, err
}

// waitingAct lets a desk act on the assignment of an offer that waits and on which the
// actor could decide.
func (s *Service) waitingAct(ctx context.Context, by auth.Actor, offerID int64, act func(tx *db.Tx, o catalog.Offer, held int64) error) error {
	if err := by.Need(deskRoles...); err != nil {
		return err
	}
	return s.db.Run(ctx, func(tx *db.Tx) error {
		o, err := catalog.LockOffer(ctx, tx, offerID)
		if err != nil {
			return err
		}
		if err := deskMayKnow(ctx, tx, by, o); err != nil {
			return err
		}
		if _, err := judge(ctx, tx, by, o); err != nil {
			return err
		}
		held, err := holder(ctx, tx, offerID)
		if err != nil {
			return err
		}
		return act(tx, o, held)
	})
}

// hold writes the assignment and the act.
func hold(ctx context.Context, tx *db.Tx, by auth.Actor, o catalog.Offer, action string, person int64) error {
	_, err := tx.Exec(ctx, upsertAssignment, pgx.NamedArgs{"offer": o.ID, "person": person, "by": by.PersonID, "at": tx.Now})
	if err != nil {
		return err
	}
	return record(ctx, tx, by, action, o, o.State, map[string]any{"person": person})
}

// TakeListing makes the actor the one who looks after a submitted version. What a
// colleague has taken stays with the colleague.
func (s *Service) TakeListing(ctx context.Context, by auth.Actor, offerID int64) error {
	return s.waitingAct(ctx, by, offerID, func(tx *db.Tx, o catalog.Offer, held int64) error {
		switch held {
		case by.PersonID:
			return nil
		case 0:
			return hold(ctx, tx, by, o, "offer.take", by.PersonID)
		}
		return ErrHeldByOther
	})
}

// GiveBackListing ends the actor's own assignment.
func (s *Service) GiveBackListing(ctx context.Context, by auth.Actor, offerID int64) error {
	return s.waitingAct(ctx, by, offerID, func(tx *db.Tx, o catalog.Offer, held int64) error {
		if held != by.PersonID {
			return ErrNotHeld
		}
		if err := unassign(ctx, tx, o.ID); err != nil {
			return err
		}
		return record(ctx, tx, by, "offer.give_back", o, o.State, nil)
	})
}

// AssignListing gives a submitted version to a colleague who could decide on it. What a
// third person holds is not given away over their head, unless they have left.
func (s *Service) AssignListing(ctx context.Context, by auth.Actor, offerID, personID int64) error {
	return s.waitingAct(ctx, by, offerID, func(tx *db.Tx, o catalog.Offer, held int64) error {
		colleagues, err := s.colleagues(ctx, tx, by)
		if err != nil {
			return err
		}
		var to *Colleague
		for i, c := range colleagues {
			if c.PersonID == held && held != by.PersonID {
				return ErrHeldByOther
			}
			if c.PersonID == personID {
				to = &colleagues[i]
			}
		}
		if to == nil {
			return ErrCannotHold
		}
		if err := to.couldDecide(ctx, tx, by, o); err != nil {
			return err
		}
		if err := hold(ctx, tx, by, o, "offer.assign", personID); err != nil || personID == by.PersonID {
			return err
		}
		p, err := params(ctx, tx, o, by)
		if err != nil {
			return err
		}
		p["person"] = by.PersonName
		return tellPerson(ctx, tx, personID, "offer.assigned", audit.Ref("offer", o.ID), p)
	})
}

// Colleague is somebody of the same desk who decides on offers.
type Colleague struct {
	PersonID int64      `db:"person_id"`
	Name     string     `db:"name"`
	Roles    []org.Role `db:"roles"`
}

// couldDecide asks of a colleague what a decision would ask.
func (c Colleague) couldDecide(ctx context.Context, tx *db.Tx, by auth.Actor, o catalog.Offer) error {
	them := auth.Actor{PersonID: c.PersonID, BodyID: by.BodyID, BodyKind: by.BodyKind, BodyState: by.BodyState, Roles: c.Roles}
	err := notOwn(ctx, tx, them, o.SupplierID)
	if err == nil {
		_, err = judge(ctx, tx, them, o)
	}
	if fault.Of(err, fault.Forbidden) {
		return ErrCannotHold
	}
	return err
}

const selectColleagues = `
SELECT m.person_id, p.name, m.roles FROM org.membership m JOIN org.person p ON p.id = m.person_id
 WHERE m.body_id = @body AND m.left_at IS NULL AND m.roles && ARRAY['product_reviewer','market_desk'] ORDER BY p.name, m.person_id`

// Colleagues lists who of the actor's body can be given an offer to look after.
func (s *Service) Colleagues(ctx context.Context, by auth.Actor) ([]Colleague, error) {
	if err := by.Need(deskRoles...); err != nil {
		return nil, err
	}
	return s.colleagues(ctx, s.db, by)
}

func (s *Service) colleagues(ctx context.Context, q db.Querier, by auth.Actor) ([]Colleague, error) {
	return db.All[Colleague](q.Query(ctx, selectColleagues, pgx.NamedArgs{"body": by.BodyID}))
}
