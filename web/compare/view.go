package compare

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/sheet"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/ui/component"
	"jangteo.kr/web/ui/layout"
)

type view struct {
	Page    layout.Page
	State   state
	Offers  []catalog.Compared
	Missing int // asked for, but never on sale
	Groups  []group
}

// group is a part of the comparison under one heading.
type group struct {
	Name string
	Rows []row
}

// row is one property, with a cell for each offer.
type row struct {
	Key   string // for tests and styles
	Label string
	Cells []cell
	Note  string // about the row as a whole
}

// cell is what one offer says.
type cell struct {
	Text   string
	Note   string // smaller, below
	Mark   string // in words: where the lowest is
	Amount string // the plain number, where a spreadsheet may calculate
}

// same reports whether all offers say the same.
func (r row) same() bool {
	return !slices.ContainsFunc(r.Cells, func(c cell) bool { return c.Text != r.Cells[0].Text })
}

// shown are the rows to show, and how many stay hidden because they are all the same.
func (v view) shown() (out []group, hidden int) {
	for _, g := range v.Groups {
		kept := group{Name: g.Name}
		for _, r := range g.Rows {
			if v.State.Diff && len(v.Offers) > 1 && r.same() {
				hidden++
			} else {
				kept.Rows = append(kept.Rows, r)
			}
		}
		if len(kept.Rows) > 0 {
			out = append(out, kept)
		}
	}
	return out, hidden
}

func (v view) toggled() string {
	s := v.State
	s.Diff = !s.Diff
	return s.url(component.ComparePath)
}

// paper is the address of the comparison for the printer.
func (v view) paper() string {
	to := v.State.url(component.ComparePath)
	if strings.Contains(to, "?") {
		return to + "&print=1"
	}
	return to + "?print=1"
}

func name(ctx context.Context, o catalog.Compared) string { return text.Pick(ctx, o.NameKo, o.NameEn) }

// groups lays the offers out, row by row.
func groups(ctx context.Context, offers []catalog.Compared) []group {
	return []group{
		{text.T(ctx, "compare.group.terms"), terms(ctx, offers)},
		{text.T(ctx, "compare.group.proof"), proof(ctx, offers)},
		{text.T(ctx, "compare.group.spec"), specification(ctx, offers)},
	}
}

func line(ctx context.Context, key string, offers []catalog.Compared, of func(catalog.Compared) cell) row {
	r := row{Key: key, Label: text.T(ctx, "compare.row."+key)}
	for _, o := range offers {
		r.Cells = append(r.Cells, of(o))
	}
	return r
}

func plain(s string) cell { return cell{Text: s} }

func terms(ctx context.Context, offers []catalog.Compared) []row {
	price := line(ctx, "price", offers, func(o catalog.Compared) cell {
		return cell{
			Text:   o.Price.String() + text.T(ctx, "ui.money.won"),
			Note:   text.T(ctx, "compare.per", "unit", word(ctx, "unit.", o.Unit), "tax", text.T(ctx, "shop.tax."+o.Tax)),
			Amount: strconv.FormatInt(int64(o.Price), 10),
		}
	})
	if !price.lowest(ctx, offers, func(o catalog.Compared) (int64, string) { return int64(o.Price), o.Unit }) {
		price.Note = text.T(ctx, "compare.lowest.none")
	}
	unit := line(ctx, "unit_price", offers, func(o catalog.Compared) cell { return plain(perUnit(ctx, o.UnitPrice, o.ContentUnit)) })
	unit.lowest(ctx, offers, func(o catalog.Compared) (int64, string) { return int64(o.UnitPrice), o.ContentUnit })
	return []row{
		price, unit,
		line(ctx, "median", offers, func(o catalog.Compared) cell {
			if o.Median == nil {
				return plain(text.T(ctx, "compare.none"))
			}
			return plain(perUnit(ctx, *o.Median, o.ContentUnit))
		}),
		line(ctx, "min", offers, func(o catalog.Compared) cell {
			return plain(text.T(ctx, "shop.qty", "n", money.Won(o.MinOrder), "unit", word(ctx, "unit.", o.Unit)))
		}),
		line(ctx, "lead", offers, func(o catalog.Compared) cell { return plain(text.T(ctx, "shop.days", "n", o.LeadDays)) }),
		line(ctx, "regions", offers, func(o catalog.Compared) cell { return plain(regions(ctx, o.Regions)) }),
		line(ctx, "warranty", offers, func(o catalog.Compared) cell {
			if o.WarrantyMonths == 0 {
				return plain(text.T(ctx, "compare.none"))
			}
			return plain(text.T(ctx, "shop.months", "n", o.WarrantyMonths))
		}),
	}
}

