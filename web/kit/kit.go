// Package kit owns what every page handler shares: turning an error-returning
// handler into an HTTP one, rendering a page whole before its status is written,
// parsing forms without losing what was typed, redirects with a flash, and the
// signed-in actor of a request. It refuses to know any business module.
package kit

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/fault"
)

// Handler serves a request or says why not.
type Handler func(w http.ResponseWriter, r *http.Request) error

// Pages renders an error as a page; web/open supplies it.
type Pages interface {
	ErrorPage(w http.ResponseWriter, r *http.Request, status int, f *fault.Error) templ.Component
}

// Handle makes an HTTP handler of h. What h returns decides the answer: a fault has
// its status and page; anything else is a defect, logged once and shown as a number.
func Handle(p Pages, h Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			fail(p, w, r, err)
		}
	}
}

func fail(p Pages, w http.ResponseWriter, r *http.Request, err error) {
	f, ok := fault.As(err)
	if !ok {
		if r.Context().Err() != nil {
			return // the reader went away; there is nobody to answer
		}
		slog.ErrorContext(r.Context(), "defect", "err", err, "path", loggedPath(r), "request_id", RequestID(r.Context()))
		f = &fault.Error{Code: "defect"}
	}
	if f.Kind == fault.Unauthenticated && r.Method == http.MethodGet {
		http.Redirect(w, r, "/sign-in?next="+url.QueryEscape(r.URL.RequestURI()), http.StatusSeeOther)
		return
	}
	status := Status(f)
	if status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "30")
	}
	if f.Kind == fault.Forbidden || f.Kind == fault.NotFound {
		slog.InfoContext(r.Context(), "denied", "code", f.Code, "path", loggedPath(r), "person", Actor(r).PersonID, "request_id", RequestID(r.Context()))
	}
	if err := Render(w, r, status, p.ErrorPage(w, r, status, f)); err != nil {
		slog.ErrorContext(r.Context(), "error page", "err", err)
	}
}

// Status is the HTTP status of a fault; a fault without a kind is a defect.
func Status(f *fault.Error) int {
	switch f.Kind {
	case fault.Invalid:
		return http.StatusUnprocessableEntity
	case fault.Unauthenticated:
		return http.StatusUnauthorized
	case fault.Forbidden:
		return http.StatusForbidden
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Conflict, fault.Stale:
		return http.StatusConflict
	case fault.Limited:
		return http.StatusTooManyRequests
	case fault.Unavailable:
		return http.StatusServiceUnavailable
	case fault.NotAllowed:
		return http.StatusMethodNotAllowed
	}
	return http.StatusInternalServerError
}

// Render writes the whole page or none of it.
func Render(w http.ResponseWriter, r *http.Request, status int, c templ.Component) error {
	var buf bytes.Buffer
	if err := c.Render(r.Context(), &buf); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(buf.Bytes())
	return nil
}

// Redirect answers a successful command: 303 to the page that shows its result.
func Redirect(w http.ResponseWriter, r *http.Request, to string) error {
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// RedirectWith is Redirect with a sentence shown once on the next page.
func RedirectWith(w http.ResponseWriter, r *http.Request, to, textID string, params ...any) error {
	setFlash(w, r, textID, params...)
	return Redirect(w, r, to)
}

// ID reads a positive number from the path; anything else is not found.
func ID(r *http.Request, name string) (int64, error) {
	id, err := strconv.ParseInt(chi.URLParam(r, name), 10, 64)
	if err != nil || id <= 0 {
		return 0, fault.ErrNotFound
	}
	return id, nil
}

type ctxKey int

const (
	actorKey ctxKey = iota
	requestKey
)

// WithActor puts the actor of a request in its context.
func WithActor(ctx context.Context, a auth.Actor) context.Context {
	return context.WithValue(ctx, actorKey, a)
}

// Actor is who sent the request; the zero Actor is the public.
func Actor(r *http.Request) auth.Actor {
	a, _ := r.Context().Value(actorKey).(auth.Actor)
	return a
}

// WithRequestID puts the request's number in its context.
func WithRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestKey, id)
}

// RequestID is the number under which a request stands in the log.
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestKey).(string)
	return id
}

// Int64 writes an id for a page.
func Int64(n int64) string { return strconv.FormatInt(n, 10) }
