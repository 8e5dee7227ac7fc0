package shop

import (
	"context"
	"fmt"
	"slices"
	"time"

	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/ui/component"
)

// perUnit is the price of one content unit in words.
func perUnit(ctx context.Context, price money.Hundredths, unit string) string {
	return text.T(ctx, "price.per_unit", "unit", unitName(ctx, unit), "price", price.String())
}

// priceMonth is what one content unit of the product cost at the end of a month, beside
// its class.
type priceMonth struct {
	Month kst.Day
	Own   *money.Hundredths   // nil: it was not on sale, or in another content unit
	Class *catalog.ClassPrice // nil: nobody counted
}

// months are the months since the first price of the product or its class, oldest first.
func (v productView) months() []priceMonth {
	counted := map[kst.Day]*catalog.ClassPrice{}
	var first, last kst.Day
	reach := func(d kst.Day) {
		d = kst.Date(d.Year, d.Month, 1)
		if first.IsZero() || d.Before(first) {
			first = d
		}
		if last.Before(d) {
			last = d
		}
	}
	for i := range v.Product.ClassPrices {
		month := kst.FromDate(v.Product.ClassPrices[i].Month)
		counted[month] = &v.Product.ClassPrices[i]
		reach(month)
	}
	for _, p := range v.Product.Prices {
		if p.Since != nil {
			reach(kst.DayOf(*p.Since))
		}
	}
	var out []priceMonth
	for m := first; !m.IsZero() && !last.Before(m); m = kst.Date(m.Year, m.Month+1, 1) {
		out = append(out, priceMonth{Month: m, Own: v.priceBefore(kst.Date(m.Year, m.Month+1, 1).Start()), Class: counted[m]})
	}
	if len(out) > catalog.PriceMonths {
		out = out[len(out)-catalog.PriceMonths:]
	}
	return out
}

// priceBefore is the price of one content unit that stood last before an instant.
func (v productView) priceBefore(at time.Time) *money.Hundredths {
	for _, p := range slices.Backward(v.Product.Prices) {
		if p.Since == nil || !p.Since.Before(at) {
			continue
		}
		if p.ContentUnit != v.Product.ContentUnit {
			return nil
		}
		return &p.UnitPrice
	}
	return nil
}

// standing says in words how the price stands to its class and to its own past.
func (v productView) standing(ctx context.Context) []string {
	var out []string
	if n := len(v.Product.ClassPrices); n > 0 {
		c := v.Product.ClassPrices[n-1]
		percent, which := difference(int64(v.Product.UnitPrice), c.Median)
		out = append(out, text.T(ctx, "shop.prices.class."+which, "n", c.Offers, "percent", percent,
			"median", perUnit(ctx, money.Hundredths(c.Median), v.Product.ContentUnit)))
	}
	switch n := len(v.Product.Prices); {
	case n == 1:
		out = append(out, text.T(ctx, "shop.prices.never"))
	case n > 1:
		percent, which := difference(int64(v.Product.Price), int64(v.Product.Prices[0].Price))
		out = append(out, text.T(ctx, "shop.prices.since."+which, "n", n-1, "percent", percent))
	}
	return out
}

// difference is how much a price is above or below another, in whole percent.
func difference(price, than int64) (percent int64, which string) {
	if than <= 0 {
		return 0, "same"
	}
	percent = (price - than) * 100 / than
	switch {
	case percent > 0:
		return percent, "above"
	case percent < 0:
		return -percent, "below"
	}
	return 0, "same"
}

// chart draws the months.
func (v productView) chart(ctx context.Context, months []priceMonth) component.LineChartProps {
	own := component.Line{Label: text.T(ctx, "shop.prices.own"), Tone: component.Primary}
	class := component.Line{Label: text.T(ctx, "shop.prices.median"), Dashed: true}
	low, high := int64(-1), int64(0)
	reach := func(value int64) int64 {
		if low < 0 || value < low {
			low = value
		}
		high = max(high, value)
		return value
	}
	for _, m := range months {
		o, c := component.NoValue, component.NoValue
		if m.Own != nil {
			o = reach(int64(*m.Own))
		}
		if m.Class != nil {
			c = reach(m.Class.Median)
		}
		own.Values, class.Values = append(own.Values, o), append(class.Values, c)
	}
	desc := ""
	for i, s := range v.standing(ctx) {
		if i > 0 {
			desc += " "
		}
		desc += s
	}
	return component.LineChartProps{
		Title: text.T(ctx, "shop.prices.chart", "unit", unitName(ctx, v.Product.ContentUnit)), Desc: desc, Lines: []component.Line{own, class},
		First: monthText(months[0].Month), Last: monthText(months[len(months)-1].Month),
		Low: wonText(ctx, low), High: wonText(ctx, high), TestID: "price-chart",
	}
}

func monthText(d kst.Day) string { return fmt.Sprintf("%d-%02d", d.Year, d.Month) }

func wonText(ctx context.Context, hundredths int64) string {
	return money.Hundredths(hundredths).String() + text.T(ctx, "ui.money.won")
}

// ofOwn and ofClass are the cells of the table of months.
func (m priceMonth) ofOwn(ctx context.Context) string {
	if m.Own == nil {
		return text.T(ctx, "none")
	}
	return wonText(ctx, int64(*m.Own))
}

func (m priceMonth) ofClass(ctx context.Context) (median, span, offers string) {
	if m.Class == nil {
		none := text.T(ctx, "none")
		return none, none, none
	}
	return wonText(ctx, m.Class.Median), wonText(ctx, m.Class.Low) + " – " + wonText(ctx, m.Class.High), countText(m.Class.Offers)
}
