package tender_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/dbtest"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/notify"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/page"
	"jangteo.kr/internal/tender"
	"jangteo.kr/internal/todo"
)

// town is a small country: two institutions, a desk of two, an auditor, a supplier.
type town struct {
	t       *testing.T
	db      *db.DB
	now     time.Time
	tenders *tender.Service

	officer, colleague, approver, stranger, desk, desk2, auditor, supplier auth.Actor
}

func newTown(t *testing.T, d *db.DB) *town {
	t.Helper()
	w := &town{t: t, now: kst.Date(2026, time.March, 2).At(10, 0)}
	w.db = d.WithClock(func() time.Time { return w.now })
	w.tenders = tender.New(w.db)
	city := w.body(org.Institution, "한빛시", "local")
	other := w.body(org.Institution, "다른시", "state")
	pps := w.body(org.PPS, "조달청", "state")
	w.officer = w.person(city, "김계약", org.ContractingOfficer)
	w.colleague = w.person(city, "이계약", org.ContractingOfficer)
	w.approver = w.person(city, "박승인", org.Approver)
	w.stranger = w.person(other, "남계약", org.ContractingOfficer)
	w.desk = w.person(pps, "정입찰", org.TenderDesk)
	w.desk2 = w.person(pps, "한입찰", org.TenderDesk)
	w.auditor = w.person(w.body(org.Auditor, "감사원", "state"), "최감사", org.AuditorRole)
	w.supplier = w.person(w.body(org.Supplier, "공급사", "state"), "조공급", org.SupplierAdmin)
	return w
}

func (w *town) body(kind org.Kind, name, law string) auth.Actor {
	w.t.Helper()
	id, err := db.Value[int64](w.db.Query(w.t.Context(), `
INSERT INTO org.body (kind, state, name_ko, name_en, law, bizno)
VALUES (@kind, 'admitted', @name, @name, @law, CASE WHEN @kind = 'supplier' THEN '1234567891' END) RETURNING id`,
		pgx.NamedArgs{"kind": string(kind), "name": name, "law": law}))
	if err != nil {
		w.t.Fatal(err)
	}
	return auth.Actor{BodyID: id, BodyKind: kind, BodyState: org.Admitted, BodyName: name, Law: law}
}

func (w *town) person(of auth.Actor, name string, roles ...org.Role) auth.Actor {
	w.t.Helper()
	id, err := db.Value[int64](w.db.Query(w.t.Context(), `
WITH p AS (INSERT INTO org.person (email, name) VALUES (@email, @name) RETURNING id)
INSERT INTO org.membership (person_id, body_id, roles) SELECT id, @body, @roles FROM p RETURNING person_id`,
		pgx.NamedArgs{"email": uuid.NewString() + "@test", "name": name, "body": of.BodyID, "roles": roles}))
	if err != nil {
		w.t.Fatal(err)
	}
	of.PersonID, of.PersonName, of.Roles = id, name, roles
	return of
}

// terms are right for goods of 80 million won, published today.
func (w *town) terms() tender.Terms {
	today := kst.DayOf(w.now)
	return tender.Terms{
		Title: "공기청정기 구매", Kind: tender.Goods, Method: tender.Open, EstimatedPrice: 80_000_000, BaseAmount: 88_000_000,
		PublishOn: today, Deadline: today.Add(8).At(10, 0), OpeningAt: today.Add(8).At(11, 0),
		Description: "창문형 120대", Requirements: "",
	}
}

func (w *town) draft(t tender.Terms) tender.Notice {
	w.t.Helper()
	return w.must(w.tenders.Draft(w.t.Context(), w.officer, tender.DraftCommand{Key: uuid.New(), Terms: t}))
}

func (w *town) submitted(t tender.Terms) tender.Notice {
	w.t.Helper()
	n := w.draft(t)
	return w.must(w.tenders.Submit(w.t.Context(), w.officer, n.ID, n.Version))
}

