package catalog

import (
	"context"
	"strings"
	"sync/atomic"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/blob"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/org"
)

// Service carries out what suppliers do while they write an offer. Submitting it and
// everything after is market's.
type Service struct {
	db    *db.DB
	blobs *blob.Store
	key   atomic.Pointer[string] // see seal
}

// New makes a Service; pictures go to blobs.
func New(d *db.DB, blobs *blob.Store) *Service { return &Service{db: d, blobs: blobs} }

// mayWrite is nil for the people of an admitted supplier.
func mayWrite(by auth.Actor) error { return by.Need(org.SupplierMember, org.SupplierAdmin) }

// ItemCommand registers an item.
type ItemCommand struct {
	ClassCode string
	Maker     string
	Model     string
	NameKo    string
	NameEn    string // may be empty
	Another   bool   // somebody has looked at its twins: it is none of them
}

func (c ItemCommand) check() error {
	var fields []fault.Field
	for _, f := range []struct {
		name, value string
		max         int
		required    bool
	}{{"class_code", c.ClassCode, 10, true}, {"maker", c.Maker, 100, true}, {"model", c.Model, 100, true}, {"name_ko", c.NameKo, 120, true}, {"name_en", c.NameEn, 120, false}} {
		switch {
		case f.required && f.value == "":
			fields = append(fields, fault.F(f.name, "required"))
		case len([]rune(f.value)) > f.max:
			fields = append(fields, fault.F(f.name, "too_long", "max", f.max))
		}
	}
	if len(c.ClassCode) != 10 && c.ClassCode != "" {
		fields = append(fields, fault.F("class_code", "not_detail_class"))
	}
	if len(fields) > 0 {
		return fault.Bad("form_invalid", fields...)
	}
	return nil
}

const insertItem = `
INSERT INTO catalog.item (class_code, maker, model, name_ko, name_en, registered_by, created_at)
SELECT c.code, @maker, @model, @name_ko, @name_en, @body, @at FROM catalog.class c WHERE c.code = @class AND c.moved_to IS NULL FOR KEY SHARE
ON CONFLICT ON CONSTRAINT item_identity_key DO NOTHING
RETURNING number, class_code, maker, model, name_ko, name_en, registered_by, created_at`

const selectItemByIdentity = `SELECT ` + itemColumns + ` FROM catalog.item i WHERE i.class_code = @class AND i.maker = @maker AND i.model = @model`

// RegisterItem gives an item its number. One maker's model has one number: if it is
// registered already, that item is given back and what differs in its names is ignored.
// If it looks registered under another spelling, ErrItemTwin says so, unless the command
// says that it is another.
func (s *Service) RegisterItem(ctx context.Context, by auth.Actor, c ItemCommand) (Item, error) {
	var item Item
	if err := mayWrite(by); err != nil {
		return item, err
	}
	c = c.tidy()
	if err := c.check(); err != nil {
		return item, err
	}
	err := s.db.Run(ctx, func(tx *db.Tx) error {
		var err error
		item, err = register(ctx, tx, by, c)
		return err
	})
	return item, err
}

// tidy drops the space that does not count.
func (c ItemCommand) tidy() ItemCommand {
	c.Maker, c.Model = strings.Join(strings.Fields(c.Maker), " "), strings.Join(strings.Fields(c.Model), " ")
	c.NameKo, c.NameEn = strings.TrimSpace(c.NameKo), strings.TrimSpace(c.NameEn)
	return c
}

func (c ItemCommand) args() pgx.NamedArgs {
	return pgx.NamedArgs{"class": c.ClassCode, "maker": c.Maker, "model": c.Model, "name_ko": c.NameKo, "name_en": c.NameEn}
}

