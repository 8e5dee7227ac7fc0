package innovate

import (
	"net/http"
	"strconv"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/blob"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/innovation"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/ui/component"
)

// mayWrite refuses whoever may not apply before a form is shown.
func mayWrite(r *http.Request) (auth.Actor, error) {
	by, err := kit.MustSignIn(r)
	if err != nil {
		return by, err
	}
	if !by.Is(org.Supplier) {
		return by, fault.ErrForbidden
	}
	return by, by.Need(org.SupplierAdmin, org.SupplierMember)
}

func parseContent(f *kit.Form) innovation.Content {
	c := innovation.Content{
		ItemNumber: f.Int("item_number", 10_000_000, 99_999_999), Field: f.Value("field"),
		Claim: f.Text("claim", 4000, false), Evidence: f.Text("evidence", 4000, false),
	}
	if f.Value("trl") != "" {
		c.TRL = f.Int("trl", 1, 9)
	}
	return c
}

func contentForm(a innovation.Application) *kit.Form {
	f := kit.Blank(
		"version", strconv.Itoa(a.Version), "item_number", strconv.Itoa(a.ItemNumber), "field", a.Field, "claim", a.Claim, "evidence", a.Evidence,
	)
	if a.TRL > 0 {
		f.Set("trl", strconv.Itoa(a.TRL))
	}
	return f
}

func (h *Handler) newPage(w http.ResponseWriter, r *http.Request) error {
	f := kit.Blank("client_key", kit.NewKey(), "item_number", r.URL.Query().Get("item"))
	return h.showForm(w, r, f, nil)
}

type formPage struct {
	Application *innovation.Application // nil: a new one
	Items       []innovation.OwnItem
	Marks       innovation.Marks
	MaySubmit   bool
}

func (h *Handler) showForm(w http.ResponseWriter, r *http.Request, f *kit.Form, a *innovation.Application) error {
	by, err := mayWrite(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	v := formPage{Application: a, MaySubmit: by.Has(org.SupplierAdmin)}
	if v.Items, err = h.innovation.OwnItems(ctx, by); err != nil {
		return err
	}
	if v.Marks, err = h.innovation.Marks(ctx); err != nil {
		return err
	}
	p := kit.Page(w, r, text.T(ctx, "innovate.form.title"))
	p.ErrorTitle = f.Refused()
	if a != nil {
		p.ObjectID, p.State = kit.Int64(a.ID), string(a.State)
	}
	p.Breadcrumb = []component.Crumb{{Label: text.T(ctx, "innovate.mine.title"), Href: "/applications"}, {Label: p.Title}}
	return kit.Render(w, r, f.Status(), formView(p, f, v))
}

func (h *Handler) create(w http.ResponseWriter, r *http.Request) error {
	by, err := mayWrite(r)
	if err != nil {
		return err
	}
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	c := innovation.ApplyCommand{Key: f.Key(), Content: parseContent(f)}
	var a innovation.Application
	done, err := f.Submit(func() error {
		a, err = h.innovation.Apply(r.Context(), by, c)
		return err
	})
	if err != nil {
		return err
	}
	if !done {
		return h.showForm(w, r, f, nil)
	}
	return h.saved(w, r, f, a)
}

// editable gives the application of the address if its form may be shown.
func (h *Handler) editable(r *http.Request) (innovation.View, error) {
	if _, err := mayWrite(r); err != nil {
		return innovation.View{}, err
	}
	v, err := h.view(r)
	if err == nil && !v.Acts.Edit {
		err = innovation.ErrState
	}
	return v, err
}

func (h *Handler) editPage(w http.ResponseWriter, r *http.Request) error {
	v, err := h.editable(r)
	if err != nil {
		return err
	}
	return h.showForm(w, r, contentForm(v.Application), &v.Application)
}

func (h *Handler) save(w http.ResponseWriter, r *http.Request) error {
	by, err := mayWrite(r)
	if err != nil {
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
	c := innovation.SaveCommand{ID: id, Version: f.Version(), Content: parseContent(f)}
	var a innovation.Application
	done, err := f.Submit(func() error {
		a, err = h.innovation.SaveDraft(r.Context(), by, c)
		return err
	})
	if err != nil {
		return err
	}
	if !done {
		v, err := h.editable(r)
		if err != nil {
			return err
		}
		return h.showForm(w, r, f, &v.Application)
	}
	return h.saved(w, r, f, a)
}

// saved ends a press on save or submit: what was typed is kept either way, so a
// refusal to hand it in shows the kept application's form.
func (h *Handler) saved(w http.ResponseWriter, r *http.Request, f *kit.Form, a innovation.Application) error {
	if f.Value("act") != "submit" {
		return kit.RedirectWith(w, r, applicationURL(a.ID), "innovate.flash.saved")
	}
	_, err := h.innovation.Submit(r.Context(), kit.Actor(r), a.ID, a.Version)
	if err == nil {
		return kit.RedirectWith(w, r, applicationURL(a.ID), "innovate.flash.submitted")
	}
	if !f.Refuse(err) {
		return err
	}
	f.Set("version", strconv.Itoa(a.Version))
	return h.showForm(w, r, f, &a)
}

func (h *Handler) submit(w http.ResponseWriter, r *http.Request) error {
	again := func(f *kit.Form) error { return h.showApplication(w, r, f) }
	return h.command(w, r, again, func(f *kit.Form, id int64) (string, string, error) {
		_, err := h.innovation.Submit(r.Context(), kit.Actor(r), id, f.Version())
		return applicationURL(id), "innovate.flash.submitted", err
	})
}

func (h *Handler) attach(w http.ResponseWriter, r *http.Request) error {
	v, err := h.editable(r)
	if err != nil {
		return err
	}
	f, err := kit.ParseUpload(w, r, kit.DocumentForm)
	if err != nil {
		return err
	}
	version := f.Version()
	done, err := f.Submit(func() error {
		u, err := kit.KeepDocument(r, h.files, "file")
		if err != nil {
			return err
		}
		_, err = h.innovation.Attach(r.Context(), kit.Actor(r), innovation.AttachCommand{
			ID: v.Application.ID, Version: version, Hash: u.Hash, Name: u.Name, MIME: u.MIME, Size: u.Size,
		})
		return err
	})
	if err != nil {
		return err
	}
	if !done {
		return h.showApplication(w, r, f)
	}
	return kit.RedirectWith(w, r, applicationURL(v.Application.ID)+"#files", "innovate.flash.attached")
}

func (h *Handler) detach(w http.ResponseWriter, r *http.Request) error {
	file, err := kit.ID(r, "file")
	if err != nil {
		return err
	}
	again := func(f *kit.Form) error { return h.showApplication(w, r, f) }
	return h.command(w, r, again, func(f *kit.Form, id int64) (string, string, error) {
		_, err := h.innovation.Detach(r.Context(), kit.Actor(r), id, f.Version(), file)
		return applicationURL(id), "innovate.flash.detached", err
	})
}

// download sends evidence to whoever may see its application.
func (h *Handler) download(w http.ResponseWriter, r *http.Request) error {
	v, err := h.view(r)
	if err != nil {
		return err
	}
	id, err := kit.ID(r, "file")
	if err != nil {
		return err
	}
	file, err := h.innovation.File(r.Context(), kit.Actor(r), v.Application.ID, id)
	if err != nil {
		return err
	}
	return kit.SendDocument(w, r, h.files, kit.Upload{Ref: blob.Ref{Hash: file.Hash, MIME: file.MIME}, Name: file.Name}, v.Application.CreatedAt)
}
