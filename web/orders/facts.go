package orders

import (
	"context"
	"time"

	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/order"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/ui/component"
)

func stateBadge(ctx context.Context, s order.State) *component.BadgeProps {
	b := badge(ctx, s)
	return &b
}

// facts are the head of an order as its page shows it.
func (v showView) facts(ctx context.Context) []component.SummaryRow {
	d := v.Detail
	rows := []component.SummaryRow{
		{Key: t(ctx, "order.institution"), Content: institutionName(d.Order)},
		{Key: t(ctx, "order.supplier"), Content: supplierName(d.Order)},
		{Key: t(ctx, "order.requested_by"), Value: d.RequestedByName},
		{Key: t(ctx, "order.requested_at"), Content: dateTime(d.RequestedAt)},
		{Key: t(ctx, "order.wanted_on"), Content: dayOf(d.Wanted())},
		{Key: t(ctx, "order.contact"), Value: d.ContactName + " · " + d.ContactPhone},
		{Key: t(ctx, "order.place"), Value: d.Place},
		{Key: t(ctx, "order.total"), Content: component.Money(component.MoneyProps{Won: d.Total, Hangul: true}), TestID: "order-total"},
		{Key: t(ctx, "order.supply"), Content: component.Won(d.Supply)},
		{Key: t(ctx, "order.vat"), Content: component.Won(d.VAT)},
	}
	add := func(key, value string) {
		if value != "" {
			rows = append(rows, component.SummaryRow{Key: t(ctx, key), Value: value})
		}
	}
	if d.State == order.Refused {
		add("order.refused_by", d.DecidedByName)
	} else {
		add("order.approved_by", d.DecidedByName)
	}
	add("order.note", d.Note)
	if p := d.Paper(); p != nil {
		add("order.paper.verify", p.Verification)
	}
	return rows
}

// limit is how much one order on this ground may come to. A limit one won short of a
// round amount is the law's "less than" that amount.
func limit(ctx context.Context, q order.Quote) string {
	const round = 10_000
	won := t(ctx, "ui.money.won")
	switch {
	case q.UpTo <= 0:
		return t(ctx, "cart.nolimit")
	case (q.UpTo+1)%round == 0:
		return t(ctx, "cart.under", "amount", (q.UpTo+1).String()+won)
	}
	return t(ctx, "cart.upto", "amount", q.UpTo.String()+won)
}

// payText says what paying the invoice pays out, and what is withheld for lateness.
func payText(ctx context.Context, i order.Invoice) string {
	if i.LateDamages == 0 {
		return t(ctx, "order.pay.text", "net", i.Net.String())
	}
	return t(ctx, "order.pay.text.late", "net", i.Net.String(), "gross", i.Gross.String(), "late", i.LateDamages.String())
}

// problem is the first reason why the order cannot be placed, or nil.
func problem(q order.Quote) *fault.Error {
	if f, ok := fault.As(q.First()); ok {
		return f
	}
	return nil
}

// columns are the list's: one's own body stands in every row and needs none.
func (v listView) columns(ctx context.Context) []component.Column {
	out := []component.Column{{Label: t(ctx, "order.number")}, {Label: t(ctx, "order.state")}, {Label: t(ctx, "order.goods"), Class: "col-fill"}}
	if !v.By.Is(org.Institution) {
		out = append(out, component.Column{Label: t(ctx, "order.institution")})
	}
	if !v.By.Is(org.Supplier) {
		out = append(out, component.Column{Label: t(ctx, "order.supplier")})
	}
	return append(out, component.Column{Label: t(ctx, "order.storefront")}, component.Column{Label: t(ctx, "order.total"), Numeric: true},
		component.Column{Label: t(ctx, "order.requested_at")}, component.Column{Label: t(ctx, "order.due")})
}

// lineName names the goods of a late part.
func (v showView) lineName(ctx context.Context, p order.LatePart) string {
	for _, l := range v.Detail.Lines {
		if l.No == p.LineNo {
			return text.Pick(ctx, l.Name, l.NameEn)
		}
	}
	return p.Name
}

func shipmentFacts(ctx context.Context, h order.Shipment) []component.SummaryRow {
	rows := []component.SummaryRow{{Key: t(ctx, "order.shipment.delivered"), Content: dayOf(kst.FromDate(h.DeliveredOn))}}
	if h.Carrier != "" {
		rows = append(rows, component.SummaryRow{Key: t(ctx, "order.shipment.carrier"), Value: h.Carrier + " " + h.Tracking})
	}
	if h.InspectedAt == nil {
		return append(rows,
			component.SummaryRow{Key: t(ctx, "order.state"), Value: t(ctx, "order.shipment.waiting")},
			component.SummaryRow{Key: t(ctx, "order.shipment.inspect_by"), Content: dateTime(h.InspectBy)})
	}
	return append(rows,
		component.SummaryRow{Key: t(ctx, "order.shipment.inspector"), Value: h.InspectorName},
		component.SummaryRow{Key: t(ctx, "order.shipment.inspected"), Content: dateTime(*h.InspectedAt)})
}

func invoiceFacts(ctx context.Context, i order.Invoice) []component.SummaryRow {
	won := func(key string, w money.Won, id string) component.SummaryRow {
		return component.SummaryRow{Key: t(ctx, key), Content: component.Won(w), TestID: id}
	}
	at := func(key string, when time.Time) component.SummaryRow {
		return component.SummaryRow{Key: t(ctx, key), Content: dateTime(when)}
	}
	rows := []component.SummaryRow{
		{Key: t(ctx, "order.invoice.number"), Value: i.Number},
		at("order.invoice.claimed_at", i.ClaimedAt),
		won("order.invoice.gross", i.Gross, "invoice-gross"), won("order.supply", i.Supply, ""), won("order.vat", i.VAT, ""),
		won("order.late", i.LateDamages, "invoice-late"), won("order.invoice.net", i.Net, "invoice-net"), at("order.invoice.pay_by", i.PayBy),
	}
	if i.PaidAt != nil {
		rows = append(rows, at("order.invoice.paid_at", *i.PaidAt))
	}
	return rows
}

// pieces makes a field take a whole number of sales units.
func pieces(f component.Field, unit string) component.Field {
	f.InputMode, f.Suffix, f.Width = "numeric", unit, component.WidthSM
	return f
}

// free makes a field one that may stay empty.
func free(f component.Field) component.Field {
	f.Required, f.Optional, f.MaxLength = false, true, 500
	return f
}

// short makes a text of a few lines.
func short(f component.Field) component.Field {
	f.Rows, f.MaxLength = 3, 500
	return f
}
