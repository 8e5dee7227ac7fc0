package ledger

import (
	"context"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/page"
)

// Look says what of a budget to show.
type Look struct {
	Stage Account // the acts that have something in this stage; "" for any
	Page  page.Page
}

// holdsShown bounds the acts shown beside a budget; the journal has them all.
var holdsShown = page.New(1, 20)

// Detail is a budget as one person may see it, all of one moment.
type Detail struct {
	Budget
	Scope        Scope
	Manages      bool
	Proposals    []Proposal // waiting; only in Scope.All
	Holds        []Hold
	MoreHolds    bool
	Journals     []Journal
	MoreJournals bool
}

// Find reads a budget on the actor's behalf with its open proposals, the acts that hold
// of it and a page of its journal, as far as the actor may see them.
func (s *Service) Find(ctx context.Context, by auth.Actor, id int64, look Look) (Detail, error) {
	var d Detail
	err := s.db.RunReadOnly(ctx, func(tx *db.Tx) error {
		b, err := visible(ctx, tx, by, id)
		if err != nil {
			return err
		}
		d = Detail{Budget: b, Scope: ScopeOf(by, b), Manages: Manages(by, b)}
		if !d.Scope.Sees() {
			return nil
		}
		if d.Scope.All {
			if d.Proposals, err = OpenProposals(ctx, tx, id); err != nil {
				return err
			}
		}
		if d.Holds, err = HoldsIn(ctx, tx, id, look.Stage, d.Scope, holdsShown); err != nil {
			return err
		}
		d.Holds, d.MoreHolds = cut(d.Holds, holdsShown)
		if d.Journals, err = Journals(ctx, tx, id, d.Scope, look.Page); err != nil {
			return err
		}
		d.Journals, d.MoreJournals = cut(d.Journals, look.Page)
		return nil
	})
	return d, err
}

// cut takes off the extra row that tells of a further page.
func cut[T any](rows []T, p page.Page) ([]T, bool) {
	if len(rows) > p.Size {
		return rows[:p.Size], true
	}
	return rows, false
}

// Export reads a budget with its whole journal, at most ExportRows, the newest first.
func (s *Service) Export(ctx context.Context, by auth.Actor, id int64) (Budget, []Journal, error) {
	var b Budget
	var js []Journal
	err := s.db.RunReadOnly(ctx, func(tx *db.Tx) error {
		var err error
		if b, err = visible(ctx, tx, by, id); err != nil {
			return err
		}
		sc := ScopeOf(by, b)
		if !sc.Sees() {
			return by.Need(desks...)
		}
		js, err = AllJournals(ctx, tx, id, sc)
		return err
	})
	return b, js, err
}

// Visible reads a budget on the actor's behalf.
func (s *Service) Visible(ctx context.Context, by auth.Actor, id int64) (Budget, error) {
	return visible(ctx, s.db, by, id)
}

func visible(ctx context.Context, q db.Querier, by auth.Actor, id int64) (Budget, error) {
	b, err := BudgetByID(ctx, q, id)
	if fault.Of(err, fault.NotFound) && !by.SignedIn() {
		return Budget{}, fault.ErrUnauthenticated // as for a line that exists
	}
	if err != nil {
		return Budget{}, err
	}
	if err := MayRead(by, b); err != nil {
		return Budget{}, err
	}
	return b, nil
}

// Managed reads a budget that the actor wants to change.
func (s *Service) Managed(ctx context.Context, by auth.Actor, id int64) (Budget, error) {
	return s.managed(ctx, s.db, by, id)
}

// FindProposal reads a proposal and its budget for those who see all of that budget.
func (s *Service) FindProposal(ctx context.Context, by auth.Actor, id int64) (Proposal, Budget, error) {
	if !by.SignedIn() {
		return Proposal{}, Budget{}, fault.ErrUnauthenticated
	}
	p, err := ProposalByID(ctx, s.db, id)
	if err != nil {
		return Proposal{}, Budget{}, err
	}
	b, err := s.Visible(ctx, by, p.BudgetID)
	if err != nil {
		return Proposal{}, Budget{}, err
	}
	if !ScopeOf(by, b).All {
		return Proposal{}, Budget{}, fault.ErrForbidden
	}
	return p, b, nil
}

// Programmes lists every programme's budgets by code and year, for everybody.
func (s *Service) Programmes(ctx context.Context) ([]ProgrammeYear, error) {
	return Programmes(ctx, s.db)
}
