// Package sheet owns tables as files: reading rows of text out of CSV and XLSX whoever
// wrote them, and writing both so that a spreadsheet shows what is meant and runs
// nothing. It computes no formula, follows no link, starts no macro and refuses files
// that are larger inside than outside. It knows nothing of what the rows mean.
package sheet

import (
	"context"
	"strconv"
	"strings"
)

// Bounds of a table that is read.
const (
	MaxFile    = 20 << 20  // bytes of the file as it is sent
	MaxRows    = 50_000    // below the heading
	MaxColumns = 200       //
	MaxCell    = 32_767    // characters of one cell, as spreadsheets have it
	maxInside  = 256 << 20 // bytes of everything a workbook unpacks to
	maxPart    = 16 << 20  // bytes of a part of a workbook kept in memory
	maxParts   = 1000      // files in a workbook
	maxText    = 64 << 20  // bytes of all cells together
	maxSeen    = 1 << 20   // rows, empty ones included, as spreadsheets have it
	maxCells   = (MaxRows + 1) * MaxColumns
	maxTags    = 20_000_000 // of a sheet: a cell with something in it is four to six
)

// Format of a file.
type Format string

// The formats.
const (
	CSV  Format = "csv"
	XLSX Format = "xlsx"
)

// Encodings of a CSV file.
const (
	UTF8  = "utf-8"
	CP949 = "cp949"  // 통합 완성형, as Korean Excel writes it
	UTF16 = "utf-16" // "Unicode text" of Excel
)

// Table is what a file says: row by row the text of its cells, the heading first.
type Table struct {
	Format   Format
	Encoding string // of a CSV file
	Rows     []Row
}

// Row is a row that says something; empty ones are left out but counted.
type Row struct {
	No    int // as the file counts: the first is 1
	Cells []string
}

// Error is why a file cannot be read. Its code and parameters make the sentence.
type Error struct {
	Code   string
	Params []any // name, value pairs
	Err    error // the cause, for the log only
}

// Error describes the refusal for the log.
func (e *Error) Error() string {
	if e.Err != nil {
		return "sheet " + e.Code + ": " + e.Err.Error()
	}
	return "sheet " + e.Code
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is compares codes, so that a sentinel matches whatever was added to it.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code
}

func (e *Error) because(err error) *Error { return &Error{e.Code, e.Params, err} }

// Why a file cannot be read.
var (
	ErrTooLarge       = &Error{Code: "sheet_too_large", Params: []any{"mb", MaxFile >> 20}}
	ErrTooManyRows    = &Error{Code: "sheet_too_many_rows", Params: []any{"max", MaxRows}}
	ErrTooManyColumns = &Error{Code: "sheet_too_many_columns", Params: []any{"max", MaxColumns}}
	ErrTooManyCells   = &Error{Code: "sheet_too_many_cells"}
	ErrTooMuchText    = &Error{Code: "sheet_too_much_text", Params: []any{"mb", maxText >> 20}}
	ErrBomb           = &Error{Code: "sheet_bomb", Params: []any{"mb", maxInside >> 20}}
	ErrEncrypted      = &Error{Code: "sheet_encrypted"}
	ErrOldWorkbook    = &Error{Code: "sheet_old_workbook"} // .xls
	ErrNotATable      = &Error{Code: "sheet_not_a_table"}
	ErrEmpty          = &Error{Code: "sheet_empty"}
	ErrBroken         = &Error{Code: "sheet_broken"} // a CSV file whose quotes do not match: "line"
)

// collector keeps rows within the bounds.
type collector struct {
	rows []Row
	size int
	seen int // cells, empty ones included
}

// add takes the next row. What says nothing costs as much to read as what says
// something: it is bounded before it is thrown away.
func (c *collector) add(ctx context.Context, no int, cells []string) error {
	c.seen += len(cells)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case no > maxSeen:
		return ErrTooManyRows
	case c.seen > maxCells:
		return ErrTooManyColumns
	}
	for len(cells) > 0 && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1]
	}
	if len(cells) == 0 {
		return nil
	}
	switch {
	case len(cells) > MaxColumns:
		return ErrTooManyColumns
	case len(c.rows) > MaxRows:
		return ErrTooManyRows
	}
	for i, s := range cells {
		if len(s) > MaxCell {
			if r := []rune(s); len(r) > MaxCell {
				cells[i] = string(r[:MaxCell])
			}
		}
		c.size += len(cells[i])
	}
	if c.size > maxText {
		return ErrTooMuchText
	}
	c.rows = append(c.rows, Row{No: no, Cells: cells})
	return nil
}

// Harmless puts an apostrophe before text that a spreadsheet would take for a formula
// (OWASP ASVS 1.2.10). Plain numbers stay numbers.
func Harmless(s string) string {
	if isFormula(strings.TrimLeft(s, "'")) {
		return "'" + s
	}
	return s
}

// harmed takes away what Harmless put there.
func harmed(s string) string {
	if rest, ok := strings.CutPrefix(s, "'"); ok && isFormula(strings.TrimLeft(rest, "'")) {
		return rest
	}
	return s
}

func isFormula(s string) bool {
	return strings.IndexAny(s, "=+-@\t\r\x00＝＋－＠") == 0 && !isNumber(s)
}

// isNumber reports whether s is a plain decimal, such as a spreadsheet keeps exactly:
// without leading zeros and of at most fifteen digits.
func isNumber(s string) bool {
	whole, part, dotted := strings.Cut(strings.TrimPrefix(s, "-"), ".")
	switch {
	case whole == "" || len(whole)+len(part) > 15 || dotted && part == "":
		return false
	case len(whole) > 1 && whole[0] == '0':
		return false
	}
	_, err := strconv.ParseUint(whole+part, 10, 64)
	return err == nil
}
