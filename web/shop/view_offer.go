package shop

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/ui/component"
)

// offerView is an offer in a list, with the shelf that is shown for it.
type offerView struct {
	catalog.Hit
	Name    string
	Shelves []shelf
	Shelf   shelf // the one shown; zero if it stands on none
	May     string
	Tone    component.Tone
	Why     string
	Href    string
	Cheap   bool // the lowest price of its list
}

// offers judges hits for a list; store is the storefront asked for, "" for all.
func offers(ctx context.Context, hits []catalog.Hit, rules market.Rules, store market.Storefront) []offerView {
	out := make([]offerView, 0, len(hits))
	for _, h := range hits {
		v := offerView{Hit: h, Name: text.Pick(ctx, h.NameKo, h.NameEn), Href: "/products/" + strconv.FormatInt(h.OfferID, 10)}
		v.Shelves = shelves(h.Grounds, slices.Contains(h.Traits, "sme"), rules)
		if s, ok := best(v.Shelves, store); ok {
			v.Shelf = s
			if v.May, v.Tone = s.may(ctx, h.Price, h.MinOrder); v.Tone == component.Success {
				v.Why = s.reason(ctx)
			}
			if len(v.Shelves) > 1 {
				v.Href += "?store=" + string(s.Store)
			}
		}
		out = append(out, v)
	}
	return out
}

// props shows the offer as a card or a row.
func (v offerView) props(ctx context.Context, level int) component.ProductProps {
	p := component.ProductProps{
		Title: v.Name, Href: v.Href, Picture: thumbnail(v.Picture, ""), Supplier: v.SupplierName,
		Facts: v.facts(ctx), Price: v.Price, Unit: unitName(ctx, v.Unit), PriceNote: priceNote(ctx, v.Hit), Badges: v.badges(ctx),
		Storefront: string(v.Shelf.Store), May: v.May, MayTone: v.Tone, Level: level,
		TestID: "offer-" + strconv.FormatInt(v.OfferID, 10), ObjectID: strconv.FormatInt(v.OfferID, 10),
		Compare: component.CompareToggle(kit.CompareToggle(ctx, v.OfferID, v.Name)),
	}
	if v.Why != "" {
		p.May += " · " + v.Why
	}
	return p
}

func (v offerView) facts(ctx context.Context) []string {
	out := []string{v.Model, text.T(ctx, "shop.lead", "n", v.LeadDays), regionsText(ctx, v.Regions)}
	if v.MinOrder > 1 {
		out = append(out, text.T(ctx, "shop.min", "n", v.MinOrder))
	}
	return slices.DeleteFunc(out, func(s string) bool { return s == "" })
}

func (v offerView) badges(ctx context.Context) []component.BadgeProps {
	out := storeBadges(ctx, v.Shelves, v.Shelf.Store)
	for _, s := range v.Shelves {
		if share := s.share(ctx); share != "" {
			out = append(out, component.BadgeProps{Label: share, Tone: component.Success})
		}
	}
	return out
}

// storeBadges name the shelves in the market's own order; the one whose terms are shown
// has the storefront's colour.
func storeBadges(ctx context.Context, all []shelf, shown market.Storefront) []component.BadgeProps {
	var out []component.BadgeProps
	for _, s := range storefronts {
		if slices.ContainsFunc(all, func(x shelf) bool { return x.Store == s.ID }) {
			b := component.BadgeProps{Label: storeName(ctx, string(s.ID))}
			if s.ID == shown {
				b.Tone = component.Accent
			}
			out = append(out, b)
		}
	}
	return out
}

// thumbnail is a listed picture at the sizes a list needs.
func thumbnail(hash, alt string) component.PictureProps {
	p := component.PictureProps{Alt: alt, W: 480, H: 360}
	if hash != "" {
		p.Src = pictureURL(hash, 480)
		p.SrcSet = pictureURL(hash, 160) + " 160w, " + p.Src + " 480w"
		p.Sizes = "(max-width: 48rem) 45vw, 17rem"
	}
	return p
}

func pictureURL(hash string, size int) string {
	return "/pictures/" + hash + "/" + strconv.Itoa(size) + ".jpg"
}

func unitName(ctx context.Context, code string) string { return word(ctx, "unit.", code) }

func taxNote(ctx context.Context, tax string) string {
	if tax == catalog.TaxExempt {
		return text.T(ctx, "shop.tax.exempt")
	}
	return text.T(ctx, "shop.tax.vat")
}

// word puts a code in words; a code nobody has words for is shown as it is.
func word(ctx context.Context, prefix, code string) string {
	if s := text.T(ctx, prefix+code); s != prefix+code {
		return s
	}
	return code
}

func regionName(ctx context.Context, code string) string { return word(ctx, "region.", code) }

// regionsText names the places of delivery, the many by their number.
func regionsText(ctx context.Context, codes []string) string {
	switch len(codes) {
	case 0:
		return text.T(ctx, "shop.nationwide")
	case 1, 2:
		names := make([]string, len(codes))
		for i, c := range codes {
			names[i] = regionName(ctx, c)
		}
		return strings.Join(names, "·")
	}
	return text.T(ctx, "shop.regions.more", "first", regionName(ctx, codes[0]), "n", len(codes)-1)
}

// cheapest marks the lowest price of a list.
func cheapest(list []offerView) []offerView {
	for i := range list {
		list[i].Cheap = len(list) > 1 && !slices.ContainsFunc(list, func(o offerView) bool { return o.Price < list[i].Price })
	}
	return list
}

func className(ctx context.Context, n catalog.ClassNode) string {
	return text.Pick(ctx, n.NameKo, n.NameEn)
}

// classCrumbs leads from the search through the classes to a page.
func classCrumbs(ctx context.Context, path []catalog.ClassNode, store, last string) []component.Crumb {
	var out []component.Crumb
	if s, ok := storefrontOf(market.Storefront(store)); ok {
		out = append(out, component.Crumb{Label: storeName(ctx, store), Href: s.Path})
	}
	for _, n := range path {
		if len(n.Code) == 2 || len(n.Code) >= 8 {
			st := state{SearchQuery: catalog.SearchQuery{Stores: oneStore(store), Class: n.Code}}
			out = append(out, component.Crumb{Label: className(ctx, n), Href: st.url()})
		}
	}
	return append(out, component.Crumb{Label: last})
}
