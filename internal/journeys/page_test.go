package journeys

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"jangteo.kr/internal/kst"
)

// js writes a value as JavaScript does.
func js(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // only strings and numbers come here
	}
	return string(b)
}

const setField = `(() => {
  const scope = %s ? document.querySelector(%s) : document.querySelector("main");
  const fields = scope ? [...scope.querySelectorAll("[name=" + CSS.escape(%s) + "]")] : [];
  const f = fields.find(f => f.type !== "hidden");
  if (!f) return "no such field";
  if (f.disabled || f.readOnly) return "it cannot be changed";
  const v = %s;
  if (f.type === "radio" || f.type === "checkbox") {
    const it = fields.find(f => f.value === v);
    if (!it) return "no such choice among " + fields.map(f => f.value).join(", ");
    if (!it.checked) it.click();
    return "";
  }
  if (f.tagName === "SELECT" && ![...f.options].some(o => o.value === v))
    return "no such choice among " + [...f.options].map(o => o.value).join(", ");
  f.value = v;
  if (f.value !== v) return "it took " + JSON.stringify(f.value);
  f.dispatchEvent(new Event("input", {bubbles: true}));
  if (!f.hasAttribute("data-autosubmit")) f.dispatchEvent(new Event("change", {bubbles: true}));
  return "";
})()`

// fill does by script what hands do, so that a form of twenty fields takes no minute; a
// field that would send its form by itself waits for the button, as it does without
// JavaScript.

// fill types into a field of the main content by its name, or ticks a choice.
func (b *browser) fill(name, value string) {
	b.t.Helper()
	b.fillIn("", name, value)
}

// fillIn is fill for one of several forms, found by its data-testid.
func (b *browser) fillIn(form, name, value string) {
	b.t.Helper()
	scope := ""
	if form != "" {
		scope = testid(form)
	}
	if said := eval[string](b, fmt.Sprintf(setField, js(scope), js(scope), js(name), js(value))); said != "" {
		b.t.Fatalf("fill %s %s with %q on %s: %s", form, name, value, b.path(), said)
	}
}

// fillAll fills name, value pairs.
func (b *browser) fillAll(pairs ...string) {
	b.t.Helper()
	for i := 0; i+1 < len(pairs); i += 2 {
		b.fill(pairs[i], pairs[i+1])
	}
}

// upload chooses files for a field.
func (b *browser) upload(name string, files ...string) {
	b.t.Helper()
	b.do("upload "+name, chromedp.SetUploadFiles(`main [name="`+name+`"]`, files, chromedp.ByQuery))
}

// count says how many elements a selector finds.
func (b *browser) count(selector string) int {
	b.t.Helper()
	return eval[int](b, `document.querySelectorAll(`+js(selector)+`).length`)
}

// has reports whether the page has an element with a data-testid.
func (b *browser) has(id string) bool {
	b.t.Helper()
	return b.count(testid(id)) > 0
}

// text is what the first element with a data-testid says, with single spaces.
func (b *browser) text(id string) string {
	b.t.Helper()
	return b.read(testid(id))
}

// read is what the first element of a selector says; it must be there.
func (b *browser) read(selector string) string {
	b.t.Helper()
	s := eval[*string](b, `(document.querySelector(`+js(selector)+`) || {textContent: null}).textContent`)
	if s == nil {
		b.t.Fatalf("nothing like %s on %s", selector, b.path())
	}
	return strings.Join(strings.Fields(*s), " ")
}

// attribute is an attribute of the first element of a selector; "" without either.
func (b *browser) attribute(selector, name string) string {
	b.t.Helper()
	return eval[string](b, `(document.querySelector(`+js(selector)+`)?.getAttribute(`+js(name)+`) || "")`)
}

// objectID is the object that the page shows.
func (b *browser) objectID() string { b.t.Helper(); return b.attribute("main", "data-object-id") }

// state is that object's.
func (b *browser) state() string { b.t.Helper(); return b.attribute("main", "data-state") }

// errorCode is the refusal that the page shows; "" if it shows none.
func (b *browser) errorCode() string {
	b.t.Helper()
	return b.attribute("[data-error-code]", "data-error-code")
}

// mustBe fails unless the page's object is in a state.
func (b *browser) mustBe(state string) {
	b.t.Helper()
	if got := b.state(); got != state {
		b.t.Fatalf("on %s the state is %q, not %q (%s)", b.path(), got, state, b.errorCode())
	}
}

// mustSay fails unless the main content has some words.
func (b *browser) mustSay(words string) {
	b.t.Helper()
	if got := b.read("main"); !strings.Contains(got, words) {
		b.t.Fatalf("%s does not say %q: %s", b.path(), words, got)
	}
}

// signIn becomes a persona of the demonstration, by the one click of the sign-in page.
func (b *browser) signIn(persona string) {
	b.t.Helper()
	b.who = persona
	b.open("/sign-in")
	b.follow("persona-" + persona + "-button")
	if got := b.path(); got != "/desk" {
		b.t.Fatalf("%s begins on %s", persona, got)
	}
}

// as opens a new window for a persona.
func (b *browser) as(persona string, options ...option) *browser {
	b.t.Helper()
	other := newBrowser(b.t, options...)
	other.signIn(persona)
	return other
}

// screen changes the width of the window.
func (b *browser) screen(width int64) {
	b.t.Helper()
	b.do("change the width", b.wide(width))
}

// twice runs a journey with JavaScript and without it: no flow may need it.
func twice(t *testing.T, journey func(t *testing.T, o ...option)) {
	t.Run("with JavaScript", func(t *testing.T) { journey(t) })
	t.Run("without JavaScript", func(t *testing.T) { journey(t, scriptsOff) })
}

// daysAhead is a day as a date field takes it, counted from today in Korea.
func daysAhead(n int) string { return kst.DayOf(time.Now()).Add(n).String() }

// object is one of the demonstration's objects by its name in `demo --json`.
func object(t *testing.T, kind string) string {
	t.Helper()
	switch id := site.country.Objects[kind].(type) {
	case string:
		return id
	case float64:
		return strconv.FormatInt(int64(id), 10)
	}
	t.Fatalf("the demonstration has no %s", kind)
	return ""
}
