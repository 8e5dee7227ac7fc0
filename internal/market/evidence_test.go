package market_test

import (
	"strings"
	"testing"
	"time"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/dbtest/town"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/money"
)

const risen = "원자재 가격이 올랐습니다"

// repriced writes another price for a listed offer and does not submit it.
func repriced(t *testing.T, w *town.Town, o catalog.Offer, price money.Won) catalog.Offer {
	t.Helper()
	o = town.Must(w.Catalog.ProposeChange(t.Context(), w.Maker, o.ID, w.Offer(o.ID).Version))(t)
	return town.Must(w.Catalog.SaveTerms(t.Context(), w.Maker, town.Terms(o, price)))(t)
}

// waiting submits another price for a new listed offer.
func waiting(t *testing.T, w *town.Town, from, to money.Won) catalog.Offer {
	t.Helper()
	o := repriced(t, w, w.Listed(from), to)
	w.OK(w.Market.SubmitOfferFor(t.Context(), w.Maker, o.ID, o.Version, risen))
	return w.Offer(o.ID)
}

func wantArticle(t *testing.T, err error) {
	t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Code != "rise_reason_missing" || !strings.Contains(f.Article, "제7조") {
		t.Fatalf("%v cites no article", err)
	}
}

// Exactly the ratio is no sudden rise; one won more is.
func TestRise_beginsAboveTheRatio(t *testing.T) {
	w := town.New(t)
	for _, c := range []struct {
		from, to money.Won
		sudden   bool
	}{
		{1_000_000, 1_200_000, false},
		{1_000_000, 1_200_001, true},
		{1_000_000, 1_300_000, true},
		{1_000_000, 900_000, false},
		{999_999, 1_199_998, false},
		{999_999, 1_199_999, true}, // 20 % of 999,999 is 199,999.8
	} {
		o := repriced(t, w, w.Listed(c.from), c.to)
		err := w.Market.SubmitOffer(t.Context(), w.Maker, o.ID, o.Version)
		if !c.sudden {
			w.OK(err)
			w.OK(w.Market.ApproveListing(t.Context(), w.Desk, o.ID, w.Offer(o.ID).Version))
			continue
		}
		wantField(t, err, "rise_reason", "rise_reason_missing")
		wantArticle(t, err)
		wantField(t, w.Market.SubmitOfferFor(t.Context(), w.Maker, o.ID, o.Version, strings.Repeat("가", 501)), "rise_reason", "too_long")
		w.OK(w.Market.SubmitOfferFor(t.Context(), w.Maker, o.ID, o.Version, risen))
		version := w.Offer(o.ID).Version
		err = w.Market.ApproveListing(t.Context(), w.Desk, o.ID, version)
		wantField(t, err, "approve_reason", "rise_reason_missing")
		wantArticle(t, err)
		w.OK(w.Market.ApproveListingFor(t.Context(), w.Desk, o.ID, version, "계약서로 확인했습니다"))
	}
}

func TestRise_keepsBothReasons(t *testing.T) {
	w := town.New(t)
	o := waiting(t, w, 1_000_000, 1_300_000)
	v := town.Must(w.Catalog.View(t.Context(), w.Reviewer, o.ID))(t)
	if v.Pending.RiseReason != risen || v.Pending.Asks != catalog.AsksPrice {
		t.Fatalf("pending %+v", v.Pending)
	}
	e := town.Must(w.Market.EvidenceOf(t.Context(), w.Reviewer, o.ID, time.Now()))(t)
	if !e.Rise.Sudden || e.Rise.Percent() != 30 || e.Rise.Low != 1_000_000 || e.Previous == nil || *e.Previous != 1_000_000 {
		t.Fatalf("evidence %+v", e)
	}
	w.OK(w.Market.ApproveListingFor(t.Context(), w.Reviewer, o.ID, o.Version, "거래 실례 확인"))
	acts := town.Must(w.Market.History(t.Context(), o.ID))(t)
	if last := string(acts[len(acts)-1].Detail); !strings.Contains(last, "거래 실례 확인") || !strings.Contains(last, `"percent": 30`) {
		t.Fatalf("the act says %s", last)
	}
	// Without a sudden rise no reason is kept, whatever was sent.
	calm := waiting(t, w, 1_000_000, 1_100_000)
	v = town.Must(w.Catalog.View(t.Context(), w.Reviewer, calm.ID))(t)
	if v.Pending.RiseReason != "" {
		t.Fatalf("kept %q", v.Pending.RiseReason)
	}
}

