package shop

import (
	"context"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/ui/component"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// sortedNames are the keys of a map, in order.
func sortedNames[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// oneStore is the filter for one storefront, none for "".
func oneStore(store string) []string {
	if store == "" {
		return nil
	}
	return []string{store}
}

// priceNote stands beside a price: whether the tax is in it, and the price of one
// content unit.
func priceNote(ctx context.Context, h catalog.Hit) string {
	note := taxNote(ctx, h.Tax)
	if per := unitPriceText(ctx, h); per != "" {
		note += " · " + per
	}
	return note
}

func urlQuery(s string) string { return url.QueryEscape(s) }

func mayText(ctx context.Context, v productView, s shelf) string {
	may, _ := s.may(ctx, v.Product.Price, v.Product.MinOrder)
	return may
}

// noneText says why nothing was found, as far as it is known.
func noneText(ctx context.Context, v searchView) string {
	switch {
	case v.State.Text != "" && v.Res.Words.Nothing():
		return text.T(ctx, "shop.none.marks")
	case v.Res.All > 0 && len(v.tags(ctx)) > 0:
		return text.T(ctx, "shop.none.filters")
	case v.State.Text == "":
		return text.T(ctx, "shop.none.empty")
	}
	return text.T(ctx, "shop.none.text", "q", v.State.Text)
}

func newestFirst[T any](list []T) []T {
	out := slices.Clone(list)
	slices.Reverse(out)
	return out
}

// supplierLine is a supplier in one line: number, head, place.
func supplierLine(ctx context.Context, c catalog.SupplierCard) string {
	var parts []string
	for _, p := range []string{businessNumber(c.Bizno), c.Representative, regionOf(ctx, c.Region), c.Phone} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, " · ")
}

func regionOf(ctx context.Context, code string) string {
	if code == "" {
		return ""
	}
	return regionName(ctx, code)
}

func itemColumns(ctx context.Context) []component.Column {
	return []component.Column{
		{Label: text.T(ctx, "shop.col.supplier")},
		{Label: text.T(ctx, "shop.col.price"), Numeric: true},
		{Label: text.T(ctx, "shop.term.min"), Numeric: true},
		{Label: text.T(ctx, "shop.col.lead"), Numeric: true},
		{Label: text.T(ctx, "shop.col.region")},
		{Label: text.T(ctx, "shop.col.may")},
	}
}

// facts are an item's numbers and class.
func (v itemView) facts(ctx context.Context) []component.SummaryRow {
	class := v.Item.ClassCode
	if len(v.Path) > 0 {
		class = className(ctx, v.Path[len(v.Path)-1]) + " (" + class + ")"
	}
	return []component.SummaryRow{
		{Key: text.T(ctx, "shop.id.number"), Value: listNumber(v.Item.ClassCode, v.Item.Number), TestID: "item-number"},
		{Key: text.T(ctx, "shop.id.class"), Value: class},
		{Key: text.T(ctx, "shop.id.maker"), Value: v.Item.Maker},
		{Key: text.T(ctx, "shop.id.model"), Value: v.Item.Model},
	}
}
