package journeys

import (
	"fmt"
	"testing"
	"time"
)

func TestTender_fromTheDraftToTheBoard(t *testing.T) {
	twice(t, func(t *testing.T, o ...option) {
		officer := newBrowser(t, o...)
		officer.signIn("contracting")
		officer.open("/notices/new")
		title := fmt.Sprintf("도서관 무인 반납기 구매 %d", time.Now().UnixMilli())
		officer.fillAll("title", title, "kind", "goods", "method", "open", "class_code", "4321150701", "estimated_price", "180,000,000", "base_amount", "198,000,000",
			"publish_on", daysAhead(0), "deadline", daysAhead(3)+"T10:00", "opening_at", daysAhead(3)+"T11:00", "description", "무인 반납기 두 대를 산다.",
			"requirements", "물품분류번호로 등록한 자")
		if status := officer.click("save-submit"); status != 422 || officer.count(testid("rule-box")) != 1 {
			t.Errorf("a deadline in three days: %d (%s)", status, officer.errorCode())
		}
		officer.mustSay("제35조")
		officer.fillAll("deadline", daysAhead(14)+"T10:00", "opening_at", daysAhead(14)+"T11:00")
		officer.follow("save-submit")
		officer.mustBe("submitted")
		id := officer.objectID()
		if officer.has("publish-notice-button") {
			t.Error("the drafter is offered to publish")
		}
		public := newBrowser(t, o...)
		if status := public.visit("/notices/" + id); status != 404 {
			t.Errorf("the public reads a notice that is not published: %d", status)
		}
		desk := officer.as("tender", o...)
		desk.open("/notices/mine")
		desk.press(`a[href="/notices/` + id + `"]`)
		desk.follow("publish-notice-button")
		desk.mustBe("published")

		public.open("/notices?q=" + title[len(title)-13:])
		public.press(`[data-testid="notice-row"][data-object-id="` + id + `"] a[href="/notices/` + id + `"]`)
		public.mustBe("published")
		public.mustSay("198,000,000")
		if got := public.fetch("/notices.atom"); got != "200 application/atom+xml; charset=utf-8" {
			t.Errorf("the feed: %s", got)
		}
	})
}