func (w *town) published(t tender.Terms) tender.Notice {
	w.t.Helper()
	n := w.submitted(t)
	return w.must(w.tenders.Publish(w.t.Context(), w.desk, n.ID, n.Version))
}

func (w *town) must(n tender.Notice, err error) tender.Notice {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

func wantCode(t *testing.T, err error, code string) *fault.Error {
	t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Code != code {
		t.Fatalf("err = %v, want fault %s", err, code)
	}
	return f
}

func TestPublish_givesNumberAndTellsTheInstitution(t *testing.T) {
	w := newTown(t, dbtest.New(t))
	n := w.submitted(w.terms())
	if rows, err := todo.For(t.Context(), w.db, w.desk, 10); err != nil || len(rows) != 1 || rows[0].Action != "notice.publish" {
		t.Fatalf("the desk's turn = %v, %v", rows, err)
	}
	n = w.must(w.tenders.Publish(t.Context(), w.desk, n.ID, n.Version))
	if n.Number != "R26BK00100001-000" || n.State != tender.Published || n.PublishedAt == nil || !n.PublishedAt.Equal(w.now) {
		t.Fatalf("published = %+v", n)
	}
	if rows, _ := todo.For(t.Context(), w.db, w.desk, 10); len(rows) != 0 {
		t.Errorf("a turn stays open: %v", rows)
	}
	if told, _ := notify.Recent(t.Context(), w.db, w.officer, 10); len(told) != 1 || told[0].Kind != "notice.published" {
		t.Errorf("the officer was told %v", told)
	}
	history, err := audit.History(t.Context(), w.db, n.Ref())
	if err != nil || len(history) != 3 {
		t.Fatalf("history = %v, %v", history, err)
	}
	if last := history[2]; last.FromState != "submitted" || last.ToState != "published" || *last.PersonID != w.desk.PersonID {
		t.Errorf("last act = %+v", last)
	}
}

func TestDraft_isMadeOncePerKey(t *testing.T) {
	w := newTown(t, dbtest.New(t))
	c := tender.DraftCommand{Key: uuid.New(), Terms: w.terms()}
	a := w.must(w.tenders.Draft(t.Context(), w.officer, c))
	b := w.must(w.tenders.Draft(t.Context(), w.officer, c))
	if a.ID != b.ID {
		t.Errorf("two drafts: %d and %d", a.ID, b.ID)
	}
	c.Terms.Title = "다른 구매"
	_, err := w.tenders.Draft(t.Context(), w.officer, c)
	_ = wantCode(t, err, "key_reused")
}

func TestSubmit_periodByLawBandAndUrgency(t *testing.T) {
	w := newTown(t, dbtest.New(t))
	today := kst.DayOf(w.now)
	cases := []struct {
		name    string
		as      auth.Actor
		change  func(*tender.Terms)
		days    int
		article string
	}{
		{"goods", w.officer, func(*tender.Terms) {}, 7, "제35조제1항"},
		{"small works", w.officer, func(t *tender.Terms) { t.Kind = tender.Works }, 7, "제35조제3항"},
		{"works from 1bn", w.officer, func(t *tender.Terms) { t.Kind = tender.Works; price(t, 1_000_000_000) }, 15, "제35조제3항"},
		{"works from 5bn", w.officer, func(t *tender.Terms) { t.Kind = tender.Works; price(t, 5_000_000_000) }, 30, "제35조제3항"},
		{"works from notified", w.officer, func(t *tender.Terms) { t.Kind = tender.Works; price(t, 8_800_000_000) }, 40, "제35조제3항"},
		{"urgent", w.officer, urgent, 5, "제35조제4항"},
		{"negotiated local small", w.officer, func(t *tender.Terms) { t.Method = tender.Negotiated }, 10, "제7장"},
		{"negotiated local middle", w.officer, func(t *tender.Terms) { t.Method = tender.Negotiated; price(t, 100_000_000) }, 20, "제7장"},
		{"negotiated local large", w.officer, func(t *tender.Terms) { t.Method = tender.Negotiated; price(t, 1_000_000_000) }, 40, "제7장"},
		{"negotiated state", w.stranger, func(t *tender.Terms) { t.Method = tender.Negotiated }, 40, "제43조제4항"},
		{"negotiated urgent", w.stranger, func(t *tender.Terms) { t.Method = tender.Negotiated; urgent(t) }, 10, "제43조제4항 단서"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			for _, short := range []bool{true, false} {
				terms := w.terms()
				c.change(&terms)
				last := today.Add(c.days + 1)
				if short {
					last = today.Add(c.days)
				}
				terms.Deadline, terms.OpeningAt = last.At(10, 0), last.Add(10).At(11, 0)
				n, err := w.tenders.Draft(t.Context(), c.as, tender.DraftCommand{Key: uuid.New(), Terms: terms})
				if err != nil {
					t.Fatal(err)
				}
				_, err = w.tenders.Submit(t.Context(), c.as, n.ID, n.Version)
				if !short {
					if err != nil {
						t.Fatalf("the earliest deadline %s is refused: %v", last, err)
					}
					continue
				}
				f := wantCode(t, err, "period_too_short")
				if !strings.Contains(f.Article, c.article) {
					t.Errorf("article = %q, want …%s", f.Article, c.article)
				}
				if f.Fields[0].Name != "deadline" || f.Fields[0].Params[3] != last.Add(1) {
					t.Errorf("field = %+v, want earliest %s", f.Fields[0], last.Add(1))
				}
			}
		})
	}
}

