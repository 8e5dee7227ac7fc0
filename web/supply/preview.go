package supply

import (
	"context"
	"net/http"
	"strings"

	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/offerview"
	"jangteo.kr/web/ui/component"
)

// previewView is a version as a buyer would see it in a storefront.
type previewView struct {
	catalog.OfferView
	Version  catalog.OfferVersion
	Standing []market.Standing
	At       market.Standing // in the storefront shown
	Own      bool            // its supplier looks
}

// preview shows the version that is being written or reviewed, otherwise what is on sale,
// as buyers would see it. Its supplier and the desks that decide about it may; for
// an auditor the version itself is enough.
func (h *Handler) preview(w http.ResponseWriter, r *http.Request) error {
	ctx, by := r.Context(), kit.Actor(r)
	if !by.SignedIn() {
		return fault.ErrUnauthenticated
	}
	id, err := kit.ID(r, "id")
	if err != nil {
		return err
	}
	v := previewView{}
	if v.OfferView, err = h.Catalog.View(ctx, by, id); err != nil {
		return err
	}
	v.Own = by.BodyID == v.Offer.SupplierID
	if !v.Own && !by.Is(org.PPS) {
		return fault.ErrForbidden
	}
	switch {
	case v.Pending != nil:
		v.Version = *v.Pending
	case v.Current != nil:
		v.Version = *v.Current
	default:
		v.Version = v.Versions[0] // withdrawn: what it last said
	}
	if v.Standing, err = h.Market.Standings(ctx, v.Offer.ItemNumber, v.Offer.SupplierID, h.Clock()); err != nil {
		return err
	}
	v.At = chosen(v.Standing, market.Storefront(r.URL.Query().Get("store")))
	p := h.objectPage(w, r, v.OfferView, text.T(ctx, "supply.preview.title"), kit.Blank())
	if !v.Own {
		p.Breadcrumb = p.Breadcrumb[1:] // the list is the supplier's
	}
	p.Storefront = string(v.At.Storefront)
	return kit.Render(w, r, http.StatusOK, previewPage(p, v))
}

// chosen is the storefront asked for, otherwise the first that has a ground, otherwise
// the first.
func chosen(all []market.Standing, store market.Storefront) market.Standing {
	best := all[0]
	for _, s := range all {
		if s.Storefront == store {
			return s
		}
		if best.Ground == nil && s.Ground != nil {
			best = s
		}
	}
	return best
}

func (v previewView) tabs(ctx context.Context) []component.Tab {
	tabs := make([]component.Tab, len(v.Standing))
	for i, s := range v.Standing {
		store := string(s.Storefront)
		tabs[i] = component.Tab{Label: text.T(ctx, "nav."+store), Href: offerURL(v.Offer.ID) + "/preview?store=" + store, Current: s.Storefront == v.At.Storefront, TestID: "preview-" + store}
	}
	return tabs
}

// supply is the price without VAT.
func (v previewView) supply() money.Won {
	if v.Version.Tax == catalog.TaxExempt {
		return v.Version.Price
	}
	supply, _ := money.SplitVAT(v.Version.Price)
	return supply
}

// aboveCeiling reports whether the price is more than the ground allows: such a version
// is never approved.
func (v previewView) aboveCeiling() bool {
	g := v.At.Ground
	return g != nil && g.CeilingPrice != nil && v.Version.Price > *g.CeilingPrice
}

// beyond reports whether even the least order is more than may be bought directly.
func (v previewView) beyond() bool {
	least, err := v.Version.Price.Times(int64(v.Version.MinOrder))
	return v.At.Holds() && !v.At.Verdict.NoLimit && (err != nil || least > v.At.Verdict.UpTo)
}

// answer says whether a buyer may buy it there directly, and up to what.
func (v previewView) answer(ctx context.Context) string {
	d := v.At.Verdict
	switch {
	case v.At.Ground == nil:
		return text.T(ctx, "supply.preview.no_ground")
	case !d.Allowed:
		g := v.At.Ground
		return text.T(ctx, "supply.preview.ground."+g.State(g.From.Add(-1)), "date", kst.FormatDate(kst.DayOf(g.From), text.Lang(ctx)))
	case d.NoLimit:
		return text.T(ctx, "shop.may.unlimited")
	case v.beyond():
		return text.T(ctx, "shop.may.beyond."+why(d), "limit", limit(ctx, d))
	}
	return text.T(ctx, "shop.may.upto", "limit", limit(ctx, d))
}

// why is the reason's short name.
func why(d market.Verdict) string {
	_, w, _ := strings.Cut(d.ReasonID, ".")
	return w
}

// limit writes the bound the way the rule does: "below 50 million" for a threshold, "up
// to" for a maximum.
func limit(ctx context.Context, d market.Verdict) string {
	if next := d.UpTo + 1; next%1_000_000 == 0 {
		return text.T(ctx, "shop.limit.below", "amount", next.Short(text.Lang(ctx)))
	}
	return text.T(ctx, "shop.limit.upto", "amount", d.UpTo.Short(text.Lang(ctx)))
}

// basis is on what the answer rests.
func (v previewView) basis(ctx context.Context) string {
	g := v.At.Ground
	if g == nil {
		return text.T(ctx, "supply.preview.needs."+string(v.At.Storefront))
	}
	said := text.T(ctx, "ground.kind."+g.Kind) + " " + g.Number
	if v.At.Holds() {
		return said + " · " + text.T(ctx, "shop.why."+why(v.At.Verdict)) + " · " + text.T(ctx, "ui.article", "article", v.At.Verdict.Article)
	}
	return said + " · " + text.T(ctx, "ui.article", "article", g.Article)
}

// terms are the terms of sale without the price.
func (v previewView) terms(ctx context.Context) []component.SummaryRow {
	return offerview.TermsRows(ctx, v.Version)[1:]
}

// previewOf says which content is shown, and to whom it is visible so far.
func previewOf(ctx context.Context, v previewView) string {
	if v.Pending != nil {
		return text.T(ctx, "supply.preview.pending")
	}
	return text.T(ctx, "supply.preview.current")
}
