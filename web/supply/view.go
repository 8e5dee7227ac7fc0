package supply

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/text"
	"jangteo.kr/internal/todo"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/offerview"
	"jangteo.kr/web/ui/component"
)

// offerView is an offer with what its supplier's pages need beside it.
type offerView struct {
	catalog.OfferView
	By      auth.Actor
	Form    *kit.Form
	Now     time.Time
	Grounds []market.Ground
	Acts    []audit.Entry
	Turns   []todo.Row
	Rise    market.Rise // of the price about to be submitted
	Kept    *kept       // text typed and not saved
	Seal    string      // of the form
	Stale   bool        // the form was refused because somebody saved meanwhile
}

func (v offerView) url(below string) string { return offerURL(v.Offer.ID) + below }

// version is the row version the form was shown for.
func (v offerView) version() string {
	if s := v.Form.Value("version"); s != "" {
		return s
	}
	return strconv.Itoa(v.Offer.Version)
}

func (v offerView) editable() bool {
	return v.Pending != nil && v.Pending.State.Editable() && v.By.Has(org.SupplierMember, org.SupplierAdmin)
}

func (v offerView) waiting() bool {
	return v.Pending != nil && v.Pending.State == catalog.VersionSubmitted
}

func (v offerView) administrator() bool { return v.By.Has(org.SupplierAdmin) }

// changing reports whether a version is being written beside one on sale.
func (v offerView) changing() bool { return v.Current != nil && v.Pending != nil }

// withdrawal names what taking the offer back means: giving up a draft that was never on
// sale, or ending the sale.
// badge is the offer's state; one that ended before it was ever on sale was given up.
func (v offerView) badge(ctx context.Context) *component.BadgeProps {
	b := offerview.StateBadge(ctx, v.Offer.State)
	if v.Offer.State == catalog.Withdrawn && v.Current == nil {
		b.Label = text.T(ctx, "supply.list.given_up")
	}
	return b
}

func withdrawal(ctx context.Context, v offerView) string {
	if v.Current == nil {
		return text.T(ctx, "supply.act.give_up")
	}
	return text.T(ctx, "supply.act.withdraw")
}

func withdrawalText(ctx context.Context, v offerView) string {
	if v.Current == nil {
		return text.T(ctx, "supply.give_up.text")
	}
	return text.T(ctx, "supply.withdraw.text")
}

func (v offerView) mayChange() bool {
	return v.Pending == nil && v.By.Has(org.SupplierMember, org.SupplierAdmin) && v.Offer.State != catalog.Draft
}

// shown is the version whose content the page shows.
func (v offerView) shown() *catalog.OfferVersion {
	switch {
	case v.waiting(), v.Current == nil:
		return v.Pending
	}
	return v.Current
}

// tasks are the sections of the version being written, each with its status.
func (v offerView) tasks(ctx context.Context) ([]component.Task, int) {
	var out []component.Task
	done := 0
	for _, s := range catalog.Sections {
		t := component.Task{
			Label: text.T(ctx, "offer.section."+s), Hint: text.T(ctx, "supply.section."+s+".hint"), Href: v.url("/" + s), TestID: "task-" + s,
			Status: text.T(ctx, "task.todo"), Tone: component.Info,
		}
		if s == catalog.SectionItem {
			t.Href = ""
		}
		switch {
		case v.returned(s):
			t.Status, t.Tone = text.T(ctx, "task.returned"), component.Warning
		case v.Pending.Done(s):
			t.Status, t.Tone = text.T(ctx, "task.done"), component.Success
			done++
		case s == catalog.SectionPictures || s == catalog.SectionCertificates:
			t.Status, t.Tone = text.T(ctx, "supply.task.optional"), component.Neutral
		}
		out = append(out, t)
	}
	return out, done
}

// returned reports whether a reason stands at a field of the section.
func (v offerView) returned(section string) bool {
	if v.Pending.State != catalog.VersionReturned {
		return false
	}
	for field := range v.Pending.ReturnReasons {
		if sectionOf(field) == section {
			return true
		}
	}
	return false
}

