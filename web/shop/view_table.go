package shop

import (
	"context"
	"slices"
	"strings"

	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/ui/component"
)

// columnSorts are the columns that sort, each way where there are two.
var columnSorts = map[string][2]catalog.Sort{
	colPrice: {catalog.SortPrice, catalog.SortPriceDesc}, colUnitPrice: {catalog.SortUnitPrice}, colLead: {catalog.SortLead},
	colBought: {"", catalog.SortBought}, colListed: {"", catalog.SortNewest},
}

var numericColumns = []string{colPrice, colUnitPrice, colLead, colBought}

// columns are the headings of the dense table.
func (v searchView) columns(ctx context.Context) []component.Column {
	out := []component.Column{{Label: text.T(ctx, "shop.col.product")}}
	for _, name := range v.State.columns() {
		c := component.Column{Label: text.T(ctx, "shop.col."+name), Numeric: slices.Contains(numericColumns, name)}
		if sorts, ok := columnSorts[name]; ok {
			v.sortable(&c, sorts[0], sorts[1])
		}
		out = append(out, c)
	}
	return out
}

// sortable makes a heading a link that sorts; "" where there is no such order.
func (v searchView) sortable(c *component.Column, up, down catalog.Sort) {
	next := up
	switch {
	case up != "" && v.State.Sort == up:
		c.Sort = "ascending"
		if down != "" {
			next = down
		}
	case down != "" && v.State.Sort == down:
		c.Sort = "descending"
	}
	if next == "" {
		next = down
	}
	c.SortHref = v.State.but(func(s *state) { s.Sort = next })
}

// columnOptions are the columns to choose from.
func columnOptions(ctx context.Context, st state) []component.Option {
	var out []component.Option
	for _, c := range allColumns {
		out = append(out, component.Option{Value: c, Label: text.T(ctx, "shop.col."+c), Selected: slices.Contains(st.columns(), c)})
	}
	return out
}

// plainCell is what a column says where a line of text is enough.
func (v searchView) plainCell(ctx context.Context, o offerView, column string) string {
	switch column {
	case colSupplier:
		return o.SupplierName
	case colClass:
		if n, ok := v.Tree.Node(o.ClassCode); ok {
			return className(ctx, n)
		}
		return o.ClassCode
	case colUnitPrice:
		if per := unitPriceText(ctx, o.Hit); per != "" {
			return per
		}
		return text.T(ctx, "shop.unit_price", "unit", unitName(ctx, o.Unit), "price", o.Price.String()) // one is the whole unit
	case colLead:
		return text.T(ctx, "shop.days", "n", o.LeadDays)
	case colRegion:
		return regionsText(ctx, o.Regions)
	case colCert:
		names := make([]string, len(o.Certificates))
		for i, c := range o.Certificates {
			names[i] = certName(ctx, c)
		}
		return strings.Join(names, ", ")
	case colBought:
		return text.T(ctx, "shop.bought", "n", countText(o.Bought))
	case colListed:
		return kst.FormatDate(kst.DayOf(o.ListedAt), text.Lang(ctx))
	}
	return ""
}

// unitPriceText is the price of one content unit, "" where a sales unit is one.
func unitPriceText(ctx context.Context, h catalog.Hit) string {
	if h.Content <= 1 {
		return ""
	}
	unit := unitName(ctx, h.ContentUnit)
	if h.ContentUnit == "" {
		unit = text.T(ctx, "shop.unit_price.piece")
	}
	return text.T(ctx, "shop.unit_price", "unit", unit, "price", hundredths(h.UnitPrice))
}

// hundredths writes hundredths of a won: "12.5", "1,280".
func hundredths(n int64) string {
	whole, rest := money.Won(n/100).String(), n%100
	if rest == 0 {
		return whole
	}
	digits := string([]byte{'0' + byte(rest/10), '0' + byte(rest%10)})
	return whole + "." + strings.TrimSuffix(digits, "0")
}
