// Package console owns the screens by which PPS lets bodies and people in: admission
// of suppliers by the market desk, and institutions, staff and roles by the system
// administrators, always with a second person.
package console

import (
	"context"
	"net/http"
	"net/mail"

	"jangteo.kr/internal/admission"
	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/ui/component"
)

// Handler serves the area.
type Handler struct {
	admission *admission.Service
}

// New makes the area's handler.
func New(a *admission.Service) *Handler { return &Handler{a} }

// Routes of the area.
func (h *Handler) Routes() []kit.Route {
	return []kit.Route{
		kit.GET("/admissions", h.queuePage),
		kit.GET("/admissions/{id}", h.admissionPage),
		kit.POST("/admissions/{id}/decide", h.decide),
		kit.GET("/admin", h.adminPage),
		kit.POST("/admin/bodies", h.proposeBody),
		kit.POST("/admin/invitations/{id}/confirm", h.confirmInvitation),
		kit.POST("/admin/role-changes/{id}/confirm", h.confirmRoles),
	}
}

func (h *Handler) queuePage(w http.ResponseWriter, r *http.Request) error {
	bodies, err := h.admission.Queue(r.Context(), kit.Actor(r))
	if err != nil {
		return err
	}
	p := kit.Page(w, r, text.T(r.Context(), "console.admissions.title"))
	return kit.Render(w, r, http.StatusOK, queueView(p, bodies))
}

func (h *Handler) admissionPage(w http.ResponseWriter, r *http.Request) error {
	return h.showAdmission(w, r, kit.Blank())
}

func (h *Handler) showAdmission(w http.ResponseWriter, r *http.Request, f *kit.Form) error {
	id, err := kit.ID(r, "id")
	if err != nil {
		return err
	}
	by := kit.Actor(r)
	b, err := h.admission.Body(r.Context(), by, id)
	if err != nil {
		return err
	}
	history, err := h.admission.History(r.Context(), audit.Ref("body", id))
	if err != nil {
		return err
	}
	p := kit.Page(w, r, b.NameKo)
	p.Breadcrumb = []component.Crumb{{Label: text.T(r.Context(), "console.admissions.title"), Href: "/admissions"}, {Label: b.NameKo}}
	p.ObjectID, p.State, p.ErrorTitle = kit.Int64(b.ID), string(b.State), f.Refused()
	return kit.Render(w, r, f.Status(), admissionView(p, f, by, b, history))
}

func (h *Handler) decide(w http.ResponseWriter, r *http.Request) error {
	id, err := kit.ID(r, "id")
	if err != nil {
		return err
	}
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	d := admission.Decision{BodyID: id, Version: f.Version(), Admit: f.Value("act") == "admit", Reasons: map[string]string{}}
	for _, s := range admission.Sections {
		d.Reasons[s] = f.Text("reason_"+s, 500, false)
	}
	done, err := f.Submit(func() error { return h.admission.Decide(r.Context(), kit.Actor(r), d) })
	if err != nil {
		return err
	}
	if !done {
		return h.showAdmission(w, r, f)
	}
	return kit.RedirectWith(w, r, "/admissions/"+kit.Int64(id), "console.decided")
}

func (h *Handler) adminPage(w http.ResponseWriter, r *http.Request) error {
	return h.showAdmin(w, r, kit.Blank())
}

func (h *Handler) showAdmin(w http.ResponseWriter, r *http.Request, f *kit.Form) error {
	by := kit.Actor(r)
	changes, err := h.admission.RoleChanges(r.Context(), by)
	if err != nil {
		return err
	}
	invitations, err := h.admission.Invitations(r.Context(), by)
	if err != nil {
		return err
	}
	p := kit.Page(w, r, text.T(r.Context(), "console.admin.title"))
	p.ErrorTitle = f.Refused()
	return kit.Render(w, r, f.Status(), adminView(p, f, by, invitations, changes))
}

func (h *Handler) proposeBody(w http.ResponseWriter, r *http.Request) error {
	// The service decides again; here, so that who may not is told so before the form is judged.
	if err := kit.Actor(r).Need(org.SystemAdmin); err != nil {
		return err
	}
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	c := admission.BodyCommand{
		Kind: org.Kind(f.Choice("kind", "institution", "auditor")), NameKo: f.Text("name_ko", 100, true), NameEn: f.Text("name_en", 100, false),
		Region: f.Choice("region", org.Regions...), Law: f.Choice("law", "state", "local"),
		AdminName: f.Text("admin_name", 60, true), AdminEmail: f.Text("admin_email", 254, true),
	}
	if a, err := mail.ParseAddress(c.AdminEmail); c.AdminEmail != "" && (err != nil || a.Address != c.AdminEmail) {
		f.Fail("admin_email", "not_an_email")
	}
	if s := f.Value("bizno"); s != "" {
		n, err := admission.ParseBizno(s)
		if e, ok := fault.As(err); ok {
			f.Fail("bizno", e.Fields[0].Code)
		}
		c.Bizno = &n
	}
	done, err := f.Submit(func() error { return h.admission.ProposeBody(r.Context(), kit.Actor(r), c) })
	if err != nil {
		return err
	}
	if !done {
		return h.showAdmin(w, r, f)
	}
	return kit.RedirectWith(w, r, "/admin", "console.proposed")
}

func (h *Handler) confirmInvitation(w http.ResponseWriter, r *http.Request) error {
	return h.confirm(w, r, h.admission.Confirm)
}

func (h *Handler) confirmRoles(w http.ResponseWriter, r *http.Request) error {
	return h.confirm(w, r, h.admission.ConfirmRoles)
}

type confirmer func(ctx context.Context, by auth.Actor, id int64, confirm bool) error

// confirm is the second person's yes or no.
func (h *Handler) confirm(w http.ResponseWriter, r *http.Request, do confirmer) error {
	id, err := kit.ID(r, "id")
	if err != nil {
		return err
	}
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	yes := f.Choice("act", "confirm", "refuse") == "confirm"
	done, err := f.Submit(func() error { return do(r.Context(), kit.Actor(r), id, yes) })
	if err != nil {
		return err
	}
	if !done {
		return h.showAdmin(w, r, f)
	}
	return kit.RedirectWith(w, r, "/admin", "console.decided")
}
