package catalog

import (
	"context"
	"io"
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

// section saves one part of the pending version and marks it done.
func (s *Service) section(ctx context.Context, by auth.Actor, offerID int64, version int, name string, save func(tx *db.Tx, o Offer, v OfferVersion) error) (Offer, error) {
	return s.edit(ctx, by, offerID, version, func(tx *db.Tx, o *Offer) error {
		if o.PendingID == nil {
			return ErrNotEditable
		}
		v, err := VersionByID(ctx, tx, *o.PendingID)
		if err != nil {
			return err
		}
		if !v.State.Editable() {
			return ErrNotEditable
		}
		if err := save(tx, *o, v); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, markSection, pgx.NamedArgs{"id": v.ID, "section": name}); err != nil {
			return err
		}
		return record(ctx, tx, by, "offer.save", *o, o.State, map[string]any{"section": name, "no": v.No})
	})
}

const markSection = `
UPDATE catalog.offer_version SET sections_done = array_append(array_remove(sections_done, @section), @section) WHERE id = @id`

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
UPDATE catalog.offer_version SET price = @price, tax = @tax, unit = @unit, min_order = @min_order, lead_days = @lead_days, regions = @regions,
       warranty_months = @warranty WHERE id = @id`

// SaveTerms saves price and terms of the version being written.
func (s *Service) SaveTerms(ctx context.Context, by auth.Actor, c TermsCommand) (Offer, error) {
	return s.section(ctx, by, c.OfferID, c.Version, SectionTerms, func(tx *db.Tx, _ Offer, v OfferVersion) error {
		if f := c.Check(); len(f) > 0 {
			return fault.Bad("form_invalid", f...)
		}
		_, err := tx.Exec(ctx, updateTerms, pgx.NamedArgs{
			"id": v.ID, "price": c.Price, "tax": c.Tax, "unit": c.Unit, "min_order": c.MinOrder, "lead_days": c.LeadDays,
			"regions": append([]string{}, c.Regions...), "warranty": c.WarrantyMonths,
		})
		return err
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
// written.
func (s *Service) SaveSpecification(ctx context.Context, by auth.Actor, c SpecificationCommand) (Offer, error) {
	return s.section(ctx, by, c.OfferID, c.Version, SectionSpecification, func(tx *db.Tx, o Offer, v OfferVersion) error {
		item, err := ItemByNumber(ctx, tx, o.ItemNumber)
		if err != nil {
			return err
		}
		defs, err := AttributesOf(ctx, tx, item.ClassCode)
		if err != nil {
			return err
		}
		values := map[string]string{}
		for k, value := range c.Attributes {
			if value = strings.TrimSpace(value); value != "" {
				values[k] = value
			}
		}
		fields := CheckAttributes(defs, values)
		if n := len([]rune(c.Summary)); n == 0 {
			fields = append(fields, fault.F("summary", "required"))
		} else if n > 150 {
			fields = append(fields, fault.F("summary", "too_long", "max", 150))
		}
		if len([]rune(c.Description)) > 4000 {
			fields = append(fields, fault.F("description", "too_long", "max", 4000))
		}
		if len(fields) > 0 {
			return fault.Bad("form_invalid", fields...)
		}
		_, err = tx.Exec(ctx, updateSpecification, pgx.NamedArgs{"id": v.ID, "summary": c.Summary, "description": c.Description, "attributes": values})
		return err
	})
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
	return s.section(ctx, by, c.OfferID, c.Version, SectionCertificates, func(tx *db.Tx, _ Offer, v OfferVersion) error {
		fields := CheckCertificates(c.Certificates, kst.DayOf(tx.Now))
		if len(c.Certificates) > MaxCertified {
			fields = append(fields, fault.F("certificates", "too_many", "max", MaxCertified))
		}
		if len(fields) > 0 {
			return fault.Bad("form_invalid", fields...)
		}
		b := &pgx.Batch{}
		b.Queue(deleteCertificates, pgx.NamedArgs{"id": v.ID})
		for i, k := range c.Certificates {
			b.Queue(insertCertificate, pgx.NamedArgs{
				"id": v.ID, "position": i + 1, "kind": k.Kind, "number": k.Number, "issuer": k.Issuer, "expires": k.ExpiresOn,
			})
		}
		return tx.SendBatch(ctx, b).Close()
	})
}

// PictureCommand adds a picture to the version being written.
type PictureCommand struct {
	OfferID int64
	Version int
	Alt     string // what it shows, for whoever cannot see it
	Content io.Reader
}

// AddPicture re-encodes a picture, keeps it and puts it behind the others.
func (s *Service) AddPicture(ctx context.Context, by auth.Actor, c PictureCommand) (Offer, error) {
	if err := mayWrite(by); err != nil {
		return Offer{}, err
	}
	if f := checkAlt("alt", c.Alt); f != nil {
		return Offer{}, fault.Bad("form_invalid", *f)
	}
	if o, err := OfferByID(ctx, s.db, c.OfferID); err != nil || o.SupplierID != by.BodyID {
		return o, fault.ErrNotFound // before anything is decoded or stored
	}
	p, err := s.blobs.PutPicture(ctx, c.Content)
	if err != nil {
		return Offer{}, err
	}
	return s.AttachPicture(ctx, by, c.OfferID, c.Version, Picture{Hash: p.Hash, Alt: c.Alt, Width: p.Width, Height: p.Height})
}

// AttachPicture puts a picture that is stored already behind the others.
func (s *Service) AttachPicture(ctx context.Context, by auth.Actor, offerID int64, version int, p Picture) (Offer, error) {
	return s.section(ctx, by, offerID, version, SectionPictures, func(tx *db.Tx, _ Offer, v OfferVersion) error {
		if len(v.Pictures) >= MaxPictures {
			return ErrTooManyPictures
		}
		return storePictures(ctx, tx, v.ID, append(v.Pictures, p))
	})
}

// PicturesCommand changes words and order of the pictures; those left out go.
type PicturesCommand struct {
	OfferID  int64
	Version  int
	Pictures []Picture // Hash and Alt count
}

// SavePictures rewrites the pictures of the version being written. It adds none.
func (s *Service) SavePictures(ctx context.Context, by auth.Actor, c PicturesCommand) (Offer, error) {
	return s.section(ctx, by, c.OfferID, c.Version, SectionPictures, func(tx *db.Tx, _ Offer, v OfferVersion) error {
		var fields []fault.Field
		kept := []Picture{}
		for i, p := range c.Pictures {
			at := slices.IndexFunc(v.Pictures, func(q Picture) bool { return q.Hash == p.Hash })
			if at < 0 || slices.ContainsFunc(kept, func(q Picture) bool { return q.Hash == p.Hash }) {
				return fault.ErrStale
			}
			if f := checkAlt("alt_"+strconv.Itoa(i+1), p.Alt); f != nil {
				fields = append(fields, *f)
			}
			p.Width, p.Height = v.Pictures[at].Width, v.Pictures[at].Height
			kept = append(kept, p)
		}
		if len(fields) > 0 {
			return fault.Bad("form_invalid", fields...)
		}
		return storePictures(ctx, tx, v.ID, kept)
	})
}

func checkAlt(name, alt string) *fault.Field {
	var f fault.Field
	switch n := len([]rune(strings.TrimSpace(alt))); {
	case n == 0:
		f = fault.F(name, "required")
	case n > 120:
		f = fault.F(name, "too_long", "max", 120)
	default:
		return nil
	}
	return &f
}

const deletePictures = `DELETE FROM catalog.offer_picture WHERE version_id = @id`

const insertPicture = `
INSERT INTO catalog.offer_picture (version_id, position, hash, alt, width, height) VALUES (@id, @position, @hash, @alt, @width, @height)`

func storePictures(ctx context.Context, tx *db.Tx, versionID int64, pictures []Picture) error {
	b := &pgx.Batch{}
	b.Queue(deletePictures, pgx.NamedArgs{"id": versionID})
	for i, p := range pictures {
		b.Queue(insertPicture, pgx.NamedArgs{
			"id": versionID, "position": i + 1, "hash": p.Hash, "alt": strings.TrimSpace(p.Alt), "width": p.Width, "height": p.Height,
		})
	}
	return tx.SendBatch(ctx, b).Close()
}
