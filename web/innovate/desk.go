package innovate

import (
	"context"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/innovation"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/order"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/ui/component"
)

func (h *Handler) reviewPage(w http.ResponseWriter, r *http.Request) error {
	return h.showReview(w, r, kit.Blank())
}

func (h *Handler) showReview(w http.ResponseWriter, r *http.Request, f *kit.Form) error {
	v, err := h.deskView(r, func(a innovation.Acts) bool { return a.Review })
	if err != nil {
		return err
	}
	marks, err := h.innovation.Marks(r.Context())
	if err != nil {
		return err
	}
	p := kit.Page(w, r, text.T(r.Context(), "innovate.review.title"))
	p.ObjectID, p.State, p.ErrorTitle, p.Wide = kit.Int64(v.Application.ID), string(v.Application.State), f.Refused(), true
	p.Breadcrumb = h.trail(r.Context(), r, p.Title)
	return kit.Render(w, r, f.Status(), reviewView(p, f, v, marks))
}

// deskView reads the application for one of the desk's forms. Who has no such turn is
// told why: wrong role, an earlier part in it, or its state.
func (h *Handler) deskView(r *http.Request, may func(innovation.Acts) bool) (innovation.View, error) {
	if _, err := kit.MustSignIn(r); err != nil {
		return innovation.View{}, err
	}
	if err := kit.Actor(r).Need(org.InnovationDesk); err != nil {
		return innovation.View{}, err
	}
	v, err := h.view(r)
	if err != nil || may(v.Acts) {
		return v, err
	}
	if v.Application.State == innovation.Submitted || v.Application.State == innovation.Reviewed {
		return v, fault.ErrSamePerson
	}
	return v, innovation.ErrState
}

func (h *Handler) review(w http.ResponseWriter, r *http.Request) error {
	again := func(f *kit.Form) error { return h.showReview(w, r, f) }
	return h.command(w, r, again, func(f *kit.Form, id int64) (string, string, error) {
		c := innovation.ReviewCommand{ID: id, Version: f.Version(), Scores: innovation.Scores{}}
		for _, g := range innovation.Groups {
			for _, k := range g.Criteria {
				c.Scores[k.Key] = innovation.Score{
					Points: f.Int("score_"+k.Key, 0, k.Max), Reason: f.Text("reason_"+k.Key, 2000, true),
				}
			}
		}
		c.Recommend, c.Opinion = f.Choice("recommend", "yes", "no") == "yes", f.Text("opinion", 2000, true)
		if err := f.Err(); err != nil {
			return "", "", err
		}
		_, err := h.innovation.Review(r.Context(), kit.Actor(r), c)
		return applicationURL(id), "innovate.flash.reviewed", err
	})
}

func (h *Handler) sendBack(w http.ResponseWriter, r *http.Request) error {
	again := func(f *kit.Form) error { return h.showApplication(w, r, f) }
	return h.command(w, r, again, func(f *kit.Form, id int64) (string, string, error) {
		_, err := h.innovation.Return(r.Context(), kit.Actor(r), id, f.Version(), f.Value("reason"))
		return applicationURL(id), "innovate.flash.returned", err
	})
}

func (h *Handler) decidePage(w http.ResponseWriter, r *http.Request) error {
	return h.showDecide(w, r, kit.Blank())
}

func (h *Handler) showDecide(w http.ResponseWriter, r *http.Request, f *kit.Form) error {
	v, err := h.deskView(r, func(a innovation.Acts) bool { return a.Decide })
	if err != nil {
		return err
	}
	p := kit.Page(w, r, text.T(r.Context(), "innovate.decide.title"))
	p.ObjectID, p.State, p.ErrorTitle = kit.Int64(v.Application.ID), string(v.Application.State), f.Refused()
	p.Breadcrumb = h.trail(r.Context(), r, p.Title)
	return kit.Render(w, r, f.Status(), decideView(p, f, v))
}

