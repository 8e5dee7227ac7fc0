package orders

import (
	"context"
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/ledger"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/order"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/ui/component"
	"jangteo.kr/web/ui/layout"
)

type cartView struct {
	Page   layout.Page
	Form   *kit.Form
	Groups []cartGroup
}

type requestView struct {
	Page    layout.Page
	Form    *kit.Form
	Quote   order.Quote
	Budgets []ledger.Budget
}

type checkView struct {
	Page    layout.Page
	Form    *kit.Form
	Command order.PlaceCommand
	Quote   order.Quote
	Budget  ledger.Budget
}

type listView struct {
	Page    layout.Page
	By      auth.Actor
	Form    *kit.Form
	Filter  order.Filter
	Rows    []order.Row
	Total   int
	Parties []order.Party
	Now     time.Time
}

type showView struct {
	Page   layout.Page
	By     auth.Actor
	Detail order.Detail
	Moves  []order.Move
	Form   *kit.Form // the refused one, or nil
	Failed string    // key of the refused form
	Now    time.Time
}

func t(ctx context.Context, id string, params ...any) string { return text.T(ctx, id, params...) }

func itoa[N ~int | ~int64](n N) string { return strconv.FormatInt(int64(n), 10) }

// unit puts a sales unit in words; one without words is shown as its code.
func unit(ctx context.Context, code string) string {
	if id := "unit." + code; text.From(ctx).Has(id) {
		return text.T(ctx, id)
	}
	return code
}

// tones colour states; the words carry the meaning.
var tones = map[order.State]component.Tone{
	order.Requested: component.Warning, order.Issued: component.Warning, order.Refused: component.Danger, order.Declined: component.Danger,
	order.Expired: component.Danger, order.Cancelled: component.Neutral, order.Confirmed: component.Info, order.Delivering: component.Info,
	order.Delivered: component.Info, order.Inspected: component.Primary, order.Invoiced: component.Primary, order.Paid: component.Success,
}

func badge(ctx context.Context, s order.State) component.BadgeProps {
	return component.BadgeProps{Label: t(ctx, "status.order."+string(s)), Tone: tones[s], TestID: "order-state"}
}

// goods is the first line's name and how many more there are.
func goods(ctx context.Context, r order.Row) string {
	name := text.Pick(ctx, r.FirstLine, r.FirstLineEn)
	if r.LineCount > 1 {
		name += " " + t(ctx, "order.list.more", "n", r.LineCount-1)
	}
	return name
}

