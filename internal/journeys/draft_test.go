package journeys

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
)

// loseSession ends the session as time would: the browser has none any more.
func (b *browser) loseSession() {
	b.t.Helper()
	b.do("lose the session", network.DeleteCookies("session").WithURL(site.base))
}

// begun starts an offer of a new item and gives its address.
func begun(b *browser) string {
	b.t.Helper()
	b.open("/offers/new?class_code=4321150701")
	b.fillAll("name_ko", "끊겨도 남는 컴퓨터", "maker", "하람메디텍", "model", fmt.Sprintf("DR-%d", time.Now().UnixNano()))
	b.follow("register-item-submit")
	b.mustBe("draft")
	return "/offers/" + b.objectID()
}

func TestOffer_outlivesTheSession(t *testing.T) {
	twice(t, func(t *testing.T, o ...option) {
		b := newBrowser(t, o...)
		b.signIn("haram-admin")
		page := begun(b)
		b.open(page + "/terms")
		b.fillAll("price", "1,280", "tax", "vat", "unit", "BOX", "content", "50", "content_unit", "SHEET", "min_order", "1", "lead_days", "14", "warranty_months", "0")
		b.loseSession()
		if status := b.click("save"); status != 401 || !b.has("session-over") {
			t.Fatalf("a save after the session: %d on %s", status, b.path())
		}
		b.follow("sign-in-again")
		b.follow("persona-haram-admin-button")
		if b.path() != page+"/terms" || !b.has("draft-shown") {
			t.Fatalf("back on %s without what was typed", b.path())
		}
		if got := b.attribute("#f-price", "value"); got != "1,280" {
			t.Fatalf("the price is %q", got)
		}
		b.follow("save")
		b.open(page + "/terms")
		if b.has("draft-shown") {
			t.Error("saved, and it is still a draft")
		}
		b.finish(t, page)
	})
}

// finish fills in the rest, looks at the preview and hands the offer in.
func (b *browser) finish(t *testing.T, page string) {
	t.Helper()
	b.open(page + "/specification")
	b.fillAll("summary", "밤새 쓴 소개", "attr_cpu", "Core Ultra 5", "attr_ram", "16", "attr_ssd", "512", "attr_os", "Windows 11 Pro", "attr_monitor", "없음 / None")
	b.follow("save")
	b.open(page + "/pictures")
	b.upload("file", drawn(t), drawnWide(t))
	b.follow("add-picture-submit")
	if n := b.count(testid("picture")); n != 2 || !b.has("undescribed") {
		t.Fatalf("%d pictures", n)
	}
	b.fillAll("alt_1", "검은색 본체의 앞모습", "alt_2", "단자가 있는 뒷면")
	b.follow("down-1")
	if got := b.attribute("#f-alt_1", "value"); got != "단자가 있는 뒷면" {
		t.Errorf("the main picture is %q", got)
	}
	b.follow("save")
	b.open(page)
	if got := b.read("main"); !strings.Contains(got, "5개 중 4개 완료") {
		t.Errorf("the task list does not say how far it is: %s", got)
	}
	b.follow("preview")
	b.mustSay("1매당 25.60원")
	b.follow("preview-hyeokshin")
	b.mustSay("혁신제품으로 지정되어야")
	b.open(page + "/check")
	b.follow("submit-offer-button")
	b.mustBe("submitted")
}

// TestOffer_keepsWhatIsTyped: with scripts what is typed is kept without any save.
func TestOffer_keepsWhatIsTyped(t *testing.T) {
	b := newBrowser(t)
	b.signIn("haram-admin")
	page := begun(b)
	b.open(page + "/specification")
	b.fill("summary", "쓰다 만 소개")
	said := await[string](b, `new Promise(done => { const box = document.querySelector("[data-draft-state]");
		const look = () => box.textContent && done(box.textContent); new MutationObserver(look).observe(box, {childList: true}); look() })`)
	if !strings.HasPrefix(said, "임시 저장됨 ") {
		t.Fatalf("the page says %q", said)
	}
	b.open(page)
	b.open(page + "/specification")
	if got := b.attribute("#f-summary", "value"); got != "쓰다 만 소개" {
		t.Fatalf("the summary is %q", got)
	}
	b.follow("draft-discard-button")
	if got := b.attribute("#f-summary", "value"); got != "" || b.has("draft-shown") {
		t.Fatalf("thrown away, and the summary is %q", got)
	}
	// The last word is kept too, though the page is left at once.
	b.fill("summary", "마지막 낱말")
	b.open(page)
	b.open(page + "/specification")
	if got := b.attribute("#f-summary", "value"); got != "마지막 낱말" {
		t.Fatalf("left at once, the summary is %q", got)
	}
}
