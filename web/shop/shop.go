// Package shop owns the public storefronts: the market's home, the front page of each
// of the three, the search they share, product, item and supplier pages, and the box
// that finds any number. One set of handlers serves all three; what differs between
// them is data. It refuses to sell: the cart and the order have areas of their own.
package shop

import (
	"context"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/insight"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/ui/component"
)

// Deps are what the storefronts read.
type Deps struct {
	Catalog *catalog.Reader
	Insight *insight.Service
	Rules   *market.Today
	Market  *market.Service // takes questions
	Popular *catalog.Popular
}

// Handler serves the storefronts.
type Handler struct{ Deps }

// New makes a Handler.
func New(d Deps) *Handler { return &Handler{d} }

// Routes is the area's part of the route table.
func (h *Handler) Routes() []kit.Route {
	routes := []kit.Route{
		kit.GET("/", h.home),
		kit.GET("/search", h.search),
		kit.GET("/search/suggest", h.suggest),
		kit.GET("/find", h.find),
		kit.GET("/products/{offer}", h.product),
		kit.POST("/products/{offer}/questions", h.ask),
		kit.GET("/items/{number}", h.item),
		kit.GET("/bodies/{body}", h.supplier),
	}
	for _, s := range storefronts {
		routes = append(routes, kit.GET(s.Path, h.front(s)))
	}
	return routes
}

// featured is the number of products a front page shows.
const featured = 10

func (h *Handler) home(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v := homeView{}
	tree, rules, err := h.common(ctx)
	if err != nil {
		return err
	}
	if v.Figures, err = h.Insight.Figures(ctx); err != nil {
		return err
	}
	hits, err := h.Catalog.Featured(ctx, "", featured)
	if err != nil {
		return err
	}
	v.Products = offers(ctx, hits, rules, "")
	v.Classes = tree.Leaves(v.Figures.Under(insight.Market+insight.Classes), 16)
	v.Rules = rules
	v.Page = kit.Page(w, r, "")
	v.Page.Description = text.T(ctx, "shop.home.lead")
	return kit.Render(w, r, http.StatusOK, homePage(v))
}

// front serves the front page of one storefront.
func (h *Handler) front(s storefront) kit.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		ctx := r.Context()
		v := frontView{Store: s}
		tree, rules, err := h.common(ctx)
		if err != nil {
			return err
		}
		if v.Figures, err = h.Insight.Figures(ctx); err != nil {
			return err
		}
		hits, err := h.Catalog.Featured(ctx, string(s.ID), featured)
		if err != nil {
			return err
		}
		v.Products = offers(ctx, hits, rules, s.ID)
		v.Classes = tree.Leaves(v.Figures.Under(string(s.ID)+insight.Classes), 24)
		v.Rules = rules
		v.Page = kit.Page(w, r, storeName(ctx, string(s.ID)))
		v.Page.Storefront, v.Page.Description = string(s.ID), text.T(ctx, s.text("lead"))
		return kit.Render(w, r, http.StatusOK, frontPage(v))
	}
}

// find answers the number box: the page of the object that bears the number, or a
// search for what was typed.
func (h *Handler) find(w http.ResponseWriter, r *http.Request) error {
	n := catalog.CutSearch(r.URL.Query().Get("n"))
	found, err := h.Insight.Find(r.Context(), kit.Actor(r), n)
	if err != nil {
		return err
	}
	if found.Path != "" {
		return kit.Redirect(w, r, found.Path)
	}
	st := state{SearchQuery: catalog.SearchQuery{Text: n}}
	if n != "" {
		st.Number = numberNone
	}
	return kit.Redirect(w, r, st.url())
}

func (h *Handler) item(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	number, err := strconv.Atoi(chi.URLParam(r, "number"))
	if err != nil || number < 10_000_000 || number > 99_999_999 {
		return fault.ErrNotFound
	}
	tree, rules, err := h.common(ctx)
	if err != nil {
		return err
	}
	it, err := h.Catalog.ItemOffers(ctx, number)
	if err != nil {
		return err
	}
	v := itemView{Item: it, Offers: offers(ctx, it.Hits, rules, ""), Path: tree.Path(it.ClassCode)}
	v.Page = kit.Page(w, r, v.name(ctx))
	v.Page.ObjectID = strconv.Itoa(number)
	v.Page.Breadcrumb = classCrumbs(ctx, v.Path, "", v.name(ctx))
	return kit.Render(w, r, http.StatusOK, itemPage(v))
}

func (h *Handler) supplier(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	id, err := kit.ID(r, "body")
	if err != nil {
		return err
	}
	_, rules, err := h.common(ctx)
	if err != nil {
		return err
	}
	card, hits, err := h.Catalog.Supplier(ctx, id, 2*featured)
	if err != nil {
		return err
	}
	v := supplierView{Card: card, Offers: offers(ctx, hits, rules, "")}
	v.Page = kit.Page(w, r, v.name(ctx))
	v.Page.ObjectID, v.Page.State = strconv.FormatInt(id, 10), card.State
	v.Page.Breadcrumb = []component.Crumb{{Label: text.T(ctx, "shop.search.title"), Href: "/search"}, {Label: v.name(ctx)}}
	return kit.Render(w, r, http.StatusOK, supplierPage(v))
}

// common reads what every page needs; both are kept in memory and cost no round trip
// while they are fresh.
func (h *Handler) common(ctx context.Context) (catalog.ClassTree, market.Rules, error) {
	tree, err := h.Catalog.Classes(ctx)
	if err != nil {
		return tree, market.Rules{}, err
	}
	rules, err := h.Rules.Rules(ctx)
	return tree, rules, err
}

// mayCart reports whether the actor has a cart: an institution's requester.
func mayCart(v productView) bool { return v.Actor.Has(org.Requester) }
