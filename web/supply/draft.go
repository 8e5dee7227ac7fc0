package supply

import (
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/go-chi/chi/v5"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/kit"
)

// kept is what the page says about typed text that was not saved.
type kept struct {
	At      time.Time
	Since   *time.Time // when the section was saved after that; nil: it was not
	Shown   bool       // the form shows what was typed
	Discard string     // where to throw it away
	Show    string     // where to see it, when it is not shown
	Saved   string     // where to see what is saved, when it is not shown
}

// supplierRoles write offers.
var supplierRoles = []org.Role{org.SupplierMember, org.SupplierAdmin}

// control are the fields of a form that say something about the form itself.
var control = []string{"version", "seal", "client_key", "move", "another", "item_number"}

// typedFields are what somebody typed in a form.
func typedFields(v url.Values) map[string][]string {
	out := map[string][]string{}
	for name, values := range v {
		if !slices.Contains(control, name) {
			out[name] = values
		}
	}
	return out
}

// sameTyped reports whether two forms say the same; a field left out is an empty one.
func sameTyped(a, b map[string][]string) bool {
	within := func(a, b map[string][]string) bool {
		for name, values := range a {
			absent := len(b[name]) == 0 && !slices.ContainsFunc(values, func(s string) bool { return s != "" })
			if !absent && !slices.Equal(values, b[name]) {
				return false
			}
		}
		return true
	}
	return within(a, b) && within(b, a)
}

// typed puts what its person typed and did not save into a form as saved. If the section
// was saved since, what is saved stands there and the typed text is only offered. since
// counts as a save too.
func (h *Handler) typed(r *http.Request, by auth.Actor, form string, saved *kit.Form, since *time.Time) (*kit.Form, *kept, error) {
	d, err := h.Catalog.Draft(r.Context(), by, form)
	if fault.Of(err, fault.NotFound) {
		return saved, nil, nil
	}
	if err != nil {
		return saved, nil, err
	}
	if sameTyped(d.Fields, typedFields(saved.Values)) {
		return saved, nil, nil
	}
	k := &kept{At: d.SavedAt, Discard: r.URL.Path + "/draft/discard", Saved: r.URL.Path + "?typed=0", Show: r.URL.Path + "?typed=1"}
	if id := chi.URLParam(r, "id"); id != "" {
		k.Discard = "/offers/" + id + "/draft/" + sectionOfPath(r) + "/discard"
	}
	for _, at := range []*time.Time{since, d.SectionSaved} {
		if at != nil && at.After(d.SavedAt) && (k.Since == nil || at.After(*k.Since)) {
			k.Since = at
		}
	}
	asked := r.URL.Query().Get("typed")
	if k.Shown = asked == "1" || asked != "0" && k.Since == nil; !k.Shown {
		return saved, k, nil
	}
	f := &kit.Form{Values: url.Values{}}
	for name, values := range saved.Values {
		if _, again := d.Fields[name]; again || slices.Contains(control, name) || r.URL.Query().Has(name) {
			f.Values[name] = values
		}
	}
	for name, values := range d.Fields {
		if !r.URL.Query().Has(name) {
			f.Values[name] = values
		}
	}
	return f, k, nil
}

// sectionOfPath is the section whose page was asked for.
func sectionOfPath(r *http.Request) string {
	at := len(r.URL.Path)
	for at > 0 && r.URL.Path[at-1] != '/' {
		at--
	}
	return r.URL.Path[at:]
}

// keepRefused keeps what was typed in a form whose save was refused. The page that shows
// the refusal holds it too, so that it is no loss if it cannot be kept.
func (h *Handler) keepRefused(r *http.Request, f *kit.Form, form string) {
	_, err := h.Catalog.KeepDraft(r.Context(), kit.Actor(r), catalog.DraftCommand{Form: form, Fields: typedFields(f.Values)})
	if _, refused := fault.As(err); err != nil && !refused {
		slog.ErrorContext(r.Context(), "typed text is not kept", "err", err, "form", form, "request_id", kit.RequestID(r.Context()))
	}
}

// signedOut answers a save that came after the session had run out: what was typed is
// kept by the form's seal and waits for its person to sign in.
func (h *Handler) signedOut(w http.ResponseWriter, r *http.Request, f *kit.Form, form, back string) error {
	_, err := h.Catalog.KeepDraft(r.Context(), kit.Actor(r), catalog.DraftCommand{Form: form, Fields: typedFields(f.Values), Seal: f.Value("seal")})
	if err != nil {
		return fault.ErrUnauthenticated
	}
	p := kit.Page(w, r, text.T(r.Context(), "supply.over.title"))
	return kit.Render(w, r, http.StatusUnauthorized, sessionOverPage(p, "/sign-in?next="+url.QueryEscape(back)))
}

func (h *Handler) keepStart(w http.ResponseWriter, r *http.Request) error {
	return h.keep(w, r, catalog.StartForm)
}

func (h *Handler) keepSection(w http.ResponseWriter, r *http.Request) error {
	form, err := formOf(r)
	if err != nil {
		return err
	}
	return h.keep(w, r, form)
}

// formOf is the section's form that the address names.
func formOf(r *http.Request) (string, error) {
	id, err := kit.ID(r, "id")
	return catalog.SectionForm(id, chi.URLParam(r, "section")), err
}

// keep answers the script that keeps what is being typed: a sentence for the page.
func (h *Handler) keep(w http.ResponseWriter, r *http.Request, form string) error {
	if err := kit.Actor(r).Need(supplierRoles...); err != nil {
		return err // without a session nothing is kept by script: the page must say so
	}
	r.Body = http.MaxBytesReader(w, r.Body, 4*catalog.MaxDraft)
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	at, err := h.Catalog.KeepDraft(r.Context(), kit.Actor(r), catalog.DraftCommand{Form: form, Fields: typedFields(f.Values)})
	status, sentence := http.StatusOK, text.T(r.Context(), "supply.draft.kept", "time", at.In(kst.Zone).Format("15:04"))
	if f, ok := fault.As(err); ok && f.Code == catalog.ErrDraftTooLarge.Code {
		status, sentence, err = kit.Status(f), kit.FaultSentence(r.Context(), f), nil
	}
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, sentence)
	return nil
}

func (h *Handler) discardStart(w http.ResponseWriter, r *http.Request) error {
	return h.discardDraft(w, r, catalog.StartForm, "/offers/new")
}

func (h *Handler) discardSection(w http.ResponseWriter, r *http.Request) error {
	form, err := formOf(r)
	if err != nil {
		return err
	}
	return h.discardDraft(w, r, form, "/offers/"+chi.URLParam(r, "id")+"/"+chi.URLParam(r, "section"))
}

func (h *Handler) discardDraft(w http.ResponseWriter, r *http.Request, form, back string) error {
	if err := h.Catalog.DropDraft(r.Context(), kit.Actor(r), form); err != nil {
		return err
	}
	return kit.RedirectWith(w, r, back, "supply.draft.discarded")
}
