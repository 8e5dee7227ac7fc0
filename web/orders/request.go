package orders

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/ledger"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/order"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/ui/component"
)

// blank shows the empty order form for a part of the cart.
func (h *Handler) blank(w http.ResponseWriter, r *http.Request) error {
	by, err := requester(r)
	if err != nil {
		return err
	}
	query, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	supplier, err := strconv.ParseInt(query.Value("supplier"), 10, 64)
	store := market.Storefront(query.Value("store"))
	if err != nil || !store.Valid() {
		return fault.ErrNotFound
	}
	lines, err := h.Market.CartOf(r.Context(), by)
	if err != nil {
		return err
	}
	f := kit.Blank("store", string(store), "supplier", query.Value("supplier"), "client_key", kit.NewKey(), "contact_name", by.PersonName)
	for _, g := range group(lines) {
		if g.SupplierID == supplier && g.Storefront == store {
			for _, l := range g.Lines {
				f.Values.Add("line", strconv.FormatInt(l.Offer.OfferID, 10)+":"+strconv.Itoa(l.Quantity))
			}
		}
	}
	if len(f.Values["line"]) == 0 {
		return kit.Redirect(w, r, "/cart")
	}
	return h.renderRequest(w, r, by, f)
}

const maxLines = 100

// readLines reads the hidden lines of the order form: offer:quantity each.
func readLines(f *kit.Form) []order.LineCommand {
	var out []order.LineCommand
	if len(f.Values["line"]) > maxLines {
		f.Fail("line", "unreadable")
		return nil
	}
	for _, s := range f.Values["line"] {
		offer, n, _ := strings.Cut(s, ":")
		id, err1 := strconv.ParseInt(offer, 10, 64)
		quantity, err2 := strconv.Atoi(n)
		if err1 != nil || err2 != nil {
			f.Fail("line", "unreadable")
			return nil
		}
		out = append(out, order.LineCommand{OfferID: id, Quantity: quantity})
	}
	return out
}

// readRequest turns the form into the command; f.Err says what is wrong with it.
func readRequest(f *kit.Form) order.PlaceCommand {
	c := order.PlaceCommand{
		ClientKey: f.Key(), Storefront: market.Storefront(f.Value("store")), Lines: readLines(f),
		Place: f.Text("place", 200, true), ContactName: f.Text("contact_name", 60, true), ContactPhone: f.Text("contact_phone", 30, true),
		WantedOn: f.Day("wanted_on", true), Note: f.Text("note", 1000, false), WaiveSubsidy: f.Value("waive_subsidy") != "",
	}
	if !c.Storefront.Valid() {
		f.Fail("store", "not_a_choice")
	}
	var err error
	if c.SupplierID, err = strconv.ParseInt(f.Value("supplier"), 10, 64); err != nil {
		f.Fail("supplier", "not_a_choice")
	}
	switch c.BudgetID, err = strconv.ParseInt(f.Value("budget_id"), 10, 64); {
	case f.Value("budget_id") == "":
		f.Fail("budget_id", "choose")
	case err != nil:
		f.Fail("budget_id", "not_a_choice")
	}
	return c
}

// lineCommand is the part of the command that a quote needs even when the rest is wrong.
func lineCommand(f *kit.Form) order.PlaceCommand {
	scratch := &kit.Form{Values: f.Values}
	supplier, _ := strconv.ParseInt(f.Value("supplier"), 10, 64)
	return order.PlaceCommand{
		Storefront: market.Storefront(f.Value("store")), SupplierID: supplier, Lines: readLines(scratch),
		WaiveSubsidy: f.Value("waive_subsidy") != "",
	}
}

