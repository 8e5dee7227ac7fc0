package journeys

import (
	"testing"

	"github.com/chromedp/cdproto/network"
)

// gallery are the screens whose pictures people look at before a release.
var gallery = []struct{ name, as, path string }{
	{"home", "", "/"},
	{"nara", "", "/nara"},
	{"hyeokshin", "", "/hyeokshin"},
	{"venture", "", "/venture"},
	{"search", "", "/search"},
	{"product", "requester", "/products/:product"},
	{"sign-in", "", "/sign-in"},
	{"programmes", "", "/programmes"},
	{"designation", "", "/designations/:designation"},
	{"notices", "", "/notices"},
	{"notice", "", "/notices/:notice"},
	{"rules", "", "/rules"},
	{"desk", "approver", "/desk"},
	{"orders", "requester", "/orders"},
	{"order", "requester", "/orders/:order"},
	{"approve", "approver", "/orders/:order-requested"},
	{"inspect", "inspector", "/orders/:order-delivering"},
	{"budgets", "finance", "/budgets"},
	{"budget", "finance", "/budgets/:budget"},
	{"offers", "haram-admin", "/offers"},
	{"registration", "haram-admin", "/registration"},
	{"review", "reviewer", "/offers/:review"},
	{"evaluate", "innovation", "/applications/:application/review"},
	{"tender-form", "contracting", "/notices/new"},
	{"admin", "sysadmin-second", "/admin"},
}

// TestScreens_areKeptAsPictures keeps the main screens as people see them: on a desk,
// on a phone, in English, in high contrast. artifacts/screenshots has them afterwards.
func TestScreens_areKeptAsPictures(t *testing.T) {
	windows := map[string]*browser{}
	for _, g := range gallery {
		b := windows[g.as]
		if b == nil {
			b = newBrowser(t)
			if g.as != "" {
				b.signIn(g.as)
			}
			windows[g.as] = b
		}
		path := places{}.fill(t, g.path)
		for _, look := range []struct {
			suffix         string
			width          int64
			lang, contrast string
		}{
			{"", desktop, "ko", "light"}, {"-mobile", mobile, "ko", "light"}, {"-english", desktop, "en", "light"}, {"-contrast", desktop, "ko", "high-contrast"},
		} {
			b.do("prefer", b.wide(look.width), network.SetCookie("lang", look.lang).WithURL(site.base), network.SetCookie("contrast", look.contrast).WithURL(site.base))
			b.open(path)
			if got := b.attribute("html", "lang"); got != look.lang {
				t.Errorf("%s%s is in %q", g.name, look.suffix, got)
			}
			if got := b.attribute("html", "data-krds-mode"); got != look.contrast {
				t.Errorf("%s%s is in %q", g.name, look.suffix, got)
			}
			b.screenshot(g.name + look.suffix)
		}
	}
}
