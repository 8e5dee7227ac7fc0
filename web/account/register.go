package account

import (
	"net/http"
	"net/mail"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"

	"jangteo.kr/internal/admission"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/kit"
)

// parseEmail reads one plain address.
func parseEmail(f *kit.Form, name string) string {
	s := f.Text(name, 254, true)
	if s == "" {
		return s
	}
	if a, err := mail.ParseAddress(s); err != nil || a.Address != s {
		f.Fail(name, "not_an_email")
	}
	return s
}

func (h *Handler) registerPage(w http.ResponseWriter, r *http.Request) error {
	p := kit.Page(w, r, text.T(r.Context(), "account.register.title"))
	return kit.Render(w, r, http.StatusOK, registerView(p, kit.Blank(), r.URL.Query().Get("sent") != ""))
}

func (h *Handler) register(w http.ResponseWriter, r *http.Request) error {
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	name, email := f.Text("name", 60, true), parseEmail(f, "email")
	done, err := f.Submit(func() error { return h.admission.Register(r.Context(), email, name, text.Lang(r.Context())) })
	if err != nil {
		return err
	}
	if !done {
		p := kit.Page(w, r, text.T(r.Context(), "account.register.title"))
		p.ErrorTitle = true
		return kit.Render(w, r, f.Status(), registerView(p, f, false))
	}
	return kit.Redirect(w, r, "/register?sent=1")
}

func (h *Handler) invitationPage(w http.ResponseWriter, r *http.Request) error {
	token := chi.URLParam(r, "token")
	i, err := h.admission.Opened(r.Context(), token)
	if err != nil {
		return err
	}
	p := kit.Page(w, r, text.T(r.Context(), "account.invitation.title"))
	return kit.Render(w, r, http.StatusOK, invitationView(p, kit.Blank("name", i.Name), i, token))
}

func (h *Handler) acceptInvitation(w http.ResponseWriter, r *http.Request) error {
	token := chi.URLParam(r, "token")
	i, err := h.admission.Opened(r.Context(), token)
	if err != nil {
		return err
	}
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	name := f.Text("name", 60, true)
	var person, body int64
	done, err := f.Submit(func() (err error) {
		person, body, err = h.admission.Accept(r.Context(), token, name, f.Value("password"), text.Lang(r.Context()))
		return err
	})
	if err != nil {
		return err
	}
	if !done {
		p := kit.Page(w, r, text.T(r.Context(), "account.invitation.title"))
		p.ErrorTitle = true
		return kit.Render(w, r, f.Status(), invitationView(p, f, i, token))
	}
	next := "/desk"
	if i.BodyState == org.Draft {
		next = "/registration"
	}
	return h.begin(w, r, person, body, next)
}

// ownBody is the registration of the supplier who asks.
func (h *Handler) ownBody(r *http.Request) (auth.Actor, org.Body, error) {
	by, err := kit.MustSignIn(r)
	if err != nil {
		return by, org.Body{}, err
	}
	if !by.Is(org.Supplier) || !by.Holds(org.SupplierAdmin) {
		return by, org.Body{}, fault.ErrForbidden
	}
	b, err := h.admission.Body(r.Context(), by, by.BodyID)
	return by, b, err
}

func (h *Handler) registrationPage(w http.ResponseWriter, r *http.Request) error {
	_, b, err := h.ownBody(r)
	if err != nil {
		return err
	}
	return h.showRegistration(w, r, b, kit.Blank())
}

func (h *Handler) showRegistration(w http.ResponseWriter, r *http.Request, b org.Body, f *kit.Form) error {
	p := kit.Page(w, r, text.T(r.Context(), "account.registration.title"))
	p.State, p.ObjectID, p.ErrorTitle = string(b.State), kit.Int64(b.ID), f.Refused()
	return kit.Render(w, r, f.Status(), registrationView(p, f, b))
}

func (h *Handler) submitRegistration(w http.ResponseWriter, r *http.Request) error {
	by, b, err := h.ownBody(r)
	if err != nil {
		return err
	}
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	version := f.Version()
	done, err := f.Submit(func() error { return h.admission.Submit(r.Context(), by, version) })
	if err != nil {
		return err
	}
	if !done {
		return h.showRegistration(w, r, b, f)
	}
	return kit.RedirectWith(w, r, "/registration", "account.registration.submitted")
}

func (h *Handler) sectionPage(w http.ResponseWriter, r *http.Request) error {
	_, b, err := h.ownBody(r)
	if err != nil {
		return err
	}
	return h.showSection(w, r, b, formOf(b))
}

func (h *Handler) showSection(w http.ResponseWriter, r *http.Request, b org.Body, f *kit.Form) error {
	section := chi.URLParam(r, "section")
	if !slices.Contains(admission.Sections, section) {
		return fault.ErrNotFound
	}
	p := kit.Page(w, r, text.T(r.Context(), "account.section."+section))
	p.State, p.ObjectID, p.ErrorTitle = string(b.State), kit.Int64(b.ID), f.Refused()
	return kit.Render(w, r, f.Status(), sectionView(p, f, b, section))
}

