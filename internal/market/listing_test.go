package market_test

import (
	"errors"
	"testing"
	"time"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/dbtest/town"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/notify"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/todo"
)

func wantKind(t *testing.T, err error, k fault.Kind) {
	t.Helper()
	if !fault.Of(err, k) {
		t.Fatalf("got %v, want a fault of kind %d", err, k)
	}
}

func wantField(t *testing.T, err error, name, code string) {
	t.Helper()
	f, ok := fault.As(err)
	if !ok {
		t.Fatalf("got %v, want a fault at %s", err, name)
	}
	for _, field := range f.Fields {
		if field.Name == name && field.Code == code {
			return
		}
	}
	t.Fatalf("got %v, want %s:%s", err, name, code)
}

func TestSubmitOffer_goesToTheReviewersDesk(t *testing.T) {
	w := town.New(t)
	o := w.Draft(w.Maker, w.Item(w.Maker, town.Desktop, "HB-1").Number, 1_000_000)
	w.OK(w.Market.SubmitOffer(t.Context(), w.Maker, o.ID, o.Version))

	if got := w.Offer(o.ID); got.State != catalog.Submitted {
		t.Fatalf("state %s", got.State)
	}
	tasks := town.Must(todo.For(t.Context(), w.DB, w.Reviewer, 10))(t)
	if len(tasks) != 1 || tasks[0].Action != "offer.review" || tasks[0].Object != audit.Ref("offer", o.ID) {
		t.Fatalf("tasks %+v", tasks)
	}
	if got := town.Must(todo.For(t.Context(), w.DB, w.Desk, 10))(t); len(got) != 0 {
		t.Fatalf("the market desk has no turn on a first listing: %+v", got)
	}
	queue := town.Must(w.Market.ReviewQueue(t.Context(), w.Reviewer, market.QueueFilter{Asks: catalog.AsksListing, Limit: 10}, time.Now()))(t)
	if len(queue.Rows) != 1 || queue.Rows[0].OfferID != o.ID || queue.Rows[0].OldPrice != nil {
		t.Fatalf("queue %+v", queue.Rows)
	}
}

func TestSubmitOffer_refusesWhoMayNot(t *testing.T) {
	w := town.New(t)
	o := w.Draft(w.Member, w.Item(w.Member, town.Desktop, "HB-1").Number, 1_000_000)
	for name, c := range map[string]struct {
		by   auth.Actor
		kind fault.Kind
	}{
		"public":         {auth.Actor{}, fault.Unauthenticated},
		"member":         {w.Member, fault.Forbidden},
		"other supplier": {w.Rival, fault.NotFound},
		"reviewer":       {w.Reviewer, fault.Forbidden},
		"requester":      {w.Requester, fault.Forbidden},
	} {
		t.Run(name, func(t *testing.T) {
			wantKind(t, w.Market.SubmitOffer(t.Context(), c.by, o.ID, o.Version), c.kind)
		})
	}
	suspended := w.Maker
	suspended.BodyState = org.Suspended
	wantKind(t, w.Market.SubmitOffer(t.Context(), suspended, o.ID, o.Version), fault.Forbidden)
	wantKind(t, w.Market.SubmitOffer(t.Context(), w.Maker, o.ID, o.Version-1), fault.Stale)
}

func TestSubmitOffer_namesWhatIsMissing(t *testing.T) {
	w := town.New(t)
	o := town.Must(w.Catalog.StartOffer(t.Context(), w.Maker, w.Item(w.Maker, town.Desktop, "HB-1").Number))(t)
	err := w.Market.SubmitOffer(t.Context(), w.Maker, o.ID, o.Version)
	wantField(t, err, "section_terms", "section_missing")
	wantField(t, err, "section_specification", "section_missing")
}

