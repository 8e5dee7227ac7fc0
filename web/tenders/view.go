package tenders

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/law"
	"jangteo.kr/internal/page"
	"jangteo.kr/internal/tender"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/ui/component"
)

type boardPage struct {
	Filter tender.Filter
	Board  tender.Board
	Draft  bool // the reader may draft notices
}

func (b boardPage) pages() int { return b.Filter.Page.Count(b.Board.Total) }

type minePage struct {
	Rows  []tender.Notice
	State tender.State
	Page  page.Page
	Draft bool
}

// more reports whether another page follows: the list holds one row more than a page.
func (m minePage) more() bool { return len(m.Rows) > m.Page.Size }

func (m minePage) shown() []tender.Notice { return m.Rows[:min(len(m.Rows), m.Page.Size)] }

func (m minePage) pages() int {
	if m.more() {
		return m.Page.Number + 1
	}
	return m.Page.Number
}

func (m minePage) url(n int) string {
	return "/notices/mine?state=" + string(m.State) + "&page=" + strconv.Itoa(n)
}

func noticeURL(id int64) string { return "/notices/" + kit.Int64(id) }

func crumbs(ctx context.Context, more ...component.Crumb) []component.Crumb {
	return append([]component.Crumb{{Label: text.T(ctx, "tenders.board.title"), Href: "/notices"}}, more...)
}

func stateTone(s tender.State) component.Tone {
	switch s {
	case tender.Published:
		return component.Success
	case tender.Submitted:
		return component.Info
	case tender.Returned:
		return component.Warning
	case tender.Cancelled:
		return component.Danger
	case tender.Draft:
	}
	return component.Neutral
}

func stateBadge(ctx context.Context, s tender.State) component.BadgeProps {
	return component.BadgeProps{Label: text.T(ctx, "status.tender."+string(s)), Tone: stateTone(s), TestID: "notice-state"}
}

func kindName(ctx context.Context, k tender.Kind) string {
	return text.T(ctx, "tenders.kind."+string(k))
}

func methodName(ctx context.Context, m tender.Method) string {
	return text.T(ctx, "tenders.method."+string(m))
}

func regionName(ctx context.Context, code string) string {
	if code == "" {
		return text.T(ctx, "tenders.region.all")
	}
	return text.T(ctx, "region."+code)
}

func options(ctx context.Context, prefix string, values []string, hints bool) []component.Option {
	out := make([]component.Option, len(values))
	for i, v := range values {
		out[i] = component.Option{Value: v, Label: text.T(ctx, prefix+v)}
		if hints {
			out[i].Hint = text.T(ctx, prefix+v+".hint")
		}
	}
	return out
}

func classOptions(ctx context.Context, classes []tender.ClassChoice) []component.Option {
	out := []component.Option{{Label: text.T(ctx, "tenders.class.none")}}
	for _, c := range classes {
		out = append(out, component.Option{Value: c.Code, Label: c.Code + " " + text.Pick(ctx, c.NameKo, c.NameEn)})
	}
	return out
}

func institutionOptions(ctx context.Context, list []tender.Choice) []component.Option {
	out := []component.Option{{Label: text.T(ctx, "tenders.institution.all")}}
	for _, c := range list {
		out = append(out, component.Option{Value: kit.Int64(c.ID), Label: text.Pick(ctx, c.NameKo, c.NameEn)})
	}
	return out
}

// facet lists the values of a property with their counts; chosen ones are ticked.
func facet(ctx context.Context, b boardPage, property, prefix string, values, chosen []string) component.FacetProps {
	p := component.FacetProps{Name: property, Legend: text.T(ctx, "tenders.f."+property)}
	for _, v := range values {
		o := component.FacetOption{Value: v, Label: text.T(ctx, prefix+v)}
		if property == "region" {
			o.Value, o.Label = orNationwide(v), regionName(ctx, v)
		}
		for _, c := range b.Board.Counts {
			if c.Property == property && c.Value == v {
				o.Count = c.N
			}
		}
		for _, c := range chosen {
			o.Checked = o.Checked || c == v
		}
		if property == "region" && o.Count == 0 && !o.Checked {
			continue // seventeen regions would bury the few that have notices
		}
		p.Options = append(p.Options, o)
	}
	return p
}

