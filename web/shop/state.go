package shop

import (
	"net/url"
	"slices"

	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/market"
	"jangteo.kr/web/ui/component"
)

// Views of a result list.
const (
	viewRows  = "rows"  // a picture and two lines each
	viewGrid  = "grid"  // pictures
	viewTable = "table" // a dense table
)

var views = []string{viewRows, viewGrid, viewTable}

// Columns of the dense table beside the product itself, in order.
const (
	colSupplier  = "supplier"
	colClass     = "class"
	colPrice     = "price"
	colUnitPrice = "unit_price"
	colLead      = "lead"
	colRegion    = "region"
	colCert      = "cert"
	colBought    = "bought"
	colListed    = "listed"
	colMay       = "may"
)

var (
	allColumns   = []string{colSupplier, colClass, colPrice, colUnitPrice, colLead, colRegion, colCert, colBought, colListed, colMay}
	usualColumns = []string{colSupplier, colPrice, colLead, colRegion, colMay}
)

// numberNone marks a search that the number box has already looked up in vain.
const numberNone = "none"

// state is everything a result page depends on; all of it stands in the address. What
// is searched for is catalog's part of it, how it is shown is ours.
type state struct {
	catalog.SearchQuery
	View    string
	Columns []string // of the dense table; nil: the usual ones
	Number  string
}

// parseState reads an address. What is unknown is left out, so that an old link still
// finds something.
func parseState(v url.Values) state {
	s := state{SearchQuery: catalog.ParseSearch(v), View: viewRows, Columns: columnsOf(v["col"])}
	if v.Get("number") == numberNone {
		s.Number = numberNone
	}
	if slices.Contains(views, v.Get("view")) {
		s.View = v.Get("view")
	}
	return s
}

// columnsOf keeps the columns there are; none and the usual ones are nil.
func columnsOf(names []string) []string {
	var out []string
	for _, c := range allColumns {
		if slices.Contains(names, c) {
			out = append(out, c)
		}
	}
	if slices.Equal(out, usualColumns) {
		return nil
	}
	return out
}

// columns are the columns that are shown.
func (s state) columns() []string {
	if s.Columns == nil {
		return usualColumns
	}
	return s.Columns
}

// values writes the state, defaults left out, so that one result has one address.
func (s state) values() url.Values {
	v := s.Address()
	if s.Number != "" {
		v.Set("number", s.Number)
	}
	if s.View != viewRows && s.View != "" {
		v.Set("view", s.View)
	}
	if s.Columns != nil {
		v["col"] = slices.Clone(s.Columns)
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
	for _, xs := range []*[]string{&c.Stores, &c.Prices, &c.Regions, &c.Traits, &c.Certificates} {
		*xs = slices.Clone(*xs)
	}
	c.Attributes = map[string][]string{}
	for k, xs := range s.Attributes {
		c.Attributes[k] = slices.Clone(xs)
	}
	c.After, c.Before, c.Number = "", "", ""
	change(&c)
	return c.url()
}

// first is the address of the first page.
func (s state) first() string { return s.but(func(*state) {}) }

// within is the address of the same search in another class; attribute values belong to
// the class that asks for them.
func (s state) within(class string) string {
	return s.but(func(s *state) { s.Class, s.Attributes = class, nil })
}

// after and before are the addresses of the neighbouring pages.
func (s state) after(cursor string) string {
	return s.but(func(s *state) { s.After = cursor })
}

func (s state) before(cursor string) string {
	return s.but(func(s *state) { s.Before = cursor })
}

// begun reports whether the page is not the first.
func (s state) begun() bool { return s.After != "" || s.Before != "" }

// plain reports whether nothing but words was asked, as the search box does.
func (s state) plain() bool { return s.Text != "" && len(s.values()) == 1 }

// store is the storefront the search is about, "" if it is about several.
func (s state) store() market.Storefront {
	if len(s.Stores) == 1 {
		return market.Storefront(s.Stores[0])
	}
	return ""
}

// innovative reports whether only innovation products are asked for.
func (s state) innovative() bool { return slices.Equal(s.Stores, []string{catalog.ShelfHyeokshin}) }

// hidden carries the state through a form that sets the named fields itself; where
// attributes is true it sets those of attribute values too.
func (s state) hidden(attributes bool, except ...string) []component.Hidden {
	s.After, s.Before, s.Number = "", "", ""
	if attributes {
		s.Attributes = nil
	}
	var out []component.Hidden
	v := s.values()
	for _, k := range sortedNames(v) {
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
