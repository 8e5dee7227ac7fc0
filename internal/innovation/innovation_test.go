package innovation_test

import (
	"bytes"
	"maps"
	"testing"
	"time"

	"github.com/google/uuid"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/document"
	"jangteo.kr/internal/innovation"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/notify"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/todo"
)

func TestDecide_putsTheProductOnTheShelfWithFundingAndCertificate(t *testing.T) {
	w := newTown(t)
	ctx := t.Context()
	budget := w.programme(2026)
	_, err := w.s.SetFundingTerms(ctx, w.budget, innovation.FundingCommand{
		BudgetID: budget, ShareBP: 10000, Cap: 290_000_000, From: kst.Date(2026, 1, 1), Last: kst.Date(2026, 12, 31), Article: "조달사업법 제27조",
	})
	if err != nil {
		t.Fatal(err)
	}
	d := w.designated()
	first, last := d.Term()
	if d.Number != "제2026-1호" || first != kst.Date(2026, 3, 2) || last != kst.Date(2029, 3, 1) || d.Standing(w.now) != "in_force" {
		t.Errorf("designation = %+v", d)
	}
	from, until := w.shelf()
	if !from.Equal(w.now) || !until.Equal(kst.Date(2029, 3, 2).Start()) {
		t.Errorf("on the shelf %s – %s", from, until)
	}
	g := w.ground()
	if f := g.Funding(); f == nil || f.BudgetID != budget || f.ShareBP != 10000 || f.Cap != 290_000_000 || g.Source != d.Ref() {
		t.Errorf("ground = %+v", g)
	}
	paper, err := document.Verify(ctx, w.db, d.Verification)
	if err != nil || !paper.Valid() || paper.Number != d.Number || paper.Object != d.Ref() {
		t.Errorf("paper = %+v, %v", paper, err)
	}
	pdf, _, err := w.s.CertificatePDF(ctx, d.ID, "https://jangteo.test/verify/")
	if err != nil || !bytes.HasPrefix(pdf, []byte("%PDF-")) {
		t.Errorf("pdf = %d bytes, %v", len(pdf), err)
	}
	if rows, _ := todo.For(ctx, w.db, w.third, 5); len(rows) != 0 {
		t.Errorf("turns stay open: %v", rows)
	}
	if told, _ := notify.Recent(ctx, w.db, w.member, 5); len(told) != 1 || told[0].Kind != "application.designate" {
		t.Errorf("the supplier was told %v", told)
	}
}

