// Package watch owns the pages of saved searches: saving one from a search, the list of
// one's own, its name and alert. It refuses to show anybody else's.
package watch

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/text"
	"jangteo.kr/internal/watch"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/ui/component"
)

// Handler serves the area.
type Handler struct{ watch *watch.Service }

// New makes the area's handler.
func New(s *watch.Service) *Handler { return &Handler{s} }

// home is the list of one's own.
const home = "/saved-searches"

// Routes of the area.
func (h *Handler) Routes() []kit.Route {
	return []kit.Route{
		kit.GET(home, h.list),
		kit.POST(home, h.save),
		kit.GET(home+"/new", h.fresh),
		kit.GET(home+"/{id}", h.open),
		kit.GET(home+"/{id}/edit", h.edit),
		kit.POST(home+"/{id}", h.change),
		kit.POST(home+"/{id}/delete", h.delete),
	}
}

func (h *Handler) list(w http.ResponseWriter, r *http.Request) error {
	mine, err := h.watch.Mine(r.Context(), kit.Actor(r))
	if err != nil {
		return err
	}
	p := kit.Page(w, r, text.T(r.Context(), "watch.title"))
	return kit.Render(w, r, http.StatusOK, listView(p, mine))
}

// fresh asks for the name and the alert of the search that its own address describes.
func (h *Handler) fresh(w http.ResponseWriter, r *http.Request) error {
	if _, err := kit.MustSignIn(r); err != nil {
		return err
	}
	v := r.URL.Query()
	f := kit.Blank("query", catalog.ParseSearch(v).Lasting().Address().Encode(), "alert", string(watch.Daily), "name", cut(v.Get("name")))
	return h.form(w, r, f)
}

// cut keeps of a proposed name what a name may have.
func cut(s string) string {
	if r := []rune(s); len(r) > watch.MaxName {
		return string(r[:watch.MaxName])
	}
	return s
}

func (h *Handler) form(w http.ResponseWriter, r *http.Request, f *kit.Form) error {
	p := kit.Page(w, r, text.T(r.Context(), "watch.new.title"))
	p.Breadcrumb = crumbs(r.Context(), p.Title)
	p.ErrorTitle = f.Refused()
	return kit.Render(w, r, f.Status(), newView(p, f))
}

func (h *Handler) save(w http.ResponseWriter, r *http.Request) error {
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	if _, err := kit.MustSignIn(r); err != nil {
		return err
	}
	c := watch.SaveCommand{Name: f.Text("name", watch.MaxName, true), Alert: watch.Alert(f.Choice("alert", alertNames()...))}
	v, err := url.ParseQuery(f.Value("query"))
	if err != nil {
		f.Fail("query", "unreadable")
	}
	c.Query = catalog.ParseSearch(v)
	done, err := f.Submit(func() error {
		_, err := h.watch.Save(r.Context(), kit.Actor(r), c)
		return err
	})
	switch {
	case err != nil:
		return err
	case !done:
		return h.form(w, r, f)
	}
	return kit.RedirectWith(w, r, home, "watch.done.save", "name", c.Name)
}

// open leads to the search itself.
func (h *Handler) open(w http.ResponseWriter, r *http.Request) error {
	s, err := h.search(r)
	if err != nil {
		return err
	}
	return kit.Redirect(w, r, searchURL(s))
}

func (h *Handler) search(r *http.Request) (watch.Search, error) {
	id, err := kit.ID(r, "id")
	if err != nil {
		return watch.Search{}, err
	}
	return h.watch.ByID(r.Context(), kit.Actor(r), id)
}

func (h *Handler) edit(w http.ResponseWriter, r *http.Request) error {
	s, err := h.search(r)
	if err != nil {
		return err
	}
	return h.editForm(w, r, s, kit.Blank("name", s.Name, "alert", string(s.Alert), "version", strconv.Itoa(s.Version)))
}

func (h *Handler) editForm(w http.ResponseWriter, r *http.Request, s watch.Search, f *kit.Form) error {
	p := kit.Page(w, r, text.T(r.Context(), "watch.edit.title"))
	p.ObjectID, p.State = kit.Int64(s.ID), string(s.Alert)
	p.Breadcrumb = crumbs(r.Context(), s.Name)
	p.ErrorTitle = f.Refused()
	return kit.Render(w, r, f.Status(), editView(p, s, f))
}

func (h *Handler) change(w http.ResponseWriter, r *http.Request) error {
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	s, err := h.search(r)
	if err != nil {
		return err
	}
	c := watch.ChangeCommand{ID: s.ID, Name: f.Text("name", watch.MaxName, true), Alert: watch.Alert(f.Choice("alert", alertNames()...)), Version: f.Version()}
	done, err := f.Submit(func() error { return h.watch.Change(r.Context(), kit.Actor(r), c) })
	switch {
	case err != nil:
		return err
	case !done:
		return h.editForm(w, r, s, f)
	}
	return kit.RedirectWith(w, r, home, "watch.done.change")
}

func (h *Handler) delete(w http.ResponseWriter, r *http.Request) error {
	id, err := kit.ID(r, "id")
	if err != nil {
		return err
	}
	if err := h.watch.Delete(r.Context(), kit.Actor(r), id); err != nil {
		return err
	}
	return kit.RedirectWith(w, r, home, "watch.done.delete")
}

func alertNames() []string {
	out := make([]string, len(watch.Alerts))
	for i, a := range watch.Alerts {
		out[i] = string(a)
	}
	return out
}

func alertOptions(ctx context.Context) []component.Option {
	var out []component.Option
	for _, a := range alertNames() {
		out = append(out, component.Option{Value: a, Label: text.T(ctx, "watch.alert."+a), Hint: text.T(ctx, "watch.alert."+a+".hint")})
	}
	return out
}

func crumbs(ctx context.Context, last string) []component.Crumb {
	return []component.Crumb{{Label: text.T(ctx, "watch.title"), Href: home}, {Label: last}}
}

func searchURL(s watch.Search) string { return "/search?" + s.Query }

// summary says what a search looks for: its words and how many filters.
func summary(ctx context.Context, q catalog.SearchQuery) string {
	out := text.T(ctx, "watch.words.none")
	if q.Text != "" {
		out = text.T(ctx, "watch.words", "q", q.Text)
	}
	n := 0
	for name, values := range q.Address() {
		if name != "q" && name != "sort" {
			n += len(values)
		}
	}
	if n > 0 {
		out += " · " + text.T(ctx, "watch.filters", "n", n)
	}
	return out
}

// labels of the area's inputs, for the error summary.
var labels = kit.LabelsAt("watch.")