// register is RegisterItem for a command that is tidy and checked.
func register(ctx context.Context, tx *db.Tx, by auth.Actor, c ItemCommand) (Item, error) {
	args := c.args()
	args["body"], args["at"] = by.BodyID, tx.Now
	item, err := db.One[Item](tx.Query(ctx, selectItemByIdentity, args))
	if !fault.Of(err, fault.NotFound) {
		return item, err
	}
	if !c.Another {
		twins, err := twinsOf(ctx, tx, c)
		if err != nil {
			return item, err
		}
		if len(twins) > 0 {
			return item, ErrItemTwin.With("n", twins[0].Number)
		}
	}
	item, err = db.One[Item](tx.Query(ctx, insertItem, args))
	if fault.Of(err, fault.NotFound) { // registered by somebody else at this moment, or no such class
		item, err = db.One[Item](tx.Query(ctx, selectItemByIdentity, args))
		if fault.Of(err, fault.NotFound) {
			return item, ErrNotDetailClass
		}
		return item, err
	}
	if err != nil {
		return item, err
	}
	return item, audit.Record(ctx, tx, audit.Event{
		By: by.Who(), Action: "item.register", Object: audit.Ref("item", int64(item.Number)),
		Detail: map[string]any{"class": item.ClassCode, "maker": item.Maker, "model": item.Model},
	})
}

const insertOffer = `
INSERT INTO catalog.offer (item_number, supplier_id, state, created_at) VALUES (@item, @supplier, 'draft', @at) RETURNING id`

const insertVersion = `
INSERT INTO catalog.offer_version (offer_id, no, state, created_at) VALUES (@offer, 1, 'draft', @at) RETURNING id`

// StartOffer begins the supplier's offer of an item: a draft nobody else knows of. A
// supplier has one offer of an item; a second is ErrOfferExists.
func (s *Service) StartOffer(ctx context.Context, by auth.Actor, itemNumber int) (Offer, error) {
	var o Offer
	if err := mayWrite(by); err != nil {
		return o, err
	}
	err := s.db.Run(ctx, func(tx *db.Tx) error {
		var err error
		o, err = start(ctx, tx, by, itemNumber, map[string]any{"item": itemNumber})
		return err
	})
	return o, err
}

// start is StartOffer within a transaction; what was typed to begin it has done its work.
func start(ctx context.Context, tx *db.Tx, by auth.Actor, itemNumber int, detail map[string]any) (Offer, error) {
	id, err := db.Value[int64](tx.Query(ctx, insertOffer, pgx.NamedArgs{"item": itemNumber, "supplier": by.BodyID, "at": tx.Now}))
	if err != nil {
		return Offer{}, err
	}
	v, err := db.Value[int64](tx.Query(ctx, insertVersion, pgx.NamedArgs{"offer": id, "at": tx.Now}))
	if err != nil {
		return Offer{}, err
	}
	if err := StoreOffer(ctx, tx, Offer{ID: id, State: Draft, PendingID: &v}); err != nil {
		return Offer{}, err
	}
	if err := dropDraft(ctx, tx, by, StartForm); err != nil {
		return Offer{}, err
	}
	err = audit.Record(ctx, tx, audit.Event{By: by.Who(), Action: "offer.start", Object: audit.Ref("offer", id), To: string(Draft), Detail: detail})
	if err != nil {
		return Offer{}, err
	}
	return OfferByID(ctx, tx, id)
}

const copyVersion = `
INSERT INTO catalog.offer_version (offer_id, no, state, price, tax, unit, content, content_unit, min_order, lead_days, regions, warranty_months,
  summary, description, attributes, sections_done, created_at)
SELECT v.offer_id, (SELECT max(n.no) + 1 FROM catalog.offer_version n WHERE n.offer_id = v.offer_id), 'draft', v.price, v.tax, v.unit, v.content,
  v.content_unit, v.min_order, v.lead_days, v.regions, v.warranty_months, v.summary, v.description, v.attributes, v.sections_done, @at
  FROM catalog.offer_version v WHERE v.id = @from RETURNING id`

const copyCertificates = `
INSERT INTO catalog.offer_certificate (version_id, position, kind, number, issuer, expires_on)
SELECT @to, c.position, c.kind, c.number, c.issuer, c.expires_on FROM catalog.offer_certificate c WHERE c.version_id = @from`

