package ledger

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/notify"
	"jangteo.kr/internal/todo"
)

// OpenCommand opens a budget line of a fiscal year: of a programme if a budget officer
// of the public procurement service asks, of their own institution if its finance
// officer does.
type OpenCommand struct {
	FiscalYear     int
	Code           string
	NameKo, NameEn string
	Key            uuid.UUID
}

func (c OpenCommand) check() error {
	var fs []fault.Field
	for _, f := range []struct {
		name, value string
		max         int
	}{{"code", c.Code, 40}, {"name_ko", c.NameKo, 100}, {"name_en", c.NameEn, 100}} {
		switch {
		case strings.TrimSpace(f.value) == "":
			fs = append(fs, fault.F(f.name, "required"))
		case len([]rune(f.value)) > f.max:
			fs = append(fs, fault.F(f.name, "too_long", "max", f.max))
		}
	}
	if c.FiscalYear < FirstYear || c.FiscalYear > LastYear {
		fs = append(fs, fault.F("fiscal_year", "out_of_range", "min", FirstYear, "max", LastYear))
	}
	if len(fs) > 0 {
		return fault.Bad("form_invalid", fs...)
	}
	return nil
}

// The fiscal years the books know (the calendar year).
const (
	FirstYear = 2016
	LastYear  = 2100
)

const insertBudget = `
INSERT INTO ledger.budget (body_id, kind, fiscal_year, code, name_ko, name_en, opened_at)
VALUES (@body, @kind, @year, @code, @ko, @en, @at) RETURNING id`

// OpenBudget opens an empty line. Refusals: forbidden, ErrCodeTaken.
func (s *Service) OpenBudget(ctx context.Context, by auth.Actor, c OpenCommand) (Budget, error) {
	kind, err := kindManagedBy(by)
	if err != nil {
		return Budget{}, err
	}
	if err := c.check(); err != nil {
		return Budget{}, err
	}
	var b Budget
	err = s.db.Run(ctx, func(tx *db.Tx) error {
		object, done, err := audit.Once(ctx, tx, by.Who(), "ledger.open", c.Key, c)
		if err != nil {
			return err
		}
		if done {
			b, err = BudgetByID(ctx, tx, idOf(object))
			return err
		}
		id, err := db.Value[int64](tx.Query(ctx, insertBudget, pgx.NamedArgs{
			"body": by.BodyID, "kind": kind, "year": c.FiscalYear, "code": c.Code, "ko": c.NameKo, "en": c.NameEn, "at": tx.Now,
		}))
		if err != nil {
			return err
		}
		object = audit.Ref("budget", id)
		if err := audit.Record(ctx, tx, audit.Event{
			By: by.Who(), Action: "ledger.open", Object: object, To: "open",
			Detail: map[string]any{"year": c.FiscalYear, "code": c.Code},
		}); err != nil {
			return err
		}
		if err := audit.Settle(ctx, tx, by.Who(), "ledger.open", c.Key, object); err != nil {
			return err
		}
		b, err = BudgetByID(ctx, tx, id)
		return err
	})
	return b, err
}

// ProposalState is where a proposal stands.
type ProposalState string

// A proposal is confirmed or refused once.
const (
	Proposed  ProposalState = "proposed"
	Confirmed ProposalState = "confirmed"
	Refused   ProposalState = "refused"
)

// Proposal asks for an appropriation or an allotment; a negative amount is a cut.
type Proposal struct {
	ID          int64         `db:"id"`
	BudgetID    int64         `db:"budget_id"`
	Event       Event         `db:"event"`
	Amount      money.Won     `db:"amount"`
	Basis       string        `db:"basis"`
	EffectiveOn time.Time     `db:"effective_on"` // a date; see Day
	State       ProposalState `db:"state"`
	ProposedBy  int64         `db:"proposed_by"`
	Proposer    string        `db:"proposer"`
	ProposedAt  time.Time     `db:"proposed_at"`
	DecidedBy   *int64        `db:"decided_by"`
	Decider     string        `db:"decider"`
	DecidedAt   *time.Time    `db:"decided_at"`
	Reason      string        `db:"reason"` // of a refusal
}

// Ref is the proposal as an act's reference.
func (p Proposal) Ref() string { return audit.Ref("proposal", p.ID) }

