package desk

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/ui/component"
)

// Review is the offer's page for whoever is not its supplier.
func (h *Handler) Review(w http.ResponseWriter, r *http.Request) error {
	return h.showReview(w, r, kit.Blank())
}

func (h *Handler) showReview(w http.ResponseWriter, r *http.Request, f *kit.Form) error {
	ctx, by := r.Context(), kit.Actor(r)
	id, err := kit.ID(r, "id")
	if err != nil {
		return err
	}
	v := reviewView{By: by, Form: f, Now: h.Clock()}
	if v.OfferView, err = h.Catalog.View(ctx, by, id); err != nil {
		return err
	}
	if v.Grounds, err = h.Market.Grounds(ctx, v.Offer.ItemNumber, v.Offer.SupplierID); err != nil {
		return err
	}
	if v.Acts, err = h.Market.History(ctx, id); err != nil {
		return err
	}
	if v.Turns, err = h.Market.Turns(ctx, audit.Ref("offer", id)); err != nil {
		return err
	}
	if v.waiting() && v.Current != nil {
		v.Changes = catalog.Diff(*v.Current, *v.Pending)
	}
	if v.waiting() && v.reads() {
		if err := h.addDeskFacts(ctx, by, &v); err != nil {
			return err
		}
	}
	p := kit.Page(w, r, text.Pick(ctx, v.Item.NameKo, v.Item.NameEn))
	p.Breadcrumb = []component.Crumb{{Label: text.T(ctx, "desk.queue.title"), Href: "/desk/listings"}, {Label: p.Title}}
	p.ObjectID, p.State, p.ErrorTitle, p.Wide = kit.Int64(id), string(v.Offer.State), f.Refused(), true
	return kit.Render(w, r, f.Status(), reviewPage(p, v))
}

// addDeskFacts reads what a waiting version is decided by: its row of the queue, what its
// price is held against, and for those who decide the sentences and colleagues.
func (h *Handler) addDeskFacts(ctx context.Context, by auth.Actor, v *reviewView) error {
	q, err := h.Market.ReviewQueue(ctx, by, market.QueueFilter{Offers: []int64{v.Offer.ID}, Limit: 1}, v.Now)
	if err != nil {
		return err
	}
	if len(q.Rows) == 1 {
		v.Row = q.Rows[0]
		v.Evidence = q.Evidence[v.Offer.ID]
	}
	if !v.By.Has(deciders...) {
		return nil
	}
	if v.Reasons, err = h.Market.Reasons(ctx, by); err != nil {
		return err
	}
	v.Colleagues, err = h.Market.Colleagues(ctx, by)
	return err
}

func (h *Handler) approve(w http.ResponseWriter, r *http.Request) error {
	return h.decide(w, r, "desk.approved", func(ctx context.Context, by auth.Actor, id int64, f *kit.Form) error {
		return h.Market.ApproveListingFor(ctx, by, id, f.Version(), f.Value("approve_reason"))
	})
}

// giveBack returns an offer with reasons. Its form has a second button that only puts a
// chosen sentence where it belongs; nothing is decided then.
func (h *Handler) giveBack(w http.ResponseWriter, r *http.Request) error {
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	if f.Value("insert") != "" {
		return h.insertReason(w, r, f)
	}
	return h.decideForm(w, r, f, "desk.returned", func(ctx context.Context, by auth.Actor, id int64, f *kit.Form) error {
		c := market.ReturnCommand{OfferID: id, Version: f.Version(), Reasons: map[string]string{}}
		for name := range f.Values {
			if field, ok := strings.CutPrefix(name, "reason_"); ok {
				c.Reasons[field] = f.Value(name)
			}
		}
		return h.Market.ReturnListing(ctx, by, c)
	})
}

// insertReason shows the form again with the chosen sentence at its field, after what was
// typed there.
func (h *Handler) insertReason(w http.ResponseWriter, r *http.Request, f *kit.Form) error {
	reasons, err := h.Market.Reasons(r.Context(), kit.Actor(r))
	if err != nil {
		return err
	}
	for _, t := range reasons {
		if strconv.FormatInt(t.ID, 10) != f.Value("template") {
			continue
		}
		name := "reason_" + t.Field
		f.Set(name, strings.TrimSpace(f.Value(name)+" "+text.Pick(r.Context(), t.TextKo, t.TextEn)))
	}
	return h.showReview(w, r, f)
}

func (h *Handler) resume(w http.ResponseWriter, r *http.Request) error {
	return h.decide(w, r, "desk.resumed", func(ctx context.Context, by auth.Actor, id int64, f *kit.Form) error {
		return h.Market.ResumeOffer(ctx, by, id, f.Version())
	})
}

func (h *Handler) take(w http.ResponseWriter, r *http.Request) error {
	return h.decide(w, r, "desk.taken", func(ctx context.Context, by auth.Actor, id int64, _ *kit.Form) error {
		return h.Market.TakeListing(ctx, by, id)
	})
}

func (h *Handler) putBack(w http.ResponseWriter, r *http.Request) error {
	return h.decide(w, r, "desk.given_back", func(ctx context.Context, by auth.Actor, id int64, _ *kit.Form) error {
		return h.Market.GiveBackListing(ctx, by, id)
	})
}

func (h *Handler) assign(w http.ResponseWriter, r *http.Request) error {
	return h.decide(w, r, "desk.assigned", func(ctx context.Context, by auth.Actor, id int64, f *kit.Form) error {
		person, err := strconv.ParseInt(f.Value("person_id"), 10, 64)
		if err != nil {
			person = 0 // nobody: the service decides who may ask at all
		}
		return h.Market.AssignListing(ctx, by, id, person)
	})
}

// decide carries out a desk's command and shows the offer again.
func (h *Handler) decide(w http.ResponseWriter, r *http.Request, flash string, do func(ctx context.Context, by auth.Actor, id int64, f *kit.Form) error) error {
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	return h.decideForm(w, r, f, flash, do)
}

func (h *Handler) decideForm(w http.ResponseWriter, r *http.Request, f *kit.Form, flash string, do func(ctx context.Context, by auth.Actor, id int64, f *kit.Form) error) error {
	id, err := kit.ID(r, "id")
	if err != nil {
		return err
	}
	done, err := f.Submit(func() error { return do(r.Context(), kit.Actor(r), id, f) })
	if err != nil {
		return err
	}
	if !done {
		return h.showReview(w, r, f)
	}
	return kit.RedirectWith(w, r, "/offers/"+kit.Int64(id), flash)
}
