package sheet

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/unicode"
)

func cellsOf(t Table) [][]string {
	out := make([][]string, len(t.Rows))
	for i, r := range t.Rows {
		out[i] = r.Cells
	}
	return out
}

func read(t *testing.T, b []byte) Table {
	t.Helper()
	table, err := Read(t.Context(), bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func cp949(t *testing.T, s string) []byte {
	t.Helper()
	b, err := korean.EUCKR.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestRead_findsOutHowACSVFileIsWritten(t *testing.T) {
	want := [][]string{{"제조사", "모델명", "가격"}, {"똠방각하", "A-1", "1000"}, {"한줄\n두줄", "쉼표, 하나", "\"따옴표\""}}
	comma := "제조사,모델명,가격\r\n똠방각하,A-1,1000\r\n\"한줄\n두줄\",\"쉼표, 하나\",\"\"\"따옴표\"\"\"\r\n"
	semicolon := "제조사;모델명;가격\n똠방각하;A-1;1000\n\"한줄\n두줄\";쉼표, 하나;\"\"\"따옴표\"\"\""
	tab := strings.ReplaceAll(semicolon, ";", "\t")
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes([]byte(tab))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		b        []byte
		encoding string
	}{
		"UTF-8": {[]byte(comma), UTF8}, "UTF-8 with a mark": {append(bytes.Clone(bom8), comma...), UTF8}, "CP949": {cp949(t, comma), CP949},
		"CP949 with semicolons": {cp949(t, semicolon), CP949}, "semicolons": {[]byte(semicolon), UTF8}, "tabs": {[]byte(tab), UTF8}, "UTF-16": {wide, UTF16},
	} {
		got := read(t, c.b)
		if !reflect.DeepEqual(cellsOf(got), want) || got.Encoding != c.encoding || got.Format != CSV {
			t.Errorf("%s: %s %q", name, got.Encoding, cellsOf(got))
		}
	}
}

func TestRead_countsRowsAsTheFileDoes(t *testing.T) {
	got := read(t, []byte("a,b\n\n1,\"x\ny\"\r\n\r\n,\n2,z\n"))
	if len(got.Rows) != 3 || got.Rows[0].No != 1 || got.Rows[1].No != 3 || got.Rows[2].No != 6 {
		t.Errorf("%+v", got.Rows)
	}
}

func TestWrite_isReadBack(t *testing.T) {
	rows := [][]string{
		{"번호", "값"},
		{"=1+1", "+82-2"},
		{"@SUM(A1)", "-x"},
		{"'=quoted", "'plain"},
		{"-10.5", "0012"},
		{"1E5", "두 줄\n이다"},
	}
	var b bytes.Buffer
	if err := WriteCSV(&b, rows); err != nil {
		t.Fatal(err)
	}
	if got := cellsOf(read(t, b.Bytes())); !reflect.DeepEqual(got, rows) {
		t.Errorf("CSV: %q", got)
	}
	b.Reset()
	s := Sheet{Name: "물품/목록", Frozen: 1, Columns: []Column{{Width: 20}, {Choices: []string{"가", "나"}}}}
	for i, row := range rows {
		cells := []Cell{Text(row[0]), Number(row[1])}
		if i == 3 {
			cells[0].Style, cells[0].Comment = Wrong, "틀렸습니다"
		}
		s.Rows = append(s.Rows, cells)
	}
	s.Later = func(yield func([]Cell, error) bool) { yield([]Cell{Text("끝"), Number("-7.25")}, nil) }
	if err := WriteXLSX(&b, []Sheet{s, {Name: "도움말", Rows: [][]Cell{{{Text: "제목", Style: Heading}}}}}); err != nil {
		t.Fatal(err)
	}
	got := read(t, b.Bytes())
	if want := append(rows, []string{"끝", "-7.25"}); !reflect.DeepEqual(cellsOf(got), want) || got.Format != XLSX {
		t.Errorf("XLSX: %q", cellsOf(got))
	}
	checkWorkbook(t, b.Bytes())
}

func checkWorkbook(t *testing.T, b []byte) {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	comments, err := f.GetComments("물품 목록")
	if err != nil || len(comments) != 1 || comments[0].Cell != "A4" || comments[0].Text != "틀렸습니다" {
		t.Errorf("comments %+v, %v", comments, err)
	}
	choices, err := f.GetDataValidations("물품 목록")
	if err != nil || len(choices) != 1 || !strings.Contains(choices[0].Formula1, "_lists!$A$1:$A$2") {
		t.Errorf("choices %+v, %v", choices, err)
	}
	if formula, err := f.GetCellFormula("물품 목록", "A2"); err != nil || formula != "" {
		t.Errorf("formula %q, %v", formula, err)
	}
	if shown, err := f.GetSheetVisible(listSheet); err != nil || shown {
		t.Errorf("the lists are shown: %v", err)
	}
}

// A workbook somebody else made: a hidden first sheet, formulas with what they came to
// when it was saved, numbers as they are shown.
func TestRead_takesWhatAWorkbookShows(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	if _, err := f.NewSheet("보임"); err != nil {
		t.Fatal(err)
	}
	for cell, v := range map[string]any{"A1": "가격", "B1": "비고", "A2": 1234567, "A4": 0.1, "B4": true} {
		if err := f.SetCellValue("보임", cell, v); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.SetCellFormula("보임", "B2", `HYPERLINK("http://example.com","누르세요")`); err != nil {
		t.Fatal(err)
	}
	f.SetActiveSheet(1)
	if err := f.SetSheetVisible("Sheet1", false); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	got := read(t, b.Bytes())
	want := []Row{{1, []string{"가격", "비고"}}, {2, []string{"1234567"}}, {4, []string{"0.1", "TRUE"}}}
	if !reflect.DeepEqual(got.Rows, want) {
		t.Errorf("%+v", got.Rows)
	}
	cached := bytes.ReplaceAll(sheetOf(t, b.Bytes(), "sheet2"), []byte("</f>"), []byte("</f><v>누르세요</v>"))
	if got := read(t, repack(t, b.Bytes(), "xl/worksheets/sheet2.xml", cached)); got.Rows[1].Cells[1] != "누르세요" {
		t.Errorf("the kept result is %q", got.Rows[1].Cells)
	}
}

func sheetOf(t *testing.T, book []byte, name string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("xl/worksheets/" + name + ".xml")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// repack is a workbook with one part changed.
func repack(t *testing.T, book []byte, name string, content []byte) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range z.File {
		if f.Name == name {
			continue
		}
		if err := w.Copy(f); err != nil {
			t.Fatal(err)
		}
	}
	part, err := w.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func workbook(t testing.TB, rows ...[]Cell) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteXLSX(&b, []Sheet{{Name: "x", Rows: rows}}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestRead_refusesWhatIsTooMuch(t *testing.T) {
	wide := make([]string, MaxColumns+1)
	for i := range wide {
		wide[i] = "x"
	}
	small := workbook(t, []Cell{Text("a"), Text("b")})
	far := bytes.ReplaceAll(sheetOf(t, small, "sheet1"), []byte(`r="B1"`), []byte(`r="XFD1"`))
	shared := []byte(`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` +
		strings.Repeat(`<row><c t="inlineStr"><is><t>`+strings.Repeat("x", 30_000)+`</t></is></c></row>`, 2300) + `</sheetData></worksheet>`)
	for name, c := range map[string]struct {
		b    []byte
		want error
	}{
		"nothing":              {nil, ErrEmpty},
		"only blanks":          {[]byte(" \r\n \n"), ErrEmpty},
		"only empty cells":     {[]byte(",,\n,,\n"), ErrEmpty},
		"many rows":            {[]byte(strings.Repeat("a,b\n", MaxRows+2)), ErrTooManyRows},
		"many columns":         {[]byte(strings.Join(wide, ",")), ErrTooManyColumns},
		"a column far out":     {repack(t, small, "xl/worksheets/sheet1.xml", far), ErrTooManyColumns},
		"a large file":         {bytes.Repeat([]byte("a"), MaxFile+1), ErrTooLarge},
		"much text":            {repack(t, small, "xl/worksheets/sheet1.xml", shared), ErrTooMuchText},
		"a bomb":               {repack(t, small, "xl/media/image1.png", make([]byte, maxPart+1)), ErrBomb},
		"a bomb in a sheet":    {repack(t, small, "xl/worksheets/sheet2.xml", make([]byte, maxInside)), ErrBomb},
		"a locked workbook":    {append(append(bytes.Clone(ole), make([]byte, 512)...), encryptedPackage...), ErrEncrypted},
		"an old workbook":      {append(bytes.Clone(ole), make([]byte, 512)...), ErrOldWorkbook},
		"a zip of other files": {[]byte("PK\x03\x04nonsense"), ErrNotATable},
		"bytes":                {[]byte("a,b\x00,c\n"), ErrNotATable},
		"no text":              {[]byte{0xff, 0x81, 0x20, 0xfe, 0x00, 0x80}, ErrNotATable},
		"open quotes":          {[]byte("a,b\n\"c,d\n"), ErrBroken},
	} {
		if _, err := Read(t.Context(), bytes.NewReader(c.b)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Rows and cells that say nothing take as long to read as others. Under a megabyte of
// them in a file must end in a refusal, and before a job's minute is over.
func TestRead_refusesALotOfNothing(t *testing.T) {
	small := workbook(t, []Cell{Text("a")})
	book := func(rows string) []byte {
		return repack(t, small, "xl/worksheets/sheet1.xml",
			[]byte(`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`+rows+`</sheetData></worksheet>`))
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for name, c := range map[string]struct {
		b    []byte
		want error
	}{
		"empty rows":                {book(strings.Repeat(`<row/>`, maxSeen+2)), ErrTooManyRows},
		"an empty row far down":     {book(`<row r="1"/><row r="1048576"/>`), ErrEmpty},
		"empty cells far out":       {book(strings.Repeat(`<row><c r="XFD1"><f/></c></row>`, maxCells/16384+1)), ErrTooManyColumns},
		"one row of formulas":       {book(`<row>` + strings.Repeat(`<c r="A1"><f/></c>`, maxTags/3+1) + `</row>`), ErrTooManyCells},
		"one row said again":        {book(strings.Repeat(`<row r="1"/>`, maxTags+1)), ErrTooManyCells},
		"strings nobody refers to":  {repack(t, small, "xl/sharedStrings.xml", bytes.Repeat([]byte(`<si/>`), maxTags+1)), ErrTooManyCells},
		"lines of separators":       {bytes.Repeat([]byte(",\n"), maxSeen+1), ErrTooManyRows},
		"lines of many separators":  {bytes.Repeat([]byte(strings.Repeat(",", 1999)+"\n"), maxCells/2000+1), ErrTooManyColumns},
		"a line of many separators": {append([]byte("a"), bytes.Repeat([]byte(","), 3000)...), nil},
	} {
		if _, err := Read(ctx, bytes.NewReader(c.b)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRead_stopsWhenItIsTold(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, b := range map[string][]byte{"CSV": []byte("a,b\n1,2\n"), "XLSX": workbook(t, []Cell{Text("a")})} {
		if _, err := Read(ctx, bytes.NewReader(b)); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What a workbook says of its parts' sizes is not believed.
func TestRead_isNotDeceivedAboutSizes(t *testing.T) {
	small := workbook(t, []Cell{Text("a")})
	book := repack(t, small, "xl/worksheets/sheet1.xml", make([]byte, maxPart*2))
	z, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		if f.Name != "xl/worksheets/sheet1.xml" {
			continue
		}
		old, lie := []byte{0, 0, 0, 2}, []byte{9, 0, 0, 0}
		at := bytes.LastIndex(book, old)
		if at < 0 {
			t.Fatal("no size found")
		}
		copy(book[at:], lie)
	}
	if _, err := Read(t.Context(), bytes.NewReader(book)); err == nil {
		t.Error("read")
	}
}

func FuzzReadCSV(f *testing.F) {
	for _, s := range []string{"a,b\n1,2\n", "\xef\xbb\xbfa;b\r\n\"x\ny\";'=1", "\xc1\xa6\xc1\xb6\tb\n", "\xff\xfea\x00", "\n\n,\n\"\"", "a\rb"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		table, err := Read(t.Context(), bytes.NewReader(b))
		sound(t, table, err)
	})
}

func FuzzReadXLSX(f *testing.F) {
	f.Add(workbook(f, []Cell{Text("가"), Number("1")}, []Cell{{Text: "=1", Comment: "x"}}), uint16(3), byte(7))
	f.Fuzz(func(t *testing.T, b []byte, at uint16, by byte) {
		if len(b) > 0 {
			b = bytes.Clone(b)
			b[int(at)%len(b)] ^= by
		}
		table, err := Read(t.Context(), bytes.NewReader(b))
		sound(t, table, err)
	})
}

// sound checks what every reading promises: a refusal with a code, or rows in order
// within the bounds.
func sound(t *testing.T, table Table, err error) {
	t.Helper()
	if err != nil {
		var e *Error
		if !errors.As(err, &e) {
			t.Fatalf("not a refusal: %v", err)
		}
		return
	}
	last := 0
	for _, r := range table.Rows {
		if r.No <= last || len(r.Cells) == 0 || len(r.Cells) > MaxColumns {
			t.Fatalf("row %d after %d: %q", r.No, last, r.Cells)
		}
		last = r.No
		if s := fmt.Sprint(r.Cells); strings.ContainsRune(s, 0) {
			t.Fatalf("row %d holds NUL", r.No)
		}
	}
}
