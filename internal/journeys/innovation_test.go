package journeys

import (
	"strings"
	"testing"
)

// criteria of the review, each with at most ten points.
var criteria = []string{"need", "public_purchase", "urgency", "life", "novelty", "excellence", "spread", "market", "quality", "price"}

// designate takes the product from its supplier's application to a designation with a
// certificate.
func (w ware) designate(t *testing.T, o ...option) {
	t.Helper()
	b := w.supplier
	b.open("/applications/new")
	b.fillAll("item_number", w.item, "field", "life", "trl", "8", "claim", "소음을 절반으로 줄인 첫 업무용 컴퓨터다.", "evidence", "공인 시험 성적서 제2026-114호")
	b.follow("save-submit")
	b.mustBe("submitted")
	id := b.objectID()

	reviewer := b.as("innovation", o...)
	reviewer.open("/applications/" + id)
	reviewer.follow("review")
	if status := reviewer.click("review-button"); status != 422 {
		t.Errorf("a review without scores: %d", status)
	}
	for _, c := range criteria {
		reviewer.fillAll("score_"+c, "8", "reason_"+c, "제출된 자료로 확인했다.")
	}
	reviewer.fillAll("recommend", "yes", "opinion", "지정할 만하다.")
	reviewer.follow("review-button")
	reviewer.mustBe("reviewed")
	if reviewer.has("decide") {
		t.Error("the reviewer is offered to decide")
	}

	second := b.as("innovation-second", o...)
	second.open("/applications/" + id)
	second.follow("decide")
	second.fillAll("outcome", "designate", "reason", "기준을 넘었다.")
	second.follow("decide-button")
	second.mustBe("designated")
	second.follow("designation-link")
	second.mustBe("in_force")

	public := newBrowser(t, o...)
	public.open("/designations/" + second.objectID())
	number := public.text("verification")
	public.open("/verify/" + strings.ToLower(strings.ReplaceAll(number, "-", "")))
	if got := public.attribute("main", "data-state"); got != "valid" {
		t.Errorf("the certificate's number %s is %q (%s)", number, got, public.path())
	}
}
