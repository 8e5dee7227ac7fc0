package innovate_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/blob"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/dbtest"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/innovation"
	"jangteo.kr/internal/ledger"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/order"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/innovate"
	"jangteo.kr/web/kit"
)

// bare shows an error as its code.
type bare struct{}

func (bare) ErrorPage(_ http.ResponseWriter, _ *http.Request, _ int, f *fault.Error) templ.Component {
	return templ.Raw(`<p data-error-code="` + f.Code + `"></p>`)
}

// site is the area's routes over a database with one listed offer.
type site struct {
	t   *testing.T
	mux *chi.Mux
	db  *db.DB

	admin, member, rival, reviewer, chief, budget auth.Actor

	item int64
	lang string
}

func newSite(t *testing.T) *site {
	t.Helper()
	d := dbtest.New(t)
	files, err := blob.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s := &site{t: t, mux: chi.NewMux(), db: d, lang: "ko"}
	markets := market.New(d)
	h := innovate.New(innovate.Deps{Innovation: innovation.New(d, markets), Market: markets, Orders: order.New(d, markets, ledger.New(d)), Files: files, BaseURL: "https://jangteo.test"})
	for _, r := range h.Routes() {
		s.mux.Method(r.Method, r.Pattern, kit.Handle(bare{}, r.Do))
	}
	supplier := s.body(org.Supplier, "맑은공기", "1234567891")
	pps := s.body(org.PPS, "조달청", "")
	s.admin, s.member = s.person(supplier, org.SupplierAdmin), s.person(supplier, org.SupplierMember)
	s.rival = s.person(s.body(org.Supplier, "다른공기", "1018200008"), org.SupplierAdmin)
	s.reviewer, s.chief = s.person(pps, org.InnovationDesk), s.person(pps, org.InnovationDesk)
	s.budget = s.person(pps, org.BudgetOfficer)
	s.item = s.id(`
WITH c AS (INSERT INTO catalog.class (code, name_ko, name_en, official) VALUES ('4016160201', '창문형공기청정기', 'Window air purifier', false)
           ON CONFLICT (code) DO UPDATE SET official = false RETURNING code),
     i AS (INSERT INTO catalog.item (class_code, maker, model, name_ko, name_en, registered_by)
           SELECT code, '맑은공기', 'W-1', '창문형 공기청정기', 'Window air purifier', @supplier FROM c RETURNING number)
INSERT INTO catalog.offer (item_number, supplier_id, state, listed_at) SELECT number, @supplier, 'listed', now() FROM i RETURNING item_number::bigint`,
		pgx.NamedArgs{"supplier": supplier.BodyID})
	s.id(`
WITH v AS (INSERT INTO catalog.offer_version (offer_id, no, state, price) SELECT id, 1, 'approved', 980000 FROM catalog.offer RETURNING id, offer_id)
UPDATE catalog.offer SET current_id = v.id FROM v WHERE offer.id = v.offer_id RETURNING offer.id`, nil)
	return s
}

func (s *site) id(sql string, args pgx.NamedArgs) int64 {
	s.t.Helper()
	id, err := db.Value[int64](s.db.Query(s.t.Context(), sql, args))
	if err != nil {
		s.t.Fatal(err)
	}
	return id
}

func (s *site) body(kind org.Kind, name, number string) auth.Actor {
	s.t.Helper()
	id := s.id(`INSERT INTO org.body (kind, state, name_ko, name_en, bizno) VALUES (@kind, 'admitted', @name, @name, nullif(@number, '')) RETURNING id`,
		pgx.NamedArgs{"kind": string(kind), "name": name, "number": number})
	return auth.Actor{BodyID: id, BodyKind: kind, BodyState: org.Admitted, BodyName: name}
}

