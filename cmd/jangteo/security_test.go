package main

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// pages gives every GET address that permissions name.
func (c *country) pages() map[string]string {
	out := map[string]string{}
	for _, p := range permissions() {
		if method, pattern, _ := strings.Cut(p.route, " "); method == http.MethodGet {
			out[fill(pattern, c.thing(p.thing))] = p.route
		}
	}
	return out
}

// headersOfEveryPage reads what browsers are told with each page, of the public and of
// somebody who is signed in.
func headersOfEveryPage(t *testing.T, c *country) {
	c.t = t
	for path := range c.pages() {
		for _, person := range []int64{0, c.member(one[int64](c, `SELECT id FROM org.body WHERE kind = 'pps'`), "market_desk")} {
			w := c.ask(person, http.MethodGet, path, nil)
			for name, want := range map[string]string{
				"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
				"Cross-Origin-Resource-Policy": "same-origin",
			} {
				if got := w.Header().Get(name); got != want {
					t.Errorf("%s: %s is %q", path, name, got)
				}
			}
			if w.Header().Get("X-Request-Id") == "" || w.Header().Get("Access-Control-Allow-Origin") != "" {
				t.Errorf("%s: no request id, or open to other sites: %v", path, w.Header())
			}
			if cache := w.Header().Get("Cache-Control"); person != 0 && cache != "no-store" && !strings.Contains(path, "/pictures/") {
				t.Errorf("%s: a signed-in person's page may be kept: %q", path, cache)
			}
			if strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") && w.Body.Len() > 0 && w.Code != http.StatusSeeOther {
				policyOfPage(t, path, w)
			}
		}
	}
}

// policyOfPage holds a page to its policy: nothing inline, scripts by this answer's
// nonce alone.
func policyOfPage(t *testing.T, path string, w *httptest.ResponseRecorder) {
	t.Helper()
	policy := w.Header().Get("Content-Security-Policy")
	_, nonce, _ := strings.Cut(policy, "'nonce-")
	nonce, _, _ = strings.Cut(nonce, "'")
	for _, part := range []string{
		"default-src 'none'", "script-src 'nonce-" + nonce + "'", "style-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'",
		"require-trusted-types-for 'script'",
	} {
		if !strings.Contains(policy, part) {
			t.Errorf("%s: the policy lacks %s: %s", path, part, policy)
		}
	}
	if len(nonce) < 20 || strings.Contains(policy, "unsafe-inline") || strings.Contains(policy, "unsafe-eval") || strings.Contains(policy, "*") {
		t.Errorf("%s: a weak policy: %s", path, policy)
	}
	doc, err := goquery.NewDocumentFromReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	doc.Find("script").Each(func(_ int, s *goquery.Selection) {
		data := s.AttrOr("type", "") == "application/json"
		if !data && (s.AttrOr("nonce", "") != nonce || strings.TrimSpace(s.Text()) != "") {
			t.Errorf("%s: a script without the nonce, or inline", path)
		}
	})
	doc.Find("*").Each(func(_ int, s *goquery.Selection) {
		for _, a := range s.Nodes[0].Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
				t.Errorf("%s: <%s %s=%q>", path, s.Nodes[0].Data, a.Key, a.Val)
			}
			if (a.Key == "href" || a.Key == "src" || a.Key == "action") && strings.HasPrefix(strings.TrimSpace(strings.ToLower(a.Val)), "javascript:") {
				t.Errorf("%s: <%s %s=%q>", path, s.Nodes[0].Data, a.Key, a.Val)
			}
		}
	})
	if doc.Find("style").Length() > 0 {
		t.Errorf("%s: an inline style sheet", path)
	}
}

// readingChangesNothing walks every page as every demo persona and counts the acts
// recorded meanwhile, and the rows of what pages might write.
func readingChangesNothing(t *testing.T, c *country) {
	c.t = t
	personas := collect[int64](c, `SELECT id FROM org.person WHERE persona IS NOT NULL ORDER BY id`)
	for _, p := range personas {
		c.cookie(p)
	}
	before := c.census()
	pages := sortedKeys(c.pages())
	for _, person := range append(personas, 0) {
		for _, path := range pages {
			if w := c.ask(person, http.MethodGet, path, nil); w.Code >= 500 {
				t.Errorf("person %d, %s: %d", person, path, w.Code)
			}
		}
	}
	for table, n := range c.census() {
		if n != before[table] {
			t.Errorf("%d rows of %s became %d by reading alone", before[table], table, n)
		}
	}
}

