package innovation_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/document"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/innovation"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/page"
)

func TestMeasures_moveTheShelfInTheSameTransaction(t *testing.T) {
	w := newTown(t)
	d := w.designated()
	step := func(k innovation.MeasureKind, standing string) {
		t.Helper()
		if err := w.measure(d, k); err != nil {
			t.Fatalf("%s: %v", k, err)
		}
		d = w.designation(d.ID)
		if d.Standing(w.now) != standing {
			t.Fatalf("after %s: %s", k, d.Standing(w.now))
		}
	}
	step(innovation.Suspend, "suspended")
	if from, _ := w.shelf(); !from.IsZero() {
		t.Error("a suspended product stands on the shelf")
	}
	_ = wantCode(t, w.measure(d, innovation.Extend), "measure_state")
	step(innovation.Resume, "in_force")
	old := d.Verification
	step(innovation.Extend, "in_force")
	if _, last := d.Term(); last != kst.Date(2030, 3, 1) {
		t.Errorf("first extension until %s", last)
	}
	if p, err := document.Verify(t.Context(), w.db, old); err != nil || p.Valid() || d.Verification == old {
		t.Errorf("the shorter certificate still holds: %v", err)
	}
	step(innovation.Extend, "in_force")
	if _, until := w.shelf(); !until.Equal(kst.Date(2032, 3, 2).Start()) {
		t.Errorf("second extension until %s", until)
	}
	if f := wantCode(t, w.measure(d, innovation.Extend), "extensions_used"); f.Article != "혁신제품 지정·관리규정 제17조" {
		t.Errorf("article = %q", f.Article)
	}
	step(innovation.Withdraw, "withdrawn")
	if from, _ := w.shelf(); !from.IsZero() {
		t.Error("a withdrawn product stands on the shelf")
	}
	if p, err := document.Verify(t.Context(), w.db, d.Verification); err != nil || p.Valid() {
		t.Errorf("the certificate of a withdrawn product holds: %v", err)
	}
	h, err := audit.History(t.Context(), w.db, d.Ref())
	if err != nil || len(h) != 6 || h[1].ToState != "suspended" {
		t.Errorf("history = %v, %v", h, err)
	}
}

func TestMeasure_needsASecondPersonAndAFreshPage(t *testing.T) {
	w := newTown(t)
	ctx := t.Context()
	d := w.designated()
	c := innovation.MeasureCommand{DesignationID: d.ID, Version: d.Version, Kind: innovation.Suspend, Reason: "안전 문제"}
	for _, by := range []auth.Actor{w.admin, w.budget, w.auditor, w.buyer} {
		_, err := w.s.ProposeMeasure(ctx, by, c)
		_ = wantCode(t, err, "forbidden")
	}
	m, err := w.s.ProposeMeasure(ctx, w.reviewer, c)
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.s.ProposeMeasure(ctx, w.chief, c)
	_ = wantCode(t, err, "measure_open")
	_, err = w.s.DecideMeasure(ctx, w.reviewer, innovation.MeasureDecision{ID: m.ID, Confirm: true})
	_ = wantCode(t, err, "same_person")
	_, err = w.s.DecideMeasure(ctx, w.chief, innovation.MeasureDecision{ID: m.ID})
	_ = wantCode(t, err, "form_invalid")
	m, err = w.s.DecideMeasure(ctx, w.chief, innovation.MeasureDecision{ID: m.ID, Reason: "근거 부족"})
	if err != nil || m.State != innovation.MeasureDeclined {
		t.Fatalf("measure = %+v, %v", m, err)
	}
	if w.designation(d.ID).State != innovation.InForce {
		t.Error("a refused measure took effect")
	}
	if err := w.measure(d, innovation.Suspend); err != nil {
		t.Fatal(err)
	}
	_, err = w.s.ProposeMeasure(ctx, w.chief, c)
	_ = wantCode(t, err, "stale")
}

