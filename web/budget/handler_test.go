package budget_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/dbtest"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/ledger"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/order"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/budget"
	"jangteo.kr/web/kit"
)

var day = kst.Date(2026, time.March, 10)

// bare shows an error as its code.
type bare struct{}

func (bare) ErrorPage(_ http.ResponseWriter, _ *http.Request, _ int, f *fault.Error) templ.Component {
	return templ.Raw(`<p data-error-code="` + f.Code + `"></p>`)
}

// site is the area's routes over a database, visited by anybody.
type site struct {
	t    *testing.T
	mux  *chi.Mux
	db   *db.DB
	s    *ledger.Service
	lang string

	finance, second, requester, other, officer, officer2, supplier, auditor auth.Actor
	line, programme                                                         int64
}

func newSite(t *testing.T) *site {
	t.Helper()
	clock := func() time.Time { return day.At(10, 0) }
	d := dbtest.New(t).WithClock(clock)
	s := &site{t: t, mux: chi.NewMux(), db: d, s: ledger.New(d), lang: "ko"}
	h := budget.New(budget.Deps{Ledger: s.s, Orders: order.New(d, market.New(d), s.s), Clock: clock})
	for _, r := range h.Routes() {
		s.mux.Method(r.Method, r.Pattern, kit.Handle(bare{}, r.Do))
	}
	s.finance = s.person(s.body(org.Institution, "한밭시청", "1000000001"), org.Finance)
	s.second = s.person(s.finance, org.Finance)
	s.requester = s.person(s.finance, org.Requester)
	s.other = s.person(s.body(org.Institution, "다른시청", "1000000002"), org.Finance)
	s.officer = s.person(s.body(org.PPS, "조달청", "1000000003"), org.BudgetOfficer)
	s.officer2 = s.person(s.officer, org.BudgetOfficer)
	s.supplier = s.person(s.body(org.Supplier, "맑은창", "1000000004"), org.SupplierAdmin)
	s.auditor = s.person(s.body(org.Auditor, "감사원", "1000000005"), org.AuditorRole)
	s.line = s.funded(s.finance, s.second, "4231-302", 1_000_000)
	s.programme = s.funded(s.officer, s.officer2, "PILOT", 5_000_000)
	for _, by := range []auth.Actor{s.requester, s.other} {
		s.reserve(by, by.BodyID)
	}
	return s
}

func (s *site) body(kind org.Kind, name, bizno string) auth.Actor {
	s.t.Helper()
	id, err := db.Value[int64](s.db.Query(s.t.Context(),
		`INSERT INTO org.body (kind, state, name_ko, name_en, bizno) VALUES ($1, 'admitted', $2, 'Body', $3) RETURNING id`, kind, name, bizno))
	if err != nil {
		s.t.Fatal(err)
	}
	return auth.Actor{BodyID: id, BodyKind: kind, BodyState: org.Admitted, BodyName: name}
}

func (s *site) person(of auth.Actor, roles ...org.Role) auth.Actor {
	s.t.Helper()
	id, err := db.Value[int64](s.db.Query(s.t.Context(), `
WITH p AS (INSERT INTO org.person (email, name) VALUES ($1, '아무개') RETURNING id)
INSERT INTO org.membership (person_id, body_id, roles) SELECT id, $2, $3 FROM p RETURNING person_id`, uuid.NewString()+"@test", of.BodyID, roles))
	if err != nil {
		s.t.Fatal(err)
	}
	of.PersonID, of.Roles = id, roles
	return of
}

func (s *site) funded(first, second auth.Actor, code string, w money.Won) int64 {
	s.t.Helper()
	b, err := s.s.OpenBudget(s.t.Context(), first, ledger.OpenCommand{FiscalYear: 2026, Code: code, NameKo: "자산취득비", NameEn: "Assets", Key: uuid.New()})
	if err != nil {
		s.t.Fatal(err)
	}
	for _, e := range []ledger.Event{ledger.Appropriate, ledger.Allot} {
		p, err := s.s.Propose(s.t.Context(), first, ledger.ProposeCommand{BudgetID: b.ID, Event: e, Amount: w, Basis: "본예산", EffectiveOn: day, Key: uuid.New()})
		if err == nil {
			err = s.s.Confirm(s.t.Context(), second, p.ID)
		}
		if err != nil {
			s.t.Fatal(err)
		}
	}
	return b.ID
}

