package catalog

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
)

// CopyCommand begins an offer from another of the same supplier: of a registered item,
// or of one that it registers.
type CopyCommand struct {
	From       int64
	ItemNumber int         // 0: Item is registered
	Item       ItemCommand // not read when ItemNumber is given
}

// Copied is an offer begun from another, and what was left behind.
type Copied struct {
	Offer      Offer
	TermsOnly  bool          // the item is of another detail class
	Expired    []Certificate // not taken along
	Attributes []string      // keys of values that the class no longer asks for
}

const copyTerms = `
UPDATE catalog.offer_version t
   SET price = f.price, tax = f.tax, unit = f.unit, content = f.content, content_unit = f.content_unit, min_order = f.min_order, lead_days = f.lead_days,
       regions = f.regions, warranty_months = f.warranty_months
  FROM catalog.offer_version f WHERE t.id = @to AND f.id = @from`

const updateSectionsDone = `UPDATE catalog.offer_version SET sections_done = @done WHERE id = @id`

// CopyOffer begins an offer with what another of the actor's own says: price, terms and,
// within the same detail class, texts, attributes, certificates and pictures. Expired
// certificates and retired attributes stay behind and are named. The new draft is a draft
// like any other: nothing in it is approved.
func (s *Service) CopyOffer(ctx context.Context, by auth.Actor, c CopyCommand) (Copied, error) {
	var out Copied
	if err := mayWrite(by); err != nil {
		return out, err
	}
	c.Item = c.Item.tidy()
	if c.ItemNumber == 0 {
		if err := c.Item.check(); err != nil {
			return out, err
		}
	}
	err := s.db.Run(ctx, func(tx *db.Tx) error {
		out = Copied{}
		from, source, err := copySource(ctx, tx, by, c.From)
		if err != nil {
			return err
		}
		var item Item
		if c.ItemNumber != 0 {
			item, err = ItemByNumber(ctx, tx, c.ItemNumber)
			if fault.Of(err, fault.NotFound) {
				err = ErrUnknownItem
			}
		} else {
			item, err = register(ctx, tx, by, c.Item)
		}
		if err != nil {
			return err
		}
		out.Offer, err = start(ctx, tx, by, item.Number, map[string]any{"item": item.Number, "copied_from": c.From})
		if err != nil {
			return err
		}
		out.TermsOnly = item.ClassCode != from.ClassCode
		return out.fill(ctx, tx, source, item.ClassCode)
	})
	return out, err
}

// copySource reads an own offer's item and its newest content: what is being written, or
// what is on sale, or what was last.
func copySource(ctx context.Context, tx *db.Tx, by auth.Actor, offerID int64) (Item, OfferVersion, error) {
	o, err := OfferByID(ctx, tx, offerID)
	if err == nil && o.SupplierID != by.BodyID {
		err = fault.ErrNotFound
	}
	if err != nil {
		return Item{}, OfferVersion{}, err
	}
	item, err := ItemByNumber(ctx, tx, o.ItemNumber)
	if err != nil {
		return item, OfferVersion{}, err
	}
	id := o.PendingID
	if id == nil {
		id = o.CurrentID
	}
	if id == nil {
		last, err := db.Value[int64](tx.Query(ctx, selectLastVersion, pgx.NamedArgs{"offer": o.ID}))
		if err != nil {
			return item, OfferVersion{}, err
		}
		id = &last
	}
	v, err := VersionByID(ctx, tx, *id)
	return item, v, err
}

// fill writes the source's content into the new draft.
func (out *Copied) fill(ctx context.Context, tx *db.Tx, source OfferVersion, class string) error {
	to := *out.Offer.PendingID
	done := []string{} // never nil, which would be written as NULL
	if source.Done(SectionTerms) {
		done = append(done, SectionTerms)
	}
	b := &pgx.Batch{}
	b.Queue(copyTerms, pgx.NamedArgs{"from": source.ID, "to": to})
	if !out.TermsOnly {
		defs, err := AttributesOf(ctx, tx, class)
		if err != nil {
			return err
		}
		done = append(done, out.fillRest(b, source, defs, to, kst.DayOf(tx.Now))...)
	}
	b.Queue(updateSectionsDone, pgx.NamedArgs{"id": to, "done": done})
	return tx.SendBatch(ctx, b).Close()
}

// fillRest queues what only an item of the same class takes along and gives the sections
// that are done with it.
func (out *Copied) fillRest(b *pgx.Batch, source OfferVersion, defs []Attribute, to int64, today kst.Day) []string {
	var done []string
	values := asked(defs, source.Attributes)
	for _, key := range keysOf(source.Attributes) {
		if _, kept := values[key]; !kept {
			out.Attributes = append(out.Attributes, key)
		}
	}
	b.Queue(updateSpecification, pgx.NamedArgs{"id": to, "summary": source.Summary, "description": source.Description, "attributes": values})
	if source.Done(SectionSpecification) && len(CheckAttributes(defs, values)) == 0 {
		done = append(done, SectionSpecification)
	}
	n := 0
	for _, c := range source.Certificates {
		if len(CheckCertificates([]Certificate{c}, today)) > 0 {
			out.Expired = append(out.Expired, c)
			continue
		}
		n++
		b.Queue(insertCertificate, pgx.NamedArgs{"id": to, "position": n, "kind": c.Kind, "number": c.Number, "issuer": c.Issuer, "expires": c.ExpiresOn})
	}
	if source.Done(SectionCertificates) && len(out.Expired) == 0 {
		done = append(done, SectionCertificates)
	}
	b.Queue(copyPictures, pgx.NamedArgs{"from": source.ID, "to": to})
	if slices.Contains(source.SectionsDone, SectionPictures) {
		done = append(done, SectionPictures)
	}
	return done
}
