package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"jangteo.kr/internal/org"
)

// permission is a line of the tables of access: what each role, in the organisation
// that the thing belongs to and in another, gets for an address. "ok" is the page, or
// for a command that it was read and judged; "in" is the way to the sign-in page;
// numbers are refusals. A star stands for everyone not named.
type permission struct {
	route string // method and pattern, as in the route table
	thing string // what fills the pattern, see things
	form  string // of a command; version and client_key are added
	want  string // "ok: sm sa; 404: *; in: p"
}

// outcome puts an answer into the words of the tables.
func outcome(w *httptest.ResponseRecorder) string {
	switch {
	case w.Code == http.StatusSeeOther && strings.HasPrefix(w.Header().Get("Location"), "/sign-in?next="), w.Code == http.StatusUnauthorized:
		return "in"
	case w.Code == http.StatusForbidden, w.Code == http.StatusNotFound, w.Code >= 500:
		return fmt.Sprint(w.Code)
	case w.Code == http.StatusOK, w.Code == http.StatusSeeOther, w.Code == http.StatusConflict, w.Code == http.StatusUnprocessableEntity:
		return "ok"
	}
	return fmt.Sprint("unexpected ", w.Code)
}

// expected reads a line's words.
func expected(t *testing.T, want string, people map[string]int64) map[string]string {
	t.Helper()
	out := map[string]string{}
	rest := ""
	for _, group := range strings.Split(want, ";") {
		result, who, found := strings.Cut(strings.TrimSpace(group), ":")
		if !found {
			t.Fatalf("%q is not readable", want)
		}
		for _, short := range strings.Fields(who) {
			if short == "*" {
				rest = result
				continue
			}
			if _, known := people[short]; !known || out[short] != "" {
				t.Fatalf("%q names %s, who is unknown or named twice", want, short)
			}
			out[short] = result
		}
	}
	for short := range people {
		if out[short] == "" {
			out[short] = rest
		}
	}
	return out
}

// summary puts outcomes by person back into the words of a line, the commonest as the star.
func summary(got map[string]string) string {
	by := map[string][]string{}
	for _, short := range sortedKeys(got) {
		by[got[short]] = append(by[got[short]], short)
	}
	most := ""
	for _, result := range sortedKeys(by) {
		if most == "" || len(by[result]) > len(by[most]) {
			most = result
		}
	}
	var groups []string
	for _, result := range sortedKeys(by) {
		if result == most {
			groups = append(groups, result+": *")
		} else {
			groups = append(groups, result+": "+strings.Join(by[result], " "))
		}
	}
	slices.SortStableFunc(groups, func(a, b string) int { return strings.Compare(a[len(a)-1:], b[len(b)-1:]) })
	return strings.Join(groups, "; ")
}

// TestAccess asks every address as every role, of the own and of another organisation.
func TestAccess(t *testing.T) {
	c := newCountry(t)
	t.Run("every route has a line", func(t *testing.T) { everyRouteHasALine(t, c) })
	t.Run("headers", func(t *testing.T) { headersOfEveryPage(t, c) })
	t.Run("reading changes nothing", func(t *testing.T) { readingChangesNothing(t, c) })
	t.Run("commands of another site", func(t *testing.T) { crossOriginIsRefused(t, c) })
	t.Run("unknown methods", func(t *testing.T) { unknownMethods(t, c) })
	t.Run("session cookie", func(t *testing.T) { sessionCookie(t, c) })
	t.Run("suspended organisations", func(t *testing.T) { suspendedReadOnly(t, c) })
	for _, p := range append(permissions(), partingAccess...) {
		t.Run(strings.TrimSpace(p.route+" "+p.thing), func(t *testing.T) { c.judge(t, p) })
	}
}

func permissions() []permission {
	return slices.Concat(openAccess, accountAccess, marketAccess, orderAccess, budgetAccess, innovationAccess, tenderAccess, bulkAccess, classesAccess)
}

func everyRouteHasALine(t *testing.T, c *country) {
	lines := map[string]bool{}
	for _, p := range append(permissions(), partingAccess...) {
		route, _, _ := strings.Cut(p.route, "?")
		lines[route] = true
	}
	for _, r := range c.routes {
		route := r.Method + " " + r.Pattern
		if !lines[route] {
			t.Errorf("%s: nobody wrote down who may", route)
		}
		delete(lines, route)
	}
	for route := range lines {
		t.Errorf("%s: there is no such route", route)
	}
}

func (c *country) judge(t *testing.T, p permission) {
	c.t = t
	x := c.thing(p.thing)
	people := c.cast(x)
	want := expected(t, p.want, people)
	method, pattern, _ := strings.Cut(p.route, " ")
	got := map[string]string{}
	wrong := false
	for short, person := range people {
		var form url.Values
		if method == http.MethodPost {
			form = formOf(p.form)
		}
		w := c.ask(person, method, fill(pattern, x), form)
		got[short] = outcome(w)
		if strings.HasPrefix(p.route, "POST /sign") {
			delete(c.cookies, person) // that one has ended
		}
		wrong = wrong || got[short] != want[short]
	}
	if wrong {
		t.Errorf("who may has changed:\n  was %s\n  is  %s", p.want, summary(got))
	}
}

// suspendedReadOnly: the people of a suspended organisation read what they read, and
// carry nothing out.
func suspendedReadOnly(t *testing.T, c *country) {
	c.t = t
	for _, p := range slices.Concat(marketAccess, orderAccess, budgetAccess, innovationAccess, tenderAccess) {
		x := c.thing(p.thing)
		people := c.cast(x)
		method, pattern, _ := strings.Cut(p.route, " ")
		want := expected(t, p.want, people)
		for short, person := range people {
			kind := kindOf(abbreviations[strings.TrimRight(short, "'2")])
			if want[short] != "ok" || kind != org.Supplier && kind != org.Institution {
				continue
			}
			body := one[int64](c, `SELECT body_id FROM org.membership WHERE person_id = $1 AND left_at IS NULL`, person)
			c.exec(`UPDATE org.body SET state = 'suspended' WHERE id = $1`, body)
			got := outcome(c.ask(person, method, fill(pattern, x), formOf(p.form)))
			c.exec(`UPDATE org.body SET state = 'admitted' WHERE id = $1`, body)
			if method == http.MethodPost && got != "403" || got != "403" && got != "ok" {
				t.Errorf("%s %s as %s: %s", p.route, p.thing, short, got)
			}
		}
	}
}