func (h *Handler) decide(w http.ResponseWriter, r *http.Request) error {
	again := func(f *kit.Form) error { return h.showDecide(w, r, f) }
	return h.command(w, r, again, func(f *kit.Form, id int64) (string, string, error) {
		c := innovation.DecideCommand{
			ID: id, Version: f.Version(), Outcome: f.Choice("outcome", innovation.Outcomes...), Reason: f.Text("reason", 2000, true),
		}
		if err := f.Err(); err != nil {
			return "", "", err
		}
		_, err := h.innovation.Decide(r.Context(), kit.Actor(r), c)
		return applicationURL(id), "innovate.flash.decided." + c.Outcome, err
	})
}

func (h *Handler) designationPage(w http.ResponseWriter, r *http.Request) error {
	return h.showDesignation(w, r, kit.Blank())
}

func (h *Handler) showDesignation(w http.ResponseWriter, r *http.Request, f *kit.Form) error {
	id, err := kit.ID(r, "id")
	if err != nil {
		return err
	}
	v, err := h.innovation.Designation(r.Context(), kit.Actor(r), id)
	if err != nil {
		return err
	}
	ctx := r.Context()
	p := kit.Page(w, r, text.Pick(ctx, v.Designation.NameKo, v.Designation.NameEn))
	p.ObjectID, p.State, p.ErrorTitle, p.Storefront = kit.Int64(id), v.Designation.Standing(v.Now), f.Refused(), "hyeokshin"
	p.Breadcrumb = []component.Crumb{
		{Label: text.T(ctx, "nav.hyeokshin"), Href: "/hyeokshin"}, {Label: text.T(ctx, "innovate.list.title"), Href: "/designations"}, {Label: p.Title},
	}
	return kit.Render(w, r, f.Status(), designationView(p, f, v))
}

// certificate sends the designation's certificate; it is public.
func (h *Handler) certificate(w http.ResponseWriter, r *http.Request) error {
	id, err := kit.ID(r, "id")
	if err != nil {
		return err
	}
	pdf, d, err := h.innovation.CertificatePDF(r.Context(), id, h.base+"/verify/")
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/pdf")
	w.Header().Set("Content-Disposition", mime.FormatMediaType("inline", map[string]string{"filename": d.Number + ".pdf"}))
	w.Header().Set("Content-Length", strconv.Itoa(len(pdf)))
	if w.Header().Get("Cache-Control") == "" {
		w.Header().Set("Cache-Control", "no-cache")
	}
	_, _ = w.Write(pdf)
	return nil
}

func (h *Handler) propose(w http.ResponseWriter, r *http.Request) error {
	again := func(f *kit.Form) error { return h.showDesignation(w, r, f) }
	return h.command(w, r, again, func(f *kit.Form, id int64) (string, string, error) {
		c := innovation.MeasureCommand{
			DesignationID: id, Version: f.Version(), Kind: innovation.MeasureKind(f.Choice("kind", "extend", "suspend", "resume", "withdraw")),
			Reason: f.Text("reason", 2000, true),
		}
		if err := f.Err(); err != nil {
			return "", "", err
		}
		m, err := h.innovation.ProposeMeasure(r.Context(), kit.Actor(r), c)
		return measureURL(m.ID), "innovate.flash.proposed", err
	})
}

func (h *Handler) measurePage(w http.ResponseWriter, r *http.Request) error {
	return h.showMeasure(w, r, kit.Blank())
}

func (h *Handler) showMeasure(w http.ResponseWriter, r *http.Request, f *kit.Form) error {
	if _, err := kit.MustSignIn(r); err != nil {
		return err
	}
	id, err := kit.ID(r, "id")
	if err != nil {
		return err
	}
	v, err := h.innovation.Measure(r.Context(), kit.Actor(r), id)
	if err != nil {
		return err
	}
	p := kit.Page(w, r, text.T(r.Context(), "innovate.measure."+string(v.Measure.Kind)))
	p.ObjectID, p.State, p.ErrorTitle = kit.Int64(id), string(v.Measure.State), f.Refused()
	p.Breadcrumb = h.trail(r.Context(), r, p.Title)
	reach, err := h.reachOf(r.Context(), kit.Actor(r), v)
	if err != nil {
		return err
	}
	return kit.Render(w, r, f.Status(), measureView(p, f, v, reach))
}

