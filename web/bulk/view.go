package bulk

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/bulk"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/ui/component"
)

type listView struct {
	Lines    []bulk.Line
	N        int
	Page     int
	MayWrite bool
}

func (v listView) pages() int { return (v.N + listSize - 1) / listSize }

func (v listView) url(page int) string { return "/bulk?page=" + strconv.Itoa(page) }

type newView struct {
	Form    *kit.Form
	Key     string
	Classes []catalog.Class
	Class   *catalog.Class // chosen
}

var uploadLabels = kit.LabelsAt("bulk.field.", "offer.field.")

func (v newView) options(ctx context.Context) []component.Option {
	out := []component.Option{{Label: text.T(ctx, "choose")}}
	for _, c := range v.Classes {
		out = append(out, component.Option{Value: c.Code, Label: text.Pick(ctx, c.NameKo, c.NameEn) + " (" + c.Code + ")"})
	}
	return out
}

func (v newView) template(format string) string {
	return "/bulk/template?class=" + v.Class.Code + "&format=" + format
}

// tone colours a batch's state.
func tone(s bulk.State) component.Tone {
	switch s {
	case bulk.Checking, bulk.Running, bulk.Submitting, bulk.Undoing:
		return component.Info
	case bulk.Checked:
		return component.Primary
	case bulk.Done:
		return component.Success
	case bulk.Unreadable:
		return component.Danger
	case bulk.Stopped:
		return component.Warning
	case bulk.Undone, bulk.Cancelled:
		return component.Neutral
	}
	return component.Neutral
}

func badge(ctx context.Context, s bulk.State) component.BadgeProps {
	return component.BadgeProps{Label: text.T(ctx, "status.batch."+string(s)), Tone: tone(s), TestID: "batch-state"}
}

// count writes a number as people read it.
func count(n int) string { return money.Won(n).String() }

func progressText(ctx context.Context, b bulk.Batch) string {
	if b.Todo == 0 {
		return text.T(ctx, "bulk.progress.reading")
	}
	return text.T(ctx, "bulk.progress.rows", "at", count(b.AtRow), "of", count(b.Todo), "no", count(b.AtNo))
}

type batchView struct {
	bulk.View
	Form *kit.Form
	By   auth.Actor
	Now  time.Time
	Show string // a key of shows
	// what is wrong with the rows that are shown; "": anything
	Field, Code string
	Rows        []bulk.Row
	N           int
	Page        int
}

// shows are the ways to choose rows.
var shows = map[string][]string{
	"all":       {},
	"wrong":     {bulk.RowFaulty},
	"good":      {bulk.RowGood},
	"same":      {bulk.RowSame},
	"made":      {bulk.RowMade},
	"submitted": {bulk.RowSubmitted},
	"refused":   {bulk.RowRefused},
	"skipped":   {bulk.RowSkipped},
	"undone":    {bulk.RowUndone},
	"kept":      {bulk.RowKept},
}

var showOrder = []string{"wrong", "refused", "kept", "skipped", "good", "made", "submitted", "undone", "same", "all"}

func (v batchView) in(show string) int {
	if show == "all" {
		return v.View.Rows
	}
	return v.View.N("", shows[show][0])
}

// first is what is shown unless something is chosen: what went wrong, or everything.
func (v batchView) first() string {
	for _, s := range showOrder[:3] {
		if v.in(s) > 0 {
			return s
		}
	}
	return "all"
}

func (v batchView) tabs(ctx context.Context) []component.Tab {
	var out []component.Tab
	for _, s := range showOrder {
		if n := v.in(s); n > 0 {
			out = append(out, component.Tab{
				Label: text.T(ctx, "bulk.show."+s), Href: batchURL(v.ID) + "?show=" + s + "#rows", Current: v.Show == s, Count: n, Counted: true, TestID: "show-" + s,
			})
		}
	}
	return out
}

// listsRows reports whether there are rows to look at.
func (v batchView) listsRows() bool {
	return v.State != bulk.Checking && v.State != bulk.Unreadable && v.State != bulk.Cancelled && v.Forgotten == nil
}

func (v batchView) pages() int { return (v.N + rowsSize - 1) / rowsSize }

