package journeys

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"jangteo.kr/internal/money"
)

// purchase is what a journey follows of an order.
type purchase struct {
	id, budget     string
	total          money.Won
	own, programme money.Won // who pays what
}

// won reads the amount inside an element.
func (b *browser) won(selector string) money.Won {
	b.t.Helper()
	s := b.attribute(selector+" data", "value")
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		b.t.Fatalf("%s on %s holds no amount: %q", selector, b.path(), s)
	}
	return money.Won(n)
}

// stage is how much of a budget line stands at a stage of spending.
func (b *browser) stage(budget, account string) money.Won {
	b.t.Helper()
	b.open("/budgets/" + budget)
	return b.won(testid("stage-"+account) + " td")
}

// request fills a cart with a subsidised product and hands the order in.
func request(t *testing.T, b *browser, quantity string) purchase {
	t.Helper()
	for b.open("/cart"); b.has("cart-remove-button"); {
		b.follow("cart-remove-button")
	}
	b.open("/products/" + object(t, "product"))
	if b.count(`[data-testid="cart-form"] [name="store"][type="radio"]`) > 0 {
		b.fillIn("cart-form", "store", "hyeokshin")
	}
	b.fillIn("cart-form", "quantity", quantity)
	b.follow("add-to-cart")
	b.press(`[data-testid="cart-group"][data-storefront="hyeokshin"] [data-testid="cart-order"]`)
	if status := b.click("order-check"); status != 422 {
		t.Errorf("an order without a place: %d", status)
	}
	b.fillAll("place", "새솔시청 3층 물품창고", "contact_name", "김요청", "contact_phone", "044-300-1234")
	p := purchase{budget: b.richest()}
	b.fill("budget_id", p.budget)
	b.follow("order-check")
	if before, this, after := b.won(testid("budget-before")), b.won(testid("budget-this")), b.won(testid("budget-after")); before+this != after {
		t.Errorf("the effect on the budget: %d %d = %d", before, this, after)
	}
	p.own, p.programme = b.won(testid("share-institution")), b.won(testid("share-programme"))
	total := b.text("order-total")
	b.follow("order-submit-button")
	b.mustBe("requested")
	p.id, p.total = b.objectID(), b.won(testid("order-total"))
	if p.own+p.programme != p.total || p.programme == 0 || total != p.total.Hangul() {
		t.Errorf("shares %d and %d of %d, announced as %s", p.own, p.programme, p.total, total)
	}
	return p
}

// richest gives the budget line with the most left among those offered; its option says so.
func (b *browser) richest() string {
	b.t.Helper()
	return eval[string](b, `(() => { const left = o => Math.max(0, ...[...o.textContent.matchAll(/[\d,]{6,}/g)].map(m => +m[0].replaceAll(",", "")));
		return [...document.querySelector('main [name="budget_id"]').options].filter(o => o.value).sort((a, b) => left(b) - left(a))[0]?.value || "" })()`)
}

func TestOrder_fromTheCartToTheBooks(t *testing.T) {
	twice(t, func(t *testing.T, o ...option) {
		requester := newBrowser(t, o...)
		requester.signIn("requester")
		finance := requester.as("finance", o...)
		p := request(t, requester, "2")
		reserved := finance.stage(p.budget, "reserved")
		if requester.open("/orders/" + p.id); requester.has("order-approve-button") {
			t.Error("the requester is offered to approve")
		}
		page := "/orders/" + p.id

		approver := requester.as("approver", o...)
		approver.open(page)
		approver.follow("order-approve-button")
		approver.mustBe("issued")

		supplier := requester.as("haram-admin", o...)
		supplier.open(page)
		if supplier.count(`[data-testid="order-fundings"] a[href^="/budgets/"]`) > 0 {
			t.Error("the supplier sees the budget")
		}
		supplier.follow("order-confirm-button")
		supplier.mustBe("confirmed")
		if now := finance.stage(p.budget, "reserved"); reserved-now != p.own {
			t.Errorf("the supplier's yes turned %d of the reservation into an obligation, not %d", reserved-now, p.own)
		}
		deliver(t, supplier, page, requester.as("inspector", o...))
		supplier.open(page)
		supplier.fillIn("order-claim", "number", fmt.Sprintf("INV-%d", time.Now().UnixNano()))
		supplier.follow("order-claim-button")
		supplier.mustBe("invoiced")

		paid := finance.stage(p.budget, "paid")
		finance.open(page)
		finance.follow("order-pay-button")
		finance.mustBe("paid")
		if now := finance.stage(p.budget, "paid"); now-paid != p.own {
			t.Errorf("%d was paid from the line, not %d", now-paid, p.own)
		}
		explained(t, finance, p)
	})
}

