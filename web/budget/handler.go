// Package budget owns the screens of the books: the programmes' budgets everybody may
// see, one's own lines, the page of a line with where each won is, and the proposals
// that a second person confirms. What may be seen and done is decided in
// internal/ledger.
package budget

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/ledger"
	"jangteo.kr/internal/order"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/page"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/ui/component"
)

// Handler serves the area.
type Handler struct {
	books  *ledger.Service
	orders *order.Service
	clock  kst.Clock
}

// Deps are what the area needs.
type Deps struct {
	Ledger *ledger.Service
	Orders *order.Service // for the numbers of the orders that the books refer to
	Clock  kst.Clock      // says which fiscal year is shown first
}

// New makes the area's handler.
func New(d Deps) *Handler { return &Handler{books: d.Ledger, orders: d.Orders, clock: d.Clock} }

// Routes of the area.
func (h *Handler) Routes() []kit.Route {
	return []kit.Route{
		kit.GET("/programmes", h.programmes),
		kit.GET("/budgets", h.list),
		kit.GET("/budgets/new", h.newPage),
		kit.POST("/budgets", h.open),
		kit.GET("/budgets/{id}", h.show),
		kit.GET("/budgets/{id}/journal.csv", h.export),
		kit.GET("/budgets/{id}/proposals/new", h.proposePage),
		kit.POST("/budgets/{id}/proposals", h.propose),
		kit.GET("/proposals/{id}", h.proposal),
		kit.POST("/proposals/{id}/confirm", h.confirm),
		kit.POST("/proposals/{id}/refuse", h.refuse),
	}
}

func (h *Handler) programmes(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	rows, err := h.books.Programmes(ctx)
	if err != nil {
		return err
	}
	p := kit.Page(w, r, text.T(ctx, "budget.programmes.title"))
	p.Description = text.T(ctx, "budget.programmes.lead")
	return kit.Render(w, r, http.StatusOK, programmesView(p, programmesPage{
		Programmes: byProgramme(rows), Year: h.year(), MayOpen: ledger.MayOpen(kit.Actor(r)) && kit.Actor(r).Is(org.PPS),
	}))
}

