package watch_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/dbtest/town"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/watch"
)

// house is a town in which somebody watches; its clock is the town's.
type house struct {
	t     *testing.T
	town  *town.Town
	watch *watch.Service
	now   time.Time
}

// newHouse begins on a Tuesday at ten, in a town whose time only this test moves.
func newHouse(t *testing.T) *house {
	t.Helper()
	w := town.New(t)
	h := &house{t: t, town: w, now: kst.Real()}
	for k := h.now.In(kst.Zone); k.Weekday() != time.Tuesday || k.Hour() != 10; k = h.now.In(kst.Zone) {
		h.now = h.now.Add(time.Hour)
	}
	d := w.DB.WithClock(func() time.Time { return h.now })
	w.Catalog, w.Market = catalog.New(d, w.Files), market.New(d)
	h.watch = watch.New(d, catalog.NewReader(w.DB, kst.Real))
	return h
}

func (h *house) save(by auth.Actor, words string, alert watch.Alert) watch.Search {
	h.t.Helper()
	return town.Must(h.watch.Save(h.t.Context(), by, watch.SaveCommand{Name: words, Query: catalog.SearchQuery{Text: words}, Alert: alert}))(h.t)
}

// shelve lists an offer and puts it on a shelf, as of now.
func (h *house) shelve() catalog.Offer {
	h.t.Helper()
	o := h.town.Listed(1_000_000)
	h.town.Contract(o, 2_000_000, 50_000_000)
	return o
}

// reprice sets another price, as of now.
func (h *house) reprice(o catalog.Offer, price int64) {
	h.t.Helper()
	h.town.OK(h.db().Run(h.t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(h.t.Context(), `UPDATE catalog.listing SET price = $1 WHERE offer_id = $2`, price, o.ID)
		return err
	}))
}

func (h *house) db() *db.DB { return h.town.DB.WithClock(func() time.Time { return h.now }) }

func (h *house) tell(want int) {
	h.t.Helper()
	told := town.Must(h.watch.TellDue(h.t.Context()))(h.t)
	if told != want {
		h.t.Fatalf("%s: %d told, want %d", h.now.In(kst.Zone).Format(time.DateTime), told, want)
	}
}

// notices are what a person was told, the oldest first.
func (h *house) notices(by auth.Actor) string {
	h.t.Helper()
	rows := town.Must(db.Values[string](h.town.DB.Query(h.t.Context(), `
SELECT format('%s %s new %s changed %s', n.kind, n.params ->> 'name', n.params ->> 'new', n.params ->> 'changed')
  FROM notify.notice n WHERE n.person_id = $1 AND n.kind LIKE 'saved_search%' ORDER BY n.id`, by.PersonID)))(h.t)
	return strings.Join(rows, "; ")
}

func (h *house) mustHear(by auth.Actor, want string) {
	h.t.Helper()
	if got := h.notices(by); got != want {
		h.t.Fatalf("told %q, want %q", got, want)
	}
}

func TestSave_isForOnePerson(t *testing.T) {
	h := newHouse(t)
	me, other := h.town.Requester, h.town.Approver
	s := h.save(me, "데스크톱", watch.Daily)
	if s.Query != "q=%EB%8D%B0%EC%8A%A4%ED%81%AC%ED%86%B1" || s.Asks().Text != "데스크톱" {
		t.Errorf("saved %q", s.Query)
	}
	if _, err := h.watch.ByID(t.Context(), other, s.ID); !fault.Of(err, fault.NotFound) {
		t.Errorf("another person reads it: %v", err)
	}
	if err := h.watch.Change(t.Context(), other, watch.ChangeCommand{ID: s.ID, Name: "x", Alert: watch.None, Version: s.Version}); !fault.Of(err, fault.NotFound) {
		t.Errorf("another person changes it: %v", err)
	}
	if err := h.watch.Delete(t.Context(), other, s.ID); !fault.Of(err, fault.NotFound) {
		t.Errorf("another person deletes it: %v", err)
	}
	if mine := town.Must(h.watch.Mine(t.Context(), other))(t); len(mine) != 0 {
		t.Errorf("another person's list: %+v", mine)
	}
	public := auth.Actor{}
	_, saved := h.watch.Save(t.Context(), public, watch.SaveCommand{Name: "x", Query: catalog.SearchQuery{Text: "x"}, Alert: watch.None})
	_, listed := h.watch.Mine(t.Context(), public)
	_, read := h.watch.ByID(t.Context(), public, s.ID)
	for name, err := range map[string]error{"save": saved, "list": listed, "read": read, "delete": h.watch.Delete(t.Context(), public, s.ID)} {
		if !fault.Of(err, fault.Unauthenticated) {
			t.Errorf("the public may %s: %v", name, err)
		}
	}
}

