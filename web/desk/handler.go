// Package desk owns the screens of the market desk and the product reviewers: the queue
// of submitted offers, the review of an offer against what is on sale, and the ground
// records that one person writes down and another confirms. It refuses to let anybody
// decide twice on the same thing: the services compare persons, these pages only show.
package desk

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/ui/component"
)

// Deps are what the area calls.
type Deps struct {
	Catalog *catalog.Service
	Market  *market.Service
	Clock   kst.Clock
}

// Handler serves the area.
type Handler struct{ Deps }

// New makes a Handler.
func New(d Deps) *Handler { return &Handler{d} }

// Routes of the area. The review's page has the offer's own address, /offers/{id},
// which the supplier's area owns and hands over through Review.
func (h *Handler) Routes() []kit.Route {
	return []kit.Route{
		kit.GET("/desk/listings", h.queue),
		kit.POST("/offers/{id}/approve", h.approve),
		kit.POST("/offers/{id}/return", h.giveBack),
		kit.POST("/offers/{id}/suspend", h.suspend),
		kit.POST("/offers/{id}/resume", h.resume),
		kit.GET("/ground-records", h.records),
		kit.GET("/ground-records/new", h.recordPage),
		kit.POST("/ground-records", h.record),
		kit.GET("/ground-records/{id}", h.recordView),
		kit.POST("/ground-records/{id}/confirm", h.confirm),
		kit.POST("/ground-records/{id}/refuse", h.refuse),
	}
}

const listSize = 30

func pageOf(r *http.Request) int {
	n, err := strconv.Atoi(r.URL.Query().Get("page"))
	if err != nil || n < 1 || n > 500 {
		return 1
	}
	return n
}

func (h *Handler) queue(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v := queueView{Kind: r.URL.Query().Get("kind"), Page: pageOf(r), Now: h.Clock()}
	if v.Kind != "new" && v.Kind != "change" {
		v.Kind = ""
	}
	rows, err := h.Market.ReviewQueue(ctx, kit.Actor(r), v.Kind, listSize+1, (v.Page-1)*listSize)
	if err != nil {
		return err
	}
	v.More = len(rows) > listSize
	v.Rows = rows[:min(len(rows), listSize)]
	p := kit.Page(w, r, text.T(ctx, "desk.queue.title"))
	p.Wide = true
	return kit.Render(w, r, http.StatusOK, queuePage(p, v))
}

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
	p := kit.Page(w, r, text.Pick(ctx, v.Item.NameKo, v.Item.NameEn))
	p.Breadcrumb = []component.Crumb{{Label: text.T(ctx, "desk.queue.title"), Href: "/desk/listings"}, {Label: p.Title}}
	p.ObjectID, p.State, p.ErrorTitle, p.Wide = kit.Int64(id), string(v.Offer.State), f.Refused(), true
	return kit.Render(w, r, f.Status(), reviewPage(p, v))
}

func (h *Handler) approve(w http.ResponseWriter, r *http.Request) error {
	return h.decide(w, r, "desk.approved", func(ctx context.Context, by auth.Actor, id int64, f *kit.Form) error {
		return h.Market.ApproveListing(ctx, by, id, f.Version())
	})
}

func (h *Handler) giveBack(w http.ResponseWriter, r *http.Request) error {
	return h.decide(w, r, "desk.returned", func(ctx context.Context, by auth.Actor, id int64, f *kit.Form) error {
		c := market.ReturnCommand{OfferID: id, Version: f.Version(), Reasons: map[string]string{}}
		for name := range f.Values {
			if field, ok := strings.CutPrefix(name, "reason_"); ok {
				c.Reasons[field] = f.Value(name)
			}
		}
		return h.Market.ReturnListing(ctx, by, c)
	})
}

func (h *Handler) suspend(w http.ResponseWriter, r *http.Request) error {
	return h.decide(w, r, "desk.suspended", func(ctx context.Context, by auth.Actor, id int64, f *kit.Form) error {
		return h.Market.SuspendOffer(ctx, by, id, f.Version(), f.Value("reason"))
	})
}

func (h *Handler) resume(w http.ResponseWriter, r *http.Request) error {
	return h.decide(w, r, "desk.resumed", func(ctx context.Context, by auth.Actor, id int64, f *kit.Form) error {
		return h.Market.ResumeOffer(ctx, by, id, f.Version())
	})
}

// decide carries out a desk's command and shows the offer again.
func (h *Handler) decide(w http.ResponseWriter, r *http.Request, flash string, do func(ctx context.Context, by auth.Actor, id int64, f *kit.Form) error) error {
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
		return h.showReview(w, r, f)
	}
	return kit.RedirectWith(w, r, "/offers/"+kit.Int64(id), flash)
}

func (h *Handler) records(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v := recordsView{State: market.RecordState(r.URL.Query().Get("state")), Page: pageOf(r), By: kit.Actor(r)}
	rows, err := h.Market.Records(ctx, v.By, v.State, listSize+1, (v.Page-1)*listSize)
	if err != nil {
		return err
	}
	v.More = len(rows) > listSize
	v.Rows = rows[:min(len(rows), listSize)]
	p := kit.Page(w, r, text.T(ctx, "desk.records.title"))
	p.Wide = true
	return kit.Render(w, r, http.StatusOK, recordsPage(p, v))
}

