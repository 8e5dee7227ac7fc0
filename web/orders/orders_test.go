package orders_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/google/uuid"

	"jangteo.kr/internal/auth"
	"jangteo.kr/web/kit/kittest"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// add puts an offer into the requester's cart.
func (w *street) add(offer int64, store, quantity string) kittest.Answer {
	w.t.Helper()
	return w.site.Post(w.requester, "/cart/add", "offer_id", itoa(offer), "store", store, "quantity", quantity)
}

// form opens the order form of the only group in the cart.
func (w *street) form() kittest.Answer {
	w.t.Helper()
	href, ok := w.site.Get(w.requester, "/cart").Want(http.StatusOK).Doc.Find(`[data-testid="cart-order"]`).Attr("href")
	if !ok {
		w.t.Fatal("the cart leads to no order")
	}
	return w.site.Get(w.requester, href).Want(http.StatusOK)
}

// filled sends the order form filled in.
func (w *street) filled(form kittest.Answer, change ...string) kittest.Answer {
	w.t.Helper()
	return w.site.Submit(w.requester, form, "order-form", append([]string{
		"place", "서울 중구 을지로 245", "contact_name", "김담당", "contact_phone", "02-1234-5678", "budget_id", itoa(w.budget),
	}, change...)...)
}

// ordered goes the whole way from the cart to the order and gives its address.
func (w *street) ordered() string {
	w.t.Helper()
	w.add(w.carrier, "hyeokshin", "3").Want(http.StatusSeeOther)
	a := w.site.Submit(w.requester, w.filled(w.form()).Want(http.StatusOK), "order-submit")
	a.Want(http.StatusSeeOther)
	return a.Location
}

// take submits a step's form as shown, with changes, and shows the order again.
func (w *street) take(by auth.Actor, at, step string, change ...string) kittest.Answer {
	w.t.Helper()
	w.site.Submit(by, w.site.Get(by, at).Want(http.StatusOK), "order-"+step, change...).Want(http.StatusSeeOther)
	return w.site.Get(by, at).Want(http.StatusOK)
}

func state(a kittest.Answer) string { return a.Doc.Find("main").AttrOr("data-state", "") }

func TestCart_splitsPerSupplierAndStorefrontWithVerdicts(t *testing.T) {
	w := newStreet(t)
	if a := w.site.Get(w.requester, "/cart").Want(http.StatusOK); !a.Has(`[data-testid="cart-empty"]`) {
		t.Error("an empty cart says nothing")
	}
	w.add(w.carrier, "hyeokshin", "2").Want(http.StatusSeeOther)
	w.add(w.desktop, "nara", "30").Want(http.StatusSeeOther)
	a := w.site.Get(w.requester, "/cart").Want(http.StatusOK)
	if n := a.Doc.Find(`[data-testid="cart-group"]`).Length(); n != 2 {
		t.Errorf("%d groups", n)
	}
	if got := a.Text(`[data-storefront="hyeokshin"] [data-testid="share-programme"]`); !strings.Contains(got, "4,000,000") {
		t.Errorf("the programme's share: %q", got)
	}
	kittest.NoRawTexts(t, a, "/cart")
	w.site.Post(w.requester, "/cart/update", "offer_id", itoa(w.desktop), "store", "nara", "quantity", "45").Want(http.StatusSeeOther)
	a = w.site.Get(w.requester, "/cart")
	if !a.Has(`[data-storefront="nara"] [data-testid="cart-problem"]`) || a.Has(`[data-storefront="nara"] [data-testid="cart-order"]`) {
		t.Error("an order above the contract's maximum can be begun")
	}
	w.site.Post(w.requester, "/cart/remove", "offer_id", itoa(w.desktop), "store", "nara").Want(http.StatusSeeOther)
	if n := w.site.Get(w.requester, "/cart").Doc.Find(`[data-testid="cart-group"]`).Length(); n != 1 {
		t.Errorf("%d groups after removal", n)
	}
	if a := w.add(w.carrier, "hyeokshin", "1").Want(http.StatusUnprocessableEntity); a.Code() != "form_invalid" {
		t.Error(a.Code())
	}
	w.add(w.carrier, "nara", "2").Want(http.StatusConflict)
}