func TestSave_refuses(t *testing.T) {
	h := newHouse(t)
	me := h.town.Requester
	h.save(me, "책상", watch.None)
	h.save(h.town.Approver, "책상", watch.None) // somebody else's same search
	long := map[string][]string{}
	for i := range 8 {
		long[fmt.Sprint("k", i)] = []string{strings.Repeat("가", 90)}
	}
	for name, c := range map[string]struct {
		c    watch.SaveCommand
		want *fault.Error
	}{
		"twice":       {watch.SaveCommand{Name: "다른 이름", Query: catalog.SearchQuery{Text: "책상", After: "0.1.2.3"}, Alert: watch.Daily}, watch.ErrSaved},
		"nothing":     {watch.SaveCommand{Name: "x", Query: catalog.SearchQuery{Sort: catalog.SortPrice}, Alert: watch.None}, watch.ErrEmpty},
		"endless":     {watch.SaveCommand{Name: "x", Query: catalog.SearchQuery{Text: strings.Repeat("나", 100), Class: "4321150701", Attributes: long}, Alert: watch.None}, watch.ErrTooLong},
		"no name":     {watch.SaveCommand{Name: " ", Query: catalog.SearchQuery{Text: "x"}, Alert: watch.None}, fault.Bad("form_invalid")},
		"other alert": {watch.SaveCommand{Name: "x", Query: catalog.SearchQuery{Text: "x"}, Alert: "hourly"}, fault.Bad("form_invalid")},
	} {
		_, err := h.watch.Save(t.Context(), me, c.c)
		if f, ok := fault.As(err); !ok || f.Code != c.want.Code {
			t.Errorf("%s: %v, want %s", name, err, c.want.Code)
		}
	}
	for i := range watch.MaxSearches - 1 {
		h.save(me, fmt.Sprint("검색 ", i), watch.None)
	}
	_, err := h.watch.Save(t.Context(), me, watch.SaveCommand{Name: "x", Query: catalog.SearchQuery{Text: "하나 더"}, Alert: watch.None})
	if f, ok := fault.As(err); !ok || f.Code != watch.ErrTooMany.Code {
		t.Errorf("one too many: %v", err)
	}
}

func TestChange_refusesAStaleForm(t *testing.T) {
	h := newHouse(t)
	s := h.save(h.town.Requester, "책상", watch.None)
	change := watch.ChangeCommand{ID: s.ID, Name: "사무용 책상", Alert: watch.Weekly, Version: s.Version}
	h.town.OK(h.watch.Change(t.Context(), h.town.Requester, change))
	if err := h.watch.Change(t.Context(), h.town.Requester, change); !fault.Of(err, fault.Stale) {
		t.Errorf("stale: %v", err)
	}
	got := town.Must(h.watch.ByID(t.Context(), h.town.Requester, s.ID))(t)
	if got.Name != change.Name || got.Alert != watch.Weekly || got.Query != s.Query {
		t.Errorf("%+v", got)
	}
	h.town.OK(h.watch.Delete(t.Context(), h.town.Requester, s.ID))
	acts := town.One[int](h.town, `SELECT count(*)::int FROM audit.event WHERE object = $1`, fmt.Sprint("saved_search:", s.ID))
	if acts != 3 {
		t.Errorf("%d acts recorded", acts)
	}
}
