package watch_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/dbtest/town"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/watch"
)

const minute = time.Minute

func TestTellDue_atOnce_tellsEachChangeOnce(t *testing.T) {
	h := newHouse(t)
	me := h.town.Requester
	old := h.shelve()
	h.now = h.now.Add(minute)
	h.save(me, "데스크톱", watch.AtOnce)
	h.save(h.town.Approver, "가로등", watch.AtOnce)
	h.save(h.town.Auditor, "데스크톱", watch.None)
	h.tell(0)
	h.now = h.now.Add(minute)
	fresh := h.shelve()
	h.now = h.now.Add(minute)
	h.tell(1)
	h.tell(0)
	h.now = h.now.Add(minute)
	h.reprice(old, 900_000)
	h.now = h.now.Add(minute)
	h.tell(1)
	h.now = h.now.Add(minute)
	h.reprice(fresh, 800_000)
	h.reprice(fresh, 700_000)
	h.shelve()
	h.now = h.now.Add(minute)
	h.tell(1)
	h.now = h.now.Add(minute)
	h.tell(0)
	h.mustHear(me, "saved_search_new 데스크톱 new 1 changed 0; saved_search_changed 데스크톱 new 0 changed 1; saved_search_both 데스크톱 new 1 changed 1")
	h.mustHear(h.town.Approver, "")
	h.mustHear(h.town.Auditor, "")
}

func TestTellDue_byTheClock(t *testing.T) {
	h := newHouse(t)
	h.save(h.town.Requester, "데스크톱", watch.Daily)
	h.save(h.town.Approver, "데스크톱", watch.Weekly)
	day := kst.DayOf(h.now)
	h.now = h.now.Add(minute)
	h.shelve()
	h.now = day.At(23, 0)
	h.tell(0)
	h.now = day.Add(1).At(7, 59)
	h.tell(0)
	h.now = day.Add(1).At(8, 0)
	h.tell(1)
	h.now = day.Add(1).At(8, 5)
	h.shelve()
	h.tell(0)
	h.now = day.Add(4).At(9, 0) // three mornings without a running program
	h.tell(1)
	h.now = day.Add(6).At(8, 1) // Monday
	h.tell(1)
	h.now = day.Add(7).At(8, 1)
	h.tell(0)
	h.mustHear(h.town.Requester, "saved_search_new 데스크톱 new 1 changed 0; saved_search_new 데스크톱 new 1 changed 0")
	h.mustHear(h.town.Approver, "saved_search_new 데스크톱 new 2 changed 0")
}

func TestTellDue_onlyWhatIsOnAShelf(t *testing.T) {
	h := newHouse(t)
	h.save(h.town.Requester, "데스크톱", watch.AtOnce)
	h.now = h.now.Add(minute)
	o := h.shelve()
	h.town.OK(h.town.Market.SuspendOffer(t.Context(), h.town.Reviewer, o.ID, h.town.Offer(o.ID).Version, "품질 점검"))
	h.now = h.now.Add(minute)
	h.tell(0)
	h.town.OK(h.town.Market.ResumeOffer(t.Context(), h.town.Reviewer, o.ID, h.town.Offer(o.ID).Version))
	h.now = h.now.Add(minute)
	h.tell(1)
}

func TestChange_toAnAlertDoesNotTellOfThePast(t *testing.T) {
	h := newHouse(t)
	s := h.save(h.town.Requester, "데스크톱", watch.None)
	h.now = h.now.Add(minute)
	h.shelve()
	h.now = h.now.Add(minute)
	h.town.OK(h.watch.Change(t.Context(), h.town.Requester, watch.ChangeCommand{ID: s.ID, Name: s.Name, Alert: watch.AtOnce, Version: s.Version}))
	h.tell(0)
	h.now = h.now.Add(minute)
	h.shelve()
	h.now = h.now.Add(minute)
	h.tell(1)
	h.mustHear(h.town.Requester, "saved_search_new 데스크톱 new 1 changed 0")
}

