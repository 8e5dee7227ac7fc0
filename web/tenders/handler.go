// Package tenders owns the screens of tender notices: the public board with its page
// per notice and feed, the contracting officer's form with its rule box, and the
// tender desk's acts. What is allowed is decided in internal/tender.
package tenders

import (
	"net/http"

	"jangteo.kr/internal/blob"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/page"
	"jangteo.kr/internal/tender"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/ui/component"
)

// Handler serves the area.
type Handler struct {
	tenders *tender.Service
	files   *blob.Store
	base    string // the site's own address, for the feed
}

// Deps are what the area needs.
type Deps struct {
	Tenders *tender.Service
	Files   *blob.Store
	BaseURL string // without a slash at the end
}

// New makes the area's handler.
func New(d Deps) *Handler { return &Handler{tenders: d.Tenders, files: d.Files, base: d.BaseURL} }

// Routes of the area.
func (h *Handler) Routes() []kit.Route {
	return []kit.Route{
		kit.GET("/notices", h.board),
		kit.GET("/notices.atom", h.feed),
		kit.GET("/notices/mine", h.mine),
		kit.GET("/notices/new", h.newPage),
		kit.POST("/notices", h.create),
		kit.GET("/notices/{id}", h.noticePage),
		kit.GET("/notices/{id}/edit", h.editPage),
		kit.POST("/notices/{id}", h.save),
		kit.POST("/notices/{id}/submit", h.submit),
		kit.POST("/notices/{id}/discard", h.discard),
		kit.POST("/notices/{id}/publish", h.publish),
		kit.POST("/notices/{id}/return", h.sendBack),
		kit.POST("/notices/{id}/ask-cancel", h.askCancel),
		kit.POST("/notices/{id}/cancel", h.cancel),
		kit.POST("/notices/{id}/keep", h.keep),
		kit.POST("/notices/{id}/documents", h.attach),
		kit.POST("/notices/{id}/documents/{doc}/remove", h.detach),
		kit.GET("/notices/{id}/documents/{doc}", h.download),
	}
}

const boardSize = 20

func (h *Handler) board(w http.ResponseWriter, r *http.Request) error {
	f := parseFilter(r)
	b, err := h.tenders.Board(r.Context(), f)
	if err != nil {
		return err
	}
	ctx := r.Context()
	p := kit.Page(w, r, text.T(ctx, "tenders.board.title"))
	p.Wide = true
	p.Feed, p.FeedTitle = "/notices.atom", text.T(ctx, "tenders.feed.title")
	p.Breadcrumb = crumbs(ctx)
	return kit.Render(w, r, http.StatusOK, boardView(p, boardPage{Filter: f, Board: b, Draft: kit.Actor(r).Has(org.ContractingOfficer)}))
}

func (h *Handler) noticePage(w http.ResponseWriter, r *http.Request) error {
	return h.showNotice(w, r, kit.Blank())
}

func (h *Handler) showNotice(w http.ResponseWriter, r *http.Request, f *kit.Form) error {
	id, err := kit.ID(r, "id")
	if err != nil {
		return err
	}
	v, err := h.tenders.View(r.Context(), kit.Actor(r), id)
	if err != nil {
		return err
	}
	ctx := r.Context()
	p := kit.Page(w, r, v.Notice.Title)
	p.ObjectID, p.State, p.ErrorTitle = kit.Int64(id), string(v.Notice.State), f.Refused()
	p.Breadcrumb = crumbs(ctx, component.Crumb{Label: v.Notice.Title})
	return kit.Render(w, r, f.Status(), noticeView(p, f, v))
}

