package budget

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/ledger"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/ui/component"
)

// programme is one programme through the years.
type programme struct {
	Code           string
	NameKo, NameEn string // as the latest year calls it
	BodyKo, BodyEn string
	Years          []ledger.ProgrammeYear // the earliest first
}

func byProgramme(rows []ledger.ProgrammeYear) []programme {
	var out []programme
	for _, r := range rows {
		i := slices.IndexFunc(out, func(p programme) bool { return p.Code == r.Code && p.BodyKo == r.BodyKo })
		if i < 0 {
			out = append(out, programme{Code: r.Code})
			i = len(out) - 1
		}
		p := &out[i]
		p.NameKo, p.NameEn, p.BodyKo, p.BodyEn = r.NameKo, r.NameEn, r.BodyKo, r.BodyEn
		p.Years = append(p.Years, r)
	}
	slices.SortStableFunc(out, func(a, b programme) int { return cmp.Compare(b.last(), a.last()) })
	return out
}

func (p programme) last() int { return p.Years[len(p.Years)-1].FiscalYear }

// newest lists the years with the latest first.
func (p programme) newest() []ledger.ProgrammeYear {
	ys := slices.Clone(p.Years)
	slices.Reverse(ys)
	return ys
}

// in is the programme's budget of a year, or of the last year before it.
func (p programme) in(year int) ledger.ProgrammeYear {
	out := p.Years[0]
	for _, y := range p.Years {
		if y.FiscalYear <= year {
			out = y
		}
	}
	return out
}

// bars compare what was appropriated, year by year.
func (p programme) bars(ctx context.Context) []component.Bar {
	bars := make([]component.Bar, len(p.Years))
	for i, y := range p.Years {
		bars[i] = component.Bar{
			Label: strconv.Itoa(y.FiscalYear), Value: int64(y.Appropriated), Text: y.Appropriated.Short(text.Lang(ctx)),
			Tone: component.Accent, Href: "/budgets/" + kit.Int64(y.ID),
		}
	}
	return bars
}

type programmesPage struct {
	Programmes []programme
	Year       int
	MayOpen    bool
}

type listPage struct {
	By         auth.Actor
	Shelf      ledger.Shelf
	Programmes []programme // for desks and the auditor
	Year, Now  int
	MayOpen    bool
}

// years are the tabs: those with lines, and the present one.
func (v listPage) years() []component.Tab {
	ys := slices.Clone(v.Shelf.Years)
	if !slices.Contains(ys, v.Now) {
		ys = append(ys, v.Now)
		slices.SortFunc(ys, func(a, b int) int { return b - a })
	}
	tabs := make([]component.Tab, len(ys))
	for i, y := range ys {
		tabs[i] = component.Tab{Label: strconv.Itoa(y), Href: "/budgets?year=" + strconv.Itoa(y), Current: y == v.Year}
	}
	return tabs
}

// total adds up the lines of the page.
func (v listPage) total() ledger.Budget {
	var t ledger.Budget
	for _, b := range v.Shelf.Lines {
		t.Appropriated += b.Appropriated
		t.Unallotted += b.Unallotted
		t.Available += b.Available
		t.Reserved += b.Reserved
		t.Obligated += b.Obligated
		t.Payable += b.Payable
		t.Paid += b.Paid
		t.LateDamages += b.LateDamages
	}
	return t
}

type budgetPage struct {
	ledger.Detail
	By    auth.Actor
	Look  ledger.Look
	Names names
}

func (v budgetPage) href() string { return "/budgets/" + kit.Int64(v.ID) }

// stageHref leads to the acts that have something in a stage.
func (v budgetPage) stageHref(a ledger.Account) string {
	switch a {
	case ledger.Reserved, ledger.Obligated, ledger.Payable, ledger.Paid, ledger.LateDamages:
		if v.Scope.Sees() {
			return v.href() + "?stage=" + string(a) + "#holds"
		}
	case ledger.Appropriation, ledger.Unallotted, ledger.Available:
	}
	return ""
}

func (v budgetPage) pageURL(n int) string {
	url := v.href() + "?page=" + strconv.Itoa(n)
	if v.Look.Stage != "" {
		url += "&stage=" + string(v.Look.Stage)
	}
	return url + "#journal"
}

