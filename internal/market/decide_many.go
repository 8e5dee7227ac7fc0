package market

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/money"
)

// BulkAct is what a bulk decision does with each of its rows, mirrored by
// bulk_decision_act_check.
type BulkAct string

// The acts.
const (
	BulkApprove BulkAct = "approve"
	BulkReturn  BulkAct = "return"
)

// MaxBulk is how many offers one bulk decision covers at most.
const MaxBulk = 100

// Refusals of a bulk decision, of the whole and of one row.
var (
	ErrBulkEmpty  = fault.Bad("bulk_empty")
	ErrBulkTooBig = fault.Bad("bulk_too_big", fault.F("offer", "bulk_too_big", "max", MaxBulk))
	ErrBulkRise   = fault.New(fault.Conflict, "bulk_rise")
	ErrBulkWarned = fault.New(fault.Conflict, "bulk_warned")
)

// Warning is something about a submitted version that a person must look at alone.
type Warning string

// The warnings. A version with any of them, or with a sudden rise, is not approved in bulk.
const (
	WarnDearest     Warning = "dearest"     // above the highest price of its class
	WarnCertificate Warning = "certificate" // a certificate has expired while it waited
	WarnNoPicture   Warning = "no_picture"  // something new without a picture
	WarnHeld        Warning = "held"        // a colleague looks after it
)

// warningsOf lists the warnings of a version for whoever is about to decide.
func warningsOf(by auth.Actor, v catalog.OfferVersion, e catalog.PriceEvidence, held int64, today kst.Day) []Warning {
	var out []Warning
	if e.Offers > 1 && e.UnitPrice > e.High {
		out = append(out, WarnDearest)
	}
	if slices.ContainsFunc(catalog.CheckCertificates(v.Certificates, today), func(f fault.Field) bool { return f.Code == "certificate_expired" }) {
		out = append(out, WarnCertificate)
	}
	if v.Asks != catalog.AsksPrice && len(v.Pictures) == 0 {
		out = append(out, WarnNoPicture)
	}
	if held != 0 && held != by.PersonID {
		out = append(out, WarnHeld)
	}
	return out
}

// inspection is what a bulk decision knows of one row before it decides.
type inspection struct {
	version  catalog.OfferVersion
	evidence Evidence
	warnings []Warning
}

// inspect judges one row by the rule of a single decision and, of an approval, by the
// rule that nothing which needs a look is approved unseen.
func inspect(ctx context.Context, tx *db.Tx, by auth.Actor, act BulkAct, o catalog.Offer) (inspection, error) {
	var in inspection
	var err error
	if act == BulkReturn {
		in.version, err = judge(ctx, tx, by, o)
	} else {
		in.version, err = judgeApproval(ctx, tx, by, o)
	}
	if in.version.ID == 0 {
		return in, err
	}
	refused := err
	all, err := evidenceOfAll(ctx, tx, []int64{o.ID}, tx.Now)
	if err != nil {
		return in, err
	}
	in.evidence = all[o.ID]
	held, err := holder(ctx, tx, o.ID)
	if err != nil {
		return in, err
	}
	in.warnings = warningsOf(by, in.version, in.evidence.PriceEvidence, held, kst.DayOf(tx.Now))
	switch {
	case refused != nil || act == BulkReturn:
		return in, refused
	case o.CurrentID != nil && in.evidence.Rise.Sudden:
		return in, ErrBulkRise.WithArticle(in.evidence.Rise.Article).With("percent", in.evidence.Rise.Percent(), "days", in.evidence.Rise.Days)
	case len(in.warnings) > 0:
		return in, ErrBulkWarned
	}
	return in, nil
}

// BulkRow names one offer by the row version that the page showed.
type BulkRow struct {
	OfferID int64
	Version int
}

// BulkLine is a row of the page that asks before a bulk decision.
type BulkLine struct {
	QueueRow
	Evidence Evidence
	Warnings []Warning
	Refusal  *fault.Error // nil: it would be done
}

