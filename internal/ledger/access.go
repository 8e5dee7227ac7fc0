package ledger

import (
	"context"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/org"
)

// readers are the roles that see their own institution's budgets.
var readers = []org.Role{org.Requester, org.Approver, org.Finance}

// desks are the roles of the public procurement service that see every act on a
// programme; its system administrators see no business data.
var desks = []org.Role{org.BudgetOfficer, org.MarketDesk, org.InnovationDesk, org.TenderDesk}

// managerOf is the role that proposes and confirms for a kind of budget.
func managerOf(k Kind) org.Role {
	if k == Programme {
		return org.BudgetOfficer
	}
	return org.Finance
}

// kindManagedBy says which kind of line an actor may open for their body.
func kindManagedBy(by auth.Actor) (Kind, error) {
	switch {
	case by.Is(org.PPS) && by.Has(org.BudgetOfficer):
		return Programme, nil
	case by.Is(org.Institution) && by.Has(org.Finance):
		return Institution, nil
	}
	if err := by.Need(org.BudgetOfficer, org.Finance); err != nil {
		return "", err
	}
	return "", fault.ErrForbidden
}

// MayOpen reports whether the actor may open a line for their body.
func MayOpen(by auth.Actor) bool {
	_, err := kindManagedBy(by)
	return err == nil
}

// Manages reports whether the actor may propose and decide for a budget.
func Manages(by auth.Actor, b Budget) bool { return by.BodyID == b.BodyID && by.Has(managerOf(b.Kind)) }

// MayRead says whether a budget may be shown to the actor: a programme to everybody,
// an institution's line to its own requesters, approvers and finance officers and to
// the auditor. That another body has a line is secret.
func MayRead(by auth.Actor, b Budget) error {
	switch {
	case b.Kind == Programme, by.Holds(org.AuditorRole):
		return nil
	case !by.SignedIn():
		return fault.ErrUnauthenticated
	case by.BodyID != b.BodyID:
		return fault.ErrNotFound
	case by.Holds(readers...):
		return nil
	}
	return fault.ErrForbidden
}

// Scope is whose acts on a budget the actor may see.
type Scope struct {
	All  bool
	Body int64 // only what this body reserved; 0 is nobody's
}

// ScopeOf gives what the actor may see of the acts on a budget that MayRead shows: all
// of one's own line, and of a programme all for its desks and the auditor, what they
// used themselves for institutions, and nothing for others.
func ScopeOf(by auth.Actor, b Budget) Scope {
	switch {
	case by.Holds(org.AuditorRole):
		return Scope{All: true}
	case b.Kind == Programme && by.Is(org.PPS):
		return Scope{All: by.Holds(desks...)}
	case b.Kind == Programme && by.Is(org.Institution) && by.Holds(readers...):
		return Scope{Body: by.BodyID}
	}
	return Scope{All: b.Kind == Institution && by.BodyID == b.BodyID && by.Holds(readers...)}
}

// Sees reports whether the scope shows any act at all.
func (s Scope) Sees() bool { return s.All || s.Body != 0 }

// managed reads a budget that the actor wants to change.
func (s *Service) managed(ctx context.Context, q db.Querier, by auth.Actor, id int64) (Budget, error) {
	if !by.SignedIn() {
		return Budget{}, fault.ErrUnauthenticated
	}
	b, err := BudgetByID(ctx, q, id)
	if err != nil {
		return Budget{}, err
	}
	switch {
	case Manages(by, b):
		return b, nil
	case by.BodyID == b.BodyID:
		if err := by.Need(managerOf(b.Kind)); err != nil {
			return Budget{}, err
		}
	case b.Kind == Institution && !by.Holds(org.AuditorRole):
		return Budget{}, fault.ErrNotFound
	}
	return Budget{}, fault.ErrForbidden
}

// Shelf is what the list of budgets shows an actor.
type Shelf struct {
	Lines  []Budget // institution lines
	Shares []Share  // what the actor's institution used of programmes
	Years  []int    // fiscal years that have a line of these, the latest first
}

// List gives the actor's budgets of a year: institutions their own lines and the
// programme shares they used, the auditor everybody's lines. The desks of the public
// procurement service have no lines here; programmes are public (Programmes).
func (s *Service) List(ctx context.Context, by auth.Actor, year int) (Shelf, error) {
	if !by.SignedIn() {
		return Shelf{}, fault.ErrUnauthenticated
	}
	var sh Shelf
	var err error
	switch {
	case by.Holds(org.AuditorRole):
		sh.Lines, err = allLines(ctx, s.db, year)
		if err == nil {
			sh.Years, err = yearsOf(ctx, s.db, 0)
		}
		return sh, err
	case by.Is(org.PPS) && by.Holds(desks...):
		return sh, nil
	case by.Is(org.Institution) && by.Holds(readers...):
		if sh.Lines, err = BudgetsOf(ctx, s.db, by.BodyID, year); err != nil {
			return sh, err
		}
		if sh.Shares, err = SharesUsed(ctx, s.db, by.BodyID, year); err != nil {
			return sh, err
		}
		sh.Years, err = yearsOf(ctx, s.db, by.BodyID)
		return sh, err
	}
	return sh, fault.ErrForbidden
}