func (s *site) person(of auth.Actor, roles ...org.Role) auth.Actor {
	s.t.Helper()
	of.PersonID = s.id(`
WITH p AS (INSERT INTO org.person (email, name) VALUES (@email, '아무개') RETURNING id)
INSERT INTO org.membership (person_id, body_id, roles) SELECT id, @body, @roles FROM p RETURNING person_id`,
		pgx.NamedArgs{"email": uuid.NewString() + "@test", "body": of.BodyID, "roles": roles})
	of.Roles = roles
	return of
}

// visit sends a request as somebody; form nil is a GET.
func (s *site) visit(as auth.Actor, path string, form url.Values) (*http.Response, *goquery.Document) {
	s.t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	if form != nil {
		r = httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	ctx := kit.WithActor(text.With(r.Context(), text.For(s.lang)), as)
	w := httptest.NewRecorder()
	s.mux.ServeHTTP(w, r.WithContext(ctx))
	res := w.Result()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(b))
	if err != nil {
		s.t.Fatal(err)
	}
	res.Body = io.NopCloser(bytes.NewReader(b))
	return res, doc
}

// press fills the form of that test id with what it shows and sends it with changes.
func (s *site) press(as auth.Actor, doc *goquery.Document, testID string, changes url.Values) (*http.Response, *goquery.Document) {
	s.t.Helper()
	form := doc.Find("form[data-testid=" + testID + "]")
	if form.Length() != 1 {
		s.t.Fatalf("%d forms %s", form.Length(), testID)
	}
	v := url.Values{}
	form.Find("input[type=hidden]").Each(func(_ int, in *goquery.Selection) {
		v.Set(in.AttrOr("name", ""), in.AttrOr("value", ""))
	})
	for name, values := range changes {
		v[name] = values
	}
	return s.visit(as, form.AttrOr("action", ""), v)
}

func (s *site) follow(as auth.Actor, res *http.Response) (string, *goquery.Document) {
	s.t.Helper()
	if res.StatusCode != http.StatusSeeOther {
		b, _ := io.ReadAll(res.Body)
		s.t.Fatalf("status = %d, want 303: %s", res.StatusCode, b)
	}
	to := res.Header.Get("Location")
	_, doc := s.visit(as, to, nil)
	return to, doc
}

func (s *site) application() url.Values {
	return url.Values{
		"item_number": {strconv.FormatInt(s.item, 10)}, "field": {"life"}, "claim": {"필터 없는 창문형"}, "trl": {"8"},
		"evidence": {"시험성적서"}, "act": {"submit"},
	}
}

func review(points string) url.Values {
	v := url.Values{"recommend": {"yes"}, "opinion": {"지정할 만함"}}
	for _, g := range innovation.Groups {
		for _, c := range g.Criteria {
			v.Set("score_"+c.Key, points)
			v.Set("reason_"+c.Key, "시험성적서로 확인")
		}
	}
	return v
}

func state(doc *goquery.Document) string { return doc.Find("main").AttrOr("data-state", "") }

