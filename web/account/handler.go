// Package account owns the screens by which people come in and look after themselves:
// signing in and out, registering a company, accepting an invitation, passwords and
// sessions, members, the to-do desk and notifications.
package account

import (
	"context"
	"net/http"

	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"

	"jangteo.kr/internal/admission"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/kit"
)

// Reader gives what the desk and the notifications show.
type Reader interface {
	Tasks(ctx context.Context, by auth.Actor) ([]Task, error)
	Notices(ctx context.Context, by auth.Actor) ([]Notice, error)
	MarkRead(ctx context.Context, by auth.Actor, upTo int64) error
}

// Handler serves the area.
type Handler struct {
	auth      *auth.Service
	admission *admission.Service
	sessions  *kit.Sessions
	reader    Reader
}

// New makes the area's handler.
func New(a *auth.Service, ad *admission.Service, s *kit.Sessions, r Reader) *Handler {
	return &Handler{a, ad, s, r}
}

// Routes of the area.
func (h *Handler) Routes() []kit.Route {
	return []kit.Route{
		kit.GET("/sign-in", h.signInPage),
		kit.POST("/sign-in", h.signIn),
		kit.POST("/sign-in/persona", h.signInPersona),
		kit.POST("/sign-out", h.signOut),
		kit.POST("/prefs", h.setPreference),
		kit.GET("/forgot", h.forgotPage),
		kit.POST("/forgot", h.forgot),
		kit.GET("/reset/{token}", h.resetPage),
		kit.POST("/reset/{token}", h.reset),
		kit.GET("/register", h.registerPage),
		kit.POST("/register", h.register),
		kit.GET("/invitations/{token}", h.invitationPage),
		kit.POST("/invitations/{token}", h.acceptInvitation),
		kit.GET("/registration", h.registrationPage),
		kit.GET("/registration/{section}", h.sectionPage),
		kit.POST("/registration/{section}", h.saveSection),
		kit.POST("/registration", h.submitRegistration),
		kit.GET("/account", h.accountPage),
		kit.POST("/account/password", h.changePassword),
		kit.POST("/account/sessions/{id}/end", h.endSession),
		kit.POST("/account/sessions/end-others", h.endOtherSessions),
		kit.GET("/members", h.membersPage),
		kit.POST("/members", h.invite),
		kit.POST("/members/{id}", h.changeRoles),
		kit.POST("/account/leave", h.leave),
		kit.GET("/desk", h.deskPage),
		kit.GET("/notifications", h.notificationsPage),
		kit.POST("/notifications/read", h.readNotifications),
	}
}

func (h *Handler) signInPage(w http.ResponseWriter, r *http.Request) error {
	if kit.Actor(r).SignedIn() {
		return kit.Redirect(w, r, "/desk")
	}
	return h.showSignIn(w, r, kit.Blank("next", r.URL.Query().Get("next")))
}

func (h *Handler) showSignIn(w http.ResponseWriter, r *http.Request, f *kit.Form) error {
	personas, err := h.auth.Personas(r.Context())
	if err != nil {
		return err
	}
	p := kit.Page(w, r, text.T(r.Context(), "account.signin.title"))
	p.ErrorTitle = f.Refused()
	return kit.Render(w, r, f.Status(), signInView(p, f, groupPersonas(personas)))
}

func (h *Handler) signIn(w http.ResponseWriter, r *http.Request) error {
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	email, password := f.Text("email", 254, true), f.Value("password")
	if password == "" {
		f.Fail("password", "required")
	}
	var person int64
	done, err := f.Submit(func() (err error) {
		person, err = h.auth.SignIn(r.Context(), email, password, h.sessions.IP(r))
		return err
	})
	if err != nil {
		return err
	}
	if !done {
		return h.showSignIn(w, r, f)
	}
	return h.begin(w, r, person, 0, f.Value("next"))
}

func (h *Handler) begin(w http.ResponseWriter, r *http.Request, person, body int64, next string) error {
	if err := h.sessions.Begin(r, person, body); err != nil {
		return err
	}
	if next = kit.LocalPath(next); next == "/" {
		next = "/desk"
	}
	return kit.Redirect(w, r, next)
}

func (h *Handler) signInPersona(w http.ResponseWriter, r *http.Request) error {
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	person, err := h.auth.SignInPersona(r.Context(), f.Value("persona"))
	if err != nil {
		return err
	}
	return h.begin(w, r, person, 0, f.Value("next"))
}

func (h *Handler) signOut(w http.ResponseWriter, r *http.Request) error {
	if err := h.sessions.End(r); err != nil {
		return err
	}
	return kit.RedirectWith(w, r, "/", "account.signed_out")
}

func (h *Handler) setPreference(w http.ResponseWriter, r *http.Request) error {
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	if l := f.Value("lang"); l == "ko" || l == "en" {
		h.sessions.SetPreference(w, "lang", l)
	}
	if c := f.Value("contrast"); c == "light" || c == "high-contrast" {
		h.sessions.SetPreference(w, "contrast", c)
	}
	return kit.Redirect(w, r, kit.LocalPath(f.Value("back")))
}

