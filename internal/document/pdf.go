package document

import (
	"bytes"
	_ "embed" // the Korean font travels in the binary
	"fmt"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/text"
)

//go:embed font/JangteoUI-Regular.ttf
var regular []byte

//go:embed font/JangteoUI-Bold.ttf
var bold []byte

// Meta is what every paper carries around its content.
type Meta struct {
	Title        string // of the paper, e.g. 납품요구서
	Number       string
	Verification string
	VerifyURL    string // address of the public verification page of this paper
	IssuedAt     time.Time
	Sample       string // words of the mark that stands where a seal would
	Footnote     string // how to verify, beside the QR code
	Revoked      string // words over a paper that no longer holds; "" if it does
}

// PDF builds a paper on A4. Its owner calls the parts in reading order, then Bytes.
type PDF struct {
	f    *fpdf.Fpdf
	meta Meta
}

const (
	family     = "JangteoUI"
	margin     = 18.0 // mm
	pageWidth  = 210.0
	textWidth  = pageWidth - 2*margin
	footHeight = 30.0
	lineHeight = 5.6
	cellPad    = 1.6
)

// NewPDF begins a paper. Two papers of the same content are equal byte for byte.
func NewPDF(m Meta) *PDF {
	m.Title, m.Number, m.Sample, m.Footnote, m.Revoked = printable(m.Title), printable(m.Number), printable(m.Sample), printable(m.Footnote), printable(m.Revoked)
	f := fpdf.New("P", "mm", "A4", "")
	f.AddUTF8FontFromBytes(family, "", regular)
	f.AddUTF8FontFromBytes(family, "B", bold)
	f.SetCatalogSort(true)
	f.SetCreationDate(m.IssuedAt.UTC())
	f.SetModificationDate(m.IssuedAt.UTC())
	f.SetTitle(m.Title+" "+m.Number, true)
	f.SetProducer("Jangteo", true)
	f.SetLang("ko-KR")
	f.SetMargins(margin, margin, margin)
	f.SetAutoPageBreak(true, footHeight+6)
	f.SetCellMargin(cellPad)
	f.AliasNbPages("{n}")
	p := &PDF{f: f, meta: m}
	f.SetHeaderFunc(p.header)
	f.SetFooterFunc(p.footer)
	f.AddPage()
	return p
}

func (p *PDF) font(style string, size float64) { p.f.SetFont(family, style, size) }

func (p *PDF) gray(level int) { p.f.SetTextColor(level, level, level) }

func (p *PDF) header() {
	if p.meta.Revoked != "" {
		p.f.SetTextColor(190, 30, 30)
		p.font("B", 11)
		p.f.SetXY(margin, 9)
		p.f.CellFormat(textWidth, 6, p.meta.Revoked, "1", 0, "C", false, 0, "")
	}
	p.f.SetXY(margin, margin)
	if p.f.PageNo() > 1 {
		p.gray(90)
		p.font("", 8.5)
		p.f.CellFormat(textWidth, 5, p.meta.Title+"  "+p.meta.Number, "", 1, "R", false, 0, "")
		p.f.Ln(2)
	}
	p.gray(20)
}

// footer bears what makes a printed copy checkable: the verification number, its
// address as a QR code, and the page number.
func (p *PDF) footer() {
	top := 297 - footHeight
	p.f.SetDrawColor(150, 150, 150)
	p.f.SetLineWidth(0.2)
	p.f.Line(margin, top, pageWidth-margin, top)
	x := margin
	if p.meta.VerifyURL != "" {
		p.qr(p.meta.VerifyURL, margin, top+3, 20)
		x += 24
	}
	p.gray(60)
	p.f.SetXY(x, top+3)
	p.font("B", 9)
	p.f.CellFormat(110, 5, text.For("ko").T("document.verification")+" "+p.meta.Verification, "", 2, "L", false, 0, "")
	p.font("", 8)
	p.f.SetX(x)
	p.f.MultiCell(120, 4.2, p.meta.Footnote, "", "L", false)
	p.f.SetXY(x, top+17)
	p.f.CellFormat(120, 4, p.meta.VerifyURL, "", 0, "L", false, 0, p.meta.VerifyURL)
	p.f.SetXY(pageWidth-margin-30, top+3)
	p.font("", 9)
	p.f.CellFormat(30, 5, fmt.Sprintf("%d / {n}", p.f.PageNo()), "", 0, "R", false, 0, "")
	p.gray(20)
}

// Title writes the paper's name in large letters with its number and day under it.
func (p *PDF) Title() {
	p.font("B", 22)
	p.f.CellFormat(textWidth, 13, p.meta.Title, "", 1, "C", false, 0, "")
	p.font("", 10)
	p.gray(70)
	p.f.CellFormat(textWidth, 6, p.meta.Number+"   |   "+kst.FormatDate(kst.DayOf(p.meta.IssuedAt), "ko"), "", 1, "C", false, 0, "")
	p.gray(20)
	p.f.Ln(5)
}

// Heading begins a part of the paper.
func (p *PDF) Heading(s string) {
	p.f.Ln(3)
	p.keep(18)
	p.font("B", 11.5)
	p.f.CellFormat(textWidth, 7, printable(s), "", 1, "L", false, 0, "")
	p.f.Ln(0.5)
}

// Paragraph writes running text.
func (p *PDF) Paragraph(s string) {
	p.font("", 10)
	for _, line := range p.wrap(s, textWidth) {
		p.f.CellFormat(textWidth, lineHeight, line, "", 1, "L", false, 0, "")
	}
}

