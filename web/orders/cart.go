package orders

import (
	"net/http"
	"strconv"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/order"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/kit"
)

// cartGroup is the part of a cart that one order will be made of.
type cartGroup struct {
	Storefront market.Storefront
	SupplierID int64
	Supplier   string
	Lines      []market.CartLine
	Quote      order.Quote
}

// group splits a cart per supplier and storefront; the cart comes sorted that way.
func group(lines []market.CartLine) []cartGroup {
	var out []cartGroup
	for _, l := range lines {
		last := len(out) - 1
		if last < 0 || out[last].SupplierID != l.Offer.SupplierID || out[last].Storefront != l.Storefront {
			out = append(out, cartGroup{Storefront: l.Storefront, SupplierID: l.Offer.SupplierID})
			last++
		}
		out[last].Lines = append(out[last].Lines, l)
	}
	return out
}

// command asks for the group as an order, without a budget and a day yet.
func (g cartGroup) command() order.PlaceCommand {
	c := order.PlaceCommand{Storefront: g.Storefront, SupplierID: g.SupplierID}
	for _, l := range g.Lines {
		c.Lines = append(c.Lines, order.LineCommand{OfferID: l.Offer.OfferID, Quantity: l.Quantity})
	}
	return c
}

func (h *Handler) cart(w http.ResponseWriter, r *http.Request) error {
	return h.renderCart(w, r, kit.Blank())
}

func requester(r *http.Request) (auth.Actor, error) {
	by := kit.Actor(r)
	return by, by.Need(org.Requester)
}

func (h *Handler) renderCart(w http.ResponseWriter, r *http.Request, f *kit.Form) error {
	by, err := requester(r)
	if err != nil {
		return err
	}
	lines, err := h.Market.CartOf(r.Context(), by)
	if err != nil {
		return err
	}
	groups := group(lines)
	for i := range groups {
		g := &groups[i]
		g.Supplier = text.Pick(r.Context(), g.Lines[0].Offer.SupplierName, g.Lines[0].Offer.SupplierNameEn)
		if g.Quote, err = h.Orders.Quote(r.Context(), by, g.command()); err != nil {
			return err
		}
	}
	p := kit.Page(w, r, text.T(r.Context(), "cart.title"))
	p.ErrorTitle = f.Refused()
	return kit.Render(w, r, f.Status(), cartPage(cartView{Page: p, Form: f, Groups: groups}))
}

// cartAct runs a command on the cart and comes back to it, with the refusal if any.
func (h *Handler) cartAct(w http.ResponseWriter, r *http.Request, done string, do func(by auth.Actor, f *kit.Form, offer int64, store market.Storefront) error) error {
	by, err := requester(r)
	if err != nil {
		return err
	}
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	offer, err := strconv.ParseInt(f.Value("offer_id"), 10, 64)
	store := market.Storefront(f.Value("store"))
	if err != nil || !store.Valid() {
		return fault.ErrNotFound
	}
	ok, err := f.Submit(func() error { return do(by, f, offer, store) })
	switch {
	case err != nil:
		return err
	case ok:
		return kit.RedirectWith(w, r, "/cart", done)
	}
	return h.renderCart(w, r, f)
}

func (h *Handler) cartAdd(w http.ResponseWriter, r *http.Request) error {
	return h.cartAct(w, r, "cart.added", func(by auth.Actor, f *kit.Form, offer int64, store market.Storefront) error {
		n, err := quantity(f)
		if err != nil {
			return err
		}
		return h.Market.AddToCart(r.Context(), by, offer, store, n)
	})
}

func (h *Handler) cartUpdate(w http.ResponseWriter, r *http.Request) error {
	return h.cartAct(w, r, "cart.updated", func(by auth.Actor, f *kit.Form, offer int64, store market.Storefront) error {
		n, err := quantity(f)
		if err != nil {
			return err
		}
		return h.Market.SetQuantity(r.Context(), by, offer, store, n)
	})
}

func (h *Handler) cartRemove(w http.ResponseWriter, r *http.Request) error {
	return h.cartAct(w, r, "cart.removed", func(by auth.Actor, _ *kit.Form, offer int64, store market.Storefront) error {
		return h.Market.RemoveFromCart(r.Context(), by, offer, store)
	})
}

func quantity(f *kit.Form) (int, error) {
	n := f.Int("quantity", 1, 1_000_000)
	return n, f.Err()
}
