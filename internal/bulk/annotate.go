package bulk

import (
	"context"
	"iter"
	"strings"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/sheet"
	"jangteo.kr/internal/text"
)

// errorsHeading is what an annotated file calls its last column. It means nothing when
// the file comes back.
const errorsHeading = "⚠ "

func isErrorsHeading(h string) bool { return strings.HasPrefix(strings.TrimSpace(h), errorsHeading) }

// Sentence is what a fault says, in a language.
func (f Fault) Sentence(l *text.Localiser) string {
	if strings.HasPrefix(f.Why.Code, "fault.") {
		return l.T(f.Why.Code, f.Why.Params...)
	}
	return l.T("field."+f.Why.Code, f.Why.Params...)
}

// Label is the name of the column or section a fault is at, "" if it is at none.
func (f Fault) Label(cols []Column, l *text.Localiser) string {
	for _, c := range cols {
		if c.Field == f.Field {
			return c.Label(l)
		}
	}
	if s, ok := strings.CutPrefix(f.Field, "section_"); ok {
		return l.T("offer.section." + s)
	}
	if id := "offer.field." + f.Field; l.Has(id) {
		return l.T(id)
	}
	return ""
}

// Line is the fault with the column it is at.
func (f Fault) Line(cols []Column, l *text.Localiser) string {
	if label := f.Label(cols, l); label != "" {
		return label + ": " + f.Sentence(l)
	}
	return f.Sentence(l)
}

// Annotated is the file of a batch as a workbook: its own rows, cells at fault marked
// and explained, and a last column that says everything wrong with a row.
func (s *Service) Annotated(ctx context.Context, by auth.Actor, id int64, l *text.Localiser) (sheet.Sheet, error) {
	var line Line
	if err := s.own(ctx, by, id, &line); err != nil {
		return sheet.Sheet{}, err
	}
	bench, _, err := s.bench(ctx, s.db, line.Batch)
	if err != nil {
		return sheet.Sheet{}, err
	}
	width := len(line.Columns)
	for width > 0 && isErrorsHeading(line.Columns[width-1]) {
		width--
	}
	top := make([]sheet.Cell, width+1)
	columns := make([]sheet.Column, width+1)
	for i, h := range line.Columns[:width] {
		top[i] = sheet.Cell{Text: h, Style: sheet.Heading}
		columns[i] = sheet.Column{Width: 16}
	}
	top[width] = sheet.Cell{Text: errorsHeading + l.T("bulk.errors"), Style: sheet.Heading}
	columns[width] = sheet.Column{Width: 80}
	name := line.ClassKo
	if l.Lang() != "ko" {
		name = line.ClassEn
	}
	return sheet.Sheet{
		Name: name, Frozen: 1, Columns: columns, Rows: [][]sheet.Cell{top},
		Later: s.annotatedRows(ctx, id, bench.cols, width, l),
	}, nil
}

func (s *Service) annotatedRows(ctx context.Context, id int64, cols []Column, width int, l *text.Localiser) iter.Seq2[[]sheet.Cell, error] {
	return func(yield func([]sheet.Cell, error) bool) {
		written := 1 // rows, the heading among them
		for after := 0; ; {
			rows, err := s.rows(ctx, pgx.NamedArgs{
				"id": id, "all": true, "states": []string{}, "field": "", "code": "", "after": after, "limit": 1000, "offset": 0,
			})
			if err != nil {
				yield(nil, err)
				return
			}
			if len(rows) == 0 {
				return
			}
			for _, r := range rows {
				for ; written < r.No-1; written++ { // empty rows of the file
					if !yield(nil, nil) {
						return
					}
				}
				written++
				if !yield(annotated(r, cols, width, l), nil) {
					return
				}
			}
			after = rows[len(rows)-1].No
		}
	}
}

func annotated(r Row, cols []Column, width int, l *text.Localiser) []sheet.Cell {
	out := make([]sheet.Cell, width+1)
	for i, s := range r.Cells[:min(len(r.Cells), width)] {
		out[i] = sheet.Number(s)
	}
	var all []string
	for _, f := range r.Faults {
		all = append(all, f.Line(cols, l))
		if f.Column < 0 || f.Column >= width {
			continue
		}
		out[f.Column].Style, out[f.Column].Number = sheet.Wrong, false
		if out[f.Column].Comment != "" {
			out[f.Column].Comment += "\n"
		}
		out[f.Column].Comment += f.Sentence(l)
	}
	if len(all) > 0 {
		out[width] = sheet.Cell{Text: strings.Join(all, " / "), Style: sheet.Wrong}
	}
	return out
}