func (h *Handler) forgotPage(w http.ResponseWriter, r *http.Request) error {
	p := kit.Page(w, r, text.T(r.Context(), "account.forgot.title"))
	return kit.Render(w, r, http.StatusOK, forgotView(p, kit.Blank(), r.URL.Query().Get("sent") != ""))
}

func (h *Handler) forgot(w http.ResponseWriter, r *http.Request) error {
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	email := f.Text("email", 254, true)
	done, err := f.Submit(func() error { return h.auth.RequestReset(r.Context(), email) })
	if err != nil {
		return err
	}
	if !done {
		p := kit.Page(w, r, text.T(r.Context(), "account.forgot.title"))
		p.ErrorTitle = true
		return kit.Render(w, r, f.Status(), forgotView(p, f, false))
	}
	return kit.Redirect(w, r, "/forgot?sent=1")
}

func (h *Handler) resetPage(w http.ResponseWriter, r *http.Request) error {
	p := kit.Page(w, r, text.T(r.Context(), "account.reset.title"))
	return kit.Render(w, r, http.StatusOK, resetView(p, kit.Blank(), chi.URLParam(r, "token")))
}

func (h *Handler) reset(w http.ResponseWriter, r *http.Request) error {
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	token := chi.URLParam(r, "token")
	done, err := f.Submit(func() error { return h.auth.Reset(r.Context(), token, f.Value("password")) })
	if err != nil {
		return err
	}
	if !done {
		p := kit.Page(w, r, text.T(r.Context(), "account.reset.title"))
		p.ErrorTitle = true
		return kit.Render(w, r, f.Status(), resetView(p, f, token))
	}
	return kit.RedirectWith(w, r, "/sign-in", "account.reset.done")
}

func (h *Handler) accountPage(w http.ResponseWriter, r *http.Request) error {
	return h.showAccount(w, r, kit.Blank())
}

func (h *Handler) showAccount(w http.ResponseWriter, r *http.Request, f *kit.Form) error {
	by, err := kit.MustSignIn(r)
	if err != nil {
		return err
	}
	list, err := h.auth.Sessions(r.Context(), by)
	if err != nil {
		return err
	}
	p := kit.Page(w, r, text.T(r.Context(), "account.title"))
	p.ErrorTitle = f.Refused()
	return kit.Render(w, r, f.Status(), accountView(p, f, by, list, auth.SessionMetaFrom(r.Context()).PublicID))
}

func (h *Handler) changePassword(w http.ResponseWriter, r *http.Request) error {
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	done, err := f.Submit(func() error {
		return h.auth.ChangePassword(r.Context(), kit.Actor(r), f.Value("current"), f.Value("password"), auth.SessionMetaFrom(r.Context()).PublicID)
	})
	if err != nil {
		return err
	}
	if !done {
		return h.showAccount(w, r, f)
	}
	return kit.RedirectWith(w, r, "/account", "account.password.changed")
}

func (h *Handler) endSession(w http.ResponseWriter, r *http.Request) error {
	id, err := uuid.Parse(chi.URLParam(r, "id"))
	if err != nil {
		return fault.ErrNotFound
	}
	if err := h.auth.EndSession(r.Context(), kit.Actor(r), id); err != nil {
		return err
	}
	return kit.RedirectWith(w, r, "/account", "account.session.ended")
}

func (h *Handler) endOtherSessions(w http.ResponseWriter, r *http.Request) error {
	if err := h.auth.EndOtherSessions(r.Context(), kit.Actor(r), auth.SessionMetaFrom(r.Context()).PublicID); err != nil {
		return err
	}
	return kit.RedirectWith(w, r, "/account", "account.session.ended")
}

func (h *Handler) leave(w http.ResponseWriter, r *http.Request) error {
	if err := h.admission.Leave(r.Context(), kit.Actor(r)); err != nil {
		return err
	}
	if err := h.sessions.End(r); err != nil {
		return err
	}
	return kit.RedirectWith(w, r, "/", "account.left")
}

func (h *Handler) deskPage(w http.ResponseWriter, r *http.Request) error {
	by, err := kit.MustSignIn(r)
	if err != nil {
		return err
	}
	tasks, err := h.reader.Tasks(r.Context(), by)
	if err != nil {
		return err
	}
	p := kit.Page(w, r, text.T(r.Context(), "account.desk.title"))
	return kit.Render(w, r, http.StatusOK, deskView(p, by, tasks, by.Is(org.Supplier) && by.BodyState != org.Admitted))
}

func (h *Handler) notificationsPage(w http.ResponseWriter, r *http.Request) error {
	by, err := kit.MustSignIn(r)
	if err != nil {
		return err
	}
	notices, err := h.reader.Notices(r.Context(), by)
	if err != nil {
		return err
	}
	p := kit.Page(w, r, text.T(r.Context(), "account.notifications.title"))
	return kit.Render(w, r, http.StatusOK, notificationsView(p, notices))
}

func (h *Handler) readNotifications(w http.ResponseWriter, r *http.Request) error {
	by, err := kit.MustSignIn(r)
	if err != nil {
		return err
	}
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	upTo := f.Int("upto", 0, 1<<62)
	if err := f.Err(); err != nil {
		return err
	}
	if err := h.reader.MarkRead(r.Context(), by, int64(upTo)); err != nil {
		return err
	}
	return kit.Redirect(w, r, "/notifications")
}
