package catalog

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
)

// Faults lists what is wrong with the command, once it is tidied.
func (c ItemCommand) Faults() []fault.Field {
	if f, ok := fault.As(c.tidy().check()); ok {
		return f.Fields
	}
	return nil
}

// Known is an item, and what looks like it, that a command may mean.
type Known struct {
	Number    int    `db:"number"` // 0 when it is not registered
	ClassCode string `db:"class_code"`
	Maker     string `db:"maker"`
	Model     string `db:"model"`
	Twin      int    `db:"twin"` // the first item that is the same under another spelling; 0 when there is none
}

const selectByNumber = `
SELECT i.number, i.class_code, i.maker, i.model, 0 AS twin FROM catalog.item i WHERE i.number = ANY(@numbers)`

// KnownByNumber finds items by their numbers.
func KnownByNumber(ctx context.Context, q db.Querier, numbers []int) (map[int]Known, error) {
	out := map[int]Known{}
	if len(numbers) == 0 {
		return out, nil
	}
	found, err := db.All[Known](q.Query(ctx, selectByNumber, pgx.NamedArgs{"numbers": numbers}))
	for _, k := range found {
		out[k.Number] = k
	}
	return out, err
}

// The rule of selectTwins, for many at once.
const selectKnown = `
SELECT coalesce(i.number, 0) AS number, coalesce(i.class_code, '') AS class_code, w.maker, w.model,
       coalesce((SELECT t.number FROM catalog.item t
          WHERE i.number IS NULL AND catalog.squeeze(t.model) = catalog.squeeze(w.model) AND catalog.squeeze(w.model) <> ''
            AND catalog.squeeze(regexp_replace(t.maker, @form, '', 'g')) = catalog.squeeze(regexp_replace(w.maker, @form, '', 'g'))
            AND catalog.squeeze(regexp_replace(w.maker, @form, '', 'g')) <> ''
          ORDER BY (t.class_code = @class) DESC, t.number LIMIT 1), 0) AS twin
  FROM unnest(@makers::text[], @models::text[]) AS w (maker, model)
  LEFT JOIN catalog.item i ON i.class_code = @class AND i.maker = w.maker AND i.model = w.model`

// Identity is what tells an item of a class from every other.
type Identity struct{ Maker, Model string }

// Identity of the item that the command registers.
func (c ItemCommand) Identity() Identity {
	c = c.tidy()
	return Identity{c.Maker, c.Model}
}

// KnownByIdentity finds what is registered of makers and models of a detail class.
func KnownByIdentity(ctx context.Context, q db.Querier, class string, of []Identity) (map[Identity]Known, error) {
	out := map[Identity]Known{}
	if len(of) == 0 {
		return out, nil
	}
	makers, models := make([]string, len(of)), make([]string, len(of))
	for i, id := range of {
		makers[i], models[i] = id.Maker, id.Model
	}
	found, err := db.All[Known](q.Query(ctx, selectKnown, pgx.NamedArgs{"class": class, "makers": makers, "models": models, "form": legalForm}))
	for _, k := range found {
		out[Identity{k.Maker, k.Model}] = k
	}
	return out, err
}

// Standing is how a supplier's offer of an item stands, with the content that a change
// of it begins from.
type Standing struct {
	OfferID        int64             `db:"offer_id"`
	ItemNumber     int               `db:"item_number"`
	State          State             `db:"state"`
	Pending        bool              `db:"pending"`
	Source         int64             `db:"source"` // the version on sale, or the last
	Price          int64             `db:"price"`
	Tax            string            `db:"tax"`
	Unit           string            `db:"unit"`
	Content        int               `db:"content"`
	ContentUnit    string            `db:"content_unit"`
	MinOrder       int               `db:"min_order"`
	LeadDays       int               `db:"lead_days"`
	Regions        []string          `db:"regions"`
	WarrantyMonths int               `db:"warranty_months"`
	Summary        string            `db:"summary"`
	Description    string            `db:"description"`
	Attributes     map[string]string `db:"attributes"`
}

