package sheet

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// ole begins compound files: workbooks before 2007, and newer ones behind a password.
var ole = []byte{0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1}

// encryptedPackage is the name of the stream an encrypted workbook lies in (UTF-16).
var encryptedPackage = []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")

// inspect looks at a workbook's table of contents before anything is unpacked. The
// unpacker stops where a part turns out larger than it says here.
func inspect(ctx context.Context, b []byte) error {
	if bytes.HasPrefix(b, ole) {
		if bytes.Contains(b, encryptedPackage) {
			return ErrEncrypted
		}
		return ErrOldWorkbook
	}
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return ErrNotATable.because(err)
	}
	if len(z.File) > maxParts {
		return ErrBomb
	}
	var inside uint64
	for _, f := range z.File {
		inside += f.UncompressedSize64
		name := strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/"))
		onDisk := strings.HasPrefix(name, "xl/worksheets/sheet") || name == "xl/sharedstrings.xml"
		if inside > maxInside || f.UncompressedSize64 > maxInside || !onDisk && f.UncompressedSize64 > maxPart {
			return ErrBomb
		}
		if onDisk {
			if err := weigh(ctx, f); err != nil {
				return err
			}
		}
	}
	return nil
}

// weigh refuses a part with more tags than can be worked off in time. The library may
// go through a whole part within one row, where nobody could stop it; whatever the part
// is encoded in, a tag begins with this byte.
func weigh(ctx context.Context, f *zip.File) error {
	part, err := f.Open()
	if err != nil {
		return ErrNotATable.because(err)
	}
	defer part.Close()
	tags, size, piece := 0, 0, make([]byte, 64<<10)
	for {
		n, err := part.Read(piece)
		tags, size = tags+bytes.Count(piece[:n], []byte("<")), size+n
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case size > maxInside:
			return ErrBomb
		case tags > maxTags:
			return ErrTooManyCells
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return ErrNotATable.because(err)
		}
	}
}

func readXLSX(ctx context.Context, b []byte) (t Table, err error) {
	t.Format = XLSX
	if err := inspect(ctx, b); err != nil {
		return t, err
	}
	// The library takes a broken workbook for a sound one in places and then panics.
	defer func() {
		if p := recover(); p != nil {
			err = ErrNotATable.because(fmt.Errorf("panic: %v", p))
		}
	}()
	f, err := excelize.OpenReader(bytes.NewReader(b), excelize.Options{UnzipSizeLimit: maxInside, UnzipXMLSizeLimit: maxPart})
	if err != nil {
		return t, ErrNotATable.because(err)
	}
	defer f.Close()
	name := firstShown(f)
	if name == "" {
		return t, ErrNotATable
	}
	rows, err := f.Rows(name)
	if err != nil {
		return t, ErrNotATable.because(err)
	}
	defer rows.Close()
	var c collector
	for no := 1; rows.Next(); no++ {
		cells, err := rows.Columns()
		if err != nil {
			return t, ErrNotATable.because(err)
		}
		if err := c.add(ctx, no, cells); err != nil {
			return t, err
		}
	}
	if err := rows.Error(); err != nil {
		return t, ErrNotATable.because(err)
	}
	t.Rows = c.rows
	return t, nil
}

func firstShown(f *excelize.File) string {
	for _, name := range f.GetSheetList() {
		if shown, err := f.GetSheetVisible(name); err == nil && shown {
			return name
		}
	}
	return ""
}

// Style of a cell.
type Style int

// The styles.
const (
	Plain   Style = iota
	Heading       // bold on grey
	Wrong         // on red, with the reason as a comment
	Note          // grey words
	Strong        // bold
)

// Cell is one cell to write. Its text is text whatever it begins with; only Number
// makes a plain decimal a number.
type Cell struct {
	Text    string
	Comment string // shown when the cell is pointed at
	Style   Style
	Number  bool
}

// Text makes a plain cell.
func Text(s string) Cell { return Cell{Text: s} }

// Number makes a cell that spreadsheets calculate with, if s is a plain decimal.
func Number(s string) Cell { return Cell{Text: s, Number: true} }

// Column says how a column of a sheet looks and what may be chosen in it.
type Column struct {
	Width   int      // characters; 0: as it comes
	Choices []string // offered below the heading; what else is typed is refused
}

// Sheet is one sheet to write.
type Sheet struct {
	Name    string
	Columns []Column
	Frozen  int // rows that stay at the top
	Rows    [][]Cell
	Later   iter.Seq2[[]Cell, error] // rows that follow, made while they are written
}

// maxComments bounds the comments of a sheet; programs get slow beyond.
const maxComments = 2000

// WriteXLSX writes a workbook.
func WriteXLSX(w io.Writer, sheets []Sheet) error {
	f := excelize.NewFile()
	defer f.Close()
	b := &book{f: f}
	if err := b.style(); err != nil {
		return err
	}
	for i, s := range sheets {
		s.Name = sheetName(s.Name)
		if i == 0 {
			if err := f.SetSheetName("Sheet1", s.Name); err != nil {
				return err
			}
		} else if _, err := f.NewSheet(s.Name); err != nil {
			return err
		}
	}
	for _, s := range sheets {
		s.Name = sheetName(s.Name)
		if err := b.write(s); err != nil {
			return fmt.Errorf("sheet %s: %w", s.Name, err)
		}
	}
	if b.lists > 0 {
		if err := f.SetSheetVisible(listSheet, false); err != nil {
			return err
		}
	}
	f.SetActiveSheet(0)
	return f.Write(w)
}

