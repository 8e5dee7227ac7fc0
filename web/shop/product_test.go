package shop

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/kit"
)

// post sends a form as whoever is signed in.
func (s *stand) post(path string, form url.Values) *httptest.ResponseRecorder {
	s.t.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	ctx := text.With(r.Context(), text.For(s.lang))
	s.mux.ServeHTTP(w, r.WithContext(kit.WithActor(ctx, s.actor)))
	return w
}

// people gives the requester and a member of supplier 2 their rows.
func (s *stand) people() (seller auth.Actor) {
	s.t.Helper()
	s.exec(`INSERT INTO org.person (id, email, name) OVERRIDING SYSTEM VALUE VALUES (9, 'rq@example.kr', '김요청'), (10, 'sm@example.kr', '박공급')`)
	s.exec(`INSERT INTO org.membership (person_id, body_id, roles) VALUES (9, 7, '{requester}'), (10, 2, '{supplier_member}')`)
	return auth.Actor{PersonID: 10, BodyID: 2, BodyKind: org.Supplier, BodyState: org.Admitted, Roles: []org.Role{org.SupplierMember}}
}

func TestProduct_leadsToItsNeighbours(t *testing.T) {
	s := newStand(t)
	doc := s.page("/products/2")
	if got := doc.Find("#similar [data-object-id]"); got.Length() != 1 || got.AttrOr("data-object-id", "") != "3" {
		t.Errorf("similar: %d %s", got.Length(), got.Text())
	}
	if got := doc.Find("#models [data-object-id]"); got.Length() != 1 || got.AttrOr("data-object-id", "") != "18" {
		t.Errorf("other models: %d %s", got.Length(), got.Text())
	}
	if doc.Find("[data-testid=compare-add]").Length() != 3 {
		t.Errorf("%d offers can be put into the comparison", doc.Find("[data-testid=compare-add]").Length())
	}
	s.exec(`UPDATE catalog.listing SET hyeokshin = 'empty' WHERE offer_id = 3`)
	if s.page("/products/2").Find("#similar [data-object-id]").Length() != 0 {
		t.Error("an offer that left its shelf is still shown beside another")
	}
}

func TestProduct_showsWhatAUnitCostsAndCost(t *testing.T) {
	s := newStand(t)
	doc := s.page("/products/23")
	if doc.Find("[data-testid=unit-price]").Length() != 0 || doc.Find("[data-testid=price-chart]").Length() != 1 {
		t.Error("a sales unit without content has a price per content, or there is no chart")
	}
	s.exec(`UPDATE catalog.offer_version SET content = 2500, content_unit = 'SHEET' WHERE offer_id = 23`)
	s.exec(`UPDATE catalog.listing SET content = 2500, content_unit = 'SHEET' WHERE offer_id = 23`)
	if _, err := catalog.RefreshClassPrices(t.Context(), s.db); err != nil {
		t.Fatal(err)
	}
	doc = s.page("/products/23")
	if got := doc.Find("[data-testid=unit-price]").Text(); !strings.Contains(got, "9.56원") {
		t.Errorf("price per content unit: %q", got)
	}
	chart := doc.Find("[data-testid=price-chart]")
	if !strings.Contains(chart.Text(), "중앙값") || chart.Find("path.line").Length() != 4 || chart.Find("svg[role=img]").AttrOr("aria-label", "") == "" {
		t.Errorf("chart: %s", chart.Text())
	}
	first := doc.Find("[data-testid=price-months] tbody tr").First()
	if want := kst.DayOf(kst.Real()); !strings.HasPrefix(strings.TrimSpace(first.Find("th").Text()), monthText(want)) || !strings.Contains(first.Text(), "9.56") {
		t.Errorf("the newest month: %s", first.Text())
	}
}

