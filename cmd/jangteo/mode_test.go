package main

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"jangteo.kr/internal/config"
	"jangteo.kr/internal/dbtest"
)

// production is an empty site as it stands behind a proxy that speaks https.
func production(t *testing.T) (*country, *app) {
	t.Helper()
	cfg, err := config.Load([]string{
		"JANGTEO_MODE=production", "JANGTEO_BASE_URL=https://jangteo.example", "JANGTEO_SMTP_URL=smtp://127.0.0.1:1", "JANGTEO_MAIL_FROM=desk@jangteo.example",
		"JANGTEO_DATA_DIR=" + t.TempDir(),
	})
	if err != nil {
		t.Fatal(err)
	}
	p := &program{cfg: cfg, log: slog.New(slog.DiscardHandler), out: io.Discard}
	d := dbtest.New(t)
	a, err := wire(p, d)
	if err != nil {
		t.Fatal(err)
	}
	return &country{t: t, db: d, site: p.handler(a, d), routes: a.site.Table(), cookies: map[int64]string{}}, a
}

func TestProduction_hasNoDemoDoor(t *testing.T) {
	c, _ := production(t)
	c.exec(`INSERT INTO org.person (email, name, demo, persona) VALUES ('x@example.kr', 'x', true, 'market')`)
	if w := c.ask(0, http.MethodPost, "/sign-in/persona", url.Values{"persona": {"market"}}); w.Code != http.StatusNotFound {
		t.Errorf("one click signs in: %d", w.Code)
	}
	for _, path := range []string{"/dev/mail", "/dev/components"} {
		if w := c.ask(0, http.MethodGet, path, nil); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	if w := c.ask(0, http.MethodGet, "/sign-in", nil); w.Code != http.StatusOK || strings.Contains(w.Body.String(), `data-testid="persona-`) {
		t.Errorf("the sign-in page offers personas: %d", w.Code)
	}
}

func TestProduction_tellsBrowsersToStayOnHTTPS(t *testing.T) {
	c, a := production(t)
	w := c.ask(0, http.MethodGet, "/", nil)
	if got := w.Header().Get("Strict-Transport-Security"); !strings.Contains(got, "max-age=63072000") {
		t.Errorf("HSTS: %q", got)
	}
	link, err := a.invite(t.Context(), "root@example.kr", "첫 사람")
	if err != nil {
		t.Fatal(err)
	}
	path := strings.TrimPrefix(link, "https://jangteo.example")
	answer := c.ask(0, http.MethodPost, path, url.Values{"name": {"첫 사람"}, "password": {"고양이는 네 발로 걷는다"}})
	if answer.Code != http.StatusSeeOther {
		t.Fatalf("the first administrator's link: %d %s", answer.Code, errorsOn(answer))
	}
	cookies := answer.Result().Cookies()
	i := slices.IndexFunc(cookies, func(k *http.Cookie) bool { return k.Name == "__Host-session" })
	if i < 0 || !cookies[i].Secure || !cookies[i].HttpOnly || cookies[i].Domain != "" || cookies[i].Path != "/" {
		t.Errorf("the session's cookie: %+v", cookies)
	}
}

// A forwarded address is believed from a trusted proxy only: nobody escapes the limits
// by writing a header.
func TestLimit_holdsWhateverAHeaderSays(t *testing.T) {
	c, _ := production(t)
	last := 0
	for i := range 40 {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/forgot", strings.NewReader("email=nobody@example.kr"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("X-Forwarded-For", "203.0.113."+string(rune('0'+i%10)))
		r.Header.Set("X-Real-IP", "203.0.113."+string(rune('0'+i%10)))
		r.RemoteAddr = "198.51.100.9:4000"
		w := httptest.NewRecorder()
		c.site.ServeHTTP(w, r)
		last = w.Code
		if last == http.StatusTooManyRequests {
			if w.Header().Get("Retry-After") == "" || !strings.Contains(w.Body.String(), `data-error-code="throttled"`) {
				t.Errorf("a 429 without its reason: %v", w.Header())
			}
			return
		}
	}
	t.Errorf("forty tries a minute from one address: %d", last)
}
