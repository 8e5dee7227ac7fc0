package journeys

import (
	"context"
	_ "embed"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// axe is the engine that looks for barriers (docs/NOTICE).
//
//go:embed testdata/axe.min.js
var axe string

// withAxe brings the engine into every page of the window; the site's own policy would
// keep it out.
func withAxe(b *browser) chromedp.Action {
	return chromedp.Tasks{policyOff(b), chromedp.ActionFunc(func(ctx context.Context) error {
		_, err := page.AddScriptToEvaluateOnNewDocument(axe).Do(ctx)
		return err
	})}
}

// Colours that are still on their way when the page is judged are nobody's barrier.
const runAxe = `(document.getAnimations().forEach(a => { try { a.finish() } catch { a.cancel() } }), axe.run(document, {
  runOnly: {type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
  resultTypes: ["violations"], elementRef: false,
})).then(r => r.violations.flatMap(v => v.nodes.slice(0, 3).map(n =>
  v.id + ": " + v.help + " at " + n.target.join(" ") + " " + n.html.slice(0, 160) + " " + (n.any[0] || n.all[0] || n.none[0] || {message: ""}).message)))`

// barriers lists what stands in somebody's way on the page as it is.
func (b *browser) barriers() []string {
	b.t.Helper()
	return await[[]string](b, runAxe)
}

// contrast shows the page in another set of colours, as the preference would.
func (b *browser) contrast(mode string) {
	b.t.Helper()
	eval[string](b, `document.documentElement.dataset.krdsMode = `+js(mode))
}

// wider lists what makes the page wider than the screen.
const wider = `(() => {
  const w = document.documentElement.clientWidth, all = document.documentElement.scrollWidth;
  if (all <= w) return [];
  const out = [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > w + 1);
  return ["the page: " + all, ...out.slice(0, 5).map(e => e.tagName + "." + e.className + " " + Math.round(e.getBoundingClientRect().right))];
})()`

// inspectPage looks at the page in the window on each kind of screen.
func (b *browser) inspectPage(t *testing.T, name string) {
	t.Helper()
	say := func(screen string, found []string) {
		for _, f := range found {
			t.Errorf("%s, %s: %s", name, screen, f)
		}
	}
	say("desktop", b.barriers())
	b.contrast("high-contrast")
	say("high contrast", b.barriers())
	b.contrast("light")
	b.screen(mobile)
	say("mobile", b.barriers())
	b.screen(narrow)
	if over := eval[[]string](b, wider); len(over) > 0 {
		t.Errorf("%s: wider than %d px: %s", name, narrow, strings.Join(over, "; "))
	}
	b.screen(desktop)
}

// TestPages_haveNoBarriers looks at every page of the route table.
func TestPages_haveNoBarriers(t *testing.T) {
	p := prepare(t)
	t.Run("every route has a screen", func(t *testing.T) {
		known := map[string]bool{}
		for _, s := range screens {
			known[s.route] = true
		}
		for _, r := range site.routes {
			if r.method == "GET" && !known[r.pattern] {
				t.Errorf("%s: nobody wrote down how to look at it", r.pattern)
			}
		}
	})
	byPersona := map[string][]screen{}
	var personas []string
	for _, s := range screens {
		if byPersona[s.as] == nil {
			personas = append(personas, s.as)
		}
		byPersona[s.as] = append(byPersona[s.as], s)
	}
	for _, as := range personas {
		t.Run("as "+name(as), func(t *testing.T) {
			t.Parallel()
			b := newBrowser(t, withAxe)
			if as != "" {
				b.signIn(as)
			}
			for _, s := range byPersona[as] {
				look(t, b, s, p.fill(t, s.path))
			}
		})
	}
}

// TestPages_wouldTell holds the looking itself to account: what is put in the way of
// people on purpose is found.
func TestPages_wouldTell(t *testing.T) {
	b := newBrowser(t, withAxe)
	b.open("/about")
	eval[bool](b, `(() => {
		const main = document.querySelector("main"), img = main.appendChild(new Image()), p = main.appendChild(document.createElement("p"));
		img.src = "/favicon.ico"; p.textContent = "hardly to be read"; p.style.color = "#eee"; p.style.background = "#fff";
		return true })()`)
	found := strings.Join(b.barriers(), "\n")
	for _, rule := range []string{"image-alt: ", "color-contrast: "} {
		if !strings.Contains(found, rule) {
			t.Errorf("%s is not found: %s", rule, found)
		}
	}
	b.screen(narrow)
	eval[bool](b, `(document.querySelector("main").appendChild(document.createElement("pre")).textContent = "wide ".repeat(200), true)`)
	if len(eval[[]string](b, wider)) == 0 {
		t.Error("a page of a thousand letters in a line is not too wide")
	}
	b.mu.Lock()
	b.faults = nil // the picture that is not there
	b.mu.Unlock()
}

func name(as string) string {
	if as == "" {
		return "the public"
	}
	return as
}

func look(t *testing.T, b *browser, s screen, path string) {
	t.Helper()
	if s.file != "" {
		if got := b.fetch(path); got != "200 "+s.file {
			t.Errorf("%s: %s", path, got)
		}
		return
	}
	want := 200
	if s.status != 0 {
		want = s.status
	}
	if status := b.visit(path); status != want {
		t.Errorf("%s as %s: %d (%s)", path, name(s.as), status, b.errorCode())
		return
	}
	b.inspectPage(t, path)
}

// places maps the names in screens' paths to what they stand for today.
type places map[string]string

// fill puts objects into a path: ":order" is the demonstration's order, ":state/paid"
// its order in that state, and what prepare made has its own names.
func (p places) fill(t *testing.T, path string) string {
	t.Helper()
	out := path
	for _, part := range strings.FieldsFunc(path, func(r rune) bool { return strings.ContainsRune("/?&=", r) }) {
		kind, named := strings.CutPrefix(part, ":")
		if !named {
			continue
		}
		id, ok := p[kind]
		state, isState := strings.CutPrefix(kind, "order-")
		switch {
		case ok:
		case isState:
			id = fmt.Sprint(site.country.OrdersByState[state])
		default:
			id = object(t, kind)
		}
		out = strings.Replace(out, part, id, 1)
	}
	return out
}
