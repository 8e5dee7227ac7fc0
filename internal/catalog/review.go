package catalog

import (
	"slices"
	"strconv"
	"strings"

	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
)

// CheckComplete lists what a version lacks to be submitted on a day. A section that is
// not done is named section_<name>.
func CheckComplete(v OfferVersion, defs []Attribute, today kst.Day) []fault.Field {
	var out []fault.Field
	if !v.Done(SectionTerms) {
		out = append(out, fault.F("section_"+SectionTerms, "section_missing"))
	} else {
		out = append(out, TermsCommand{
			Price: v.Price, Tax: v.Tax, Unit: v.Unit, Content: v.Content, ContentUnit: v.ContentUnit, MinOrder: v.MinOrder, LeadDays: v.LeadDays,
			Regions: v.Regions, WarrantyMonths: v.WarrantyMonths,
		}.Check()...)
	}
	if !v.Done(SectionSpecification) {
		out = append(out, fault.F("section_"+SectionSpecification, "section_missing"))
	} else {
		out = append(out, CheckKept(defs, v.Attributes, asked(defs, v.Attributes))...)
	}
	if slices.ContainsFunc(v.Pictures, func(p Picture) bool { return p.Alt == "" }) {
		out = append(out, fault.F("pictures", "picture_without_words"))
	}
	return append(out, CheckCertificates(v.Certificates, today)...)
}

// asked gives the values that a class still asks for. What was given for an attribute
// that is retired since, or in a class that the item has left, stays without being judged.
func asked(defs []Attribute, values map[string]string) map[string]string {
	out := map[string]string{}
	for _, a := range defs {
		if v, given := values[a.Key]; given {
			out[a.Key] = v
		}
	}
	return out
}

// Change is one field in which two versions differ, in their stored form: price in
// won, codes as codes, lists joined by commas.
type Change struct {
	Field string // as forms name it; attr_<key> for an attribute
	Old   string
	New   string
}

// Diff lists the fields in which b differs from a.
func Diff(a, b OfferVersion) []Change {
	var out []Change
	add := func(field, x, y string) {
		if x != y {
			out = append(out, Change{field, x, y})
		}
	}
	add("price", strconv.FormatInt(int64(a.Price), 10), strconv.FormatInt(int64(b.Price), 10))
	add("tax", a.Tax, b.Tax)
	add("unit", a.Unit, b.Unit)
	add("content", a.StoredContent(), b.StoredContent())
	add("min_order", strconv.Itoa(a.MinOrder), strconv.Itoa(b.MinOrder))
	add("lead_days", strconv.Itoa(a.LeadDays), strconv.Itoa(b.LeadDays))
	add("regions", strings.Join(a.Regions, ","), strings.Join(b.Regions, ","))
	add("warranty_months", strconv.Itoa(a.WarrantyMonths), strconv.Itoa(b.WarrantyMonths))
	add("summary", a.Summary, b.Summary)
	add("description", a.Description, b.Description)
	for _, key := range keysOf(a.Attributes, b.Attributes) {
		add("attr_"+key, a.Attributes[key], b.Attributes[key])
	}
	add("certificates", joinCertificates(a.Certificates), joinCertificates(b.Certificates))
	add("pictures", joinPictures(a.Pictures), joinPictures(b.Pictures))
	return out
}

// PriceOnly reports whether nothing but the price differs: such a change the market
// desk may approve.
func PriceOnly(changes []Change) bool { return len(changes) == 1 && changes[0].Field == "price" }

// StoredContent is the stored form of what a sales unit holds, e.g. "50 SHEET"; "" where
// it is the sales unit itself.
func (v OfferVersion) StoredContent() string {
	if v.ContentUnit == "" {
		return ""
	}
	return strconv.Itoa(v.Content) + " " + v.ContentUnit
}

func keysOf(sets ...map[string]string) []string {
	var out []string
	for _, m := range sets {
		for k := range m {
			if !slices.Contains(out, k) {
				out = append(out, k)
			}
		}
	}
	slices.Sort(out)
	return out
}

func joinCertificates(cs []Certificate) string {
	parts := make([]string, len(cs))
	for i, c := range cs {
		parts[i] = strings.TrimSpace(c.Kind + " " + c.Number + " " + c.Issuer + " " + c.ExpiresOn)
	}
	return strings.Join(parts, ", ")
}

func joinPictures(ps []Picture) string {
	parts := make([]string, len(ps))
	for i, p := range ps {
		parts[i] = p.Alt
		if len(p.Hash) >= 8 {
			parts[i] += " (" + p.Hash[:8] + ")"
		}
	}
	return strings.Join(parts, ", ")
}
