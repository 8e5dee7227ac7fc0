package supply

import (
	"context"
	"net/http"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/kit"
)

func objectOf(id int64) string { return audit.Ref("offer", id) }

func (h *Handler) checkPage(w http.ResponseWriter, r *http.Request) error {
	return h.showCheck(w, r, kit.Blank())
}

func (h *Handler) showCheck(w http.ResponseWriter, r *http.Request, f *kit.Form) error {
	by, v, err := h.writable(r)
	if err != nil {
		return err
	}
	rise, err := h.Market.RiseOf(r.Context(), by, v.Offer.ID, h.Clock())
	if err != nil {
		return err
	}
	if !f.Refused() {
		f.Set("rise_reason", v.Pending.RiseReason)
	}
	p := h.objectPage(w, r, v, text.T(r.Context(), "supply.check.title"), f)
	return kit.Render(w, r, f.Status(), checkPageView(p, offerView{OfferView: v, By: by, Form: f, Now: h.Clock(), Rise: rise}))
}

func (h *Handler) submit(w http.ResponseWriter, r *http.Request) error {
	return h.act(w, r, h.showCheck, "supply.submitted", func(ctx context.Context, by auth.Actor, id int64, f *kit.Form) error {
		return h.Market.SubmitOfferFor(ctx, by, id, f.Version(), f.Value("rise_reason"))
	})
}

func (h *Handler) recall(w http.ResponseWriter, r *http.Request) error {
	return h.act(w, r, h.showOffer, "supply.recalled", func(ctx context.Context, by auth.Actor, id int64, f *kit.Form) error {
		return h.Market.RecallOffer(ctx, by, id, f.Version())
	})
}

func (h *Handler) change(w http.ResponseWriter, r *http.Request) error {
	return h.act(w, r, h.showOffer, "supply.changing", func(ctx context.Context, by auth.Actor, id int64, f *kit.Form) error {
		_, err := h.Catalog.ProposeChange(ctx, by, id, f.Version())
		return err
	})
}

func (h *Handler) discard(w http.ResponseWriter, r *http.Request) error {
	return h.act(w, r, h.showOffer, "supply.discarded", func(ctx context.Context, by auth.Actor, id int64, f *kit.Form) error {
		_, err := h.Catalog.DiscardChange(ctx, by, id, f.Version())
		return err
	})
}

func (h *Handler) withdrawPage(w http.ResponseWriter, r *http.Request) error {
	return h.showWithdraw(w, r, kit.Blank())
}

func (h *Handler) showWithdraw(w http.ResponseWriter, r *http.Request, f *kit.Form) error {
	by, v, err := h.own(r)
	if err != nil {
		return err
	}
	if !v.Offer.State.CanBecome(catalog.Withdrawn) && !f.Refused() {
		return catalog.ErrNotChangeable
	}
	p := h.objectPage(w, r, v, withdrawal(r.Context(), offerView{OfferView: v}), f)
	return kit.Render(w, r, f.Status(), withdrawPageView(p, offerView{OfferView: v, By: by, Form: f, Now: h.Clock()}))
}

func (h *Handler) withdraw(w http.ResponseWriter, r *http.Request) error {
	said := "supply.withdrawn"
	if _, v, err := h.own(r); err == nil && v.Current == nil {
		said = "supply.given_up"
	}
	return h.act(w, r, h.showWithdraw, said, func(ctx context.Context, by auth.Actor, id int64, f *kit.Form) error {
		reason := f.Text("reason", 500, false)
		if err := f.Err(); err != nil {
			return err
		}
		return h.Market.WithdrawOffer(ctx, by, id, f.Version(), reason)
	})
}

// act carries out one command on an offer and goes to the offer's page; a refusal is
// shown by again with what was typed.
func (h *Handler) act(w http.ResponseWriter, r *http.Request, again func(http.ResponseWriter, *http.Request, *kit.Form) error, flash string,
	do func(ctx context.Context, by auth.Actor, id int64, f *kit.Form) error,
) error {
	id, err := kit.ID(r, "id")
	if err != nil {
		return err
	}
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	done, err := f.Submit(func() error { return do(r.Context(), kit.Actor(r), id, f) })
	if err != nil {
		return err
	}
	if !done {
		if shown := again(w, r, f); shown != nil {
			return f.Fault() // the page can no longer be shown: say why the act was refused
		}
		return nil
	}
	return kit.RedirectWith(w, r, offerURL(id), flash)
}
