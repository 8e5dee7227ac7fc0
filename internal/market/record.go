package market

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/law"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/todo"
)

// RecordState is the state of a ground record, mirrored by ground_record_state_check.
type RecordState string

// States of a ground record; the last two are final.
const (
	Proposed  RecordState = "proposed"
	Confirmed RecordState = "confirmed"
	Refused   RecordState = "refused"
)

// Record is a unit-price contract or a venture designation that the market desk wrote
// down from its paper and a second person confirms.
type Record struct {
	ID           int64       `db:"id"`
	Kind         string      `db:"kind"`
	Number       string      `db:"number"`
	SupplierID   int64       `db:"supplier_id"`
	Supplier     string      `db:"supplier"`
	SupplierEn   string      `db:"supplier_en"`
	ItemNumber   int         `db:"item_number"`
	ItemKo       string      `db:"item_ko"`
	ItemEn       string      `db:"item_en"`
	OfferID      *int64      `db:"offer_id"` // nil while the supplier has no offer of it
	StartsOn     time.Time   `db:"starts_on"`
	EndsOn       time.Time   `db:"ends_on"` // the last day
	CeilingPrice *money.Won  `db:"ceiling_price"`
	MaxOrder     *money.Won  `db:"max_order"`
	State        RecordState `db:"state"`
	RecordedBy   int64       `db:"recorded_by"`
	Recorder     string      `db:"recorder"`
	RecordedAt   time.Time   `db:"recorded_at"`
	DecidedBy    *int64      `db:"decided_by"`
	Decider      string      `db:"decider"`
	DecidedAt    *time.Time  `db:"decided_at"`
	Reason       string      `db:"reason"`
}

// Term gives the record's first and last day.
func (r Record) Term() (from, until kst.Day) { return kst.FromDate(r.StartsOn), kst.FromDate(r.EndsOn) }

// Storefront says where the record's ground sells.
func (r Record) Storefront() Storefront {
	if r.Kind == VentureDesignation {
		return VentureNara
	}
	return Nara
}

// RecordCommand writes a record down.
type RecordCommand struct {
	Kind         string // UnitPriceContract or VentureDesignation
	Number       string
	SupplierID   int64
	ItemNumber   int
	StartsOn     kst.Day
	EndsOn       kst.Day    // the last day
	CeilingPrice *money.Won // of a contract only
	MaxOrder     *money.Won // of a contract only
}

func (c RecordCommand) check() error {
	var fields []fault.Field
	switch n := len([]rune(c.Number)); {
	case n == 0:
		fields = append(fields, fault.F("number", "required"))
	case n > 60:
		fields = append(fields, fault.F("number", "too_long", "max", 60))
	}
	if c.StartsOn.IsZero() {
		fields = append(fields, fault.F("starts_on", "required"))
	}
	switch {
	case c.EndsOn.IsZero():
		fields = append(fields, fault.F("ends_on", "required"))
	case !c.StartsOn.Before(c.EndsOn):
		fields = append(fields, fault.F("ends_on", "ground_term"))
	}
	if c.Kind == UnitPriceContract {
		for name, w := range map[string]*money.Won{"ceiling_price": c.CeilingPrice, "max_order": c.MaxOrder} {
			if w == nil || *w <= 0 {
				fields = append(fields, fault.F(name, "required"))
			}
		}
		if c.CeilingPrice != nil && c.MaxOrder != nil && *c.CeilingPrice > *c.MaxOrder && *c.MaxOrder > 0 {
			fields = append(fields, fault.F("max_order", "max_below_ceiling"))
		}
	}
	if len(fields) > 0 {
		return fault.Bad("form_invalid", fields...)
	}
	return nil
}

const selectSupplierState = `SELECT EXISTS (SELECT FROM org.body b WHERE b.id = @id AND b.kind = 'supplier' AND b.state = 'admitted')`

const insertRecord = `
INSERT INTO market.ground_record (kind, number, supplier_id, item_number, starts_on, ends_on, ceiling_price, max_order, state, recorded_by, recorded_at)
VALUES (@kind, @number, @supplier, @item, @starts, @ends, @ceiling, @max, 'proposed', @person, @at) RETURNING id`

