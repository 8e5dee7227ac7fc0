package market

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/todo"
)

const selectCeiling = `
SELECT g.ceiling_price, g.number, g.article FROM market.ground g
 WHERE g.item_number = @item AND g.supplier_id = @supplier AND g.withdrawn_at IS NULL AND upper(g.term) > audit.clock() AND g.ceiling_price < @price
 ORDER BY g.ceiling_price LIMIT 1`

type ceiling struct {
	Price   money.Won `db:"ceiling_price"`
	Number  string    `db:"number"`
	Article string    `db:"article"`
}

// withinCeiling refuses a price above the ceiling of any ground of the item that holds
// now or will hold, suspended ones included: none of them may ever show it.
func withinCeiling(ctx context.Context, tx *db.Tx, o catalog.Offer, price money.Won) error {
	c, err := db.One[ceiling](tx.Query(ctx, selectCeiling, pgx.NamedArgs{"item": o.ItemNumber, "supplier": o.SupplierID, "price": price}))
	if fault.Of(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return fault.Bad("price_above_ceiling", fault.F("price", "price_above_ceiling", "ceiling", c.Price, "number", c.Number)).
		WithArticle(c.Article).With("ceiling", c.Price, "number", c.Number)
}

// lockFor locks an offer and checks that the page was shown for its present version.
func lockFor(ctx context.Context, tx *db.Tx, offerID int64, version int) (catalog.Offer, error) {
	o, err := catalog.LockOffer(ctx, tx, offerID)
	if err == nil && o.Version != version {
		return o, fault.ErrStale
	}
	return o, err
}

// pending reads the version being written or reviewed.
func pending(ctx context.Context, tx *db.Tx, o catalog.Offer) (catalog.OfferVersion, error) {
	if o.PendingID == nil {
		return catalog.OfferVersion{}, ErrNothingSubmitted
	}
	return catalog.VersionByID(ctx, tx, *o.PendingID)
}

// params are what the to-do line and the notice of an offer say.
func params(ctx context.Context, tx *db.Tx, o catalog.Offer, by auth.Actor) (map[string]any, error) {
	item, err := catalog.ItemByNumber(ctx, tx, o.ItemNumber)
	return map[string]any{"item": item.Number, "name": item.NameKo, "name_en": item.NameEn, "body": by.BodyName, "body_en": by.BodyNameEn}, err
}

// record writes an act on an offer; it moves a state only when from differs.
func record(ctx context.Context, tx *db.Tx, by auth.Actor, action string, o catalog.Offer, from catalog.State, detail map[string]any) error {
	e := audit.Event{By: by.Who(), Action: action, Object: audit.Ref("offer", o.ID), Detail: detail}
	if from != o.State {
		e.From, e.To = string(from), string(o.State)
	}
	return audit.Record(ctx, tx, e)
}

// SubmitOffer puts the version being written before PPS. Only the supplier's
// administrator does; the version must be complete and within every ceiling price. A
// price that rose suddenly is not submitted without a reason: see SubmitOfferFor.
func (s *Service) SubmitOffer(ctx context.Context, by auth.Actor, offerID int64, version int) error {
	return s.SubmitOfferFor(ctx, by, offerID, version, "")
}

// SubmitOfferFor submits with the reason that a sudden rise of the price needs; without
// such a rise the reason is dropped.
func (s *Service) SubmitOfferFor(ctx context.Context, by auth.Actor, offerID int64, version int, riseReason string) error {
	return s.supplierAct(ctx, by, offerID, version, func(tx *db.Tx, o *catalog.Offer) error {
		return s.submit(ctx, tx, by, o, riseReason, "offer.submitted")
	})
}

// submit judges the version being written and hands it in. It refuses before it writes.
func (s *Service) submit(ctx context.Context, tx *db.Tx, by auth.Actor, o *catalog.Offer, riseReason, notice string) error {
	v, err := pending(ctx, tx, *o)
	if err != nil {
		return err
	}
	if !v.State.Editable() {
		return ErrOfferState
	}
	item, err := catalog.ItemByNumber(ctx, tx, o.ItemNumber)
	if err != nil {
		return err
	}
	defs, err := catalog.AllAttributesOf(ctx, tx, item.ClassCode)
	if err != nil {
		return err
	}
	if lacks := catalog.CheckComplete(v, defs, kst.DayOf(tx.Now)); len(lacks) > 0 {
		return fault.Bad("offer_incomplete", lacks...)
	}
	if err := withinCeiling(ctx, tx, *o, v.Price); err != nil {
		return err
	}
	if err := asked(ctx, tx, *o, &v, riseReason); err != nil {
		return err
	}
	from := o.State
	if o.State == catalog.Draft || o.State == catalog.Returned {
		o.State = catalog.Submitted
	}
	v.State, v.SubmittedAt, v.SubmittedBy = catalog.VersionSubmitted, &tx.Now, &by.PersonID
	v.DecidedAt, v.DecidedBy, v.ReturnReasons = nil, nil, nil
	if err := catalog.StoreVersionState(ctx, tx, v); err != nil {
		return err
	}
	if err := record(ctx, tx, by, "offer.submit", *o, from, map[string]any{"no": v.No, "price": v.Price}); err != nil {
		return err
	}
	return s.askReview(ctx, tx, by, *o, v, notice)
}

// askReview gives the turn to the desk that decides, and tells it unless notice is empty.
func (s *Service) askReview(ctx context.Context, tx *db.Tx, by auth.Actor, o catalog.Offer, v catalog.OfferVersion, notice string) error {
	if err := todo.Done(ctx, tx, by.Who(), audit.Ref("offer", o.ID)); err != nil {
		return err
	}
	p, err := params(ctx, tx, o, by)
	if err != nil {
		return err
	}
	roles := []org.Role{org.ProductReviewer}
	if v.Asks == catalog.AsksPrice {
		roles = append(roles, org.MarketDesk)
	}
	barred, err := suppliersHands(ctx, tx, o)
	if err != nil {
		return err
	}
	return turnTo(ctx, tx, todo.Task{Object: audit.Ref("offer", o.ID), Action: "offer.review", Params: p, Barred: barred}, notice, roles...)
}

// asked notes in a version what it asks for, and why its price rose if it rose suddenly.
func asked(ctx context.Context, tx *db.Tx, o catalog.Offer, v *catalog.OfferVersion, riseReason string) error {
	v.Asks, v.RiseReason = catalog.AsksListing, ""
	if o.CurrentID == nil {
		return nil
	}
	current, err := catalog.VersionByID(ctx, tx, *o.CurrentID)
	if err != nil {
		return err
	}
	v.Asks = catalog.AskedBy(&current, *v)
	_, rise, err := evidenceOf(ctx, tx, o.ID, tx.Now)
	if err != nil {
		return err
	}
	v.RiseReason, err = reasonForRise(rise, riseReason, "rise_reason")
	return err
}

const selectHands = `
SELECT DISTINCT e.person_id FROM audit.event e WHERE e.object = @object AND e.body_id = @supplier AND e.person_id IS NOT NULL`

// suppliersHands are the persons who ever acted on the offer for its supplier.
func suppliersHands(ctx context.Context, tx *db.Tx, o catalog.Offer) ([]int64, error) {
	return db.Values[int64](tx.Query(ctx, selectHands, pgx.NamedArgs{"object": audit.Ref("offer", o.ID), "supplier": o.SupplierID}))
}

// RecallOffer takes a submitted version back to be written again.
func (s *Service) RecallOffer(ctx context.Context, by auth.Actor, offerID int64, version int) error {
	return s.supplierAct(ctx, by, offerID, version, func(tx *db.Tx, o *catalog.Offer) error {
		v, err := pending(ctx, tx, *o)
		if err != nil {
			return err
		}
		if v.State != catalog.VersionSubmitted {
			return ErrOfferState
		}
		from := o.State
		if o.State == catalog.Submitted {
			o.State = catalog.Draft
		}
		v.State, v.SubmittedAt, v.SubmittedBy, v.Asks = catalog.VersionDraft, nil, nil, ""
		if err := catalog.StoreVersionState(ctx, tx, v); err != nil {
			return err
		}
		if err := record(ctx, tx, by, "offer.recall", *o, from, map[string]any{"no": v.No}); err != nil {
			return err
		}
		if err := unassign(ctx, tx, o.ID); err != nil {
			return err
		}
		return todo.Done(ctx, tx, by.Who(), audit.Ref("offer", o.ID))
	})
}

// WithdrawOffer takes an offer off every shelf for good, together with whatever was
// being written or reviewed. Orders made keep the version they pinned.
func (s *Service) WithdrawOffer(ctx context.Context, by auth.Actor, offerID int64, version int, reason string) error {
	return s.supplierAct(ctx, by, offerID, version, func(tx *db.Tx, o *catalog.Offer) error {
		if !o.State.CanBecome(catalog.Withdrawn) {
			return ErrOfferState
		}
		if err := dropPending(ctx, tx, o); err != nil {
			return err
		}
		from := o.State
		o.State, o.StateReason = catalog.Withdrawn, reason
		if err := record(ctx, tx, by, "offer.withdraw", *o, from, map[string]any{"reason": reason}); err != nil {
			return err
		}
		if err := unassign(ctx, tx, o.ID); err != nil {
			return err
		}
		return todo.Done(ctx, tx, by.Who(), audit.Ref("offer", o.ID))
	})
}

func dropPending(ctx context.Context, tx *db.Tx, o *catalog.Offer) error {
	if o.PendingID == nil {
		return nil
	}
	v, err := catalog.VersionByID(ctx, tx, *o.PendingID)
	if err != nil {
		return err
	}
	v.State = catalog.VersionSuperseded
	o.PendingID = nil
	return catalog.StoreVersionState(ctx, tx, v)
}

// supplierAct lets an administrator of the offer's own supplier act. Another
// supplier's offer is not found.
func (s *Service) supplierAct(ctx context.Context, by auth.Actor, offerID int64, version int, act func(tx *db.Tx, o *catalog.Offer) error) error {
	if err := by.Need(org.SupplierAdmin); err != nil {
		if by.Holds(org.SupplierMember) {
			return s.notAdministrator(ctx, by, offerID)
		}
		return err
	}
	return s.db.Run(ctx, func(tx *db.Tx) error {
		o, err := lockFor(ctx, tx, offerID, version)
		if o.ID == 0 {
			return err
		}
		if o.SupplierID != by.BodyID {
			return fault.ErrNotFound
		}
		if err != nil {
			return err
		}
		return settle(ctx, tx, &o, act)
	})
}

// notAdministrator is the answer to a member: the offer is there, but not to decide
// about; another supplier's is not there.
func (s *Service) notAdministrator(ctx context.Context, by auth.Actor, offerID int64) error {
	o, err := catalog.OfferByID(ctx, s.db, offerID)
	if err != nil || o.SupplierID != by.BodyID {
		return fault.ErrNotFound
	}
	return fault.ErrForbidden
}

// settle carries out an act on a locked offer, writes it back and refreshes its row of
// the search.
func settle(ctx context.Context, tx *db.Tx, o *catalog.Offer, act func(tx *db.Tx, o *catalog.Offer) error) error {
	if err := act(tx, o); err != nil {
		return err
	}
	if err := catalog.StoreOffer(ctx, tx, *o); err != nil {
		return err
	}
	return refreshShelves(ctx, tx, o.ItemNumber, o.SupplierID)
}

func trimmed(reason string, field string) (string, error) {
	reason = strings.TrimSpace(reason)
	switch n := len([]rune(reason)); {
	case n == 0:
		return "", fault.Bad("form_invalid", fault.F(field, "required"))
	case n > 500:
		return "", fault.Bad("form_invalid", fault.F(field, "too_long", "max", 500))
	}
	return reason, nil
}
