package shop

import (
	"context"
	"slices"
	"strconv"

	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/ui/component"
)

// openAttributes is how many attributes of a class stand open among the filters.
const openAttributes = 3

// option is one value of a facet. Where counting stopped, a number is only a lower bound
// and a value that was not met may be there all the same.
func option(f catalog.Facet, value, label string, chosen bool) component.FacetOption {
	n, met := f.Counts[value]
	return component.FacetOption{
		Value: value, Label: label, Count: n, Checked: chosen,
		AtLeast: f.Capped && met, Unknown: f.Capped && !met,
	}
}

// group is a facet in which several values can be chosen.
func (v searchView) group(ctx context.Context, name, facet string, codes, chosen []string, label func(context.Context, string) string) component.FacetProps {
	p := component.FacetProps{Name: name, Legend: text.T(ctx, "shop.facet."+name)}
	for _, c := range codes {
		p.Options = append(p.Options, option(v.Res.Facets[facet], c, label(ctx, c), slices.Contains(chosen, c)))
	}
	return p
}

// facets are the groups of the filter form, in order.
func (v searchView) facets(ctx context.Context) []component.FacetProps {
	st := v.State
	bands := make([]string, len(catalog.Bands))
	for i, b := range catalog.Bands {
		bands[i] = b.Key
	}
	region := v.group(ctx, "region", catalog.FacetRegion, org.Regions, st.Regions, regionName)
	cert := v.group(ctx, "cert", catalog.FacetCert, catalog.CertificateKinds, st.Certificates, certName)
	region.Closed, cert.Closed = true, true
	out := append(v.attributeFacets(ctx),
		v.group(ctx, "store", catalog.FacetStore, catalog.SearchShelves, st.Stores, storeName),
		v.group(ctx, "price", catalog.FacetPrice, bands, st.Prices, bandText),
		v.leadFacet(ctx),
		v.group(ctx, "trait", catalog.FacetTrait, org.Traits, st.Traits, func(ctx context.Context, c string) string { return word(ctx, "trait.", c) }),
		cert, region)
	return out
}

// leadFacet has one value at most: within three days is within seven too.
func (v searchView) leadFacet(ctx context.Context) component.FacetProps {
	chosen := ""
	if v.State.LeadDays > 0 {
		chosen = strconv.Itoa(v.State.LeadDays)
	}
	codes := make([]string, len(catalog.LeadTimes))
	for i, d := range catalog.LeadTimes {
		codes[i] = strconv.Itoa(d)
	}
	p := v.group(ctx, "lead", catalog.FacetLead, codes, []string{chosen}, leadText)
	p.Radio = true
	every := component.FacetOption{Label: text.T(ctx, "shop.facet.any"), Unknown: true, Checked: chosen == ""}
	p.Options = append([]component.FacetOption{every}, p.Options...)
	return p
}

func leadText(ctx context.Context, days string) string {
	n, err := strconv.Atoi(days)
	if err != nil {
		return days
	}
	return text.T(ctx, "shop.lead.within", "n", n)
}

// attributeFacets are the values of what the chosen detail class asks for. A chosen
// value that the counts do not know stays, so that it can be taken away.
func (v searchView) attributeFacets(ctx context.Context) []component.FacetProps {
	var out []component.FacetProps
	for i, f := range v.Res.Attributes {
		chosen := v.State.Attributes[f.Key]
		p := component.FacetProps{Name: catalog.AttributeField(f.Key), Legend: attributeName(ctx, f.Attribute), Closed: i >= openAttributes}
		met := map[string]bool{}
		for _, x := range f.Values {
			met[x.Value] = true
			p.Options = append(p.Options, component.FacetOption{
				Value: x.Value, Label: attributeValue(ctx, f.Attribute, x.Value), Count: x.N, Checked: slices.Contains(chosen, x.Value), AtLeast: f.Capped,
			})
		}
		for _, x := range chosen {
			if !met[x] {
				p.Options = append(p.Options, component.FacetOption{Value: x, Label: attributeValue(ctx, f.Attribute, x), Checked: true, Unknown: f.Capped})
			}
		}
		if len(p.Options) > 0 {
			out = append(out, p)
		}
	}
	return out
}

// classStep is a class one step further down.
type classStep struct {
	catalog.ClassCount
	AtLeast bool
	Unknown bool
}

// classes lead one step further down the tree. Where counting stopped, every class below
// is offered, those that were met first.
func (v searchView) classes() []classStep {
	f := v.Res.Facets[catalog.FacetClass]
	list := v.Tree.Below(v.State.Class, f.Counts)
	if f.Capped {
		list = v.Tree.Next(v.State.Class, f.Counts)
	}
	out := make([]classStep, len(list))
	for i, c := range list {
		out[i] = classStep{c, f.Capped && c.N > 0, f.Capped && c.N == 0}
	}
	return out
}

// innovation is the entry for innovation products: the storefront where designated ones
// are sold, on or off.
func (v searchView) innovation(ctx context.Context) component.FacetOption {
	return option(v.Res.Facets[catalog.FacetStore], catalog.ShelfHyeokshin, text.T(ctx, "shop.facet.innovation"), v.State.innovative())
}

func (v searchView) innovationURL() string {
	return v.State.but(func(s *state) {
		if s.innovative() {
			s.Stores = nil
		} else {
			s.Stores = []string{catalog.ShelfHyeokshin}
		}
	})
}