func (h *Handler) recordPage(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	kind := q.Get("kind")
	if kind != market.VentureDesignation {
		kind = market.UnitPriceContract
	}
	return h.showRecordForm(w, r, kit.Blank("kind", kind, "item_number", q.Get("item"), "supplier_id", q.Get("supplier")))
}

func (h *Handler) showRecordForm(w http.ResponseWriter, r *http.Request, f *kit.Form) error {
	ctx := r.Context()
	if err := mayRecord(kit.Actor(r)); err != nil {
		return err
	}
	v := recordFormView{Form: f, Kind: f.Value("kind")}
	if v.Kind != market.VentureDesignation {
		v.Kind = market.UnitPriceContract
	}
	var err error
	if v.Suppliers, err = h.Market.Suppliers(ctx, kit.Actor(r)); err != nil {
		return err
	}
	p := kit.Page(w, r, text.T(ctx, "desk.record.new."+v.Kind))
	p.Breadcrumb = []component.Crumb{{Label: text.T(ctx, "desk.records.title"), Href: "/ground-records"}, {Label: p.Title}}
	p.ErrorTitle = f.Refused()
	return kit.Render(w, r, f.Status(), recordFormPage(p, v))
}

func (h *Handler) record(w http.ResponseWriter, r *http.Request) error {
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	c := market.RecordCommand{
		Kind: f.Choice("kind", market.UnitPriceContract, market.VentureDesignation), Number: f.Text("number", 60, true),
		SupplierID: int64(f.Int("supplier_id", 1, 1<<53)), ItemNumber: f.Int("item_number", 10_000_000, 99_999_999),
		StartsOn: f.Day("starts_on", true), EndsOn: f.Day("ends_on", true),
	}
	if c.Kind == market.UnitPriceContract {
		price, most := f.Won("ceiling_price"), f.Won("max_order")
		c.CeilingPrice, c.MaxOrder = &price, &most
	}
	var id int64
	done, err := f.Submit(func() (err error) {
		id, err = h.Market.RecordGround(r.Context(), kit.Actor(r), c)
		return err
	})
	if err != nil {
		return err
	}
	if !done {
		return h.showRecordForm(w, r, f)
	}
	return kit.RedirectWith(w, r, "/ground-records/"+kit.Int64(id), "desk.recorded")
}

func (h *Handler) recordView(w http.ResponseWriter, r *http.Request) error {
	return h.showRecord(w, r, kit.Blank())
}

func (h *Handler) showRecord(w http.ResponseWriter, r *http.Request, f *kit.Form) error {
	ctx, by := r.Context(), kit.Actor(r)
	id, err := kit.ID(r, "id")
	if err != nil {
		return err
	}
	v := recordDetail{By: by, Form: f, Now: h.Clock()}
	if v.Record, err = h.Market.RecordByID(ctx, by, id); err != nil {
		return err
	}
	if v.Acts, err = h.Market.RecordHistory(ctx, id); err != nil {
		return err
	}
	if v.Turns, err = h.Market.Turns(ctx, audit.Ref("ground_record", id)); err != nil {
		return err
	}
	p := kit.Page(w, r, text.T(ctx, "ground.kind."+v.Record.Kind)+" "+v.Record.Number)
	p.Breadcrumb = []component.Crumb{{Label: text.T(ctx, "desk.records.title"), Href: "/ground-records"}, {Label: p.Title}}
	p.ObjectID, p.State, p.ErrorTitle = kit.Int64(id), string(v.Record.State), f.Refused()
	return kit.Render(w, r, f.Status(), recordDetailPage(p, v))
}

func (h *Handler) confirm(w http.ResponseWriter, r *http.Request) error {
	return h.decideRecord(w, r, "desk.confirmed", func(ctx context.Context, by auth.Actor, id int64, _ *kit.Form) error {
		return h.Market.ConfirmGround(ctx, by, id)
	})
}

func (h *Handler) refuse(w http.ResponseWriter, r *http.Request) error {
	return h.decideRecord(w, r, "desk.refused", func(ctx context.Context, by auth.Actor, id int64, f *kit.Form) error {
		return h.Market.RefuseGround(ctx, by, id, f.Value("reason"))
	})
}

func (h *Handler) decideRecord(w http.ResponseWriter, r *http.Request, flash string, do func(ctx context.Context, by auth.Actor, id int64, f *kit.Form) error) error {
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
		return h.showRecord(w, r, f)
	}
	return kit.RedirectWith(w, r, "/ground-records/"+kit.Int64(id), flash)
}

// mayRecord is nil for whoever may open the form; the service decides again.
func mayRecord(by auth.Actor) error {
	if !by.SignedIn() {
		return fault.ErrUnauthenticated
	}
	return by.Need(recorderRoles...)
}
