package market_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/dbtest/town"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/notify"
	"jangteo.kr/internal/org"
)

func submitted(t *testing.T, w *town.Town, model string) catalog.Offer {
	t.Helper()
	o := w.Draft(w.Maker, w.Item(w.Maker, town.Desktop, model).Number, 1_000_000)
	w.OK(w.Market.SubmitOffer(t.Context(), w.Maker, o.ID, o.Version))
	return w.Offer(o.ID)
}

func queue(t *testing.T, w *town.Town, by auth.Actor, f market.QueueFilter) market.Queue {
	t.Helper()
	if f.Limit == 0 {
		f.Limit = 50
	}
	return town.Must(w.Market.ReviewQueue(t.Context(), by, f, time.Now()))(t)
}

func ids(q market.Queue) []int64 {
	out := []int64{}
	for _, r := range q.Rows {
		out = append(out, r.OfferID)
	}
	return out
}

func wantRows(t *testing.T, q market.Queue, want ...catalog.Offer) {
	t.Helper()
	got := ids(q)
	if len(got) != len(want) || q.Total != len(want) {
		t.Fatalf("rows %v of %d, want %d", got, q.Total, len(want))
	}
	for i, o := range want {
		if got[i] != o.ID {
			t.Fatalf("rows %v, want %d at %d", got, o.ID, i)
		}
	}
}

func TestReviewQueue_filtersSortsAndCounts(t *testing.T) {
	w := town.New(t)
	first := submitted(t, w, "A")
	price := waiting(t, w, 1_000_000, 1_100_000)
	rise := waiting(t, w, 500_000, 800_000)
	change := repriced(t, w, w.Listed(2_000_000), 2_000_000)
	change = town.Must(w.Catalog.SaveSpecification(t.Context(), w.Maker, catalog.SpecificationCommand{
		OfferID: change.ID, Version: change.Version, Summary: "새 요약", Attributes: town.DesktopSpec,
	}))(t)
	w.OK(w.Market.SubmitOffer(t.Context(), w.Maker, change.ID, change.Version))

	all := queue(t, w, w.Reviewer, market.QueueFilter{})
	wantRows(t, all, first, price, rise, change)
	if all.Waiting != 4 || all.Mine != 0 || all.Oldest() != kst.DayOf(time.Now()) || all.Approved != 3 || all.Returned != 0 {
		t.Fatalf("figures %+v", all)
	}
	for asks, n := range map[catalog.Asks]int{catalog.AsksListing: 1, catalog.AsksPrice: 2, catalog.AsksChange: 1} {
		if got := all.Count("asks", string(asks)); got != n {
			t.Errorf("%d ask for %s, want %d", got, asks, n)
		}
	}
	if e := all.Evidence[rise.ID]; !e.Rise.Sudden || e.Rise.Percent() != 60 {
		t.Errorf("evidence %+v", e)
	}
	wantRows(t, queue(t, w, w.Reviewer, market.QueueFilter{Sort: market.SortRise}), rise, price, change, first)
	wantRows(t, queue(t, w, w.Reviewer, market.QueueFilter{Sort: market.SortDear}), change, price, first, rise)
	wantRows(t, queue(t, w, w.Reviewer, market.QueueFilter{Sort: market.SortCheap, Asks: catalog.AsksPrice}), rise, price)
	wantRows(t, queue(t, w, w.Reviewer, market.QueueFilter{Sort: market.SortNewest}), change, rise, price, first)
	wantRows(t, queue(t, w, w.Reviewer, market.QueueFilter{Class: "9999999999"}))
	wantRows(t, queue(t, w, w.Reviewer, market.QueueFilter{Class: town.Desktop, Supplier: w.Maker.BodyID, Asks: catalog.AsksListing}), first)
	second := queue(t, w, w.Reviewer, market.QueueFilter{Limit: 2, Offset: 2})
	if got := ids(second); len(got) != 2 || got[0] != rise.ID || second.Total != 4 {
		t.Fatalf("second page %v of %d", got, second.Total)
	}

	w.OK(w.Market.TakeListing(t.Context(), w.Reviewer, price.ID))
	wantRows(t, queue(t, w, w.Reviewer, market.QueueFilter{Holder: market.HeldByMe}), price)
	wantRows(t, queue(t, w, w.Reviewer2, market.QueueFilter{Holder: market.HeldByOthers}), price)
	nobody := queue(t, w, w.Reviewer2, market.QueueFilter{Holder: market.HeldByNobody, Asks: catalog.AsksPrice})
	wantRows(t, nobody, rise)
	if nobody.Count("asks", "new") != 1 || nobody.Count("holder", "others") != 1 || nobody.Mine != 0 {
		t.Fatalf("counts %+v", nobody.Counts)
	}
}

