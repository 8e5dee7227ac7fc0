// Package classes owns the screens of the goods classification: the public tree, the
// page of every class with what it asks of a specification, its other words, prices and
// history, and the market desk's forms that rename a class, move items, change
// attributes and synonyms. It refuses to carry out what was not shown first: every form
// says what its command touches before the command is given.
package classes

import (
	"context"
	"net/http"

	"github.com/go-chi/chi/v5"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/insight"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/ui/component"
)

// Deps are what the area calls.
type Deps struct {
	Catalog *catalog.Service
	Reader  *catalog.Reader
	Insight *insight.Service
	Clock   kst.Clock
}

// Handler serves the area.
type Handler struct{ Deps }

// New makes a Handler.
func New(d Deps) *Handler { return &Handler{d} }

// general stands in the place of a class's code for spellings that belong to no class.
const general = "general"

// Routes of the area.
func (h *Handler) Routes() []kit.Route {
	return []kit.Route{
		kit.GET("/classes", h.index),
		kit.GET("/classes/{code}", h.card),
		kit.GET("/classes/{code}/edit", h.editPage),
		kit.POST("/classes/{code}/edit", h.rename),
		kit.GET("/classes/{code}/move", h.movePage),
		kit.POST("/classes/{code}/move", h.move),
		kit.GET("/classes/{code}/attributes/{key}", h.attributePage),
		kit.POST("/classes/{code}/attributes/{key}", h.saveAttribute),
		kit.POST("/classes/{code}/attributes/{key}/retire", h.retireAttribute),
		kit.GET("/classes/{code}/synonyms", h.synonymsPage),
		kit.POST("/classes/{code}/synonyms", h.addSynonym),
		kit.POST("/classes/{code}/synonyms/{id}/remove", h.removeSynonym),
	}
}

// codeOf is the class that the address names.
func codeOf(r *http.Request) (string, error) {
	code := chi.URLParam(r, "code")
	if len(code) < 2 || len(code) > 10 || len(code)%2 != 0 {
		return "", fault.ErrNotFound
	}
	for _, c := range code {
		if c < '0' || c > '9' {
			return "", fault.ErrNotFound
		}
	}
	return code, nil
}

// edited is the class whose form whoever asks may open; the service decides again when
// the form comes back.
func (h *Handler) edited(r *http.Request) (by auth.Actor, card catalog.ClassCard, err error) {
	if by, err = kit.MustSignIn(r); err != nil {
		return by, card, err
	}
	if err = by.Need(org.MarketDesk); err != nil {
		return by, card, err
	}
	code, err := codeOf(r)
	if err != nil {
		return by, card, err
	}
	card, err = h.Catalog.ClassCard(r.Context(), by, code)
	return by, card, err
}

func (h *Handler) index(w http.ResponseWriter, r *http.Request) error {
	ctx, by := r.Context(), kit.Actor(r)
	v := indexView{Words: catalog.CutSearch(r.URL.Query().Get("q")), Edits: by.Has(org.MarketDesk), Knows: catalog.SeesWho(by)}
	var err error
	if v.Tree, err = h.Reader.Classes(ctx); err != nil {
		return err
	}
	if v.Words != "" {
		if v.Found, err = h.Reader.FindClasses(ctx, v.Words); err != nil {
			return err
		}
	}
	figures, err := h.Insight.Figures(ctx)
	if err != nil {
		return err
	}
	v.Counts, v.AsOf = figures.Under(insight.Market+insight.Classes), figures.AsOf
	p := kit.Page(w, r, text.T(ctx, "classes.title"))
	p.Wide = true
	return kit.Render(w, r, http.StatusOK, indexPage(p, v))
}

func (h *Handler) card(w http.ResponseWriter, r *http.Request) error {
	ctx, by := r.Context(), kit.Actor(r)
	code, err := codeOf(r)
	if err != nil {
		return err
	}
	v := cardView{Edits: by.Has(org.MarketDesk), Knows: catalog.SeesWho(by), Now: h.Clock()}
	if v.ClassCard, err = h.Catalog.ClassCard(ctx, by, code); err != nil {
		return err
	}
	figures, err := h.Insight.Figures(ctx)
	if err != nil {
		return err
	}
	for _, n := range figures.Under(insight.Market + insight.Classes + code) {
		v.Offers += n
	}
	p := kit.Page(w, r, text.Pick(ctx, v.Class.NameKo, v.Class.NameEn))
	p.Breadcrumb = crumbs(ctx, v.Path, "")
	p.ObjectID, p.State = code, v.state()
	return kit.Render(w, r, http.StatusOK, cardPage(p, v))
}

// crumbs lead from the tree to a class and on to a page below it.
func crumbs(ctx context.Context, path []catalog.Class, below string) []component.Crumb {
	out := []component.Crumb{{Label: text.T(ctx, "classes.title"), Href: "/classes"}}
	for _, c := range path {
		out = append(out, component.Crumb{Label: text.Pick(ctx, c.NameKo, c.NameEn), Href: classURL(c.Code, "")})
	}
	if below != "" {
		out = append(out, component.Crumb{Label: below})
	}
	return out
}

func classURL(code, below string) string { return "/classes/" + code + below }

// after ends a desk's command: what the readers keep in memory is dropped, so that the
// next page shows it.
func (h *Handler) after(w http.ResponseWriter, r *http.Request, to, flash string) error {
	h.Reader.Forget()
	return kit.RedirectWith(w, r, to, flash)
}
