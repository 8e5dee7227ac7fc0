package budget

import (
	"net/http"
	"strconv"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/ledger"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/ui/component"
)

func (h *Handler) newPage(w http.ResponseWriter, r *http.Request) error {
	by := kit.Actor(r)
	if !ledger.MayOpen(by) {
		return mayNot(by)
	}
	return h.showOpen(w, r, kit.Blank("client_key", kit.NewKey(), "fiscal_year", strconv.Itoa(h.year())))
}

// mayNot is the refusal for somebody who manages no books.
func mayNot(by auth.Actor) error {
	if !by.SignedIn() {
		return fault.ErrUnauthenticated
	}
	return fault.ErrForbidden
}

func (h *Handler) showOpen(w http.ResponseWriter, r *http.Request, f *kit.Form) error {
	ctx := r.Context()
	p := kit.Page(w, r, text.T(ctx, "budget.open.title"))
	p.ErrorTitle = f.Refused()
	p.Breadcrumb = []component.Crumb{listCrumb(ctx)}
	return kit.Render(w, r, f.Status(), openView(p, f))
}

func (h *Handler) open(w http.ResponseWriter, r *http.Request) error {
	by := kit.Actor(r)
	if !ledger.MayOpen(by) { // before the form is judged: who may not, learns nothing of it
		return mayNot(by)
	}
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	c := ledger.OpenCommand{
		FiscalYear: f.Int("fiscal_year", ledger.FirstYear, ledger.LastYear), Code: f.Text("code", 40, true),
		NameKo: f.Text("name_ko", 100, true), NameEn: f.Text("name_en", 100, true), Key: f.Key(),
	}
	var b ledger.Budget
	done, err := f.Submit(func() error {
		var err error
		b, err = h.books.OpenBudget(r.Context(), by, c)
		return err
	})
	switch {
	case err != nil:
		return err
	case !done:
		return h.showOpen(w, r, f)
	}
	return kit.RedirectWith(w, r, "/budgets/"+kit.Int64(b.ID), "budget.opened")
}

// change is what the proposal form offers: an event and its direction.
type change struct {
	event ledger.Event
	cut   bool
}

var changes = map[string]change{
	"appropriate": {ledger.Appropriate, false},
	"cut":         {ledger.Appropriate, true},
	"allot":       {ledger.Allot, false},
	"withdraw":    {ledger.Allot, true},
}

// changeNames in the order of the form.
var changeNames = []string{"appropriate", "allot", "cut", "withdraw"}

func (h *Handler) proposePage(w http.ResponseWriter, r *http.Request) error {
	b, err := h.managed(r)
	if err != nil {
		return err
	}
	day := kst.DayOf(h.clock())
	if day.Year > b.FiscalYear { // a past year's budget is entered with a day of its own
		day = kst.Date(b.FiscalYear, 1, 1)
	}
	f := kit.Blank("client_key", kit.NewKey(), "effective_on", day.String())
	f.Set("kind", "appropriate")
	if b.Unallotted > 0 {
		f.Set("kind", "allot")
	}
	return h.showPropose(w, r, b, f)
}

func (h *Handler) managed(r *http.Request) (ledger.Budget, error) {
	id, err := kit.ID(r, "id")
	if err != nil {
		return ledger.Budget{}, err
	}
	return h.books.Managed(r.Context(), kit.Actor(r), id)
}

func (h *Handler) showPropose(w http.ResponseWriter, r *http.Request, b ledger.Budget, f *kit.Form) error {
	ctx := r.Context()
	p := kit.Page(w, r, text.T(ctx, "budget.propose.title"))
	p.ErrorTitle, p.ObjectID = f.Refused(), kit.Int64(b.ID)
	p.Breadcrumb = []component.Crumb{listCrumb(ctx), budgetCrumb(ctx, b)}
	return kit.Render(w, r, f.Status(), proposeView(p, b, f))
}

func (h *Handler) propose(w http.ResponseWriter, r *http.Request) error {
	b, err := h.managed(r)
	if err != nil {
		return err
	}
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	ch := changes[f.Choice("kind", changeNames...)]
	c := ledger.ProposeCommand{
		BudgetID: b.ID, Event: ch.event, Amount: f.Won("amount"), Basis: f.Text("basis", 200, true),
		EffectiveOn: f.Day("effective_on", true), Key: f.Key(),
	}
	if ch.cut {
		c.Amount = -c.Amount
	}
	var made ledger.Proposal
	done, err := f.Submit(func() error {
		var err error
		made, err = h.books.Propose(r.Context(), kit.Actor(r), c)
		return err
	})
	switch {
	case err != nil:
		return err
	case !done:
		return h.showPropose(w, r, b, f)
	}
	return kit.RedirectWith(w, r, "/proposals/"+kit.Int64(made.ID), "budget.proposed")
}

func (h *Handler) proposal(w http.ResponseWriter, r *http.Request) error {
	return h.showProposal(w, r, kit.Blank())
}

func (h *Handler) showProposal(w http.ResponseWriter, r *http.Request, f *kit.Form) error {
	id, err := kit.ID(r, "id")
	if err != nil {
		return err
	}
	ctx, by := r.Context(), kit.Actor(r)
	p, b, err := h.books.FindProposal(ctx, by, id)
	if err != nil {
		return err
	}
	v := proposalPage{Proposal: p, Budget: b, Form: f, Manages: ledger.Manages(by, b), Own: p.ProposedBy == by.PersonID}
	shell := kit.Page(w, r, text.T(ctx, "budget.proposal.title", "id", p.ID))
	shell.ErrorTitle, shell.ObjectID, shell.State = f.Refused(), kit.Int64(p.ID), string(p.State)
	shell.Breadcrumb = []component.Crumb{listCrumb(ctx), budgetCrumb(ctx, b)}
	return kit.Render(w, r, f.Status(), proposalView(shell, v))
}

func (h *Handler) confirm(w http.ResponseWriter, r *http.Request) error {
	return h.decide(w, r, "budget.confirmed", func(_ *kit.Form, id int64) error {
		return h.books.Confirm(r.Context(), kit.Actor(r), id)
	})
}

func (h *Handler) refuse(w http.ResponseWriter, r *http.Request) error {
	return h.decide(w, r, "budget.refused", func(f *kit.Form, id int64) error {
		return h.books.Refuse(r.Context(), kit.Actor(r), id, f.Value("reason"))
	})
}

// decide carries out one decision; the service judges the actor before the input.
func (h *Handler) decide(w http.ResponseWriter, r *http.Request, said string, do func(f *kit.Form, id int64) error) error {
	id, err := kit.ID(r, "id")
	if err != nil {
		return err
	}
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	done, err := f.Submit(func() error { return do(f, id) })
	switch {
	case err != nil:
		return err
	case !done:
		return h.showProposal(w, r, f)
	}
	return kit.RedirectWith(w, r, "/proposals/"+kit.Int64(id), said)
}

// effect is what a proposal would leave of the stages it moves money between.
type effect struct {
	stage         ledger.Account
	before, after money.Won
}

func effects(p ledger.Proposal, b ledger.Budget) []effect {
	if p.Event == ledger.Appropriate {
		return []effect{{ledger.Appropriation, b.Appropriated, b.Appropriated + p.Amount}, {ledger.Unallotted, b.Unallotted, b.Unallotted + p.Amount}}
	}
	return []effect{{ledger.Unallotted, b.Unallotted, b.Unallotted - p.Amount}, {ledger.Available, b.Available, b.Available + p.Amount}}
}