// tags are the chosen filters, each with the address that takes it away.
func tags(ctx context.Context, b boardPage) []component.FilterTag {
	var out []component.FilterTag
	without := func(label string, change func(f *tender.Filter)) {
		f := b.Filter
		change(&f)
		out = append(out, component.FilterTag{Label: label, Href: query(f, 1)})
	}
	drop := func(list []string, v string) []string {
		var kept []string
		for _, x := range list {
			if x != v {
				kept = append(kept, x)
			}
		}
		return kept
	}
	if b.Filter.Q != "" {
		without(b.Filter.Q, func(f *tender.Filter) { f.Q = "" })
	}
	for _, v := range b.Filter.Kinds {
		without(text.T(ctx, "tenders.kind."+v), func(f *tender.Filter) { f.Kinds = drop(f.Kinds, v) })
	}
	for _, v := range b.Filter.Methods {
		without(text.T(ctx, "tenders.method."+v), func(f *tender.Filter) { f.Methods = drop(f.Methods, v) })
	}
	for _, v := range b.Filter.Regions {
		without(regionName(ctx, v), func(f *tender.Filter) { f.Regions = drop(f.Regions, v) })
	}
	for _, c := range b.Board.Institutions {
		if c.ID == b.Filter.Institution {
			without(text.Pick(ctx, c.NameKo, c.NameEn), func(f *tender.Filter) { f.Institution = 0 })
		}
	}
	if b.Filter.Class != "" {
		without(b.Filter.Class, func(f *tender.Filter) { f.Class = "" })
	}
	return out
}

func clearURL(b boardPage) string { return query(tender.Filter{Standing: b.Filter.Standing}, 1) }

func tabs(ctx context.Context, b boardPage) []component.Tab {
	var out []component.Tab
	for _, s := range tender.Standings {
		f := b.Filter
		f.Standing = tender.Standing(s)
		current := f.Standing == b.Filter.Standing
		out = append(out, component.Tab{
			Label: text.T(ctx, "tenders.standing."+s), Href: query(f, 1), Current: current, Count: b.Board.Total, Counted: current, TestID: "standing-" + s,
		})
	}
	return out
}

// clockText is the server's time to the second, by which deadlines are judged.
func clockText(ctx context.Context, now time.Time) string {
	return kst.FormatDate(kst.DayOf(now), text.Lang(ctx)) + now.In(kst.Zone).Format(" 15:04:05")
}