func TestReviewQueue_isReadByDesksAndAuditors(t *testing.T) {
	w := town.New(t)
	submitted(t, w, "A")
	for name, c := range map[string]struct {
		by   auth.Actor
		kind fault.Kind
	}{"public": {auth.Actor{}, fault.Unauthenticated}, "supplier": {w.Maker, fault.Forbidden}, "requester": {w.Requester, fault.Forbidden}} {
		t.Run(name, func(t *testing.T) {
			_, err := w.Market.ReviewQueue(t.Context(), c.by, market.QueueFilter{Limit: 1}, time.Now())
			wantKind(t, err, c.kind)
		})
	}
	if q := queue(t, w, w.Auditor, market.QueueFilter{}); len(q.Rows) != 1 {
		t.Fatalf("rows %d", len(q.Rows))
	}
	insider := w.Join(w.Reviewer.PersonID, town.BodyRef{ID: w.Maker.BodyID, Kind: org.Supplier}, org.SupplierMember)
	insider.BodyID, insider.Roles = w.Reviewer.BodyID, w.Reviewer.Roles
	if q := queue(t, w, insider, market.QueueFilter{}); !q.Rows[0].Barred {
		t.Fatal("somebody of the supplier is not told to keep off")
	}
}

const manyWaiting = `
WITH i AS (
  INSERT INTO catalog.item (class_code, maker, model, name_ko, registered_by) SELECT $1, '가나전자', 'Q-' || n, '대기 상품 ' || n, $2 FROM generate_series(1, 1000) n RETURNING number
), o AS (
  INSERT INTO catalog.offer (item_number, supplier_id, state) SELECT number, $2, 'submitted' FROM i RETURNING id
)
INSERT INTO catalog.offer_version (offer_id, no, state, price, asks, submitted_at, submitted_by)
SELECT id, 1, 'submitted', 100000 + id, 'new', now() - make_interval(hours => (id % 400)::int), $3 FROM o`

// A thousand rows cost as many round trips as one: two rules, the queue, the evidence.
func TestReviewQueue_aThousandRowsInTheSameRoundTrips(t *testing.T) {
	w := town.New(t)
	if _, err := w.DB.Exec(t.Context(), manyWaiting, town.Desktop, w.Maker.BodyID, w.Maker.PersonID); err != nil {
		t.Fatal(err)
	}
	if _, err := w.DB.Exec(t.Context(), `UPDATE catalog.offer o SET pending_id = v.id FROM catalog.offer_version v WHERE v.offer_id = o.id AND o.pending_id IS NULL`); err != nil {
		t.Fatal(err)
	}
	queue(t, w, w.Reviewer, market.QueueFilter{Limit: 100, Sort: market.SortRise}) // statements are prepared once
	ctx, trips := db.CountTrips(context.WithoutCancel(t.Context()))
	q, err := w.Market.ReviewQueue(ctx, w.Reviewer, market.QueueFilter{Limit: 100, Sort: market.SortRise}, time.Now())
	if err != nil || len(q.Rows) != 100 || q.Total != 1000 || q.Waiting != 1000 {
		t.Fatalf("%d rows of %d: %v", len(q.Rows), q.Total, err)
	}
	if trips.N() > 4 {
		t.Fatalf("%d round trips: %v", trips.N(), trips.SQL())
	}
}

func TestBusinessDaysBetween_countsFromTheNextDay(t *testing.T) {
	for _, c := range []struct {
		from, to kst.Day
		want     int
	}{
		{kst.Date(2026, 11, 23), kst.Date(2026, 11, 23), 0},
		{kst.Date(2026, 11, 20), kst.Date(2026, 11, 23), 1}, // over a week-end
		{kst.Date(2026, 11, 16), kst.Date(2026, 11, 23), 5},
		{kst.Date(2026, 11, 23), kst.Date(2026, 11, 20), 0},
		{kst.Date(2026, 12, 24), kst.Date(2026, 12, 28), 1}, // over Christmas
	} {
		if got := market.BusinessDaysBetween(c.from, c.to); got != c.want {
			t.Errorf("%s to %s: %d, want %d", c.from, c.to, got, c.want)
		}
	}
}

