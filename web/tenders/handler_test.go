package tenders_test

import (
	"bytes"
	"encoding/xml"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

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
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/tender"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/tenders"
)

// bare shows an error as its code.
type bare struct{}

func (bare) ErrorPage(_ http.ResponseWriter, _ *http.Request, _ int, f *fault.Error) templ.Component {
	return templ.Raw(`<p data-error-code="` + f.Code + `"></p>`)
}

// site is the area's routes over a database, visited by anybody.
type site struct {
	t       *testing.T
	mux     *chi.Mux
	db      *db.DB
	officer auth.Actor
	other   auth.Actor
	desk    auth.Actor
	lang    string
}

func newSite(t *testing.T) *site {
	t.Helper()
	d := dbtest.New(t)
	files, err := blob.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s := &site{t: t, mux: chi.NewMux(), db: d, lang: "ko"}
	h := tenders.New(tenders.Deps{Tenders: tender.New(d), Files: files, BaseURL: "https://jangteo.test"})
	for _, r := range h.Routes() {
		s.mux.Method(r.Method, r.Pattern, kit.Handle(bare{}, r.Do))
	}
	s.officer = s.person(s.body(org.Institution, "한빛시", "local"), org.ContractingOfficer)
	s.other = s.person(s.body(org.Institution, "다른시", "state"), org.ContractingOfficer)
	s.desk = s.person(s.body(org.PPS, "조달청", "state"), org.TenderDesk)
	return s
}

func (s *site) body(kind org.Kind, name, law string) auth.Actor {
	s.t.Helper()
	id, err := db.Value[int64](s.db.Query(s.t.Context(), `
INSERT INTO org.body (kind, state, name_ko, name_en, law) VALUES (@kind, 'admitted', @name, @name, @law) RETURNING id`,
		pgx.NamedArgs{"kind": string(kind), "name": name, "law": law}))
	if err != nil {
		s.t.Fatal(err)
	}
	return auth.Actor{BodyID: id, BodyKind: kind, BodyState: org.Admitted, BodyName: name, Law: law}
}

func (s *site) person(of auth.Actor, roles ...org.Role) auth.Actor {
	s.t.Helper()
	id, err := db.Value[int64](s.db.Query(s.t.Context(), `
WITH p AS (INSERT INTO org.person (email, name) VALUES (@email, '아무개') RETURNING id)
INSERT INTO org.membership (person_id, body_id, roles) SELECT id, @body, @roles FROM p RETURNING person_id`,
		pgx.NamedArgs{"email": uuid.NewString() + "@test", "body": of.BodyID, "roles": roles}))
	if err != nil {
		s.t.Fatal(err)
	}
	of.PersonID, of.Roles = id, roles
	return of
}

