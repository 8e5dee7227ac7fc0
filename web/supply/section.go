package supply

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/ui/layout"
)

// show renders a section's form: as saved, as typed and kept, or as refused.
func (h *Handler) show(w http.ResponseWriter, r *http.Request, f *kit.Form, section string, fill func(f *kit.Form, v catalog.OfferView), view func(layout.Page, offerView) templ.Component) error {
	by, v, err := h.writable(r)
	if err != nil {
		if f.Refused() {
			return f.Fault()
		}
		return err
	}
	form := catalog.SectionForm(v.Offer.ID, section)
	o := offerView{OfferView: v, By: by, Form: f, Now: h.Clock()}
	switch {
	case !f.Refused():
		f = kit.Blank("version", strconv.Itoa(v.Offer.Version))
		fill(f, v)
		if o.Form, o.Kept, err = h.typed(r, by, form, f, &v.Pending.CreatedAt); err != nil {
			return err
		}
	case fault.Of(f.Fault(), fault.Stale):
		// What was typed stands beside what is saved now: saving again is a decision.
		f.Set("version", strconv.Itoa(v.Offer.Version))
		o.Stale = true
	}
	if o.Seal, err = h.Catalog.Seal(r.Context(), by, form, h.Clock()); err != nil {
		return err
	}
	p := h.objectPage(w, r, v, text.T(r.Context(), "offer.section."+section), f)
	return kit.Render(w, r, f.Status(), view(p, o))
}

// save carries out a section's command and goes on to another page of the offer. What
// was typed and is not saved is kept.
func (h *Handler) save(w http.ResponseWriter, r *http.Request, f *kit.Form, section, to string, again kit.Handler, do func(ctx context.Context, by auth.Actor, id int64) (catalog.Offer, error)) error {
	id, err := kit.ID(r, "id")
	if err != nil {
		return err
	}
	form := catalog.SectionForm(id, section)
	if !kit.Actor(r).SignedIn() {
		return h.signedOut(w, r, f, form, offerURL(id)+"/"+section)
	}
	done, err := f.Submit(func() error {
		_, err := do(r.Context(), kit.Actor(r), id)
		return err
	})
	if err != nil {
		return err
	}
	if !done {
		h.keepRefused(r, f, form)
		return again(w, r)
	}
	return kit.RedirectWith(w, r, offerURL(id)+to, "supply.saved")
}

func (h *Handler) termsPage(w http.ResponseWriter, r *http.Request) error {
	return h.showTerms(w, r, kit.Blank())
}

func (h *Handler) showTerms(w http.ResponseWriter, r *http.Request, f *kit.Form) error {
	return h.show(w, r, f, catalog.SectionTerms, fillTerms, termsPageView)
}

func fillTerms(f *kit.Form, v catalog.OfferView) {
	p := v.Pending
	if p.Price > 0 {
		f.Set("price", p.Price.String())
	}
	f.Set("tax", p.Tax)
	f.Set("unit", p.Unit)
	if f.Set("content_unit", p.ContentUnit); p.ContentUnit != "" {
		f.Set("content", strconv.Itoa(p.Content))
	}
	f.Set("min_order", strconv.Itoa(p.MinOrder))
	f.Set("lead_days", strconv.Itoa(p.LeadDays))
	f.Set("warranty_months", strconv.Itoa(p.WarrantyMonths))
	f.Values["regions"] = p.Regions
}

func (h *Handler) saveTerms(w http.ResponseWriter, r *http.Request) error {
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	c := catalog.TermsCommand{
		Version: f.Version(), Price: f.Won("price"), Tax: f.Choice("tax", catalog.TaxVAT, catalog.TaxExempt), Unit: f.Choice("unit", catalog.Units...),
		MinOrder: f.Int("min_order", 1, catalog.MaxMinOrder), LeadDays: f.Int("lead_days", 1, catalog.MaxLeadDays),
		WarrantyMonths: f.Int("warranty_months", 0, catalog.MaxWarranty), Regions: f.Choices("regions", org.Regions...),
	}
	if f.Value("content_unit") != "" {
		c.ContentUnit, c.Content = f.Choice("content_unit", catalog.ContentUnits...), f.Int("content", 1, catalog.MaxContent)
	} else if f.Value("content") != "" {
		f.Fail("content_unit", "required")
	}
	if c.Price > money.Max {
		f.Fail("price", "not_an_amount")
	}
	again := func(w http.ResponseWriter, r *http.Request) error { return h.showTerms(w, r, f) }
	return h.save(w, r, f, catalog.SectionTerms, "", again, func(ctx context.Context, by auth.Actor, id int64) (catalog.Offer, error) {
		c.OfferID = id
		return h.Catalog.SaveTerms(ctx, by, c)
	})
}

