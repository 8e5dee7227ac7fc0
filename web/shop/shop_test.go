package shop

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"
	"github.com/andybalholm/brotli"
	"github.com/go-chi/chi/v5"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/dbtest"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/insight"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/static"
	"jangteo.kr/web/ui/component"
)

// plainErrors shows a refusal as its code.
type plainErrors struct{}

func (plainErrors) ErrorPage(_ http.ResponseWriter, _ *http.Request, _ int, f *fault.Error) templ.Component {
	return component.Notice(component.NoticeProps{Text: f.Code})
}

// stand is a seeded market behind its handlers.
type stand struct {
	t     testing.TB
	db    *db.DB
	mux   http.Handler
	actor auth.Actor
	lang  string

	popular *catalog.Popular
	reader  *catalog.Reader
}

func newStand(t testing.TB) *stand {
	t.Helper()
	d := dbtest.New(t)
	if err := seedShop(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	s := &stand{t: t, db: d, lang: "ko"}
	r := chi.NewRouter()
	h := newHandler(d)
	s.popular, s.reader = h.Popular, h.Catalog
	for _, rt := range h.Routes() {
		r.Method(rt.Method, rt.Pattern, kit.Handle(plainErrors{}, rt.Do))
	}
	s.mux = r
	return s
}

func newHandler(d *db.DB) *Handler {
	return New(Deps{Catalog: catalog.NewReader(d, kst.Real), Insight: insight.New(d), Rules: market.NewToday(d, kst.Real), Popular: catalog.NewPopular(d, kst.Real), Market: market.New(d)})
}

func (s *stand) request(path string) *http.Request {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	ctx := text.With(r.Context(), text.For(s.lang))
	return r.WithContext(kit.WithActor(ctx, s.actor))
}

func (s *stand) get(path string) *httptest.ResponseRecorder {
	s.t.Helper()
	w := httptest.NewRecorder()
	s.mux.ServeHTTP(w, s.request(path))
	return w
}

// page gets a page that must be there.
func (s *stand) page(path string) *goquery.Document {
	s.t.Helper()
	w := s.get(path)
	if w.Code != http.StatusOK {
		s.t.Fatalf("%s: %d %s", path, w.Code, w.Body)
	}
	doc, err := goquery.NewDocumentFromReader(w.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return doc
}

func (s *stand) exec(sql string, args ...any) {
	s.t.Helper()
	if _, err := s.db.Exec(s.t.Context(), sql, args...); err != nil {
		s.t.Fatal(err)
	}
}

var requester = auth.Actor{PersonID: 9, BodyID: 7, BodyKind: org.Institution, BodyState: org.Admitted, Roles: []org.Role{org.Requester}}

const nothingFound = "/search?q=%EC%97%86%EB%8A%94+%EB%A7%90"

var publicPages = []string{
	"/", "/nara", "/hyeokshin", "/venture", "/search", "/search?view=grid&size=48", "/search?view=table&sort=price", "/search?q=%EA%B3%B5%EA%B8%B0",
	"/search?class=4016160201&attr.filter=H13&view=table&col=unit_price&col=cert",
	nothingFound, "/products/1", "/products/2?store=nara", "/items/24000002", "/bodies/1",
}

var textID = regexp.MustCompile(`\b(shop|unit|cert|storefront|trait|region|ui)\.[a-z]\S*|\{\{`)

func TestEveryPage_isLightAndPlain(t *testing.T) {
	s := newStand(t)
	bundle := compressed(t, static.URL("app.css")) + compressed(t, static.URL("app.js"))
	for _, lang := range text.Langs {
		s.lang = lang
		for _, path := range publicPages {
			body := s.get(path).Body.Bytes()
			var b bytes.Buffer
			w := brotli.NewWriterLevel(&b, 5)
			_, _ = w.Write(body)
			_ = w.Close()
			if total := b.Len() + bundle; total > 40<<10 {
				t.Errorf("%s %s: %d bytes compressed, html %d", lang, path, total, b.Len())
			}
			doc, err := goquery.NewDocumentFromReader(bytes.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			if n := doc.Find("[style], style, script:not([src])").Length(); n != 0 {
				t.Errorf("%s: %d inline styles or scripts", path, n)
			}
			if doc.Find("h1").Length() != 1 {
				t.Errorf("%s: %d headings of the first level", path, doc.Find("h1").Length())
			}
			if id := textID.FindString(doc.Find("body").Text()); id != "" {
				t.Errorf("%s %s shows a text id: %s", lang, path, id)
			}
			seen := map[string]bool{}
			doc.Find("[id]").Each(func(_ int, e *goquery.Selection) {
				if seen[e.AttrOr("id", "")] {
					t.Errorf("%s: id %q twice", path, e.AttrOr("id", ""))
				}
				seen[e.AttrOr("id", "")] = true
			})
		}
	}
}

func compressed(t *testing.T, url string) int {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, url, nil)
	r.Header.Set("Accept-Encoding", "br")
	w := httptest.NewRecorder()
	static.Handler().ServeHTTP(w, r)
	if w.Code != http.StatusOK || w.Header().Get("Content-Encoding") != "br" {
		t.Fatalf("%s: %d %q", url, w.Code, w.Header().Get("Content-Encoding"))
	}
	return w.Body.Len()
}

func TestEveryPage_takesFewRoundTrips(t *testing.T) {
	s := newStand(t)
	for _, path := range publicPages {
		for range 3 {
			s.get(path) // several connections may have to prepare
		}
		r := s.request(path)
		ctx, trips := db.CountTrips(r.Context())
		s.mux.ServeHTTP(httptest.NewRecorder(), r.WithContext(ctx))
		t.Logf("%s: %d", path, trips.N())
		most := 3
		if path == nothingFound {
			most = 4 // what each word finds alone, and what was perhaps meant
		}
		if trips.N() > most {
			t.Errorf("%s: %d round trips: %s", path, trips.N(), trips.SQL())
		}
	}
}

func TestProduct_showsPriceProofAndVerdict(t *testing.T) {
	s := newStand(t)
	doc := s.page("/products/1")
	for id, want := range map[string]string{
		"price": "38,500,000", "price-supply": "35,000,000", "price-vat": "3,500,000", "item-number": "42192207-24000001",
		"grounds": "혁신-2026-0001", "certificates": "만료", "verdict-hyeokshin": "금액 제한 없이", "funding": "70%", "supplier": "한빛메디텍",
	} {
		if got := doc.Find("[data-testid=" + id + "]").Text(); !strings.Contains(got, want) {
			t.Errorf("%s: %q has no %q", id, got, want)
		}
	}
	if got := doc.Find("[data-testid=price]").Text(); !strings.Contains(got, "금 삼천팔백오십만원정") {
		t.Errorf("price in letters: %q", got)
	}
	main := doc.Find("main")
	if main.AttrOr("data-object-id", "") != "1" || main.AttrOr("data-state", "") != "listed" {
		t.Error("main does not name its object")
	}
	exempt := s.page("/products/24")
	if got := exempt.Find("[data-testid=price-vat]").Text(); !strings.Contains(got, "면세") {
		t.Errorf("exempt: %q", got)
	}
	beyond := s.page("/products/8").Find("[data-testid=verdict-nara]").Text()
	if !strings.Contains(beyond, "2단계경쟁 대상") || !strings.Contains(beyond, "2단계경쟁 업무처리기준") {
		t.Errorf("beyond the threshold: %q", beyond)
	}
}

func TestProduct_cartIsForRequesters(t *testing.T) {
	s := newStand(t)
	if s.page("/products/2").Find("[data-testid=sign-in-to-buy]").Length() != 1 {
		t.Error("the public is not shown the way in")
	}
	s.actor = auth.Actor{PersonID: 3, BodyID: 1, BodyKind: org.Supplier, BodyState: org.Admitted, Roles: []org.Role{org.SupplierAdmin}}
	if doc := s.page("/products/2"); doc.Find("[data-testid=cart-form]").Length() != 0 || doc.Find("[data-testid=why-no-cart]").Length() != 1 {
		t.Error("a supplier is not told why there is no cart")
	}
	s.actor = requester
	form := s.page("/products/2").Find("[data-testid=cart-form]")
	if form.AttrOr("action", "") != "/cart/add" || form.AttrOr("method", "") != "post" {
		t.Fatal("no cart form")
	}
	if form.Find("input[name=store]").Length() != 2 || form.Find("input[name=offer_id]").AttrOr("value", "") != "2" || form.Find("input[name=quantity]").AttrOr("value", "") != "2" {
		t.Errorf("form: %s", form.Text())
	}
}

func TestProduct_offSale(t *testing.T) {
	s := newStand(t)
	s.exec(`UPDATE catalog.listing SET hyeokshin = tstzrange(lower(hyeokshin), now()) WHERE offer_id = 1`)
	s.exec(`UPDATE market.ground SET term = tstzrange(lower(term), now()) WHERE item_number = 24000001`)
	lapsed := s.page("/products/1")
	if lapsed.Find("[data-testid=not-on-sale]").Length() != 1 || lapsed.Find("main").AttrOr("data-state", "") != "off_shelf" || lapsed.Find("[data-testid=sign-in-to-buy]").Length() != 0 {
		t.Error("a lapsed ground still sells")
	}
	s.exec(`UPDATE catalog.offer SET state = 'suspended' WHERE id = 2`)
	s.exec(`DELETE FROM catalog.listing WHERE offer_id = 2`)
	if doc := s.page("/products/2"); doc.Find("main").AttrOr("data-state", "") != "suspended" || doc.Find("[data-testid^=verdict-]").Length() != 0 {
		t.Error("a suspended offer still sells")
	}
	s.exec(`UPDATE catalog.offer SET state = 'draft', listed_at = NULL, current_id = NULL WHERE id = 3`)
	s.exec(`DELETE FROM catalog.listing WHERE offer_id = 3`)
	for _, path := range []string{"/products/3", "/products/0", "/products/x", "/products/99999", "/items/24000003", "/items/7", "/bodies/6", "/bodies/999"} {
		if w := s.get(path); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

func TestFind_leadsToTheObject(t *testing.T) {
	s := newStand(t)
	s.exec(`INSERT INTO org.person (email, name) VALUES ('a@b.c', 'x')`)
	s.exec(`INSERT INTO orders."order" (number, client_key, storefront, institution_id, supplier_id, state, total, fee, place, contact_name, contact_phone, wanted_on, requested_by, request_hash)
	        VALUES ('R26TB01000001-00', gen_random_uuid(), 'nara', 7, 1, 'requested', 1000, 0, 'x', 'x', 'x', '2026-12-01', 9, 'x')`)
	s.exec(`INSERT INTO tender.notice (number, institution_id, state, title, kind, method, law, estimated_price, base_amount, publish_on, deadline, opening_at, drafted_by)
	        VALUES ('R26BK00100001-000', 7, 'published', 'x', 'goods', 'open', 'state', 1, 1, '2026-11-01', now() + interval '9 days', now() + interval '9 days', 9)`)
	for n, want := range map[string]string{
		"24000002": "/items/24000002", "40161602-24000002": "/items/24000002", "4016160224000002": "/items/24000002",
		"4016160201": "/search?class=4016160201", "40161602": "/search?class=40161602", "R26BK00100001-000": "/notices/1", "r26bk00100001": "/notices/1",
		"혁신-2026-0001": "/search?ground=%ED%98%81%EC%8B%A0-2026-0001", "120-00-00011": "/bodies/1",
		"R26TB01000001-00": "/search?number=none&q=R26TB01000001-00", "99999999": "/search?number=none&q=99999999", "": "/search",
	} {
		w := s.get("/find?n=" + urlQuery(n))
		if got := w.Header().Get("Location"); w.Code != http.StatusSeeOther || got != want {
			t.Errorf("%q leads to %s (%d), want %s", n, got, w.Code, want)
		}
	}
	s.actor = requester
	if got := s.get("/find?n=r26tb0100000100").Header().Get("Location"); got != "/orders/1" {
		t.Errorf("a party's order leads to %s", got)
	}
	if got := s.get("/search?q=24000002").Header().Get("Location"); got != "/items/24000002" {
		t.Errorf("the search box leads to %s", got)
	}
	doc := s.page("/search?ground=" + urlQuery("혁신-2026-0001"))
	if doc.Find("[data-testid^=offer-]").Length() != 1 {
		t.Error("a designation's products are not found")
	}
	if s.page("/search?number=none&q=99999999").Find("[data-testid=number-none]").Length() != 1 {
		t.Error("nothing says that the number was not found")
	}
}

func TestFronts_areOneHandlerOfThreeStores(t *testing.T) {
	s := newStand(t)
	for _, f := range storefronts {
		doc := s.page(f.Path)
		if doc.Find("body").AttrOr("data-storefront", "") != string(f.ID) {
			t.Errorf("%s has no accent", f.Path)
		}
		if doc.Find("[data-testid^=figure-]").Length() != 0 && doc.Find(".hero-stats li").Length() != len(f.Figures) {
			t.Errorf("%s shows %d figures", f.Path, doc.Find(".hero-stats li").Length())
		}
		if !strings.Contains(doc.Find("[data-testid=front-basis]").Text(), "근거:") {
			t.Errorf("%s cites no article", f.Path)
		}
		doc.Find(".product[data-storefront]").Each(func(_ int, p *goquery.Selection) {
			if p.AttrOr("data-storefront", "") != string(f.ID) {
				t.Errorf("%s shows a product of %s", f.Path, p.AttrOr("data-storefront", ""))
			}
		})
	}
}
