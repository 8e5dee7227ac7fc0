package journeys

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"jangteo.kr/internal/sheet"
)

// download gives what is at an address, read as a table.
func (b *browser) download(path string) sheet.Table {
	b.t.Helper()
	encoded := await[string](b, `fetch(`+js(path)+`).then(r => r.arrayBuffer()).then(a => btoa(Array.from(new Uint8Array(a), c => String.fromCharCode(c)).join("")))`)
	content, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		b.t.Fatal(err)
	}
	table, err := sheet.Read(b.t.Context(), bytes.NewReader(content))
	if err != nil {
		b.t.Fatalf("%s: %v", path, err)
	}
	return table
}

// handIn uploads a table and waits until it is checked.
func (b *browser) handIn(rows [][]string) {
	b.t.Helper()
	var file bytes.Buffer
	if err := sheet.WriteCSV(&file, rows); err != nil {
		b.t.Fatal(err)
	}
	path := filepath.Join(b.t.TempDir(), "컴퓨터.csv")
	if err := os.WriteFile(path, file.Bytes(), 0o600); err != nil {
		b.t.Fatal(err)
	}
	b.open("/bulk/new?class_code=4321150701")
	b.upload("file", path)
	b.follow("upload-submit")
	b.becomes("checked")
}

// becomes looks again until the work on the page's batch has come to a state.
func (b *browser) becomes(state string) {
	b.t.Helper()
	page := "/bulk/" + b.objectID()
	for until := time.Now().Add(time.Minute); b.state() != state && time.Now().Before(until); {
		b.open(page)
	}
	b.mustBe(state)
}

// TestBulk takes a file from the template over two mistakes to drafts, and back.
func TestBulk_fromTheTemplateToDraftsAndBack(t *testing.T) {
	twice(t, func(t *testing.T, o ...option) {
		b := newBrowser(t, o...).as("haram-admin", o...)
		b.open("/bulk/new?class_code=4321150701")
		template := b.download(b.attribute(testid("template-xlsx"), "href"))
		top := template.Rows[0].Cells
		model := fmt.Sprintf("BK-%d", time.Now().UnixMilli())
		rows := [][]string{top}
		for n := range 4 {
			row := slices.Clone(template.Rows[1].Cells)
			for len(row) < len(top) {
				row = append(row, "")
			}
			for i, h := range top {
				switch strings.TrimSuffix(h, " *") {
				case "제조사":
					row[i] = "하람메디텍"
				case "모델명", "품명":
					row[i] = fmt.Sprintf("%s-%d", model, n)
				case "단가":
					row[i] = "1,284,000"
				}
			}
			rows = append(rows, row)
		}
		wrong := func(row int, heading, value string) {
			rows[row][slices.Index(top, heading)] = value
		}
		wrong(2, "단가 *", "가격 문의")
		wrong(3, "제조사 *", "")
		b.handIn(rows)
		if n := b.count(`[data-testid="row"][data-state="faulty"]`); n != 2 || !b.has("checked-faulty") {
			t.Fatalf("%d rows at fault", n)
		}
		if status := b.click("run-submit"); status != 409 {
			t.Errorf("faulty rows are left out unasked: %d", status)
		}
		marked := b.download(b.attribute(testid("annotated"), "href"))
		if len(marked.Rows) != 5 || !strings.Contains(strings.Join(marked.Rows[2].Cells, "|"), "단가: ") {
			t.Fatalf("the annotated file says %+v", marked.Rows)
		}
		var mended [][]string
		for _, r := range marked.Rows {
			mended = append(mended, r.Cells)
		}
		mended[2][slices.Index(top, "단가 *")] = "1200000"
		mended[3][slices.Index(top, "제조사 *")] = "하람메디텍"
		b.handIn(mended)
		if !b.has("checked-good") {
			t.Fatalf("mended: %s", b.text("wrongs"))
		}
		b.follow("run-submit")
		b.becomes("done")
		if n := b.count(`[data-testid="row"][data-state="made"]`); n != 4 {
			t.Errorf("%d drafts", n)
		}
		page := "/bulk/" + b.objectID()
		b.press(`[data-testid="row"] a`)
		b.mustBe("draft")
		if !strings.Contains(b.read("main"), model+"-0") {
			t.Error("the first row's draft is another's")
		}
		b.open(page)
		b.follow("undo-button")
		b.becomes("undone")
		if n := b.count(`[data-testid="row"][data-state="undone"]`); n != 4 {
			t.Errorf("%d taken back", n)
		}
	})
}
