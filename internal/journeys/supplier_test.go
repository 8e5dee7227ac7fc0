package journeys

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"jangteo.kr/internal/bizno"
)

// aNumber gives a business number that nobody has: its digits are the moment's.
func aNumber() string {
	nine := fmt.Sprintf("5%08d", time.Now().UnixMicro()/10%100_000_000)
	return nine + string(bizno.CheckDigit(nine))
}

// register brings a new supplier to the market desk and gives its window.
func register(t *testing.T, name string, options ...option) *browser {
	b := newBrowser(t, options...)
	email := fmt.Sprintf("head-%d@example.kr", time.Now().UnixNano())
	b.open("/register")
	if status := b.click("register-submit"); status != 422 || b.count("[data-error-code] a[href='#f-email']") != 1 {
		t.Errorf("an empty form: %d (%s)", status, b.errorCode())
	}
	b.fillAll("name", "나신규", "email", email)
	b.follow("register-submit")
	b.follow("demo-mail")
	letter := `(() => { const l = [...document.querySelectorAll('` + testid("mail") + `')].find(m => m.textContent.includes(` + js(email) + `));
		return l ? l.querySelector('` + testid("mail-link") + `').href : "" })()`
	link := eval[string](b, letter)
	if !strings.HasPrefix(link, site.base+"/invitations/") {
		t.Fatalf("the mail's link is %q", link)
	}
	b.open(link)
	b.fill("password", "고양이는 네 발로 걷는다")
	b.follow("accept-invitation-submit")
	b.mustBe("draft")
	if !b.disabled("submit-registration-button") {
		t.Error("an empty registration may be handed in")
	}
	b.fillSections(name, aNumber())
	b.follow("submit-registration-button")
	b.mustBe("submitted")
	return b
}

func (b *browser) disabled(id string) bool {
	b.t.Helper()
	return eval[bool](b, `document.querySelector(`+js(testid(id))+`)?.disabled === true`)
}

// fillSections works through the task list; each section comes back to it.
func (b *browser) fillSections(name, number string) {
	b.t.Helper()
	b.open("/registration/company")
	b.fillAll("name_ko", name, "bizno", "123-45-67890", "representative", "나신규", "founded_on", "2019-03-04")
	if status := b.click("save-section"); status != 422 || b.attribute("#f-bizno", "value") != "123-45-67890" {
		b.t.Errorf("a wrong check digit: %d (%s), kept %q", status, b.errorCode(), b.attribute("#f-bizno", "value"))
	}
	b.fill("bizno", number)
	b.follow("save-section")
	b.open("/registration/contact")
	b.fillAll("region", "11", "address", "서울특별시 중구 세종대로 110", "phone", "02-120-0000", "homepage", "https://example.kr")
	b.follow("save-section")
	b.open("/registration/bank")
	b.fillAll("bank_name", "한국은행", "bank_account", "110-123-456789", "bank_holder", name)
	b.follow("save-section")
	b.open("/registration/traits")
	b.fillAll("traits", "sme", "traits", "startup")
	b.follow("save-section")
	if b.path() != "/registration" {
		b.t.Fatalf("the last section leads to %s", b.path())
	}
}

// admit has the market desk admit the supplier whose registration a window shows.
func admit(supplier *browser, options ...option) {
	supplier.t.Helper()
	id := supplier.objectID()
	desk := supplier.as("market", options...)
	desk.open("/admissions")
	desk.press(`a[href="/admissions/` + id + `"]`)
	desk.mustBe("submitted")
	desk.follow("admit")
	desk.mustBe("admitted")
	supplier.open("/registration")
	supplier.mustBe("admitted")
}

func TestRegistration_isReturnedWithReasonsAndMended(t *testing.T) {
	b := register(t, "노을산업")
	desk := b.as("market")
	desk.open("/admissions/" + b.objectID())
	if status := desk.click("return"); status != 422 {
		t.Errorf("a return without reasons: %d", status)
	}
	desk.fill("reason_bank", "예금주가 상호와 다릅니다")
	desk.follow("return")
	desk.mustBe("returned")
	b.open("/registration")
	b.mustBe("returned")
	b.mustSay("예금주가 상호와 다릅니다")
	b.open("/registration/bank")
	b.fill("bank_holder", "노을산업")
	b.follow("save-section")
	b.follow("submit-registration-button")
	b.mustBe("submitted")
	admit(b)
	b.open("/notifications")
	if !b.has("notification") {
		t.Error("nobody told the supplier")
	}
}
