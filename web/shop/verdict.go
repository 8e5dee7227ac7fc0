package shop

import (
	"context"
	"slices"
	"strings"

	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/ui/component"
)

// shelf is one shelf an offer stands on with the answer to "may I buy this directly,
// up to what, and why".
type shelf struct {
	Store   market.Storefront
	Ground  catalog.ShelfGround
	Verdict market.Verdict
}

// shelves judges an offer's grounds, the widest right to buy first.
func shelves(grounds []catalog.ShelfGround, sme bool, rules market.Rules) []shelf {
	out := make([]shelf, 0, len(grounds))
	for _, g := range grounds {
		store := market.Storefront(g.Storefront)
		out = append(out, shelf{store, g, market.DirectPurchase(store, marketGround(g), sme, rules)})
	}
	slices.SortStableFunc(out, func(a, b shelf) int {
		switch {
		case a.Verdict.UpTo > b.Verdict.UpTo:
			return -1
		case a.Verdict.UpTo < b.Verdict.UpTo:
			return 1
		}
		return 0
	})
	return out
}

func marketGround(g catalog.ShelfGround) market.Ground {
	return market.Ground{
		ID: g.ID, Storefront: market.Storefront(g.Storefront), Kind: g.Kind, Number: g.Number, From: g.Since, Until: g.Until,
		CeilingPrice: g.CeilingPrice, MaxOrder: g.MaxOrder, Article: g.Article,
	}
}

// best is the shelf to show: the wanted store's, otherwise the one with the widest right.
func best(all []shelf, store market.Storefront) (shelf, bool) {
	for _, s := range all {
		if s.Store == store {
			return s, true
		}
	}
	if len(all) == 0 {
		return shelf{}, false
	}
	return all[0], true
}

// beyond reports whether even the least order is more than may be bought directly.
func (s shelf) beyond(price money.Won, minOrder int) bool {
	least, err := price.Times(int64(max(minOrder, 1)))
	return !s.Verdict.NoLimit && (err != nil || least > s.Verdict.UpTo)
}

// may answers in one line, with the tone that fits.
func (s shelf) may(ctx context.Context, price money.Won, minOrder int) (string, component.Tone) {
	switch {
	case !s.Verdict.Allowed:
		return text.T(ctx, "shop.may.no"), component.Danger
	case s.beyond(price, minOrder):
		return text.T(ctx, "shop.may.beyond."+s.why(), "limit", s.limit(ctx)), component.Warning
	case s.Verdict.NoLimit:
		return text.T(ctx, "shop.may.unlimited"), component.Success
	}
	return text.T(ctx, "shop.may.upto", "limit", s.limit(ctx)), component.Success
}

// limit writes the bound the way the rule does: "below 50 million" for a threshold,
// "up to" for a maximum.
func (s shelf) limit(ctx context.Context) string {
	v := s.Verdict
	if v.NoLimit {
		return text.T(ctx, "shop.may.unlimited")
	}
	if next := v.UpTo + 1; next%1_000_000 == 0 {
		return text.T(ctx, "shop.limit.below", "amount", next.Short(text.Lang(ctx)))
	}
	return text.T(ctx, "shop.limit.upto", "amount", v.UpTo.Short(text.Lang(ctx)))
}

// why is the reason's short name: "two_stage", "max_order", "innovation" …
func (s shelf) why() string {
	_, w, _ := strings.Cut(s.Verdict.ReasonID, ".")
	return w
}

// reason says on what the answer rests.
func (s shelf) reason(ctx context.Context) string { return text.T(ctx, "shop.why."+s.why()) }

// basis is the reason with its article; a refusal has said its reason already.
func (s shelf) basis(ctx context.Context, price money.Won, minOrder int) string {
	article := text.T(ctx, "ui.article", "article", s.Verdict.Article)
	if s.beyond(price, minOrder) {
		return article
	}
	return s.reason(ctx) + " · " + article
}

// funding says what a programme pays, "" if nothing.
func (s shelf) funding(ctx context.Context) string {
	g := s.Ground
	if g.BudgetID == nil || g.ShareBP == 0 {
		return ""
	}
	return text.T(ctx, "shop.funding", "share", money.BasisPoints(int64(g.ShareBP)).Percent(), "cap", g.Cap.Short(text.Lang(ctx)))
}

// share is the short form of funding, for a badge.
func (s shelf) share(ctx context.Context) string {
	if s.Ground.BudgetID == nil || s.Ground.ShareBP == 0 {
		return ""
	}
	return text.T(ctx, "shop.funding.badge", "share", money.BasisPoints(int64(s.Ground.ShareBP)).Percent())
}