// CheckBulk says of each chosen offer what a bulk decision would do with it. Nothing is
// changed. Offers that do not wait are absent.
func (s *Service) CheckBulk(ctx context.Context, by auth.Actor, act BulkAct, offerIDs []int64, now time.Time) ([]BulkLine, error) {
	if err := by.Need(deskRoles...); err != nil {
		return nil, err
	}
	switch {
	case len(offerIDs) == 0:
		return nil, ErrBulkEmpty
	case len(offerIDs) > MaxBulk:
		return nil, ErrBulkTooBig
	}
	q, err := s.ReviewQueue(ctx, by, QueueFilter{Offers: append([]int64{}, offerIDs...), Limit: MaxBulk}, now)
	if err != nil {
		return nil, err
	}
	lines := make([]BulkLine, len(q.Rows))
	err = s.db.RunReadOnly(ctx, func(tx *db.Tx) error {
		for i, r := range q.Rows {
			o, err := catalog.OfferByID(ctx, tx, r.OfferID)
			if err != nil {
				return err
			}
			err = deskMayKnow(ctx, tx, by, o)
			var in inspection
			if err == nil {
				in, err = inspect(ctx, tx, by, act, o)
			}
			refusal, ok := fault.As(err)
			if err != nil && !ok {
				return err
			}
			lines[i] = BulkLine{QueueRow: r, Evidence: q.Evidence[r.OfferID], Warnings: in.warnings, Refusal: refusal}
		}
		return nil
	})
	return lines, err
}

// BulkCommand decides on many submitted versions in one go.
type BulkCommand struct {
	Act    BulkAct
	Rows   []BulkRow
	Field  string // of a return
	Reason string // of a return
	Key    uuid.UUID
}

func (c *BulkCommand) check() error {
	switch {
	case c.Act != BulkApprove && c.Act != BulkReturn:
		return fault.Bad("form_invalid", fault.F("act", "not_a_choice"))
	case len(c.Rows) == 0:
		return ErrBulkEmpty
	case len(c.Rows) > MaxBulk:
		return ErrBulkTooBig
	}
	seen := map[int64]bool{}
	c.Rows = slices.DeleteFunc(slices.Clone(c.Rows), func(r BulkRow) bool {
		again := seen[r.OfferID]
		seen[r.OfferID] = true
		return again
	})
	if c.Act == BulkApprove {
		c.Field, c.Reason = "", ""
		return nil
	}
	c.Reason = strings.TrimSpace(c.Reason)
	if !slices.Contains(returnable, c.Field) {
		return fault.Bad("form_invalid", fault.F("field", "not_a_choice"))
	}
	switch n := len([]rune(c.Reason)); {
	case n == 0:
		return fault.Bad("form_invalid", fault.F("reason", "required"))
	case n > 300:
		return fault.Bad("form_invalid", fault.F("reason", "too_long", "max", 300))
	}
	return nil
}

const insertBulk = `
INSERT INTO market.bulk_decision (person_id, act, field, reason, decided_at) VALUES (@person, @act, @field, @reason, @at) RETURNING id`

const insertBulkRows = `
INSERT INTO market.bulk_decision_row (decision_id, place, offer_id, version, outcome)
SELECT @decision, r.place, r.offer, r.version, 'waiting' FROM unnest(@offers::bigint[], @versions::int[]) WITH ORDINALITY r (offer, version, place)
  JOIN catalog.offer o ON o.id = r.offer`

const bulkAction = "offer.bulk_decide"

