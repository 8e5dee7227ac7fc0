package journeys

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// findBrowser looks for Chromium under the names it goes by. There are no journeys
// without one, and no skipping them either.
func findBrowser() (string, error) {
	if path := os.Getenv("JANGTEO_CHROMIUM"); path != "" {
		return exec.LookPath(path)
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("no Chromium on this machine: install the package chromium (make test does so when it may)")
}

func (p *place) startBrowser(path, dir string) error {
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.UserDataDir(dir), chromedp.WindowSize(desktop, 900),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-domain-reliability", true),
		chromedp.Flag("no-proxy-server", true), chromedp.Flag("font-render-hinting", "none"),
		chromedp.Flag("lang", "ko-KR"), chromedp.Flag("accept-lang", "ko-KR,ko"))
	allocator, _ := chromedp.NewExecAllocator(context.Background(), options...)
	p.allocator, _ = chromedp.NewContext(allocator)
	if err := chromedp.Run(p.allocator); err != nil {
		return fmt.Errorf("%s does not start: %w", path, err)
	}
	return nil
}

// Widths of the screens that journeys look at.
const (
	desktop = 1280
	mobile  = 360
	narrow  = 320
)

// patience bounds every single step.
const patience = 20 * time.Second

// browser is one person's window, with cookies of its own. Whatever goes wrong in it,
// an error in the console, a page the server could not make, fails the test.
type browser struct {
	t   *testing.T
	ctx context.Context
	who string // persona

	mu     sync.Mutex
	faults []string
}

type option func(*browser) chromedp.Action

// scriptsOff makes the window one without JavaScript.
func scriptsOff(*browser) chromedp.Action { return emulation.SetScriptExecutionDisabled(true) }

// policyOff lets the test's own script into pages whose policy admits none.
func policyOff(*browser) chromedp.Action { return page.SetBypassCSP(true) }

func newBrowser(t *testing.T, options ...option) *browser {
	t.Helper()
	ctx, err := newWindow(t)
	if err != nil {
		t.Fatalf("browser: %v", err)
	}
	b := &browser{t: t, ctx: ctx}
	chromedp.ListenTarget(ctx, b.listen)
	actions := []chromedp.Action{network.Enable(), log.Enable(), runtime.Enable(), b.wide(desktop)}
	for _, o := range options {
		actions = append(actions, o(b))
	}
	// The first run starts the browser and the tab, which live as long as its context:
	// it must not be one that a step's patience ends.
	if err := chromedp.Run(ctx, actions...); err != nil {
		t.Fatalf("browser: %v", err)
	}
	t.Cleanup(b.settle)
	return b
}

// newWindow opens a window that shares nothing with the others. The library's own way
// asks for a tab, and a headless browser without a window has nowhere to put one.
func newWindow(t *testing.T) (context.Context, error) {
	t.Helper()
	whole := cdp.WithExecutor(site.allocator, chromedp.FromContext(site.allocator).Browser)
	jar, err := target.CreateBrowserContext().Do(whole)
	if err != nil {
		return nil, err
	}
	t.Cleanup(func() {
		if err := target.DisposeBrowserContext(jar).Do(whole); err != nil {
			t.Errorf("close the window: %v", err)
		}
	})
	window, err := target.CreateTarget("about:blank").WithBrowserContextID(jar).WithNewWindow(true).Do(whole)
	if err != nil {
		return nil, err
	}
	ctx, cancel := chromedp.NewContext(site.allocator, chromedp.WithTargetID(window))
	t.Cleanup(cancel)
	return ctx, nil
}

func (b *browser) wide(width int64) chromedp.Action {
	return emulation.SetDeviceMetricsOverride(width, 900, 1, width <= mobile)
}

func (b *browser) fault(format string, args ...any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.faults = append(b.faults, fmt.Sprintf(format, args...))
}

// listen runs beside the journey and must not ask the browser anything.
func (b *browser) listen(event any) {
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		b.fault("script: %s", e.ExceptionDetails.Error())
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.APITypeError {
			b.fault("console: %v", e.Args)
		}
	case *log.EventEntryAdded:
		// The browser writes a line for every refusal too; those are judged by their status.
		if e.Entry.Level == log.LevelError && e.Entry.Source != log.SourceNetwork {
			b.fault("%s: %s (%s)", e.Entry.Source, e.Entry.Text, e.Entry.URL)
		}
	case *network.EventResponseReceived:
		status := e.Response.Status
		if status >= 500 || status >= 400 && e.Type != network.ResourceTypeDocument && e.Type != network.ResourceTypeFetch {
			b.fault("%d for %s", status, e.Response.URL)
		}
	case *page.EventJavascriptDialogOpening:
		b.fault("a dialog asks %q %s", e.Message, e.Type)
		go func() { _ = chromedp.Run(b.ctx, page.HandleJavaScriptDialog(true)) }() // the fault is what counts
	case *network.EventLoadingFailed:
		if e.Type != network.ResourceTypeDocument && !e.Canceled {
			b.fault("%s: %s %s", e.Type, e.ErrorText, e.BlockedReason)
		}
	}
}