func sectionOf(field string) string {
	switch field {
	case "item":
		return catalog.SectionItem
	case "summary", "description":
		return catalog.SectionSpecification
	case "pictures":
		return catalog.SectionPictures
	case "certificates":
		return catalog.SectionCertificates
	}
	if strings.HasPrefix(field, "attr_") {
		return catalog.SectionSpecification
	}
	return catalog.SectionTerms
}

// reason is what the reviewer wrote at a field.
func (v offerView) reason(field string) string {
	if v.Pending == nil || v.Pending.State != catalog.VersionReturned {
		return ""
	}
	return v.Pending.ReturnReasons[field]
}

// problem is the error to show at a field: the form's own, or else the reviewer's reason
// until the field is sent again.
func (v offerView) problem(ctx context.Context, field string) string {
	if e := v.Form.Error(ctx, field); e != "" {
		return e
	}
	if v.Form.Refused() || v.reason(field) == "" {
		return ""
	}
	return text.T(ctx, "supply.returned.at", "reason", v.reason(field))
}

// reasonRows are the reviewer's reasons by field.
func (v offerView) reasonRows(ctx context.Context) []component.SummaryRow {
	var out []component.SummaryRow
	for _, c := range catalog.Diff(catalog.OfferVersion{}, allFields(v.Pending.ReturnReasons)) {
		if reason := v.Pending.ReturnReasons[c.Field]; reason != "" {
			out = append(out, component.SummaryRow{Key: offerview.FieldLabel(ctx, c.Field, v.Attributes), Value: reason, ChangeHref: v.url("/" + sectionOf(c.Field)), TestID: "reason-" + c.Field})
		}
	}
	if reason := v.Pending.ReturnReasons["item"]; reason != "" {
		out = append(out, component.SummaryRow{Key: offerview.FieldLabel(ctx, "item", nil), Value: reason, TestID: "reason-item"})
	}
	return out
}

// allFields is a version that differs from an empty one in every field, so that Diff
// names them in the order of the page.
func allFields(reasons map[string]string) catalog.OfferVersion {
	v := catalog.OfferVersion{
		Price: 1, Tax: "x", Unit: "x", Content: 1, ContentUnit: "x", MinOrder: 1, LeadDays: 1, Regions: []string{"x"}, WarrantyMonths: 1, Summary: "x", Description: "x",
		Attributes: map[string]string{}, Certificates: []catalog.Certificate{{}}, Pictures: []catalog.Picture{{Alt: "x"}},
	}
	v.Certificates[0].Kind = "x"
	for field := range reasons {
		if key, ok := strings.CutPrefix(field, "attr_"); ok {
			v.Attributes[key] = "x"
		}
	}
	return v
}

// checkErrors names what is missing with the field's label: the check page has no
// inputs to link to, but for the reason of a rise.
func (v offerView) checkErrors(ctx context.Context) component.ErrorSummaryProps {
	p := component.ErrorSummaryProps{}
	f := v.Form.Fault()
	if f == nil {
		return p
	}
	p.Code, p.Article = f.Code, f.Article
	p.Title = kit.FaultSentence(ctx, f)
	for _, e := range f.Fields {
		line := component.FieldError{Message: v.fieldName(ctx, e) + ": " + kit.FieldSentence(ctx, e)}
		if e.Name == "rise_reason" {
			line.FieldName = e.Name // its input is on the page
		}
		p.Errors = append(p.Errors, line)
	}
	return p
}

func (v offerView) fieldName(ctx context.Context, e fault.Field) string {
	if s, ok := strings.CutPrefix(e.Name, "section_"); ok {
		return text.T(ctx, "offer.section."+s)
	}
	if strings.HasPrefix(e.Name, "cert_") {
		return text.T(ctx, "offer.section."+catalog.SectionCertificates)
	}
	return offerview.FieldLabel(ctx, e.Name, v.Attributes)
}

func unitOptions(ctx context.Context) []component.Option {
	out := make([]component.Option, len(catalog.Units))
	for i, u := range catalog.Units {
		out[i] = component.Option{Value: u, Label: text.T(ctx, "unit."+u)}
	}
	return out
}

func contentOptions(ctx context.Context) []component.Option {
	out := []component.Option{{Label: text.T(ctx, "supply.content.itself")}}
	for _, u := range catalog.ContentUnits {
		out = append(out, component.Option{Value: u, Label: text.T(ctx, "unit."+u)})
	}
	return out
}

