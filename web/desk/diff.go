package desk

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"jangteo.kr/internal/catalog"
	"jangteo.kr/web/offerview"
)

// wordy reports whether a field is text whose words are compared one by one.
func (v reviewView) wordy(field string) bool {
	if key, ok := strings.CutPrefix(field, "attr_"); ok {
		i := slices.IndexFunc(v.Attributes, func(a catalog.Attribute) bool { return a.Key == key })
		return i >= 0 && v.Attributes[i].Kind == catalog.KindText
	}
	return field == "summary" || field == "description"
}

// unchanged are the fields in which the submitted version says what is on sale.
func (v reviewView) unchanged() []string {
	out := []string{"price", "tax", "unit", "content", "min_order", "lead_days", "regions", "warranty_months", "summary", "description"}
	for _, a := range v.Attributes {
		out = append(out, a.FieldName())
	}
	out = append(out, "certificates", "pictures")
	return slices.DeleteFunc(out, func(field string) bool {
		return slices.ContainsFunc(v.Changes, func(c catalog.Change) bool { return c.Field == field })
	})
}

// pictureChange is a picture of either version: added, removed, or in both.
type pictureChange struct {
	catalog.Picture
	Kind string // added, removed, moved (elsewhere among the pictures), described (other words), kept
}

// pictures lists every picture of both versions with what became of it.
func (v reviewView) pictures() []pictureChange {
	var out []pictureChange
	old := v.Current.Pictures
	for i, p := range v.Pending.Pictures {
		at := slices.IndexFunc(old, func(o catalog.Picture) bool { return o.Hash == p.Hash })
		kind := "kept"
		switch {
		case at < 0:
			kind = "added"
		case old[at].Alt != p.Alt:
			kind = "described"
		case at != i:
			kind = "moved"
		}
		out = append(out, pictureChange{p, kind})
	}
	for _, p := range old {
		if !slices.ContainsFunc(v.Pending.Pictures, func(n catalog.Picture) bool { return n.Hash == p.Hash }) {
			out = append(out, pictureChange{p, "removed"})
		}
	}
	return out
}

// certificateChange is a certificate of either version.
type certificateChange struct {
	catalog.Certificate
	Kind string // added, removed
}

// certificates lists the certificates that only one of the versions has.
func (v reviewView) certificates() []certificateChange {
	var out []certificateChange
	for _, c := range v.Current.Certificates {
		if !slices.Contains(v.Pending.Certificates, c) {
			out = append(out, certificateChange{c, "removed"})
		}
	}
	for _, c := range v.Pending.Certificates {
		if !slices.Contains(v.Current.Certificates, c) {
			out = append(out, certificateChange{c, "added"})
		}
	}
	return out
}

// certificateWords puts a certificate in one line.
func certificateWords(ctx context.Context, c catalog.Certificate) string {
	row := offerview.CertificateRows(ctx, catalog.OfferVersion{Certificates: []catalog.Certificate{c}})[0]
	return strings.TrimSuffix(row.Key+" "+row.Value+" · "+row.Note, " · ")
}

// stored gives a field's stored form in the version on sale, for what is folded away.
func (v reviewView) stored(field string) string {
	c := v.Current
	if key, ok := strings.CutPrefix(field, "attr_"); ok {
		return c.Attributes[key]
	}
	switch field {
	case "price":
		return strconv.FormatInt(int64(c.Price), 10)
	case "tax":
		return c.Tax
	case "unit":
		return c.Unit
	case "content":
		if c.ContentUnit == "" {
			return ""
		}
		return strconv.Itoa(c.Content) + " " + c.ContentUnit
	case "min_order":
		return strconv.Itoa(c.MinOrder)
	case "lead_days":
		return strconv.Itoa(c.LeadDays)
	case "regions":
		return strings.Join(c.Regions, ",")
	case "warranty_months":
		return strconv.Itoa(c.WarrantyMonths)
	case "summary":
		return c.Summary
	case "description":
		return c.Description
	}
	return ""
}

// count says how many there are of what has no value in one line.
func (v reviewView) count(field string) (int, bool) {
	switch field {
	case "pictures":
		return len(v.Current.Pictures), true
	case "certificates":
		return len(v.Current.Certificates), true
	}
	return 0, false
}
