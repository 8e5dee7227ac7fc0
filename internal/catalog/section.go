package catalog

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/org"
)

// section saves one part of the pending version and marks it done, or not done where save
// says so; what the actor typed for it and had not saved goes.
func (s *Service) section(ctx context.Context, by auth.Actor, offerID int64, version int, name string, save func(tx *db.Tx, o Offer, v OfferVersion) (bool, error)) (Offer, error) {
	return s.edit(ctx, by, offerID, version, func(tx *db.Tx, o *Offer) error {
		v, err := writable(ctx, tx, *o)
		if err != nil {
			return err
		}
		done, err := save(tx, *o, v)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, markSection, pgx.NamedArgs{"id": v.ID, "section": name, "done": done}); err != nil {
			return err
		}
		if err := dropDraft(ctx, tx, by, SectionForm(o.ID, name)); err != nil {
			return err
		}
		return record(ctx, tx, by, "offer.save", *o, o.State, map[string]any{"section": name, "no": v.No})
	})
}

// writable reads the version being written.
func writable(ctx context.Context, tx *db.Tx, o Offer) (OfferVersion, error) {
	if o.PendingID == nil {
		return OfferVersion{}, ErrNotEditable
	}
	v, err := VersionByID(ctx, tx, *o.PendingID)
	if err == nil && !v.State.Editable() {
		err = ErrNotEditable
	}
	return v, err
}

const markSection = `
UPDATE catalog.offer_version
   SET sections_done = array_remove(sections_done, @section) || CASE WHEN @done::bool THEN ARRAY[@section::text] ELSE '{}' END WHERE id = @id`

// TermsCommand saves price and terms.
type TermsCommand struct {
	OfferID        int64
	Version        int
	Price          money.Won // VAT included unless Tax is TaxExempt
	Tax            string
	Unit           string
	Content        int    // how many ContentUnit one Unit holds; 0 and 1 are the same without one
	ContentUnit    string // one of ContentUnits; "": the sales unit itself
	MinOrder       int
	LeadDays       int
	Regions        []string // empty: nationwide
	WarrantyMonths int
}

// Check lists what is wrong with the terms.
func (c TermsCommand) Check() []fault.Field {
	var out []fault.Field
	within := func(name string, n, lo, hi int) {
		if n < lo || n > hi {
			out = append(out, fault.F(name, "out_of_range", "min", lo, "max", hi))
		}
	}
	if c.Price <= 0 || c.Price > money.Max {
		out = append(out, fault.F("price", "amount_zero"))
	}
	if c.Tax != TaxVAT && c.Tax != TaxExempt {
		out = append(out, fault.F("tax", "not_a_choice"))
	}
	if !slices.Contains(Units, c.Unit) {
		out = append(out, fault.F("unit", "not_a_choice"))
	}
	switch {
	case c.ContentUnit == "" && c.Content > 1:
		out = append(out, fault.F("content_unit", "required"))
	case c.ContentUnit != "" && !slices.Contains(ContentUnits, c.ContentUnit):
		out = append(out, fault.F("content_unit", "not_a_choice"))
	case c.ContentUnit != "":
		within("content", c.Content, 1, MaxContent)
	}
	within("min_order", c.MinOrder, 1, MaxMinOrder)
	within("lead_days", c.LeadDays, 1, MaxLeadDays)
	within("warranty_months", c.WarrantyMonths, 0, MaxWarranty)
	for _, r := range c.Regions {
		if !slices.Contains(org.Regions, r) {
			out = append(out, fault.F("regions", "not_a_choice"))
			break
		}
	}
	return out
}

const updateTerms = `
UPDATE catalog.offer_version SET price = @price, tax = @tax, unit = @unit, content = @content, content_unit = @content_unit, min_order = @min_order,
       lead_days = @lead_days, regions = @regions, warranty_months = @warranty WHERE id = @id`

// SaveTerms saves price and terms of the version being written.
func (s *Service) SaveTerms(ctx context.Context, by auth.Actor, c TermsCommand) (Offer, error) {
	return s.section(ctx, by, c.OfferID, c.Version, SectionTerms, func(tx *db.Tx, _ Offer, v OfferVersion) (bool, error) {
		if f := c.Check(); len(f) > 0 {
			return false, fault.Bad("form_invalid", f...)
		}
		_, err := tx.Exec(ctx, updateTerms, pgx.NamedArgs{
			"id": v.ID, "price": c.Price, "tax": c.Tax, "unit": c.Unit, "content": max(c.Content, 1), "content_unit": c.ContentUnit,
			"min_order": c.MinOrder, "lead_days": c.LeadDays, "regions": append([]string{}, c.Regions...), "warranty": c.WarrantyMonths,
		})
		return true, err
	})
}

// SpecificationCommand saves what the item is.
type SpecificationCommand struct {
	OfferID     int64
	Version     int
	Summary     string // one line
	Description string
	Attributes  map[string]string // attribute key → value
}

// CheckAttributes compares values with the detail class's definitions: what is
// required is there, numbers are numbers, choices are among the choices, nothing else
// is given.
func CheckAttributes(defs []Attribute, values map[string]string) []fault.Field {
	var out []fault.Field
	known := map[string]bool{}
	for _, a := range defs {
		known[a.Key] = true
		v := values[a.Key]
		switch {
		case v == "" && a.Required:
			out = append(out, fault.F(a.FieldName(), "required"))
		case v == "":
		case len([]rune(v)) > 200:
			out = append(out, fault.F(a.FieldName(), "too_long", "max", 200))
		case a.Kind == KindNumber && !isNumber(v):
			out = append(out, fault.F(a.FieldName(), "not_a_number"))
		case a.Kind == KindChoice && !slices.Contains(a.Choices, v):
			out = append(out, fault.F(a.FieldName(), "not_a_choice"))
		}
	}
	for key := range values {
		if !known[key] {
			out = append(out, fault.F("attr_"+key, "unknown_attribute"))
		}
	}
	return out
}

