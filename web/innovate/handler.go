// Package innovate owns the screens of innovative products: a supplier's
// applications, the innovation desk's review, decision and measures, the public list
// of designations with their certificates, and the programmes' funding terms. What is
// allowed is decided in internal/innovation.
package innovate

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"jangteo.kr/internal/blob"
	"jangteo.kr/internal/innovation"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/order"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/page"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/ui/component"
)

// Handler serves the area.
type Handler struct {
	innovation *innovation.Service
	market     *market.Service
	orders     *order.Service
	files      *blob.Store
	base       string // the site's own address, for papers
}

// Deps are what the area needs.
type Deps struct {
	Innovation *innovation.Service
	Market     *market.Service
	Orders     *order.Service
	Files      *blob.Store
	BaseURL    string // without a slash at the end
}

// New makes the area's handler.
func New(d Deps) *Handler {
	return &Handler{innovation: d.Innovation, market: d.Market, orders: d.Orders, files: d.Files, base: d.BaseURL}
}

// Routes of the area.
func (h *Handler) Routes() []kit.Route {
	return []kit.Route{
		kit.GET("/applications", h.mine),
		kit.GET("/applications/new", h.newPage),
		kit.POST("/applications", h.create),
		kit.GET("/applications/{id}", h.applicationPage),
		kit.GET("/applications/{id}/edit", h.editPage),
		kit.POST("/applications/{id}", h.save),
		kit.POST("/applications/{id}/submit", h.submit),
		kit.POST("/applications/{id}/files", h.attach),
		kit.POST("/applications/{id}/files/{file}/remove", h.detach),
		kit.GET("/applications/{id}/files/{file}", h.download),
		kit.GET("/applications/{id}/review", h.reviewPage),
		kit.POST("/applications/{id}/review", h.review),
		kit.POST("/applications/{id}/return", h.sendBack),
		kit.GET("/applications/{id}/decide", h.decidePage),
		kit.POST("/applications/{id}/decide", h.decide),
		kit.GET("/innovation-desk", h.queue),
		kit.GET("/designations", h.designations),
		kit.GET("/designations/{id}", h.designationPage),
		kit.GET("/designations/{id}/certificate.pdf", h.certificate),
		kit.POST("/designations/{id}/measures", h.propose),
		kit.GET("/measures/{id}", h.measurePage),
		kit.POST("/measures/{id}/decide", h.decideMeasure),
		kit.GET("/innovation-funding", h.fundingPage),
		kit.POST("/innovation-funding", h.setFunding),
	}
}

func applicationURL(id int64) string { return "/applications/" + kit.Int64(id) }
func designationURL(id int64) string { return "/designations/" + kit.Int64(id) }
func measureURL(id int64) string     { return "/measures/" + kit.Int64(id) }

func (h *Handler) mine(w http.ResponseWriter, r *http.Request) error {
	rows, err := h.innovation.Mine(r.Context(), kit.Actor(r))
	if err != nil {
		return err
	}
	p := kit.Page(w, r, text.T(r.Context(), "innovate.mine.title"))
	return kit.Render(w, r, http.StatusOK, mineView(p, rows, kit.Actor(r).Has(org.SupplierAdmin, org.SupplierMember)))
}

func (h *Handler) queue(w http.ResponseWriter, r *http.Request) error {
	q, err := h.innovation.Queue(r.Context(), kit.Actor(r))
	if err != nil {
		return err
	}
	p := kit.Page(w, r, text.T(r.Context(), "innovate.queue.title"))
	p.Wide = true
	return kit.Render(w, r, http.StatusOK, queueView(p, q))
}

const listSize = 20

type listPage struct {
	Filter innovation.Filter
	Rows   []innovation.Designation
}

func (l listPage) total() int {
	if len(l.Rows) == 0 {
		return 0
	}
	return l.Rows[0].Total
}

func (h *Handler) designations(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	n, err := strconv.Atoi(q.Get("page"))
	if err != nil {
		n = 1
	}
	f := innovation.Filter{
		Fields: known(q["field"], innovation.Fields), Standing: known(q["state"], innovation.Standings),
		Q: strings.TrimSpace(q.Get("q")), Page: page.New(n, listSize),
	}
	if len([]rune(f.Q)) > 100 {
		f.Q = string([]rune(f.Q)[:100])
	}
	rows, now, err := h.innovation.Designations(r.Context(), f)
	if err != nil {
		return err
	}
	p := kit.Page(w, r, text.T(r.Context(), "innovate.list.title"))
	p.Storefront, p.Wide = "hyeokshin", true
	p.Breadcrumb = []component.Crumb{{Label: text.T(r.Context(), "nav.hyeokshin"), Href: "/hyeokshin"}, {Label: p.Title}}
	return kit.Render(w, r, http.StatusOK, listView(p, listPage{Filter: f, Rows: rows}, now))
}

// known keeps the values that are allowed.
func known(values, allowed []string) []string {
	var out []string
	for _, a := range allowed {
		for _, v := range values {
			if v == a {
				out = append(out, a)
				break
			}
		}
	}
	return out
}

func (h *Handler) applicationPage(w http.ResponseWriter, r *http.Request) error {
	return h.showApplication(w, r, kit.Blank())
}

func (h *Handler) showApplication(w http.ResponseWriter, r *http.Request, f *kit.Form) error {
	v, err := h.view(r)
	if err != nil {
		return err
	}
	p := kit.Page(w, r, text.Pick(r.Context(), v.Application.NameKo, v.Application.NameEn))
	p.ObjectID, p.State, p.ErrorTitle = kit.Int64(v.Application.ID), string(v.Application.State), f.Refused()
	p.Breadcrumb = h.trail(r.Context(), r, p.Title)
	return kit.Render(w, r, f.Status(), applicationView(p, f, v))
}

// trail leads back to the list the reader came from.
func (h *Handler) trail(ctx context.Context, r *http.Request, title string) []component.Crumb {
	if kit.Actor(r).Is(org.Supplier) {
		return []component.Crumb{{Label: text.T(ctx, "innovate.mine.title"), Href: "/applications"}, {Label: title}}
	}
	return []component.Crumb{{Label: text.T(ctx, "innovate.queue.title"), Href: "/innovation-desk"}, {Label: title}}
}

// view reads the application of the address.
func (h *Handler) view(r *http.Request) (innovation.View, error) {
	if _, err := kit.MustSignIn(r); err != nil {
		return innovation.View{}, err
	}
	id, err := kit.ID(r, "id")
	if err != nil {
		return innovation.View{}, err
	}
	return h.innovation.View(r.Context(), kit.Actor(r), id)
}

// command runs an act on the object of the address; a refusal that a form can show is
// given to again.
func (h *Handler) command(w http.ResponseWriter, r *http.Request, again func(*kit.Form) error, act func(f *kit.Form, id int64) (to, flash string, err error)) error {
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
	var to, flash string
	done, err := f.Submit(func() error {
		to, flash, err = act(f, id)
		return err
	})
	switch {
	case err != nil:
		return err
	case !done:
		return again(f)
	}
	return kit.RedirectWith(w, r, to, flash)
}
