package kit

import (
	"net/http/httptest"
	"testing"
)

func TestCSV_runsNoFormula(t *testing.T) {
	for in, want := range map[string]string{
		"-400": "-400", "x": "x", "=1+1": "'=1+1", "+82": "'+82", "-x": "'-x", "@a": "'@a", "＝1": "'＝1", "\tx": "'\tx", "가나": "가나",
	} {
		w := httptest.NewRecorder()
		if err := CSV(w, "a.csv", [][]string{{in}}); err != nil {
			t.Fatal(err)
		}
		if got := w.Body.String(); got != "\ufeff"+want+"\r\n" {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
	w := httptest.NewRecorder()
	if err := CSV(w, "a.csv", [][]string{{"코드", "금액"}, {"A,B", "=1"}}); err != nil {
		t.Fatal(err)
	}
	if got := w.Body.String(); got != "\ufeff코드,금액\r\n\"A,B\",'=1\r\n" {
		t.Errorf("%q", got)
	}
	if got := w.Header().Get("Content-Disposition"); got != `attachment; filename=a.csv` {
		t.Errorf("%q", got)
	}
}
