package shop

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/kit"
)

// What the search pages remember for a signed-in person; see kit.Remember.
const (
	memorySearches = "searches" // the latest first
	memoryColumns  = "columns"  // of the dense table
)

const (
	rememberedSearches = 8
	maxSuggestions     = 8
)

func (h *Handler) search(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	st := parseState(r.URL.Query())
	if to, err := h.numberPage(r, st); err != nil || to != "" {
		if err != nil {
			return err
		}
		return kit.Redirect(w, r, to)
	}
	if st.View == viewTable {
		st.Columns = chosenColumns(r, st.Columns)
	}
	tree, rules, err := h.common(ctx)
	if err != nil {
		return err
	}
	if n, ok := tree.Node(st.Class); ok && n.MovedTo != nil {
		return kit.Redirect(w, r, st.within(*n.MovedTo)) // a closed class: its code finds where its items are
	}
	res, err := h.Catalog.Search(ctx, st.SearchQuery)
	if err != nil {
		return err
	}
	if len(res.Hits) == 0 && st.begun() {
		return kit.Redirect(w, r, st.first())
	}
	v := newSearchView(ctx, st, res, tree, rules)
	if res.Total > 0 && st.plain() {
		h.Popular.Found(st.Text)
		remember(r, st.Text)
	}
	v.Page = kit.Page(w, r, v.title(ctx))
	v.Page.Storefront, v.Page.Query = string(st.store()), st.Text
	v.Page.Breadcrumb = v.crumbs(ctx)
	return kit.Render(w, r, http.StatusOK, searchPage(v))
}

// chosenColumns are the columns that the address names, which are remembered, or else
// those chosen before.
func chosenColumns(r *http.Request, named []string) []string {
	if !r.URL.Query().Has("col") {
		return columnsOf(kit.Recall(r.Context(), memoryColumns))
	}
	keep := named
	if keep == nil {
		keep = usualColumns
	}
	kit.Remember(r.Context(), memoryColumns, keep)
	return named
}

// remember puts a text first among the person's own.
func remember(r *http.Request, words string) {
	own := without(slices.Clone(kit.Recall(r.Context(), memorySearches)), words)
	own = append([]string{words}, own...)
	kit.Remember(r.Context(), memorySearches, own[:min(len(own), rememberedSearches)])
}

// numberPage is where a search for nothing but a number leads, "" for any other search.
func (h *Handler) numberPage(r *http.Request, st state) (string, error) {
	if st.Number == numberNone || st.Filtered() || st.begun() || st.Text == "" {
		return "", nil
	}
	found, err := h.Insight.Find(r.Context(), kit.Actor(r), st.Text)
	return found.Path, err
}

// suggestion is one line below the search box.
type suggestion struct {
	Kind string `json:"kind"`
	Text string `json:"text"`
	Note string `json:"note"` // the kind in words
	Href string `json:"href"`
}

// same reports whether o leads to the same search; own words may be written otherwise than
// counted ones.
func (s suggestion) same(o suggestion) bool {
	return s.Href == o.Href || s.words() && o.words() && catalog.Squeeze(s.Text) == catalog.Squeeze(o.Text)
}

// words reports whether the line is a search for its text.
func (s suggestion) words() bool {
	return s.Kind != catalog.SuggestClass && s.Kind != catalog.SuggestCompany
}

// suggest answers what may be meant by what is being typed: the person's own earlier
// searches, then classes, words, companies and what others search for.
func (h *Handler) suggest(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	typed := catalog.CutSearch(r.URL.Query().Get("q"))
	out := ownSuggestions(r, typed)
	found, err := h.Catalog.Suggest(ctx, typed, maxSuggestions)
	if err != nil {
		return err
	}
	for _, f := range found {
		s := suggestion{Kind: f.Kind, Text: f.Text, Note: text.T(ctx, "shop.suggest."+f.Kind)}
		switch f.Kind {
		case catalog.SuggestClass:
			s.Text, s.Href = text.Pick(ctx, f.Text, f.TextEn), "/search?class="+url.QueryEscape(f.Value)
		case catalog.SuggestCompany:
			s.Href = "/search?supplier=" + url.QueryEscape(f.Value)
		default:
			s.Href = wordsURL(f.Value)
		}
		if !slices.ContainsFunc(out, s.same) {
			out = append(out, s)
		}
	}
	body, err := json.Marshal(map[string][]suggestion{"options": out[:min(len(out), maxSuggestions)]})
	if err != nil {
		return err
	}
	if !kit.Actor(r).SignedIn() { // what is one's own is kept nowhere
		w.Header().Set("Cache-Control", "private, max-age=60")
		w.Header().Set("Vary", "Cookie, Accept-Language")
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, _ = w.Write(body)
	return nil
}

// ownSuggestions are the person's latest searches that begin with what is typed.
func ownSuggestions(r *http.Request, typed string) []suggestion {
	out := []suggestion{}
	start := catalog.Squeeze(typed)
	for _, words := range kit.Recall(r.Context(), memorySearches) {
		if strings.HasPrefix(catalog.Squeeze(words), start) && len(out) < maxSuggestions/2 {
			out = append(out, suggestion{Kind: "recent", Text: words, Note: text.T(r.Context(), "shop.suggest.recent"), Href: wordsURL(words)})
		}
	}
	return out
}

func wordsURL(words string) string { return "/search?" + url.Values{"q": {words}}.Encode() }