func TestProduct_showsPublicPurchasesWithoutPersons(t *testing.T) {
	s := newStand(t)
	s.people()
	if got := s.page("/products/2").Find("[data-testid=purchases]").Text(); !strings.Contains(got, "아직") {
		t.Errorf("no purchase: %s", got)
	}
	s.exec(`INSERT INTO orders."order" (number, client_key, storefront, institution_id, supplier_id, state, total, fee, place, contact_name, contact_phone, wanted_on, requested_by, request_hash)
		VALUES ('R26TB01000001-00', gen_random_uuid(), 'nara', 7, 2, 'inspected', 3960000, 0, '본관', '김담당', '02', '2026-12-01', 9, 'x')`)
	s.exec(`INSERT INTO orders.line (order_id, no, offer_id, version_id, ground_id, item_number, class_code, name, unit, tax, unit_price, quantity, amount, shipped, accepted)
		SELECT 1, 1, 2, o.current_id, (SELECT min(id) FROM market.ground g WHERE g.item_number = o.item_number), o.item_number, '4016160201', 'x', 'SET', 'vat', 1980000, 2, 3960000, 2, 2
		  FROM catalog.offer o WHERE o.id = 2`)
	s.exec(`INSERT INTO catalog.offer_purchase (offer_id, orders, quantity) VALUES (2, 1, 2)`)
	got := s.page("/products/2").Find("[data-testid=purchase]")
	if got.Length() != 1 || !strings.Contains(got.Text(), "한밭시청") || !strings.Contains(got.Text(), "1,980,000") || strings.Contains(got.Text(), "김") {
		t.Errorf("purchases: %s", got.Text())
	}
}

func TestProduct_takesQuestions(t *testing.T) {
	s := newStand(t)
	seller := s.people()
	if doc := s.page("/products/2"); doc.Find("[data-testid=ask-form]").Length() != 0 || doc.Find("[data-testid=questions] a[href^='/sign-in']").Length() != 1 {
		t.Error("the public has a form to ask, or no way to one")
	}
	if w := s.post("/products/2/questions", url.Values{"question": {"x"}, "client_key": {uuid.NewString()}}); w.Code != http.StatusUnauthorized {
		t.Errorf("the public asked: %d", w.Code)
	}
	s.actor = seller
	if s.page("/products/2").Find("[data-testid=ask-form]").Length() != 0 {
		t.Error("a supplier may ask")
	}
	s.actor = requester
	key := s.page("/products/2").Find("[data-testid=ask-form] input[name=client_key]").AttrOr("value", "")
	long := strings.Repeat("가", market.MaxQuestion+1)
	if w := s.post("/products/2/questions", url.Values{"question": {long}, "client_key": {key}}); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), long) {
		t.Errorf("too long a question: %d, or what was typed is lost", w.Code)
	}
	for i, q := range []string{"필터값은 얼마인가요?", "둘", "셋", "넷", "다섯", "여섯"} {
		if i == 1 { // the first is answered, so that as many may wait
			h := newHandler(s.db)
			if err := h.Market.Answer(context.Background(), seller, market.QuestionAct{ID: 1, Version: 1, Text: "한 장에 2만 원입니다.", Key: uuid.New()}); err != nil {
				t.Fatal(err)
			}
		}
		w := s.post("/products/2/questions", url.Values{"question": {q}, "client_key": {key}})
		if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/products/2#questions" {
			t.Fatalf("question %d: %d %s", i, w.Code, w.Header().Get("Location"))
		}
		key = uuid.NewString()
	}
	s.actor = auth.Actor{}
	doc := s.page("/products/2")
	if got := doc.Find("[data-testid=public-question]"); got.Length() != shownQuestions || strings.Contains(got.Text(), "김요청") || !strings.Contains(got.First().Text(), "여섯") {
		t.Errorf("the public reads %d: %s", got.Length(), got.Text())
	}
	earlier, _, _ := strings.Cut(doc.Find("[data-testid=questions-more]").AttrOr("href", ""), "#")
	more := s.page(earlier)
	if got := more.Find("[data-testid=public-question]"); got.Length() != 1 || !strings.Contains(got.Text(), "2만 원") || more.Find("[data-testid=questions-newest]").Length() != 1 {
		t.Errorf("earlier questions: %s", got.Text())
	}
}

func TestProduct_takesTwoRoundTrips(t *testing.T) {
	s := newStand(t)
	for range 3 {
		s.get("/products/2")
	}
	r := s.request("/products/2")
	ctx, trips := db.CountTrips(r.Context())
	s.mux.ServeHTTP(httptest.NewRecorder(), r.WithContext(ctx))
	if trips.N() > 2 {
		t.Errorf("%d round trips: %s", trips.N(), trips.SQL())
	}
}