// Day is the day the books will count it.
func (p Proposal) Day() kst.Day { return kst.FromDate(p.EffectiveOn) }

// ProposeCommand asks for money to be appropriated or allotted.
type ProposeCommand struct {
	BudgetID    int64
	Event       Event     // Appropriate or Allot
	Amount      money.Won // negative: a cut
	Basis       string    // what it rests on: a budget act, a revision, a quarter
	EffectiveOn kst.Day   // in the budget's fiscal year, or before it begins
	Key         uuid.UUID
}

func (c ProposeCommand) check(b Budget) error {
	var fs []fault.Field
	if c.Event != Appropriate && c.Event != Allot {
		fs = append(fs, fault.F("event", "not_a_choice"))
	}
	switch {
	case c.Amount == 0:
		fs = append(fs, fault.F("amount", "amount_zero"))
	case c.Amount > money.Max || c.Amount < -money.Max:
		fs = append(fs, fault.F("amount", "not_an_amount"))
	}
	switch {
	case strings.TrimSpace(c.Basis) == "":
		fs = append(fs, fault.F("basis", "required"))
	case len([]rune(c.Basis)) > 200:
		fs = append(fs, fault.F("basis", "too_long", "max", 200))
	}
	// The next year's budget is voted before it begins; nothing is added after it ended.
	if c.EffectiveOn.Year != b.FiscalYear && c.EffectiveOn.Year != b.FiscalYear-1 {
		fs = append(fs, fault.F("effective_on", "outside_fiscal_year", "year", b.FiscalYear))
	}
	if len(fs) > 0 {
		return fault.Bad("form_invalid", fs...)
	}
	return nil
}

const insertProposal = `
INSERT INTO ledger.proposal (budget_id, event, amount, basis, effective_on, state, proposed_by, proposed_at)
VALUES (@budget, @event, @amount, @basis, @day, 'proposed', @by, @at) RETURNING id`

// Propose asks for an appropriation or allotment, which another person of the same
// desk confirms or refuses. The same key with the same request gives the proposal of
// the first time.
func (s *Service) Propose(ctx context.Context, by auth.Actor, c ProposeCommand) (Proposal, error) {
	b, err := s.managed(ctx, s.db, by, c.BudgetID)
	if err != nil {
		return Proposal{}, err
	}
	if err := c.check(b); err != nil {
		return Proposal{}, err
	}
	var p Proposal
	err = s.db.Run(ctx, func(tx *db.Tx) error {
		object, done, err := audit.Once(ctx, tx, by.Who(), "ledger.propose", c.Key, c)
		if err != nil {
			return err
		}
		if done {
			p, err = ProposalByID(ctx, tx, idOf(object))
			return err
		}
		id, err := db.Value[int64](tx.Query(ctx, insertProposal, pgx.NamedArgs{
			"budget": b.ID, "event": c.Event, "amount": c.Amount, "basis": c.Basis,
			"day": c.EffectiveOn.Time(), "by": by.PersonID, "at": tx.Now,
		}))
		if err != nil {
			return err
		}
		if p, err = ProposalByID(ctx, tx, id); err != nil {
			return err
		}
		return writeProposed(ctx, tx, by, b, p, c.Key)
	})
	return p, err
}

func writeProposed(ctx context.Context, tx *db.Tx, by auth.Actor, b Budget, p Proposal, key uuid.UUID) error {
	if err := audit.Record(ctx, tx, audit.Event{
		By: by.Who(), Action: "ledger.propose", Object: p.Ref(), To: string(Proposed), Detail: p.detail(),
	}); err != nil {
		return err
	}
	if err := todo.Open(ctx, tx, todo.Task{
		Object: p.Ref(), Action: "ledger.confirm", BodyID: b.BodyID, Role: managerOf(b.Kind), Barred: []int64{by.PersonID},
		Params: p.words(b),
	}); err != nil {
		return err
	}
	return audit.Settle(ctx, tx, by.Who(), "ledger.propose", key, p.Ref())
}

func (p Proposal) detail() map[string]any {
	return map[string]any{"budget": p.BudgetID, "event": p.Event, "amount": int64(p.Amount)}
}

func (p Proposal) words(b Budget) map[string]any {
	return map[string]any{"name": b.NameKo, "code": b.Code, "amount": p.Amount.String(), "year": b.FiscalYear}
}

