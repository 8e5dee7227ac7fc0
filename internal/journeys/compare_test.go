package journeys

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// putIn puts the nth offer of a result page into the comparison and gives its number.
func (b *browser) putIn(n int) string {
	b.t.Helper()
	row := fmt.Sprintf("main li[data-object-id]:nth-of-type(%d)", n)
	id := b.attribute(row, "data-object-id")
	b.press(row + " [data-testid=compare-add-button]")
	return id
}

func TestCompareAndAsk_twoOffersAQuestionAndItsAnswer(t *testing.T) {
	twice(t, func(t *testing.T, o ...option) {
		buyer := newBrowser(t, o...)
		buyer.signIn("requester")
		const found = "/search?class=4219220701"
		buyer.open(found)
		first := buyer.putIn(1)
		if at := buyer.path(); !strings.HasPrefix(at, found) {
			t.Fatalf("putting an offer into the comparison leads to %s", at)
		}
		second := buyer.putIn(2)
		if n := buyer.attribute(testid("compare-tray"), "data-count"); n != "2" {
			t.Fatalf("the tray holds %s", n)
		}
		buyer.follow("compare-open")
		if !buyer.has("compared-"+first) || !buyer.has("compared-"+second) || buyer.count(testid("row-price")+" td") != 2 {
			t.Fatal("the two offers do not stand side by side")
		}
		if !strings.Contains(buyer.read(testid("row-price")), "최저") {
			t.Error("no price is marked as the lowest")
		}
		all := buyer.count("[data-testid^=row-]")
		buyer.follow("diff-on")
		if some := buyer.count("[data-testid^=row-]"); some >= all || some == 0 {
			t.Errorf("%d of %d rows differ", some, all)
		}

		product := "/products/" + object(t, "offer") // of haram-admin's supplier
		buyer.open(product)
		buyer.unfold(testid("ask"))
		asked := fmt.Sprintf("승강기가 없는 3층에도 설치해 주시나요? (%d)", time.Now().UnixNano())
		buyer.fillIn("ask-form", "question", asked)
		buyer.follow("ask-button")
		buyer.mustSay(asked)

		supplier := buyer.as("haram-admin", o...)
		supplier.open("/questions?state=open")
		at := eval[string](supplier, `([...document.querySelectorAll('`+testid("question")+` a')].find(a => a.textContent.includes(`+js(asked)+`))?.getAttribute("href") || "")`)
		if at == "" {
			t.Fatal("the question is not in the supplier's list")
		}
		supplier.open(at)
		if status := supplier.click("answer-button"); status != 422 {
			t.Errorf("an empty answer: %d", status)
		}
		answer := "네, 운반까지 값에 들어 있습니다. " + asked[len(asked)-8:]
		supplier.fillIn("answer-form", "answer", answer)
		supplier.follow("answer-button")
		supplier.mustBe("answered")

		public := newBrowser(t, o...)
		public.open(product)
		public.mustSay(asked)
		public.mustSay(answer)
	})
}