func price(t *tender.Terms, w money.Won) { t.EstimatedPrice, t.BaseAmount = w, w+w/10 }

func urgent(t *tender.Terms) { t.Urgent, t.UrgentReason = true, "재난 대응" }

func TestSubmit_baseAmountFiveDaysBeforeOpening(t *testing.T) {
	w := newTown(t, dbtest.New(t))
	terms := w.terms()
	terms.Method, terms.EstimatedPrice, terms.BaseAmount = tender.Private, 40_000_000, 44_000_000
	day := kst.DayOf(w.now).Add(4)
	terms.Deadline, terms.OpeningAt = day.At(10, 0), day.At(11, 0)
	n := w.draft(terms)
	_, err := w.tenders.Submit(t.Context(), w.officer, n.ID, n.Version)
	f := wantCode(t, err, "base_amount_late")
	if !strings.Contains(f.Article, "집행기준") || f.Fields[0].Name != "opening_at" {
		t.Errorf("refusal = %+v", f)
	}
	terms.OpeningAt = day.Add(1).At(11, 0)
	n = w.must(w.tenders.Save(t.Context(), w.officer, tender.SaveCommand{ID: n.ID, Version: n.Version, Terms: terms}))
	w.must(w.tenders.Submit(t.Context(), w.officer, n.ID, n.Version))
}

func TestSubmit_privateLimitOfItsDay(t *testing.T) {
	w := newTown(t, dbtest.New(t))
	try := func(amount money.Won) error {
		terms := w.terms()
		terms.Method = tender.Private
		price(&terms, amount)
		n := w.draft(terms)
		_, err := w.tenders.Submit(t.Context(), w.officer, n.ID, n.Version)
		return err
	}
	f := wantCode(t, try(100_000_001), "private_limit_exceeded")
	if !strings.Contains(f.Article, "제26조") || f.Fields[0].Params[1] != money.Won(100_000_000) {
		t.Errorf("refusal = %+v", f)
	}
	if err := try(100_000_000); err != nil {
		t.Errorf("at the limit: %v", err)
	}
	w.now = kst.Date(2021, time.July, 5).At(10, 0)
	if f := wantCode(t, try(60_000_000), "private_limit_exceeded"); f.Fields[0].Params[1] != money.Won(50_000_000) {
		t.Errorf("limit of 2021-07-05 = %v", f.Fields[0].Params)
	}
	w.now = kst.Date(2021, time.July, 6).At(10, 0)
	if err := try(60_000_000); err != nil {
		t.Errorf("on 2021-07-06: %v", err)
	}
}

