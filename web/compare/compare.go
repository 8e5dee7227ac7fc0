// Package compare owns the comparison: the tray of up to four offers, kept in a cookie
// of their numbers, and the page, print and file that hold them side by side. Everything
// a comparison depends on stands in its address. It refuses to judge: it says where the
// lowest price is and where offers differ, never which one is better.
package compare

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/sheet"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/ui/component"
)

// ErrFull is a fifth offer for the tray.
var ErrFull = fault.New(fault.Conflict, "compare_full")

// Deps are what the comparison reads.
type Deps struct {
	Catalog *catalog.Reader
	Clock   kst.Clock
}

// Handler serves the comparison.
type Handler struct{ Deps }

// New makes a Handler.
func New(d Deps) *Handler { return &Handler{d} }

// Routes is the area's part of the route table.
func (h *Handler) Routes() []kit.Route {
	return []kit.Route{
		kit.GET(component.ComparePath, h.page),
		kit.GET("/compare.xlsx", h.file),
		kit.POST(component.CompareAddPath, h.add),
		kit.POST(component.CompareRemovePath, h.remove),
		kit.POST(component.CompareClearPath, h.clear),
	}
}

// state is everything a comparison depends on.
type state struct {
	Offers []int64
	Diff   bool // only rows in which the offers differ
}

// stateOf reads the address; one that names no offers speaks of the tray.
func stateOf(r *http.Request) state {
	q := r.URL.Query()
	s := state{Diff: q.Get("diff") == "1"}
	for _, o := range q["o"] {
		id, err := strconv.ParseInt(o, 10, 64)
		if err == nil && id > 0 && !slices.Contains(s.Offers, id) && len(s.Offers) < component.CompareMax {
			s.Offers = append(s.Offers, id)
		}
	}
	if !q.Has("o") {
		s.Offers = kit.Compared(r)
	}
	return s
}

func (s state) url(path string) string {
	v := url.Values{}
	for _, id := range s.Offers {
		v.Add("o", strconv.FormatInt(id, 10))
	}
	if s.Diff {
		v.Set("diff", "1")
	}
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}

// without is the comparison of the other offers.
func (s state) without(id int64) state {
	s.Offers = slices.DeleteFunc(slices.Clone(s.Offers), func(x int64) bool { return x == id })
	return s
}

func (h *Handler) read(r *http.Request) (view, error) {
	v := view{State: stateOf(r)}
	if len(v.State.Offers) == 0 {
		return v, nil
	}
	var err error
	if v.Offers, err = h.Catalog.Compare(r.Context(), v.State.Offers); err != nil {
		return v, err
	}
	v.Missing = len(v.State.Offers) - len(v.Offers)
	v.Groups = groups(r.Context(), v.Offers)
	return v, nil
}

func (h *Handler) page(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if s := stateOf(r); len(s.Offers) > 0 && !r.URL.Query().Has("o") {
		to := s.url(component.ComparePath) // an address that can be passed on
		if r.URL.Query().Get("print") == "1" {
			to = view{State: s}.paper()
		}
		return kit.Redirect(w, r, to)
	}
	v, err := h.read(r)
	if err != nil {
		return err
	}
	v.Page = kit.Page(w, r, text.T(ctx, "compare.title"))
	v.Page.Wide, v.Page.Print = true, r.URL.Query().Get("print") == "1"
	v.Page.Breadcrumb = []component.Crumb{{Label: text.T(ctx, "shop.search.title"), Href: "/search"}, {Label: text.T(ctx, "compare.title")}}
	return kit.Render(w, r, http.StatusOK, comparePage(v))
}

func (h *Handler) file(w http.ResponseWriter, r *http.Request) error {
	v, err := h.read(r)
	if err != nil {
		return err
	}
	return kit.XLSX(w, "compare.xlsx", []sheet.Sheet{v.sheet(r.Context(), h.Clock())})
}

// asked reads which offer a command speaks of and where to go back to.
func asked(w http.ResponseWriter, r *http.Request) (id int64, back string, err error) {
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return 0, "", err
	}
	id, err = strconv.ParseInt(f.Value("offer_id"), 10, 64)
	if err != nil || id <= 0 {
		return 0, "", fault.ErrNotFound
	}
	return id, backTo(f), nil
}

func backTo(f *kit.Form) string {
	if back := f.Value("back"); back != "" {
		return kit.LocalPath(back)
	}
	return component.ComparePath
}

func (h *Handler) add(w http.ResponseWriter, r *http.Request) error {
	id, back, err := asked(w, r)
	if err != nil {
		return err
	}
	tray := kit.Compared(r)
	if !slices.Contains(tray, id) {
		if len(tray) >= component.CompareMax {
			return ErrFull
		}
		kit.SetCompared(w, r, append(tray, id))
	}
	return kit.Redirect(w, r, back+component.CompareAnchor(id))
}

func (h *Handler) remove(w http.ResponseWriter, r *http.Request) error {
	id, back, err := asked(w, r)
	if err != nil {
		return err
	}
	kit.SetCompared(w, r, state{Offers: kit.Compared(r)}.without(id).Offers)
	return kit.Redirect(w, r, back+component.CompareAnchor(id))
}

func (h *Handler) clear(w http.ResponseWriter, r *http.Request) error {
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	kit.SetCompared(w, r, nil)
	return kit.Redirect(w, r, backTo(f))
}