const lockProposal = `SELECT state FROM ledger.proposal WHERE id = @id FOR UPDATE`

const decideProposal = `
UPDATE ledger.proposal SET state = @state, decided_by = @by, decided_at = @at, reason = @reason WHERE id = @id`

// Confirm posts a proposal that another person made. Confirming again what one has
// confirmed changes nothing. Refusals: fault.ErrSamePerson, ErrDecided,
// ErrUnallottedShort and ErrBudgetShort when the money is not there to move.
func (s *Service) Confirm(ctx context.Context, by auth.Actor, proposalID int64) error {
	return s.decide(ctx, by, proposalID, Confirmed, "")
}

// Refuse ends a proposal without posting it; the proposer learns the reason.
func (s *Service) Refuse(ctx context.Context, by auth.Actor, proposalID int64, reason string) error {
	return s.decide(ctx, by, proposalID, Refused, strings.TrimSpace(reason))
}

func checkReason(reason string) error {
	switch {
	case reason == "":
		return fault.Bad("form_invalid", fault.F("reason", "required"))
	case len([]rune(reason)) > 500:
		return fault.Bad("form_invalid", fault.F("reason", "too_long", "max", 500))
	}
	return nil
}

func (s *Service) decide(ctx context.Context, by auth.Actor, id int64, to ProposalState, reason string) error {
	if !by.SignedIn() {
		return fault.ErrUnauthenticated
	}
	return s.db.Run(ctx, func(tx *db.Tx) error {
		p, err := ProposalByID(ctx, tx, id)
		if err != nil {
			return err
		}
		b, err := s.managed(ctx, tx, by, p.BudgetID)
		if err != nil {
			return err
		}
		if err := by.NotEarlier(p.ProposedBy); err != nil {
			return err
		}
		if to == Refused {
			if err := checkReason(reason); err != nil {
				return err
			}
		}
		if _, err := db.Value[string](tx.Query(ctx, lockProposal, pgx.NamedArgs{"id": id})); err != nil {
			return err
		}
		if p, err = ProposalByID(ctx, tx, id); err != nil { // as it is under the lock
			return err
		}
		if p.State != Proposed {
			if p.State == to && *p.DecidedBy == by.PersonID {
				return nil
			}
			return ErrDecided
		}
		if err := writeDecision(ctx, tx, by, b, p, to, reason); err != nil || to == Refused {
			return err
		}
		return postProposal(ctx, tx, by, p)
	})
}

func writeDecision(ctx context.Context, tx *db.Tx, by auth.Actor, b Budget, p Proposal, to ProposalState, reason string) error {
	action := map[ProposalState]string{Confirmed: "ledger.confirm", Refused: "ledger.refuse"}[to]
	detail, words := p.detail(), p.words(b)
	if reason != "" {
		detail["reason"], words["reason"] = reason, reason
	}
	batch := &pgx.Batch{}
	batch.Queue(decideProposal, pgx.NamedArgs{"id": p.ID, "state": to, "by": by.PersonID, "at": tx.Now, "reason": reason})
	audit.Queue(batch, tx, audit.Event{
		By: by.Who(), Action: action, Object: p.Ref(), From: string(p.State), To: string(to), Detail: detail,
	})
	todo.QueueDone(batch, tx, by.Who(), p.Ref())
	notify.QueueSend(batch, tx, notify.Message{PersonID: p.ProposedBy, Kind: "ledger." + string(to), Object: p.Ref(), Params: words})
	return tx.SendBatch(ctx, batch).Close()
}

// postProposal moves the money; a cut moves it back.
func postProposal(ctx context.Context, tx *db.Tx, by auth.Actor, p Proposal) error {
	var l entries
	m := moves[p.Event]
	if p.Amount > 0 {
		l.move(p.BudgetID, m.from, m.to, p.Amount)
	} else {
		l.move(p.BudgetID, m.to, m.from, -p.Amount)
	}
	post := Posting{Key: p.Ref() + ":confirm", Ref: p.Ref(), By: by.Who()}
	_, err := tx.Exec(ctx, callPost, postArgs(tx, p.Event, post, l, p.Day()))
	return err
}

// idOf reads the number of a reference such as proposal:3.
func idOf(ref string) int64 {
	_, digits, _ := strings.Cut(ref, ":")
	id, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return 0
	}
	return id
}
