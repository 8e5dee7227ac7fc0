package ledger

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/db"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/money"
)

// Reserve takes available money for an act (품의). Refusals: ErrBudgetShort,
// ErrOtherYear, ErrAlreadyReserved. Like every posting it is the last thing its
// transaction does, because it locks the hot row.
func (s *Service) Reserve(ctx context.Context, tx *db.Tx, p Posting) error {
	return s.post(ctx, tx, Reserve, p, nil)
}

// ReleaseReservation gives reserved money back before there is a contract.
func (s *Service) ReleaseReservation(ctx context.Context, tx *db.Tx, p Posting) error {
	return s.post(ctx, tx, ReleaseReservation, p, nil)
}

// Obligate turns a reservation into an obligation (지출원인행위).
func (s *Service) Obligate(ctx context.Context, tx *db.Tx, p Posting) error {
	return s.post(ctx, tx, Obligate, p, nil)
}

// ReleaseObligation gives back what will not be delivered.
func (s *Service) ReleaseObligation(ctx context.Context, tx *db.Tx, p Posting) error {
	return s.post(ctx, tx, ReleaseObligation, p, nil)
}

// Accept makes what passed inspection payable.
func (s *Service) Accept(ctx context.Context, tx *db.Tx, p Posting) error {
	return s.post(ctx, tx, Accept, p, nil)
}

// Pay pays the posting's gross amounts less the damages withheld for lateness
// (지체상금), given per budget and at most its gross.
func (s *Service) Pay(ctx context.Context, tx *db.Tx, p Posting, damages []Part) error {
	return s.post(ctx, tx, Pay, p, damages)
}

const callPost = `
SELECT ledger.post(@key, @event, @ref, nullif(@person, 0), nullif(@body, 0), @at, @day, @budgets, @accounts, @amounts)`

func (s *Service) post(ctx context.Context, tx *db.Tx, e Event, p Posting, damages []Part) error {
	legs, err := legsOf(e, p.Parts, damages)
	if err != nil {
		return fmt.Errorf("ledger: %s %s: %w", e, p.Key, err)
	}
	_, err = tx.Exec(ctx, callPost, postArgs(tx, e, p, legs, kst.DayOf(tx.Now)))
	return db.Fault(err)
}

// QueueReserve is Reserve as the last part of a batch.
func (s *Service) QueueReserve(b *pgx.Batch, tx *db.Tx, p Posting) error {
	return s.queue(b, tx, Reserve, p)
}

// QueueObligate is Obligate as the last part of a batch.
func (s *Service) QueueObligate(b *pgx.Batch, tx *db.Tx, p Posting) error {
	return s.queue(b, tx, Obligate, p)
}

func (s *Service) queue(b *pgx.Batch, tx *db.Tx, e Event, p Posting) error {
	legs, err := legsOf(e, p.Parts, nil)
	if err != nil {
		return fmt.Errorf("ledger: %s %s: %w", e, p.Key, err)
	}
	b.Queue(callPost, postArgs(tx, e, p, legs, kst.DayOf(tx.Now)))
	return nil
}

// entries of a posting, as the database takes them: three columns of equal length.
type entries struct {
	budgets  []int64
	accounts []string
	amounts  []int64
}

func (l *entries) move(budget int64, from, to Account, amount money.Won) {
	if amount == 0 {
		return
	}
	l.budgets = append(l.budgets, budget, budget)
	l.accounts = append(l.accounts, string(from), string(to))
	l.amounts = append(l.amounts, -int64(amount), int64(amount))
}

func postArgs(tx *db.Tx, e Event, p Posting, l entries, day kst.Day) pgx.NamedArgs {
	return pgx.NamedArgs{
		"key": p.Key, "event": string(e), "ref": p.Ref, "person": p.By.PersonID, "body": p.By.BodyID,
		"at": tx.Now, "day": day.Time(), "budgets": l.budgets, "accounts": l.accounts, "amounts": l.amounts,
	}
}

var (
	errNothing  = errors.New("nothing to post")
	errNegative = errors.New("a negative part")
	errDamages  = errors.New("damages exceed what is paid")
)

// legsOf turns an event's parts into entries that balance within each budget, in the
// order of the budgets. Parts of one budget are added up.
func legsOf(e Event, parts, damages []Part) (entries, error) {
	gross, err := perBudget(parts)
	if err != nil {
		return entries{}, err
	}
	withheld, err := perBudget(damages)
	if err != nil {
		return entries{}, err
	}
	m, left := moves[e], withheld
	var l entries
	for _, p := range gross {
		var held money.Won
		if i, ok := find(left, p.BudgetID); ok {
			held = left[i].Amount
			left = slices.Delete(slices.Clone(left), i, i+1)
		}
		if held > p.Amount {
			return entries{}, errDamages
		}
		l.move(p.BudgetID, m.from, m.to, p.Amount-held)
		l.move(p.BudgetID, m.from, LateDamages, held)
	}
	switch {
	case len(left) > 0:
		return entries{}, errDamages
	case len(l.budgets) == 0:
		return entries{}, errNothing
	}
	return l, nil
}

// perBudget sorts parts by budget, adds up those of one budget and drops zeros.
func perBudget(parts []Part) ([]Part, error) {
	var out []Part
	for _, p := range parts {
		if p.Amount < 0 {
			return nil, errNegative
		}
		if p.Amount == 0 {
			continue
		}
		i, ok := find(out, p.BudgetID)
		if !ok {
			out = slices.Insert(out, i, p)
			continue
		}
		sum, err := out[i].Amount.Add(p.Amount)
		if err != nil {
			return nil, err
		}
		out[i].Amount = sum
	}
	return out, nil
}

func find(parts []Part, budget int64) (int, bool) {
	return slices.BinarySearchFunc(parts, budget, func(p Part, id int64) int { return cmp.Compare(p.BudgetID, id) })
}