func proof(ctx context.Context, offers []catalog.Compared) []row {
	return []row{
		line(ctx, "supplier", offers, func(o catalog.Compared) cell { return plain(text.Pick(ctx, o.Supplier, o.SupplierEn)) }),
		line(ctx, "traits", offers, func(o catalog.Compared) cell { return plain(words(ctx, "trait.", o.Traits)) }),
		line(ctx, "stores", offers, func(o catalog.Compared) cell { return plain(words(ctx, "storefront.", o.Stores)) }),
		line(ctx, "certs", offers, func(o catalog.Compared) cell { return plain(words(ctx, "cert.", o.Certificates)) }),
		line(ctx, "bought", offers, func(o catalog.Compared) cell { return plain(text.T(ctx, "compare.bought", "n", o.Bought)) }),
	}
}

// specification has the identity of the items, then every attribute that at least one of
// the offers states; the same attribute of two classes is one row.
func specification(ctx context.Context, offers []catalog.Compared) []row {
	rows := []row{
		line(ctx, "class", offers, func(o catalog.Compared) cell {
			return plain(text.Pick(ctx, o.ClassKo, o.ClassEn) + " (" + o.ClassCode + ")")
		}),
		line(ctx, "maker", offers, func(o catalog.Compared) cell { return plain(o.Maker) }),
		line(ctx, "model", offers, func(o catalog.Compared) cell { return plain(o.Model) }),
		line(ctx, "item", offers, func(o catalog.Compared) cell { return plain(strconv.Itoa(o.ItemNumber)) }),
	}
	at := map[string]int{}
	stated := map[int]bool{}
	for i, o := range offers {
		for _, a := range o.Attributes {
			id := a.Key + "\x00" + a.NameKo + "\x00" + a.Unit
			n, known := at[id]
			if !known {
				n = len(rows)
				at[id] = n
				r := row{Key: "attr_" + a.Key, Label: text.Pick(ctx, a.NameKo, a.NameEn), Cells: make([]cell, len(offers))}
				for j := range r.Cells {
					r.Cells[j] = plain(text.T(ctx, "compare.not_stated"))
				}
				rows = append(rows, r)
			}
			if a.Value != "" {
				stated[n] = true
				rows[n].Cells[i] = plain(attribute(ctx, a))
			}
		}
	}
	out := rows[:4:4]
	for n := 4; n < len(rows); n++ {
		if stated[n] {
			out = append(out, rows[n])
		}
	}
	return out
}

func attribute(ctx context.Context, a catalog.ProductAttribute) string {
	lang := text.Lang(ctx)
	value := a.Value
	if a.Kind == catalog.KindChoice {
		value = catalog.ChoiceText(value, lang)
	}
	if a.Unit != "" {
		value += " " + catalog.ChoiceText(a.Unit, lang)
	}
	return value
}

// lowest marks, in words, the lowest of what can be bought now. Amounts are held against
// each other only within one class and unit; it reports false if there are several.
func (r *row) lowest(ctx context.Context, offers []catalog.Compared, of func(catalog.Compared) (amount int64, unit string)) bool {
	var low int64
	unit := ""
	n, ties := 0, 0
	for _, o := range offers {
		if !o.OnShelf {
			continue
		}
		amount, u := of(o)
		u += o.ClassCode[:8]
		switch {
		case n > 0 && u != unit:
			return false
		case n == 0 || amount < low:
			low, ties = amount, 1
		case amount == low:
			ties++
		}
		unit = u
		n++
	}
	if n < 2 {
		return true
	}
	mark := "compare.lowest"
	if ties > 1 {
		mark = "compare.lowest.tie"
	}
	for i, o := range offers {
		if amount, _ := of(o); o.OnShelf && amount == low {
			r.Cells[i].Mark = text.T(ctx, mark)
		}
	}
	return true
}