const selectStanding = `
SELECT o.id AS offer_id, o.item_number, o.state, o.pending_id IS NOT NULL AS pending, v.id AS source, v.price, v.tax, v.unit, v.content, v.content_unit,
       v.min_order, v.lead_days, v.regions, v.warranty_months, v.summary, v.description, v.attributes
  FROM catalog.offer o
  JOIN catalog.offer_version v ON v.id = coalesce(o.current_id, (SELECT n.id FROM catalog.offer_version n WHERE n.offer_id = o.id ORDER BY n.no DESC LIMIT 1))
 WHERE o.supplier_id = @supplier AND o.item_number = ANY(@items) ORDER BY o.item_number`

const selectStandingLocked = selectStanding + ` FOR NO KEY UPDATE OF o`

// StandingOf finds a supplier's offers of items; in a transaction that will change
// them it locks them.
func StandingOf(ctx context.Context, q db.Querier, supplierID int64, items []int, lock bool) (map[int]Standing, error) {
	out := map[int]Standing{}
	if len(items) == 0 {
		return out, nil
	}
	sql := selectStanding
	if lock {
		sql = selectStandingLocked
	}
	found, err := db.All[Standing](q.Query(ctx, sql, pgx.NamedArgs{"supplier": supplierID, "items": items}))
	for _, s := range found {
		out[s.ItemNumber] = s
	}
	return out, err
}

const insertItems = `
INSERT INTO catalog.item (class_code, maker, model, name_ko, name_en, registered_by, created_at)
SELECT c.code, t.maker, t.model, t.name_ko, t.name_en, @body, @at
  FROM (SELECT code FROM catalog.class WHERE code = @class AND moved_to IS NULL FOR KEY SHARE) c,
       unnest(@makers::text[], @models::text[], @ko::text[], @en::text[]) AS t (maker, model, name_ko, name_en)
ON CONFLICT ON CONSTRAINT item_identity_key DO NOTHING
RETURNING number, class_code, maker, model, 0 AS twin`

// RegisterMany gives items of one detail class their numbers; commands are tidy and
// checked. Those registered by somebody else at this moment have the number they got;
// in a class that was closed at this moment none has one.
func RegisterMany(ctx context.Context, tx *db.Tx, by auth.Actor, class string, items []ItemCommand) (map[Identity]int, error) {
	out := map[Identity]int{}
	if len(items) == 0 {
		return out, nil
	}
	items = slices.Clone(items)
	for i := range items {
		items[i] = items[i].tidy()
	}
	slices.SortFunc(items, func(a, b ItemCommand) int { // one order for everybody: no two wait for each other
		return strings.Compare(a.Maker+"\n"+a.Model, b.Maker+"\n"+b.Model)
	})
	n := len(items)
	makers, models, ko, en := make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	ids := make([]Identity, n)
	for i, c := range items {
		makers[i], models[i], ko[i], en[i], ids[i] = c.Maker, c.Model, c.NameKo, c.NameEn, c.Identity()
	}
	made, err := db.All[Known](tx.Query(ctx, insertItems, pgx.NamedArgs{
		"class": class, "makers": makers, "models": models, "ko": ko, "en": en, "body": by.BodyID, "at": tx.Now,
	}))
	if err != nil {
		return nil, err
	}
	events := make([]audit.Event, len(made))
	for i, k := range made {
		out[Identity{k.Maker, k.Model}] = k.Number
		events[i] = audit.Event{
			By: by.Who(), Action: "item.register", Object: audit.Ref("item", int64(k.Number)),
			Detail: map[string]any{"class": class, "maker": k.Maker, "model": k.Model},
		}
	}
	if len(made) < n {
		known, err := KnownByIdentity(ctx, tx, class, ids)
		if err != nil {
			return nil, err
		}
		for id, k := range known {
			if k.Number != 0 {
				out[id] = k.Number
			}
		}
	}
	return out, audit.RecordMany(ctx, tx, events)
}

