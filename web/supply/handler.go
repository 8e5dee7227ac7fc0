// Package supply owns the supplier's screens: the list of its own offers, the task list
// that makes an offer out of sections kept as drafts, the check before submitting, the
// price change beside what is on sale, and withdrawal. It refuses to show another
// supplier's drafts and decides nothing: approval is the desk's.
package supply

import (
	"net/http"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/ui/component"
	"jangteo.kr/web/ui/layout"
)

// Deps are what the area calls. Review shows an offer to whoever is not its supplier:
// an offer has one address for everybody who may know of it.
type Deps struct {
	Catalog *catalog.Service
	Market  *market.Service
	Clock   kst.Clock
	Review  kit.Handler
}

// Handler serves the area.
type Handler struct{ Deps }

// New makes a Handler.
func New(d Deps) *Handler { return &Handler{d} }

// Routes of the area.
func (h *Handler) Routes() []kit.Route {
	return []kit.Route{
		kit.GET("/offers", h.list),
		kit.GET("/offers/new", h.startPage),
		kit.POST("/offers/new", h.start),
		kit.POST("/offers/new/draft", h.keepStart),
		kit.POST("/offers/new/draft/discard", h.discardStart),
		kit.GET("/offers/{id}", h.offer),
		kit.POST("/offers/{id}/draft/{section}", h.keepSection),
		kit.POST("/offers/{id}/draft/{section}/discard", h.discardSection),
		kit.GET("/offers/{id}/preview", h.preview),
		kit.GET("/offers/{id}/copy", h.copyPage),
		kit.POST("/offers/{id}/copy", h.copyOffer),
		kit.GET("/offers/{id}/terms", h.termsPage),
		kit.POST("/offers/{id}/terms", h.saveTerms),
		kit.GET("/offers/{id}/specification", h.specificationPage),
		kit.POST("/offers/{id}/specification", h.saveSpecification),
		kit.GET("/offers/{id}/pictures", h.picturesPage),
		kit.POST("/offers/{id}/pictures", h.savePictures),
		kit.POST("/offers/{id}/pictures/add", h.addPicture),
		kit.GET("/offers/{id}/certificates", h.certificatesPage),
		kit.POST("/offers/{id}/certificates", h.saveCertificates),
		kit.GET("/offers/{id}/check", h.checkPage),
		kit.POST("/offers/{id}/submit", h.submit),
		kit.POST("/offers/{id}/recall", h.recall),
		kit.POST("/offers/{id}/change", h.change),
		kit.POST("/offers/{id}/discard", h.discard),
		kit.GET("/offers/{id}/withdraw", h.withdrawPage),
		kit.POST("/offers/{id}/withdraw", h.withdraw),
	}
}

func offerURL(id int64) string { return "/offers/" + kit.Int64(id) }

// page is the shell of the area's pages, with the way back to the list.
func (h *Handler) page(w http.ResponseWriter, r *http.Request, title string) layout.Page {
	p := kit.Page(w, r, title)
	p.Breadcrumb = []component.Crumb{{Label: text.T(r.Context(), "supply.list.title"), Href: "/offers"}, {Label: title}}
	return p
}

// own reads an offer for its supplier. Whoever else may know of it is refused here,
// because these are the supplier's own pages.
func (h *Handler) own(r *http.Request) (auth.Actor, catalog.OfferView, error) {
	by := kit.Actor(r)
	if !by.SignedIn() {
		return by, catalog.OfferView{}, fault.ErrUnauthenticated
	}
	id, err := kit.ID(r, "id")
	if err != nil {
		return by, catalog.OfferView{}, err
	}
	v, err := h.Catalog.View(r.Context(), by, id)
	if err == nil && v.Offer.SupplierID != by.BodyID {
		err = fault.ErrForbidden
	}
	return by, v, err
}

// writable is own for the pages that edit: the pending version must be open.
func (h *Handler) writable(r *http.Request) (auth.Actor, catalog.OfferView, error) {
	by, v, err := h.own(r)
	if err == nil {
		err = by.Need(org.SupplierMember, org.SupplierAdmin)
	}
	if err == nil && (v.Pending == nil || !v.Pending.State.Editable()) {
		err = catalog.ErrNotEditable
	}
	return by, v, err
}

// offer is the offer's own page: the supplier's task list or, for others, the review.
func (h *Handler) offer(w http.ResponseWriter, r *http.Request) error {
	if by := kit.Actor(r); by.SignedIn() && !by.Is(org.Supplier) {
		return h.Review(w, r)
	}
	return h.showOffer(w, r, kit.Blank())
}

func (h *Handler) showOffer(w http.ResponseWriter, r *http.Request, f *kit.Form) error {
	ctx := r.Context()
	by, v, err := h.own(r)
	if err != nil {
		return err
	}
	o := offerView{OfferView: v, By: by, Form: f, Now: h.Clock()}
	if o.Grounds, err = h.Market.Grounds(ctx, v.Offer.ItemNumber, v.Offer.SupplierID); err != nil {
		return err
	}
	if o.Acts, err = h.Market.History(ctx, v.Offer.ID); err != nil {
		return err
	}
	if o.Turns, err = h.Market.Turns(ctx, objectOf(v.Offer.ID)); err != nil {
		return err
	}
	p := h.objectPage(w, r, v, text.Pick(ctx, v.Item.NameKo, v.Item.NameEn), f)
	return kit.Render(w, r, f.Status(), offerPage(p, o))
}

// objectPage is the shell of a page of one offer.
func (h *Handler) objectPage(w http.ResponseWriter, r *http.Request, v catalog.OfferView, title string, f *kit.Form) layout.Page {
	p := h.page(w, r, title)
	name := text.Pick(r.Context(), v.Item.NameKo, v.Item.NameEn)
	if title != name {
		p.Breadcrumb = []component.Crumb{p.Breadcrumb[0], {Label: name, Href: offerURL(v.Offer.ID)}, {Label: title}}
	}
	p.ObjectID, p.State, p.ErrorTitle = kit.Int64(v.Offer.ID), string(v.Offer.State), f.Refused()
	return p
}
