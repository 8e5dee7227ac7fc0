package kit

import (
	"context"
	"net/http"
	"strings"
	"time"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/static"
	"jangteo.kr/web/ui/component"
	"jangteo.kr/web/ui/layout"
)

// Setting is what the shell needs to know about this run.
type Setting struct {
	Demo   bool
	Secure bool // cookies only over https
}

type visitKey struct{}

// visit is what the middleware learned about a request, for the shell.
type visit struct {
	auth.Visit
	SessionEnds time.Time
	Contrast    string
	Demo        bool
	Secure      bool
	Compared    []int64 // offers in the tray of the comparison
	Here        string  // path and query of the page, to come back to; "" for a command
}

func visitOf(ctx context.Context) visit {
	v, _ := ctx.Value(visitKey{}).(visit)
	return v
}

// Page fills the shell's props for a request: user, navigation, preferences, flash.
// The handler sets what belongs to its page on the result.
func Page(w http.ResponseWriter, r *http.Request, title string) layout.Page {
	ctx := r.Context()
	v := visitOf(ctx)
	p := layout.Page{
		Title: title, Lang: text.Lang(ctx), Path: r.URL.RequestURI(), Contrast: v.Contrast, DemoMode: v.Demo,
		Assets: layout.Assets{CSS: static.URL("app.css"), JS: static.URL("app.js")},
		Nav:    nav(ctx, v.Actor, r.URL.Path),
	}
	if onShelves(r.URL.Path) {
		p.Tray = component.CompareTrayProps{Count: len(v.Compared), Href: component.ComparePath, Back: p.Path}
	}
	if f := static.Preload(p.Lang); f != "" {
		p.Assets.Fonts = []string{f}
	}
	if v.Actor.SignedIn() {
		p.User = &layout.User{
			Name: v.Actor.PersonName, Body: text.Pick(ctx, v.Actor.BodyName, v.Actor.BodyNameEn), BodyKind: string(v.Actor.BodyKind),
			Roles: RoleNames(ctx, v.Actor.Roles), SessionEnds: v.SessionEnds, Menu: menu(ctx, v.Actor),
		}
		p.Unread, p.Todo = v.Unread, v.Todo
		p.ShowCart, p.Cart = v.Actor.Holds(org.Requester), v.Cart
	}
	if s := TakeFlash(w, r); s != "" {
		p.Flash = &layout.Flash{Tone: component.Success, Text: s}
	}
	if r.Method != http.MethodGet {
		p.Path = "/"
	}
	return p
}

// RoleNames puts roles in words.
func RoleNames(ctx context.Context, roles []org.Role) string {
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = text.T(ctx, "role."+string(r))
	}
	return strings.Join(names, " · ")
}

// Refused reports whether the form is being shown again after a refusal.
func (f *Form) Refused() bool { return f.fault != nil }

// Submit runs a parsed form's command: the form's own complaints first, then do. It
// reports done = true when do succeeded. When the form must be shown again it is
// false with a nil error, and the caller renders with f.Status(); any other error is
// the caller's to return.
func (f *Form) Submit(do func() error) (done bool, err error) {
	err = f.Err()
	if err == nil {
		err = do()
	}
	if err == nil {
		return true, nil
	}
	if f.Refuse(err) {
		return false, nil
	}
	return false, err
}

// RegionOptions are the 17 시·도 to choose from, after what stands for none of them.
func RegionOptions(ctx context.Context, none string) []component.Option {
	out := []component.Option{{Label: none}}
	for _, r := range org.Regions {
		out = append(out, component.Option{Value: r, Label: text.T(ctx, "region."+r)})
	}
	return out
}

// MustSignIn is ErrUnauthenticated for the public.
func MustSignIn(r *http.Request) (auth.Actor, error) {
	a := Actor(r)
	if !a.SignedIn() {
		return a, fault.ErrUnauthenticated
	}
	return a, nil
}