// isNumber accepts a plain decimal of up to nine digits before and four after the point.
func isNumber(s string) bool {
	whole, part, dotted := strings.Cut(strings.TrimPrefix(s, "-"), ".")
	if dotted && (part == "" || len(part) > 4 || !digits(part)) {
		return false
	}
	return whole != "" && len(whole) <= 9 && digits(whole)
}

func digits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return true
}

const updateSpecification = `
UPDATE catalog.offer_version SET summary = @summary, description = @description, attributes = @attributes WHERE id = @id`

// SaveSpecification saves the description and the attributes of the version being
// written. Values of attributes that are retired since they were given stay.
func (s *Service) SaveSpecification(ctx context.Context, by auth.Actor, c SpecificationCommand) (Offer, error) {
	return s.section(ctx, by, c.OfferID, c.Version, SectionSpecification, func(tx *db.Tx, o Offer, v OfferVersion) (bool, error) {
		item, err := ItemByNumber(ctx, tx, o.ItemNumber)
		if err != nil {
			return false, err
		}
		all, err := AllAttributesOf(ctx, tx, item.ClassCode)
		if err != nil {
			return false, err
		}
		values := map[string]string{}
		for k, value := range c.Attributes {
			if value = strings.TrimSpace(value); value != "" {
				values[k] = value
			}
		}
		fields := append(CheckKept(all, v.Attributes, values), checkWords(c.Summary, c.Description)...)
		if len(fields) > 0 {
			return false, fault.Bad("form_invalid", fields...)
		}
		for _, a := range all {
			if given := v.Attributes[a.Key]; a.RetiredAt != nil && given != "" {
				values[a.Key] = given
			}
		}
		_, err = tx.Exec(ctx, updateSpecification, pgx.NamedArgs{"id": v.ID, "summary": c.Summary, "description": c.Description, "attributes": values})
		return true, err
	})
}

// Asked are the attributes that a specification written now is asked for: those that are
// not retired.
func Asked(all []Attribute) []Attribute {
	out := make([]Attribute, 0, len(all))
	for _, a := range all {
		if a.RetiredAt == nil {
			out = append(out, a)
		}
	}
	return out
}

func checkWords(summary, description string) []fault.Field {
	var out []fault.Field
	if n := len([]rune(summary)); n == 0 {
		out = append(out, fault.F("summary", "required"))
	} else if n > 150 {
		out = append(out, fault.F("summary", "too_long", "max", 150))
	}
	if len([]rune(description)) > 4000 {
		out = append(out, fault.F("description", "too_long", "max", 4000))
	}
	return out
}

// CertificatesCommand saves the certificates, in order.
type CertificatesCommand struct {
	OfferID      int64
	Version      int
	Certificates []Certificate
}

// CheckCertificates lists what is wrong with certificates on a day; field names carry
// the certificate's place from 1, e.g. cert_number_2.
func CheckCertificates(certificates []Certificate, today kst.Day) []fault.Field {
	var out []fault.Field
	for i, c := range certificates {
		at := func(name string) string { return "cert_" + name + "_" + strconv.Itoa(i+1) }
		if !slices.Contains(CertificateKinds, c.Kind) {
			out = append(out, fault.F(at("kind"), "not_a_choice"))
		}
		for name, value := range map[string]string{"number": c.Number, "issuer": c.Issuer} {
			if value == "" {
				out = append(out, fault.F(at(name), "required"))
			} else if len([]rune(value)) > 80 {
				out = append(out, fault.F(at(name), "too_long", "max", 80))
			}
		}
		if c.ExpiresOn == "" {
			continue
		}
		day, err := kst.ParseDay(c.ExpiresOn)
		switch {
		case err != nil:
			out = append(out, fault.F(at("expires_on"), "not_a_date"))
		case day.Before(today):
			out = append(out, fault.F(at("expires_on"), "certificate_expired"))
		}
	}
	return out
}

const deleteCertificates = `DELETE FROM catalog.offer_certificate WHERE version_id = @id`

const insertCertificate = `
INSERT INTO catalog.offer_certificate (version_id, position, kind, number, issuer, expires_on) VALUES (@id, @position, @kind, @number, @issuer, nullif(@expires, '')::date)`

// SaveCertificates replaces the certificates of the version being written.
func (s *Service) SaveCertificates(ctx context.Context, by auth.Actor, c CertificatesCommand) (Offer, error) {
	return s.section(ctx, by, c.OfferID, c.Version, SectionCertificates, func(tx *db.Tx, _ Offer, v OfferVersion) (bool, error) {
		fields := CheckCertificates(c.Certificates, kst.DayOf(tx.Now))
		if len(c.Certificates) > MaxCertified {
			fields = append(fields, fault.F("certificates", "too_many", "max", MaxCertified))
		}
		if len(fields) > 0 {
			return false, fault.Bad("form_invalid", fields...)
		}
		b := &pgx.Batch{}
		b.Queue(deleteCertificates, pgx.NamedArgs{"id": v.ID})
		for i, k := range c.Certificates {
			b.Queue(insertCertificate, pgx.NamedArgs{
				"id": v.ID, "position": i + 1, "kind": k.Kind, "number": k.Number, "issuer": k.Issuer, "expires": k.ExpiresOn,
			})
		}
		return true, tx.SendBatch(ctx, b).Close()
	})
}
