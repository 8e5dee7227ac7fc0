package bulk

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/text"
)

// Column is a column that a file of a detail class may have.
type Column struct {
	Field     string // as the screens name it; attr_<key> for an attribute
	Attribute *catalog.Attribute
	Required  bool // of an item that is offered for the first time
}

// Fields every class has, in order.
const (
	itemNumber  = "item_number"
	maker       = "maker"
	model       = "model"
	nameKo      = "name_ko"
	nameEn      = "name_en"
	price       = "price"
	tax         = "tax"
	unit        = "unit"
	content     = "content"
	contentUnit = "content_unit"
	minOrder    = "min_order"
	leadDays    = "lead_days"
	regions     = "regions"
	warranty    = "warranty_months"
	summary     = "summary"
	description = "description"
)

var common = []Column{
	{Field: itemNumber},
	{Field: maker, Required: true},
	{Field: model, Required: true},
	{Field: nameKo, Required: true},
	{Field: nameEn},
	{Field: price, Required: true},
	{Field: tax},
	{Field: unit},
	{Field: content},
	{Field: contentUnit},
	{Field: minOrder},
	{Field: leadDays},
	{Field: regions},
	{Field: warranty},
	{Field: summary, Required: true},
	{Field: description},
}

// ColumnsOf lists the columns of a detail class: those of every class and one for each
// attribute.
func ColumnsOf(defs []catalog.Attribute) []Column {
	out := append([]Column{}, common...)
	for i := range defs {
		out = append(out, Column{Field: defs[i].FieldName(), Attribute: &defs[i], Required: defs[i].Required})
	}
	return out
}

// Label is the column's name in a language.
func (c Column) Label(l *text.Localiser) string {
	if a := c.Attribute; a != nil {
		if l.Lang() == "ko" {
			return a.NameKo
		}
		return a.NameEn
	}
	return l.T("offer.field." + c.Field)
}

// heading is the label as a template's heading: with its unit, and a star where a
// value is needed. An attribute that is called like another column goes by its key.
func (c Column) heading(l *text.Localiser, taken map[string]bool) string {
	h := c.Label(l)
	if c.Attribute != nil {
		if taken[squeezed(h)] {
			return c.Field
		}
		if u := catalog.ChoiceText(c.Attribute.Unit, l.Lang()); u != "" {
			h += " (" + u + ")"
		}
	}
	taken[squeezed(c.Label(l))] = true
	if c.Required {
		h += " *"
	}
	return h
}

// headings of a template.
func headings(cols []Column, l *text.Localiser) []string {
	taken := map[string]bool{}
	out := make([]string, len(cols))
	for i, c := range cols {
		out[i] = c.heading(l, taken)
	}
	return out
}

// squeezed is a heading without what does not count: space, case, stars and width.
func squeezed(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '*' || r == '\ufeff' {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKC.String(s))
}

// bare is a squeezed heading without the unit at its end.
func bare(s string) string {
	if at := strings.LastIndexByte(s, '('); at > 0 && strings.HasSuffix(s, ")") {
		return s[:at]
	}
	return s
}

// layout says which column of a file is which.
type layout struct {
	cols []Column
	at   map[string]int // field → place in the file
	skip []int          // places that mean nothing here
}

// layOut reads a file's headings, in any of our languages or as field names.
func layOut(cols []Column, file []string) (layout, *Problem) {
	names := map[string]string{}
	name := func(s, field string) {
		if _, taken := names[s]; !taken {
			names[s] = field
		}
	}
	for _, c := range cols {
		name(squeezed(c.Field), c.Field)
		for _, lang := range text.Langs {
			name(squeezed(c.Label(text.For(lang))), c.Field)
		}
	}
	for _, lang := range text.Langs {
		for i, h := range headings(cols, text.For(lang)) {
			name(squeezed(h), cols[i].Field)
		}
	}
	for _, c := range cols {
		if c.Attribute != nil {
			name(squeezed(c.Attribute.Key), c.Field)
		}
	}
	l := layout{cols: cols, at: map[string]int{}}
	for i, h := range file {
		s := squeezed(h)
		field, ok := names[s]
		if !ok {
			field, ok = names[bare(s)]
		}
		if !ok {
			l.skip = append(l.skip, i)
			continue
		}
		if _, twice := l.at[field]; twice {
			return l, &Problem{"bulk_heading_twice", []any{"heading", strings.TrimSpace(h)}}
		}
		l.at[field] = i
	}
	if _, ok := l.at[itemNumber]; ok {
		return l, nil
	}
	for _, field := range []string{maker, model, nameKo} {
		if _, ok := l.at[field]; !ok {
			return l, &Problem{"bulk_no_heading", []any{"heading", text.For("ko").T("offer.field." + field), "heading_en", text.For("en").T("offer.field." + field)}}
		}
	}
	return l, nil
}

// place of a field in the file, -1 when it has none.
func (l layout) place(field string) int {
	if i, ok := l.at[field]; ok {
		return i
	}
	return -1
}

// value of a field in a row.
func (l layout) value(cells []string, field string) string {
	if i, ok := l.at[field]; ok && i < len(cells) {
		return strings.TrimSpace(cells[i])
	}
	return ""
}

// choices that a column offers, in a language; nil when anything may be typed.
func (c Column) choices(l *text.Localiser) []string {
	switch {
	case c.Attribute != nil:
		out := make([]string, len(c.Attribute.Choices))
		for i, v := range c.Attribute.Choices {
			out[i] = catalog.ChoiceText(v, l.Lang())
		}
		return out
	case c.Field == tax:
		return words(l, "offer.tax.", []string{catalog.TaxVAT, catalog.TaxExempt})
	case c.Field == unit:
		return words(l, "unit.", catalog.Units)
	case c.Field == contentUnit:
		return words(l, "unit.", catalog.ContentUnits)
	}
	return nil
}

func words(l *text.Localiser, prefix string, codes []string) []string {
	out := make([]string, len(codes))
	for i, c := range codes {
		out[i] = l.T(prefix + c)
	}
	return out
}

// codeOf finds the code that a word or the code itself stands for.
func codeOf(typed, prefix string, codes []string) (string, bool) {
	s := squeezed(typed)
	for _, c := range codes {
		if squeezed(c) == s {
			return c, true
		}
		for _, lang := range text.Langs {
			if w := squeezed(text.For(lang).T(prefix + c)); w == s || bare(w) == s {
				return c, true
			}
		}
	}
	return typed, false
}

// choiceOf finds the choice of an attribute that was typed in one language or both.
func choiceOf(a catalog.Attribute, typed string) string {
	s := squeezed(typed)
	for _, c := range slices.Concat(a.Choices, a.RetiredChoices) { // these an offer may go on saying
		if squeezed(c) == s || squeezed(catalog.ChoiceText(c, "ko")) == s || squeezed(catalog.ChoiceText(c, "en")) == s {
			return c
		}
	}
	return typed
}

// regionsOf reads regions apart by commas; the word for the whole country is none of them.
func regionsOf(typed string) ([]string, bool) {
	out := []string{}
	for _, w := range strings.FieldsFunc(typed, func(r rune) bool { return strings.ContainsRune(",;/·\n", r) }) {
		if w = strings.TrimSpace(w); w == "" {
			continue
		}
		s := squeezed(w)
		if s == squeezed(text.For("ko").T("offer.nationwide")) || s == squeezed(text.For("en").T("offer.nationwide")) {
			continue
		}
		code, ok := codeOf(w, "region.", org.Regions)
		if !ok {
			return nil, false
		}
		if !slices.Contains(out, code) {
			out = append(out, code)
		}
	}
	return out, true
}