func (v batchView) url(page int) string {
	q := url.Values{"show": {v.Show}, "page": {strconv.Itoa(page)}}
	if v.Field != "" {
		q.Set("field", v.Field)
		q.Set("code", v.Code)
	}
	return batchURL(v.ID) + "?" + q.Encode() + "#rows"
}

// wrongURL lists the rows with one thing wrong.
func (v batchView) wrongURL(w bulk.Wrong) string {
	show := "wrong"
	if v.in("wrong") == 0 {
		show = "refused"
	}
	return batchURL(v.ID) + "?" + url.Values{"show": {show}, "field": {w.Field}, "code": {w.Code}}.Encode() + "#rows"
}

// lines say what is wrong with a row, with what stands in the cells.
func (v batchView) lines(ctx context.Context, r bulk.Row) []string {
	l := text.From(ctx)
	out := make([]string, len(r.Faults))
	for i, f := range r.Faults {
		out[i] = f.Line(v.Columns, l)
		if f.Column < 0 || f.Column >= len(r.Cells) || r.Cells[f.Column] == "" {
			continue
		}
		value := []rune(r.Cells[f.Column])
		if len(value) > maxQuoted {
			value = append(value[:maxQuoted], '…')
		}
		out[i] = text.T(ctx, "bulk.row.value", "column", f.Label(v.Columns, l), "value", string(value), "why", f.Sentence(l))
	}
	return out
}

// maxQuoted bounds what is quoted of a cell.
const maxQuoted = 40

func (v batchView) wrongLabel(ctx context.Context, w bulk.Wrong) string {
	if s := (bulk.Fault{Field: w.Field}).Label(v.Columns, text.From(ctx)); s != "" {
		return s
	}
	return text.T(ctx, "bulk.whole_row")
}

func wrongText(ctx context.Context, w bulk.Wrong) string {
	return bulk.Fault{Why: w.Why}.Sentence(text.From(ctx))
}

func (v batchView) version() string { return strconv.Itoa(v.Version) }

func (v batchView) mayWrite() bool { return v.By.Has(org.SupplierMember, org.SupplierAdmin) }

func (v batchView) maySubmit() bool {
	return v.By.Has(org.SupplierAdmin) && v.State == bulk.Done && v.Left() > 0
}

// facts are the figures of a batch.
func (v batchView) facts(ctx context.Context) []component.SummaryRow {
	rows := []component.SummaryRow{
		{Key: text.T(ctx, "offer.field.class_code"), Value: text.Pick(ctx, v.ClassKo, v.ClassEn), Note: v.ClassCode},
		{Key: text.T(ctx, "bulk.fact.rows"), Value: count(v.View.Rows), TestID: "rows-all"},
	}
	add := func(id string, n int) {
		if n > 0 {
			rows = append(rows, component.SummaryRow{Key: text.T(ctx, "bulk.fact."+id), Value: count(n), TestID: "rows-" + id})
		}
	}
	all := func(act string) int {
		n := 0
		for _, s := range []string{bulk.RowGood, bulk.RowMade, bulk.RowSubmitted, bulk.RowRefused, bulk.RowSkipped, bulk.RowUndone, bulk.RowKept} {
			n += v.View.N(act, s)
		}
		return n
	}
	add("new", all(bulk.ActNew))
	add("again", all(bulk.ActAgain))
	add("change", all(bulk.ActChange))
	add("same", v.Same)
	add("faulty", v.Faulty)
	add("made", v.Made)
	add("submitted", v.Submitted)
	add("skipped", v.Batch.Skipped)
	add("kept", v.Kept)
	if v.Encoding != "" {
		rows = append(rows, component.SummaryRow{Key: text.T(ctx, "bulk.fact.encoding"), Value: text.T(ctx, "bulk.encoding."+v.Encoding)})
	}
	return rows
}

// history is the course of the batch.
func (v batchView) history(ctx context.Context) component.TimelineProps {
	p := component.TimelineProps{Label: text.T(ctx, "offer.course"), Now: v.Now, TestID: "history"}
	for _, e := range v.History {
		p.Events = append(p.Events, component.Event{Title: text.T(ctx, "act."+e.Action), State: component.EventDone, At: e.At, Actor: e.Person})
	}
	return p
}
