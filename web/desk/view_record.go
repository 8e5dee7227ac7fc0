package desk

import (
	"context"
	"strconv"
	"time"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/text"
	"jangteo.kr/internal/todo"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/ui/component"
)

var recorderRoles = []org.Role{org.MarketDesk}

// pagesSoFar is how many pages are known to exist.
func pagesSoFar(page int, more bool) int {
	if more {
		return page + 1
	}
	return page
}

type recordsView struct {
	Rows  []market.Record
	State market.RecordState
	Page  int
	More  bool
	By    auth.Actor
}

func (v recordsView) url(page int) string {
	return "/ground-records?state=" + string(v.State) + "&page=" + strconv.Itoa(page)
}

func (v recordsView) mayRecord() bool { return v.By.Has(recorderRoles...) }

func (v recordsView) tabs(ctx context.Context) []component.Tab {
	out := []component.Tab{{Label: text.T(ctx, "desk.records.all"), Href: "/ground-records", Current: v.State == ""}}
	for _, s := range []market.RecordState{market.Proposed, market.Confirmed, market.Refused} {
		out = append(out, component.Tab{Label: text.T(ctx, "status.record."+string(s)), Href: "/ground-records?state=" + string(s), Current: v.State == s})
	}
	return out
}

type recordFormView struct {
	Form      *kit.Form
	Kind      string
	Suppliers []market.Candidate
}

func (v recordFormView) supplierOptions(ctx context.Context) []component.Option {
	out := []component.Option{{Label: text.T(ctx, "choose")}}
	for _, s := range v.Suppliers {
		out = append(out, component.Option{Value: kit.Int64(s.SupplierID), Label: text.Pick(ctx, s.Supplier, s.SupplierEn) + " (" + s.Bizno + ")"})
	}
	return out
}

type recordDetail struct {
	Record market.Record
	By     auth.Actor
	Form   *kit.Form
	Now    time.Time
	Acts   []audit.Entry
	Turns  []todo.Row
}

func (v recordDetail) url(below string) string {
	return "/ground-records/" + kit.Int64(v.Record.ID) + below
}

// mayDecide reports whether the reader is a second person of the desk.
func (v recordDetail) mayDecide() bool {
	return v.Record.State == market.Proposed && v.By.Has(recorderRoles...) && v.By.PersonID != v.Record.RecordedBy
}

func (v recordDetail) recordedByReader() bool {
	return v.Record.State == market.Proposed && v.By.PersonID == v.Record.RecordedBy
}

func recordTone(s market.RecordState) component.Tone {
	switch s {
	case market.Proposed:
		return component.Info
	case market.Confirmed:
		return component.Success
	case market.Refused:
		return component.Danger
	}
	return component.Neutral
}

func recordBadge(ctx context.Context, s market.RecordState) component.BadgeProps {
	return component.BadgeProps{Label: text.T(ctx, "status.record."+string(s)), Tone: recordTone(s), TestID: "record-state"}
}

// rows are the facts of a record.
func (v recordDetail) rows(ctx context.Context) []component.SummaryRow {
	r := v.Record
	from, until := r.Term()
	rows := []component.SummaryRow{
		{Key: text.T(ctx, "offer.ground.storefront"), Value: text.T(ctx, "nav."+string(r.Storefront()))},
		{Key: text.T(ctx, "desk.record.supplier"), Value: text.Pick(ctx, r.Supplier, r.SupplierEn)},
		{Key: text.T(ctx, "offer.field.item_number"), Value: strconv.Itoa(r.ItemNumber), Note: text.Pick(ctx, r.ItemKo, r.ItemEn)},
		{Key: text.T(ctx, "desk.record.number"), Value: r.Number},
		{Key: text.T(ctx, "offer.ground.term"), Content: component.Period(from, until), Value: from.String() + " ~ " + until.String()},
	}
	if r.CeilingPrice != nil {
		rows = append(rows, component.SummaryRow{Key: text.T(ctx, "desk.record.ceiling_price"), Content: component.Won(*r.CeilingPrice)})
	}
	if r.MaxOrder != nil {
		rows = append(rows, component.SummaryRow{Key: text.T(ctx, "desk.record.max_order"), Content: component.Won(*r.MaxOrder)})
	}
	rows = append(rows, component.SummaryRow{Key: text.T(ctx, "desk.record.recorder"), Value: r.Recorder, Note: kst.FormatDateTime(r.RecordedAt, text.Lang(ctx))})
	if r.DecidedAt != nil {
		rows = append(rows, component.SummaryRow{Key: text.T(ctx, "desk.record.decider"), Value: r.Decider, Note: kst.FormatDateTime(*r.DecidedAt, text.Lang(ctx))})
	}
	if r.Reason != "" {
		rows = append(rows, component.SummaryRow{Key: text.T(ctx, "desk.reason"), Value: r.Reason})
	}
	return rows
}