const copyPictures = `
INSERT INTO catalog.offer_picture (version_id, position, hash, alt, width, height)
SELECT @to, p.position, p.hash, p.alt, p.width, p.height FROM catalog.offer_picture p WHERE p.version_id = @from`

const selectLastVersion = `SELECT v.id FROM catalog.offer_version v WHERE v.offer_id = @offer ORDER BY v.no DESC LIMIT 1`

// ProposeChange begins a new version as a copy of what is on sale; what is on sale
// stays there until the new version is approved. A withdrawn offer is begun again this
// way and becomes a draft.
func (s *Service) ProposeChange(ctx context.Context, by auth.Actor, offerID int64, version int) (Offer, error) {
	return s.edit(ctx, by, offerID, version, func(tx *db.Tx, o *Offer) error {
		if o.PendingID != nil {
			return ErrPendingExists
		}
		from := o.State
		source := o.CurrentID
		switch o.State {
		case Listed, Suspended:
		case Withdrawn:
			o.State, o.StateReason = Draft, ""
			last, err := db.Value[int64](tx.Query(ctx, selectLastVersion, pgx.NamedArgs{"offer": o.ID}))
			if err != nil {
				return err
			}
			source = &last
		case Draft, Submitted, Returned:
			return ErrNotChangeable
		}
		id, err := db.Value[int64](tx.Query(ctx, copyVersion, pgx.NamedArgs{"from": *source, "at": tx.Now}))
		if err != nil {
			return err
		}
		b := &pgx.Batch{}
		b.Queue(copyCertificates, pgx.NamedArgs{"from": *source, "to": id})
		b.Queue(copyPictures, pgx.NamedArgs{"from": *source, "to": id})
		if err := tx.SendBatch(ctx, b).Close(); err != nil {
			return err
		}
		o.PendingID = &id
		return record(ctx, tx, by, "offer.propose_change", *o, from, nil)
	})
}

// DiscardChange gives up a change that is not submitted; what is on sale stays.
func (s *Service) DiscardChange(ctx context.Context, by auth.Actor, offerID int64, version int) (Offer, error) {
	return s.edit(ctx, by, offerID, version, func(tx *db.Tx, o *Offer) error {
		if (o.State != Listed && o.State != Suspended) || o.PendingID == nil {
			return ErrNotEditable
		}
		v, err := VersionByID(ctx, tx, *o.PendingID)
		if err != nil {
			return err
		}
		if !v.State.Editable() {
			return ErrNotEditable
		}
		v.State = VersionSuperseded
		if err := StoreVersionState(ctx, tx, v); err != nil {
			return err
		}
		o.PendingID = nil
		return record(ctx, tx, by, "offer.discard_change", *o, o.State, map[string]any{"no": v.No})
	})
}

// edit locks an offer of the actor's own body, checks that the form was shown for its
// present version, lets change work on it and writes it back. Another supplier's offer
// is not found: a draft is a secret.
func (s *Service) edit(ctx context.Context, by auth.Actor, offerID int64, version int, change func(tx *db.Tx, o *Offer) error) (Offer, error) {
	var o Offer
	if err := mayWrite(by); err != nil {
		return o, err
	}
	err := s.db.Run(ctx, func(tx *db.Tx) error {
		var err error
		if o, err = LockOffer(ctx, tx, offerID); err != nil {
			return err
		}
		switch {
		case o.SupplierID != by.BodyID:
			return fault.ErrNotFound
		case o.Version != version:
			return fault.ErrStale
		}
		if err := change(tx, &o); err != nil {
			return err
		}
		if err := StoreOffer(ctx, tx, o); err != nil {
			return err
		}
		o.Version++
		return nil
	})
	return o, err
}

// record writes an act on an offer; it moves a state only when from differs.
func record(ctx context.Context, tx *db.Tx, by auth.Actor, action string, o Offer, from State, detail map[string]any) error {
	e := audit.Event{By: by.Who(), Action: action, Object: audit.Ref("offer", o.ID), Detail: detail}
	if from != o.State {
		e.From, e.To = string(from), string(o.State)
	}
	return audit.Record(ctx, tx, e)
}
