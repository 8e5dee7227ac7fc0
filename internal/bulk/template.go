package bulk

import (
	"context"
	"strconv"
	"strings"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/sheet"
	"jangteo.kr/internal/text"
)

// Template is the file of a detail class to fill in, in a language: the headings and one
// example row, then a sheet that says what each column wants.
func (s *Service) Template(ctx context.Context, by auth.Actor, class string, l *text.Localiser) ([]sheet.Sheet, error) {
	if err := mayRead(by); err != nil {
		return nil, err
	}
	c, defs, err := classOf(ctx, s.db, class)
	if err != nil {
		return nil, err
	}
	cols := ColumnsOf(defs)
	name := c.NameKo
	if l.Lang() != "ko" {
		name = c.NameEn
	}
	table := sheet.Sheet{Name: name, Frozen: 1}
	var top, example []sheet.Cell
	for i, h := range headings(cols, l) {
		top = append(top, sheet.Cell{Text: h, Style: sheet.Heading, Comment: cols[i].rule(l)})
		example = append(example, sheet.Cell{Text: cols[i].example(l, c), Style: sheet.Note})
		table.Columns = append(table.Columns, sheet.Column{Width: min(40, max(12, 2*len([]rune(h)))), Choices: cols[i].choices(l)})
	}
	table.Rows = [][]sheet.Cell{top, example}
	return []sheet.Sheet{table, help(cols, c, name, l)}, nil
}

func classOf(ctx context.Context, q db.Querier, class string) (catalog.Class, []catalog.Attribute, error) {
	c, err := catalog.ClassByCode(ctx, q, class)
	if fault.Of(err, fault.NotFound) || err == nil && !c.Open() {
		return c, nil, catalog.ErrNotDetailClass
	}
	if err != nil {
		return c, nil, err
	}
	defs, err := catalog.AttributesOf(ctx, q, class)
	return c, defs, err
}

// help says what each column wants.
func help(cols []Column, c catalog.Class, name string, l *text.Localiser) sheet.Sheet {
	h := sheet.Sheet{Name: l.T("bulk.help"), Columns: []sheet.Column{{Width: 24}, {Width: 12}, {Width: 90}}}
	line := func(style sheet.Style, words ...string) {
		cells := make([]sheet.Cell, len(words))
		for i, w := range words {
			cells[i] = sheet.Cell{Text: w, Style: style}
		}
		h.Rows = append(h.Rows, cells)
	}
	line(sheet.Strong, l.T("bulk.help.title", "class", name, "code", c.Code))
	for _, id := range []string{"rows", "star", "keep", "example", "number", "file"} {
		line(sheet.Plain, l.T("bulk.help."+id, "max", sheet.MaxRows, "mb", sheet.MaxFile>>20))
	}
	line(sheet.Plain)
	line(sheet.Heading, l.T("bulk.help.column"), l.T("bulk.help.required"), l.T("bulk.help.rule"))
	for _, col := range cols {
		needed := l.T("bulk.help.optional")
		if col.Required {
			needed = l.T("bulk.help.needed")
		}
		line(sheet.Plain, col.Label(l), needed, col.rule(l))
	}
	return h
}

// rule is what a column wants, in a sentence.
func (c Column) rule(l *text.Localiser) string {
	if a := c.Attribute; a != nil {
		switch a.Kind {
		case catalog.KindChoice:
			return l.T("bulk.rule.choice", "choices", strings.Join(c.choices(l), ", "))
		case catalog.KindNumber:
			return l.T("bulk.rule.number", "unit", catalog.ChoiceText(a.Unit, l.Lang()))
		}
		return l.T("bulk.rule.text", "max", 200)
	}
	switch c.Field {
	case tax, unit, contentUnit:
		return l.T("bulk.rule."+c.Field, "choices", strings.Join(c.choices(l), ", "))
	case regions:
		return l.T("bulk.rule.regions", "choices", strings.Join(words(l, "region.", org.Regions), ", "))
	}
	return l.T("bulk.rule." + c.Field)
}

// example is what the example row says in a column.
func (c Column) example(l *text.Localiser, class catalog.Class) string {
	if a := c.Attribute; a != nil {
		switch a.Kind {
		case catalog.KindChoice:
			return c.choices(l)[0]
		case catalog.KindNumber:
			return "1"
		}
		return l.T("bulk.example.text")
	}
	name := class.NameKo
	if l.Lang() != "ko" {
		name = class.NameEn
	}
	switch c.Field {
	case itemNumber, content, contentUnit, description:
		return ""
	case maker:
		for i, lang := range text.Langs {
			if lang == l.Lang() {
				return examples[i] + " " + l.T("bulk.example.maker")
			}
		}
	case model:
		return "AB-100"
	case nameKo:
		return class.NameKo + " AB-100"
	case nameEn:
		return class.NameEn + " AB-100"
	case price:
		return "150000"
	case tax, unit:
		return c.choices(l)[0]
	case minOrder:
		return "1"
	case leadDays:
		return strconv.Itoa(usualLead)
	case warranty:
		return strconv.Itoa(usualWarranty)
	case regions:
		return l.T("offer.nationwide")
	}
	return name
}