func TestPublish_judgesByTheLawOfThatDay(t *testing.T) {
	dsn := dbtest.DSN(t)
	owner, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer owner.Close(context.Background())
	_, err = owner.Exec(t.Context(), `
UPDATE law.rule SET valid = '[2006-01-01,2026-03-03)' WHERE key = 'notice_period' AND kind = 'goods';
INSERT INTO law.rule (key, law, kind, value, unit, article, valid) VALUES ('notice_period', 'any', 'goods', 10, 'days', '개정 제35조', '[2026-03-03,)')`)
	if err != nil {
		t.Fatal(err)
	}
	w := newTown(t, dbtest.Open(t, dsn))
	terms := w.terms()
	terms.Deadline, terms.OpeningAt = kst.Date(2026, time.March, 13).At(10, 0), kst.Date(2026, time.March, 13).At(11, 0)
	n := w.submitted(terms)
	w.now = kst.Date(2026, time.March, 3).At(9, 0)
	_, err = w.tenders.Publish(t.Context(), w.desk, n.ID, n.Version)
	if f := wantCode(t, err, "period_too_short"); f.Article != "개정 제35조" {
		t.Errorf("article = %q", f.Article)
	}
	w.now = kst.Date(2026, time.March, 2).At(18, 0)
	w.must(w.tenders.Publish(t.Context(), w.desk, n.ID, n.Version))
}

func TestPublish_refusesWhatWaitedTooLong(t *testing.T) {
	w := newTown(t, dbtest.New(t))
	n := w.submitted(w.terms())
	w.now = w.now.AddDate(0, 0, 1)
	_, err := w.tenders.Publish(t.Context(), w.desk, n.ID, n.Version)
	_ = wantCode(t, err, "period_too_short")
}

func TestDesk_refusesWrongRoleOtherBodyAndSamePerson(t *testing.T) {
	w := newTown(t, dbtest.New(t))
	ctx := t.Context()
	n := w.submitted(w.terms())
	for _, by := range []auth.Actor{w.officer, w.approver, w.supplier, w.auditor} {
		_, err := w.tenders.Publish(ctx, by, n.ID, n.Version)
		_ = wantCode(t, err, "forbidden")
		_, err = w.tenders.Return(ctx, by, n.ID, n.Version, "사유")
		_ = wantCode(t, err, "forbidden")
	}
	_, err := w.tenders.Publish(ctx, auth.Actor{}, n.ID, n.Version)
	_ = wantCode(t, err, "unauthenticated")
	both := w.officer // the same person, now also at the desk
	both.BodyID, both.BodyKind, both.Roles = w.desk.BodyID, org.PPS, []org.Role{org.TenderDesk}
	_, err = w.tenders.Publish(ctx, both, n.ID, n.Version)
	_ = wantCode(t, err, "same_person")
	for _, by := range []auth.Actor{w.supplier, w.desk, w.approver} {
		_, err := w.tenders.Draft(ctx, by, tender.DraftCommand{Key: uuid.New(), Terms: w.terms()})
		_ = wantCode(t, err, "forbidden")
	}
	d := w.draft(w.terms())
	_, err = w.tenders.Save(ctx, w.stranger, tender.SaveCommand{ID: d.ID, Version: d.Version, Terms: w.terms()})
	_ = wantCode(t, err, "not_found")
	_, err = w.tenders.Submit(ctx, w.stranger, d.ID, d.Version)
	_ = wantCode(t, err, "not_found")
	p := w.published(w.terms())
	_, err = w.tenders.AskCancel(ctx, w.stranger, p.ID, p.Version, "사유")
	_ = wantCode(t, err, "forbidden")
}