func (h *Handler) list(w http.ResponseWriter, r *http.Request) error {
	by, err := kit.MustSignIn(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	v := listPage{By: by, Year: yearOf(r, h.year()), Now: h.year(), MayOpen: ledger.MayOpen(by)}
	if v.Shelf, err = h.books.List(ctx, by, v.Year); err != nil {
		return err
	}
	if by.Is(org.PPS) || by.Is(org.Auditor) {
		rows, err := h.books.Programmes(ctx)
		if err != nil {
			return err
		}
		v.Programmes = byProgramme(rows)
	}
	p := kit.Page(w, r, text.T(ctx, "budget.list.title"))
	p.Wide = true
	return kit.Render(w, r, http.StatusOK, listView(p, v))
}

// journalSize is how many journals a page of a budget shows.
const journalSize = 30

func (h *Handler) show(w http.ResponseWriter, r *http.Request) error {
	id, err := kit.ID(r, "id")
	if err != nil {
		return err
	}
	ctx, by := r.Context(), kit.Actor(r)
	look := ledger.Look{Stage: stageOf(r), Page: page.New(intOf(r, "page"), journalSize)}
	d, err := h.books.Find(ctx, by, id, look)
	if err != nil {
		return err
	}
	v := budgetPage{Detail: d, By: by, Look: look}
	if v.Names, err = h.actNames(ctx, d); err != nil {
		return err
	}
	p := kit.Page(w, r, text.Pick(ctx, d.NameKo, d.NameEn))
	p.ObjectID, p.State, p.Wide = kit.Int64(d.ID), "open", true
	p.Breadcrumb = []component.Crumb{back(ctx, by, d.Budget)}
	return kit.Render(w, r, http.StatusOK, budgetView(p, v))
}

func (h *Handler) export(w http.ResponseWriter, r *http.Request) error {
	id, err := kit.ID(r, "id")
	if err != nil {
		return err
	}
	ctx := r.Context()
	b, js, err := h.books.Export(ctx, kit.Actor(r), id)
	if err != nil {
		return err
	}
	names, err := h.namesOf(ctx, refsOf(js))
	if err != nil {
		return err
	}
	all := ledger.ScopeOf(kit.Actor(r), b).All
	head := []string{"id", "at", "day", "event", "act", "person", "amount", "late_damages"}
	if all {
		head = append(head, "available")
	}
	for i, c := range head {
		head[i] = text.T(ctx, "budget.journal."+c)
	}
	rows := [][]string{head}
	for _, j := range js {
		row := []string{
			kit.Int64(j.ID), j.At.In(kst.Zone).Format("2006-01-02 15:04:05"), j.Day().String(), text.T(ctx, "ledger.event."+string(j.Event)),
			names.of(ctx, j.Ref), j.Person, kit.Int64(int64(j.Amount)), kit.Int64(int64(j.Damages)),
		}
		if all {
			row = append(row, kit.Int64(int64(j.Available)))
		}
		rows = append(rows, row)
	}
	return kit.CSV(w, fmt.Sprintf("budget-%d-%d.csv", b.FiscalYear, b.ID), rows)
}

// names are what acts are called, by their reference.
type names map[string]string

func (n names) of(ctx context.Context, ref string) string {
	kind, id, _ := strings.Cut(ref, ":")
	if s, ok := n[ref]; ok {
		id = s
	}
	if !text.From(ctx).Has("budget.act." + kind) {
		return ref
	}
	return text.T(ctx, "budget.act."+kind, "number", id)
}

// actNames finds the names of all acts on a page.
func (h *Handler) actNames(ctx context.Context, d ledger.Detail) (names, error) {
	refs := refsOf(d.Journals)
	for _, hold := range d.Holds {
		refs = append(refs, hold.Ref)
	}
	return h.namesOf(ctx, refs)
}

func refsOf(js []ledger.Journal) []string {
	refs := make([]string, len(js))
	for i, j := range js {
		refs[i] = j.Ref
	}
	return refs
}

func (h *Handler) namesOf(ctx context.Context, refs []string) (names, error) {
	var ids []int64
	for _, ref := range refs {
		if digits, ok := strings.CutPrefix(ref, "order:"); ok {
			if id, err := strconv.ParseInt(digits, 10, 64); err == nil {
				ids = append(ids, id)
			}
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	numbers, err := h.orders.Numbers(ctx, ids)
	n := make(names, len(numbers))
	for id, number := range numbers {
		n["order:"+kit.Int64(id)] = number
	}
	return n, err
}

func (h *Handler) year() int { return kst.DayOf(h.clock()).Year }

func yearOf(r *http.Request, now int) int {
	if y := intOf(r, "year"); y >= ledger.FirstYear && y <= ledger.LastYear {
		return y
	}
	return now
}

func intOf(r *http.Request, name string) int {
	n, err := strconv.Atoi(r.URL.Query().Get(name))
	if err != nil {
		return 0
	}
	return n
}

// stageOf is the stage whose acts are asked for; anything unknown is all of them.
func stageOf(r *http.Request) ledger.Account {
	switch a := ledger.Account(r.URL.Query().Get("stage")); a {
	case ledger.Reserved, ledger.Obligated, ledger.Payable, ledger.Paid, ledger.LateDamages:
		return a
	case ledger.Appropriation, ledger.Unallotted, ledger.Available:
	}
	return ""
}

// back is the list a budget's page leads back to.
func back(ctx context.Context, by auth.Actor, b ledger.Budget) component.Crumb {
	if b.Kind == ledger.Programme && !ledger.Manages(by, b) {
		return component.Crumb{Label: text.T(ctx, "budget.programmes.title"), Href: "/programmes"}
	}
	return component.Crumb{Label: text.T(ctx, "budget.list.title"), Href: "/budgets?year=" + strconv.Itoa(b.FiscalYear)}
}
