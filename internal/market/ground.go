package market

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/money"
)

// Funding is the share of an order that a programme pays.
type Funding struct {
	BudgetID int64
	ShareBP  int       // of the order's amount, in basis points
	Cap      money.Won // of the share in one order
}

// Grant asks for a ground. From is inclusive, Until exclusive.
type Grant struct {
	Storefront   Storefront
	Kind         string
	ItemNumber   int
	SupplierID   int64
	Number       string // of the contract or certificate
	Source       string // the object that grants it, e.g. audit.Ref("designation", 7)
	From, Until  time.Time
	CeilingPrice *money.Won // unit price not to be exceeded, VAT included
	MaxOrder     *money.Won // the most one order may come to
	Funding      *Funding
	Article      string
}

// Ground is the legal right to sell an item of a supplier in a storefront.
type Ground struct {
	ID               int64      `db:"id"`
	Storefront       Storefront `db:"storefront"`
	Kind             string     `db:"kind"`
	ItemNumber       int        `db:"item_number"`
	SupplierID       int64      `db:"supplier_id"`
	Number           string     `db:"number"`
	Source           string     `db:"source"`
	From             time.Time  `db:"from_at"`
	Until            time.Time  `db:"until_at"` // exclusive
	SuspendedAt      *time.Time `db:"suspended_at"`
	SuspensionReason string     `db:"suspension_reason"`
	WithdrawnAt      *time.Time `db:"withdrawn_at"`
	WithdrawalReason string     `db:"withdrawal_reason"`
	CeilingPrice     *money.Won `db:"ceiling_price"`
	MaxOrder         *money.Won `db:"max_order"`
	BudgetID         *int64     `db:"budget_id"`
	ShareBP          *int       `db:"share_bp"`
	Cap              *money.Won `db:"cap"`
	Article          string     `db:"article"`
	GrantedAt        time.Time  `db:"granted_at"`
}

// Funding gives the funding terms, or nil.
func (g Ground) Funding() *Funding {
	if g.BudgetID == nil || g.ShareBP == nil || g.Cap == nil {
		return nil
	}
	return &Funding{BudgetID: *g.BudgetID, ShareBP: *g.ShareBP, Cap: *g.Cap}
}

// State is "in_force", "upcoming", "lapsed", "suspended" or "withdrawn" at an instant.
// It is for pages; an order asks GroundsInForce.
func (g Ground) State(now time.Time) string {
	switch {
	case g.WithdrawnAt != nil:
		return "withdrawn"
	case !now.Before(g.Until):
		return "lapsed"
	case g.SuspendedAt != nil:
		return "suspended"
	case now.Before(g.From):
		return "upcoming"
	}
	return "in_force"
}

const groundColumns = `g.id, g.storefront, g.kind, g.item_number, g.supplier_id, g.number, g.source, lower(g.term) AS from_at, upper(g.term) AS until_at,
  g.suspended_at, g.suspension_reason, g.withdrawn_at, g.withdrawal_reason, g.ceiling_price, g.max_order, g.budget_id, g.share_bp, g.cap, g.article, g.granted_at`

const selectGroundsInForce = `
WITH locked AS MATERIALIZED (
  SELECT o.id AS offer_id, ` + groundColumns + `
    FROM catalog.offer o JOIN market.ground g ON g.item_number = o.item_number AND g.supplier_id = o.supplier_id
   WHERE o.id = ANY(@offers) AND g.storefront = @store AND g.suspended_at IS NULL AND g.withdrawn_at IS NULL
   ORDER BY g.id FOR SHARE OF o, g)
SELECT l.offer_id, l.id, l.storefront, l.kind, l.item_number, l.supplier_id, l.number, l.source, l.from_at, l.until_at, l.suspended_at, l.suspension_reason,
       l.withdrawn_at, l.withdrawal_reason, l.ceiling_price, l.max_order, l.budget_id, l.share_bp, l.cap, l.article, l.granted_at
  FROM locked l WHERE l.from_at <= audit.clock() AND audit.clock() < l.until_at`

type offerGround struct {
	OfferID int64 `db:"offer_id"`
	Ground
}