func TestSave_refusesAStalePage(t *testing.T) {
	w := newTown(t, dbtest.New(t))
	n := w.draft(w.terms())
	w.must(w.tenders.Save(t.Context(), w.colleague, tender.SaveCommand{ID: n.ID, Version: n.Version, Terms: w.terms()}))
	_, err := w.tenders.Save(t.Context(), w.officer, tender.SaveCommand{ID: n.ID, Version: n.Version, Terms: w.terms()})
	_ = wantCode(t, err, "stale")
	s := w.submitted(w.terms())
	_, err = w.tenders.Submit(t.Context(), w.officer, s.ID, s.Version-1)
	_ = wantCode(t, err, "stale")
	_, err = w.tenders.Submit(t.Context(), w.officer, s.ID, s.Version)
	_ = wantCode(t, err, "notice_state")
}

func TestReturn_goesBackAndForth(t *testing.T) {
	w := newTown(t, dbtest.New(t))
	n := w.submitted(w.terms())
	_, err := w.tenders.Return(t.Context(), w.desk, n.ID, n.Version, " ")
	_ = wantCode(t, err, "form_invalid")
	n = w.must(w.tenders.Return(t.Context(), w.desk, n.ID, n.Version, "규격이 한 제조사를 가리킵니다"))
	if rows, _ := todo.For(t.Context(), w.db, w.officer, 5); len(rows) != 1 || rows[0].Action != "notice.revise" {
		t.Errorf("the officer's turn = %v", rows)
	}
	n = w.must(w.tenders.Save(t.Context(), w.colleague, tender.SaveCommand{ID: n.ID, Version: n.Version, Terms: w.terms()}))
	n = w.must(w.tenders.Submit(t.Context(), w.officer, n.ID, n.Version))
	n = w.must(w.tenders.Publish(t.Context(), w.desk, n.ID, n.Version))
	if n.State != tender.Published || n.Reason != "" {
		t.Errorf("notice = %+v", n)
	}
}

func TestCancel_needsASecondPersonBeforeTheDeadline(t *testing.T) {
	w := newTown(t, dbtest.New(t))
	ctx := t.Context()
	n := w.published(w.terms())
	_, err := w.tenders.Cancel(ctx, w.desk, n.ID, n.Version)
	_ = wantCode(t, err, "notice_cancel_not_asked")
	n = w.must(w.tenders.AskCancel(ctx, w.desk, n.ID, n.Version, "수요 소멸"))
	_, err = w.tenders.Cancel(ctx, w.desk, n.ID, n.Version)
	_ = wantCode(t, err, "same_person")
	n = w.must(w.tenders.Keep(ctx, w.desk2, n.ID, n.Version))
	n = w.must(w.tenders.AskCancel(ctx, w.officer, n.ID, n.Version, "수요 소멸"))
	n = w.must(w.tenders.Cancel(ctx, w.desk, n.ID, n.Version))
	if n.State != tender.Cancelled || n.CancelReason != "수요 소멸" {
		t.Errorf("notice = %+v", n)
	}
	late := w.published(w.terms())
	w.now = late.Deadline
	_, err = w.tenders.AskCancel(ctx, w.officer, late.ID, late.Version, "수요 소멸")
	_ = wantCode(t, err, "notice_deadline_passed")
}

func TestView_hidesDraftsFromOutsiders(t *testing.T) {
	w := newTown(t, dbtest.New(t))
	n := w.draft(w.terms())
	for _, by := range []auth.Actor{{}, w.supplier, w.stranger} {
		if _, err := w.tenders.View(t.Context(), by, n.ID); !errors.Is(err, fault.ErrNotFound) {
			t.Errorf("%s sees the draft: %v", by.PersonName, err)
		}
	}
	for _, by := range []auth.Actor{w.officer, w.colleague, w.approver, w.desk, w.auditor} {
		v, err := w.tenders.View(t.Context(), by, n.ID)
		if err != nil || !v.Inside {
			t.Errorf("%s does not see the draft: %v", by.PersonName, err)
		}
	}
	p := w.published(w.terms())
	v, err := w.tenders.View(t.Context(), auth.Actor{}, p.ID)
	if err != nil || v.Inside || len(v.History) != 1 || len(v.Basis) != 2 {
		t.Errorf("public view = %+v, %v", v, err)
	}
}

