// Package web puts the site together: the areas' routes under one router, behind the
// middleware every request passes. Each area lists its own routes at the top of its
// handler; this page says which areas there are and in which order a request runs.
package web

import (
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/go-chi/httprate"

	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/static"
)

// Area is a group of screens.
type Area interface {
	Routes() []kit.Route
}

// Site is what the router is made of.
type Site struct {
	Areas    []Area
	Pages    kit.Pages
	Sessions *kit.Sessions
	Setting  kit.Setting
	Clock    kst.Clock
}

// Table lists every route of every area, in the order of the areas.
func (s Site) Table() []kit.Route {
	var all []kit.Route
	for _, a := range s.Areas {
		all = append(all, a.Routes()...)
	}
	return all
}

// costly are the addresses where one try costs much (a password hash) or tells much:
// they have a limit of their own, by address, above what a person needs.
var costly = map[string]bool{
	"POST /sign-in": true, "POST /register": true, "POST /forgot": true, "POST /reset/{token}": true, "POST /invitations/{token}": true,
	"POST /account/password": true,
}

// Handler is the whole site.
func (s Site) Handler() http.Handler {
	r := chi.NewRouter()
	r.Use(kit.Number, kit.Log(s.Clock), kit.Recover(s.Pages), kit.Secure(s.Setting.Secure))
	r.Handle(static.Prefix+"*", static.Handler())
	r.Group(func(r chi.Router) {
		r.Use(middleware.Compress(5, "text/html"), s.Sessions.Middleware, s.sameOrigin, s.readable)
		refused := func(f *fault.Error) http.HandlerFunc {
			return kit.Handle(s.Pages, func(http.ResponseWriter, *http.Request) error { return f })
		}
		limit := httprate.LimitBy(30, time.Minute, func(r *http.Request) (string, error) { return s.Sessions.IP(r), nil },
			httprate.WithLimitHandler(refused(fault.New(fault.Limited, "throttled", "minutes", 1))))
		for _, route := range s.Table() {
			h := http.Handler(kit.Handle(s.Pages, route.Do))
			if costly[route.Method+" "+route.Pattern] {
				h = limit(h)
			}
			r.Method(route.Method, route.Pattern, h)
			if route.Method == http.MethodGet {
				r.Method(http.MethodHead, route.Pattern, h)
			}
		}
		r.NotFound(refused(fault.ErrNotFound))
		r.MethodNotAllowed(refused(errMethod))
	})
	return r
}

var errMethod = fault.New(fault.NotAllowed, "method_not_allowed")

// readable refuses addresses that are no text once they are decoded: nothing is called
// by such a name, and no query should have to look.
func (s Site) readable(next http.Handler) http.Handler {
	refuse := func(f *fault.Error) http.HandlerFunc {
		return kit.Handle(s.Pages, func(http.ResponseWriter, *http.Request) error { return f })
	}
	notFound, unreadable := refuse(fault.ErrNotFound), refuse(fault.Bad("form_unreadable"))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case !kit.IsText(r.URL.Path):
			notFound(w, r)
		case !kit.Readable(r.URL.Query()):
			unreadable(w, r)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// sameOrigin refuses commands that another site sent.
func (s Site) sameOrigin(next http.Handler) http.Handler {
	p := http.NewCrossOriginProtection()
	p.SetDenyHandler(kit.Handle(s.Pages, func(http.ResponseWriter, *http.Request) error {
		return fault.New(fault.Forbidden, "cross_origin")
	}))
	return p.Handler(next)
}
