package classes

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/ui/component"
)

type indexView struct {
	Tree   catalog.ClassTree
	Words  string
	Found  []catalog.ClassNode
	Counts map[string]int // offers on the shelves by detail class
	AsOf   time.Time
	Edits  bool
	Knows  bool
}

// offers counts those of a class and below it.
func (v indexView) offers(code string) int {
	n := 0
	for c, k := range v.Counts {
		if strings.HasPrefix(c, code) {
			n += k
		}
	}
	return n
}

// above names the classes between the segment and a detail class.
func (v indexView) above(ctx context.Context, code string) string {
	var names []string
	for _, n := range v.Tree.Path(code) {
		if len(n.Code) > 2 && len(n.Code) < 10 {
			names = append(names, text.Pick(ctx, n.NameKo, n.NameEn))
		}
	}
	return strings.Join(slices.Compact(names), " › ")
}

// closed names the class that a closed one moved to, "" for an open one.
func (v indexView) closed(ctx context.Context, n catalog.ClassNode) string {
	if n.MovedTo == nil {
		return ""
	}
	to, _ := v.Tree.Node(*n.MovedTo)
	return text.T(ctx, "classes.closed.to", "code", *n.MovedTo, "name", text.Pick(ctx, to.NameKo, to.NameEn))
}

type cardView struct {
	catalog.ClassCard
	Offers int // on the shelves, as of the last count
	Edits  bool
	Knows  bool
	Now    time.Time
}

func stateOf(c catalog.Class) string {
	if c.MovedTo != nil {
		return "closed"
	}
	return "open"
}

func (v cardView) state() string { return stateOf(v.Class) }

// searchURL finds what is in the class now.
func (v cardView) searchURL() string {
	if v.Class.MovedTo != nil {
		return "/search?class=" + *v.Class.MovedTo
	}
	return "/search?class=" + v.Class.Code
}

func level(ctx context.Context, code string) string {
	return text.T(ctx, "classes.level."+strconv.Itoa(len(code))) + " " + code
}

// badge says that a class is closed or no part of the official list.
func badge(ctx context.Context, c catalog.Class) *component.BadgeProps {
	switch {
	case c.MovedTo != nil:
		return &component.BadgeProps{Label: text.T(ctx, "classes.closed"), Tone: component.Warning, TestID: "closed"}
	case !c.Official:
		return &component.BadgeProps{Label: text.T(ctx, "classes.illustrative"), Tone: component.Neutral, TestID: "illustrative"}
	}
	return nil
}

func unitName(ctx context.Context, unit string) string {
	if words := text.From(ctx); words.Has("unit." + unit) {
		return words.T("unit." + unit)
	}
	return unit
}

func won(ctx context.Context, hundredths int64) string {
	return text.T(ctx, "classes.won", "price", money.Hundredths(hundredths).String())
}

func month(ctx context.Context, t time.Time) string {
	return text.T(ctx, "classes.month", "year", t.Year(), "month", int(t.Month()))
}

// medians compares the months of the last year.
func (v cardView) medians(ctx context.Context) []component.Bar {
	var out []component.Bar
	for _, p := range v.Prices[max(0, len(v.Prices)-12):] {
		out = append(out, component.Bar{Label: month(ctx, p.Month), Value: p.Median, Text: won(ctx, p.Median)})
	}
	return out
}

func choices(ctx context.Context, list []string) string {
	words := make([]string, len(list))
	for i, c := range list {
		words[i] = catalog.ChoiceText(c, text.Lang(ctx))
	}
	return strings.Join(words, ", ")
}

// history tells the changes of a class, the last first.
func (v cardView) history(ctx context.Context) component.TimelineProps {
	p := component.TimelineProps{Label: text.T(ctx, "classes.history"), Now: v.Now, TestID: "history"}
	for _, c := range v.Changes {
		e := component.Event{State: component.EventDone, At: c.ChangedAt, Actor: c.Person, Title: v.sentence(ctx, c)}
		e.Text = text.T(ctx, "classes.reason.is", "reason", c.Reason)
		if c.ToCode != nil {
			other := *c.ToCode
			if other == v.Class.Code {
				other = c.ClassCode
			}
			e.Href = classURL(other, "")
		}
		p.Events = append(p.Events, e)
	}
	return p
}

func (v cardView) sentence(ctx context.Context, c catalog.ClassChange) string {
	switch c.Kind {
	case catalog.ChangeMove:
		to := ""
		if c.ToCode != nil {
			to = *c.ToCode
		}
		return text.T(ctx, "classes.change.move", "from", c.ClassCode, "to", to, "n", count(c.Items))
	case catalog.ChangeRename:
		return text.T(ctx, "classes.change.rename", "changes", changed(ctx, c))
	case catalog.ChangeAttributeEdit:
		return text.T(ctx, "classes.change.attribute_change", "name", v.attributeName(ctx, c.Attribute), "changes", changed(ctx, c))
	}
	return text.T(ctx, "classes.change."+c.Kind, "name", v.attributeName(ctx, c.Attribute))
}

func (v cardView) attributeName(ctx context.Context, key string) string {
	if a, ok := v.Named(key); ok {
		return text.Pick(ctx, a.NameKo, a.NameEn)
	}
	return key
}

// changed lists the fields of a change as "field: before → after".
func changed(ctx context.Context, c catalog.ClassChange) string {
	var parts []string
	for _, field := range []string{"name_ko", "name_en", "unit", "choices", "required", "position"} {
		after, ok := c.After[field]
		if !ok {
			continue
		}
		parts = append(parts, text.T(ctx, "classes.change.field", "field", text.T(ctx, "classes.field."+field), "before", said(ctx, field, c.Before[field]), "after", said(ctx, field, after)))
	}
	return strings.Join(parts, "; ")
}