// sheetName keeps to what a sheet may be called.
func sheetName(s string) string {
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]'`, r) || control(r) {
			return ' '
		}
		return r
	}, s)
	if r := []rune(s); len(r) > 31 {
		s = string(r[:31])
	}
	if s = strings.TrimSpace(s); s == "" {
		return "1"
	}
	return s
}

// listSheet holds the choices of all columns, one list a column, out of sight.
const listSheet = "_lists"

type book struct {
	f      *excelize.File
	styles [Strong + 1][2]int // text, number
	lists  int
}

func (b *book) style() error {
	looks := [...]excelize.Style{
		Plain:   {},
		Heading: {Font: &excelize.Font{Bold: true}, Fill: fill("E4E8EE"), Alignment: &excelize.Alignment{WrapText: true, Vertical: "center"}},
		Wrong:   {Fill: fill("FBD5D5")},
		Note:    {Font: &excelize.Font{Color: "5A6472"}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}},
		Strong:  {Font: &excelize.Font{Bold: true}},
	}
	for i, look := range looks {
		for number := range 2 {
			look.NumFmt = 49 // @: what is typed stays as it is
			if number == 1 {
				look.NumFmt = 0
			}
			id, err := b.f.NewStyle(&look)
			if err != nil {
				return err
			}
			b.styles[i][number] = id
		}
	}
	return nil
}

func fill(colour string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
}

func (b *book) write(s Sheet) error {
	for i, c := range s.Columns {
		if err := b.offer(s.Name, i+1, c.Choices); err != nil {
			return err
		}
	}
	out, err := b.f.NewStreamWriter(s.Name)
	if err != nil {
		return err
	}
	for i, c := range s.Columns {
		if err := out.SetColStyle(i+1, i+1, b.styles[Plain][0]); err != nil {
			return err
		}
		if c.Width > 0 {
			if err := out.SetColWidth(i+1, i+1, float64(c.Width)); err != nil {
				return err
			}
		}
	}
	if s.Frozen > 0 {
		at, err := excelize.CoordinatesToCellName(1, s.Frozen+1)
		if err != nil {
			return err
		}
		if err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: s.Frozen, TopLeftCell: at, ActivePane: "bottomLeft"}); err != nil {
			return err
		}
	}
	p := page{book: b, out: out, name: s.Name}
	for _, row := range s.Rows {
		if err := p.row(row); err != nil {
			return err
		}
	}
	if s.Later != nil {
		for row, err := range s.Later {
			if err != nil {
				return err
			}
			if err := p.row(row); err != nil {
				return err
			}
		}
	}
	return out.Flush()
}

// offer lets cells of a column be chosen from a list.
func (b *book) offer(name string, column int, choices []string) error {
	if len(choices) == 0 {
		return nil
	}
	if b.lists == 0 {
		if _, err := b.f.NewSheet(listSheet); err != nil {
			return err
		}
	}
	b.lists++
	list, err := excelize.ColumnNumberToName(b.lists)
	if err != nil {
		return err
	}
	for i, c := range choices {
		if err := b.f.SetCellStr(listSheet, fmt.Sprintf("%s%d", list, i+1), c); err != nil {
			return err
		}
	}
	col, err := excelize.ColumnNumberToName(column)
	if err != nil {
		return err
	}
	v := excelize.NewDataValidation(true)
	v.SetSqref(fmt.Sprintf("%s2:%s%d", col, col, MaxRows+1))
	v.SetSqrefDropList(fmt.Sprintf("%s!$%s$1:$%s$%d", listSheet, list, list, len(choices)))
	return b.f.AddDataValidation(name, v)
}

// number is what a spreadsheet keeps of a plain decimal.
func number(s string) any {
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return n
	}
	n, _ := strconv.ParseFloat(s, 64) // isNumber has seen it
	return n
}

// page is a sheet being written.
type page struct {
	*book
	out      *excelize.StreamWriter
	name     string
	no       int
	comments int
}

func (p *page) row(cells []Cell) error {
	p.no++
	values := make([]any, len(cells))
	for i, c := range cells {
		v := excelize.Cell{StyleID: p.styles[c.Style][0], Value: c.Text}
		if c.Number && isNumber(c.Text) {
			v.StyleID, v.Value = p.styles[c.Style][1], number(c.Text)
		}
		if c.Text != "" || c.Style != Plain {
			values[i] = v
		}
		if c.Comment != "" && p.comments < maxComments {
			p.comments++
			at, err := excelize.CoordinatesToCellName(i+1, p.no)
			if err != nil {
				return err
			}
			if err := p.f.AddComment(p.name, excelize.Comment{Cell: at, Author: "Jangteo", Text: c.Comment, Width: 280, Height: 90}); err != nil {
				return err
			}
		}
	}
	at, err := excelize.CoordinatesToCellName(1, p.no)
	if err != nil {
		return err
	}
	return p.out.SetRow(at, values)
}