func TestApproveListing_putsItOnTheShelfOfItsGround(t *testing.T) {
	w := town.New(t)
	o := w.Listed(1_000_000)
	if o.State != catalog.Listed || o.CurrentID == nil || o.PendingID != nil || o.ListedAt == nil {
		t.Fatalf("offer %+v", o)
	}
	if w.OnShelf(o, market.Nara) {
		t.Fatal("on a shelf without a ground")
	}
	w.Contract(o, 1_200_000, 40_000_000)
	if !w.OnShelf(o, market.Nara) || w.OnShelf(o, market.VentureNara) {
		t.Fatal("not exactly on Nara Jangteo's shelf")
	}
	if got := town.Must(todo.For(t.Context(), w.DB, w.Reviewer, 10))(t); len(got) != 0 {
		t.Fatalf("turn left open: %+v", got)
	}
	notices := town.Must(notify.Recent(t.Context(), w.DB, w.Maker, 10))(t)
	if len(notices) < 2 || notices[len(notices)-1].Kind != "offer.approved" {
		t.Fatalf("notices %+v", notices)
	}
	states := []string{}
	for _, e := range town.Must(w.Market.History(t.Context(), o.ID))(t) {
		if e.ToState != "" {
			states = append(states, e.FromState+">"+e.ToState)
		}
	}
	if want := []string{">draft", "draft>submitted", "submitted>listed"}; len(states) != 3 || states[0] != want[0] || states[1] != want[1] || states[2] != want[2] {
		t.Fatalf("history %v", states)
	}
}

func TestApproveListing_refusesWhoMayNot(t *testing.T) {
	w := town.New(t)
	o := w.Draft(w.Maker, w.Item(w.Maker, town.Desktop, "HB-1").Number, 1_000_000)
	wantKind(t, w.Market.ApproveListing(t.Context(), w.Reviewer, o.ID, o.Version), fault.NotFound) // a draft is a secret
	w.OK(w.Market.SubmitOffer(t.Context(), w.Maker, o.ID, o.Version))
	version := w.Offer(o.ID).Version
	for name, c := range map[string]struct {
		by   auth.Actor
		kind fault.Kind
	}{
		"public":             {auth.Actor{}, fault.Unauthenticated},
		"the supplier":       {w.Maker, fault.Forbidden},
		"another supplier":   {w.Rival, fault.Forbidden},
		"auditor":            {w.Auditor, fault.Forbidden},
		"market desk":        {w.Desk, fault.Forbidden}, // more than a price
		"reviewer elsewhere": {w.Join(w.Reviewer.PersonID, town.BodyRef{ID: w.Maker.BodyID, Kind: org.Supplier}, org.ProductReviewer), fault.Forbidden},
	} {
		t.Run(name, func(t *testing.T) {
			wantKind(t, w.Market.ApproveListing(t.Context(), c.by, o.ID, version), c.kind)
		})
	}
	// A reviewer who wrote the offer before joining PPS never decides on it.
	turncoat := w.Maker
	turncoat.BodyID, turncoat.BodyKind, turncoat.Roles = w.Reviewer.BodyID, org.PPS, []org.Role{org.ProductReviewer}
	if err := w.Market.ApproveListing(t.Context(), turncoat, o.ID, version); !errors.Is(err, market.ErrOwnBody) {
		t.Fatalf("same person: %v", err)
	}
	wantKind(t, w.Market.ApproveListing(t.Context(), w.Reviewer2, o.ID, version-1), fault.Stale)
	w.OK(w.Market.ApproveListing(t.Context(), w.Reviewer2, o.ID, version))
}

