package dev_test

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"

	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/dev"
	"jangteo.kr/web/ui/layout"
)

func catalogue(t *testing.T, lang string) (string, *goquery.Document) {
	t.Helper()
	now := kst.Date(2026, time.November, 23).At(10, 12)
	page := layout.Page{
		Title: "x", Lang: lang, Path: "/dev/components?page=2", ObjectID: "o-1", State: "draft", ErrorTitle: true, Storefront: "nara",
		User: &layout.User{Name: "Kim", Body: "B", SessionEnds: now.Add(time.Hour)}, Nav: []layout.NavItem{{Label: "N", Href: "/n", Current: true}},
	}
	ctx := text.With(context.Background(), text.For(lang))
	var b strings.Builder
	if err := layout.Shell(page).Render(templ.WithChildren(ctx, dev.ComponentsPage(dev.Catalogue{Now: now})), &b); err != nil {
		t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	return b.String(), doc
}

func TestComponentsPage_isSoundInBothLanguages(t *testing.T) {
	missing := regexp.MustCompile(`\b(?:ui|dev)\.[a-z0-9.-]+`)
	for _, lang := range text.Langs {
		t.Run(lang, func(t *testing.T) {
			html, doc := catalogue(t, lang)
			if m := missing.FindString(html); m != "" {
				t.Errorf("no sentence for %q", m)
			}
			ids := map[string]int{}
			doc.Find("[id]").Each(func(_ int, s *goquery.Selection) { ids[s.AttrOr("id", "")]++ })
			for id, n := range ids {
				if n > 1 {
					t.Errorf("id %q stands %d times", id, n)
				}
			}
			for _, name := range []string{"aria-labelledby", "aria-describedby", "for", "list"} {
				doc.Find("[" + name + "]").Each(func(_ int, s *goquery.Selection) {
					for _, id := range strings.Fields(s.AttrOr(name, "")) {
						if ids[id] == 0 {
							t.Errorf("%s names %q, which is not there", name, id)
						}
					}
				})
			}
			if strings.Contains(html, "style=") {
				t.Error("an inline style breaks the content policy")
			}
		})
	}
}

func TestShell_tellsWhereOneIs(t *testing.T) {
	_, doc := catalogue(t, "ko")
	if got := doc.Find(".skip").AttrOr("href", ""); got != "#main" {
		t.Errorf("skip link leads to %q", got)
	}
	main := doc.Find("main#main")
	for name, want := range map[string]string{"tabindex": "-1", "data-object-id": "o-1", "data-state": "draft"} {
		if got := main.AttrOr(name, ""); got != want {
			t.Errorf("main %s = %q, want %q", name, got, want)
		}
	}
	root := doc.Find("html")
	if root.AttrOr("lang", "") != "ko" || root.AttrOr("data-krds-mode", "") != "light" {
		t.Error("language or mode missing on html")
	}
	if title := doc.Find("head title").Text(); !strings.HasPrefix(title, text.For("ko").T("ui.error.prefix")) {
		t.Errorf("title of a refused form = %q", title)
	}
	if got := doc.Find(`form[data-testid="prefs"] input[name="back"]`).AttrOr("value", ""); got != "/dev/components?page=2" {
		t.Errorf("back = %q", got)
	}
	if got := strings.ToLower(doc.Find(`form[data-testid="prefs"]`).AttrOr("method", "")); got != "post" {
		t.Errorf("preferences are sent by %q", got)
	}
	if doc.Find(`nav a[aria-current="page"]`).Length() == 0 {
		t.Error("navigation does not say where one is")
	}
	if doc.Find("#session-warning[hidden]").Length() != 1 {
		t.Error("session warning missing or not hidden")
	}
}