// Begin is a version to write: the first of an offer, or a further one of the offer it
// stands in (Standing), whose certificates and pictures it takes over.
type Begin struct {
	ItemNumber    int
	Standing      *Standing
	Terms         TermsCommand
	Specification SpecificationCommand
}

// Begun is an offer whose version was begun.
type Begun struct {
	OfferID    int64 `db:"id"`
	ItemNumber int   `db:"item_number"`
	VersionID  int64 `db:"pending_id"`
	Version    int   `db:"version"` // of the offer
}

const insertOffers = `
INSERT INTO catalog.offer (id, item_number, supplier_id, state, pending_id, created_at, changed_at) OVERRIDING SYSTEM VALUE
SELECT nextval('catalog.offer_id_seq'), t.item, @supplier, 'draft', nextval('catalog.offer_version_id_seq'), @at, @at
  FROM unnest(@items::int[]) AS t (item)
ON CONFLICT ON CONSTRAINT offer_item_supplier_key DO NOTHING
RETURNING id, item_number, pending_id, version`

const reopenOffers = `
UPDATE catalog.offer SET pending_id = nextval('catalog.offer_version_id_seq'), state = CASE state WHEN 'withdrawn' THEN 'draft' ELSE state END,
       state_reason = CASE state WHEN 'withdrawn' THEN '' ELSE state_reason END, changed_at = @at, version = version + 1
 WHERE id = ANY(@offers) RETURNING id, item_number, pending_id, version`

const insertVersions = `
INSERT INTO catalog.offer_version (id, offer_id, no, state, price, tax, unit, content, content_unit, min_order, lead_days, regions, warranty_months,
  summary, description, attributes, sections_done, created_at) OVERRIDING SYSTEM VALUE
SELECT t.id, t.offer, CASE t.source WHEN 0 THEN 1 ELSE (SELECT max(n.no) + 1 FROM catalog.offer_version n WHERE n.offer_id = t.offer) END,
       'draft', t.price, t.tax, t.unit, t.content, t.content_unit, t.min_order, t.lead_days, string_to_array(t.regions, ','), t.warranty,
       t.summary, t.description, t.attributes::jsonb,
       ARRAY['terms', 'specification'] || ARRAY(SELECT s FROM catalog.offer_version f, unnest(f.sections_done) s WHERE f.id = t.source AND s IN ('pictures', 'certificates')),
       @at
  FROM unnest(@ids::bigint[], @offers::bigint[], @sources::bigint[], @prices::bigint[], @taxes::text[], @units::text[], @contents::int[], @content_units::text[],
         @min_orders::int[], @leads::int[], @regions::text[], @warranties::int[], @summaries::text[], @descriptions::text[], @attributes::text[])
    AS t (id, offer, source, price, tax, unit, content, content_unit, min_order, lead_days, regions, warranty, summary, description, attributes)`

const copyCertificatesOfMany = `
INSERT INTO catalog.offer_certificate (version_id, position, kind, number, issuer, expires_on)
SELECT t.id, c.position, c.kind, c.number, c.issuer, c.expires_on
  FROM unnest(@ids::bigint[], @sources::bigint[]) AS t (id, source) JOIN catalog.offer_certificate c ON c.version_id = t.source`

const copyPicturesOfMany = `
INSERT INTO catalog.offer_picture (version_id, position, hash, alt, width, height)
SELECT t.id, p.position, p.hash, p.alt, p.width, p.height
  FROM unnest(@ids::bigint[], @sources::bigint[]) AS t (id, source) JOIN catalog.offer_picture p ON p.version_id = t.source`

