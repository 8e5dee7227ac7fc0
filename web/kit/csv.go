package kit

import (
	"encoding/csv"
	"net/http"
	"strconv"
	"strings"
)

// CSV answers with a table as a file that spreadsheets open rightly: UTF-8 with a byte
// order mark (Korean Excel takes anything else for CP949), RFC 4180 quoting, and no
// cell that a spreadsheet would run as a formula.
func CSV(w http.ResponseWriter, name string, rows [][]string) error {
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	w.Header().Set("Cache-Control", "no-store")
	if _, err := w.Write([]byte("\ufeff")); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	for _, row := range rows {
		safe := make([]string, len(row))
		for i, cell := range row {
			safe[i] = SafeCell(cell)
		}
		if err := out.Write(safe); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// SafeCell puts an apostrophe before text that a spreadsheet would take for a formula
// (OWASP ASVS 1.2.10). Whole numbers stay numbers.
func SafeCell(s string) string {
	if _, err := strconv.ParseInt(s, 10, 64); err == nil && !strings.HasPrefix(s, "+") {
		return s
	}
	if strings.IndexAny(s, "=+-@\t\r\x00＝＋－＠") == 0 {
		return "'" + s
	}
	return s
}