// Strong writes one line in large bold letters in a box, such as the amount in words.
func (p *PDF) Strong(s string) {
	p.font("B", 13)
	p.f.SetFillColor(243, 245, 248)
	p.f.CellFormat(textWidth, 11, printable(s), "1", 1, "C", true, 0, "")
	p.f.Ln(2)
}

// Fact is a named value in a box of the paper.
type Fact struct{ Key, Value string }

// Facts writes named values as a ruled table of two pairs a row.
func (p *PDF) Facts(facts []Fact) {
	const key = 28.0
	half := textWidth / 2
	for i := 0; i < len(facts); i += 2 {
		row := facts[i:min(i+2, len(facts))]
		value := half - key
		if len(row) == 1 {
			value = textWidth - key
		}
		lines := make([][]string, len(row))
		rows := 1
		p.font("", 9.5)
		for j, f := range row {
			lines[j] = p.wrap(f.Value, value)
			rows = max(rows, len(lines[j]))
		}
		h := float64(rows)*lineHeight + 2*cellPad
		p.keep(h)
		x, y := margin, p.f.GetY()
		for j, f := range row {
			p.box(x, y, key, h, []string{printable(f.Key)}, "B", "L", true)
			p.box(x+key, y, value, h, lines[j], "", "L", false)
			x += key + value
		}
		p.f.SetXY(margin, y+h)
	}
	p.f.Ln(2)
}

// Column of a table: its heading, width in mm (0: what is left), and alignment L, C or R.
type Column struct {
	Head  string
	Width float64
	Align string
}

// Table writes a ruled table; its heading is repeated on every page. foot rows are bold.
func (p *PDF) Table(columns []Column, rows, foot [][]string) {
	cols := make([]Column, len(columns))
	left, open := textWidth, 0
	for i, c := range columns {
		cols[i] = c
		left -= c.Width
		if c.Width == 0 {
			open++
		}
	}
	for i := range cols {
		if cols[i].Width == 0 {
			cols[i].Width = left / float64(open)
		}
	}
	heads := make([]string, len(cols))
	for i, c := range cols {
		heads[i] = c.Head
	}
	p.row(cols, heads, "B", true)
	for _, r := range rows {
		if p.row(cols, r, "", false) {
			continue
		}
		p.f.AddPage()
		p.row(cols, heads, "B", true)
		p.row(cols, r, "", false)
	}
	for _, r := range foot {
		p.row(cols, r, "B", false)
	}
	p.f.Ln(2)
}

// row writes one row, or nothing and false if it does not fit on the page.
func (p *PDF) row(cols []Column, cells []string, style string, head bool) bool {
	p.font(style, 9)
	lines := make([][]string, len(cols))
	n := 1
	for i, c := range cols {
		if i < len(cells) {
			lines[i] = p.wrap(cells[i], c.Width)
			n = max(n, len(lines[i]))
		}
	}
	h := float64(n)*lineHeight + 2*cellPad
	if p.f.GetY()+h > 297-footHeight-6 {
		if !head && style == "" {
			return false
		}
		p.f.AddPage()
	}
	x, y := margin, p.f.GetY()
	for i, c := range cols {
		align := c.Align
		if head {
			align = "C"
		}
		p.box(x, y, c.Width, h, lines[i], style, align, head)
		x += c.Width
	}
	p.f.SetXY(margin, y+h)
	return true
}

func (p *PDF) box(x, y, w, h float64, lines []string, style, align string, tint bool) {
	p.f.SetDrawColor(150, 156, 166)
	p.f.SetLineWidth(0.2)
	how := "D"
	if tint {
		p.f.SetFillColor(243, 245, 248)
		how = "DF"
	}
	p.f.Rect(x, y, w, h, how)
	size := 9.0
	if style == "" && align == "L" {
		size = 9.5
	}
	p.font(style, size)
	top := y + (h-float64(len(lines))*lineHeight)/2
	for i, line := range lines {
		p.f.SetXY(x, top+float64(i)*lineHeight)
		p.f.CellFormat(w, lineHeight, line, "", 0, align, false, 0, "")
	}
}

// Signature writes who issues the paper, with the sample mark where a seal would stand:
// a demonstration never draws anybody's official seal.
func (p *PDF) Signature(name string) {
	name = printable(name)
	p.keep(34)
	p.f.Ln(8)
	y := p.f.GetY()
	p.font("B", 15)
	p.f.CellFormat(textWidth, 10, name, "", 1, "C", false, 0, "")
	if p.meta.Sample == "" {
		return
	}
	w := p.f.GetStringWidth(name)
	x := min(pageWidth/2+w/2+6, pageWidth-margin-24)
	p.f.SetDrawColor(190, 60, 60)
	p.f.SetTextColor(190, 60, 60)
	p.f.SetLineWidth(0.6)
	p.f.RoundedRect(x, y-4, 24, 18, 2.5, "1234", "D")
	p.font("B", 9)
	parts := strings.Split(p.meta.Sample, "\n")
	for i, part := range parts {
		p.f.SetXY(x, y-4+(18-float64(len(parts))*5)/2+float64(i)*5)
		p.f.CellFormat(24, 5, part, "", 0, "C", false, 0, "")
	}
	p.gray(20)
	p.f.SetXY(margin, y+16)
}

// Bytes ends the paper.
func (p *PDF) Bytes() ([]byte, error) {
	var out bytes.Buffer
	if err := p.f.Output(&out); err != nil {
		return nil, fmt.Errorf("document: pdf: %w", err)
	}
	return out.Bytes(), nil
}

// keep begins a new page if less than h is left on this one.
func (p *PDF) keep(h float64) {
	if p.f.GetY()+h > 297-footHeight-6 {
		p.f.AddPage()
	}
}
