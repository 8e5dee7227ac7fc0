package desk

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/ui/component"
)

// bulkView is the page that asks before a decision on many offers.
type bulkView struct {
	Act   market.BulkAct
	Form  *kit.Form
	Lines []market.BulkLine
}

// doable is how many of the chosen rows would be done.
func (v bulkView) doable() int {
	n := 0
	for _, l := range v.Lines {
		if l.Refusal == nil {
			n++
		}
	}
	return n
}

// rowValue names a row by the offer and the row version that the page shows.
func rowValue(l market.BulkLine) string {
	return kit.Int64(l.OfferID) + ":" + strconv.Itoa(l.Version)
}

// refusalSentence says why a row is not done. Whoever may not decide on it is told who may.
func refusalSentence(ctx context.Context, f *fault.Error) string {
	if f.Kind == fault.Forbidden && f.Code == fault.ErrForbidden.Code {
		return text.T(ctx, "desk.bulk.reviewers")
	}
	return kit.FaultSentence(ctx, f)
}

// bulkAct reads the act; anything else means approval, which is refused for more.
func bulkAct(s string) market.BulkAct {
	if s == string(market.BulkReturn) {
		return market.BulkReturn
	}
	return market.BulkApprove
}

// chosen reads the ids of the chosen offers; what is no id is left out.
func chosen(values []string) []int64 {
	var out []int64
	for _, s := range values {
		id, _, _ := strings.Cut(s, ":")
		if n, err := strconv.ParseInt(id, 10, 64); err == nil && n > 0 {
			out = append(out, n)
		}
	}
	return out
}

func (h *Handler) checkBulk(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	f.Set("client_key", kit.NewKey())
	if bulkAct(f.Value("act")) == market.BulkReturn && f.Value("template") != "" {
		reasons, err := h.Market.Reasons(ctx, kit.Actor(r))
		if err != nil {
			return err
		}
		for _, t := range reasons {
			if kit.Int64(t.ID) == f.Value("template") {
				f.Set("field", t.Field)
				f.Set("reason", text.Pick(ctx, t.TextKo, t.TextEn))
			}
		}
	}
	return h.showBulk(w, r, f, chosen(f.Values["offer"]))
}

func (h *Handler) showBulk(w http.ResponseWriter, r *http.Request, f *kit.Form, offers []int64) error {
	ctx, by := r.Context(), kit.Actor(r)
	v := bulkView{Act: bulkAct(f.Value("act")), Form: f}
	var err error
	v.Lines, err = h.Market.CheckBulk(ctx, by, v.Act, offers, h.Clock())
	if err != nil && !f.Refuse(err) {
		return err
	}
	p := kit.Page(w, r, text.T(ctx, "desk.bulk.title."+string(v.Act)))
	p.Breadcrumb = []component.Crumb{{Label: text.T(ctx, "desk.queue.title"), Href: "/desk/listings"}, {Label: p.Title}}
	p.ErrorTitle, p.Wide = f.Refused(), true
	return kit.Render(w, r, f.Status(), bulkPage(p, v))
}

func (h *Handler) decideBulk(w http.ResponseWriter, r *http.Request) error {
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	c := market.BulkCommand{Act: market.BulkAct(f.Value("act")), Field: f.Value("field"), Reason: f.Value("reason"), Key: f.Key()}
	for _, s := range f.Values["row"] {
		id, version, _ := strings.Cut(s, ":")
		offer, err := strconv.ParseInt(id, 10, 64)
		n, err2 := strconv.Atoi(version)
		if err != nil || err2 != nil || n > 1<<30 {
			return fault.Bad("form_unreadable")
		}
		c.Rows = append(c.Rows, market.BulkRow{OfferID: offer, Version: n})
	}
	var id int64
	done, err := f.Submit(func() (err error) {
		id, err = h.Market.DecideBulk(r.Context(), kit.Actor(r), c)
		return err
	})
	if err != nil {
		return err
	}
	if !done {
		return h.showBulk(w, r, f, chosen(f.Values["row"]))
	}
	return kit.Redirect(w, r, "/desk/decisions/"+kit.Int64(id))
}

// resultView is what became of a decision on many offers.
type resultView struct {
	market.BulkDecision
	Lines []resultLine
}

type resultLine struct {
	market.BulkOutcome
	Fault *fault.Error // nil: done, or not reached
}

// bars compare how many rows had which outcome.
func (v resultView) bars(ctx context.Context) []component.Bar {
	var out []component.Bar
	for _, o := range []struct {
		outcome string
		tone    component.Tone
	}{{"done", component.Success}, {"refused", component.Danger}, {"waiting", component.Warning}} {
		if n := v.Count(o.outcome); n > 0 || o.outcome != "waiting" {
			out = append(out, component.Bar{Label: text.T(ctx, "desk.bulk.outcome."+o.outcome), Value: int64(n), Text: text.T(ctx, "desk.count", "n", n), Tone: o.tone})
		}
	}
	return out
}

func (h *Handler) bulkResult(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	id, err := kit.ID(r, "id")
	if err != nil {
		return err
	}
	var v resultView
	if v.BulkDecision, err = h.Market.BulkDecisionByID(ctx, kit.Actor(r), id); err != nil {
		return err
	}
	for _, o := range v.Rows {
		f, err := o.Refusal()
		if err != nil {
			return err
		}
		v.Lines = append(v.Lines, resultLine{o, f})
	}
	p := kit.Page(w, r, text.T(ctx, "desk.bulk.result"))
	p.Breadcrumb = []component.Crumb{{Label: text.T(ctx, "desk.queue.title"), Href: "/desk/listings"}, {Label: p.Title}}
	p.ObjectID = kit.Int64(id)
	return kit.Render(w, r, http.StatusOK, resultPage(p, v))
}
