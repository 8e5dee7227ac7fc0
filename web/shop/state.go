package shop

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/page"
	"jangteo.kr/web/ui/component"
)

// Views of a result list.
const (
	viewRows  = "rows"  // a picture and two lines each
	viewGrid  = "grid"  // pictures
	viewTable = "table" // a dense table
)

var views = []string{viewRows, viewGrid, viewTable}

var pageSizes = []int{24, 48, 96}

// numberNone marks a search that the number box has already looked up in vain.
const numberNone = "none"

// state is everything a result page depends on; all of it stands in the address.
type state struct {
	catalog.SearchQuery
	View   string
	Number string
}

// parseState reads an address. What is unknown is left out, so that an old link still
// finds something.
func parseState(v url.Values) state {
	s := state{View: viewRows, Number: v.Get("number")}
	s.Text = catalog.CutSearch(v.Get("q"))
	if store := v.Get("store"); market.Storefront(store).Valid() {
		s.Store = store
	}
	if c := v.Get("class"); isClass(c) {
		s.Class = c
	}
	bands := make([]string, len(catalog.Bands))
	for i, b := range catalog.Bands {
		bands[i] = b.Key
	}
	s.Prices = known(v["price"], bands)
	if r := v.Get("region"); slices.Contains(org.Regions, r) {
		s.Region = r
	}
	if d, err := strconv.Atoi(v.Get("lead")); err == nil && slices.Contains(catalog.LeadTimes, d) {
		s.LeadDays = d
	}
	s.Traits, s.Certificates = known(v["trait"], org.Traits), known(v["cert"], catalog.CertificateKinds)
	if g := v.Get("ground"); len(g) <= 60 && !strings.ContainsRune(g, 0) {
		s.Ground = g
	}
	if id, err := strconv.ParseInt(v.Get("supplier"), 10, 64); err == nil && id > 0 {
		s.SupplierID = id
	}
	s.Sort = catalog.SortRelevance
	if want := catalog.Sort(v.Get("sort")); slices.Contains(catalog.Sorts, want) {
		s.Sort = want
	}
	if slices.Contains(views, v.Get("view")) {
		s.View = v.Get("view")
	}
	size, err := strconv.Atoi(v.Get("size"))
	if err != nil || !slices.Contains(pageSizes, size) {
		size = pageSizes[0]
	}
	n, err := strconv.Atoi(v.Get("page"))
	if err != nil {
		n = 1
	}
	s.Page = page.New(n, size)
	return s
}

func known(values, allowed []string) []string {
	var out []string
	for _, a := range allowed {
		if slices.Contains(values, a) {
			out = append(out, a)
		}
	}
	return out
}

func isClass(c string) bool {
	if len(c) < 2 || len(c) > 10 || len(c)%2 == 1 {
		return false
	}
	return strings.Trim(c, "0123456789") == ""
}

// values writes the state, defaults left out, in one order, so that one result has one
// address.
func (s state) values() url.Values {
	v := url.Values{}
	set := func(k, x string) {
		if x != "" {
			v.Set(k, x)
		}
	}
	set("q", s.Text)
	set("store", s.Store)
	set("class", s.Class)
	set("region", s.Region)
	set("ground", s.Ground)
	set("number", s.Number)
	for k, xs := range map[string][]string{"price": s.Prices, "trait": s.Traits, "cert": s.Certificates} {
		if len(xs) > 0 {
			v[k] = xs
		}
	}
	if s.LeadDays > 0 {
		set("lead", strconv.Itoa(s.LeadDays))
	}
	if s.SupplierID > 0 {
		set("supplier", strconv.FormatInt(s.SupplierID, 10))
	}
	if s.Sort != catalog.SortRelevance {
		set("sort", string(s.Sort))
	}
	if s.View != viewRows {
		set("view", s.View)
	}
	if s.Page.Size != pageSizes[0] && s.Page.Size != 0 {
		set("size", strconv.Itoa(s.Page.Size))
	}
	if s.Page.Number > 1 {
		set("page", strconv.Itoa(s.Page.Number))
	}
	return v
}

func (s state) url() string {
	q := s.values().Encode()
	if q == "" {
		return "/search"
	}
	return "/search?" + q
}

// but is the address of the first page of this state with a change.
func (s state) but(change func(*state)) string {
	c := s
	c.Prices, c.Traits, c.Certificates = slices.Clone(s.Prices), slices.Clone(s.Traits), slices.Clone(s.Certificates)
	c.Page.Number, c.Number = 1, ""
	change(&c)
	return c.url()
}

// at is the address of another page of the same result.
func (s state) at(n int) string {
	s.Page.Number = n
	return s.url()
}

// hidden carries the state through a form that sets the named fields itself.
func (s state) hidden(except ...string) []component.Hidden {
	var out []component.Hidden
	v := s.values()
	for _, k := range []string{"q", "store", "class", "price", "region", "lead", "trait", "cert", "ground", "supplier", "sort", "view", "size"} {
		if slices.Contains(except, k) {
			continue
		}
		for _, x := range v[k] {
			out = append(out, component.Hidden{Name: k, Value: x})
		}
	}
	return out
}

func without(xs []string, x string) []string {
	return slices.DeleteFunc(xs, func(y string) bool { return y == x })
}
