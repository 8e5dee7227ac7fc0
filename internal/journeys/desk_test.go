package journeys

import (
	"fmt"
	"testing"
)

// reprice proposes another price for a listed ware and opens the page that submits it.
func (w ware) reprice(price string) {
	b := w.supplier
	b.open("/offers/" + w.offer)
	b.follow("propose-change-button")
	b.open("/offers/" + w.offer + "/terms")
	b.fill("price", price)
	b.follow("save")
	b.open("/offers/" + w.offer + "/check")
}

// A supplier raises a price by thirty percent: it states why, the desk sees the evidence
// and approves for a reason of its own. Then the offer is suspended, its reach in view.
func TestDesk_aSuddenRiseAndASuspension(t *testing.T) {
	twice(t, func(t *testing.T, o ...option) {
		supplier := newBrowser(t, o...).as("haram-admin", o...)
		w := draft(t, supplier, "")
		w.approve(t, o...)
		w.reprice("1,669,200")
		if !supplier.has("rise") {
			t.Error("the page does not say that the price rose suddenly")
		}
		if status := supplier.click("submit-offer-button"); status != 422 || supplier.errorCode() != "rise_reason_missing" {
			t.Fatalf("submitted without a reason: %d (%s)", status, supplier.errorCode())
		}
		supplier.fill("rise_reason", "메모리 매입 단가가 두 배가 되었습니다.")
		supplier.follow("submit-offer-button")

		desk := supplier.as("market", o...)
		desk.open("/desk/listings?kind=price&sort=rise")
		if desk.count(fmt.Sprintf(`[data-testid="queue-row"][data-object-id="%s"] [data-testid="sudden"]`, w.offer)) != 1 {
			t.Error("the queue does not mark the rise")
		}
		desk.open("/offers/" + w.offer)
		desk.mustSay("메모리 매입 단가가 두 배가 되었습니다.")
		if !desk.has("evidence-chart") || !desk.has("diff-price") || desk.text("evidence-previous") == "" {
			t.Error("the evidence is not beside the decision")
		}
		desk.follow("take-button")
		if status := desk.click("approve-button"); status != 422 {
			t.Fatalf("approved without a reason: %d", status)
		}
		desk.fill("approve_reason", "매입 세금계산서로 확인함")
		desk.follow("approve-button")
		supplier.open("/offers/" + w.offer)
		supplier.mustSay("1,669,200")
		w.suspend(t, o...)
	})
}

// suspend has a reviewer read what a suspension touches and then do it.
func (w ware) suspend(t *testing.T, o ...option) {
	t.Helper()
	reviewer := w.supplier.as("reviewer", o...)
	reviewer.open("/offers/" + object(t, "product") + "/suspend")
	if !reviewer.has("orders-go-on") || !reviewer.has("open-orders") || !reviewer.has("shelf") {
		t.Error("the reach of a suspension is not shown")
	}
	reviewer.open("/offers/" + w.offer)
	reviewer.follow("suspend-link")
	if status := reviewer.click("suspend-button"); status != 422 {
		t.Errorf("suspended without a reason: %d", status)
	}
	reviewer.fill("reason", "안전 기준 확인 중")
	reviewer.follow("suspend-button")
	reviewer.mustBe("suspended")
	w.supplier.open("/offers/" + w.offer)
	w.supplier.mustSay("안전 기준 확인 중")
}

// The market desk returns several prices together with a ready sentence.
func TestDesk_returnsManyWithATemplate(t *testing.T) {
	twice(t, func(t *testing.T, o ...option) {
		supplier := newBrowser(t, o...).as("haram-admin", o...)
		for range 2 {
			w := draft(t, supplier, "")
			w.approve(t, o...)
			w.reprice("1,300,000")
			supplier.follow("submit-offer-button")
		}
		desk := supplier.as("market", o...)
		desk.open("/desk/listings?kind=price&sort=newest&size=100")
		ids := eval[[]string](desk, `[...document.querySelectorAll('[data-testid="queue-row"]')].slice(0, 2).map(r => r.dataset.objectId)`)
		template := eval[string](desk, `[...document.querySelector('main [name="template"]').options].find(o => o.parentNode.tagName === "OPTGROUP")?.value || ""`)
		for _, id := range ids {
			desk.fill("offer", id)
		}
		desk.fill("template", template)
		desk.follow("bulk-return")
		if got := desk.count(`[data-testid="bulk-row"][data-state="possible"]`); got != 2 {
			t.Fatalf("%d rows can be returned", got)
		}
		reason := eval[string](desk, `document.querySelector('main [name="reason"]').value`)
		if reason == "" {
			t.Error("the ready sentence is not in the form")
		}
		desk.follow("bulk-decide-button")
		if got := desk.count(`[data-testid="result-row"][data-state="done"]`); got != 2 {
			t.Fatalf("%d rows were returned", got)
		}
		supplier.open("/offers/" + ids[0])
		supplier.mustSay(reason)
	})
}
