package tenders

import (
	"net/http"
	"strconv"

	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/law"
	"jangteo.kr/internal/tender"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/ui/component"
)

// What a press on one of the form's buttons means.
const (
	actCheck  = "check"  // look at the rules again, change nothing
	actSubmit = "submit" // keep and hand in
)

func (h *Handler) newPage(w http.ResponseWriter, r *http.Request) error {
	if err := mayWrite(r); err != nil {
		return err
	}
	today, err := h.tenders.Today(r.Context())
	if err != nil {
		return err
	}
	f := kit.Blank("client_key", kit.NewKey(), "kind", string(tender.Goods), "method", string(tender.Open), "publish_on", today.String())
	return h.showForm(w, r, f, nil)
}

func (h *Handler) create(w http.ResponseWriter, r *http.Request) error {
	if err := mayWrite(r); err != nil {
		return err
	}
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	if f.Value("act") == actCheck {
		return h.showForm(w, r, f, nil)
	}
	c := tender.DraftCommand{Key: f.Key(), Terms: parseTerms(f)}
	var n tender.Notice
	done, err := f.Submit(func() error {
		n, err = h.tenders.Draft(r.Context(), kit.Actor(r), c)
		return err
	})
	if err != nil {
		return err
	}
	if !done {
		return h.showForm(w, r, f, nil)
	}
	return h.saved(w, r, f, n)
}

func (h *Handler) editPage(w http.ResponseWriter, r *http.Request) error {
	v, err := h.editable(r)
	if err != nil {
		return err
	}
	f := formOf(v.Notice)
	return h.showForm(w, r, f, v)
}

// editable gives the notice of the address if its form may be shown to the actor.
func (h *Handler) editable(r *http.Request) (*tender.View, error) {
	if err := mayWrite(r); err != nil {
		return nil, err
	}
	id, err := kit.ID(r, "id")
	if err != nil {
		return nil, err
	}
	v, err := h.tenders.View(r.Context(), kit.Actor(r), id)
	if err != nil {
		return nil, err
	}
	if !v.Acts.Edit {
		if v.Notice.InstitutionID == kit.Actor(r).BodyID {
			return nil, tender.ErrState
		}
		return nil, fault.ErrForbidden
	}
	return &v, nil
}

func (h *Handler) save(w http.ResponseWriter, r *http.Request) error {
	if err := mayWrite(r); err != nil {
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
	if f.Value("act") == actCheck {
		return h.showAgain(w, r, f)
	}
	c := tender.SaveCommand{ID: id, Version: f.Version(), Terms: parseTerms(f)}
	var n tender.Notice
	done, err := f.Submit(func() error {
		n, err = h.tenders.Save(r.Context(), kit.Actor(r), c)
		return err
	})
	if err != nil {
		return err
	}
	if !done {
		return h.showAgain(w, r, f)
	}
	return h.saved(w, r, f, n)
}

// showAgain shows the form of an existing notice with what was typed.
func (h *Handler) showAgain(w http.ResponseWriter, r *http.Request, f *kit.Form) error {
	v, err := h.editable(r)
	if err != nil {
		return err
	}
	return h.showForm(w, r, f, v)
}

// saved ends a press on save or submit: what was typed is kept either way, so a
// refusal to hand it in shows the kept notice's form.
func (h *Handler) saved(w http.ResponseWriter, r *http.Request, f *kit.Form, n tender.Notice) error {
	if f.Value("act") != actSubmit {
		return kit.RedirectWith(w, r, noticeURL(n.ID), "tenders.flash.saved")
	}
	_, err := h.tenders.Submit(r.Context(), kit.Actor(r), n.ID, n.Version)
	if err == nil {
		return kit.RedirectWith(w, r, noticeURL(n.ID), "tenders.flash.submitted")
	}
	if !f.Refuse(err) {
		return err
	}
	f.Set("version", strconv.Itoa(n.Version))
	v, err := h.tenders.View(r.Context(), kit.Actor(r), n.ID)
	if err != nil {
		return err
	}
	return h.showForm(w, r, f, &v)
}

// showForm shows the form with the rule box for what it says now.
func (h *Handler) showForm(w http.ResponseWriter, r *http.Request, f *kit.Form, v *tender.View) error {
	ctx := r.Context()
	classes, err := h.tenders.Classes(ctx)
	if err != nil {
		return err
	}
	today, err := h.tenders.Today(ctx)
	if err != nil {
		return err
	}
	c := caseOf(f, today)
	box := ruleBox{Case: c}
	box.Assessment, err = h.tenders.Rules(ctx, kit.Actor(r), c)
	if err != nil && !fault.Of(err, fault.Unavailable) {
		return err
	}
	box.None = err != nil
	c.Law = kit.Actor(r).Law
	if box.Bands, err = h.tenders.Bands(ctx, c); err != nil {
		return err
	}
	title := text.T(ctx, "tenders.new.title")
	if v != nil {
		title = text.T(ctx, "tenders.edit.title")
	}
	p := kit.Page(w, r, title)
	p.ErrorTitle, p.Wide = f.Refused(), true
	if v != nil {
		p.ObjectID, p.State = kit.Int64(v.Notice.ID), string(v.Notice.State)
	}
	p.Breadcrumb = crumbs(ctx, component.Crumb{Label: text.T(ctx, "tenders.mine.title"), Href: "/notices/mine"}, component.Crumb{Label: title})
	return kit.Render(w, r, f.Status(), formView(p, f, formPage{View: v, Classes: classes, Box: box}))
}

// ruleBox is what the law says about the form as it stands.
type ruleBox struct {
	Case       tender.Case
	Assessment tender.Assessment
	Bands      []law.Rule
	None       bool // no rule covers that day
}

type formPage struct {
	View    *tender.View // nil: a new notice
	Classes []tender.ClassChoice
	Box     ruleBox
}