// mine is the working list: an institution's own notices, or the desk's queue.
func (h *Handler) mine(w http.ResponseWriter, r *http.Request) error {
	by, err := kit.MustSignIn(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	if by.Holds(org.TenderDesk) || by.Holds(org.AuditorRole) {
		rows, now, err := h.tenders.Queue(ctx, by)
		if err != nil {
			return err
		}
		p := kit.Page(w, r, text.T(ctx, "tenders.queue.title"))
		p.Breadcrumb = crumbs(ctx, component.Crumb{Label: p.Title})
		return kit.Render(w, r, http.StatusOK, queueView(p, rows, now))
	}
	q := r.URL.Query()
	state := tender.State(q.Get("state"))
	pg := page.New(number(q.Get("page"), 1), boardSize)
	rows, err := h.tenders.Mine(ctx, by, state, pg)
	if err != nil {
		return err
	}
	p := kit.Page(w, r, text.T(ctx, "tenders.mine.title"))
	p.Breadcrumb = crumbs(ctx, component.Crumb{Label: p.Title})
	return kit.Render(w, r, http.StatusOK, mineView(p, minePage{Rows: rows, State: state, Page: pg, Draft: by.Has(org.ContractingOfficer)}))
}

// command runs an act on the notice of the address and shows the notice again, with
// the refusal if it was one that a form can show.
func (h *Handler) command(w http.ResponseWriter, r *http.Request, flash string, act func(f *kit.Form, id int64) error) error {
	if _, err := kit.MustSignIn(r); err != nil {
		return err
	}
	id, err := kit.ID(r, "id")
	if err != nil {
		return err
	}
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	f.Version()
	done, err := f.Submit(func() error { return act(f, id) })
	switch {
	case err != nil:
		return err
	case !done:
		return h.showNotice(w, r, f)
	}
	return kit.RedirectWith(w, r, noticeURL(id), flash)
}

func (h *Handler) submit(w http.ResponseWriter, r *http.Request) error {
	return h.command(w, r, "tenders.flash.submitted", func(f *kit.Form, id int64) error {
		_, err := h.tenders.Submit(r.Context(), kit.Actor(r), id, f.Version())
		return err
	})
}

func (h *Handler) discard(w http.ResponseWriter, r *http.Request) error {
	return h.command(w, r, "tenders.flash.discarded", func(f *kit.Form, id int64) error {
		_, err := h.tenders.Discard(r.Context(), kit.Actor(r), id, f.Version())
		return err
	})
}

func (h *Handler) publish(w http.ResponseWriter, r *http.Request) error {
	return h.command(w, r, "tenders.flash.published", func(f *kit.Form, id int64) error {
		_, err := h.tenders.Publish(r.Context(), kit.Actor(r), id, f.Version())
		return err
	})
}

func (h *Handler) sendBack(w http.ResponseWriter, r *http.Request) error {
	return h.command(w, r, "tenders.flash.returned", func(f *kit.Form, id int64) error {
		_, err := h.tenders.Return(r.Context(), kit.Actor(r), id, f.Version(), f.Value("reason"))
		return err
	})
}

func (h *Handler) askCancel(w http.ResponseWriter, r *http.Request) error {
	return h.command(w, r, "tenders.flash.cancel_asked", func(f *kit.Form, id int64) error {
		_, err := h.tenders.AskCancel(r.Context(), kit.Actor(r), id, f.Version(), f.Value("reason"))
		return err
	})
}

func (h *Handler) cancel(w http.ResponseWriter, r *http.Request) error {
	return h.command(w, r, "tenders.flash.cancelled", func(f *kit.Form, id int64) error {
		_, err := h.tenders.Cancel(r.Context(), kit.Actor(r), id, f.Version())
		return err
	})
}

func (h *Handler) keep(w http.ResponseWriter, r *http.Request) error {
	return h.command(w, r, "tenders.flash.kept", func(f *kit.Form, id int64) error {
		_, err := h.tenders.Keep(r.Context(), kit.Actor(r), id, f.Version())
		return err
	})
}

// mayWrite refuses whoever may not draft before a form is shown.
func mayWrite(r *http.Request) error {
	by, err := kit.MustSignIn(r)
	if err != nil {
		return err
	}
	if !by.Is(org.Institution) {
		return fault.ErrForbidden
	}
	return by.Need(org.ContractingOfficer)
}