func paragraphs(s string) []string {
	var out []string
	for _, line := range strings.Split(s, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// field is a field of the form with its label, hint and error.
func field(ctx context.Context, f *kit.Form, name string) component.Field {
	p := component.Field{Name: name, Label: text.T(ctx, "tenders.f."+name), Value: f.Value(name), Error: f.Error(ctx, name)}
	if hint := text.From(ctx); hint.Has("tenders.f." + name + ".hint") {
		p.Hint = text.T(ctx, "tenders.f."+name+".hint")
	}
	return p
}

func required(p component.Field) component.Field { p.Required = true; return p }

func wide(p component.Field, rows int) component.Field {
	p.Width, p.Rows = component.WidthFull, rows
	return p
}

// ticked is a checkbox as it was left.
func ticked(p component.Field) component.Field {
	p.Checked, p.Value = p.Value != "", "on"
	return p
}

// ruleNote is what a rule says, in the reader's language.
func ruleNote(ctx context.Context, r law.Rule) string { return text.Pick(ctx, r.NoteKo, r.NoteEn) }

func ruleValue(ctx context.Context, r law.Rule) string {
	if r.Unit == "won" {
		return r.Won().Short(text.Lang(ctx))
	}
	return text.T(ctx, "tenders.rule.days", "n", r.Int())
}

func basisValue(ctx context.Context, b tender.Basis) string {
	if b.Unit != "days" {
		return b.Value
	}
	return text.T(ctx, "tenders.rule.days", "n", b.Value)
}

func basisDay(ctx context.Context, b tender.Basis) string {
	d, err := kst.ParseDay(b.On)
	if err != nil {
		return b.On
	}
	return kst.FormatDate(d, text.Lang(ctx))
}

// events are the notice's history, then whose turn it is.
func events(ctx context.Context, v tender.View) []component.Event {
	var out []component.Event
	for _, e := range v.History {
		if !v.Inside || e.Action != "notice.save" {
			out = append(out, event(ctx, v, e))
		}
	}
	for _, t := range v.Turn {
		e := component.Event{
			Title: text.T(ctx, "tenders.turn."+t.Action), State: component.EventNow, Turn: text.T(ctx, "role."+string(t.Role)),
		}
		if t.Due != nil {
			e.Due = *t.Due
		}
		out = append(out, e)
	}
	return out
}

func event(ctx context.Context, v tender.View, e audit.Entry) component.Event {
	out := component.Event{Title: text.T(ctx, "act."+e.Action), State: component.EventDone, At: e.At, Actor: text.Pick(ctx, e.Body, e.BodyEn)}
	if v.Inside && e.Person != "" {
		out.Actor += " · " + e.Person
	}
	if e.ToState == string(tender.Cancelled) {
		out.State = component.EventStopped
	}
	var detail struct{ Reason string }
	if json.Unmarshal(e.Detail, &detail) == nil {
		out.Text = detail.Reason
	}
	return out
}

func version(n tender.Notice) []component.Hidden {
	return []component.Hidden{{Name: "version", Value: strconv.Itoa(n.Version)}}
}

func size(n int64) string {
	if n >= 1<<20 {
		return strconv.FormatInt((n+(1<<20)-1)>>20, 10) + " MB"
	}
	return strconv.FormatInt((n+1023)>>10, 10) + " KB"
}

func eyebrow(ctx context.Context, n tender.Notice) string {
	if n.Public() {
		return n.Number
	}
	return text.T(ctx, "tenders.no_number")
}

func headBadge(ctx context.Context, n tender.Notice) *component.BadgeProps {
	b := stateBadge(ctx, n.State)
	return &b
}

// waitsFor says what the desk is to do with a notice of its queue.
func waitsFor(ctx context.Context, n tender.Notice) component.BadgeProps {
	if n.CancelAsked() {
		return component.BadgeProps{Label: text.T(ctx, "tenders.queue.cancel"), Tone: component.Danger}
	}
	return component.BadgeProps{Label: text.T(ctx, "tenders.queue.publish"), Tone: component.Info}
}

// age is how many whole days a notice has waited at the desk.
func age(n tender.Notice, now time.Time) int {
	since := n.SubmittedAt
	if n.CancelAsked() {
		since = n.CancelAskedAt
	}
	if since == nil {
		return 0
	}
	return int(now.Sub(*since) / (24 * time.Hour))
}

func stateTabs(ctx context.Context, m minePage) []component.Tab {
	out := []component.Tab{{Label: text.T(ctx, "tenders.standing.all"), Href: "/notices/mine", Current: m.State == ""}}
	for _, s := range []tender.State{tender.Draft, tender.Submitted, tender.Returned, tender.Published, tender.Cancelled} {
		out = append(out, component.Tab{
			Label: text.T(ctx, "status.tender."+string(s)), Href: "/notices/mine?state=" + string(s), Current: m.State == s,
		})
	}
	return out
}

// facts are the notice's terms.
func facts(ctx context.Context, n tender.Notice) []component.SummaryRow {
	row := func(key, value string) component.SummaryRow {
		return component.SummaryRow{Key: text.T(ctx, "tenders.f."+key), Value: value}
	}
	lang := text.Lang(ctx)
	out := []component.SummaryRow{
		row("institution", text.Pick(ctx, n.InstitutionKo, n.InstitutionEn)),
		row("kind", kindName(ctx, n.Kind)),
		row("method", methodName(ctx, n.Method)),
		row("law", text.T(ctx, "tenders.law."+n.Law)),
		row("region", regionName(ctx, n.Region)),
		row("site_briefing", text.T(ctx, yesNo(n.SiteBriefing))),
		{Key: text.T(ctx, "tenders.f.estimated_price"), Content: component.Won(n.EstimatedPrice), Note: n.EstimatedPrice.Short(lang), TestID: "estimated-price"},
		{Key: text.T(ctx, "tenders.f.base_amount"), Content: component.Won(n.BaseAmount), Note: n.BaseAmount.Short(lang), TestID: "base-amount"},
	}
	if n.ClassCode != "" {
		out = append(out, row("class_code", n.ClassCode+" "+text.Pick(ctx, n.ClassKo, n.ClassEn)))
	}
	if n.Urgent {
		out = append(out, row("urgent", n.UrgentReason))
	}
	return out
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// metText is "yes", "no" or "open" for tests and scripts.
func metText(c tender.Check) string {
	switch {
	case !c.Judged:
		return "open"
	case c.Met:
		return "yes"
	}
	return "no"
}

func metBadge(ctx context.Context, c tender.Check) component.BadgeProps {
	b := component.BadgeProps{Label: text.T(ctx, "tenders.rule."+metText(c))}
	switch {
	case c.Judged && c.Met:
		b.Tone = component.Success
	case c.Judged:
		b.Tone = component.Danger
	}
	return b
}

// labels of the area's inputs, for the error summary.
var labels = kit.LabelsAt("tenders.f.")
