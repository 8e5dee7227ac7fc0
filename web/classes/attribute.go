package classes

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/kit"
)

// newKey stands in the place of an attribute's key on the form for a new one.
const newKey = "new"

func (h *Handler) attributePage(w http.ResponseWriter, r *http.Request) error {
	return h.showAttribute(w, r, kit.Blank())
}

func (h *Handler) showAttribute(w http.ResponseWriter, r *http.Request, f *kit.Form) error {
	ctx := r.Context()
	by, card, err := h.edited(r)
	if err != nil {
		return err
	}
	code := card.Class.Code
	v := attributeView{ClassCard: card, Form: f, Key: chi.URLParam(r, "key")}
	var known bool
	if v.Attribute, known = v.Named(v.Key); !v.Class.Detail() || (!known && v.Key != newKey) {
		return fault.ErrNotFound
	}
	if known {
		if v.Effect, err = h.Catalog.AttributeEffect(ctx, by, code, v.Key); err != nil {
			return err
		}
	} else if v.Use, err = h.Catalog.ClassUse(ctx, by, code); err != nil {
		return err
	}
	v.fillForm()
	title := text.T(ctx, "classes.attribute.new")
	if known {
		title = text.T(ctx, "classes.attribute.title", "name", text.Pick(ctx, v.Attribute.NameKo, v.Attribute.NameEn))
	}
	p := kit.Page(w, r, title)
	p.Breadcrumb = crumbs(ctx, v.Path, title)
	p.ObjectID, p.State, p.ErrorTitle = code, v.state(), f.Refused()
	return kit.Render(w, r, f.Status(), attributePage(p, v))
}

// fillForm shows what is there on a fresh form. A refusal that says how many offers a
// command touches carries the number on, so that giving it again is giving it knowingly.
func (v attributeView) fillForm() {
	f, a := v.Form, v.Attribute
	if f.Refused() {
		if f.Fault().Code == catalog.ErrEffectChanged.Code && f.Value("act") != "retire" {
			f.Set("seen", strconv.Itoa(v.Effect.Saying(v.gone())))
		}
		return
	}
	f.Set("version", strconv.Itoa(v.Class.Version))
	f.Set("seen", "0")
	if v.isNew() {
		f.Set("kind", catalog.KindText)
		f.Set("position", strconv.Itoa(len(v.Asked())+1))
		return
	}
	f.Set("name_ko", a.NameKo)
	f.Set("name_en", a.NameEn)
	f.Set("unit", a.Unit)
	f.Set("choices", strings.Join(a.Choices, "\n"))
	f.Set("position", strconv.Itoa(a.Position))
	if a.Required {
		f.Set("required", "on")
	}
}

func (h *Handler) saveAttribute(w http.ResponseWriter, r *http.Request) error {
	code, err := codeOf(r)
	if err != nil {
		return err
	}
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	c := catalog.AttributeCommand{
		ClassCode: code, Version: f.Version(), Key: chi.URLParam(r, "key"), NameKo: f.Value("name_ko"), NameEn: f.Value("name_en"), Kind: f.Value("kind"),
		Unit: f.Value("unit"), Choices: choicesOf(f), Required: f.Value("required") == "on", Position: f.Int("position", 1, catalog.MaxAttributes),
		Reason: f.Value("reason"), Seen: seen(f),
	}
	save := h.Catalog.ChangeAttribute
	if c.Key == newKey {
		c.Key, save = f.Value("key"), h.Catalog.AddAttribute
	}
	done, err := f.Submit(func() error { return save(r.Context(), kit.Actor(r), c) })
	if err != nil {
		return err
	}
	if !done {
		return h.showAttribute(w, r, f)
	}
	return h.after(w, r, classURL(code, "/edit"), "classes.attribute.saved")
}

// choicesOf are the lines of the box, empty ones left out.
func choicesOf(f *kit.Form) []string {
	var out []string
	for _, line := range strings.Split(f.Value("choices"), "\n") {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

func (h *Handler) retireAttribute(w http.ResponseWriter, r *http.Request) error {
	code, err := codeOf(r)
	if err != nil {
		return err
	}
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	f.Set("act", "retire")
	c := catalog.RetireCommand{ClassCode: code, Version: f.Version(), Key: chi.URLParam(r, "key"), Reason: f.Text("retire_reason", 500, true), Seen: seen(f)}
	done, err := f.Submit(func() error { return h.Catalog.RetireAttribute(r.Context(), kit.Actor(r), c) })
	if err != nil {
		return err
	}
	if !done {
		return h.showAttribute(w, r, f)
	}
	return h.after(w, r, classURL(code, "/edit"), "classes.attribute.retired")
}

func (h *Handler) synonymsPage(w http.ResponseWriter, r *http.Request) error {
	return h.showSynonyms(w, r, kit.Blank())
}

// wordsOf is the class whose words the address names; "" for the general spellings.
func wordsOf(r *http.Request) (string, error) {
	if chi.URLParam(r, "code") == general {
		return "", nil
	}
	return codeOf(r)
}

func (h *Handler) showSynonyms(w http.ResponseWriter, r *http.Request, f *kit.Form) error {
	ctx, by := r.Context(), kit.Actor(r)
	code, err := wordsOf(r)
	if err != nil {
		return err
	}
	v := synonymsView{Form: f, Edits: mayAdd(by)}
	if v.Words, err = h.Catalog.KeptSynonyms(ctx, by, code); err != nil {
		return err
	}
	title := text.T(ctx, "classes.spellings")
	if code != "" {
		if v.ClassCard, err = h.Catalog.ClassCard(ctx, by, code); err != nil {
			return err
		}
		title = text.T(ctx, "classes.synonyms.title", "class", text.Pick(ctx, v.Class.NameKo, v.Class.NameEn))
	}
	p := kit.Page(w, r, title)
	p.Breadcrumb = crumbs(ctx, v.Path, title)
	p.ObjectID, p.ErrorTitle = code, f.Refused()
	return kit.Render(w, r, f.Status(), synonymsPage(p, v))
}

func (h *Handler) addSynonym(w http.ResponseWriter, r *http.Request) error {
	code, err := wordsOf(r)
	if err != nil {
		return err
	}
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	c := catalog.SynonymCommand{ClassCode: code, Word: f.Value("word"), Meant: f.Value("meant"), Anyway: f.Value("anyway") == "on"}
	done, err := f.Submit(func() error { return h.Catalog.AddSynonym(r.Context(), kit.Actor(r), c) })
	if err != nil {
		return err
	}
	if !done {
		return h.showSynonyms(w, r, f)
	}
	return h.after(w, r, synonymsURL(code), "classes.synonym.added")
}

func (h *Handler) removeSynonym(w http.ResponseWriter, r *http.Request) error {
	code, err := wordsOf(r)
	if err != nil {
		return err
	}
	id, err := kit.ID(r, "id")
	if err != nil {
		return err
	}
	if err := h.Catalog.RemoveSynonym(r.Context(), kit.Actor(r), code, id); err != nil {
		return err
	}
	return h.after(w, r, synonymsURL(code), "classes.synonym.removed")
}
