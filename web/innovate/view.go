package innovate

import (
	"context"
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"time"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/innovation"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/text"
	"jangteo.kr/internal/todo"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/ui/component"
)

var stateTones = map[string]component.Tone{
	"submitted": component.Info, "reviewed": component.Info, "returned": component.Warning, "designated": component.Success,
	"refused": component.Danger, "in_force": component.Success, "suspended": component.Danger, "proposed": component.Warning,
	"confirmed": component.Success,
}

func stateBadge(ctx context.Context, state string) component.BadgeProps {
	return component.BadgeProps{Label: text.T(ctx, "status.innovation."+state), Tone: stateTones[state], TestID: "state"}
}

func headBadge(ctx context.Context, state string) *component.BadgeProps {
	b := stateBadge(ctx, state)
	return &b
}

func hidden(version int) []component.Hidden {
	return []component.Hidden{{Name: "version", Value: strconv.Itoa(version)}}
}

// field is a field of a form with its label, hint and error.
func field(ctx context.Context, f *kit.Form, name string) component.Field {
	p := component.Field{Name: name, Label: text.T(ctx, "innovate.f."+name), Value: f.Value(name), Error: f.Error(ctx, name)}
	if text.From(ctx).Has("innovate.f." + name + ".hint") {
		p.Hint = text.T(ctx, "innovate.f."+name+".hint")
	}
	return p
}

func required(p component.Field) component.Field { p.Required = true; return p }

func wide(p component.Field, rows int) component.Field {
	p.Width, p.Rows = component.WidthFull, rows
	return p
}

func itemOptions(ctx context.Context, items []innovation.OwnItem) []component.Option {
	out := []component.Option{{Label: text.T(ctx, "choose")}}
	for _, i := range items {
		out = append(out, component.Option{
			Value: strconv.Itoa(i.Number), Label: text.Pick(ctx, i.NameKo, i.NameEn) + " · " + i.Model + " (" + strconv.Itoa(i.Number) + ")",
		})
	}
	return out
}

func named(ctx context.Context, prefix string, values []string, hints bool) []component.Option {
	out := make([]component.Option, len(values))
	for i, v := range values {
		out[i] = component.Option{Value: v, Label: text.T(ctx, prefix+v)}
		if hints {
			out[i].Hint = text.T(ctx, prefix+v+".hint")
		}
	}
	return out
}

