// Package open owns the pages that need nobody to sign in: what the site is and how it
// is meant to be used, the rules in force, verification of papers, pictures, and the
// page of every refusal.
package open

import (
	"context"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"jangteo.kr/internal/document"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/law"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/kit"
)

// Reader gives what the open pages show.
type Reader interface {
	Rules(ctx context.Context) ([]law.Rule, error)
	Paper(ctx context.Context, verification string) (document.Issued, error)
	Picture(hash string, width int) (*os.File, error)
}

// Handler serves the area.
type Handler struct {
	reader Reader
	clock  kst.Clock
}

// New makes the area's handler.
func New(r Reader, clock kst.Clock) *Handler { return &Handler{r, clock} }

// Routes of the area.
func (h *Handler) Routes() []kit.Route {
	return []kit.Route{
		kit.GET("/about", h.info("about")),
		kit.GET("/accessibility", h.info("accessibility")),
		kit.GET("/terms", h.info("terms")),
		kit.GET("/help", h.info("help")),
		kit.GET("/rules", h.rulesPage),
		kit.GET("/verify", h.verifyPage),
		kit.GET("/verify/{number}", h.paperPage),
		kit.GET("/pictures/{hash}/{size}.jpg", h.picture),
	}
}

// ErrorPage is the page of a refusal.
func (h *Handler) ErrorPage(w http.ResponseWriter, r *http.Request, status int, f *fault.Error) templ.Component {
	p := kit.Page(w, r, text.T(r.Context(), "open.error."+strconv.Itoa(status)))
	return errorView(p, f, kit.RequestID(r.Context()))
}

// NotFound serves addresses that no route has.
func (h *Handler) NotFound(http.ResponseWriter, *http.Request) error { return fault.ErrNotFound }

// infoPages names the sections of each page of information; text ids are
// open.<page>.<section>.title and .text.
var infoPages = map[string][]string{
	"about":         {"what", "stores", "proof", "who"},
	"accessibility": {"standard", "how", "limits", "feedback"},
	"terms":         {"demo", "data", "law"},
	"help":          {"buyer", "supplier", "pps", "keys", "contact"},
}

func (h *Handler) info(page string) kit.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		p := kit.Page(w, r, text.T(r.Context(), "open."+page+".title"))
		return kit.Render(w, r, http.StatusOK, infoView(p, page, infoPages[page]))
	}
}

func (h *Handler) rulesPage(w http.ResponseWriter, r *http.Request) error {
	rules, err := h.reader.Rules(r.Context())
	if err != nil {
		return err
	}
	p := kit.Page(w, r, text.T(r.Context(), "open.rules.title"))
	return kit.Render(w, r, http.StatusOK, rulesView(p, rules, kst.DayOf(h.clock())))
}

func (h *Handler) verifyPage(w http.ResponseWriter, r *http.Request) error {
	if n := document.Normalise(r.URL.Query().Get("number")); n != "" {
		return kit.Redirect(w, r, "/verify/"+n)
	}
	p := kit.Page(w, r, text.T(r.Context(), "open.verify.title"))
	return kit.Render(w, r, http.StatusOK, verifyView(p, r.URL.Query().Get("number"), r.URL.Query().Has("number")))
}

func (h *Handler) paperPage(w http.ResponseWriter, r *http.Request) error {
	d, err := h.reader.Paper(r.Context(), chi.URLParam(r, "number"))
	if fault.Of(err, fault.NotFound) {
		p := kit.Page(w, r, text.T(r.Context(), "open.verify.title"))
		return kit.Render(w, r, http.StatusNotFound, verifyView(p, chi.URLParam(r, "number"), true))
	} else if err != nil {
		return err
	}
	p := kit.Page(w, r, text.T(r.Context(), "open.verify.title"))
	p.ObjectID, p.State = d.Verification, map[bool]string{true: "valid", false: "invalid"}[d.Valid()]
	return kit.Render(w, r, http.StatusOK, paperView(p, d))
}

// picture serves a re-encoded picture in one of its sizes, named by the hash of its
// content, so that it can be kept for ever.
func (h *Handler) picture(w http.ResponseWriter, r *http.Request) error {
	width, err := strconv.Atoi(chi.URLParam(r, "size"))
	if err != nil {
		return fault.ErrNotFound
	}
	f, err := h.reader.Picture(chi.URLParam(r, "hash"), width)
	if err != nil {
		return err
	}
	defer f.Close()
	w.Header().Set("Content-Type", "image/jpeg")
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; sandbox")
	http.ServeContent(w, r, "", time.Time{}, f)
	return nil
}
