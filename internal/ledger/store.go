package ledger

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/db"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/page"
)

const budgetColumns = `
b.id, b.body_id, o.name_ko AS body_ko, o.name_en AS body_en, b.kind, b.fiscal_year, b.code, b.name_ko, b.name_en, b.opened_at,
a.appropriated, a.unallotted, a.available, a.reserved, a.obligated, a.payable, a.paid, a.late_damages`

const fromBudget = `
FROM ledger.budget b JOIN ledger.balance a ON a.budget_id = b.id JOIN org.body o ON o.id = b.body_id `

const selectBudget = `SELECT ` + budgetColumns + fromBudget + `WHERE b.id = @id`

// BudgetByID reads a budget with its balances, for callers who have decided that it may
// be shown (Visible decides).
func BudgetByID(ctx context.Context, q db.Querier, id int64) (Budget, error) {
	return db.One[Budget](q.Query(ctx, selectBudget, pgx.NamedArgs{"id": id}))
}

const selectBudgetsOf = `SELECT ` + budgetColumns + fromBudget + `WHERE b.body_id = @body AND b.fiscal_year = @year ORDER BY b.code`

// BudgetsOf lists a body's lines of a fiscal year by code.
func BudgetsOf(ctx context.Context, q db.Querier, bodyID int64, year int) ([]Budget, error) {
	return db.All[Budget](q.Query(ctx, selectBudgetsOf, pgx.NamedArgs{"body": bodyID, "year": year}))
}

const selectLines = `SELECT ` + budgetColumns + fromBudget + `
WHERE b.kind = 'institution' AND b.fiscal_year = @year ORDER BY o.name_ko, b.code LIMIT 2000`

func allLines(ctx context.Context, q db.Querier, year int) ([]Budget, error) {
	return db.All[Budget](q.Query(ctx, selectLines, pgx.NamedArgs{"year": year}))
}

const selectYears = `
SELECT DISTINCT fiscal_year FROM ledger.budget
 WHERE kind = 'institution' AND (body_id = @body OR @body = 0) ORDER BY fiscal_year DESC`

func yearsOf(ctx context.Context, q db.Querier, body int64) ([]int, error) {
	return db.Values[int](q.Query(ctx, selectYears, pgx.NamedArgs{"body": body}))
}

// ProgrammeYear is a programme's budget of one year with what was first appropriated;
// Appropriated is what it became by revisions.
type ProgrammeYear struct {
	Budget
	Original money.Won `db:"original"`
}

const selectProgrammes = `
SELECT ` + budgetColumns + `, coalesce(f.original, 0)::bigint AS original
` + fromBudget + `
  LEFT JOIN LATERAL (
    SELECT -e.amount AS original FROM ledger.entry e
     WHERE e.budget_id = b.id AND e.account = 'appropriation' ORDER BY e.journal_id LIMIT 1) f ON true
 WHERE b.kind = 'programme' ORDER BY b.code, b.fiscal_year`

// Programmes lists every programme's budgets by code and year: the public overview.
// Lines of one code are one programme.
func Programmes(ctx context.Context, q db.Querier) ([]ProgrammeYear, error) {
	return db.All[ProgrammeYear](q.Query(ctx, selectProgrammes))
}

// Hold is what an act has of a budget in each stage.
type Hold struct {
	Ref         string    `db:"ref"`
	BudgetID    int64     `db:"budget_id"`
	BodyID      *int64    `db:"body_id"`
	BodyKo      string    `db:"body_ko"`
	BodyEn      string    `db:"body_en"`
	Reserved    money.Won `db:"reserved"`
	Obligated   money.Won `db:"obligated"`
	Payable     money.Won `db:"payable"`
	Paid        money.Won `db:"paid"`
	LateDamages money.Won `db:"late_damages"`
}

// Total is what the act has of the budget in all stages.
func (h Hold) Total() money.Won {
	return h.Reserved + h.Obligated + h.Payable + h.Paid + h.LateDamages
}

const holdColumns = `
h.ref, h.budget_id, h.body_id, coalesce(o.name_ko, '') AS body_ko, coalesce(o.name_en, '') AS body_en,
h.reserved, h.obligated, h.payable, h.paid, h.late_damages`

const selectHoldsOf = `SELECT ` + holdColumns + `
FROM ledger.hold h LEFT JOIN org.body o ON o.id = h.body_id WHERE h.ref = @ref ORDER BY h.budget_id`