// settle fails the test for whatever went wrong unseen.
func (b *browser) settle() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, f := range b.faults {
		b.t.Errorf("in the browser: %s", f)
	}
	b.faults = nil
	if b.t.Failed() {
		b.t.Logf("the last page was %s", b.where())
		b.screenshot("failed-" + strings.ReplaceAll(b.t.Name(), "/", "-") + "-" + b.who)
	}
}

func (b *browser) where() string {
	var at string
	ctx, cancel := context.WithTimeout(b.ctx, 5*time.Second)
	defer cancel()
	if err := chromedp.Run(ctx, chromedp.Location(&at)); err != nil {
		return "gone: " + err.Error()
	}
	return at
}

// do carries steps out, all within the patience for one.
func (b *browser) do(what string, actions ...chromedp.Action) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Run(ctx, actions...); err != nil {
		b.giveUp(what, err)
	}
}

// load carries steps out that end in another page and gives that page's status.
func (b *browser) load(what string, actions ...chromedp.Action) int {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	answer, err := chromedp.RunResponse(ctx, actions...)
	if err != nil {
		b.giveUp(what, err)
	}
	if answer == nil {
		b.t.Fatalf("%s: no page came", what)
	}
	return int(answer.Status)
}

func (b *browser) giveUp(what string, err error) {
	b.t.Helper()
	b.t.Fatalf("%s, on %s: %v", what, b.where(), err)
}

// visit opens an address of the site and gives the status.
func (b *browser) visit(path string) int {
	b.t.Helper()
	if !strings.HasPrefix(path, "http") {
		path = site.base + path
	}
	return b.load("visit "+path, chromedp.Navigate(path))
}

// open is visit where the page must be there.
func (b *browser) open(path string) {
	b.t.Helper()
	if status := b.visit(path); status != 200 {
		b.t.Fatalf("%s answers %d (%s)", path, status, b.errorCode())
	}
}

// testid is the selector for a data-testid.
func testid(id string) string { return `[data-testid="` + id + `"]` }

// click presses what leads to another page and gives that page's status.
func (b *browser) click(id string) int {
	b.t.Helper()
	b.unfold(testid(id))
	return b.load("click "+id, chromedp.Click(testid(id), chromedp.ByQuery))
}

// unfold opens what an element is folded away in.
func (b *browser) unfold(selector string) {
	b.t.Helper()
	eval[bool](b, `(() => { for (let e = document.querySelector(`+js(selector)+`); e; e = e.parentElement)
		if (e.tagName === "DETAILS" && !e.open) e.querySelector("summary").click(); return true })()`)
}

// follow is click where the next page must be there.
func (b *browser) follow(id string) {
	b.t.Helper()
	if status := b.click(id); status != 200 {
		b.t.Fatalf("%s leads to %d (%s) on %s", id, status, b.errorCode(), b.path())
	}
}

// press is click on anything a selector finds; the next page must be there.
func (b *browser) press(selector string) {
	b.t.Helper()
	b.unfold(selector)
	if status := b.load("press "+selector, chromedp.Click(selector, chromedp.ByQuery)); status != 200 {
		b.t.Fatalf("%s leads to %d (%s) on %s", selector, status, b.errorCode(), b.path())
	}
}

// eval reads something off the page.
func eval[T any](b *browser, script string) T {
	b.t.Helper()
	var v T
	b.do("read the page", chromedp.Evaluate(script, &v))
	return v
}

// await reads what a promise on the page comes to.
func await[T any](b *browser, script string) T {
	b.t.Helper()
	var v T
	b.do("ask the page", chromedp.Evaluate(script, &v, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
	return v
}

// path is where the window is, without the site's name.
func (b *browser) path() string {
	b.t.Helper()
	u, err := url.Parse(b.where())
	if err != nil {
		b.t.Fatal(err)
	}
	return u.RequestURI()
}

// screenshot keeps a picture of the whole page below artifacts/screenshots.
func (b *browser) screenshot(name string) {
	b.t.Helper()
	dir := filepath.Join(site.root, "artifacts", "screenshots")
	if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // pictures to look at
		b.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	var png []byte
	if err := chromedp.Run(ctx, chromedp.FullScreenshot(&png, 100)); err != nil {
		b.t.Logf("no picture of %s: %v", name, err)
		return
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644); err != nil { //nolint:gosec // a picture to look at
		b.t.Fatal(err)
	}
}