// DecideBulk notes the decision and then carries it out row by row, each in a transaction
// of its own and by the rule of a single decision: what one row is refused for stops no
// other. A repetition with the same key goes on where the first was cut off and decides
// nothing twice. It gives the decision's id.
func (s *Service) DecideBulk(ctx context.Context, by auth.Actor, c BulkCommand) (int64, error) {
	if err := by.Need(deskRoles...); err != nil {
		return 0, err
	}
	if err := c.check(); err != nil {
		return 0, err
	}
	id, err := s.noteBulk(ctx, by, c)
	if err != nil {
		return 0, err
	}
	for place := range len(c.Rows) {
		if err := s.decideBulkRow(ctx, by, c, id, place+1); err != nil {
			return 0, err
		}
	}
	return id, nil
}

func (s *Service) noteBulk(ctx context.Context, by auth.Actor, c BulkCommand) (int64, error) {
	var id int64
	err := s.db.Run(ctx, func(tx *db.Tx) error {
		object, done, err := audit.Once(ctx, tx, by.Who(), bulkAction, c.Key, c)
		if err != nil {
			return err
		}
		if done {
			id, err = strconv.ParseInt(strings.TrimPrefix(object, "bulk_decision:"), 10, 64)
			return err
		}
		id, err = db.Value[int64](tx.Query(ctx, insertBulk, pgx.NamedArgs{
			"person": by.PersonID, "act": c.Act, "field": c.Field, "reason": c.Reason, "at": tx.Now,
		}))
		if err != nil {
			return err
		}
		offers, versions := make([]int64, len(c.Rows)), make([]int, len(c.Rows))
		for i, r := range c.Rows {
			offers[i], versions[i] = r.OfferID, r.Version
		}
		if _, err := tx.Exec(ctx, insertBulkRows, pgx.NamedArgs{"decision": id, "offers": offers, "versions": versions}); err != nil {
			return err
		}
		object = audit.Ref("bulk_decision", id)
		err = audit.Record(ctx, tx, audit.Event{
			By: by.Who(), Action: bulkAction, Object: object, Detail: map[string]any{"act": c.Act, "rows": len(c.Rows), "field": c.Field, "reason": c.Reason},
		})
		if err != nil {
			return err
		}
		return audit.Settle(ctx, tx, by.Who(), bulkAction, c.Key, object)
	})
	return id, err
}

const lockBulkRow = `SELECT r.outcome FROM market.bulk_decision_row r WHERE r.decision_id = @decision AND r.place = @place FOR UPDATE`

const updateBulkRow = `
UPDATE market.bulk_decision_row SET outcome = @outcome, refusal = @refusal WHERE decision_id = @decision AND place = @place AND outcome = 'waiting'`

// decideBulkRow carries out one row unless that was done before. A refusal undoes what
// the row began and is written down by itself.
func (s *Service) decideBulkRow(ctx context.Context, by auth.Actor, c BulkCommand, id int64, place int) error {
	row := c.Rows[place-1]
	args := pgx.NamedArgs{"decision": id, "place": place, "outcome": "done", "refusal": nil}
	err := s.db.Run(ctx, func(tx *db.Tx) error {
		outcome, err := db.Value[string](tx.Query(ctx, lockBulkRow, args))
		if fault.Of(err, fault.NotFound) {
			return nil // an id that was never an offer's
		}
		if err != nil || outcome != "waiting" {
			return err
		}
		if err := deskActTx(ctx, tx, by, row.OfferID, row.Version, func(tx *db.Tx, o *catalog.Offer) error {
			in, err := inspect(ctx, tx, by, c.Act, *o)
			if err != nil {
				return err
			}
			if c.Act == BulkReturn {
				return s.sendBack(ctx, tx, by, o, in.version, map[string]string{c.Field: c.Reason})
			}
			return s.approve(ctx, tx, by, o, in.version, "")
		}); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, updateBulkRow, args)
		return err
	})
	refusal, ok := fault.As(err)
	if !ok || refusal.Kind == fault.Unavailable {
		return err
	}
	args["outcome"], args["refusal"] = "refused", refusalOf(refusal)
	return s.db.Run(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, updateBulkRow, args)
		return err
	})
}