func TestReturnListing_givesReasonsAtTheFields(t *testing.T) {
	w := town.New(t)
	o := w.Draft(w.Maker, w.Item(w.Maker, town.Desktop, "HB-1").Number, 1_000_000)
	w.OK(w.Market.SubmitOffer(t.Context(), w.Maker, o.ID, o.Version))
	c := market.ReturnCommand{OfferID: o.ID, Version: w.Offer(o.ID).Version}
	wantKind(t, w.Market.ReturnListing(t.Context(), w.Reviewer, c), fault.Invalid)
	c.Reasons = map[string]string{"price": "시장 가격보다 높습니다.", "attr_cpu": "정확한 모델명을 적어 주세요."}
	w.OK(w.Market.ReturnListing(t.Context(), w.Reviewer, c))

	v := town.Must(w.Catalog.View(t.Context(), w.Member, o.ID))(t)
	if v.Offer.State != catalog.Returned || v.Pending.State != catalog.VersionReturned || v.Pending.ReturnReasons["attr_cpu"] == "" {
		t.Fatalf("view %+v", v)
	}
	if got := town.Must(todo.For(t.Context(), w.DB, w.Maker, 10))(t); len(got) != 1 || got[0].Action != "offer.mend" {
		t.Fatalf("tasks %+v", got)
	}
	mended := town.Must(w.Catalog.SaveTerms(t.Context(), w.Member, town.Terms(v.Offer, 900_000)))(t)
	w.OK(w.Market.SubmitOffer(t.Context(), w.Maker, o.ID, mended.Version))
	w.OK(w.Market.ApproveListing(t.Context(), w.Reviewer, o.ID, w.Offer(o.ID).Version)) // who returned it may approve it
}

func TestPriceChange_keepsTheOldPriceOnSaleUntilApproved(t *testing.T) {
	w := town.New(t)
	o := w.Listed(1_000_000)
	w.Contract(o, 1_200_000, 40_000_000)
	onSale := func() catalog.OnSale {
		t.Helper()
		return town.Must(catalog.VersionOnSale(t.Context(), w.DB, []int64{o.ID}))(t)[0]
	}
	pinned := onSale().VersionID
	o = w.Offer(o.ID)
	o = town.Must(w.Catalog.ProposeChange(t.Context(), w.Member, o.ID, o.Version))(t)
	o = town.Must(w.Catalog.SaveTerms(t.Context(), w.Member, town.Terms(o, 1_100_000)))(t)
	w.OK(w.Market.SubmitOffer(t.Context(), w.Maker, o.ID, o.Version))
	if got := onSale(); got.Price != 1_000_000 || got.VersionID != pinned || !w.OnShelf(o, market.Nara) {
		t.Fatalf("on sale while waiting: %+v", got)
	}
	if tasks := town.Must(todo.For(t.Context(), w.DB, w.Desk, 10))(t); len(tasks) != 1 {
		t.Fatalf("the market desk decides on prices too: %+v", tasks)
	}
	w.OK(w.Market.ApproveListing(t.Context(), w.Desk, o.ID, w.Offer(o.ID).Version))
	if got := onSale(); got.Price != 1_100_000 || got.VersionID == pinned {
		t.Fatalf("on sale after: %+v", got)
	}
	if got := town.One[int64](w, `SELECT price FROM catalog.listing WHERE offer_id = $1`, o.ID); got != 1_100_000 {
		t.Fatalf("search row shows %d", got)
	}
	old := town.Must(catalog.VersionByID(t.Context(), w.DB, pinned))(t)
	if old.State != catalog.VersionSuperseded || old.Price != 1_000_000 {
		t.Fatalf("pinned version %+v", old)
	}
}

