package journeys

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// option is what the active suggestion says; "" if none is active.
const activeOption = `(() => { const box = document.querySelector("#site-search");
  const o = document.getElementById(box.getAttribute("aria-activedescendant")); return o ? o.firstChild.textContent : "" })()`

func (b *browser) typeIn(selector, keys string) {
	b.t.Helper()
	b.do("type", chromedp.SendKeys(selector, keys, chromedp.ByQuery))
}

// enter presses Enter as a keyboard does; the library's own way sends the character
// even if the page has taken the key.
func enter() chromedp.Action {
	return input.DispatchKeyEvent(input.KeyRawDown).WithKey("Enter").WithCode("Enter").WithWindowsVirtualKeyCode(13)
}

// until waits for something that the page's script does by itself.
func (b *browser) until(what, condition string) {
	b.t.Helper()
	b.do("wait until "+what, chromedp.Poll(condition, nil, chromedp.WithPollingInterval(50*time.Millisecond)))
}

// TestCombobox_byKeyboard: suggestions come while typing, are announced, and are walked
// through and chosen without a mouse.
func TestCombobox_byKeyboard(t *testing.T) {
	b := newBrowser(t)
	b.open("/about")
	box := "#site-search"
	expanded := `document.querySelector("#site-search").getAttribute("aria-expanded") === "true"`
	b.typeIn(box, "노트")
	b.until("there are suggestions", expanded)
	if said := b.read("header [role=status]"); !strings.ContainsAny(said, "12345678") {
		t.Errorf("announced: %q", said)
	}
	if b.attribute(box, "role") != "combobox" || b.attribute(box, "aria-controls") != b.attribute("header [role=listbox]", "id") {
		t.Error("the box is no combobox of its list")
	}
	if n := b.count("header [role=option]"); n < 1 || n > 8 {
		t.Fatalf("%d suggestions", n)
	}
	b.typeIn(box, kb.ArrowDown)
	first := eval[string](b, activeOption)
	b.typeIn(box, kb.End)
	b.typeIn(box, kb.Home)
	if got := eval[string](b, activeOption); first == "" || got != first {
		t.Errorf("the first is %q, then %q", first, got)
	}
	if got := eval[string](b, `document.querySelector("#site-search").value`); got != "노트" {
		t.Errorf("what was typed became %q", got)
	}
	b.typeIn(box, kb.Escape)
	if eval[bool](b, expanded) {
		t.Error("Escape does not close")
	}
	b.typeIn(box, kb.ArrowDown)
	b.until("they are back", expanded+` && document.querySelector("#site-search").hasAttribute("aria-activedescendant")`)
	to := eval[string](b, `document.getElementById(document.querySelector("#site-search").getAttribute("aria-activedescendant")).dataset.href`)
	if status := b.load("choose", enter()); status != 200 || b.where() != site.base+to {
		t.Errorf("the choice of %s leads to %s (%d)", to, b.where(), status)
	}
	if !b.has("result-count") {
		t.Error("the choice leads nowhere")
	}
}

// TestSavedSearch: from a search to its list, another name, and gone.
func TestSavedSearch(t *testing.T) {
	twice(t, func(t *testing.T, o ...option) {
		b := newBrowser(t, o...)
		b.signIn("inspector")
		b.open("/search?q=%EC%BB%B4%ED%93%A8%ED%84%B0&store=nara&sort=price")
		found := b.read(testid("result-count"))
		b.follow("save-search")
		b.fill("alert", "weekly")
		b.follow("save-search-submit")
		b.mustSay("컴퓨터 · 나라장터")
		b.open("/saved-searches/" + b.attribute(testid("saved-search"), "data-object-id"))
		if got := b.read(testid("result-count")); got != found {
			t.Errorf("found %q, then %q", found, got)
		}
		b.open("/saved-searches")
		b.follow("edit-search")
		b.fill("name", "싼 컴퓨터")
		b.follow("change-search-submit")
		b.mustSay("싼 컴퓨터")
		b.follow("edit-search")
		b.unfold("main details")
		b.follow("delete-search-button")
		if b.has("saved-search") {
			t.Error("it is still there")
		}
	})
}