// Refusal is a fault as it is kept: amounts are marked so that they read as amounts again.
type Refusal struct {
	Kind    fault.Kind `json:"kind"`
	Code    string     `json:"code"`
	Params  []any      `json:"params"`
	Article string     `json:"article"`
}

const wonMark = "won:"

func refusalOf(f *fault.Error) *Refusal {
	r := &Refusal{Kind: f.Kind, Code: f.Code, Article: f.Article}
	for _, p := range f.Params {
		if w, ok := p.(money.Won); ok {
			p = wonMark + strconv.FormatInt(int64(w), 10)
		}
		r.Params = append(r.Params, p)
	}
	return r
}

// Fault gives the fault back.
func (r Refusal) Fault() *fault.Error {
	params := slices.Clone(r.Params)
	for i, p := range params {
		s, ok := p.(string)
		if !ok {
			continue
		}
		if digits, ok := strings.CutPrefix(s, wonMark); ok {
			if n, err := strconv.ParseInt(digits, 10, 64); err == nil {
				params[i] = money.Won(n)
			}
		}
	}
	return fault.New(r.Kind, r.Code, params...).WithArticle(r.Article)
}

// BulkDecision is a bulk decision with what became of each row.
type BulkDecision struct {
	ID        int64         `db:"id"`
	PersonID  int64         `db:"person_id"`
	Person    string        `db:"person"`
	Act       BulkAct       `db:"act"`
	Field     string        `db:"field"`
	Reason    string        `db:"reason"`
	DecidedAt time.Time     `db:"decided_at"`
	Rows      []BulkOutcome `db:"-"`
}

// BulkOutcome is what became of one row.
type BulkOutcome struct {
	OfferID    int64           `db:"offer_id"`
	ItemNumber int             `db:"item_number"`
	NameKo     string          `db:"name_ko"`
	NameEn     string          `db:"name_en"`
	Supplier   string          `db:"supplier"`
	SupplierEn string          `db:"supplier_en"`
	Outcome    string          `db:"outcome"` // waiting (it was cut off), done, refused
	Kept       json.RawMessage `db:"refusal"`
}

// Refusal is why the row was refused, nil if it was not.
func (o BulkOutcome) Refusal() (*fault.Error, error) {
	if len(o.Kept) == 0 {
		return nil, nil
	}
	var r Refusal
	if err := json.Unmarshal(o.Kept, &r); err != nil {
		return nil, err
	}
	return r.Fault(), nil
}

// Count is how many rows had an outcome.
func (d BulkDecision) Count(outcome string) int {
	n := 0
	for _, r := range d.Rows {
		if r.Outcome == outcome {
			n++
		}
	}
	return n
}

const selectBulk = `
SELECT d.id, d.person_id, p.name AS person, d.act, d.field, d.reason, d.decided_at FROM market.bulk_decision d JOIN org.person p ON p.id = d.person_id WHERE d.id = @id`

const selectBulkRows = `
SELECT r.offer_id, o.item_number, i.name_ko, i.name_en, b.name_ko AS supplier, b.name_en AS supplier_en, r.outcome, r.refusal
  FROM market.bulk_decision_row r JOIN catalog.offer o ON o.id = r.offer_id JOIN catalog.item i ON i.number = o.item_number JOIN org.body b ON b.id = o.supplier_id
 WHERE r.decision_id = @id ORDER BY r.place`

// BulkDecisionByID reads a bulk decision for the desks and for auditors.
func (s *Service) BulkDecisionByID(ctx context.Context, by auth.Actor, id int64) (BulkDecision, error) {
	var d BulkDecision
	if err := mayRead(by); err != nil {
		return d, err
	}
	d, err := db.One[BulkDecision](s.db.Query(ctx, selectBulk, pgx.NamedArgs{"id": id}))
	if err != nil {
		return d, err
	}
	d.Rows, err = db.All[BulkOutcome](s.db.Query(ctx, selectBulkRows, pgx.NamedArgs{"id": id}))
	return d, err
}