// GroundsInForce gives the ground on which each offer stands in a storefront at this
// instant, by offer id, and holds it with its offer until the transaction ends: nobody
// can end a ground, take the offer off sale or change its price under an order. The server's clock, read after the lock, decides. An offer
// without a ground is absent.
func GroundsInForce(ctx context.Context, tx *db.Tx, store Storefront, offerIDs []int64) (map[int64]Ground, error) {
	rows, err := db.All[offerGround](tx.Query(ctx, selectGroundsInForce, pgx.NamedArgs{"offers": offerIDs, "store": store}))
	if err != nil {
		return nil, err
	}
	out := make(map[int64]Ground, len(rows))
	for _, r := range rows {
		out[r.OfferID] = r.Ground
	}
	return out, nil
}

const selectGroundsNow = `
SELECT o.id AS offer_id, ` + groundColumns + `
  FROM catalog.offer o JOIN market.ground g ON g.item_number = o.item_number AND g.supplier_id = o.supplier_id
 WHERE o.id = ANY(@offers) AND g.storefront = @store AND g.suspended_at IS NULL AND g.withdrawn_at IS NULL AND g.term @> audit.clock()`

// QueueGroundsNow reads what GroundsInForce reads, as part of a batch and without
// holding it: for a quote, and for a request that is judged again when it is issued.
func QueueGroundsNow(b *pgx.Batch, store Storefront, offerIDs []int64, into map[int64]Ground) {
	b.Queue(selectGroundsNow, pgx.NamedArgs{"offers": offerIDs, "store": store}).Query(func(rows pgx.Rows) error {
		found, err := pgx.CollectRows(rows, pgx.RowToStructByName[offerGround])
		for _, g := range found {
			into[g.OfferID] = g.Ground
		}
		return err
	})
}

const selectGroundsOf = `SELECT ` + groundColumns + ` FROM market.ground g WHERE g.item_number = @item AND g.supplier_id = @supplier ORDER BY lower(g.term) DESC, g.id DESC`

// GroundsOf lists every ground an item of a supplier ever had, the latest first. They
// are public.
func GroundsOf(ctx context.Context, q db.Querier, item int, supplierID int64) ([]Ground, error) {
	return db.All[Ground](q.Query(ctx, selectGroundsOf, pgx.NamedArgs{"item": item, "supplier": supplierID}))
}

const insertGround = `
INSERT INTO market.ground (storefront, kind, item_number, supplier_id, number, source, term, ceiling_price, max_order, budget_id, share_bp, cap, article, granted_at)
VALUES (@store, @kind, @item, @supplier, @number, @source, tstzrange(@from, @until), @ceiling, @max, @budget, @share, @cap, @article, @at) RETURNING id`

// GrantTx gives a ground and puts the offer, if it is listed, on the shelf in the same
// transaction. A second ground of the same storefront whose term overlaps is
// ErrGroundOverlaps; a ceiling below the price on sale is refused with the article.
func (s *Service) GrantTx(ctx context.Context, tx *db.Tx, by auth.Actor, g Grant) (int64, error) {
	if !g.Until.After(g.From) {
		return 0, fault.Bad("ground_term", fault.F("ends_on", "ground_term"))
	}
	if err := ceilingHolds(ctx, tx, g); err != nil {
		return 0, err
	}
	args := pgx.NamedArgs{
		"store": g.Storefront, "kind": g.Kind, "item": g.ItemNumber, "supplier": g.SupplierID, "number": g.Number, "source": g.Source,
		"from": g.From, "until": g.Until, "ceiling": g.CeilingPrice, "max": g.MaxOrder, "budget": nil, "share": nil, "cap": nil,
		"article": g.Article, "at": tx.Now,
	}
	if g.Funding != nil {
		args["budget"], args["share"], args["cap"] = g.Funding.BudgetID, g.Funding.ShareBP, g.Funding.Cap
	}
	id, err := db.Value[int64](tx.Query(ctx, insertGround, args))
	if err != nil {
		return 0, err
	}
	err = audit.Record(ctx, tx, audit.Event{
		By: by.Who(), Action: "ground.grant", Object: audit.Ref("ground", id), To: "granted",
		Detail: map[string]any{"storefront": g.Storefront, "number": g.Number, "item": g.ItemNumber, "source": g.Source, "from": g.From, "until": g.Until},
	})
	if err != nil {
		return 0, err
	}
	return id, refreshShelves(ctx, tx, g.ItemNumber, g.SupplierID)
}