// pages is how many pages of the journal are known of.
func (v budgetPage) pages() int {
	if v.MoreJournals {
		return v.Look.Page.Number + 1
	}
	return v.Look.Page.Number
}

var stageTones = map[ledger.Account]component.Tone{
	ledger.Unallotted: component.Neutral, ledger.Available: component.Success, ledger.Reserved: component.Warning,
	ledger.Obligated: component.Info, ledger.Payable: component.Info, ledger.Paid: component.Primary, ledger.LateDamages: component.Danger,
}

// flow is the picture of where each won is; empty stages are left out.
func (v budgetPage) flow(ctx context.Context) component.FlowProps {
	lang := text.Lang(ctx)
	nodes := []component.FlowNode{{
		ID: "appropriated", Label: text.T(ctx, "ledger.account.appropriation"), Value: int64(v.Appropriated), Text: v.Appropriated.Short(lang), Tone: component.Primary,
	}}
	add := func(id, parent, label string, w money.Won, tone component.Tone, href string) {
		if w > 0 {
			nodes = append(nodes, component.FlowNode{ID: id, Parent: parent, Label: label, Value: int64(w), Text: w.Short(lang), Tone: tone, Href: href})
		}
	}
	stage := func(a ledger.Account, parent string) {
		add(string(a), parent, text.T(ctx, "ledger.account."+string(a)), v.In(a), stageTones[a], v.stageHref(a))
	}
	stage(ledger.Unallotted, "appropriated")
	add("allotted", "appropriated", text.T(ctx, "budget.allotted"), v.Allotted(), component.Primary, "")
	stage(ledger.Available, "allotted")
	add("committed", "allotted", text.T(ctx, "budget.committed"), v.Committed(), component.Info, "")
	stage(ledger.Reserved, "committed")
	stage(ledger.Obligated, "committed")
	stage(ledger.Payable, "committed")
	add("spent", "allotted", text.T(ctx, "budget.spent"), v.Spent(), component.Primary, "")
	stage(ledger.Paid, "spent")
	stage(ledger.LateDamages, "spent")
	return component.FlowProps{
		ID: "flow", Title: text.T(ctx, "budget.flow.title"), Nodes: nodes,
		Desc: text.T(ctx, "budget.flow.desc", "appropriated", v.Appropriated.Short(lang), "available", v.Available.Short(lang),
			"committed", v.Committed().Short(lang), "spent", v.Spent().Short(lang)),
	}
}

// share is a part of what was appropriated, to a tenth of a percent, rounded down.
func share(part, whole money.Won) string {
	if whole <= 0 {
		return "–"
	}
	tenths := int64(money.Share(part, 1000, int64(whole)))
	return strconv.FormatInt(tenths/10, 10) + "." + strconv.FormatInt(tenths%10, 10) + "%"
}

type proposalPage struct {
	ledger.Proposal
	Budget  ledger.Budget
	Form    *kit.Form
	Manages bool
	Own     bool // made by who looks at it
}

// short reports that the money is not there to move now.
func (v proposalPage) short() bool {
	return slices.ContainsFunc(effects(v.Proposal, v.Budget), func(e effect) bool { return e.after < 0 })
}

// label is what a proposal asks for.
func label(p ledger.Proposal) string {
	for name, c := range changes {
		if c.event == p.Event && c.cut == (p.Amount < 0) {
			return "budget.change." + name
		}
	}
	return "ledger.event." + string(p.Event)
}

func proposalTone(s ledger.ProposalState) component.Tone {
	return map[ledger.ProposalState]component.Tone{
		ledger.Proposed: component.Warning, ledger.Confirmed: component.Success, ledger.Refused: component.Danger,
	}[s]
}

func listCrumb(ctx context.Context) component.Crumb {
	return component.Crumb{Label: text.T(ctx, "budget.list.title"), Href: "/budgets"}
}

func budgetCrumb(ctx context.Context, b ledger.Budget) component.Crumb {
	return component.Crumb{Label: text.Pick(ctx, b.NameKo, b.NameEn), Href: "/budgets/" + kit.Int64(b.ID)}
}

func abs(w money.Won) money.Won { return max(w, -w) }