// HoldsOf lists what an act has of each budget.
func HoldsOf(ctx context.Context, q db.Querier, ref string) ([]Hold, error) {
	return db.All[Hold](q.Query(ctx, selectHoldsOf, pgx.NamedArgs{"ref": ref}))
}

const selectHoldsIn = `SELECT ` + holdColumns + `
FROM ledger.hold h LEFT JOIN org.body o ON o.id = h.body_id
WHERE h.budget_id = @budget AND (@all OR h.body_id = @body)
  AND CASE @stage WHEN 'reserved' THEN h.reserved WHEN 'obligated' THEN h.obligated WHEN 'payable' THEN h.payable
        WHEN 'paid' THEN h.paid WHEN 'late_damages' THEN h.late_damages
        ELSE h.reserved + h.obligated + h.payable + h.paid + h.late_damages END > 0
ORDER BY h.reserved + h.obligated + h.payable + h.paid + h.late_damages DESC, h.ref LIMIT @limit OFFSET @offset`

// HoldsIn lists the acts that have something of a budget in a stage ("" for any), the
// largest first, and as page.Page.Limit says one more than the page holds.
func HoldsIn(ctx context.Context, q db.Querier, budget int64, stage Account, sc Scope, p page.Page) ([]Hold, error) {
	return db.All[Hold](q.Query(ctx, selectHoldsIn, pgx.NamedArgs{
		"budget": budget, "stage": string(stage), "all": sc.All, "body": sc.Body, "limit": p.Limit(), "offset": p.Offset(),
	}))
}

// Share is what one body's acts have of a programme.
type Share struct {
	BudgetID    int64     `db:"budget_id"`
	FiscalYear  int       `db:"fiscal_year"`
	Code        string    `db:"code"`
	NameKo      string    `db:"name_ko"`
	NameEn      string    `db:"name_en"`
	Acts        int       `db:"acts"`
	Committed   money.Won `db:"committed"` // reserved, obligated or payable
	Paid        money.Won `db:"paid"`
	LateDamages money.Won `db:"late_damages"`
}

const selectShares = `
SELECT b.id AS budget_id, b.fiscal_year, b.code, b.name_ko, b.name_en, count(*)::int AS acts,
       sum(h.reserved + h.obligated + h.payable)::bigint AS committed, sum(h.paid)::bigint AS paid, sum(h.late_damages)::bigint AS late_damages
  FROM ledger.hold h JOIN ledger.budget b ON b.id = h.budget_id
 WHERE h.body_id = @body AND b.kind = 'programme' AND b.fiscal_year = @year
   AND h.reserved + h.obligated + h.payable + h.paid + h.late_damages > 0
 GROUP BY b.id ORDER BY b.code`

// SharesUsed lists what a body's acts have of each programme of a year.
func SharesUsed(ctx context.Context, q db.Querier, bodyID int64, year int) ([]Share, error) {
	return db.All[Share](q.Query(ctx, selectShares, pgx.NamedArgs{"body": bodyID, "year": year}))
}

const proposalColumns = `
SELECT p.id, p.budget_id, p.event, p.amount, p.basis, p.effective_on, p.state, p.proposed_by, coalesce(a.name, '') AS proposer, p.proposed_at,
       p.decided_by, coalesce(d.name, '') AS decider, p.decided_at, p.reason
  FROM ledger.proposal p LEFT JOIN org.person a ON a.id = p.proposed_by LEFT JOIN org.person d ON d.id = p.decided_by `

const selectProposal = proposalColumns + `WHERE p.id = @id`

// ProposalByID reads a proposal.
func ProposalByID(ctx context.Context, q db.Querier, id int64) (Proposal, error) {
	return db.One[Proposal](q.Query(ctx, selectProposal, pgx.NamedArgs{"id": id}))
}

const selectOpenProposals = proposalColumns + `WHERE p.budget_id = @budget AND p.state = 'proposed' ORDER BY p.id`

// OpenProposals lists what waits for a second person on a budget.
func OpenProposals(ctx context.Context, q db.Querier, budget int64) ([]Proposal, error) {
	return db.All[Proposal](q.Query(ctx, selectOpenProposals, pgx.NamedArgs{"budget": budget}))
}