// RecordGround writes down a contract or a designation for a second person to confirm.
// A venture designation is at most as long as the rule of its first day allows.
func (s *Service) RecordGround(ctx context.Context, by auth.Actor, c RecordCommand) (int64, error) {
	if err := by.Need(org.MarketDesk); err != nil {
		return 0, err
	}
	c.Number = strings.TrimSpace(c.Number)
	if c.Kind == VentureDesignation {
		c.CeilingPrice, c.MaxOrder = nil, nil
	} else if c.Kind != UnitPriceContract {
		return 0, fault.Bad("form_invalid", fault.F("kind", "not_a_choice"))
	}
	if err := c.check(); err != nil {
		return 0, err
	}
	var id int64
	err := s.db.Run(ctx, func(tx *db.Tx) error {
		if err := s.recordable(ctx, tx, by, c); err != nil {
			return err
		}
		var err error
		id, err = db.Value[int64](tx.Query(ctx, insertRecord, pgx.NamedArgs{
			"kind": c.Kind, "number": c.Number, "supplier": c.SupplierID, "item": c.ItemNumber, "starts": c.StartsOn.Time(), "ends": c.EndsOn.Time(),
			"ceiling": c.CeilingPrice, "max": c.MaxOrder, "person": by.PersonID, "at": tx.Now,
		}))
		if err != nil {
			return err
		}
		object := audit.Ref("ground_record", id)
		err = audit.Record(ctx, tx, audit.Event{
			By: by.Who(), Action: "ground_record.propose", Object: object, To: string(Proposed),
			Detail: map[string]any{"kind": c.Kind, "number": c.Number, "item": c.ItemNumber, "supplier": c.SupplierID},
		})
		if err != nil {
			return err
		}
		return turnTo(ctx, tx, todo.Task{
			Object: object, Action: "ground_record.confirm", Barred: []int64{by.PersonID},
			Params: map[string]any{"number": c.Number, "item": c.ItemNumber},
		}, "ground_record.proposed", org.MarketDesk)
	})
	return id, err
}

// recordable refuses a supplier that is not admitted, the recorder's own body, an
// unknown item, and a venture designation longer than its rule.
func (s *Service) recordable(ctx context.Context, tx *db.Tx, by auth.Actor, c RecordCommand) error {
	ok, err := db.Value[bool](tx.Query(ctx, selectSupplierState, pgx.NamedArgs{"id": c.SupplierID}))
	if err != nil {
		return err
	}
	if !ok {
		return fault.Bad("form_invalid", fault.F("supplier_id", "not_a_choice"))
	}
	if _, err := catalog.ItemByNumber(ctx, tx, c.ItemNumber); err != nil {
		if fault.Of(err, fault.NotFound) {
			return catalog.ErrUnknownItem
		}
		return err
	}
	if err := notOwn(ctx, tx, by, c.SupplierID); err != nil {
		return err
	}
	if c.Kind != VentureDesignation {
		return nil
	}
	rule, err := law.Find(ctx, tx, law.Case{Key: law.VentureYears, On: c.StartsOn})
	if err != nil {
		return err
	}
	if last := c.StartsOn.AddYears(int(rule.Int())).Add(-1); last.Before(c.EndsOn) {
		return fault.Bad("venture_too_long", fault.F("ends_on", "venture_too_long", "years", rule.Int(), "last", last)).
			WithArticle(rule.Article).With("years", rule.Int())
	}
	return nil
}

const recordColumns = `r.id, r.kind, r.number, r.supplier_id, b.name_ko AS supplier, b.name_en AS supplier_en, r.item_number, i.name_ko AS item_ko, i.name_en AS item_en,
  o.id AS offer_id, r.starts_on, r.ends_on, r.ceiling_price, r.max_order, r.state, r.recorded_by, coalesce(p.name, '') AS recorder, r.recorded_at,
  r.decided_by, coalesce(d.name, '') AS decider, r.decided_at, r.reason`

const recordTables = `
  FROM market.ground_record r JOIN org.body b ON b.id = r.supplier_id JOIN catalog.item i ON i.number = r.item_number
  LEFT JOIN catalog.offer o ON o.item_number = r.item_number AND o.supplier_id = r.supplier_id AND o.state <> 'draft'
  LEFT JOIN org.person p ON p.id = r.recorded_by LEFT JOIN org.person d ON d.id = r.decided_by`

const selectRecord = `SELECT ` + recordColumns + recordTables + ` WHERE r.id = @id`

const lockRecord = `SELECT r.state FROM market.ground_record r WHERE r.id = @id FOR UPDATE`

const decideRecord = `
UPDATE market.ground_record SET state = @state, decided_by = @person, decided_at = @at, reason = @reason WHERE id = @id`

// ConfirmGround confirms a record by a second person: the ground is granted and the
// offer stands on the shelf in the same transaction.
func (s *Service) ConfirmGround(ctx context.Context, by auth.Actor, recordID int64) error {
	return s.decideRecord(ctx, by, recordID, Confirmed, "", func(tx *db.Tx, r Record) error {
		from, last := r.Term()
		g := Grant{
			Storefront: r.Storefront(), Kind: r.Kind, ItemNumber: r.ItemNumber, SupplierID: r.SupplierID, Number: r.Number,
			Source: audit.Ref("ground_record", r.ID), From: from.Start(), Until: last.Add(1).Start(),
			CeilingPrice: r.CeilingPrice, MaxOrder: r.MaxOrder, Article: ArticleUnitPrice,
		}
		if r.Kind == VentureDesignation {
			rule, err := law.Find(ctx, tx, law.Case{Key: law.VentureYears, On: from})
			if err != nil {
				return err
			}
			g.Article = rule.Article
		}
		_, err := s.GrantTx(ctx, tx, by, g)
		return err
	})
}