func (h *Handler) specificationPage(w http.ResponseWriter, r *http.Request) error {
	return h.showSpecification(w, r, kit.Blank())
}

func (h *Handler) showSpecification(w http.ResponseWriter, r *http.Request, f *kit.Form) error {
	return h.show(w, r, f, catalog.SectionSpecification, fillSpecification, specificationPageView)
}

func fillSpecification(f *kit.Form, v catalog.OfferView) {
	f.Set("summary", v.Pending.Summary)
	f.Set("description", v.Pending.Description)
	for _, a := range catalog.Asked(v.Attributes) {
		f.Set(a.FieldName(), v.Pending.Attributes[a.Key])
	}
}

func (h *Handler) saveSpecification(w http.ResponseWriter, r *http.Request) error {
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	c := catalog.SpecificationCommand{Version: f.Version(), Attributes: map[string]string{}}
	c.Summary, c.Description = strings.TrimSpace(f.Value("summary")), strings.TrimSpace(strings.ReplaceAll(f.Value("description"), "\r\n", "\n"))
	for name := range f.Values {
		if key, ok := strings.CutPrefix(name, "attr_"); ok {
			c.Attributes[key] = f.Value(name)
		}
	}
	again := func(w http.ResponseWriter, r *http.Request) error { return h.showSpecification(w, r, f) }
	return h.save(w, r, f, catalog.SectionSpecification, "", again, func(ctx context.Context, by auth.Actor, id int64) (catalog.Offer, error) {
		c.OfferID = id
		return h.Catalog.SaveSpecification(ctx, by, c)
	})
}

func (h *Handler) certificatesPage(w http.ResponseWriter, r *http.Request) error {
	return h.showCertificates(w, r, kit.Blank())
}

func (h *Handler) showCertificates(w http.ResponseWriter, r *http.Request, f *kit.Form) error {
	return h.show(w, r, f, catalog.SectionCertificates, func(f *kit.Form, v catalog.OfferView) { setCertificates(f, v.Pending.Certificates) }, certificatesPageView)
}

func setCertificates(f *kit.Form, certificates []catalog.Certificate) {
	for i := 1; i <= catalog.MaxCertified; i++ {
		var c catalog.Certificate
		if i <= len(certificates) {
			c = certificates[i-1]
		}
		n := "_" + strconv.Itoa(i)
		f.Set("cert_kind"+n, c.Kind)
		f.Set("cert_number"+n, c.Number)
		f.Set("cert_issuer"+n, c.Issuer)
		f.Set("cert_expires_on"+n, c.ExpiresOn)
	}
}

// typedCertificates reads the rows that are not blank and moves them together, so that
// a fault's place is the place on the page shown again.
func typedCertificates(f *kit.Form) []catalog.Certificate {
	out := []catalog.Certificate{}
	for i := 1; i <= catalog.MaxCertified; i++ {
		n := "_" + strconv.Itoa(i)
		c := catalog.Certificate{
			Kind: f.Value("cert_kind" + n), Number: strings.TrimSpace(f.Value("cert_number" + n)),
			Issuer: strings.TrimSpace(f.Value("cert_issuer" + n)), ExpiresOn: f.Value("cert_expires_on" + n),
		}
		if c != (catalog.Certificate{}) {
			out = append(out, c)
		}
	}
	setCertificates(f, out)
	return out
}

func (h *Handler) saveCertificates(w http.ResponseWriter, r *http.Request) error {
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	c := catalog.CertificatesCommand{Version: f.Version(), Certificates: typedCertificates(f)}
	again := func(w http.ResponseWriter, r *http.Request) error { return h.showCertificates(w, r, f) }
	return h.save(w, r, f, catalog.SectionCertificates, "", again, func(ctx context.Context, by auth.Actor, id int64) (catalog.Offer, error) {
		c.OfferID = id
		return h.Catalog.SaveCertificates(ctx, by, c)
	})
}