func TestApplication_toDesignationAndSuspension(t *testing.T) {
	s := newSite(t)
	_, doc := s.visit(s.admin, "/applications/new", nil)
	res, _ := s.press(s.admin, doc, "application-form", s.application())
	at, doc := s.follow(s.admin, res)
	if state(doc) != "submitted" {
		t.Fatalf("state = %q", state(doc))
	}
	_, desk := s.visit(s.reviewer, "/innovation-desk", nil)
	if desk.Find("[data-testid=queue-row]").Length() != 1 {
		t.Error("the desk's queue is empty")
	}
	_, doc = s.visit(s.reviewer, at+"/review", nil)
	res, doc = s.press(s.reviewer, doc, "review-form", url.Values{"opinion": {"의견"}, "score_need": {"11"}})
	if res.StatusCode != http.StatusUnprocessableEntity || doc.Find("#f-score_need[aria-invalid=true]").Length() != 1 {
		t.Fatalf("incomplete review = %d", res.StatusCode)
	}
	res, _ = s.press(s.reviewer, doc, "review-form", review("8"))
	s.follow(s.reviewer, res)
	if res, _ = s.visit(s.reviewer, at+"/decide", nil); res.StatusCode != http.StatusForbidden {
		t.Errorf("the reviewer's decide page = %d", res.StatusCode)
	}
	_, doc = s.visit(s.chief, at+"/decide", nil)
	if total := doc.Find("[data-testid=verdict]").AttrOr("data-total", ""); total != "80" {
		t.Errorf("total = %q", total)
	}
	res, _ = s.press(s.chief, doc, "decide-form", url.Values{"outcome": {"designate"}, "reason": {"기준 충족"}})
	_, doc = s.follow(s.chief, res)
	public := doc.Find("[data-testid=designation-link]").AttrOr("href", "")
	_, doc = s.visit(auth.Actor{}, public, nil)
	if state(doc) != "in_force" || !strings.Contains(doc.Find("[data-testid=designation-number]").Text(), "-1호") {
		t.Errorf("public page: %q %q", state(doc), doc.Find("[data-testid=designation-number]").Text())
	}
	if strings.Contains(doc.Find("[data-testid=timeline]").Text(), "아무개") || doc.Find("main form").Length() != 0 {
		t.Error("the public page names persons or shows a form")
	}
	if n := s.id(`SELECT count(*) FROM catalog.listing WHERE hyeokshin @> now()`, nil); n != 1 {
		t.Errorf("%d rows on the shelf", n)
	}
	res, _ = s.visit(auth.Actor{}, public+"/certificate.pdf", nil)
	if b, _ := io.ReadAll(res.Body); !bytes.HasPrefix(b, []byte("%PDF-")) || res.Header.Get("Content-Type") != "application/pdf" {
		t.Errorf("certificate = %d %s", res.StatusCode, res.Header.Get("Content-Type"))
	}
	s.suspend(public)
}

// suspend proposes and confirms a suspension and looks at its effect.
func (s *site) suspend(public string) {
	s.t.Helper()
	_, doc := s.visit(s.reviewer, public, nil)
	res, _ := s.press(s.reviewer, doc, "measure-form", url.Values{"kind": {"suspend"}, "reason": {"안전 점검"}})
	measure, doc := s.follow(s.reviewer, res)
	if doc.Find("[data-testid=measure-decide-form]").Length() != 0 {
		s.t.Error("the proposer is asked to confirm")
	}
	_, doc = s.visit(s.chief, measure, nil)
	if doc.Find("[data-testid=reach]").Length() != 1 {
		s.t.Error("the reach of a suspension is not shown before it is decided")
	}
	res, _ = s.press(s.chief, doc, "measure-decide-form", url.Values{"outcome": {"confirm"}})
	if _, doc = s.follow(s.chief, res); state(doc) != "confirmed" {
		s.t.Errorf("measure = %q", state(doc))
	}
	if _, doc = s.visit(auth.Actor{}, public, nil); state(doc) != "suspended" {
		s.t.Errorf("designation = %q", state(doc))
	}
	_, doc = s.visit(auth.Actor{}, "/designations?state=suspended&field=life", nil)
	if doc.Find("[data-testid=designation-row]").Length() != 1 {
		s.t.Error("the list does not show it as suspended")
	}
	if n := s.id(`SELECT count(*) FROM catalog.listing WHERE hyeokshin @> now()`, nil); n != 0 {
		s.t.Errorf("%d rows on the shelf after the suspension", n)
	}
}

func TestSubmit_refusalKeepsTheDraftAndShowsTheArticle(t *testing.T) {
	s := newSite(t)
	s.lang = "en"
	_, doc := s.visit(s.admin, "/applications/new", nil)
	v := s.application()
	v.Set("trl", "5")
	res, doc := s.press(s.admin, doc, "application-form", v)
	summary := doc.Find("[data-testid=error-summary]")
	if res.StatusCode != http.StatusUnprocessableEntity || summary.AttrOr("data-error-code", "") != "trl_too_low" || !strings.Contains(summary.Text(), "제5조") {
		t.Fatalf("refusal = %d %q", res.StatusCode, summary.Text())
	}
	if doc.Find("textarea[name=claim]").Text() != "필터 없는 창문형" {
		t.Error("what was typed is lost")
	}
	res, _ = s.press(s.admin, doc, "application-form", s.application())
	if _, doc = s.follow(s.admin, res); state(doc) != "submitted" {
		t.Errorf("state = %q", state(doc))
	}
}