// ceilingHolds holds the offer, so that an approval at the same time sees the ground,
// and refuses a ceiling below the price on sale.
func ceilingHolds(ctx context.Context, tx *db.Tx, g Grant) error {
	o, err := catalog.OfferOf(ctx, tx, g.ItemNumber, g.SupplierID)
	if fault.Of(err, fault.NotFound) {
		return nil
	}
	if err == nil {
		o, err = catalog.LockOffer(ctx, tx, o.ID)
	}
	if err != nil || g.CeilingPrice == nil || o.CurrentID == nil || o.State == catalog.Withdrawn {
		return err
	}
	v, err := catalog.VersionByID(ctx, tx, *o.CurrentID)
	if err != nil || v.Price <= *g.CeilingPrice {
		return err
	}
	return fault.Bad("ceiling_below_price", fault.F("ceiling_price", "ceiling_below_price", "price", v.Price)).WithArticle(g.Article)
}

const suspendGrounds = `
UPDATE market.ground g SET suspended_at = @at, suspension_reason = @reason
 WHERE g.source = @source AND g.suspended_at IS NULL AND g.withdrawn_at IS NULL RETURNING ` + groundColumns

// SuspendTx takes what a source granted off its shelf until it is resumed.
func (s *Service) SuspendTx(ctx context.Context, tx *db.Tx, by auth.Actor, source, reason string) error {
	return s.change(ctx, tx, by, "ground.suspend", "granted", "suspended", suspendGrounds, pgx.NamedArgs{"source": source, "reason": reason, "at": tx.Now})
}

const resumeGrounds = `
UPDATE market.ground g SET suspended_at = NULL, suspension_reason = ''
 WHERE g.source = @source AND g.suspended_at IS NOT NULL AND g.withdrawn_at IS NULL RETURNING ` + groundColumns

// ResumeTx ends a suspension.
func (s *Service) ResumeTx(ctx context.Context, tx *db.Tx, by auth.Actor, source string) error {
	return s.change(ctx, tx, by, "ground.resume", "suspended", "granted", resumeGrounds, pgx.NamedArgs{"source": source})
}

const extendGrounds = `
UPDATE market.ground g SET term = tstzrange(lower(g.term), @until)
 WHERE g.source = @source AND g.withdrawn_at IS NULL AND upper(g.term) < @until RETURNING ` + groundColumns

// ExtendTx lengthens the term of what a source granted.
func (s *Service) ExtendTx(ctx context.Context, tx *db.Tx, by auth.Actor, source string, until time.Time) error {
	return s.change(ctx, tx, by, "ground.extend", "", "", extendGrounds, pgx.NamedArgs{"source": source, "until": until})
}

const withdrawGrounds = `
UPDATE market.ground g SET withdrawn_at = @at, withdrawal_reason = @reason
 WHERE g.source = @source AND g.withdrawn_at IS NULL RETURNING ` + groundColumns

// WithdrawTx ends what a source granted for good.
func (s *Service) WithdrawTx(ctx context.Context, tx *db.Tx, by auth.Actor, source, reason string) error {
	return s.change(ctx, tx, by, "ground.withdraw", "granted", "withdrawn", withdrawGrounds, pgx.NamedArgs{"source": source, "reason": reason, "at": tx.Now})
}

const lockOffersOfSource = `
SELECT o.id FROM catalog.offer o JOIN market.ground g ON g.item_number = o.item_number AND g.supplier_id = o.supplier_id
 WHERE g.source = @source ORDER BY o.id FOR NO KEY UPDATE OF o`

// change moves the grounds of a source, records each and refreshes their search rows.
// A source none of whose grounds can make the move is ErrNoGround.
func (s *Service) change(ctx context.Context, tx *db.Tx, by auth.Actor, action, from, to, sql string, args pgx.NamedArgs) error {
	if _, err := tx.Exec(ctx, lockOffersOfSource, pgx.NamedArgs{"source": args["source"]}); err != nil {
		return err
	}
	grounds, err := db.All[Ground](tx.Query(ctx, sql, args))
	if err != nil {
		return err
	}
	if len(grounds) == 0 {
		return ErrNoGround
	}
	for _, g := range grounds {
		err := audit.Record(ctx, tx, audit.Event{
			By: by.Who(), Action: action, Object: audit.Ref("ground", g.ID), From: from, To: to,
			Detail: map[string]any{"source": g.Source, "reason": args["reason"], "until": g.Until},
		})
		if err != nil {
			return err
		}
		if err := refreshShelves(ctx, tx, g.ItemNumber, g.SupplierID); err != nil {
			return err
		}
	}
	return nil
}