// A change bears the time at which it was made, not that of its commit: an alert that
// looked in between must not pass it over.
func TestTellDue_waitsForWhoIsStillWriting(t *testing.T) {
	w := town.New(t)
	reader := catalog.NewReader(w.DB, kst.Real)
	h := &house{t: t, town: w, watch: watch.New(w.DB, reader), now: kst.Real()}
	o := h.shelve()
	h.save(w.Requester, "데스크톱", watch.AtOnce)
	tx := town.Must(w.DB.Begin(t.Context()))(t)
	defer tx.Rollback(t.Context()) //nolint:errcheck // nothing to undo after the commit
	if _, err := tx.Exec(t.Context(), `UPDATE catalog.listing SET price = 123000 WHERE offer_id = $1`, o.ID); err != nil {
		t.Fatal(err)
	}
	other := h.shelve() // begins and ends while the first is still writing
	h.tell(0)
	w.OK(tx.Commit(t.Context()))
	h.tell(1)
	h.tell(0)
	h.mustHear(w.Requester, "saved_search_both 데스크톱 new 1 changed 1")
	if other.ID == o.ID {
		t.Fatal("one offer")
	}
}

func TestTellDue_byManyProcessesTellsOnce(t *testing.T) {
	h := newHouse(t)
	h.save(h.town.Requester, "데스크톱", watch.AtOnce)
	h.now = h.now.Add(minute)
	h.shelve()
	h.now = h.now.Add(minute)
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			if _, err := h.watch.TellDue(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	h.mustHear(h.town.Requester, "saved_search_new 데스크톱 new 1 changed 0")
}

// A ground that begins later is written before anybody can buy on it: the opening of
// its shelf is what alerts tell of, once.
func TestTellDue_tellsOfAShelfWhenItOpens(t *testing.T) {
	h := newHouse(t)
	h.now = kst.Real().Add(-72 * time.Hour)
	h.shelve() // from yesterday on
	repriced := h.shelve()
	h.now = h.now.Add(minute)
	h.save(h.town.Requester, "데스크톱", watch.AtOnce)
	h.save(h.town.Approver, "데스크톱", watch.Daily)
	h.now = h.now.Add(minute)
	h.tell(0)
	yesterday := kst.DayOf(kst.Real()).Add(-1)
	h.now = yesterday.At(0, 1)
	h.reprice(repriced, 900_000) // after the opening, before it is noted: one change
	h.now = yesterday.At(0, 2)
	h.tell(1)
	h.tell(0)
	h.now = yesterday.At(0, 10)
	h.tell(0)
	h.now = yesterday.At(8, 1)
	h.tell(1)
	h.now = yesterday.Add(1).At(8, 1)
	h.tell(0)
	h.mustHear(h.town.Requester, "saved_search_changed 데스크톱 new 0 changed 2")
	h.mustHear(h.town.Approver, "saved_search_changed 데스크톱 new 0 changed 2")
	if n := town.One[int](h.town, `SELECT count(*)::int FROM catalog.listing_opening`); n != 0 {
		t.Errorf("%d openings left", n)
	}
}

// faulty fails for one search and asks the real one otherwise.
type faulty struct {
	watch.Finder
	words string
}

func (f faulty) Matching(ctx context.Context, q catalog.SearchQuery, among []int64) ([]int64, error) {
	if q.Text == f.words {
		return nil, errors.New("too slow")
	}
	return f.Finder.Matching(ctx, q, among)
}

func TestTellDue_oneThatFailsKeepsNobodyWaiting(t *testing.T) {
	h := newHouse(t)
	h.save(h.town.Approver, "한빛전자 데스크톱", watch.AtOnce) // waits longest
	h.now = h.now.Add(minute)
	h.save(h.town.Requester, "데스크톱", watch.AtOnce)
	h.now = h.now.Add(minute)
	h.shelve()
	h.now = h.now.Add(minute)
	sound, reader := h.watch, catalog.NewReader(h.town.DB, kst.Real)
	h.watch = watch.New(h.db(), faulty{reader, "한빛전자 데스크톱"})
	if told, err := h.watch.TellDue(t.Context()); told != 1 || err == nil {
		t.Fatalf("%d told: %v", told, err)
	}
	h.mustHear(h.town.Requester, "saved_search_new 데스크톱 new 1 changed 0")
	h.watch = sound
	h.tell(1)
	h.mustHear(h.town.Approver, "saved_search_new 한빛전자 데스크톱 new 1 changed 0")
}