func TestRoutes_refuseStrangers(t *testing.T) {
	s := newSite(t)
	_, doc := s.visit(s.member, "/applications/new", nil)
	if doc.Find("[data-testid=save-submit]").Length() != 0 {
		t.Error("a member is offered to submit")
	}
	v := s.application()
	v.Set("act", "save")
	res, _ := s.press(s.member, doc, "application-form", v)
	at, _ := s.follow(s.member, res)
	for _, c := range []struct {
		as   auth.Actor
		path string
		form url.Values
		want int
	}{
		{auth.Actor{}, at, nil, http.StatusSeeOther},
		{s.rival, at, nil, http.StatusNotFound},
		{s.rival, at + "/edit", nil, http.StatusNotFound},
		{s.reviewer, at, nil, http.StatusNotFound},
		{s.reviewer, at + "/review", nil, http.StatusNotFound},
		{s.member, at + "/submit", url.Values{"version": {"1"}}, http.StatusForbidden},
		{s.rival, at + "/submit", url.Values{"version": {"1"}}, http.StatusNotFound},
		{s.admin, at + "/submit", url.Values{"version": {"9"}}, http.StatusConflict},
		{s.admin, at + "/review", nil, http.StatusForbidden},
		{s.reviewer, "/applications/new", nil, http.StatusForbidden},
		{s.admin, "/innovation-desk", nil, http.StatusForbidden},
		{s.admin, "/innovation-funding", nil, http.StatusForbidden},
		{auth.Actor{}, "/measures/1", nil, http.StatusSeeOther},
		{s.admin, "/measures/1", nil, http.StatusNotFound},
		{auth.Actor{}, "/designations/1", nil, http.StatusNotFound},
		{auth.Actor{}, "/designations", nil, http.StatusOK},
	} {
		res, _ := s.visit(c.as, c.path, c.form)
		if res.StatusCode != c.want {
			t.Errorf("%v %s = %d, want %d", c.as.Roles, c.path, res.StatusCode, c.want)
		}
	}
}

func TestFunding_setByTheBudgetOfficerOnly(t *testing.T) {
	s := newSite(t)
	budget := s.id(`INSERT INTO ledger.budget (body_id, kind, fiscal_year, code, name_ko, name_en) VALUES (@body, 'programme', 2026, '4231-302', '시범구매', 'Pilot purchase') RETURNING id`,
		pgx.NamedArgs{"body": s.budget.BodyID})
	v := url.Values{
		"budget_id": {strconv.FormatInt(budget, 10)}, "share": {"80.555"}, "cap": {"290,000,000"}, "from": {"2026-01-01"}, "until": {"2026-12-31"}, "article": {"지침"},
	}
	if res, _ := s.visit(s.chief, "/innovation-funding", v); res.StatusCode != http.StatusForbidden {
		t.Errorf("the innovation desk sets terms: %d", res.StatusCode)
	}
	res, doc := s.visit(s.budget, "/innovation-funding", v)
	if res.StatusCode != http.StatusUnprocessableEntity || doc.Find("#f-share[aria-invalid=true]").Length() != 1 {
		t.Errorf("a share of three decimals = %d", res.StatusCode)
	}
	v.Set("share", "80.5%")
	res, _ = s.visit(s.budget, "/innovation-funding", v)
	_, doc = s.follow(s.budget, res)
	if row := doc.Find("[data-testid=funding-terms] tbody").Text(); !strings.Contains(row, "80.5%") || !strings.Contains(row, "290,000,000") {
		t.Errorf("terms = %q", row)
	}
	res, _ = s.visit(s.budget, "/innovation-funding", v)
	if res.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("overlapping terms = %d", res.StatusCode)
	}
}