// The low is that of the days before, whatever was on sale since: small steps add up, and
// a draft that was given up is no price.
func TestRise_looksAtTheLowOfTheDays(t *testing.T) {
	w := town.New(t)
	o := w.Listed(1_000_000)
	o = repriced(t, w, o, 1_150_000)
	w.OK(w.Market.SubmitOffer(t.Context(), w.Maker, o.ID, o.Version))
	w.OK(w.Market.ApproveListing(t.Context(), w.Reviewer, o.ID, w.Offer(o.ID).Version))
	o = repriced(t, w, o, 1_300_000)
	wantField(t, w.Market.SubmitOffer(t.Context(), w.Maker, o.ID, o.Version), "rise_reason", "rise_reason_missing")
	_ = town.Must(w.Catalog.DiscardChange(t.Context(), w.Maker, o.ID, o.Version))(t)

	backdate := `UPDATE catalog.offer_version SET decided_at = decided_at - make_interval(days => 40) WHERE offer_id = $1`
	if _, err := w.DB.Exec(t.Context(), backdate, o.ID); err != nil {
		t.Fatal(err)
	}
	o = repriced(t, w, o, 1_300_000)
	w.OK(w.Market.SubmitOffer(t.Context(), w.Maker, o.ID, o.Version)) // 13 % above what was on sale for forty days
	e := town.Must(w.Market.EvidenceOf(t.Context(), w.Auditor, o.ID, time.Now()))(t)
	if e.Rise.Low != 1_150_000 || e.Rise.Sudden {
		t.Fatalf("evidence %+v", e.Rise)
	}
}

// A smaller package at the same price is a rise of the unit's price.
func TestRise_seesASmallerPackage(t *testing.T) {
	rule := market.RiseRule{Ratio: money.MustRate("0.20"), Days: 30, Article: "x"}
	low, unitLow := money.Won(10_000), int64(10_000)
	for _, c := range []struct {
		unit   int64
		sudden bool
	}{{10_000, false}, {12_000, false}, {12_002, false}, {12_003, true}, {20_000, true}} {
		r, err := rule.Judge(catalog.PriceEvidence{Price: 10_000, UnitPrice: c.unit, Recent: &low, UnitRecent: &unitLow})
		if err != nil || r.Sudden != c.sudden {
			t.Errorf("a unit at %d: %+v, %v", c.unit, r, err)
		}
	}
	if r, err := rule.Judge(catalog.PriceEvidence{Price: 10_000}); err != nil || r.Sudden || r.Percent() != 0 {
		t.Errorf("without a past: %+v, %v", r, err)
	}
}

func TestEvidence_refusesWhoMayNot(t *testing.T) {
	w := town.New(t)
	o := waiting(t, w, 1_000_000, 1_300_000)
	for name, c := range map[string]struct {
		by   auth.Actor
		kind fault.Kind
	}{"public": {auth.Actor{}, fault.Unauthenticated}, "supplier": {w.Maker, fault.Forbidden}, "requester": {w.Requester, fault.Forbidden}} {
		t.Run(name, func(t *testing.T) {
			_, err := w.Market.EvidenceOf(t.Context(), c.by, o.ID, time.Now())
			wantKind(t, err, c.kind)
		})
	}
	if _, err := w.Market.RiseOf(t.Context(), w.Rival, o.ID, time.Now()); !fault.Of(err, fault.NotFound) {
		t.Fatalf("a rival learns of a price: %v", err)
	}
	if r := town.Must(w.Market.RiseOf(t.Context(), w.Member, o.ID, time.Now()))(t); !r.Sudden {
		t.Fatalf("the supplier is told %+v", r)
	}
}