// unitPrice is the price per content unit of what the form holds, as far as it can be
// read.
func unitPrice(ctx context.Context, f *kit.Form) string {
	price, err := money.Parse(f.Value("price"))
	content, err2 := strconv.Atoi(strings.ReplaceAll(f.Value("content"), ",", ""))
	if unit := f.Value("content_unit"); err == nil && err2 == nil && price <= money.Max && slices.Contains(catalog.ContentUnits, unit) {
		return offerview.UnitPrice(ctx, price, content, unit)
	}
	return ""
}

func regionOptions(ctx context.Context, f *kit.Form) []component.Option {
	out := make([]component.Option, len(org.Regions))
	for i, code := range org.Regions {
		out[i] = component.Option{Value: code, Label: text.T(ctx, "region."+code), Selected: f.Has("regions", code)}
	}
	return out
}

func certificateOptions(ctx context.Context) []component.Option {
	out := []component.Option{{Label: text.T(ctx, "choose")}}
	for _, k := range catalog.CertificateKinds {
		out = append(out, component.Option{Value: k, Label: text.T(ctx, "cert."+k)})
	}
	return out
}

// choiceOptions are an attribute's choices after none of them, with the one that was
// given before it was retired.
func choiceOptions(ctx context.Context, a catalog.Attribute, given string) []component.Option {
	out := []component.Option{{Label: text.T(ctx, "choose")}}
	for _, c := range a.Choices {
		out = append(out, component.Option{Value: c, Label: offerview.AttributeValue(ctx, a, c)})
	}
	if slices.Contains(a.RetiredChoices, given) && !slices.Contains(a.Choices, given) {
		out = append(out, component.Option{Value: given, Label: offerview.AttributeValue(ctx, a, given), Hint: text.T(ctx, "offer.attribute.retired")})
	}
	return out
}

// asRadios reports whether a choice is better seen whole than unfolded.
func asRadios(a catalog.Attribute) bool { return a.Required && len(a.Choices) <= 4 }

// retiredRows are the values given for attributes that are no longer asked for.
func (v offerView) retiredRows(ctx context.Context) []component.SummaryRow {
	var out []component.SummaryRow
	for _, a := range v.Attributes {
		if value := v.Pending.Attributes[a.Key]; a.RetiredAt != nil && value != "" {
			out = append(out, component.SummaryRow{Key: text.Pick(ctx, a.NameKo, a.NameEn), Value: offerview.AttributeValue(ctx, a, value), TestID: "retired-" + a.Key})
		}
	}
	return out
}

// savedRows are what is saved of a section now, to hold beside what was typed.
func (v offerView) savedRows(ctx context.Context, section string) []component.SummaryRow {
	switch section {
	case catalog.SectionTerms:
		return offerview.TermsRows(ctx, *v.Pending)
	case catalog.SectionSpecification:
		return offerview.SpecificationRows(ctx, *v.Pending, v.Attributes)
	case catalog.SectionCertificates:
		return offerview.CertificateRows(ctx, *v.Pending)
	}
	return nil
}

// certificateRows is how many rows of certificates a page shows: those given and two more.
func (v offerView) certificateRows() int {
	n := 0
	for i := 1; i <= catalog.MaxCertified; i++ {
		if v.Form.Value("cert_number_"+strconv.Itoa(i))+v.Form.Value("cert_kind_"+strconv.Itoa(i)) != "" {
			n = i
		}
	}
	return min(n+2, catalog.MaxCertified)
}

// alt is the words typed for a picture, or those kept.
func (v offerView) alt(p catalog.Picture) string {
	for n := 1; n <= catalog.MaxPictures; n++ {
		if v.Form.Value("hash_"+strconv.Itoa(n)) == p.Hash {
			return v.Form.Value("alt_" + strconv.Itoa(n))
		}
	}
	return p.Alt
}

// altError is the error at a picture's words: its row on this page is n, and on the form
// as sent the row that has its hash.
func (v offerView) altError(ctx context.Context, n string, p catalog.Picture) string {
	if e := v.Form.Error(ctx, "alt_"+n); e != "" {
		return e
	}
	if p.Alt == "" && v.alt(p) == "" && !v.Form.Refused() {
		return text.T(ctx, "supply.picture.lacks")
	}
	return ""
}