func TestAssignment_takeGiveBackAndAssign(t *testing.T) {
	w := town.New(t)
	ctx := t.Context()
	o := submitted(t, w, "A")
	w.OK(w.Market.TakeListing(ctx, w.Reviewer, o.ID))
	w.OK(w.Market.TakeListing(ctx, w.Reviewer, o.ID)) // again: nothing happens
	for what, err := range map[string]error{
		"taken from a colleague":      w.Market.TakeListing(ctx, w.Reviewer2, o.ID),
		"given away over their head":  w.Market.AssignListing(ctx, w.Reviewer2, o.ID, w.Reviewer2.PersonID),
		"given back by another":       w.Market.GiveBackListing(ctx, w.Reviewer2, o.ID),
		"given to nobody of the desk": w.Market.AssignListing(ctx, w.Reviewer, o.ID, w.Requester.PersonID),
		"given to the market desk":    w.Market.AssignListing(ctx, w.Reviewer, o.ID, w.Desk.PersonID), // more than a price
	} {
		if !fault.Of(err, fault.Conflict) && !fault.Of(err, fault.Invalid) {
			t.Errorf("%s: %v", what, err)
		}
	}
	w.OK(w.Market.AssignListing(ctx, w.Reviewer, o.ID, w.Reviewer2.PersonID))
	notices := town.Must(notify.Recent(ctx, w.DB, w.Reviewer2, 10))(t)
	if len(notices) == 0 || notices[0].Kind != "offer.assigned" {
		t.Fatalf("notices %+v", notices)
	}
	w.OK(w.Market.GiveBackListing(ctx, w.Reviewer2, o.ID))
	if q := queue(t, w, w.Reviewer, market.QueueFilter{}); q.Rows[0].HolderID != nil {
		t.Fatalf("held by %d", *q.Rows[0].HolderID)
	}
	// Who has left holds nothing any more.
	w.OK(w.Market.TakeListing(ctx, w.Reviewer2, o.ID))
	if _, err := w.DB.Exec(ctx, `UPDATE org.membership SET left_at = now() WHERE person_id = $1`, w.Reviewer2.PersonID); err != nil {
		t.Fatal(err)
	}
	w.OK(w.Market.AssignListing(ctx, w.Reviewer, o.ID, w.Reviewer.PersonID))
	w.OK(w.Market.ApproveListing(ctx, w.Reviewer, o.ID, w.Offer(o.ID).Version))
	if n := town.One[int](w, `SELECT count(*)::int FROM market.assignment`); n != 0 {
		t.Fatal("an assignment outlives the decision")
	}
	wantKind(t, w.Market.TakeListing(ctx, w.Reviewer, o.ID), fault.Conflict) // nothing waits
}

func TestAssignment_endsWhenTheOfferIsRecalledOrReturned(t *testing.T) {
	w := town.New(t)
	ctx := t.Context()
	o := submitted(t, w, "A")
	w.OK(w.Market.TakeListing(ctx, w.Reviewer, o.ID))
	w.OK(w.Market.RecallOffer(ctx, w.Maker, o.ID, w.Offer(o.ID).Version))
	w.OK(w.Market.SubmitOffer(ctx, w.Maker, o.ID, w.Offer(o.ID).Version))
	w.OK(w.Market.TakeListing(ctx, w.Reviewer2, o.ID))
	w.OK(w.Market.ReturnListing(ctx, w.Reviewer, market.ReturnCommand{OfferID: o.ID, Version: w.Offer(o.ID).Version, Reasons: map[string]string{"price": "x"}}))
	if n := town.One[int](w, `SELECT count(*)::int FROM market.assignment`); n != 0 {
		t.Fatal("an assignment outlives the return")
	}
}

func TestAssignment_refusesWhoMayNot(t *testing.T) {
	w := town.New(t)
	ctx := t.Context()
	o := submitted(t, w, "A")
	turncoat := w.Maker
	turncoat.BodyID, turncoat.BodyKind, turncoat.Roles = w.Reviewer.BodyID, org.PPS, []org.Role{org.ProductReviewer}
	for name, c := range map[string]struct {
		by   auth.Actor
		kind fault.Kind
	}{
		"public": {auth.Actor{}, fault.Unauthenticated}, "supplier": {w.Maker, fault.Forbidden}, "auditor": {w.Auditor, fault.Forbidden},
		"market desk": {w.Desk, fault.Forbidden}, "somebody of the supplier": {turncoat, fault.Forbidden},
	} {
		t.Run(name, func(t *testing.T) {
			wantKind(t, w.Market.TakeListing(ctx, c.by, o.ID), c.kind)
			wantKind(t, w.Market.GiveBackListing(ctx, c.by, o.ID), c.kind)
			wantKind(t, w.Market.AssignListing(ctx, c.by, o.ID, w.Reviewer.PersonID), c.kind)
		})
	}
	draft := w.Draft(w.Maker, w.Item(w.Maker, town.Desktop, "B").Number, 1_000_000)
	wantKind(t, w.Market.TakeListing(ctx, w.Reviewer, draft.ID), fault.NotFound)
	// The desk takes what it may decide on.
	price := waiting(t, w, 1_000_000, 1_100_000)
	w.OK(w.Market.TakeListing(ctx, w.Desk, price.ID))
	w.OK(w.Market.AssignListing(ctx, w.Desk, price.ID, w.Desk2.PersonID))
	if err := w.Market.AssignListing(ctx, w.Desk2, price.ID, w.Maker.PersonID); !errors.Is(err, market.ErrCannotHold) {
		t.Fatalf("given to the supplier: %v", err)
	}
	if _, err := w.Market.Colleagues(ctx, w.Maker); !fault.Of(err, fault.Forbidden) {
		t.Fatalf("colleagues: %v", err)
	}
}