// Journal is one posting as it concerns one budget.
type Journal struct {
	ID          int64     `db:"id"`
	BudgetID    int64     `db:"budget_id"`
	Event       Event     `db:"event"`
	Ref         string    `db:"ref"`    // the act
	Person      string    `db:"person"` // "" for the system
	At          time.Time `db:"at"`
	EffectiveOn time.Time `db:"effective_on"`
	Amount      money.Won `db:"amount"`    // moved; a cut is negative
	Damages     money.Won `db:"damages"`   // of it, withheld for lateness
	Available   money.Won `db:"available"` // what was available after it
}

// Day is the day the books count it.
func (j Journal) Day() kst.Day { return kst.FromDate(j.EffectiveOn) }

// The newest journals' effects are taken off the present balance one by one, so that a
// page costs what it shows and not the whole history.
const selectJournals = `
WITH newest AS (
  SELECT e.journal_id,
         sum(e.amount) FILTER (WHERE e.account = 'available') AS available,
         sum(e.amount) FILTER (WHERE e.account = 'appropriation') AS appropriation,
         sum(e.amount) FILTER (WHERE e.account = 'unallotted') AS unallotted,
         sum(e.amount) FILTER (WHERE e.account = 'late_damages') AS damages,
         sum(abs(e.amount)) / 2 AS moved
    FROM ledger.entry e
   WHERE e.budget_id = @budget GROUP BY e.journal_id ORDER BY e.journal_id DESC LIMIT @reach)
SELECT j.id, @budget::bigint AS budget_id, j.event, j.ref, coalesce(p.name, '') AS person, j.at, j.effective_on,
       (CASE j.event WHEN 'appropriate' THEN -n.appropriation WHEN 'allot' THEN -n.unallotted ELSE n.moved END)::bigint AS amount,
       coalesce(n.damages, 0)::bigint AS damages,
       (a.available - coalesce(sum(n.available) OVER (ORDER BY n.journal_id DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0))::bigint AS available
  FROM newest n JOIN ledger.journal j ON j.id = n.journal_id JOIN ledger.balance a ON a.budget_id = @budget
  LEFT JOIN org.person p ON p.id = j.person_id
 WHERE @all OR EXISTS (SELECT FROM ledger.hold h WHERE h.ref = j.ref AND h.budget_id = @budget AND h.body_id = @body)
 ORDER BY j.id DESC LIMIT @limit OFFSET @offset`

// Journals lists what moved money of a budget, the newest first, and as
// page.Page.Limit says one more than the page holds. Outside Scope.All the column
// Available means nothing.
func Journals(ctx context.Context, q db.Querier, budget int64, sc Scope, p page.Page) ([]Journal, error) {
	return journals(ctx, q, budget, sc, p.Limit(), p.Offset())
}

// ExportRows bounds an export.
const ExportRows = 50_000

// AllJournals is Journals without pages, at most ExportRows.
func AllJournals(ctx context.Context, q db.Querier, budget int64, sc Scope) ([]Journal, error) {
	return journals(ctx, q, budget, sc, ExportRows, 0)
}

func journals(ctx context.Context, q db.Querier, budget int64, sc Scope, limit, offset int) ([]Journal, error) {
	reach := limit + offset
	if !sc.All {
		reach = ExportRows
	}
	return db.All[Journal](q.Query(ctx, selectJournals, pgx.NamedArgs{
		"budget": budget, "all": sc.All, "body": sc.Body, "limit": limit, "offset": offset, "reach": reach,
	}))
}

const selectJournalsOf = `
SELECT j.id, e.budget_id, j.event, j.ref, coalesce(p.name, '') AS person, j.at, j.effective_on,
       CASE j.event WHEN 'appropriate' THEN -sum(e.amount) FILTER (WHERE e.account = 'appropriation')
                    WHEN 'allot' THEN -sum(e.amount) FILTER (WHERE e.account = 'unallotted')
                    ELSE (sum(abs(e.amount)) / 2) END::bigint AS amount,
       coalesce(sum(e.amount) FILTER (WHERE e.account = 'late_damages'), 0)::bigint AS damages, 0::bigint AS available
  FROM ledger.journal j JOIN ledger.entry e ON e.journal_id = j.id LEFT JOIN org.person p ON p.id = j.person_id
 WHERE j.ref = @ref GROUP BY j.id, e.budget_id, p.name ORDER BY j.id, e.budget_id`

// JournalsOf lists what an act moved, the oldest first: the way from an order to the
// books. Available is not filled.
func JournalsOf(ctx context.Context, q db.Querier, ref string) ([]Journal, error) {
	return db.All[Journal](q.Query(ctx, selectJournalsOf, pgx.NamedArgs{"ref": ref}))
}