// visit sends a request as somebody; body nil is a GET.
func (s *site) visit(as auth.Actor, path string, form url.Values) (*http.Response, *goquery.Document) {
	s.t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	if form != nil {
		r = httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return s.send(as, r)
}

func (s *site) send(as auth.Actor, r *http.Request) (*http.Response, *goquery.Document) {
	s.t.Helper()
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

// fill is a right form for goods, published today.
func fill(doc *goquery.Document, act string) url.Values {
	today := kst.DayOf(time.Now())
	key, _ := doc.Find("input[name=client_key]").Attr("value")
	return url.Values{
		"client_key": {key}, "act": {act}, "title": {"창문형 공기청정기 구매"}, "kind": {"goods"}, "method": {"open"},
		"estimated_price": {"80,000,000"}, "base_amount": {"88000000원"}, "publish_on": {today.String()},
		"deadline":   {today.Add(8).At(10, 0).Format("2006-01-02T15:04")},
		"opening_at": {today.Add(8).At(11, 0).Format("2006-01-02T15:04")}, "description": {"120대\n학교 40곳"},
	}
}

func (s *site) draft(act string) string {
	s.t.Helper()
	_, doc := s.visit(s.officer, "/notices/new", nil)
	res, doc := s.visit(s.officer, "/notices", fill(doc, act))
	if res.StatusCode != http.StatusSeeOther {
		s.t.Fatalf("create = %d, %s", res.StatusCode, doc.Find("[data-testid=error-summary]").Text())
	}
	return res.Header.Get("Location")
}

func version(doc *goquery.Document) string {
	v, _ := doc.Find("input[name=version]").First().Attr("value")
	return v
}

func wantStatus(t *testing.T, res *http.Response, want int) {
	t.Helper()
	if res.StatusCode != want {
		t.Fatalf("status = %d, want %d", res.StatusCode, want)
	}
}

func TestNotice_fromDraftToBoardAndFeed(t *testing.T) {
	s := newSite(t)
	at := s.draft("submit")
	res, doc := s.visit(s.desk, at, nil)
	wantStatus(t, res, http.StatusOK)
	if state, _ := doc.Find("main").Attr("data-state"); state != "submitted" {
		t.Fatalf("state = %q", state)
	}
	res, _ = s.visit(auth.Actor{}, at, nil)
	wantStatus(t, res, http.StatusNotFound)
	_, queue := s.visit(s.desk, "/notices/mine", nil)
	if queue.Find("[data-testid=queue-row]").Length() != 1 {
		t.Error("the desk's queue is empty")
	}
	res, _ = s.visit(s.desk, at+"/publish", url.Values{"version": {version(doc)}})
	wantStatus(t, res, http.StatusSeeOther)
	res, board := s.visit(auth.Actor{}, "/notices?q=공기청정기&kind=goods", nil)
	wantStatus(t, res, http.StatusOK)
	row := board.Find("[data-testid=notice-row]")
	if row.Length() != 1 || !strings.Contains(row.Text(), "R"+strconv.Itoa(kst.DayOf(time.Now()).Year%100)+"BK00100001-000") || !strings.Contains(row.Text(), "D-8") {
		t.Errorf("board row = %q", row.Text())
	}
	if board.Find("[data-testid=server-clock] time").Length() != 1 {
		t.Error("no server clock")
	}
	res, page := s.visit(auth.Actor{}, at, nil)
	wantStatus(t, res, http.StatusOK)
	if page.Find("[data-testid=basis] tbody tr").Length() != 2 || page.Find("main form[method=post]").Length() != 0 {
		t.Error("public page: rules missing, or a form shown")
	}
	res, _ = s.visit(auth.Actor{}, "/notices.atom", nil)
	var feed struct {
		Entries []struct {
			Title string `xml:"title"`
			ID    string `xml:"id"`
		} `xml:"entry"`
	}
	if err := xml.NewDecoder(res.Body).Decode(&feed); err != nil || len(feed.Entries) != 1 || feed.Entries[0].Title != "창문형 공기청정기 구매" {
		t.Errorf("feed = %+v, %v", feed, err)
	}
	if !strings.HasPrefix(res.Header.Get("Content-Type"), "application/atom+xml") {
		t.Errorf("feed type = %q", res.Header.Get("Content-Type"))
	}
}

func TestForm_showsTheRuleBoxAndKeepsWhatWasTyped(t *testing.T) {
	s := newSite(t)
	res, doc := s.visit(s.officer, "/notices/new", nil)
	wantStatus(t, res, http.StatusOK)
	earliest := kst.DayOf(time.Now()).Add(8).String()
	if got, _ := doc.Find("[data-testid=rule-earliest-deadline]").Attr("data-earliest"); got != earliest {
		t.Errorf("earliest deadline = %q, want %s", got, earliest)
	}
	v := fill(doc, "check")
	v.Set("method", "negotiated")
	v.Set("estimated_price", "2,000,000,000")
	res, doc = s.visit(s.officer, "/notices", v)
	wantStatus(t, res, http.StatusOK)
	box := doc.Find("[data-testid=rule-notice_period_negotiated]")
	if met, _ := box.Attr("data-met"); met != "no" || !strings.Contains(box.Text(), "제7장") {
		t.Errorf("box = %q", box.Text())
	}
	v.Set("base_amount", "2,200,000,000")
	v.Set("act", "submit")
	res, doc = s.visit(s.officer, "/notices", v)
	wantStatus(t, res, http.StatusUnprocessableEntity)
	summary := doc.Find("[data-testid=error-summary]")
	if code, _ := summary.Attr("data-error-code"); code != "period_too_short" || !strings.Contains(summary.Text(), "제7장") {
		t.Errorf("summary = %q", summary.Text())
	}
	if got, _ := doc.Find("input[name=title]").Attr("value"); got != "창문형 공기청정기 구매" {
		t.Errorf("title = %q", got)
	}
	if action, _ := doc.Find("[data-testid=notice-form]").Attr("action"); !strings.HasPrefix(action, "/notices/") || version(doc) == "" {
		t.Errorf("the kept draft's form goes to %q", action)
	}
	v.Set("title", " ")
	v.Set("deadline", "내일")
	v.Set("act", "save")
	res, doc = s.visit(s.officer, "/notices", v)
	wantStatus(t, res, http.StatusUnprocessableEntity)
	if doc.Find("#f-title[aria-invalid=true]").Length() != 1 || doc.Find("#f-deadline[aria-invalid=true]").Length() != 1 {
		t.Error("the fields at fault are not marked")
	}
}

func TestRoutes_refuseStrangers(t *testing.T) {
	s := newSite(t)
	at := s.draft("save")
	for _, c := range []struct {
		as   auth.Actor
		path string
		form url.Values
		want int
	}{
		{auth.Actor{}, "/notices/new", nil, http.StatusSeeOther},
		{s.desk, "/notices/new", nil, http.StatusForbidden},
		{s.other, at, nil, http.StatusNotFound},
		{s.other, at + "/edit", nil, http.StatusNotFound},
		{s.other, at + "/submit", url.Values{"version": {"1"}}, http.StatusNotFound},
		{s.officer, at + "/publish", url.Values{"version": {"1"}}, http.StatusForbidden},
		{auth.Actor{}, at + "/publish", url.Values{"version": {"1"}}, http.StatusUnauthorized},
		{s.officer, at + "/submit", url.Values{"version": {"7"}}, http.StatusConflict},
		{s.officer, "/notices/999", nil, http.StatusNotFound},
		{s.officer, "/notices/x", nil, http.StatusNotFound},
		{auth.Actor{}, "/notices/mine", nil, http.StatusSeeOther},
	} {
		res, _ := s.visit(c.as, c.path, c.form)
		if res.StatusCode != c.want {
			t.Errorf("%v %s = %d, want %d", c.as.Roles, c.path, res.StatusCode, c.want)
		}
	}
}

func TestReturn_withoutReasonShowsTheFormAgain(t *testing.T) {
	s := newSite(t)
	at := s.draft("submit")
	_, doc := s.visit(s.desk, at, nil)
	v := url.Values{"version": {version(doc)}, "reason": {""}}
	res, doc := s.visit(s.desk, at+"/return", v)
	wantStatus(t, res, http.StatusUnprocessableEntity)
	if doc.Find("#f-reason[aria-invalid=true]").Length() != 1 {
		t.Error("the reason is not marked")
	}
	v.Set("reason", "규격을 고쳐 주세요")
	res, _ = s.visit(s.desk, at+"/return", v)
	wantStatus(t, res, http.StatusSeeOther)
	s.lang = "en"
	_, doc = s.visit(s.officer, at, nil)
	if got := doc.Find("[data-testid=return-reason]").Text(); !strings.Contains(got, "규격을 고쳐 주세요") || !strings.Contains(got, "Changes are needed") {
		t.Errorf("notice = %q", got)
	}
}

func TestDocuments_uploadDownloadRemove(t *testing.T) {
	s := newSite(t)
	at := s.draft("save")
	_, doc := s.visit(s.officer, at, nil)
	upload := func(name, content, version string) (*http.Response, *goquery.Document) {
		var body bytes.Buffer
		m := multipart.NewWriter(&body)
		_ = m.WriteField("version", version)
		part, _ := m.CreateFormFile("file", name)
		_, _ = io.WriteString(part, content)
		m.Close()
		r := httptest.NewRequest(http.MethodPost, at+"/documents", &body)
		r.Header.Set("Content-Type", m.FormDataContentType())
		return s.send(s.officer, r)
	}
	res, doc := upload("악성.pdf", "#!/bin/sh", version(doc))
	wantStatus(t, res, http.StatusUnprocessableEntity)
	res, _ = upload("제안요청서.pdf", "%PDF-1.7\n%%EOF", version(doc))
	wantStatus(t, res, http.StatusSeeOther)
	_, doc = s.visit(s.officer, at, nil)
	link, _ := doc.Find("[data-testid=documents] a").Attr("href")
	res, _ = s.visit(s.officer, link, nil)
	wantStatus(t, res, http.StatusOK)
	if d := res.Header.Get("Content-Disposition"); !strings.HasPrefix(d, "attachment") {
		t.Errorf("disposition = %q", d)
	}
	res, _ = s.visit(s.other, link, nil)
	wantStatus(t, res, http.StatusNotFound)
	res, _ = s.visit(s.officer, link+"/remove", url.Values{"version": {version(doc)}})
	wantStatus(t, res, http.StatusSeeOther)
}