func TestOrder_fromCartToPayment(t *testing.T) {
	w := newStreet(t)
	at := w.ordered()
	a := w.site.Get(w.requester, at).Want(http.StatusOK)
	if state(a) != "requested" || !a.Has(`[data-testid="order-timeline"]`) || a.Has(`[data-testid="order-approve"]`) {
		t.Fatalf("after submitting: %s", state(a))
	}
	if w.site.Get(w.requester, at+"/delivery-request.pdf").Status != http.StatusNotFound {
		t.Error("a paper before approval")
	}
	if a = w.take(w.approver, at, "approve"); state(a) != "issued" {
		t.Fatal(state(a))
	}
	if !a.Has(`[data-testid="order-paper"]`) || w.site.Get(w.supplier, at+"/delivery-request.pdf").Status != http.StatusOK {
		t.Error("no paper")
	}
	a = w.take(w.supplier, at, "confirm")
	if a.Has(`[data-testid="order-fundings"]`) {
		t.Error("the supplier sees the institution's budgets")
	}
	quantity := a.Doc.Find(`[data-testid="order-ship"] [name^="quantity_"]`).AttrOr("name", "")
	if a = w.take(w.supplier, at, "ship", quantity, "2"); state(a) != "delivering" {
		t.Fatal(state(a))
	}
	line := strings.TrimPrefix(quantity, "quantity_")
	a = w.site.Submit(w.inspector, w.site.Get(w.inspector, at), "order-inspect", "accepted_"+line, "1", "rejected_"+line, "1")
	a.Want(http.StatusUnprocessableEntity)
	if a.Value("accepted_"+line) != "1" || !a.Has(".error-summary") {
		t.Error("what was typed is not kept")
	}
	w.take(w.inspector, at, "inspect", "accepted_"+line, "1", "rejected_"+line, "1", "reason_"+line, "바퀴 파손")
	w.take(w.supplier, at, "ship")
	if a = w.take(w.inspector, at, "inspect"); state(a) != "inspected" {
		t.Fatal(state(a))
	}
	w.take(w.supplier, at, "claim", "number", "20261123-41000001")
	a = w.take(w.finance, at, "pay")
	if state(a) != "paid" || !strings.Contains(a.Text(`[data-testid="invoice-net"]`), "12,000,000") {
		t.Errorf("%s %s", state(a), a.Text(`[data-testid="order-invoice"]`))
	}
	for _, by := range []auth.Actor{w.requester, w.supplier, w.desk, w.auditor} {
		kittest.NoRawTexts(t, w.site.Get(by, at).Want(http.StatusOK), at)
	}
	b, err := w.ledger.Visible(t.Context(), w.finance, w.budget)
	if err != nil || b.Paid != 6_000_000 || b.Committed() != 0 {
		t.Errorf("books %+v %v", b, err)
	}
}

func TestOrderForm_keepsWhatWasTypedAndSaysWhatIsWrong(t *testing.T) {
	w := newStreet(t)
	w.add(w.carrier, "hyeokshin", "3").Want(http.StatusSeeOther)
	form := w.form()
	a := w.filled(form, "place", "", "wanted_on", "어제", "budget_id", "").Want(http.StatusUnprocessableEntity)
	for _, name := range []string{"place", "wanted_on", "budget_id"} {
		if !a.Has(`#f-` + name + `[aria-invalid="true"]`) {
			t.Errorf("%s is not marked", name)
		}
	}
	if a.Value("contact_phone") != "02-1234-5678" || a.Value("line") != itoa(w.carrier)+":3" {
		t.Error("what was typed is not kept")
	}
	if a = w.filled(form, "wanted_on", "2020-01-01").Want(http.StatusUnprocessableEntity); a.Code() != "wanted_too_early" {
		t.Error(a.Code())
	}
	check := w.filled(form).Want(http.StatusOK)
	if got := check.Text(`[data-testid="budget-after"]`); !strings.Contains(got, "44,000,000") {
		t.Errorf("budget after: %q", got)
	}
	if !strings.Contains(check.Text(`[data-testid="order-total"]`), "금 일천이백만원정") {
		t.Error("no amount in words")
	}
	kittest.NoRawTexts(t, check, "/orders/check")
	kittest.NoRawTexts(t, form, "/orders/new")
}

func TestOrderForm_edit_showsTheFormAgainWithEverythingKept(t *testing.T) {
	w := newStreet(t)
	w.add(w.carrier, "hyeokshin", "3").Want(http.StatusSeeOther)
	form := w.form()
	a := w.filled(form, "edit", "1").Want(http.StatusOK)
	if a.Value("place") != "서울 중구 을지로 245" || a.Value("client_key") != form.Value("client_key") {
		t.Error("the form forgot something")
	}
}