func said(ctx context.Context, field, value string) string {
	switch {
	case field == "required" && value == "true":
		return text.T(ctx, "yes")
	case field == "required":
		return text.T(ctx, "no")
	case field == "choices":
		return choices(ctx, strings.Split(value, "|"))
	case value == "":
		return text.T(ctx, "none")
	}
	return value
}

type editView struct {
	catalog.ClassCard
	Use  catalog.ClassUse
	Form *kit.Form
}

func (v editView) state() string { return stateOf(v.Class) }

// count writes a number as people read it.
func count(n int) string { return money.Won(n).String() }

// effect counts what an edit touches.
func effect(ctx context.Context, u catalog.ClassUse) string {
	return text.T(ctx, "classes.effect", "items", count(u.Items), "offers", count(u.Offers), "drafts", count(u.Drafts))
}

type moveView struct {
	editView
	Effect *catalog.MoveEffect // nil before it was asked for
	Words  string
	Items  []catalog.Item
}

// possible reports whether the move that was asked for can be done.
func (v moveView) possible() bool {
	return v.Effect != nil && !v.Effect.TooLarge() && len(v.Effect.Conflicts) == 0 && (v.Effect.Items > 0 || v.whole())
}

func (v moveView) whole() bool { return v.Form.Value("scope") == "all" }

func (v moveView) picked(number int) bool { return v.Form.Has("pick", strconv.Itoa(number)) }

func names(ctx context.Context, attributes []catalog.Attribute) string {
	if len(attributes) == 0 {
		return text.T(ctx, "none")
	}
	out := make([]string, len(attributes))
	for i, a := range attributes {
		out[i] = text.Pick(ctx, a.NameKo, a.NameEn)
	}
	return strings.Join(out, ", ")
}

func pathNames(ctx context.Context, path []catalog.Class) string {
	out := make([]string, len(path))
	for i, c := range path {
		out[i] = text.Pick(ctx, c.NameKo, c.NameEn)
	}
	return strings.Join(slices.Compact(out), " › ")
}

type attributeView struct {
	catalog.ClassCard
	Form      *kit.Form
	Key       string
	Attribute catalog.Attribute // zero for a new one
	Effect    catalog.AttributeEffect
	Use       catalog.ClassUse // of a new one
}

func (v attributeView) state() string { return stateOf(v.Class) }
func (v attributeView) isNew() bool   { return v.Key == newKey }
func (v attributeView) url(below string) string {
	return classURL(v.Class.Code, "/attributes/"+v.Key+below)
}

// gone are the choices that the form takes away.
func (v attributeView) gone() []string {
	typed := choicesOf(v.Form)
	return slices.DeleteFunc(slices.Clone(v.Attribute.Choices), func(c string) bool { return slices.Contains(typed, c) })
}

// warned reports whether the form has just said how many offers say what it takes away.
func (v attributeView) warned() bool {
	f := v.Form.Fault()
	return f != nil && f.Code == catalog.ErrEffectChanged.Code && v.Form.Value("act") != "retire"
}

func kinds(ctx context.Context) []component.Option {
	var out []component.Option
	for _, k := range []string{catalog.KindText, catalog.KindNumber, catalog.KindChoice} {
		out = append(out, component.Option{Value: k, Label: text.T(ctx, "classes.kind."+k)})
	}
	return out
}

type synonymsView struct {
	catalog.ClassCard
	Words []catalog.KeptSynonym
	Form  *kit.Form
	Edits bool
}

func mayAdd(by auth.Actor) bool { return by.Has(org.MarketDesk) }

func (v synonymsView) url() string { return synonymsURL(v.Class.Code) }

func synonymsURL(code string) string {
	if code == "" {
		code = general
	}
	return classURL(code, "/synonyms")
}

// warned reports whether the word was refused because it names another class.
func (v synonymsView) warned() bool {
	f := v.Form.Fault()
	return f != nil && f.Code == catalog.ErrSynonymIsClass.Code
}

// inUse are the synonyms that count, and gone those that were removed.
func (v synonymsView) inUse() []catalog.KeptSynonym {
	return slices.DeleteFunc(slices.Clone(v.Words), func(s catalog.KeptSynonym) bool { return s.RemovedAt != nil })
}

func (v synonymsView) gone() []catalog.KeptSynonym {
	return slices.DeleteFunc(slices.Clone(v.Words), func(s catalog.KeptSynonym) bool { return s.RemovedAt == nil })
}

func (v synonymsView) columns(ctx context.Context) []component.Column {
	out := []component.Column{{Label: text.T(ctx, "classes.field.word")}}
	if v.Class.Code == "" {
		out = append(out, component.Column{Label: text.T(ctx, "classes.field.meant")})
	}
	return append(out, component.Column{Label: text.T(ctx, "classes.synonym.by")}, component.Column{Label: text.T(ctx, "action")})
}

// source says where a synonym comes from.
func source(ctx context.Context, s catalog.KeptSynonym) string {
	if s.AddedBy == "" {
		return text.T(ctx, "classes.synonym.program")
	}
	return s.AddedBy
}

// other is the name in the other language, "" where both are the same.
func other(ctx context.Context, ko, en string) string {
	shown := text.Pick(ctx, ko, en)
	for _, name := range []string{en, ko} {
		if name != shown {
			return name
		}
	}
	return ""
}

// checkVariant makes asking what a move does the first button until it was asked.
func checkVariant(e *catalog.MoveEffect) component.Variant {
	if e == nil {
		return component.VariantPrimary
	}
	return component.VariantSecondary
}
