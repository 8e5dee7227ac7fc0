package main

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// odd are values that no form of the site sends: numbers out of any range, bytes that are
// no text, lengths nobody types, and what a query or a path could be tricked with.
var odd = []string{
	"", "0", "-1", "9223372036854775807", "9223372036854775808", "99999999999999999999999999", "1e9", "0x10", "１２", "NaN",
	"\u202e\u2028", "\t", "'", `"`, "';--", "%", "_", `\`, `%\`, "{", "[", "(((", "*", "..", "../../etc/passwd",
	"2026-02-30", "0000-00-00", "-0001-01-01", "99999-12-31", "\r\nSet-Cookie: a=b", "<script>", "javascript:alert(1)", "//evil.example", `/\evil.example`,
	strings.Repeat("가", 10_000), strings.Repeat("9", 10_000),
}

// rounds is how often each address is asked, with other values each time.
const rounds = 6

// asked are the names that pages read from their addresses.
var asked = []string{
	"q", "n", "store", "class", "price", "region", "lead", "trait", "cert", "ground", "supplier", "sort", "view", "size", "page", "number", "year", "state",
	"stage", "institution", "standing", "kind", "method", "field", "from", "until", "item", "words", "next", "back", "sent", "budget", "budget_id", "offer", "version",
}

// hostileInput asks every page for odd things: a refusal is an answer, a defect is not.
func hostileInput(t *testing.T, c *country) {
	c.t = t
	people := collect[int64](c, `SELECT id FROM org.person WHERE persona IS NOT NULL ORDER BY id`)
	ask := func(person int64, target string) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://jangteo.example/", nil)
		if err != nil {
			t.Fatal(err)
		}
		if r.URL, err = url.Parse(target); err != nil {
			return // no server would read it either
		}
		r.RemoteAddr, r.RequestURI = "192.0.2.1:1234", target
		if person != 0 {
			r.Header.Set("Cookie", c.cookie(person))
		}
		w := httptest.NewRecorder()
		c.site.ServeHTTP(w, r)
		if w.Code >= http.StatusInternalServerError {
			t.Errorf("person %d, %.200q: %d", person, target, w.Code)
		}
		if to := w.Header().Get("Location"); to != "" && (!strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//")) {
			t.Errorf("person %d, %.200q: leads to %q", person, target, to)
		}
	}
	n := 0
	for path, route := range c.pages() {
		pattern, _, _ := strings.Cut(strings.TrimPrefix(route, "GET "), "?")
		path, _, _ := strings.Cut(path, "?")
		// Round by round each name bears another odd value; names that a page does not
		// read cost nothing.
		for round := range rounds {
			q := url.Values{}
			for j, name := range asked {
				v := odd[(j*5+round*len(odd)/rounds)%len(odd)]
				q[name] = []string{v, "1", v}
			}
			n++
			ask(people[n%len(people)], path+"?"+q.Encode())
		}
		if !strings.Contains(pattern, "{") {
			continue
		}
		for _, v := range odd {
			n++
			ask(people[n%len(people)], odder(pattern, v))
		}
	}
	for _, v := range []string{"\x00", "a\x00b", "\xff\xfe", "\xed\xa0\x80"} { // no text at all
		for path, route := range c.pages() {
			pattern, _, _ := strings.Cut(strings.TrimPrefix(route, "GET "), "?")
			path, _, _ := strings.Cut(path, "?")
			ask(people[0], path+"?q="+url.QueryEscape(v))
			ask(people[0], odder(pattern, v))
		}
	}
	for _, raw := range []string{"/search?%zz=%", "/search?q=a;b&q", "/find?n=%ff%00", "/search?" + strings.Repeat("q=1&", 5_000)} {
		ask(0, raw)
	}
}

// odder fills every name of a pattern with v.
func odder(pattern, v string) string {
	parts := strings.Split(pattern, "/")
	for i, p := range parts {
		if before, rest, ok := strings.Cut(p, "{"); ok {
			_, after, _ := strings.Cut(rest, "}")
			parts[i] = before + url.PathEscape(v) + after
		}
	}
	return strings.Join(parts, "/")
}

func TestHostileInput(t *testing.T) {
	c := newCountry(t)
	t.Run("pages", func(t *testing.T) { hostileInput(t, c) })
	t.Run("commands", func(t *testing.T) { hostileCommands(t, c) })
}

// typed are the names that commands read.
var typed = []string{
	"client_key", "version", "email", "name", "password", "current", "lang", "contrast", "back", "next", "persona", "roles", "upto", "act", "bizno", "founded_on",
	"region", "traits", "homepage", "offer_id", "store", "quantity", "supplier", "line", "place", "contact_name", "contact_phone", "wanted_on", "note", "budget_id",
	"total", "reason", "carrier", "tracking", "delivered_on", "shipment_id", "number", "fiscal_year", "code", "name_ko", "name_en", "kind", "amount", "basis",
	"effective_on", "item_number", "field", "claim", "trl", "evidence", "recommend", "opinion", "outcome", "share", "cap", "from", "until", "article", "title", "method",
	"class_code", "estimated_price", "base_amount", "publish_on", "deadline", "opening_at", "description", "requirements", "urgent_reason", "price", "tax", "unit",
	"min_order", "lead_days", "regions", "warranty_months", "summary", "alt", "starts_on", "ends_on", "ceiling_price", "max_order", "supplier_id", "admin_email",
	"admin_name", "law", "maker", "model", "phone", "address", "corpno", "representative", "introduction", "bank_name", "bank_account", "bank_holder", "words",
}

// hostileCommands posts odd values by every name to every command, as every role.
func hostileCommands(t *testing.T, c *country) {
	c.t = t
	for _, p := range permissions() {
		method, pattern, _ := strings.Cut(p.route, " ")
		if method != http.MethodPost || strings.HasPrefix(pattern, "/sign") || strings.Contains(p.form, "@") {
			continue
		}
		x := c.thing(p.thing)
		people := c.cast(x)
		for round := range rounds {
			form := formOf(p.form)
			for j, name := range typed {
				// In every other round the form is not stopped at its first two fields.
				if round%2 == 0 || name != "client_key" && name != "version" {
					v := odd[(j*5+round*len(odd)/rounds)%len(odd)]
					form[name] = []string{v, v}
				}
			}
			for _, short := range sortedKeys(people) {
				if w := c.ask(people[short], method, fill(pattern, x), form); w.Code >= http.StatusInternalServerError {
					t.Errorf("%s as %s, round %d: %d", p.route, short, round, w.Code)
					break
				}
			}
		}
	}
}