func TestSubmit_twiceGivesOneOrder(t *testing.T) {
	w := newStreet(t)
	w.add(w.carrier, "hyeokshin", "3").Want(http.StatusSeeOther)
	check := w.filled(w.form()).Want(http.StatusOK)
	one := w.site.Submit(w.requester, check, "order-submit").Want(http.StatusSeeOther)
	two := w.site.Submit(w.requester, check, "order-submit").Want(http.StatusSeeOther)
	if one.Location != two.Location {
		t.Errorf("%s and %s", one.Location, two.Location)
	}
	if a := w.site.Submit(w.requester, check, "order-submit", "note", "다른 요청").Want(http.StatusConflict); a.Code() != "key_reused" {
		t.Error(a.Code())
	}
	if a := w.site.Submit(w.requester, check, "order-submit", "client_key", uuid.NewString(), "total", "1").Want(http.StatusConflict); a.Code() != "price_changed" {
		t.Error(a.Code())
	}
}

func TestRoutes_whoMayCallThem(t *testing.T) {
	w := newStreet(t)
	at := w.ordered()
	if got := w.site.Get(w.supplier, at).Status; got != http.StatusNotFound {
		t.Errorf("a request nobody approved is shown to the supplier: %d", got)
	}
	w.take(w.approver, at, "approve")
	outsiders := map[string]auth.Actor{"stranger": w.stranger, "rival": w.rival, "reviewer": w.reviewer}
	for who, by := range outsiders {
		for _, path := range []string{at, at + "/delivery-request.pdf"} {
			if got := w.site.Get(by, path).Status; got != http.StatusNotFound {
				t.Errorf("GET %s by %s: %d", path, who, got)
			}
		}
		for _, step := range []string{"approve", "refuse", "confirm", "decline", "cancel", "ship", "inspect", "claim", "pay"} {
			if got := w.site.Post(by, at+"/"+step).Status; got != http.StatusNotFound {
				t.Errorf("POST %s by %s: %d", step, who, got)
			}
		}
	}
	allowed := map[string]auth.Actor{
		"approve": w.approver, "refuse": w.approver, "cancel": w.requester, "confirm": w.supplier, "decline": w.supplier, "ship": w.supplier,
		"inspect": w.inspector, "claim": w.supplier, "pay": w.finance,
	}
	people := map[string]auth.Actor{
		"requester": w.requester, "approver": w.approver, "inspector": w.inspector, "finance": w.finance, "supplier": w.supplier, "desk": w.desk, "auditor": w.auditor,
	}
	for step, right := range allowed {
		for who, by := range people {
			want := http.StatusForbidden
			if by.PersonID == right.PersonID || (step == "cancel" && who == "approver") {
				want = http.StatusUnprocessableEntity // let in; the empty form is refused
			}
			if got := w.site.Post(by, at+"/"+step).Status; got != want {
				t.Errorf("POST %s by %s: %d, want %d", step, who, got, want)
			}
		}
	}
	for who, by := range people {
		if got := w.site.Get(by, "/orders").Status; got != http.StatusOK {
			t.Errorf("the list by %s: %d", who, got)
		}
	}
	if got := w.site.Get(w.reviewer, "/orders").Status; got != http.StatusForbidden {
		t.Errorf("the list by the reviewer: %d", got)
	}
	for _, path := range []string{"/cart", "/orders/new?store=hyeokshin&supplier=1"} {
		if got := w.site.Get(w.approver, path).Status; got != http.StatusForbidden {
			t.Errorf("%s by the approver: %d", path, got)
		}
	}
	if got := w.site.Get(auth.Actor{}, at).Status; got != http.StatusSeeOther {
		t.Errorf("signed out: %d", got)
	}
}

func TestList_filtersAndExports(t *testing.T) {
	w := newStreet(t)
	at := w.ordered()
	a := w.site.Get(w.finance, "/orders?state=requested&q="+"이송").Want(http.StatusOK)
	if a.Doc.Find(`[data-testid="order-row"]`).Length() != 1 || a.Doc.Find(`[data-testid="order-row"]`).AttrOr("data-object-id", "") != strings.TrimPrefix(at, "/orders/") {
		t.Error("the order is not in the list")
	}
	kittest.NoRawTexts(t, a, "/orders")
	if n := w.site.Get(w.finance, "/orders?state=paid").Doc.Find(`[data-testid="order-row"]`).Length(); n != 0 {
		t.Errorf("%d paid orders", n)
	}
	if n := w.site.Get(w.stranger, "/orders").Doc.Find(`[data-testid="order-row"]`).Length(); n != 0 {
		t.Error("a stranger's list shows the order")
	}
	if got := w.site.Get(w.auditor, "/orders.csv").Want(http.StatusOK).Text("body"); !strings.Contains(got, "음압 이송 카트") || !strings.Contains(got, "12000000") {
		t.Errorf("csv: %s", got)
	}
}
