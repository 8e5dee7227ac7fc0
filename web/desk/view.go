package desk

import (
	"context"
	"strconv"
	"time"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/text"
	"jangteo.kr/internal/todo"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/offerview"
	"jangteo.kr/web/ui/component"
)

var recorderRoles = []org.Role{org.MarketDesk}

type queueView struct {
	Rows []market.QueueRow
	Kind string
	Page int
	More bool
	Now  time.Time
}

func (v queueView) pages() int { return pagesSoFar(v.Page, v.More) }

func (v queueView) url(page int) string {
	return "/desk/listings?kind=" + v.Kind + "&page=" + strconv.Itoa(page)
}

// pagesSoFar is how many pages are known to exist.
func pagesSoFar(page int, more bool) int {
	if more {
		return page + 1
	}
	return page
}

func (v queueView) tabs(ctx context.Context) []component.Tab {
	var out []component.Tab
	for _, kind := range []string{"", "new", "change"} {
		href := "/desk/listings"
		if kind != "" {
			href += "?kind=" + kind
		}
		out = append(out, component.Tab{Label: text.T(ctx, "desk.queue.kind."+orAll(kind)), Href: href, Current: v.Kind == kind, TestID: "kind-" + orAll(kind)})
	}
	return out
}

func orAll(s string) string {
	if s == "" {
		return "all"
	}
	return s
}

// age is how long a version has waited, in days and hours.
func age(ctx context.Context, since, now time.Time) string {
	hours := int(now.Sub(since).Hours())
	if hours < 1 {
		return text.T(ctx, "desk.age.now")
	}
	if hours < 24 {
		return text.T(ctx, "desk.age.hours", "n", hours)
	}
	return text.T(ctx, "desk.age.days", "n", hours/24)
}

// ageTone warns of what waits for more than three days.
func ageTone(since, now time.Time) component.Tone {
	switch days := now.Sub(since).Hours() / 24; {
	case days >= 7:
		return component.Danger
	case days >= 3:
		return component.Warning
	}
	return component.Neutral
}

type reviewView struct {
	catalog.OfferView
	By      auth.Actor
	Form    *kit.Form
	Now     time.Time
	Changes []catalog.Change
	Grounds []market.Ground
	Acts    []audit.Entry
	Turns   []todo.Row
}

func (v reviewView) url(below string) string { return "/offers/" + kit.Int64(v.Offer.ID) + below }

func (v reviewView) version() string { return strconv.Itoa(v.Offer.Version) }

func (v reviewView) waiting() bool {
	return v.Pending != nil && v.Pending.State == catalog.VersionSubmitted
}

// shown is what is judged, or else what is on sale, or the last that was put forward.
func (v reviewView) shown() *catalog.OfferVersion {
	switch {
	case v.waiting() || v.Current == nil && v.Pending != nil:
		return v.Pending
	case v.Current != nil:
		return v.Current
	case len(v.Versions) > 0:
		return &v.Versions[0]
	}
	return nil
}

// mayDecide reports whether the reader may approve or return: a reviewer always, the
// market desk when nothing but the price changed.
func (v reviewView) mayDecide() bool {
	return v.waiting() && (v.By.Has(org.ProductReviewer) || v.By.Has(org.MarketDesk) && v.Current != nil && catalog.PriceOnly(v.Changes))
}

func (v reviewView) maySuspend() bool {
	return v.By.Has(org.ProductReviewer) && v.Offer.State == catalog.Listed
}

func (v reviewView) mayResume() bool {
	return v.By.Has(org.ProductReviewer) && v.Offer.State == catalog.Suspended
}

// fields are those a reason can be given at, in the order of the page.
func (v reviewView) fields() []string {
	out := []string{"item", "price", "tax", "unit", "min_order", "lead_days", "regions", "warranty_months", "summary"}
	for _, a := range v.Attributes {
		out = append(out, a.FieldName())
	}
	return append(out, "description", "pictures", "certificates")
}

func (v reviewView) label(ctx context.Context, field string) string {
	return offerview.FieldLabel(ctx, field, v.Attributes)
}

func (v reviewView) value(ctx context.Context, field, stored string) string {
	return offerview.FieldValue(ctx, field, stored, v.Attributes)
}

// returning reports whether the refused form was the one that sends back.
func (v reviewView) returning() bool {
	return v.Form.Refused() && v.Form.Fault().Code == "reasons_missing"
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
