// Package orders owns the pages of buying and delivering: the cart, the order form
// and its check, the list of orders, and the page of one order with whatever step is
// the visitor's to take. It decides nothing: it asks the services and shows what they
// say, refusals included.
package orders

import (
	"fmt"
	"net/http"
	"strconv"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/order"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/page"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/ui/component"
)

// Deps are what the handlers work with.
type Deps struct {
	Orders  *order.Service
	Market  *market.Service
	Clock   kst.Clock // nil: the machine's
	BaseURL string    // of this site, without a slash at the end; printed on papers
}

// Handler serves the area.
type Handler struct{ Deps }

// New makes the handler.
func New(d Deps) *Handler {
	if d.Clock == nil {
		d.Clock = kst.Real
	}
	return &Handler{d}
}

// Routes lists the area's addresses.
func (h *Handler) Routes() []kit.Route {
	return []kit.Route{
		kit.GET("/cart", h.cart),
		kit.POST("/cart/add", h.cartAdd),
		kit.POST("/cart/update", h.cartUpdate),
		kit.POST("/cart/remove", h.cartRemove),
		kit.GET("/orders", h.list),
		kit.GET("/orders.csv", h.csv),
		kit.GET("/orders/new", h.blank),
		kit.POST("/orders/check", h.check),
		kit.POST("/orders", h.submit),
		kit.GET("/orders/{id}", h.show),
		kit.GET("/orders/{id}/delivery-request.pdf", h.paper),
		kit.POST("/orders/{id}/approve", h.step("approve")),
		kit.POST("/orders/{id}/refuse", h.step("refuse")),
		kit.POST("/orders/{id}/confirm", h.step("confirm")),
		kit.POST("/orders/{id}/decline", h.step("decline")),
		kit.POST("/orders/{id}/cancel", h.step("cancel")),
		kit.POST("/orders/{id}/ship", h.step("ship")),
		kit.POST("/orders/{id}/inspect", h.step("inspect")),
		kit.POST("/orders/{id}/claim", h.step("claim")),
		kit.POST("/orders/{id}/pay", h.step("pay")),
	}
}

const pageSize = 50

// readFilter reads the list's query string. What cannot be read does not narrow.
func readFilter(f *kit.Form) order.Filter {
	out := order.Filter{Query: f.Value("q")}
	if s := order.State(f.Value("state")); s.Valid() {
		out.State = s
	}
	if s := market.Storefront(f.Value("store")); s.Valid() {
		out.Storefront = s
	}
	out.InstitutionID, _ = strconv.ParseInt(f.Value("institution"), 10, 64)
	out.SupplierID, _ = strconv.ParseInt(f.Value("supplier"), 10, 64)
	out.From, _ = kst.ParseDay(f.Value("from"))
	out.Until, _ = kst.ParseDay(f.Value("until"))
	n, _ := strconv.Atoi(f.Value("page"))
	out.Page = page.New(n, pageSize)
	return out
}

func (h *Handler) list(w http.ResponseWriter, r *http.Request) error {
	by, err := kit.MustSignIn(r)
	if err != nil {
		return err
	}
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	filter := readFilter(f)
	rows, total, err := h.Orders.List(r.Context(), by, filter)
	if err != nil {
		return err
	}
	if last := filter.Page.Count(total); len(rows) == 0 && filter.Page.Number > last && total > 0 {
		filter.Page = page.New(last, pageSize)
		if rows, total, err = h.Orders.List(r.Context(), by, filter); err != nil {
			return err
		}
	}
	parties, err := h.Orders.Parties(r.Context(), by)
	if err != nil {
		return err
	}
	p := kit.Page(w, r, text.T(r.Context(), "order.title"))
	p.Wide = true
	return kit.Render(w, r, http.StatusOK, listPage(listView{
		Page: p, By: by, Form: f, Filter: filter, Rows: rows, Total: total, Parties: parties, Now: h.Clock(),
	}))
}

// csvRows bounds an export; who needs more narrows the list.
const csvRows = 10_000

func (h *Handler) csv(w http.ResponseWriter, r *http.Request) error {
	by, err := kit.MustSignIn(r)
	if err != nil {
		return err
	}
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	filter := readFilter(f)
	filter.Page = page.Page{Number: 1, Size: csvRows}
	rows, _, err := h.Orders.List(r.Context(), by, filter)
	if err != nil {
		return err
	}
	return kit.CSV(w, "orders-"+kst.DayOf(h.Clock()).String()+".csv", csvTable(r.Context(), rows))
}

func (h *Handler) show(w http.ResponseWriter, r *http.Request) error {
	return h.render(w, r, http.StatusOK, nil, "")
}

// render shows an order; failed is the key of the step form that was refused.
func (h *Handler) render(w http.ResponseWriter, r *http.Request, status int, f *kit.Form, failed string) error {
	by, err := kit.MustSignIn(r)
	if err != nil {
		return err
	}
	id, err := kit.ID(r, "id")
	if err != nil {
		return err
	}
	d, err := h.Orders.Find(r.Context(), by, id)
	if err != nil {
		return err
	}
	p := kit.Page(w, r, d.Number)
	p.ObjectID, p.State, p.Storefront = strconv.FormatInt(d.ID, 10), string(d.State), string(d.Storefront)
	p.Breadcrumb = []component.Crumb{{Label: text.T(r.Context(), "order.title"), Href: "/orders"}, {Label: d.Number}}
	p.ErrorTitle = f != nil
	p.Wide = true
	return kit.Render(w, r, status, showPage(showView{
		Page: p, By: by, Detail: d, Moves: d.Moves(by), Form: f, Failed: failed, Now: h.Clock(),
	}))
}

func (h *Handler) paper(w http.ResponseWriter, r *http.Request) error {
	by, err := kit.MustSignIn(r)
	if err != nil {
		return err
	}
	id, err := kit.ID(r, "id")
	if err != nil {
		return err
	}
	d, err := h.Orders.Find(r.Context(), by, id)
	if err != nil {
		return err
	}
	paper := d.Paper()
	if paper == nil {
		return fault.ErrNotFound
	}
	body, err := order.DeliveryRequestPDF(*paper, h.BaseURL+"/verify/"+paper.Verification)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/pdf")
	w.Header().Set("Content-Disposition", fmt.Sprintf(`inline; filename="delivery-request-%s.pdf"`, d.Number))
	_, err = w.Write(body)
	return err
}

// seesBudgets reports whether the visitor may know which budget pays: the supplier may not.
func seesBudgets(by auth.Actor) bool { return !by.Is(org.Supplier) }