// deliver ships in two parts; the inspector refuses one piece, which is sent again.
func deliver(t *testing.T, supplier *browser, page string, inspector *browser) {
	t.Helper()
	ship := func(n string) {
		t.Helper()
		supplier.open(page)
		supplier.fillIn("order-ship", supplier.attribute(`[data-testid="order-ship"] [name^="quantity_"]`, "name"), n)
		supplier.follow("order-ship-button")
	}
	inspect := func(accepted, rejected string) {
		t.Helper()
		inspector.open(page)
		line := strings.TrimPrefix(inspector.attribute(`[data-testid="order-inspect"] [name^="accepted_"]`, "name"), "accepted_")
		inspector.fillIn("order-inspect", "accepted_"+line, accepted)
		inspector.fillIn("order-inspect", "rejected_"+line, rejected)
		if rejected != "0" {
			inspector.fillIn("order-inspect", "reason_"+line, "바퀴가 돌지 않는다")
		}
		inspector.follow("order-inspect-button")
	}
	ship("1")
	supplier.mustBe("delivering")
	inspect("0", "1")
	ship("2")
	inspect("2", "0")
	inspector.mustBe("inspected")
}

// explained: from the budget to the order and back, the paper is there, and the list
// and its export know the order.
func explained(t *testing.T, b *browser, p purchase) {
	t.Helper()
	b.open("/budgets/" + p.budget)
	if b.count(`a[href="/orders/`+p.id+`"]`) == 0 {
		t.Error("the budget's journal does not lead to the order")
	}
	b.open("/orders/" + p.id)
	if b.count(`a[href="/budgets/`+p.budget+`"]`) == 0 {
		t.Error("the order does not lead to the budget")
	}
	if got := b.fetch("/orders/" + p.id + "/delivery-request.pdf"); got != "200 application/pdf" {
		t.Errorf("the delivery request: %s", got)
	}
	b.open("/orders?state=paid")
	if b.count(`[data-testid="order-row"][data-object-id="`+p.id+`"]`) != 1 {
		t.Error("the list does not have the order")
	}
	if got := b.fetch("/orders.csv"); got != "200 text/csv; charset=utf-8" {
		t.Errorf("the export: %s", got)
	}
}

// fetch asks for what is no page and gives its status and type.
func (b *browser) fetch(path string) string {
	b.t.Helper()
	return await[string](b, `fetch(`+js(path)+`).then(r => r.status + " " + r.headers.get("Content-Type"))`)
}

func TestOrder_releasesWhatIsRefused(t *testing.T) {
	requester := newBrowser(t)
	requester.signIn("requester")
	finance := requester.as("finance")
	p := request(t, requester, "1")
	reserved := finance.stage(p.budget, "reserved")
	approver := requester.as("approver")
	approver.open("/orders/" + p.id)
	if status := approver.click("order-refuse-button"); status != 422 {
		t.Errorf("a refusal without a reason: %d", status)
	}
	approver.fillIn("order-refuse", "reason", "올해 안에 쓸 곳이 없다")
	approver.follow("order-refuse-button")
	approver.mustBe("refused")
	if now := finance.stage(p.budget, "reserved"); reserved-now != p.own {
		t.Errorf("%d was released, not %d", reserved-now, p.own)
	}
}
