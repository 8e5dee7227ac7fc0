package orders

import (
	"context"
	"time"

	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/order"
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
		{Key: t(ctx, "order.supply"), Content: component.Won(d.Supply)},
		{Key: t(ctx, "order.vat"), Content: component.Won(d.VAT)},
	}
	add := func(key, value string) {
		if value != "" {
			rows = append(rows, component.SummaryRow{Key: t(ctx, key), Value: value})
		}
	}
	add("order.approved_by", d.DecidedByName)
	add("order.note", d.Note)
	add("order.reason", d.Reason)
	if p := d.Paper(); p != nil {
		add("order.paper.verify", p.Verification)
	}
	return rows
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