func TestView_showsApplicationsToTheirOwnSupplierOnly(t *testing.T) {
	w := newTown(t)
	ctx := t.Context()
	a := w.applied()
	for _, by := range []auth.Actor{{}, w.rival, w.reviewer, w.budget, w.buyer} {
		if _, err := w.s.View(ctx, by, a.ID); !errors.Is(err, fault.ErrNotFound) {
			t.Errorf("%v sees a draft: %v", by.Roles, err)
		}
	}
	b := w.must(w.s.Submit(ctx, w.admin, a.ID, a.Version))
	b = w.must(w.s.Review(ctx, w.reviewer, innovation.ReviewCommand{ID: b.ID, Version: b.Version, Scores: scores(8), Opinion: "의견", Recommend: true}))
	v, err := w.s.View(ctx, w.admin, b.ID)
	if err != nil || v.Review != nil {
		t.Errorf("the supplier sees scores before the decision: %+v, %v", v.Review, err)
	}
	if v, err = w.s.View(ctx, w.chief, b.ID); err != nil || v.Review == nil || v.Verdict.Total != 80 || !v.Verdict.Passes() || !v.Acts.Decide {
		t.Errorf("the desk sees %+v, %v", v, err)
	}
	w.must(w.decide(w.chief, b, innovation.Designate))
	if v, err = w.s.View(ctx, w.admin, b.ID); err != nil || v.Review == nil || v.DesignationID == 0 {
		t.Errorf("after the decision the supplier sees %+v, %v", v, err)
	}
	c := w.content()
	_, err = w.s.Apply(ctx, w.admin, innovation.ApplyCommand{Key: uuid.New(), Content: c})
	if err != nil {
		t.Fatal(err)
	}
	mine, err := w.s.Mine(ctx, w.admin)
	if err != nil || len(mine) != 2 {
		t.Fatalf("mine = %v, %v", mine, err)
	}
	_, err = w.s.Submit(ctx, w.admin, mine[0].ID, mine[0].Version)
	_ = wantCode(t, err, "application_designated")
}

func TestFunding_followsTheTermsOfTheDay(t *testing.T) {
	w := newTown(t)
	ctx := t.Context()
	set := func(by auth.Actor, budget int64, from, last kst.Day) error {
		_, err := w.s.SetFundingTerms(ctx, by, innovation.FundingCommand{
			BudgetID: budget, ShareBP: 8000, Cap: 100_000_000, From: from, Last: last, Article: "시범구매 지침",
		})
		return err
	}
	this, next := w.programme(2026), w.programme(2027)
	_ = wantCode(t, set(w.chief, this, kst.Date(2026, 1, 1), kst.Date(2026, 12, 31)), "forbidden")
	if f := wantCode(t, set(w.budget, 999, kst.Date(2026, 1, 1), kst.Date(2026, 12, 31)), "form_invalid"); f.Fields[0].Name != "budget_id" {
		t.Errorf("refusal = %+v", f)
	}
	_ = wantCode(t, set(w.budget, this, kst.Date(2026, 1, 1), kst.Date(2027, 1, 1)), "form_invalid")
	w.designated()
	if w.ground().Funding() != nil {
		t.Error("funded without terms")
	}
	for year, b := range map[int]int64{2026: this, 2027: next} {
		if err := set(w.budget, b, kst.Date(year, 1, 1), kst.Date(year, 12, 31)); err != nil {
			t.Fatal(err)
		}
	}
	if err := set(w.budget, this, kst.Date(2026, 6, 1), kst.Date(2026, 7, 1)); err == nil {
		t.Error("two terms on one day")
	}
	if f := w.ground().Funding(); f == nil || f.BudgetID != this {
		t.Errorf("funding = %+v", f)
	}
	for _, c := range []struct {
		now  time.Time
		want int64
	}{{kst.Date(2027, 1, 1).At(0, 5), next}, {kst.Date(2028, 1, 1).At(0, 5), 0}} {
		w.now = c.now
		if _, err := w.s.ApplyFunding(ctx); err != nil {
			t.Fatal(err)
		}
		f := w.ground().Funding()
		if (f == nil) != (c.want == 0) || (f != nil && f.BudgetID != c.want) {
			t.Errorf("funding at %s = %+v", c.now, f)
		}
	}
}

func TestDesignations_filters(t *testing.T) {
	w := newTown(t)
	w.now = time.Now()
	w.designated()
	p := page.New(1, 20)
	for _, c := range []struct {
		f    innovation.Filter
		want int
	}{
		{innovation.Filter{}, 1},
		{innovation.Filter{Fields: []string{"life"}, Standing: []string{"in_force"}, Q: "창문형공기"}, 1},
		{innovation.Filter{Fields: []string{"safety"}}, 0},
		{innovation.Filter{Standing: []string{"expired", "withdrawn"}}, 0},
		{innovation.Filter{Q: "%"}, 0},
	} {
		c.f.Page = p
		rows, _, err := w.s.Designations(t.Context(), c.f)
		if err != nil || len(rows) != c.want {
			t.Errorf("%+v gives %d rows, %v", c.f, len(rows), err)
		}
	}
}