func perUnit(ctx context.Context, price money.Hundredths, unit string) string {
	return text.T(ctx, "price.per_unit", "unit", word(ctx, "unit.", unit), "price", price.String())
}

// word puts a code in words; a code nobody has words for is shown as it is.
func word(ctx context.Context, prefix, code string) string {
	if s := text.T(ctx, prefix+code); s != prefix+code {
		return s
	}
	return code
}

func words(ctx context.Context, prefix string, codes []string) string {
	if len(codes) == 0 {
		return text.T(ctx, "compare.none")
	}
	out := make([]string, len(codes))
	for i, c := range codes {
		out[i] = word(ctx, prefix, c)
	}
	return strings.Join(out, ", ")
}

func regions(ctx context.Context, codes []string) string {
	if len(codes) == 0 {
		return text.T(ctx, "shop.nationwide")
	}
	return words(ctx, "region.", codes)
}

// gone says why an offer cannot be bought now, "" if it can.
func gone(ctx context.Context, o catalog.Compared) string {
	if o.OnShelf {
		return ""
	}
	return text.T(ctx, "compare.gone."+catalog.PublicState(o.State))
}

// picture is an offer's first picture, small.
func picture(o catalog.Compared) component.PictureProps {
	p := component.PictureProps{W: 160, H: 120, Class: "compare-picture"}
	if o.Picture != "" {
		p.Src = "/pictures/" + o.Picture + "/160.jpg"
	}
	return p
}

// sheet is the comparison as a file: amounts as numbers, marks in a row of their own.
func (v view) sheet(ctx context.Context, now time.Time) sheet.Sheet {
	out := sheet.Sheet{Name: text.T(ctx, "compare.file.sheet"), Columns: []sheet.Column{{Width: 22}}, Frozen: 1}
	head := []sheet.Cell{{Text: text.T(ctx, "compare.what"), Style: sheet.Heading}}
	states := []sheet.Cell{sheet.Text(text.T(ctx, "compare.state"))}
	for _, o := range v.Offers {
		out.Columns = append(out.Columns, sheet.Column{Width: 34})
		head = append(head, sheet.Cell{Text: name(ctx, o), Style: sheet.Heading})
		state := gone(ctx, o)
		if state == "" {
			state = text.T(ctx, "compare.on_sale")
		}
		states = append(states, sheet.Text(state))
	}
	out.Rows = append(out.Rows, head, states)
	shown, _ := v.shown()
	for _, g := range shown {
		out.Rows = append(out.Rows, []sheet.Cell{{Text: g.Name, Style: sheet.Strong}})
		for _, r := range g.Rows {
			out.Rows = append(out.Rows, r.sheetRows()...)
		}
	}
	return v.dated(ctx, out, now)
}

func (r row) sheetRows() [][]sheet.Cell {
	cells := []sheet.Cell{sheet.Text(r.Label)}
	marks := []sheet.Cell{sheet.Text("")}
	marked := false
	for _, c := range r.Cells {
		if c.Amount != "" {
			cells = append(cells, sheet.Number(c.Amount))
		} else {
			cells = append(cells, sheet.Text(c.Text))
		}
		marks = append(marks, sheet.Cell{Text: c.Mark, Style: sheet.Note})
		marked = marked || c.Mark != ""
	}
	if !marked {
		return [][]sheet.Cell{cells}
	}
	return [][]sheet.Cell{cells, marks}
}

func (v view) dated(ctx context.Context, s sheet.Sheet, now time.Time) sheet.Sheet {
	at := kst.FormatDateTime(now, text.Lang(ctx))
	s.Rows = append(s.Rows, []sheet.Cell{{Text: text.T(ctx, "compare.file.read_at", "at", at), Style: sheet.Note}})
	return s
}