func TestDecide_leavesNothingBehindWhenTheGroundIsRefused(t *testing.T) {
	w := newTown(t)
	ctx := t.Context()
	err := w.db.Run(ctx, func(tx *db.Tx) error {
		_, err := market.New(w.db).GrantTx(ctx, tx, w.chief, market.Grant{
			Storefront: market.Hyeokshin, Kind: market.InnovationDesignation, ItemNumber: w.item, SupplierID: w.admin.BodyID,
			Number: "예전 지정", Source: "test:1", From: w.now, Until: w.now.AddDate(1, 0, 0), Article: "-",
		})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	a := w.reviewed(scores(8))
	_, err = w.decide(w.chief, a, innovation.Designate)
	_ = wantCode(t, err, "ground_overlaps")
	n := w.id(`SELECT count(*) FROM innovation.designation`, nil) + w.id(`SELECT count(*) FROM document.paper`, nil)
	v, err := w.s.View(ctx, w.chief, a.ID)
	if err != nil || n != 0 || v.Application.State != innovation.Reviewed || len(v.Turn) != 1 {
		t.Errorf("%d rows left behind; application %s, turns %v, %v", n, v.Application.State, v.Turn, err)
	}
}

func TestSubmit_refusesLowTRLWithItsArticle(t *testing.T) {
	w := newTown(t)
	c := w.content()
	c.TRL = 6
	a := w.must(w.s.Apply(t.Context(), w.admin, innovation.ApplyCommand{Key: uuid.New(), Content: c}))
	_, err := w.s.Submit(t.Context(), w.admin, a.ID, a.Version)
	if f := wantCode(t, err, "trl_too_low"); f.Article != "혁신제품 지정·관리규정 제5조" || f.Fields[0].Name != "trl" {
		t.Errorf("refusal = %+v", f)
	}
	c.TRL = 7
	a = w.must(w.s.SaveDraft(t.Context(), w.member, innovation.SaveCommand{ID: a.ID, Version: a.Version, Content: c}))
	w.must(w.s.Submit(t.Context(), w.admin, a.ID, a.Version))
}

func TestApply_onlyForOnesOwnItemAndOnce(t *testing.T) {
	w := newTown(t)
	ctx := t.Context()
	cmd := innovation.ApplyCommand{Key: uuid.New(), Content: w.content()}
	_, err := w.s.Apply(ctx, w.rival, cmd)
	if f := wantCode(t, err, "form_invalid"); f.Fields[0].Code != "not_own_item" {
		t.Errorf("refusal = %+v", f)
	}
	a := w.must(w.s.Apply(ctx, w.member, cmd))
	if b := w.must(w.s.Apply(ctx, w.member, cmd)); b.ID != a.ID {
		t.Errorf("two applications: %d, %d", a.ID, b.ID)
	}
	cmd.Key = uuid.New()
	_, err = w.s.Apply(ctx, w.admin, cmd)
	_ = wantCode(t, err, "application_open")
	for _, by := range []auth.Actor{w.reviewer, w.buyer, w.auditor} {
		_, err := w.s.Apply(ctx, by, cmd)
		_ = wantCode(t, err, "forbidden")
	}
	_, err = w.s.Submit(ctx, w.member, a.ID, a.Version)
	_ = wantCode(t, err, "forbidden")
	_, err = w.s.Submit(ctx, w.rival, a.ID, a.Version)
	_ = wantCode(t, err, "not_found")
	_, err = w.s.SaveDraft(ctx, w.admin, innovation.SaveCommand{ID: a.ID, Version: a.Version + 1, Content: w.content()})
	_ = wantCode(t, err, "stale")
}

func TestReviewAndDecide_needTwoPersonsOfTheDesk(t *testing.T) {
	w := newTown(t)
	ctx := t.Context()
	a := w.submitted()
	review := innovation.ReviewCommand{ID: a.ID, Version: a.Version, Scores: scores(8), Opinion: "지정할 만함", Recommend: true}
	for _, by := range []auth.Actor{w.admin, w.auditor, w.budget, w.buyer} {
		_, err := w.s.Review(ctx, by, review)
		_ = wantCode(t, err, "forbidden")
	}
	moved := w.admin // the supplier's administrator, now at the desk
	moved.BodyID, moved.BodyKind, moved.Roles = w.chief.BodyID, org.PPS, []org.Role{org.InnovationDesk}
	_, err := w.s.Review(ctx, moved, review)
	_ = wantCode(t, err, "same_person")
	_, err = w.decide(w.chief, a, innovation.Designate)
	_ = wantCode(t, err, "application_state")
	a = w.must(w.s.Review(ctx, w.reviewer, review))
	if rows, _ := todo.For(ctx, w.db, w.reviewer, 5); len(rows) != 0 {
		t.Errorf("the reviewer is asked to decide: %v", rows)
	}
	if rows, _ := todo.For(ctx, w.db, w.chief, 5); len(rows) != 1 || rows[0].Action != "application.decide" {
		t.Errorf("the second person's turn = %v", rows)
	}
	for _, by := range []auth.Actor{w.reviewer, moved} {
		_, err = w.decide(by, a, innovation.Designate)
		_ = wantCode(t, err, "same_person")
	}
	_, err = w.decide(w.admin, a, innovation.Designate)
	_ = wantCode(t, err, "forbidden")
	a = w.must(w.decide(w.chief, a, innovation.SendBack))
	a = w.must(w.s.Submit(ctx, w.admin, a.ID, a.Version))
	review.Version = a.Version
	a = w.must(w.s.Review(ctx, w.reviewer, review))
	a = w.must(w.decide(w.chief, a, innovation.Refuse))
	if a.State != innovation.Refused {
		t.Errorf("state = %s", a.State)
	}
}

func TestDecide_passMarkAndFloorOfTheDay(t *testing.T) {
	w := newTown(t)
	low := scores(6) // 60 in all
	_, err := w.decide(w.chief, w.reviewed(low), innovation.Designate)
	if f := wantCode(t, err, "below_pass_mark"); f.Article != "혁신제품 지정·관리규정 제12조" {
		t.Errorf("article = %q", f.Article)
	}
	uneven := scores(10) // 100 − 15 = 85 in all, but 15 of 30 in innovation
	for _, k := range []string{"novelty", "excellence", "spread"} {
		uneven[k] = innovation.Score{Points: 5, Reason: "비슷한 제품이 있음"}
	}
	w2 := newTown(t)
	_, err = w2.decide(w2.chief, w2.reviewed(uneven), innovation.Designate)
	if f := wantCode(t, err, "below_floor"); f.Article != "혁신제품 지정·관리규정 제12조" || f.Params[1] != 15 || f.Params[3] != 18 {
		t.Errorf("refusal = %+v", f)
	}
	w3 := newTown(t) // before 2026 there was no floor
	w3.now = kst.Date(2025, time.December, 31).At(10, 0)
	a := w3.must(w3.decide(w3.chief, w3.reviewed(uneven), innovation.Designate))
	if a.State != innovation.Designated {
		t.Errorf("state = %s", a.State)
	}
}

func TestReview_refusesMissingScoresAndReasons(t *testing.T) {
	w := newTown(t)
	a := w.submitted()
	s := maps.Clone(scores(8))
	delete(s, "need")
	s["price"] = innovation.Score{Points: 11, Reason: ""}
	_, err := w.s.Review(t.Context(), w.reviewer, innovation.ReviewCommand{ID: a.ID, Version: a.Version, Scores: s, Opinion: "의견"})
	names := map[string]string{}
	for _, f := range wantCode(t, err, "form_invalid").Fields {
		names[f.Name] = f.Code
	}
	want := map[string]string{"score_need": "required", "reason_need": "required", "score_price": "out_of_range", "reason_price": "required"}
	if !maps.Equal(names, want) {
		t.Errorf("fields = %v", names)
	}
}
