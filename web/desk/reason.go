package desk

import (
	"context"
	"net/http"

	"jangteo.kr/internal/market"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/offerview"
	"jangteo.kr/web/ui/component"
)

type reasonsView struct {
	Form    *kit.Form
	Reasons []market.Reason
	Manage  bool // the reader may add and remove
}

func fieldOptions(ctx context.Context) []component.Option {
	out := []component.Option{{Label: text.T(ctx, "choose")}}
	for _, f := range market.ReasonFields() {
		out = append(out, component.Option{Value: f, Label: offerview.FieldLabel(ctx, f, nil)})
	}
	return out
}

func (h *Handler) reasons(w http.ResponseWriter, r *http.Request) error {
	return h.showReasons(w, r, kit.Blank("client_key", kit.NewKey()))
}

func (h *Handler) showReasons(w http.ResponseWriter, r *http.Request, f *kit.Form) error {
	ctx, by := r.Context(), kit.Actor(r)
	v := reasonsView{Form: f, Manage: by.Has(deciders...)}
	var err error
	if v.Reasons, err = h.Market.Reasons(ctx, by); err != nil {
		return err
	}
	p := kit.Page(w, r, text.T(ctx, "desk.reasons.title"))
	p.Breadcrumb = []component.Crumb{{Label: text.T(ctx, "desk.queue.title"), Href: "/desk/listings"}, {Label: p.Title}}
	p.ErrorTitle = f.Refused()
	return kit.Render(w, r, f.Status(), reasonsPage(p, v))
}

func (h *Handler) addReason(w http.ResponseWriter, r *http.Request) error {
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	c := market.ReasonCommand{Field: f.Value("field"), TextKo: f.Value("text_ko"), TextEn: f.Value("text_en"), Key: f.Key()}
	done, err := f.Submit(func() error {
		_, err := h.Market.AddReason(r.Context(), kit.Actor(r), c)
		return err
	})
	if err != nil {
		return err
	}
	if !done {
		return h.showReasons(w, r, f)
	}
	return kit.RedirectWith(w, r, "/desk/reasons", "desk.reason.added")
}

func (h *Handler) removeReason(w http.ResponseWriter, r *http.Request) error {
	id, err := kit.ID(r, "id")
	if err != nil {
		return err
	}
	if err := h.Market.RemoveReason(r.Context(), kit.Actor(r), id); err != nil {
		return err
	}
	return kit.RedirectWith(w, r, "/desk/reasons", "desk.reason.removed")
}
