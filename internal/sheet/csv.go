package sheet

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/unicode"
)

var (
	bom8  = []byte("\xef\xbb\xbf")
	bomLE = []byte("\xff\xfe")
	bomBE = []byte("\xfe\xff")
)

// decode finds out how text is encoded and makes UTF-8 of it.
func decode(b []byte) ([]byte, string, error) {
	switch {
	case bytes.HasPrefix(b, bom8):
		b = b[len(bom8):]
	case bytes.HasPrefix(b, bomLE), bytes.HasPrefix(b, bomBE):
		out, err := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(b)
		if err != nil {
			return nil, "", ErrNotATable.because(err)
		}
		return out, UTF16, nil
	}
	if utf8.Valid(b) {
		return b, UTF8, nil
	}
	out, err := korean.EUCKR.NewDecoder().Bytes(b)
	if err != nil || bytes.ContainsRune(out, utf8.RuneError) {
		return nil, "", ErrNotATable.because(errors.New("neither UTF-8 nor CP949"))
	}
	return out, CP949, nil
}

// separatorOf is what stands most often between cells of the first row, outside quotes.
func separatorOf(b []byte) rune {
	counts := map[rune]int{}
	quoted := false
	for _, r := range string(b[:min(len(b), 64<<10)]) {
		if r == '"' {
			quoted = !quoted
		}
		if quoted {
			continue
		}
		if r == '\n' && len(counts) > 0 {
			break
		}
		if r == ',' || r == ';' || r == '\t' {
			counts[r]++
		}
	}
	best := ','
	for _, r := range []rune{';', '\t'} {
		if counts[r] > counts[best] {
			best = r
		}
	}
	return best
}

func readCSV(ctx context.Context, b []byte) (Table, error) {
	t := Table{Format: CSV}
	b, encoding, err := decode(b)
	if err != nil {
		return t, err
	}
	t.Encoding = encoding
	if bytes.IndexByte(b, 0) >= 0 {
		return t, ErrNotATable
	}
	in := csv.NewReader(bytes.NewReader(b))
	in.Comma, in.FieldsPerRecord = separatorOf(b), -1
	var c collector
	for no, from := 1, 0; ; no++ {
		for rest := b[from:]; ; no++ { // empty lines: the reader passes over them
			next, ok := cutLine(rest)
			if !ok {
				break
			}
			rest = next
		}
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return t, broken(err)
		}
		from = int(in.InputOffset())
		for i := range cells {
			cells[i] = harmed(cells[i])
		}
		if err := c.add(ctx, no, cells); err != nil {
			return t, err
		}
	}
	t.Rows = c.rows
	return t, nil
}

func cutLine(b []byte) ([]byte, bool) {
	if rest, ok := bytes.CutPrefix(b, []byte("\r\n")); ok {
		return rest, true
	}
	return bytes.CutPrefix(b, []byte("\n"))
}

func broken(err error) error {
	var p *csv.ParseError
	if errors.As(err, &p) {
		return &Error{Code: ErrBroken.Code, Params: []any{"line", p.Line}, Err: err}
	}
	return ErrNotATable.because(err)
}

// WriteCSV writes a table that spreadsheets open rightly: UTF-8 with a byte order mark
// (Korean Excel takes anything else for CP949), RFC 4180 quoting, and no cell that a
// spreadsheet would run as a formula.
func WriteCSV(w io.Writer, rows [][]string) error {
	if _, err := w.Write(bom8); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	for _, row := range rows {
		safe := make([]string, len(row))
		for i, cell := range row {
			safe[i] = Harmless(cell)
		}
		if len(safe) == 1 && safe[0] == "" {
			safe = nil // an empty line, not a quoted nothing
		}
		if err := out.Write(safe); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// FormatOf tells the format from the content; names prove nothing.
func FormatOf(b []byte) Format {
	if bytes.HasPrefix(b, []byte("PK\x03\x04")) || bytes.HasPrefix(b, ole) {
		return XLSX
	}
	return CSV
}

// Read reads a table. What kind of file it is the content decides. The rows are those
// of the first sheet that is not hidden. It stops with ctx's error when ctx ends.
func Read(ctx context.Context, r io.Reader) (Table, error) {
	b, err := io.ReadAll(io.LimitReader(r, MaxFile+1))
	switch {
	case err != nil:
		return Table{}, err
	case len(b) > MaxFile:
		return Table{}, ErrTooLarge
	case len(bytes.TrimSpace(b)) == 0:
		return Table{}, ErrEmpty
	}
	read := readCSV
	if FormatOf(b) == XLSX {
		read = readXLSX
	}
	t, err := read(ctx, b)
	if err != nil {
		return t, err
	}
	if len(t.Rows) == 0 {
		return t, ErrEmpty
	}
	for i := range t.Rows {
		for j, s := range t.Rows[i].Cells {
			t.Rows[i].Cells[j] = clean(s)
		}
	}
	return t, nil
}

// clean keeps what a column of text can hold: no control characters but line breaks and
// tabs, line breaks of one kind.
func clean(s string) string {
	if strings.IndexFunc(s, control) < 0 && utf8.ValidString(s) {
		return s
	}
	s = strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		if control(r) {
			return -1
		}
		return r
	}, s)
}

func control(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r == 0x7f }