// BeginMany begins versions of a supplier's offers, whose content is checked, in a few
// statements. An item whose offer somebody began at this moment is left out. Offers
// given by their Standing are locked by the caller and have no pending version.
func BeginMany(ctx context.Context, tx *db.Tx, by auth.Actor, detail map[string]any, begins []Begin) ([]Begun, error) {
	var items []int
	var offers []int64
	of := map[int]Begin{}
	for _, b := range begins {
		of[b.ItemNumber] = b
		if b.Standing == nil {
			items = append(items, b.ItemNumber)
		} else {
			offers = append(offers, b.Standing.OfferID)
		}
	}
	slices.Sort(items)
	begun, err := db.All[Begun](tx.Query(ctx, insertOffers, pgx.NamedArgs{"items": items, "supplier": by.BodyID, "at": tx.Now}))
	if err != nil {
		return nil, err
	}
	if len(offers) > 0 {
		reopened, err := db.All[Begun](tx.Query(ctx, reopenOffers, pgx.NamedArgs{"offers": offers, "at": tx.Now}))
		if err != nil {
			return nil, err
		}
		begun = append(begun, reopened...)
	}
	args, further, err := versionArgs(begun, of)
	if err != nil {
		return nil, err
	}
	args["at"] = tx.Now
	b := &pgx.Batch{}
	b.Queue(insertVersions, args)
	if further {
		b.Queue(copyCertificatesOfMany, pgx.NamedArgs{"ids": args["ids"], "sources": args["sources"]})
		b.Queue(copyPicturesOfMany, pgx.NamedArgs{"ids": args["ids"], "sources": args["sources"]})
	}
	if err := tx.SendBatch(ctx, b).Close(); err != nil {
		return nil, err
	}
	events := make([]audit.Event, len(begun))
	for i, n := range begun {
		e := audit.Event{By: by.Who(), Action: "offer.start", Object: audit.Ref("offer", n.OfferID), To: string(Draft), Detail: detail}
		if s := of[n.ItemNumber].Standing; s != nil {
			e.Action, e.To = "offer.propose_change", ""
			if s.State == Withdrawn {
				e.From, e.To = string(Withdrawn), string(Draft)
			}
		}
		events[i] = e
	}
	return begun, audit.RecordMany(ctx, tx, events)
}

// versionArgs lays the content of versions out in columns; further reports whether any
// follows on another.
func versionArgs(begun []Begun, of map[int]Begin) (pgx.NamedArgs, bool, error) {
	n := len(begun)
	ids, offers, sources, prices := make([]int64, n), make([]int64, n), make([]int64, n), make([]int64, n)
	taxes, units, contentUnits, regions := make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	summaries, descriptions, attributes := make([]string, n), make([]string, n), make([]string, n)
	contents, minOrders, leads, warranties := make([]int, n), make([]int, n), make([]int, n), make([]int, n)
	further := false
	for i, b := range begun {
		from := of[b.ItemNumber]
		t, s := from.Terms, from.Specification
		ids[i], offers[i], prices[i] = b.VersionID, b.OfferID, int64(t.Price)
		if from.Standing != nil {
			sources[i], further = from.Standing.Source, true
		}
		taxes[i], units[i], contents[i], contentUnits[i], regions[i] = t.Tax, t.Unit, max(t.Content, 1), t.ContentUnit, strings.Join(t.Regions, ",")
		minOrders[i], leads[i], warranties[i] = t.MinOrder, t.LeadDays, t.WarrantyMonths
		values, err := json.Marshal(s.Attributes)
		if err != nil {
			return nil, false, fmt.Errorf("catalog: attributes: %w", err)
		}
		summaries[i], descriptions[i], attributes[i] = s.Summary, s.Description, string(values)
	}
	return pgx.NamedArgs{
		"ids": ids, "offers": offers, "sources": sources, "prices": prices, "taxes": taxes, "units": units, "contents": contents,
		"content_units": contentUnits, "min_orders": minOrders, "leads": leads, "regions": regions, "warranties": warranties,
		"summaries": summaries, "descriptions": descriptions, "attributes": attributes,
	}, further, nil
}

// CheckSpecification lists what is wrong with a specification of a detail class. What
// the offer said before (nil: nothing) it may go on saying, as on its page.
func CheckSpecification(defs []Attribute, before map[string]string, c SpecificationCommand) []fault.Field {
	return append(CheckKept(defs, before, c.Attributes), checkWords(c.Summary, c.Description)...)
}
