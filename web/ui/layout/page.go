// Package layout owns the shell around every page: head, skip link, notice,
// header, navigation, main landmark and footer. It takes everything it shows as
// props and knows neither sessions nor routes beyond the few addresses below.
package layout

import (
	"context"
	"time"

	"github.com/a-h/templ"

	"jangteo.kr/internal/text"
	"jangteo.kr/web/ui/component"
)

// The addresses that the shell itself points to.
const (
	HomePath          = "/"
	SearchPath        = "/search"
	SuggestPath       = "/search/suggest"
	PrefsPath         = "/prefs" // POST lang=ko|en or contrast=light|high-contrast, and back=path
	SignInPath        = "/sign-in"
	SignOutPath       = "/sign-out" // POST
	RegisterPath      = "/register"
	AccountPath       = "/account"
	DeskPath          = "/desk"
	NotificationsPath = "/notifications"
	CartPath          = "/cart"
	AboutPath         = "/about"
	AccessibilityPath = "/accessibility"
	TermsPath         = "/terms"
	HelpPath          = "/help"
)

// Page is what a page tells its shell.
type Page struct {
	Title       string // without the site's name
	Description string
	Lang        string // "ko" or "en"
	Path        string // path and query of this page, to come back to
	Contrast    string // "light" or "high-contrast"
	Assets      Assets

	User       *User // nil when nobody is signed in
	Unread     int   // notifications
	Todo       int   // things that wait for the user
	ShowCart   bool
	Cart       int // lines in the cart
	Nav        []NavItem
	Storefront string // "", "nara", "hyeokshin", "venture"
	Query      string // what the search box holds

	Breadcrumb []component.Crumb
	Tray       component.CompareTrayProps // offers waiting to be compared
	Flash      *Flash
	Alert      *component.NoticeProps // critical alert over the page

	ObjectID   string // data-object-id of main
	State      string // data-state of main
	ErrorTitle bool   // the form of this page was refused
	DemoMode   bool
	Wide       bool   // work screens: no inner width limit below 1600 px
	Print      bool   // a paper: no header, navigation or footer
	Feed       string // address of an Atom feed of this page
	FeedTitle  string
}

// Assets are the hashed addresses of the bundle.
type Assets struct {
	CSS   string
	JS    string
	Fonts []string // preloaded
}

// User is the person signed in and the body they act for.
type User struct {
	Name        string
	Body        string
	BodyKind    string // supplier, institution, pps, auditor
	Roles       string // in words
	SessionEnds time.Time
	Menu        []NavItem // entries of the personal menu, before account and sign-out
}

// NavItem is one entry of the main navigation.
type NavItem struct {
	Label      string
	Href       string
	Current    bool
	Count      int    // shown when positive
	Storefront string // gives the entry the storefront's colour
	TestID     string
}

// Flash is what the last act has done, shown once.
type Flash struct {
	Tone component.Tone
	Text string
}

// favicon is the product's mark; as a data URI it costs no request.
const favicon = "data:image/svg+xml,%3Csvg%20xmlns='http://www.w3.org/2000/svg'%20viewBox='0%200%2040%2040'%3E%3Cpath%20fill='%230b50d0'%20d='M6%205h28l4%2012a4.5%204.5%200%200%201-9%200%204.5%204.5%200%200%201-9%200%204.5%204.5%200%200%201-9%200%204.5%204.5%200%200%201-9%200z'/%3E%3Cpath%20fill='%23ffb114'%20d='M13.5%205H20v12a4.5%204.5%200%200%201-9%200zM26.5%205H34l4%2012a4.5%204.5%200%200%201-9%200z'/%3E%3Cpath%20fill='none'%20stroke='%230b50d0'%20stroke-width='2.6'%20d='M6%2024v11h28V24M6%2029h28'/%3E%3C/svg%3E"

func (p Page) documentTitle(ctx context.Context) string {
	title := text.T(ctx, "ui.brand")
	if p.Title != "" {
		title = p.Title + " | " + title
	}
	if p.ErrorTitle {
		title = text.T(ctx, "ui.error.prefix") + " " + title
	}
	return title
}

func (p Page) lang() string {
	if p.Lang == "" {
		return "ko"
	}
	return p.Lang
}

func (p Page) contrast() string {
	if p.Contrast == "" {
		return "light"
	}
	return p.Contrast
}

// otherContrast is the mode that the contrast switch leads to.
func (p Page) otherContrast() string {
	if p.contrast() == "light" {
		return "high-contrast"
	}
	return "light"
}

func (p Page) otherLang() string {
	if p.lang() == "ko" {
		return "en"
	}
	return "ko"
}

func (p Page) back() string {
	if p.Path == "" {
		return HomePath
	}
	return p.Path
}

// bodyAttrs carry what the script needs; nothing else reads them.
func (p Page) bodyAttrs() templ.Attributes {
	a := templ.Attributes{}
	if p.Storefront != "" {
		a["data-storefront"] = p.Storefront
	}
	if p.User != nil && !p.User.SessionEnds.IsZero() {
		a["data-session-ends"] = p.User.SessionEnds.UTC().Format(time.RFC3339)
	}
	return a
}

func (p Page) mainAttrs() templ.Attributes {
	a := templ.Attributes{}
	if p.ObjectID != "" {
		a["data-object-id"] = p.ObjectID
	}
	if p.State != "" {
		a["data-state"] = p.State
	}
	return a
}

func current(on bool) templ.Attributes {
	if !on {
		return nil
	}
	return templ.Attributes{"aria-current": "page"}
}

func testID(id string) templ.Attributes {
	if id == "" {
		return nil
	}
	return templ.Attributes{"data-testid": id}
}

func storefront(s string) templ.Attributes {
	if s == "" {
		return nil
	}
	return templ.Attributes{"data-storefront": s}
}