// measureReach is what a measure that takes a product off the shelf would touch.
type measureReach struct {
	market.Reach
	Orders []order.OpenOrder
}

// reachOf reads the reach for whoever decides on a suspension or withdrawal; nil for
// other measures and readers.
func (h *Handler) reachOf(ctx context.Context, by auth.Actor, v innovation.MeasureView) (*measureReach, error) {
	if !v.MayDecide || v.Measure.Kind != innovation.Suspend && v.Measure.Kind != innovation.Withdraw {
		return nil, nil //nolint:nilnil // no reach to show is no fault
	}
	var r measureReach
	var err error
	if r.Reach, err = h.market.ReachOf(ctx, by, v.Designation.ItemNumber, v.Designation.SupplierID); err != nil || r.OfferID == 0 {
		return &r, err
	}
	r.Orders, err = h.orders.OpenOrders(ctx, by, r.OfferID)
	return &r, err
}

func (h *Handler) decideMeasure(w http.ResponseWriter, r *http.Request) error {
	again := func(f *kit.Form) error { return h.showMeasure(w, r, f) }
	return h.command(w, r, again, func(f *kit.Form, id int64) (string, string, error) {
		outcome, reason := f.Choice("outcome", "confirm", "refuse"), f.Text("reason", 2000, false)
		if err := f.Err(); err != nil {
			return "", "", err
		}
		_, err := h.innovation.DecideMeasure(r.Context(), kit.Actor(r), innovation.MeasureDecision{
			ID: id, Confirm: outcome == "confirm", Reason: reason,
		})
		return measureURL(id), "innovate.flash.measure." + outcome, err
	})
}

func (h *Handler) fundingPage(w http.ResponseWriter, r *http.Request) error {
	return h.showFunding(w, r, kit.Blank())
}

func (h *Handler) showFunding(w http.ResponseWriter, r *http.Request, f *kit.Form) error {
	by, err := kit.MustSignIn(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	programmes, err := h.innovation.Programmes(ctx, by)
	if err != nil {
		return err
	}
	terms, err := h.innovation.FundingTermsAll(ctx)
	if err != nil {
		return err
	}
	p := kit.Page(w, r, text.T(ctx, "innovate.funding.title"))
	p.ErrorTitle = f.Refused()
	return kit.Render(w, r, f.Status(), fundingView(p, f, fundingPage{Programmes: programmes, Terms: terms, MaySet: by.Has(org.BudgetOfficer)}))
}

type fundingPage struct {
	Programmes []innovation.Programme
	Terms      []innovation.FundingTerms
	MaySet     bool
}

func (h *Handler) setFunding(w http.ResponseWriter, r *http.Request) error {
	by, err := kit.MustSignIn(r)
	if err != nil {
		return err
	}
	if err := by.Need(org.BudgetOfficer); err != nil {
		return err
	}
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	c := innovation.FundingCommand{
		BudgetID: int64(f.Int("budget_id", 1, 1<<31-1)), ShareBP: percent(f, "share"), Cap: f.Won("cap"),
		From: f.Day("from", true), Last: f.Day("until", true), Article: f.Text("article", 200, true),
	}
	done, err := f.Submit(func() error {
		_, err := h.innovation.SetFundingTerms(r.Context(), by, c)
		return err
	})
	if err != nil {
		return err
	}
	if !done {
		return h.showFunding(w, r, f)
	}
	return kit.RedirectWith(w, r, "/innovation-funding", "innovate.flash.funding")
}

// percent reads a percentage with at most two decimals as basis points, exactly.
func percent(f *kit.Form, name string) int {
	d, err := decimal.NewFromString(strings.TrimSuffix(strings.TrimSpace(f.Value(name)), "%"))
	switch {
	case strings.TrimSpace(f.Value(name)) == "":
		f.Fail(name, "required")
	case err != nil:
		f.Fail(name, "not_a_number")
	case d.LessThan(decimal.New(1, -2)) || d.GreaterThan(decimal.NewFromInt(100)) || !d.Shift(2).IsInteger():
		f.Fail(name, "out_of_range", "min", "0.01", "max", "100")
	default:
		return int(d.Shift(2).IntPart())
	}
	return 0
}