// renderRequest shows the order form: empty, filled, or refused.
func (h *Handler) renderRequest(w http.ResponseWriter, r *http.Request, by auth.Actor, f *kit.Form) error {
	q, err := h.Orders.Quote(r.Context(), by, lineCommand(f))
	if err != nil {
		return err
	}
	budgets, err := h.Orders.Budgets(r.Context(), by)
	if err != nil {
		return err
	}
	if f.Value("wanted_on") == "" && !f.Refused() {
		f.Set("wanted_on", q.Earliest.String())
	}
	p := kit.Page(w, r, text.T(r.Context(), "order.form.title"))
	p.Storefront, p.ErrorTitle = f.Value("store"), f.Refused()
	p.Breadcrumb = []component.Crumb{{Label: text.T(r.Context(), "cart.title"), Href: "/cart"}, {Label: text.T(r.Context(), "order.form.title")}}
	return kit.Render(w, r, f.Status(), requestPage(requestView{Page: p, Form: f, Quote: q, Budgets: budgets}))
}

// check shows what is about to be submitted, or the form again: with what is wrong, or
// because something is to be changed.
func (h *Handler) check(w http.ResponseWriter, r *http.Request) error {
	by, err := requester(r)
	if err != nil {
		return err
	}
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	if f.Value("edit") != "" {
		return h.renderRequest(w, r, by, f)
	}
	c := readRequest(f)
	var q order.Quote
	ok, err := f.Submit(func() error {
		var err error
		if q, err = h.Orders.Quote(r.Context(), by, c); err != nil {
			return err
		}
		return q.First()
	})
	switch {
	case err != nil:
		return err
	case !ok:
		return h.renderRequest(w, r, by, f)
	}
	budgets, err := h.Orders.Budgets(r.Context(), by)
	if err != nil {
		return err
	}
	p := kit.Page(w, r, text.T(r.Context(), "order.check.title"))
	p.Storefront = f.Value("store")
	p.Breadcrumb = []component.Crumb{{Label: text.T(r.Context(), "cart.title"), Href: "/cart"}, {Label: text.T(r.Context(), "order.check.title")}}
	return kit.Render(w, r, http.StatusOK, checkPage(checkView{Page: p, Form: f, Command: c, Quote: q, Budget: chosen(budgets, c.BudgetID)}))
}

func chosen(budgets []ledger.Budget, id int64) ledger.Budget {
	for _, b := range budgets {
		if b.ID == id {
			return b
		}
	}
	return ledger.Budget{ID: id}
}

func (h *Handler) submit(w http.ResponseWriter, r *http.Request) error {
	by, err := requester(r)
	if err != nil {
		return err
	}
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	c := readRequest(f)
	if f.Value("total") != "" {
		c.Total = f.Won("total")
	}
	var o order.Order
	ok, err := f.Submit(func() error {
		var err error
		o, err = h.Orders.Place(r.Context(), by, c)
		return err
	})
	switch {
	case err != nil:
		return err
	case ok:
		return kit.RedirectWith(w, r, "/orders/"+strconv.FormatInt(o.ID, 10), "order.placed", "number", o.Number)
	}
	return h.renderRequest(w, r, by, f)
}

// hidden keeps everything of the form in the check page.
func hidden(f *kit.Form, total money.Won) []component.Hidden {
	var out []component.Hidden
	for _, name := range []string{
		"client_key", "store", "supplier", "place", "contact_name", "contact_phone", "wanted_on", "note", "budget_id", "waive_subsidy",
	} {
		if v := f.Value(name); v != "" {
			out = append(out, component.Hidden{Name: name, Value: v})
		}
	}
	for _, v := range f.Values["line"] {
		out = append(out, component.Hidden{Name: "line", Value: v})
	}
	return append(out, component.Hidden{Name: "total", Value: strconv.FormatInt(int64(total), 10)})
}

// budgetName shows a budget line with what is left of it.
func budgetName(ctx context.Context, b ledger.Budget) string {
	return b.Code + " " + text.Pick(ctx, b.NameKo, b.NameEn)
}

// flow shows how far the order form has come.
func flow(ctx context.Context, now int) component.StepsProps {
	return component.StepsProps{Current: now, Steps: []string{
		text.T(ctx, "order.form.step1"), text.T(ctx, "order.form.step2"), text.T(ctx, "order.form.step3"),
	}}
}
