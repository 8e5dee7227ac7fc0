package budget

import (
	"context"
	"strconv"

	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/ledger"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/ui/component"
)

// eyebrow says whose line of which year it is.
func eyebrow(ctx context.Context, b ledger.Budget) string {
	return text.T(ctx, "budget.eyebrow", "year", strconv.Itoa(b.FiscalYear), "body", text.Pick(ctx, b.BodyKo, b.BodyEn), "code", b.Code)
}

// originalNote is the first appropriation, where it was revised since.
func originalNote(ctx context.Context, y ledger.ProgrammeYear) string {
	if y.Original == y.Appropriated {
		return ""
	}
	return text.T(ctx, "budget.original.was", "amount", y.Original.Short(text.Lang(ctx)))
}

// lineColumns are the headings of a list of lines.
func lineColumns(ctx context.Context, withBody bool) []component.Column {
	cols := []component.Column{{Label: text.T(ctx, "budget.line")}}
	if withBody {
		cols = append(cols, component.Column{Label: text.T(ctx, "budget.body")})
	}
	for _, id := range []string{"ledger.account.appropriation", "ledger.account.unallotted", "ledger.account.available", "budget.committed", "budget.spent"} {
		cols = append(cols, component.Column{Label: text.T(ctx, id), Numeric: true})
	}
	return cols
}

func journalColumns(ctx context.Context, all bool) []component.Column {
	var cols []component.Column
	for _, id := range []string{"at", "event", "act", "person"} {
		cols = append(cols, component.Column{Label: text.T(ctx, "budget.journal."+id)})
	}
	cols = append(cols, component.Column{Label: text.T(ctx, "budget.journal.amount"), Numeric: true})
	if all {
		cols = append(cols, component.Column{Label: text.T(ctx, "budget.journal.available"), Numeric: true})
	}
	return cols
}

func personName(ctx context.Context, j ledger.Journal) string {
	if j.Person == "" {
		return text.T(ctx, "system")
	}
	return j.Person
}

func holdsLead(ctx context.Context, v budgetPage) string {
	if v.Scope.All {
		return text.T(ctx, "budget.holds.lead")
	}
	return text.T(ctx, "budget.holds.lead.own")
}

func changeOptions(ctx context.Context) []component.Option {
	out := make([]component.Option, len(changeNames))
	for i, name := range changeNames {
		out[i] = component.Option{Value: name, Label: text.T(ctx, "budget.change."+name), Hint: text.T(ctx, "budget.change."+name+".hint")}
	}
	return out
}

// nowRows are the stages that a proposal can move money between.
func nowRows(ctx context.Context, b ledger.Budget) []component.SummaryRow {
	var rows []component.SummaryRow
	for _, a := range []ledger.Account{ledger.Appropriation, ledger.Unallotted, ledger.Available} {
		rows = append(rows, component.SummaryRow{Key: text.T(ctx, "ledger.account."+string(a)), Content: component.Won(b.In(a))})
	}
	return rows
}

func proposalRows(ctx context.Context, v proposalPage) []component.SummaryRow {
	rows := []component.SummaryRow{
		{Key: text.T(ctx, "budget.change"), Value: text.T(ctx, label(v.Proposal))},
		{Key: text.T(ctx, "budget.amount"), Content: component.Money(component.MoneyProps{Won: abs(v.Amount), Words: true, Hangul: true}), TestID: "proposal-amount"},
		{Key: text.T(ctx, "budget.basis"), Value: v.Basis},
		{Key: text.T(ctx, "budget.effective_on"), Content: component.Date(v.Day())},
		{Key: text.T(ctx, "budget.line"), Content: budgetLink(v.Budget)},
		{Key: text.T(ctx, "budget.proposer"), Value: v.Proposer, Note: kst.FormatDateTime(v.ProposedAt, text.Lang(ctx))},
	}
	if v.DecidedAt != nil {
		rows = append(rows, component.SummaryRow{
			Key: text.T(ctx, "budget.decider"), Value: v.Decider, Note: kst.FormatDateTime(*v.DecidedAt, text.Lang(ctx)),
		})
	}
	if v.Reason != "" {
		rows = append(rows, component.SummaryRow{Key: text.T(ctx, "budget.refuse.reason"), Value: v.Reason, TestID: "refusal-reason"})
	}
	return rows
}

func budgetHref(b ledger.Budget) string { return "/budgets/" + kit.Int64(b.ID) }

// labels of the area's inputs, for the error summary.
var labels = kit.LabelsAt("budget.").With(map[string]string{"fiscal_year": "budget.year", "kind": "budget.change", "reason": "budget.refuse.reason"})
