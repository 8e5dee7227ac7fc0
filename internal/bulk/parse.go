package bulk

import (
	"slices"
	"strconv"
	"strings"

	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/money"
)

// entry is a row being judged.
type entry struct {
	no     int
	cells  []string
	number int // of the item; 0 when it is not registered yet
	item   catalog.ItemCommand
	terms  catalog.TermsCommand
	spec   catalog.SpecificationCommand
	given  map[string]bool // fields the row says something about
	faults faults

	act      string
	same     bool
	standing *catalog.Standing
}

// What a first offer has where its row says nothing: as the screens begin.
const (
	usualLead     = 30
	usualWarranty = 12
)

// examples begin the maker of a template's example row, which is passed over.
var examples = []string{"(예시)", "(example)"}

func isExample(l layout, cells []string) bool {
	m := strings.ToLower(l.value(cells, maker))
	for _, e := range examples {
		if strings.HasPrefix(m, e) {
			return true
		}
	}
	return false
}

// fail notes what is wrong with a field.
func (e *entry) fail(l layout, f fault.Field) {
	for _, had := range e.faults {
		if had.Field == f.Name {
			return // the first thing wrong says enough
		}
	}
	e.faults = append(e.faults, Fault{f.Name, l.place(f.Name), problemOf(f.Code, f.Params)})
}

// problemOf keeps amounts and days among parameters as pages write them.
func problemOf(code string, params []any) Problem {
	p := Problem{Code: code, Params: slices.Clone(params)}
	for i, v := range p.Params {
		switch v := v.(type) {
		case money.Won:
			p.Params[i] = v.String()
		case kst.Day:
			p.Params[i] = v.String()
		}
	}
	return p
}

// parse reads a row's cells; what cannot be read is a fault of its cell.
func parse(l layout, class string, no int, cells []string) *entry {
	e := &entry{no: no, cells: cells, given: map[string]bool{}}
	get := func(field string) string {
		s := l.value(cells, field)
		e.given[field] = s != ""
		return s
	}
	e.item = catalog.ItemCommand{ClassCode: class, Maker: get(maker), Model: get(model), NameKo: get(nameKo), NameEn: get(nameEn)}
	if s := get(itemNumber); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 10_000_000 || n > 99_999_999 {
			e.fail(l, fault.F(itemNumber, "unknown_item"))
		} else {
			e.number = n
		}
	}
	e.parseTerms(l, get)
	e.spec = catalog.SpecificationCommand{Summary: get(summary), Description: get(description), Attributes: map[string]string{}}
	for _, c := range l.cols {
		if c.Attribute == nil {
			continue
		}
		s := get(c.Field)
		if s == "" {
			continue
		}
		switch c.Attribute.Kind {
		case catalog.KindChoice:
			s = choiceOf(*c.Attribute, s)
		case catalog.KindNumber:
			s = strings.ReplaceAll(s, ",", "")
		}
		e.spec.Attributes[c.Attribute.Key] = s
	}
	return e
}

func (e *entry) parseTerms(l layout, get func(string) string) {
	t := &e.terms
	if s := get(price); s != "" {
		w, err := money.Parse(strings.TrimSuffix(strings.TrimLeft(s, "₩￦ "), "원"))
		if err != nil {
			e.fail(l, fault.F(price, "not_an_amount"))
		}
		t.Price = w
	}
	code := func(field, prefix string, codes []string) string {
		s := get(field)
		if s == "" {
			return ""
		}
		c, ok := codeOf(s, prefix, codes)
		if !ok {
			e.fail(l, fault.F(field, "not_a_choice"))
		}
		return c
	}
	t.Tax = code(tax, "offer.tax.", []string{catalog.TaxVAT, catalog.TaxExempt})
	t.Unit = code(unit, "unit.", catalog.Units)
	t.ContentUnit = code(contentUnit, "unit.", catalog.ContentUnits)
	whole := func(field string) int {
		s := get(field)
		if s == "" {
			return 0
		}
		n, err := strconv.Atoi(strings.ReplaceAll(s, ",", ""))
		if err != nil {
			e.fail(l, fault.F(field, "not_a_number"))
		}
		return n
	}
	t.Content, t.MinOrder, t.LeadDays, t.WarrantyMonths = whole(content), whole(minOrder), whole(leadDays), whole(warranty)
	if s := get(regions); s != "" {
		var ok bool
		if t.Regions, ok = regionsOf(s); !ok {
			e.fail(l, fault.F(regions, "not_a_choice"))
		}
	}
}

// complete fills what the row says nothing about: from what is on sale, or, for a first
// offer, with what is usual.
func (e *entry) complete(defs []catalog.Attribute) {
	base := catalog.Standing{Tax: catalog.TaxVAT, Unit: catalog.Units[0], Content: 1, MinOrder: 1, LeadDays: usualLead, WarrantyMonths: usualWarranty}
	if e.standing != nil {
		base = *e.standing
	}
	t, s := &e.terms, &e.spec
	keep(e, price, &t.Price, money.Won(base.Price))
	keep(e, tax, &t.Tax, base.Tax)
	keep(e, unit, &t.Unit, base.Unit)
	keep(e, content, &t.Content, max(base.Content, 1))
	keep(e, contentUnit, &t.ContentUnit, base.ContentUnit)
	keep(e, minOrder, &t.MinOrder, base.MinOrder)
	keep(e, leadDays, &t.LeadDays, base.LeadDays)
	keep(e, regions, &t.Regions, base.Regions)
	keep(e, warranty, &t.WarrantyMonths, base.WarrantyMonths)
	keep(e, summary, &s.Summary, base.Summary)
	keep(e, description, &s.Description, base.Description)
	for _, a := range defs {
		if s.Attributes[a.Key] == "" && base.Attributes[a.Key] != "" {
			s.Attributes[a.Key] = base.Attributes[a.Key]
		}
	}
}

func keep[T any](e *entry, field string, to *T, base T) {
	if !e.given[field] {
		*to = base
	}
}

// withRetired adds the values of attributes that are no longer asked.
func (e *entry) withRetired() map[string]string {
	if e.standing == nil {
		return e.spec.Attributes
	}
	out := map[string]string{}
	for k, v := range e.standing.Attributes {
		out[k] = v
	}
	for k, v := range e.spec.Attributes {
		out[k] = v
	}
	return out
}