// formOf fills the section forms from what is kept.
func formOf(b org.Body) *kit.Form {
	f := kit.Blank("name_ko", b.NameKo, "name_en", b.NameEn, "corpno", b.Corpno, "representative", b.Representative, "region", b.Region,
		"address", b.Address, "phone", b.Phone, "homepage", b.Homepage, "introduction", b.Introduction, "bank_name", b.BankName,
		"bank_account", b.BankAccount, "bank_holder", b.BankHolder)
	if b.Bizno != nil {
		f.Set("bizno", b.Bizno.String())
	}
	if b.FoundedOn != nil {
		f.Set("founded_on", kst.FromDate(*b.FoundedOn).String())
	}
	f.Values["traits"] = b.Traits
	return f
}

func (h *Handler) saveSection(w http.ResponseWriter, r *http.Request) error {
	by, b, err := h.ownBody(r)
	if err != nil {
		return err
	}
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	c := admission.SectionCommand{Section: chi.URLParam(r, "section"), Version: f.Version(), Body: parseSection(f, chi.URLParam(r, "section"))}
	done, err := f.Submit(func() error { return h.admission.SaveSection(r.Context(), by, c) })
	if err != nil {
		return err
	}
	if !done {
		return h.showSection(w, r, b, f)
	}
	return kit.RedirectWith(w, r, "/registration", "account.section.saved")
}

func parseSection(f *kit.Form, section string) org.Body {
	var b org.Body
	switch section {
	case "company":
		b.NameKo, b.NameEn = f.Text("name_ko", 100, true), f.Text("name_en", 100, false)
		if n, err := admission.ParseBizno(f.Value("bizno")); err != nil {
			failField(f, err)
		} else {
			b.Bizno = &n
		}
		b.Corpno, b.Representative = f.Text("corpno", 14, false), f.Text("representative", 60, true)
		if d := f.Day("founded_on", true); !d.IsZero() {
			t := d.Time()
			b.FoundedOn = &t
		}
	case "contact":
		b.Region, b.Address = f.Choice("region", org.Regions...), f.Text("address", 200, true)
		b.Phone, b.Introduction = f.Text("phone", 20, true), f.Text("introduction", 1000, false)
		b.Homepage = f.Text("homepage", 200, false)
		if b.Homepage != "" && !strings.HasPrefix(b.Homepage, "https://") && !strings.HasPrefix(b.Homepage, "http://") {
			f.Fail("homepage", "not_a_link")
		}
	case "bank":
		b.BankName, b.BankAccount, b.BankHolder = f.Text("bank_name", 40, true), f.Text("bank_account", 40, true), f.Text("bank_holder", 60, true)
	case "traits":
		b.Traits = f.Choices("traits", org.Traits...)
	}
	return b
}

func failField(f *kit.Form, err error) {
	if e, ok := fault.As(err); ok {
		for _, x := range e.Fields {
			f.Fail(x.Name, x.Code, x.Params...)
		}
	}
}

func (h *Handler) membersPage(w http.ResponseWriter, r *http.Request) error {
	return h.showMembers(w, r, kit.Blank())
}

func (h *Handler) showMembers(w http.ResponseWriter, r *http.Request, f *kit.Form) error {
	by, err := kit.MustSignIn(r)
	if err != nil {
		return err
	}
	invitations, err := h.admission.Invitations(r.Context(), by)
	if err != nil {
		return err
	}
	members, err := h.admission.Members(r.Context(), by)
	if err != nil {
		return err
	}
	p := kit.Page(w, r, text.T(r.Context(), "account.members.title"))
	p.ErrorTitle = f.Refused()
	return kit.Render(w, r, f.Status(), membersView(p, f, by, members, invitations))
}

func parseRoles(f *kit.Form) []org.Role {
	var roles []org.Role
	for _, v := range f.Values["roles"] {
		roles = append(roles, org.Role(v))
	}
	return roles
}

func (h *Handler) invite(w http.ResponseWriter, r *http.Request) error {
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	c := admission.InviteCommand{Name: f.Text("name", 60, true), Email: parseEmail(f, "email"), Roles: parseRoles(f)}
	done, err := f.Submit(func() error { return h.admission.Invite(r.Context(), kit.Actor(r), c) })
	if err != nil {
		return err
	}
	if !done {
		return h.showMembers(w, r, f)
	}
	return kit.RedirectWith(w, r, "/members", "account.members.invited")
}

func (h *Handler) changeRoles(w http.ResponseWriter, r *http.Request) error {
	id, err := kit.ID(r, "id")
	if err != nil {
		return err
	}
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	roles, version := parseRoles(f), f.Version()
	if f.Value("act") == "dismiss" {
		roles = nil
	} else if len(roles) == 0 {
		f.Fail("roles", "required")
	}
	done, err := f.Submit(func() error { return h.admission.ChangeRoles(r.Context(), kit.Actor(r), id, roles, version) })
	if err != nil {
		return err
	}
	if !done {
		return h.showMembers(w, r, f)
	}
	return kit.RedirectWith(w, r, "/members", "account.members.changed")
}
