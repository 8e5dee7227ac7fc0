package desk

import (
	"context"
	"net/http"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/ui/component"
)

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