// query writes the list's query string with a page number, or for another address.
func (v listView) query(path string, n int) string {
	q := url.Values{}
	for _, name := range []string{"q", "state", "store", "institution", "supplier", "from", "until"} {
		if s := v.Form.Value(name); s != "" {
			q.Set(name, s)
		}
	}
	if n > 1 {
		q.Set("page", strconv.Itoa(n))
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// lead names the text that says whose orders the list shows.
func (v listView) lead() string {
	if v.By.Is(org.Institution) || v.By.Is(org.Supplier) {
		return "order.list.lead"
	}
	return "order.list.lead.all"
}

func (v listView) parties(ctx context.Context, kind string) []component.Option {
	out := []component.Option{{Label: t(ctx, "order.filter.all")}}
	for _, p := range v.Parties {
		if p.Kind == kind {
			out = append(out, component.Option{Value: itoa(p.ID), Label: text.Pick(ctx, p.NameKo, p.NameEn)})
		}
	}
	return out
}

func stateOptions(ctx context.Context) []component.Option {
	out := []component.Option{{Label: t(ctx, "order.filter.all")}}
	for _, s := range order.States {
		out = append(out, component.Option{Value: string(s), Label: t(ctx, "status.order."+string(s))})
	}
	return out
}

func storeOptions(ctx context.Context) []component.Option {
	out := []component.Option{{Label: t(ctx, "order.filter.all")}}
	for _, s := range []string{"nara", "hyeokshin", "venture"} {
		out = append(out, component.Option{Value: s, Label: t(ctx, "storefront."+s)})
	}
	return out
}

func csvTable(ctx context.Context, rows []order.Row) [][]string {
	head := []string{}
	for _, k := range []string{"number", "storefront", "institution", "supplier", "goods", "state", "total", "requested_at", "wanted_on"} {
		head = append(head, t(ctx, "order."+k))
	}
	out := [][]string{head}
	for _, r := range rows {
		out = append(out, []string{
			r.Number, t(ctx, "storefront."+string(r.Storefront)), text.Pick(ctx, r.Institution, r.InstitutionEn), text.Pick(ctx, r.Supplier, r.SupplierEn),
			goods(ctx, r), t(ctx, "status.order."+string(r.State)), itoa(r.Total), kst.DayOf(r.RequestedAt).String(), kst.FromDate(r.WantedOn).String(),
		})
	}
	return out
}

func (v requestView) budgetOptions(ctx context.Context) []component.Option {
	out := []component.Option{{Label: t(ctx, "order.form.budget.choose")}}
	for _, b := range v.Budgets {
		out = append(out, component.Option{Value: itoa(b.ID), Label: t(ctx, "order.form.budget.option",
			"code", b.Code, "name", text.Pick(ctx, b.NameKo, b.NameEn), "available", b.Available.String())})
	}
	return out
}

// field makes a field of the order form with what was typed and what is wrong with it.
func (v requestView) field(ctx context.Context, name, label string) component.Field {
	return component.Field{Name: name, Label: t(ctx, label), Value: v.Form.Value(name), Error: v.Form.Error(ctx, name), Required: true}
}

func shareLabel(ctx context.Context, f order.Funding) string { return t(ctx, "order.funding."+f.Kind) }

// course is the timeline: what was done, whose turn it is, what is still to come.
func (v showView) course(ctx context.Context) []component.Event {
	var out []component.Event
	for _, e := range v.Detail.History {
		out = append(out, done(ctx, e))
	}
	out = append(out, v.turns(ctx)...)
	at := -1
	for _, turn := range v.Detail.Turns {
		for i, s := range stepsAhead {
			if "order."+s == turn.Action {
				at = max(at, i)
			}
		}
	}
	if at >= 0 {
		for _, s := range stepsAhead[at+1:] {
			out = append(out, component.Event{Title: t(ctx, "step.order."+s), State: component.EventNext})
		}
	}
	return out
}

// turns are the steps that somebody is to take now: which, who, by when.
func (v showView) turns(ctx context.Context) []component.Event {
	var out []component.Event
	seen := map[string]bool{}
	for _, turn := range v.Detail.Turns {
		if seen[turn.Action] {
			continue
		}
		seen[turn.Action] = true
		e := component.Event{Title: t(ctx, "step."+turn.Action), State: component.EventNow, Turn: t(ctx, "turn."+turn.Action)}
		if turn.Due != nil {
			e.Due = *turn.Due
		}
		out = append(out, e)
	}
	return out
}

// stepsAhead is the way of an undisturbed order.
var stepsAhead = []string{"approve", "confirm", "ship", "inspect", "claim", "pay"}

func done(ctx context.Context, e audit.Entry) component.Event {
	out := component.Event{Title: t(ctx, "act."+e.Action), State: component.EventDone, At: e.At, Actor: t(ctx, "order.system"), Text: remark(ctx, e.Detail)}
	if e.Person != "" {
		out.Actor = e.Person
		if e.Body != "" {
			out.Actor += " · " + text.Pick(ctx, e.Body, e.BodyEn)
		}
	}
	if s := order.State(e.ToState); s.Valid() && s.Over() && s != order.Paid {
		out.State = component.EventStopped
	}
	return out
}

// stepField makes a field of a step's form. The name is what the step reads; the id is
// the form's own, because a page has several forms.
func (v showView) stepField(ctx context.Context, key, name, label, value string) component.Field {
	f := component.Field{Name: name, ID: component.FieldID(key + "-" + name), Label: label, Value: value, Required: true}
	if v.Form != nil && v.Failed == key {
		f.Value, f.Error = v.Form.Value(name), v.Form.Error(ctx, name)
	}
	return f
}

// summary is the refusal of a step with links to that form's fields.
func (v showView) summary(ctx context.Context) component.ErrorSummaryProps {
	s := v.Form.Summary(ctx, labelOf)
	for i := range s.Errors {
		if s.Errors[i].FieldName != "" {
			s.Errors[i].FieldName = v.Failed + "-" + s.Errors[i].FieldName
		}
	}
	return s
}

// labels are the words before a field's error in the summary.
var labels = map[string]string{
	"place": "order.place", "contact_name": "order.contact_name", "contact_phone": "order.contact_phone", "wanted_on": "order.wanted_on",
	"note": "order.note", "budget_id": "order.form.budget", "reason": "order.reason", "number": "order.invoice.number",
	"delivered_on": "order.shipment.delivered", "carrier": "order.shipment.carrier", "tracking": "order.shipment.tracking",
	"quantity": "order.line.quantity", "accepted": "order.shipment.accepted", "rejected": "order.shipment.rejected",
}

// labelOf is the label of an input; one per line of the order ends in the line's id.
func labelOf(ctx context.Context, name string) string {
	id, ok := labels[name]
	if !ok {
		name, _, _ = strings.Cut(name, "_")
		if id, ok = labels[name]; name == "reason" {
			id = "order.shipment.reason"
		}
	}
	if !ok {
		return ""
	}
	return t(ctx, id)
}

// hidden are the key and the version every step's form carries.
func (v showView) hidden(more ...component.Hidden) []component.Hidden {
	return append([]component.Hidden{{Name: "client_key", Value: kit.NewKey()}, {Name: "version", Value: strconv.Itoa(v.Detail.Version)}}, more...)
}

func (v showView) can(name string) bool {
	for _, m := range v.Moves {
		if m.Name == name && !m.Barred {
			return true
		}
	}
	return false
}

func (v showView) barred() bool {
	for _, m := range v.Moves {
		if m.Barred {
			return true
		}
	}
	return false
}

func (v showView) action(name string) string { return "/orders/" + itoa(v.Detail.ID) + "/" + name }

// budgetHref links a funding to its budget where the visitor may see it.
func (v showView) budgetHref(b ledger.Budget) string {
	if ledger.MayRead(v.By, b) != nil {
		return ""
	}
	return "/budgets/" + itoa(b.ID)
}

// remark is what an act's detail tells the reader: which delivery, and why.
func remark(ctx context.Context, detail json.RawMessage) string {
	var d struct {
		Reason   string
		Shipment int
		Rejected int
	}
	switch {
	case json.Unmarshal(detail, &d) != nil:
		return ""
	case d.Shipment > 0 && d.Rejected > 0:
		return t(ctx, "order.shipment", "no", d.Shipment) + " · " + t(ctx, "order.shipment.rejected") + " " + strconv.Itoa(d.Rejected)
	case d.Shipment > 0:
		return t(ctx, "order.shipment", "no", d.Shipment)
	}
	return d.Reason
}

func value(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}

func shareLines(ctx context.Context, fs []order.Funding) []component.PriceLine {
	var out []component.PriceLine
	for _, f := range fs {
		out = append(out, component.PriceLine{Label: shareLabel(ctx, f), Won: f.Amount, TestID: "share-" + f.Kind})
	}
	return out
}

// requestHidden keeps what the order form does not show.
func requestHidden(f *kit.Form) []component.Hidden {
	out := []component.Hidden{
		{Name: "client_key", Value: f.Value("client_key")}, {Name: "store", Value: f.Value("store")}, {Name: "supplier", Value: f.Value("supplier")},
	}
	for _, l := range f.Values["line"] {
		out = append(out, component.Hidden{Name: "line", Value: l})
	}
	return out
}

func wide(f component.Field, hint string, most int) component.Field {
	f.Hint, f.MaxLength, f.Width, f.Autocomplete = hint, most, component.WidthFull, "street-address"
	return f
}

func phone(f component.Field) component.Field {
	f.Type, f.Autocomplete, f.Width = "tel", "tel", component.WidthSM
	return f
}

func hinted(f component.Field, hint string) component.Field {
	f.Hint = hint
	return f
}

func optional(f component.Field) component.Field {
	f.Required, f.Optional, f.Rows, f.MaxLength = false, true, 3, 1000
	return f
}

// answers are what was typed, each with the way back to change it.
func (v checkView) answers(ctx context.Context) []component.SummaryRow {
	c := v.Command
	rows := []component.SummaryRow{
		{Key: t(ctx, "order.place"), Value: c.Place},
		{Key: t(ctx, "order.contact"), Value: c.ContactName + " · " + c.ContactPhone},
		{Key: t(ctx, "order.wanted_on"), Content: wantedDay(c.WantedOn)},
		{Key: t(ctx, "order.check.article"), Value: v.Quote.Article},
	}
	if c.Note != "" {
		rows = append(rows, component.SummaryRow{Key: t(ctx, "order.note"), Value: c.Note})
	}
	return rows
}

// effect is what submitting does to the institution's budget line.
func (v checkView) effect(ctx context.Context) []component.SummaryRow {
	share := v.Quote.Total
	for _, f := range v.Quote.Fundings {
		if f.Kind == order.FromProgramme {
			share -= f.Amount
		}
	}
	won := func(w money.Won) templ.Component { return component.Won(w) }
	rows := []component.SummaryRow{
		{Key: t(ctx, "order.funding.budget"), Value: budgetName(ctx, v.Budget)},
		{Key: t(ctx, "order.check.before"), Content: won(v.Budget.Available), TestID: "budget-before"},
		{Key: t(ctx, "order.check.this"), Content: won(-share), TestID: "budget-this"},
		{Key: t(ctx, "order.check.after"), Content: won(v.Budget.Available - share), TestID: "budget-after"},
	}
	if paid := v.Quote.Total - share; paid > 0 {
		rows = append(rows, component.SummaryRow{Key: t(ctx, "order.check.programme"), Content: won(paid), TestID: "budget-programme"})
	}
	return rows
}