// census counts the rows of every table but the sessions', and the unread notices.
func (c *country) census() map[string]int64 {
	c.t.Helper()
	out := map[string]int64{"unread": one[int64](c, `SELECT count(*) FROM notify.notice WHERE read_at IS NULL`)}
	for _, table := range collect[string](c, `
SELECT format('%I.%I', table_schema, table_name) FROM information_schema.tables
 WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema', 'job', 'public') AND table_name <> 'session'`) {
		out[table] = one[int64](c, `SELECT count(*) FROM `+table)
	}
	if len(out) < 20 {
		c.t.Fatalf("only %d tables counted", len(out))
	}
	return out
}

// crossOriginIsRefused sends every command as a form on another site would.
func crossOriginIsRefused(t *testing.T, c *country) {
	c.t = t
	desk := c.cookie(one[int64](c, `SELECT id FROM org.person WHERE persona = 'market'`))
	before := one[int64](c, `SELECT count(*) FROM audit.event`)
	for _, p := range permissions() {
		method, pattern, _ := strings.Cut(p.route, " ")
		if method != http.MethodPost {
			continue
		}
		for name, value := range map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"} {
			r := httptest.NewRequestWithContext(t.Context(), method, fill(pattern, c.thing(p.thing)), strings.NewReader(formOf(p.form).Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set("Cookie", desk)
			r.Header.Set(name, value)
			if w := c.send(r); w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), `data-error-code="cross_origin"`) {
				t.Errorf("%s with %s %s: %d", p.route, name, value, w.Code)
			}
		}
	}
	if n := one[int64](c, `SELECT count(*) FROM audit.event`) - before; n != 0 {
		t.Errorf("%d acts came of it", n)
	}
}

// unknownMethods: an address answers what its route table says and nothing else.
func unknownMethods(t *testing.T, c *country) {
	c.t = t
	methods := map[string][]string{}
	for _, r := range c.routes {
		methods[r.Pattern] = append(methods[r.Pattern], r.Method)
	}
	for pattern, known := range methods {
		path := fill(pattern, thing{path: "1/1"})
		for _, m := range []string{http.MethodPut, http.MethodPatch, http.MethodDelete, "PROPFIND", http.MethodPost, http.MethodGet, http.MethodTrace} {
			if slices.Contains(known, m) || ambiguous(methods, pattern, m) {
				continue
			}
			w := c.send(httptest.NewRequestWithContext(t.Context(), m, path, nil))
			if w.Code != http.StatusMethodNotAllowed && w.Code != http.StatusNotFound || w.Code == http.StatusNotFound && m != "PROPFIND" {
				t.Errorf("%s %s: %d", m, path, w.Code)
			}
		}
	}
	if w := c.send(httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/no/such/page", nil)); w.Code != http.StatusNotFound {
		t.Errorf("an unknown address: %d", w.Code)
	}
}

// ambiguous reports whether a longer or another pattern answers the method at the same
// address: /orders/new is also an /orders/{id}.
func ambiguous(methods map[string][]string, pattern, method string) bool {
	for other, known := range methods {
		if other != pattern && slices.Contains(known, method) && alike(other, pattern) {
			return true
		}
	}
	return false
}

func alike(a, b string) bool {
	as, bs := strings.Split(a, "/"), strings.Split(b, "/")
	if len(as) != len(bs) {
		return false
	}
	for i := range as {
		if as[i] != bs[i] && !strings.HasPrefix(as[i], "{") && !strings.HasPrefix(bs[i], "{") {
			return false
		}
	}
	return true
}

func sessionCookie(t *testing.T, c *country) {
	c.t = t
	w := c.ask(0, http.MethodPost, "/sign-in/persona", url.Values{"persona": {"market"}})
	i := slices.IndexFunc(w.Result().Cookies(), func(k *http.Cookie) bool { return k.Name == "session" })
	if i < 0 {
		t.Fatalf("no session: %d", w.Code)
	}
	k := w.Result().Cookies()[i]
	if !k.HttpOnly || k.SameSite != http.SameSiteLaxMode || k.Path != "/" || k.Domain != "" || len(k.Value) < 40 {
		t.Errorf("%+v", k)
	}
	// Whoever planted a token before signing in does not share the session after it.
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/sign-in/persona", strings.NewReader("persona=market"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Cookie", "session=planted")
	if got := c.send(r).Header().Get("Set-Cookie"); strings.Contains(got, "planted") || !strings.Contains(got, "session=") {
		t.Errorf("a planted token: %q", got)
	}
	// The database holds a hash of the token, not the token.
	if n := one[int](c, `SELECT count(*)::int FROM auth.session WHERE token_hash = $1`, []byte(k.Value)); n != 0 {
		t.Error("the token itself is in the database")
	}
	// Signing out ends the session on the server.
	out := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/sign-out", nil)
	out.Header.Set("Cookie", "session="+k.Value)
	c.send(out)
	back := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/desk", nil)
	back.Header.Set("Cookie", "session="+k.Value)
	if w := c.send(back); outcome(w) != "in" {
		t.Errorf("the old cookie after signing out: %d", w.Code)
	}
}