// reserve has an order of the actor's body reserve 100 won of the programme.
func (s *site) reserve(by auth.Actor, n int64) {
	s.t.Helper()
	ref := "order:" + kit.Int64(n)
	err := s.db.Run(s.t.Context(), func(tx *db.Tx) error {
		return s.s.Reserve(s.t.Context(), tx, ledger.Posting{
			Key: ref, Ref: ref, By: by.Who(), Parts: []ledger.Part{{BudgetID: s.programme, Amount: 100}},
		})
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *site) visit(as auth.Actor, path string, form url.Values) (*http.Response, *goquery.Document) {
	s.t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	if form != nil {
		r = httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w := httptest.NewRecorder()
	s.mux.ServeHTTP(w, r.WithContext(kit.WithActor(text.With(r.Context(), text.For(s.lang)), as)))
	body := w.Body.String()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	res := w.Result()
	res.Body = io.NopCloser(strings.NewReader(body))
	return res, doc
}

func TestRoutes_answerEachRole(t *testing.T) {
	s := newSite(t)
	waiting := func(by auth.Actor, id int64) string {
		p, err := s.s.Propose(t.Context(), by, ledger.ProposeCommand{BudgetID: id, Event: ledger.Appropriate, Amount: 5, Basis: "추경", EffectiveOn: day, Key: uuid.New()})
		if err != nil {
			t.Fatal(err)
		}
		return "/proposals/" + kit.Int64(p.ID)
	}
	line, programme := "/budgets/"+kit.Int64(s.line), "/budgets/"+kit.Int64(s.programme)
	ofLine, ofProgramme := waiting(s.finance, s.line), waiting(s.officer, s.programme)
	actors := []auth.Actor{{}, s.finance, s.requester, s.other, s.officer, s.supplier, s.auditor}
	const in = http.StatusSeeOther             // to the sign-in page
	for path, want := range map[string][7]int{ // public, finance, requester, another institution's finance, budget officer, supplier, auditor
		"/programmes":                    {200, 200, 200, 200, 200, 200, 200},
		"/budgets":                       {in, 200, 200, 200, 200, 403, 200},
		"/budgets?year=2025":             {in, 200, 200, 200, 200, 403, 200},
		"/budgets/new":                   {in, 200, 403, 200, 200, 403, 403},
		line:                             {in, 200, 200, 404, 404, 404, 200},
		line + "/journal.csv":            {in, 200, 200, 404, 404, 404, 200},
		line + "/proposals/new":          {in, 200, 403, 404, 404, 404, 403},
		ofLine:                           {in, 200, 200, 404, 404, 404, 200},
		programme:                        {200, 200, 200, 200, 200, 200, 200},
		programme + "/journal.csv":       {in, 200, 200, 200, 200, 403, 200},
		programme + "/proposals/new":     {in, 403, 403, 403, 200, 403, 403},
		ofProgramme:                      {in, 403, 403, 403, 200, 403, 200},
		"/budgets/99999":                 {in, 404, 404, 404, 404, 404, 404},
		"/budgets/x":                     {404, 404, 404, 404, 404, 404, 404},
		"/proposals/99999":               {in, 404, 404, 404, 404, 404, 404},
		programme + "?stage=reserved":    {200, 200, 200, 200, 200, 200, 200},
		programme + "?stage=x&page=9999": {200, 200, 200, 200, 200, 200, 200},
	} {
		for i, by := range actors {
			if res, _ := s.visit(by, path, nil); res.StatusCode != want[i] {
				t.Errorf("GET %s by %v: %d, want %d", path, by.Roles, res.StatusCode, want[i])
			}
		}
	}
	for path, want := range map[string][7]int{
		"/budgets":                {401, 422, 403, 422, 422, 403, 403},
		line + "/proposals":       {401, 422, 403, 404, 404, 404, 403},
		programme + "/proposals":  {401, 403, 403, 403, 422, 403, 403},
		ofLine + "/confirm":       {401, 403, 403, 404, 404, 404, 403}, // finance made it
		ofProgramme + "/confirm":  {401, 403, 403, 403, 403, 403, 403},
		ofProgramme + "/refuse":   {401, 403, 403, 403, 403, 403, 403},
		"/proposals/99999/refuse": {401, 404, 404, 404, 404, 404, 404},
	} {
		for i, by := range actors {
			form := url.Values{"reason": {"사유"}}
			if res, _ := s.visit(by, path, form); res.StatusCode != want[i] {
				t.Errorf("POST %s by %v: %d, want %d", path, by.Roles, res.StatusCode, want[i])
			}
		}
	}
}

// A line is opened, money proposed by one and confirmed by another, and seen to be there.
func TestBudget_fromOpeningToMoney(t *testing.T) {
	s := newSite(t)
	_, doc := s.visit(s.finance, "/budgets/new", nil)
	form := url.Values{
		"client_key": {doc.Find("input[name=client_key]").AttrOr("value", "")}, "fiscal_year": {"2026"}, "code": {"4231-303"},
		"name_ko": {"연구개발비"}, "name_en": {"Research"},
	}
	res, _ := s.visit(s.finance, "/budgets", form)
	at := res.Header.Get("Location")
	if res.StatusCode != http.StatusSeeOther || !strings.HasPrefix(at, "/budgets/") {
		t.Fatalf("opened: %d %s", res.StatusCode, at)
	}
	if res, _ := s.visit(s.finance, "/budgets", form); res.Header.Get("Location") != at {
		t.Error("the same form sent twice opened another line")
	}
	form.Set("client_key", uuid.NewString())
	res, doc = s.visit(s.finance, "/budgets", form)
	if res.StatusCode != http.StatusUnprocessableEntity || doc.Find("#f-code-error").Length() != 1 || doc.Find("#f-name_ko").AttrOr("value", "") != "연구개발비" {
		t.Errorf("the same code again: %d %s", res.StatusCode, doc.Find("[data-error-code]").AttrOr("data-error-code", ""))
	}

	form = url.Values{"client_key": {uuid.NewString()}, "kind": {"appropriate"}, "amount": {"2,000,000원"}, "basis": {"2026년도 본예산"}, "effective_on": {"2026-01-01"}}
	res, _ = s.visit(s.finance, at+"/proposals", form)
	proposal := res.Header.Get("Location")
	if res.StatusCode != http.StatusSeeOther || !strings.HasPrefix(proposal, "/proposals/") {
		t.Fatalf("proposed: %d", res.StatusCode)
	}
	_, doc = s.visit(s.finance, proposal, nil)
	if doc.Find("[data-testid=confirm-form]").Length() != 0 || doc.Find("[data-testid=waits-for-another]").Length() != 1 {
		t.Error("the proposer is offered to confirm")
	}
	res, doc = s.visit(s.second, proposal+"/refuse", url.Values{"reason": {""}})
	if res.StatusCode != http.StatusUnprocessableEntity || doc.Find("#f-reason-error").Length() != 1 {
		t.Errorf("refused without a reason: %d", res.StatusCode)
	}
	if res, _ := s.visit(s.second, proposal+"/confirm", url.Values{}); res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != proposal {
		t.Fatalf("confirmed: %d", res.StatusCode)
	}
	_, doc = s.visit(s.second, proposal, nil)
	if doc.Find("main").AttrOr("data-state", "") != "confirmed" {
		t.Error("the page does not say it is confirmed")
	}

	// More than is unallotted cannot be allotted.
	form = url.Values{"client_key": {uuid.NewString()}, "kind": {"allot"}, "amount": {"2000001"}, "basis": {"1분기"}, "effective_on": {"2026-01-02"}}
	res, _ = s.visit(s.finance, at+"/proposals", form)
	res, doc = s.visit(s.second, res.Header.Get("Location")+"/confirm", url.Values{})
	if res.StatusCode != http.StatusConflict || doc.Find("[data-error-code=unallotted_short]").Length() != 1 || doc.Find("[data-testid=effect-short]").Length() != 1 {
		t.Errorf("allotted too much: %d", res.StatusCode)
	}

	_, doc = s.visit(s.requester, at, nil)
	if got := doc.Find("[data-testid=stage-unallotted] data").AttrOr("value", ""); got != "2000000" {
		t.Errorf("unallotted %q", got)
	}
	if doc.Find("[data-testid=journal-entry]").Length() != 1 || doc.Find("[data-testid=open-proposal]").Length() != 1 || doc.Find("[data-testid=propose]").Length() != 0 {
		t.Error("the requester's view of the line")
	}
	if doc.Find(`[data-testid=journal-entry] a[href="`+proposal+`"]`).Length() != 1 {
		t.Error("the journal does not lead to its act")
	}
}

func TestBudget_showsOnlyOnesOwnActsOnAProgramme(t *testing.T) {
	s := newSite(t)
	path := "/budgets/" + kit.Int64(s.programme)
	for _, c := range []struct {
		by              auth.Actor
		holds, journals int
	}{{auth.Actor{}, 0, 0}, {s.supplier, 0, 0}, {s.requester, 1, 1}, {s.other, 1, 1}, {s.officer, 2, 4}, {s.auditor, 2, 4}} {
		_, doc := s.visit(c.by, path, nil)
		if h, j := doc.Find("[data-testid=hold]").Length(), doc.Find("[data-testid=journal-entry]").Length(); h != c.holds || j != c.journals {
			t.Errorf("%v sees %d acts and %d journals, want %d and %d", c.by.Roles, h, j, c.holds, c.journals)
		}
		if doc.Find("svg.flow-svg").Length() != 1 || doc.Find("[data-testid=stage-sum] data").AttrOr("value", "") != "5000000" {
			t.Errorf("%v: no picture or sum", c.by.Roles)
		}
	}
	_, doc := s.visit(s.requester, path, nil)
	if doc.Find(`[data-testid=hold] a[href="/orders/`+kit.Int64(s.requester.BodyID)+`"]`).Length() != 1 {
		t.Error("no way from the budget to the order")
	}
	_, doc = s.visit(s.requester, "/budgets", nil)
	if doc.Find("[data-testid=share]").Length() != 1 || doc.Find("[data-testid=budget]").Length() != 1 {
		t.Error("the institution's list")
	}
}

func TestExport_isSafeForSpreadsheets(t *testing.T) {
	s := newSite(t)
	if _, err := s.db.Exec(t.Context(), `UPDATE org.person SET name = '=cmd()' WHERE id = $1`, s.second.PersonID); err != nil {
		t.Fatal(err)
	}
	res, _ := s.visit(s.finance, "/budgets/"+kit.Int64(s.line)+"/journal.csv", nil)
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	body := string(b)
	if !strings.HasPrefix(body, "\ufeff") || !strings.Contains(body, "'=cmd()") || strings.Contains(body, ",=cmd()") || strings.Count(body, "\r\n") != 3 {
		t.Errorf("%q", body)
	}
	if !strings.Contains(res.Header.Get("Content-Disposition"), "budget-2026-") {
		t.Error(res.Header.Get("Content-Disposition"))
	}
}

// No page shows a text's id instead of its sentence, in either language.
func TestPages_haveEverySentence(t *testing.T) {
	s := newSite(t)
	p, err := s.s.Propose(t.Context(), s.finance, ledger.ProposeCommand{BudgetID: s.line, Event: ledger.Allot, Amount: 5, Basis: "추경", EffectiveOn: day, Key: uuid.New()})
	if err != nil {
		t.Fatal(err)
	}
	pages := []string{"/programmes", "/budgets", "/budgets/new", "/budgets/" + kit.Int64(s.line), "/budgets/" + kit.Int64(s.line) + "/proposals/new", p.Ref()}
	pages[len(pages)-1] = "/proposals/" + kit.Int64(p.ID)
	for _, s.lang = range text.Langs {
		for _, path := range pages {
			for _, by := range []auth.Actor{s.second, s.auditor} {
				res, doc := s.visit(by, path, nil)
				if res.StatusCode != http.StatusOK {
					continue
				}
				words := doc.Find("main").Text()
				for _, prefix := range []string{"budget.", "ledger.", "status.", "ui.", "field.", "<no value>"} {
					if i := strings.Index(words, prefix); i >= 0 {
						t.Errorf("%s %s: %q", s.lang, path, words[i:min(len(words), i+40)])
					}
				}
			}
		}
	}
}