// RefuseGround refuses a record by a second person with a reason.
func (s *Service) RefuseGround(ctx context.Context, by auth.Actor, recordID int64, reason string) error {
	return s.decideRecord(ctx, by, recordID, Refused, reason, func(*db.Tx, Record) error { return nil })
}

func (s *Service) decideRecord(ctx context.Context, by auth.Actor, id int64, to RecordState, reason string, then func(tx *db.Tx, r Record) error) error {
	if err := by.Need(org.MarketDesk); err != nil {
		return err
	}
	return s.db.Run(ctx, func(tx *db.Tx) error {
		state, err := db.Value[RecordState](tx.Query(ctx, lockRecord, pgx.NamedArgs{"id": id}))
		if err != nil {
			return err
		}
		r, err := db.One[Record](tx.Query(ctx, selectRecord, pgx.NamedArgs{"id": id}))
		if err != nil {
			return err
		}
		if err := by.NotEarlier(r.RecordedBy); err != nil {
			return err
		}
		if err := notOwn(ctx, tx, by, r.SupplierID); err != nil {
			return err
		}
		if state != Proposed {
			return ErrRecordDecided
		}
		if to == Refused {
			if reason, err = trimmed(reason, "reason"); err != nil {
				return err
			}
		}
		_, err = tx.Exec(ctx, decideRecord, pgx.NamedArgs{"id": id, "state": to, "person": by.PersonID, "at": tx.Now, "reason": reason})
		if err != nil {
			return err
		}
		if err := s.recordDecided(ctx, tx, by, r, to, reason); err != nil {
			return err
		}
		return then(tx, r)
	})
}

// recordDecided writes the decision, closes the turn, and tells the recorder and, of a
// ground that now holds, the supplier.
func (s *Service) recordDecided(ctx context.Context, tx *db.Tx, by auth.Actor, r Record, to RecordState, reason string) error {
	object := audit.Ref("ground_record", r.ID)
	action := map[RecordState]string{Confirmed: "ground_record.confirm", Refused: "ground_record.refuse"}[to]
	err := audit.Record(ctx, tx, audit.Event{
		By: by.Who(), Action: action, Object: object, From: string(Proposed), To: string(to), Detail: map[string]any{"reason": reason, "number": r.Number},
	})
	if err != nil {
		return err
	}
	if err := todo.Done(ctx, tx, by.Who(), object); err != nil {
		return err
	}
	p := map[string]any{"number": r.Number, "item": r.ItemNumber, "name": r.ItemKo, "name_en": r.ItemEn, "reason": reason}
	if err := tellPerson(ctx, tx, r.RecordedBy, "ground_record."+string(to), object, p); err != nil || to != Confirmed {
		return err
	}
	supplierObject := object
	if r.OfferID != nil {
		supplierObject = audit.Ref("offer", *r.OfferID)
	}
	return tellSupplier(ctx, tx, r.SupplierID, "ground.granted", supplierObject, p)
}

// RecordByID reads a record for the market desk, a reviewer or an auditor.
func (s *Service) RecordByID(ctx context.Context, by auth.Actor, id int64) (Record, error) {
	if err := mayRead(by); err != nil {
		return Record{}, err
	}
	return db.One[Record](s.db.Query(ctx, selectRecord, pgx.NamedArgs{"id": id}))
}

const selectRecords = `SELECT ` + recordColumns + recordTables + `
 WHERE (@state = '' OR r.state = @state) ORDER BY r.state <> 'proposed', r.recorded_at DESC, r.id DESC LIMIT @limit OFFSET @offset`

// Records lists records, those that wait first; state "" means all.
func (s *Service) Records(ctx context.Context, by auth.Actor, state RecordState, limit, offset int) ([]Record, error) {
	if err := mayRead(by); err != nil {
		return nil, err
	}
	return db.All[Record](s.db.Query(ctx, selectRecords, pgx.NamedArgs{"state": state, "limit": limit, "offset": offset}))
}

// RecordHistory lists the acts on a record. The caller has read it through RecordByID.
func (s *Service) RecordHistory(ctx context.Context, id int64) ([]audit.Entry, error) {
	return audit.History(ctx, s.db, audit.Ref("ground_record", id))
}

// Candidate is an item with a supplier that offers it, for the record's form.
type Candidate struct {
	SupplierID int64  `db:"supplier_id"`
	Supplier   string `db:"supplier"`
	SupplierEn string `db:"supplier_en"`
	Bizno      string `db:"bizno"`
}

const selectSuppliers = `
SELECT b.id AS supplier_id, b.name_ko AS supplier, b.name_en AS supplier_en, coalesce(b.bizno, '') AS bizno FROM org.body b
 WHERE b.kind = 'supplier' AND b.state = 'admitted' ORDER BY b.name_ko, b.id LIMIT 500`

// Suppliers lists the admitted suppliers for the market desk's forms.
func (s *Service) Suppliers(ctx context.Context, by auth.Actor) ([]Candidate, error) {
	if err := mayRead(by); err != nil {
		return nil, err
	}
	return db.All[Candidate](s.db.Query(ctx, selectSuppliers))
}
