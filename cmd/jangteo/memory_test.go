package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"jangteo.kr/internal/org"
)

// TestMemory: what somebody searched for is suggested to them, in their session, and to
// nobody else.
func TestMemory_isOnesOwn(t *testing.T) {
	c := newCountry(t)
	institution := c.thing("budget").institution
	me, other := c.member(institution, org.Requester), c.member(institution, org.Approver)
	words := one[string](c, `SELECT name_ko FROM catalog.listing ORDER BY offer_id LIMIT 1`)
	search := "/search?" + url.Values{"q": {words}}.Encode()
	for _, person := range []int64{me, 0} {
		if w := c.ask(person, http.MethodGet, search, nil); w.Code != http.StatusOK {
			t.Fatalf("%d", w.Code)
		}
	}
	for person, want := range map[int64]bool{me: true, other: false, 0: false} {
		w := c.ask(person, http.MethodGet, "/search/suggest?q=", nil)
		if got := strings.Contains(w.Body.String(), `"kind":"recent"`); w.Code != http.StatusOK || got != want {
			t.Errorf("person %d: %d %s", person, w.Code, w.Body)
		}
		if kept := w.Header().Get("Cache-Control"); (kept == "no-store") != (person != 0) {
			t.Errorf("person %d: Cache-Control %q", person, kept)
		}
	}
	c.ask(me, http.MethodGet, "/search?view=table&col=bought", nil)
	for person, want := range map[int64]int{me: 2, other: 6} {
		w := c.ask(person, http.MethodGet, "/search?view=table", nil)
		if got := strings.Count(w.Body.String(), `<th scope="col"`); got != want {
			t.Errorf("person %d sees %d columns, want %d", person, got, want)
		}
	}
}
