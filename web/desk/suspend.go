package desk

import (
	"context"
	"net/http"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/order"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/ui/component"
)

// suspendView is the page that says what a suspension would touch before it is done.
type suspendView struct {
	catalog.OfferView
	Form   *kit.Form
	Reach  market.Reach
	Orders []order.OpenOrder
}

func (v suspendView) url() string { return "/offers/" + kit.Int64(v.Offer.ID) }

// stateCount is how many open orders are in a state.
type stateCount struct {
	State order.State
	N     int
}

// states counts the open orders by state, in the order of an order's life.
func (v suspendView) states() []stateCount {
	n := map[order.State]int{}
	for _, o := range v.Orders {
		n[o.State]++
	}
	var out []stateCount
	for _, s := range order.States {
		if n[s] > 0 {
			out = append(out, stateCount{s, n[s]})
		}
	}
	return out
}

// amount is what the open orders come to, of this offer.
func (v suspendView) amount() money.Won {
	var sum money.Won
	for _, o := range v.Orders {
		sum += o.Amount
	}
	return sum
}

func (v suspendView) bars(ctx context.Context) []component.Bar {
	var out []component.Bar
	for _, s := range v.states() {
		out = append(out, component.Bar{Label: text.T(ctx, "status.order."+string(s.State)), Value: int64(s.N), Text: text.T(ctx, "desk.count", "n", s.N)})
	}
	return out
}

func (h *Handler) suspendPage(w http.ResponseWriter, r *http.Request) error {
	return h.showSuspend(w, r, kit.Blank())
}

func (h *Handler) showSuspend(w http.ResponseWriter, r *http.Request, f *kit.Form) error {
	ctx, by := r.Context(), kit.Actor(r)
	id, err := kit.ID(r, "id")
	if err != nil {
		return err
	}
	if !by.SignedIn() {
		return fault.ErrUnauthenticated
	}
	if err := by.Need(org.ProductReviewer); err != nil {
		return err
	}
	v := suspendView{Form: f}
	if v.OfferView, err = h.Catalog.View(ctx, by, id); err != nil {
		return err
	}
	if v.Offer.State != catalog.Listed && !f.Refused() {
		return market.ErrOfferState
	}
	if v.Reach, err = h.Market.ReachOf(ctx, by, v.Offer.ItemNumber, v.Offer.SupplierID); err != nil {
		return err
	}
	if v.Orders, err = h.Orders.OpenOrders(ctx, by, id); err != nil {
		return err
	}
	p := kit.Page(w, r, text.T(ctx, "desk.suspend.title"))
	name := text.Pick(ctx, v.Item.NameKo, v.Item.NameEn)
	p.Breadcrumb = []component.Crumb{{Label: text.T(ctx, "desk.queue.title"), Href: "/desk/listings"}, {Label: name, Href: v.url()}, {Label: p.Title}}
	p.ObjectID, p.State, p.ErrorTitle = kit.Int64(id), string(v.Offer.State), f.Refused()
	return kit.Render(w, r, f.Status(), suspendPageView(p, v))
}

func (h *Handler) suspend(w http.ResponseWriter, r *http.Request) error {
	id, err := kit.ID(r, "id")
	if err != nil {
		return err
	}
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	done, err := f.Submit(func() error { return h.suspendNow(r.Context(), kit.Actor(r), id, f) })
	if err != nil {
		return err
	}
	if !done {
		return h.showSuspend(w, r, f)
	}
	return kit.RedirectWith(w, r, "/offers/"+kit.Int64(id), "desk.suspended")
}

func (h *Handler) suspendNow(ctx context.Context, by auth.Actor, id int64, f *kit.Form) error {
	return h.Market.SuspendOffer(ctx, by, id, f.Version(), f.Value("reason"))
}