func trlOptions(ctx context.Context) []component.Option {
	out := []component.Option{{Label: text.T(ctx, "choose")}}
	for n := 1; n <= 9; n++ {
		s := strconv.Itoa(n)
		out = append(out, component.Option{Value: s, Label: text.T(ctx, "innovate.trl."+s)})
	}
	return out
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

func age(since *time.Time, now time.Time) int {
	if since == nil {
		return 0
	}
	return int(now.Sub(*since) / (24 * time.Hour))
}

// applicationFacts are what an application says of itself in short.
func applicationFacts(ctx context.Context, a innovation.Application) []component.SummaryRow {
	out := []component.SummaryRow{
		{Key: text.T(ctx, "innovate.f.supplier"), Value: text.Pick(ctx, a.SupplierKo, a.SupplierEn)},
		{Key: text.T(ctx, "innovate.f.item_number"), Value: strconv.Itoa(a.ItemNumber)},
		{Key: text.T(ctx, "innovate.f.maker"), Value: a.Maker},
		{Key: text.T(ctx, "innovate.f.model"), Value: a.Model},
	}
	if a.Field != "" {
		out = append(out, component.SummaryRow{Key: text.T(ctx, "innovate.f.field"), Value: text.T(ctx, "innovate.field."+a.Field)})
	}
	if a.TRL > 0 {
		out = append(out, component.SummaryRow{Key: text.T(ctx, "innovate.f.trl"), Value: text.T(ctx, "innovate.trl."+strconv.Itoa(a.TRL))})
	}
	return out
}

func designationFacts(ctx context.Context, d innovation.Designation) []component.SummaryRow {
	first, last := d.Term()
	lang := text.Lang(ctx)
	return []component.SummaryRow{
		{Key: text.T(ctx, "innovate.f.number"), Value: d.Number, TestID: "designation-number"},
		{Key: text.T(ctx, "innovate.f.term"), Value: kst.FormatDate(first, lang) + " ~ " + kst.FormatDate(last, lang), TestID: "designation-term"},
		{Key: text.T(ctx, "innovate.f.supplier"), Value: text.Pick(ctx, d.SupplierKo, d.SupplierEn)},
		{Key: text.T(ctx, "innovate.f.field"), Value: text.T(ctx, "innovate.field."+d.Field)},
		{Key: text.T(ctx, "innovate.f.maker"), Value: d.Maker},
		{Key: text.T(ctx, "innovate.f.model"), Value: d.Model},
		{Key: text.T(ctx, "innovate.f.item_number"), Value: strconv.Itoa(d.ItemNumber)},
		{Key: text.T(ctx, "innovate.f.extensions"), Value: strconv.Itoa(d.Extensions)},
	}
}

// events are the acts on an object, then whose turn it is. Persons are named only to
// those inside.
func events(ctx context.Context, history []audit.Entry, turns []todo.Row, inside bool) []component.Event {
	var out []component.Event
	for _, e := range history {
		if e.Action == "application.save" {
			continue
		}
		out = append(out, event(ctx, e, inside))
	}
	for _, t := range turns {
		out = append(out, component.Event{
			Title: text.T(ctx, "innovate.turn."+t.Action), State: component.EventNow, Turn: text.T(ctx, "role."+string(t.Role)),
		})
	}
	return out
}

func event(ctx context.Context, e audit.Entry, inside bool) component.Event {
	out := component.Event{Title: text.T(ctx, "act."+e.Action), State: component.EventDone, At: e.At, Actor: text.Pick(ctx, e.Body, e.BodyEn)}
	if inside && e.Person != "" {
		out.Actor += " · " + e.Person
	}
	if e.ToState == "refused" || e.ToState == "withdrawn" {
		out.State = component.EventStopped
	}
	var detail struct{ Reason string }
	if json.Unmarshal(e.Detail, &detail) == nil {
		out.Text = detail.Reason
	}
	return out
}

func listQuery(f innovation.Filter, pageNumber int) string {
	q := url.Values{"field": f.Fields, "state": f.Standing}
	if f.Q != "" {
		q.Set("q", f.Q)
	}
	if pageNumber > 1 {
		q.Set("page", strconv.Itoa(pageNumber))
	}
	if s := q.Encode(); s != "" {
		return "/designations?" + s
	}
	return "/designations"
}

func facet(ctx context.Context, name, prefix string, values, chosen []string) component.FacetProps {
	p := component.FacetProps{Name: name, Legend: text.T(ctx, "innovate.facet."+name), NoCount: true}
	for _, v := range values {
		o := component.FacetOption{Value: v, Label: text.T(ctx, prefix+v)}
		for _, c := range chosen {
			o.Checked = o.Checked || c == v
		}
		p.Options = append(p.Options, o)
	}
	return p
}

func tags(ctx context.Context, f innovation.Filter) []component.FilterTag {
	var out []component.FilterTag
	drop := func(list []string, v string) []string {
		var kept []string
		for _, x := range list {
			if x != v {
				kept = append(kept, x)
			}
		}
		return kept
	}
	for _, v := range f.Fields {
		g := f
		g.Fields = drop(f.Fields, v)
		out = append(out, component.FilterTag{Label: text.T(ctx, "innovate.field."+v), Href: listQuery(g, 1)})
	}
	for _, v := range f.Standing {
		g := f
		g.Standing = drop(f.Standing, v)
		out = append(out, component.FilterTag{Label: text.T(ctx, "status.innovation."+v), Href: listQuery(g, 1)})
	}
	if f.Q != "" {
		g := f
		g.Q = ""
		out = append(out, component.FilterTag{Label: f.Q, Href: listQuery(g, 1)})
	}
	return out
}

func measureOptions(ctx context.Context, kinds []innovation.MeasureKind) []component.Option {
	out := make([]component.Option, len(kinds))
	for i, k := range kinds {
		out[i] = component.Option{Value: string(k), Label: text.T(ctx, "innovate.measure."+string(k)), Hint: text.T(ctx, "innovate.measure."+string(k)+".hint")}
	}
	return out
}

// shareText writes basis points as a percentage: 8000 → "80%", 8050 → "80.5%".
func shareText(bp int) string {
	s := strconv.Itoa(bp / 100)
	if rest := bp % 100; rest != 0 {
		s += "." + strings.TrimRight(strconv.Itoa(100 + rest)[1:], "0")
	}
	return s + "%"
}

func programmeOptions(ctx context.Context, list []innovation.Programme) []component.Option {
	out := []component.Option{{Label: text.T(ctx, "choose")}}
	for _, p := range list {
		out = append(out, component.Option{Value: kit.Int64(p.ID), Label: strconv.Itoa(p.Year) + " " + text.Pick(ctx, p.NameKo, p.NameEn)})
	}
	return out
}

func yesNo(ctx context.Context, yes bool) string {
	if yes {
		return text.T(ctx, "yes")
	}
	return text.T(ctx, "no")
}

func size(n int64) string {
	if n >= 1<<20 {
		return strconv.FormatInt((n+(1<<20)-1)>>20, 10) + " MB"
	}
	return strconv.FormatInt((n+1023)>>10, 10) + " KB"
}

func measureFacts(ctx context.Context, v innovation.MeasureView) []component.SummaryRow {
	m := v.Measure
	_, last := v.Designation.Term()
	out := []component.SummaryRow{
		{Key: text.T(ctx, "innovate.f.product"), Value: text.Pick(ctx, m.NameKo, m.NameEn)},
		{Key: text.T(ctx, "innovate.f.supplier"), Value: text.Pick(ctx, v.Designation.SupplierKo, v.Designation.SupplierEn)},
		{Key: text.T(ctx, "innovate.f.ends_on"), Value: kst.FormatDate(last, text.Lang(ctx))},
		{Key: text.T(ctx, "innovate.f.reason"), Value: m.Reason},
	}
	if m.Years > 0 {
		out = append(out, component.SummaryRow{Key: text.T(ctx, "innovate.f.years"), Value: text.T(ctx, "innovate.years", "n", m.Years)})
	}
	if m.DecisionReason != "" {
		out = append(out, component.SummaryRow{Key: text.T(ctx, "innovate.f.decision_reason"), Value: m.DecisionReason})
	}
	return out
}

// labels of the area's inputs, for the error summary. Every criterion of a review has a
// score and a reason.
var labels kit.Labels = func(ctx context.Context, name string) string {
	if c, ok := strings.CutPrefix(name, "score_"); ok {
		return text.T(ctx, "innovate.criterion."+c)
	}
	if c, ok := strings.CutPrefix(name, "reason_"); ok {
		return text.T(ctx, "innovate.reason_of", "criterion", text.T(ctx, "innovate.criterion."+c))
	}
	return kit.LabelsAt("innovate.f.")(ctx, name)
}
