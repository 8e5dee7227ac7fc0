package kit

import (
	"mime"
	"net/http"

	"jangteo.kr/internal/sheet"
)

// CSV answers with a table as a file that spreadsheets open rightly and that runs no
// formula.
func CSV(w http.ResponseWriter, name string, rows [][]string) error {
	attach(w, "text/csv; charset=utf-8", name)
	return sheet.WriteCSV(w, rows)
}

// XLSX answers with a workbook.
func XLSX(w http.ResponseWriter, name string, sheets []sheet.Sheet) error {
	attach(w, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", name)
	return sheet.WriteXLSX(w, sheets)
}

func attach(w http.ResponseWriter, kind, name string) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "no-store")
}
