package kit

import (
	"context"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"jangteo.kr/internal/fault"
)

func TestLocalPath_leadsNowhereElse(t *testing.T) {
	for _, away := range []string{
		"", "orders", "//evil.example", `/\evil.example`, "/\t/evil.example", "/\n/evil.example", "/\x00", "https://evil.example", "javascript:alert(1)", `\/evil.example`,
	} {
		if got := LocalPath(away); got != "/" {
			t.Errorf("%q leads to %q", away, got)
		}
	}
	for _, home := range []string{"/", "/orders/7?q=가", "/search?q=a%09b"} {
		if got := LocalPath(home); got != home {
			t.Errorf("%q became %q", home, got)
		}
	}
}

func TestIP_believesTheProxysOwnLine(t *testing.T) {
	s := &Sessions{proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}}
	for name, c := range map[string]struct {
		from  string
		lines []string
		want  string
	}{
		"no proxy":          {"203.0.113.9:1", []string{"192.0.2.1"}, "203.0.113.9"},
		"appended":          {"10.1.1.1:1", []string{"192.0.2.66, 203.0.113.9"}, "203.0.113.9"},
		"a line of its own": {"10.1.1.1:1", []string{"192.0.2.66", "203.0.113.9"}, "203.0.113.9"},
		"none":              {"10.1.1.1:1", nil, "10.1.1.1"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.from
		for _, l := range c.lines {
			r.Header.Add("X-Forwarded-For", l)
		}
		if got := s.IP(r); got != c.want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestParseForm_refusesWhatIsNoText(t *testing.T) {
	for _, body := range []string{"a=%00", "a=%ff", "%ff=a", "a=x&a=%ed%a0%80"} {
		r := httptest.NewRequest("POST", "/", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if _, err := ParseForm(httptest.NewRecorder(), r); !fault.Of(err, fault.Invalid) {
			t.Errorf("%s: %v", body, err)
		}
		if _, err := ParseForm(httptest.NewRecorder(), httptest.NewRequest("GET", "/?"+body, nil)); !fault.Of(err, fault.Invalid) {
			t.Errorf("%s as a query: %v", body, err)
		}
	}
}

func TestFileName_isOnePlainName(t *testing.T) {
	for sent, want := range map[string]string{
		"규격서.pdf": "규격서.pdf", "../../etc/passwd": "passwd", `C:\docs\a.hwp`: "a.hwp", "a\r\nX: b.pdf": "aX: b.pdf", "doc\u202efdp.exe": "docfdp.exe", "a\xffb.pdf": "ab.pdf",
	} {
		if got := FileName(sent); got != want {
			t.Errorf("%q became %q, want %q", sent, got, want)
		}
	}
}

func TestFlash_isSentOverHTTPSAloneWhereTheSiteIs(t *testing.T) {
	for _, secure := range []bool{true, false} {
		r, w := httptest.NewRequest("POST", "/", nil), httptest.NewRecorder()
		setFlash(w, r.WithContext(context.WithValue(r.Context(), visitKey{}, visit{Secure: secure})), "common.saved")
		if got := strings.Contains(w.Header().Get("Set-Cookie"), "Secure"); got != secure {
			t.Errorf("secure %t: %s", secure, w.Header().Get("Set-Cookie"))
		}
	}
}