func TestAttach_onlyWhileEditable(t *testing.T) {
	w := newTown(t, dbtest.New(t))
	ctx := t.Context()
	n := w.draft(w.terms())
	file := tender.AttachCommand{ID: n.ID, Version: n.Version, Hash: strings.Repeat("a", 64), Name: "제안요청서.pdf", MIME: "application/pdf", Size: 10}
	n = w.must(w.tenders.Attach(ctx, w.officer, file))
	v, err := w.tenders.View(ctx, w.officer, n.ID)
	if err != nil || len(v.Documents) != 1 {
		t.Fatalf("documents = %v, %v", v.Documents, err)
	}
	doc := v.Documents[0].ID
	if _, err := w.tenders.Document(ctx, w.stranger, n.ID, doc); !errors.Is(err, fault.ErrNotFound) {
		t.Errorf("a stranger reads a draft's file: %v", err)
	}
	n = w.must(w.tenders.Submit(ctx, w.officer, n.ID, n.Version))
	file.Version = n.Version
	_, err = w.tenders.Attach(ctx, w.officer, file)
	_ = wantCode(t, err, "notice_state")
	_, err = w.tenders.Detach(ctx, w.officer, n.ID, n.Version, doc)
	_ = wantCode(t, err, "notice_state")
	w.must(w.tenders.Publish(ctx, w.desk, n.ID, n.Version))
	if _, err := w.tenders.Document(ctx, auth.Actor{}, n.ID, doc); err != nil {
		t.Errorf("the public cannot read a published file: %v", err)
	}
}

func TestBoard_filtersAndCounts(t *testing.T) {
	w := newTown(t, dbtest.New(t))
	w.now = time.Now()
	later := w.terms()
	later.Title, later.Kind, later.Method, later.Region = "도로 보수", tender.Works, tender.Restricted, "11"
	later.Deadline, later.OpeningAt = later.Deadline.AddDate(0, 0, 3), later.OpeningAt.AddDate(0, 0, 4)
	w.published(later)
	w.published(w.terms())
	w.draft(w.terms())
	p := page.New(1, 20)
	b, err := w.tenders.Board(t.Context(), tender.Filter{Standing: tender.Receiving, Page: p})
	if err != nil || b.Total != 2 || b.Rows[0].Title != "공기청정기 구매" || len(b.Institutions) != 1 {
		t.Fatalf("board = %+v, %v", b, err)
	}
	counts := map[string]int{}
	for _, c := range b.Counts {
		counts[c.Property+"="+c.Value] = c.N
	}
	if counts["kind=works"] != 1 || counts["method=open"] != 1 || counts["region=11"] != 1 || counts["region="] != 1 {
		t.Errorf("counts = %v", counts)
	}
	for _, f := range []tender.Filter{{Q: "도로보수"}, {Kinds: []string{"works"}}, {Regions: []string{"11"}}, {Methods: []string{"restricted"}}} {
		f.Standing, f.Page = tender.Receiving, p
		if b, err := w.tenders.Board(t.Context(), f); err != nil || b.Total != 1 || b.Rows[0].Title != "도로 보수" {
			t.Errorf("%+v gives %+v, %v", f, b.Rows, err)
		}
	}
	for _, f := range []tender.Filter{{Q: "%"}, {Standing: tender.Closed}, {Class: "99"}, {Institution: 999}} {
		f.Page = p
		if f.Standing == "" {
			f.Standing = tender.Receiving
		}
		if b, err := w.tenders.Board(t.Context(), f); err != nil || b.Total != 0 {
			t.Errorf("%+v gives %+v, %v", f, b.Rows, err)
		}
	}
}
