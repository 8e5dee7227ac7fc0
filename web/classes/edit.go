package classes

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/kit"
)

func (h *Handler) editPage(w http.ResponseWriter, r *http.Request) error {
	return h.showEdit(w, r, kit.Blank())
}

func (h *Handler) showEdit(w http.ResponseWriter, r *http.Request, f *kit.Form) error {
	ctx := r.Context()
	by, card, err := h.edited(r)
	if err != nil {
		return err
	}
	code := card.Class.Code
	v := editView{ClassCard: card, Form: f}
	if v.Use, err = h.Catalog.ClassUse(ctx, by, code); err != nil {
		return err
	}
	if !f.Refused() {
		f.Set("name_ko", v.Class.NameKo)
		f.Set("name_en", v.Class.NameEn)
		f.Set("version", strconv.Itoa(v.Class.Version))
	}
	p := kit.Page(w, r, text.T(ctx, "classes.edit.title", "class", text.Pick(ctx, v.Class.NameKo, v.Class.NameEn)))
	p.Breadcrumb = crumbs(ctx, v.Path, text.T(ctx, "classes.edit"))
	p.ObjectID, p.State, p.ErrorTitle = code, v.state(), f.Refused()
	return kit.Render(w, r, f.Status(), editPage(p, v))
}

func (h *Handler) rename(w http.ResponseWriter, r *http.Request) error {
	code, err := codeOf(r)
	if err != nil {
		return err
	}
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	c := catalog.RenameCommand{Code: code, Version: f.Version(), NameKo: f.Value("name_ko"), NameEn: f.Value("name_en"), Reason: f.Value("reason")}
	done, err := f.Submit(func() error { return h.Catalog.RenameClass(r.Context(), kit.Actor(r), c) })
	if err != nil {
		return err
	}
	if !done {
		return h.showEdit(w, r, f)
	}
	return h.after(w, r, classURL(code, ""), "classes.renamed")
}

// shownItems is how many items are named at once: to tick, and where they conflict.
const shownItems = catalog.MaxItems

func (h *Handler) movePage(w http.ResponseWriter, r *http.Request) error {
	return h.showMove(w, r, kit.Blank("scope", "some", "words", r.URL.Query().Get("words")), nil)
}

func (h *Handler) showMove(w http.ResponseWriter, r *http.Request, f *kit.Form, effect *catalog.MoveEffect) error {
	ctx := r.Context()
	by, card, err := h.edited(r)
	if err != nil {
		return err
	}
	code := card.Class.Code
	v := moveView{editView: editView{ClassCard: card, Form: f}, Effect: effect, Words: catalog.CutSearch(f.Value("words"))}
	if !v.Class.Detail() {
		return fault.ErrNotFound
	}
	if v.Use, err = h.Catalog.ClassUse(ctx, by, code); err != nil {
		return err
	}
	if v.Items, err = h.Catalog.Items(ctx, code, v.Words); err != nil {
		return err
	}
	if f.Value("version") == "" {
		f.Set("version", strconv.Itoa(v.Class.Version))
	}
	f.Set("items", unlisted(f, v.Items))
	p := kit.Page(w, r, text.T(ctx, "classes.move.title", "class", text.Pick(ctx, v.Class.NameKo, v.Class.NameEn)))
	p.Breadcrumb = crumbs(ctx, v.Path, text.T(ctx, "classes.move"))
	p.ObjectID, p.State, p.ErrorTitle = code, v.state(), f.Refused()
	return kit.Render(w, r, f.Status(), movePage(p, v))
}

// unlisted is the box of numbers with the ticked items added that the table does not list:
// whoever looks for other items keeps those chosen before.
func unlisted(f *kit.Form, listed []catalog.Item) string {
	out := strings.TrimSpace(f.Value("items"))
	for _, s := range f.Values["pick"] {
		if !slices.ContainsFunc(listed, func(i catalog.Item) bool { return strconv.Itoa(i.Number) == s }) && !strings.Contains(out, s) {
			out = strings.TrimPrefix(out+", "+s, ", ")
		}
	}
	return out
}

// move shows what a move does, and does it when it was shown.
func (h *Handler) move(w http.ResponseWriter, r *http.Request) error {
	code, err := codeOf(r)
	if err != nil {
		return err
	}
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	if f.Value("act") == "find" {
		return h.showMove(w, r, f, nil)
	}
	c := catalog.MoveCommand{From: code, Version: f.Version(), To: strings.TrimSpace(f.Value("to")), Reason: f.Value("reason"), Seen: seen(f)}
	if f.Choice("scope", "all", "some") == "some" {
		if c.Items = numbers(f); len(c.Items) == 0 {
			f.Fail("items", "required")
		}
	}
	ctx, by := r.Context(), kit.Actor(r)
	var effect catalog.MoveEffect
	shown, err := f.Submit(func() (err error) {
		effect, err = h.Catalog.MoveEffect(ctx, by, c)
		return err
	})
	switch {
	case err != nil:
		return err
	case !shown:
		return h.showMove(w, r, f, nil)
	case f.Value("act") != "move":
		f.Set("seen", strconv.Itoa(effect.Items))
		return h.showMove(w, r, f, &effect)
	}
	return h.carryOut(w, r, f, c, effect)
}

func (h *Handler) carryOut(w http.ResponseWriter, r *http.Request, f *kit.Form, c catalog.MoveCommand, effect catalog.MoveEffect) error {
	done, err := f.Submit(func() error {
		_, err := h.Catalog.MoveItems(r.Context(), kit.Actor(r), c)
		return err
	})
	if err != nil {
		return err
	}
	if !done {
		f.Set("seen", strconv.Itoa(effect.Items))
		return h.showMove(w, r, f, &effect)
	}
	return h.after(w, r, classURL(c.To, ""), "classes.moved")
}

// seen is the number that the form showed before the command was given, -1 if none.
func seen(f *kit.Form) int {
	n, err := strconv.Atoi(f.Value("seen"))
	if err != nil {
		return -1
	}
	return n
}

// numbers are the ticked items and those written into the box, however apart.
func numbers(f *kit.Form) []int {
	var out []int
	had := map[int]bool{}
	texts := append(strings.FieldsFunc(f.Value("items"), func(r rune) bool { return r == ',' || r == ';' || r <= ' ' }), f.Values["pick"]...)
	for _, s := range texts {
		n, err := strconv.Atoi(s)
		if err != nil || n < 10_000_000 || n > 99_999_999 {
			f.Fail("items", "not_an_item")
			return out
		}
		if !had[n] {
			had[n] = true
			out = append(out, n)
		}
	}
	return out
}

// labels name the inputs of the area's forms in the summary of a refusal.
func labels(ctx context.Context, name string) string {
	return kit.LabelsAt("classes.field.")(ctx, name)
}