func TestPrice_neverAboveTheCeiling(t *testing.T) {
	w := town.New(t)
	o := w.Listed(1_000_000)
	w.Contract(o, 1_100_000, 40_000_000)
	o = w.Offer(o.ID)
	o = town.Must(w.Catalog.ProposeChange(t.Context(), w.Maker, o.ID, o.Version))(t)
	o = town.Must(w.Catalog.SaveTerms(t.Context(), w.Maker, town.Terms(o, 1_100_001)))(t)
	err := w.Market.SubmitOffer(t.Context(), w.Maker, o.ID, o.Version)
	wantField(t, err, "price", "price_above_ceiling")
	if f, _ := fault.As(err); f.Article == "" {
		t.Fatal("no article")
	}
	// The ceiling may come while the price waits: approval asks again.
	late := w.Listed(1_000_000)
	late = town.Must(w.Catalog.ProposeChange(t.Context(), w.Maker, late.ID, late.Version))(t)
	late = town.Must(w.Catalog.SaveTerms(t.Context(), w.Maker, town.Terms(late, 1_300_000)))(t)
	w.OK(w.Market.SubmitOfferFor(t.Context(), w.Maker, late.ID, late.Version, "원자재 가격 상승"))
	w.Contract(late, 1_200_000, 40_000_000)
	err = w.Market.ApproveListing(t.Context(), w.Reviewer, late.ID, w.Offer(late.ID).Version)
	wantField(t, err, "price", "price_above_ceiling")
}

func TestSuspendAndWithdraw_takeItOffTheShelf(t *testing.T) {
	w := town.New(t)
	o := w.Listed(1_000_000)
	w.Contract(o, 1_200_000, 40_000_000)
	wantKind(t, w.Market.SuspendOffer(t.Context(), w.Desk, o.ID, w.Offer(o.ID).Version, "안전 문제"), fault.Forbidden)
	w.OK(w.Market.SuspendOffer(t.Context(), w.Reviewer, o.ID, w.Offer(o.ID).Version, "안전 문제"))
	if w.OnShelf(o, market.Nara) {
		t.Fatal("suspended and still on the shelf")
	}
	w.OK(w.Market.ResumeOffer(t.Context(), w.Reviewer, o.ID, w.Offer(o.ID).Version))
	if !w.OnShelf(o, market.Nara) {
		t.Fatal("resumed and not on the shelf")
	}
	wantKind(t, w.Market.WithdrawOffer(t.Context(), w.Member, o.ID, w.Offer(o.ID).Version, ""), fault.Forbidden)
	wantKind(t, w.Market.WithdrawOffer(t.Context(), w.Rival, o.ID, w.Offer(o.ID).Version, ""), fault.NotFound)
	w.OK(w.Market.WithdrawOffer(t.Context(), w.Maker, o.ID, w.Offer(o.ID).Version, "단종"))
	if w.OnShelf(o, market.Nara) || w.Offer(o.ID).State != catalog.Withdrawn {
		t.Fatal("withdrawn and still there")
	}
	again := town.Must(w.Catalog.ProposeChange(t.Context(), w.Maker, o.ID, w.Offer(o.ID).Version))(t)
	if again.State != catalog.Draft {
		t.Fatalf("begun again as %s", again.State)
	}
	w.OK(w.Market.SubmitOffer(t.Context(), w.Maker, o.ID, again.Version))
	w.OK(w.Market.ApproveListing(t.Context(), w.Reviewer, o.ID, w.Offer(o.ID).Version))
	if !w.OnShelf(o, market.Nara) {
		t.Fatal("listed again and not on the shelf")
	}
}

func TestRecallOffer_givesTheDraftBack(t *testing.T) {
	w := town.New(t)
	o := w.Draft(w.Maker, w.Item(w.Maker, town.Desktop, "HB-1").Number, 1_000_000)
	w.OK(w.Market.SubmitOffer(t.Context(), w.Maker, o.ID, o.Version))
	w.OK(w.Market.RecallOffer(t.Context(), w.Maker, o.ID, w.Offer(o.ID).Version))
	if got := w.Offer(o.ID); got.State != catalog.Draft {
		t.Fatalf("state %s", got.State)
	}
	if got := town.Must(todo.For(t.Context(), w.DB, w.Reviewer, 10))(t); len(got) != 0 {
		t.Fatalf("turn left open: %+v", got)
	}
	town.Must(w.Catalog.SaveTerms(t.Context(), w.Maker, town.Terms(w.Offer(o.ID), 900_000)))(t)
}
