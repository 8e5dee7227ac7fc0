package desk

import (
	"context"

	"jangteo.kr/internal/market"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/ui/component"
)

// unitWord names what a price is of: a sales unit or a content unit.
func unitWord(ctx context.Context, unit string) string {
	if words := text.From(ctx); words.Has("unit." + unit) {
		return words.T("unit." + unit)
	}
	return unit
}

// unitPrice is an amount in hundredths of a won, of one content unit.
func unitPrice(ctx context.Context, e market.Evidence, hundredths int64) string {
	return text.T(ctx, "desk.evidence.per", "price", money.Hundredths(hundredths).String(), "unit", unitWord(ctx, e.ContentUnit))
}

// permille is how far a lies above b, in tenths of a percent.
func permille(a, b int64) int64 {
	if b == 0 {
		return 0
	}
	return (a - b) * 1000 / b
}

// apart says in words how a price compares with another: how much higher or lower, in
// percent with one decimal.
func apart(ctx context.Context, a, b int64) string {
	p := permille(a, b)
	id := "desk.evidence.higher"
	switch {
	case a == b:
		return text.T(ctx, "desk.evidence.same")
	case p < 0:
		id, p = "desk.evidence.lower", -p
	}
	return text.T(ctx, id, "percent", tenths(p))
}

// tenths writes a number of tenths: 125 is 12.5, 120 is 12.
func tenths(n int64) string {
	if n%10 == 0 {
		return money.Won(n / 10).String()
	}
	return money.Won(n/10).String() + "." + string(rune('0'+n%10))
}

// againstMedian says how a price compares with the median of its class, in one line.
func againstMedian(ctx context.Context, e market.Evidence) string {
	if e.Offers == 0 {
		return text.T(ctx, "desk.evidence.none")
	}
	return text.T(ctx, "desk.evidence.median", "apart", apart(ctx, e.UnitPrice, e.Median))
}

// againstLow says how a price compares with the offer's own recent low, "" if there is none.
func againstLow(ctx context.Context, r market.Rise) string {
	if r.Low == 0 {
		return ""
	}
	return text.T(ctx, "desk.evidence.low", "days", r.Days, "apart", apart(ctx, int64(r.Price), int64(r.Low)))
}

// evidenceBars set the price beside its class and its own past.
func evidenceBars(ctx context.Context, e market.Evidence) []component.Bar {
	bar := func(id string, value int64, tone component.Tone) component.Bar {
		return component.Bar{Label: text.T(ctx, "desk.evidence.bar."+id, "days", e.Rise.Days), Value: value, Text: unitPrice(ctx, e, value), Tone: tone}
	}
	tone := component.Primary
	if e.Rise.Sudden {
		tone = component.Danger
	}
	out := []component.Bar{bar("this", e.UnitPrice, tone)}
	if e.UnitRecent != nil {
		out = append(out, bar("recent", *e.UnitRecent, component.Info))
	}
	if e.Offers > 0 {
		out = append(out, bar("low", e.Low, component.Neutral), bar("median", e.Median, component.Neutral), bar("high", e.High, component.Neutral))
	}
	return out
}

// evidenceRows say the same in words.
func evidenceRows(ctx context.Context, e market.Evidence) []component.SummaryRow {
	won := func(w money.Won) string { return w.String() + text.T(ctx, "ui.money.won") }
	rows := []component.SummaryRow{{Key: text.T(ctx, "desk.evidence.this"), Value: won(e.Price), TestID: "evidence-price"}}
	if e.Previous != nil {
		rows = append(rows, component.SummaryRow{Key: text.T(ctx, "desk.evidence.previous"), Value: won(*e.Previous), Note: apart(ctx, int64(e.Price), int64(*e.Previous)), TestID: "evidence-previous"})
	}
	if e.Recent != nil {
		rows = append(rows, component.SummaryRow{
			Key: text.T(ctx, "desk.evidence.bar.recent", "days", e.Rise.Days), Value: won(*e.Recent), Note: apart(ctx, int64(e.Price), int64(*e.Recent)), TestID: "evidence-recent",
		})
	}
	class := component.SummaryRow{Key: text.T(ctx, "desk.evidence.class"), Value: text.T(ctx, "desk.evidence.none"), TestID: "evidence-class"}
	if e.Offers > 0 {
		class.Value = text.T(ctx, "desk.evidence.class.median", "price", unitPrice(ctx, e, e.Median), "n", e.Offers)
		class.Note = againstMedian(ctx, e)
	}
	return append(rows, class)
}
