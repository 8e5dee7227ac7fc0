package market

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/todo"
)

// deskRoles decide on submitted versions: a reviewer on all, the market desk on prices.
var deskRoles = []org.Role{org.ProductReviewer, org.MarketDesk}

// deskAct lets a desk of PPS act on an offer that is not its own body's. An offer that
// was never submitted is not found.
func (s *Service) deskAct(ctx context.Context, by auth.Actor, offerID int64, version int, act func(tx *db.Tx, o *catalog.Offer) error, roles ...org.Role) error {
	if err := by.Need(roles...); err != nil {
		return err
	}
	return s.db.Run(ctx, func(tx *db.Tx) error { return deskActTx(ctx, tx, by, offerID, version, act) })
}

func deskActTx(ctx context.Context, tx *db.Tx, by auth.Actor, offerID int64, version int, act func(tx *db.Tx, o *catalog.Offer) error) error {
	o, err := lockFor(ctx, tx, offerID, version)
	if o.ID == 0 {
		return err
	}
	if err := deskMayKnow(ctx, tx, by, o); err != nil {
		return err
	}
	if err != nil {
		return err
	}
	return settle(ctx, tx, &o, act)
}

// deskMayKnow is nil if the offer was ever submitted and is not the actor's own body's.
func deskMayKnow(ctx context.Context, tx *db.Tx, by auth.Actor, o catalog.Offer) error {
	if o.State == catalog.Draft && o.CurrentID == nil {
		return fault.ErrNotFound
	}
	return notOwn(ctx, tx, by, o.SupplierID)
}

// judge reads the submitted version and checks that the actor may decide on it: a
// reviewer always, the market desk on a change of nothing but the price, and nobody who
// had a hand in it for the supplier.
func judge(ctx context.Context, tx *db.Tx, by auth.Actor, o catalog.Offer) (catalog.OfferVersion, error) {
	v, err := pending(ctx, tx, o)
	if err != nil {
		return v, err
	}
	if v.State != catalog.VersionSubmitted {
		return v, ErrNothingSubmitted
	}
	if !by.Has(org.ProductReviewer) && v.Asks != catalog.AsksPrice {
		return v, fault.ErrForbidden
	}
	hands, err := suppliersHands(ctx, tx, o)
	if err != nil {
		return v, err
	}
	return v, by.NotEarlier(append(hands, *v.SubmittedBy)...)
}

const supersede = `UPDATE catalog.offer_version SET state = 'superseded' WHERE id = @id AND state = 'approved'`

// ApproveListing approves the submitted version: it goes on sale wherever a ground is
// in force and takes the place of the one before it, in one transaction. The price is
// compared with every ceiling once more. A sudden rise is not approved without a reason:
// see ApproveListingFor.
func (s *Service) ApproveListing(ctx context.Context, by auth.Actor, offerID int64, version int) error {
	return s.ApproveListingFor(ctx, by, offerID, version, "")
}

// ApproveListingFor approves for a reason, which a sudden rise of the price needs and
// which stays with the act. Without such a rise the reason is dropped.
func (s *Service) ApproveListingFor(ctx context.Context, by auth.Actor, offerID int64, version int, reason string) error {
	return s.deskAct(ctx, by, offerID, version, func(tx *db.Tx, o *catalog.Offer) error {
		v, err := judgeApproval(ctx, tx, by, *o)
		if err != nil {
			return err
		}
		return s.approve(ctx, tx, by, o, v, reason)
	}, deskRoles...)
}

// judgeApproval is judge, and the price within every ceiling.
func judgeApproval(ctx context.Context, tx *db.Tx, by auth.Actor, o catalog.Offer) (catalog.OfferVersion, error) {
	v, err := judge(ctx, tx, by, o)
	if err != nil {
		return v, err
	}
	return v, withinCeiling(ctx, tx, o, v.Price)
}

// approve approves a judged version.
func (s *Service) approve(ctx context.Context, tx *db.Tx, by auth.Actor, o *catalog.Offer, v catalog.OfferVersion, reason string) error {
	detail := map[string]any{"no": v.No, "price": v.Price}
	if o.CurrentID != nil {
		_, rise, err := evidenceOf(ctx, tx, o.ID, tx.Now)
		if err != nil {
			return err
		}
		if reason, err = reasonForRise(rise, reason, "approve_reason"); err != nil {
			return err
		}
		if reason != "" {
			detail["reason"], detail["low"], detail["percent"] = reason, rise.Low, rise.Percent()
		}
		if _, err := tx.Exec(ctx, supersede, pgx.NamedArgs{"id": *o.CurrentID}); err != nil {
			return err
		}
	}
	v.State, v.DecidedAt, v.DecidedBy = catalog.VersionApproved, &tx.Now, &by.PersonID
	if err := catalog.StoreVersionState(ctx, tx, v); err != nil {
		return err
	}
	from := o.State
	o.CurrentID, o.PendingID = &v.ID, nil
	if o.State == catalog.Submitted {
		o.State, o.ListedAt, o.StateReason = catalog.Listed, &tx.Now, ""
	}
	return s.decided(ctx, tx, by, *o, from, "offer.approve", "offer.approved", detail)
}

// decided records a desk's decision, ends its turn and assignment and tells the supplier.
func (s *Service) decided(ctx context.Context, tx *db.Tx, by auth.Actor, o catalog.Offer, from catalog.State, action, notice string, detail map[string]any) error {
	if err := record(ctx, tx, by, action, o, from, detail); err != nil {
		return err
	}
	if err := unassign(ctx, tx, o.ID); err != nil {
		return err
	}
	object := audit.Ref("offer", o.ID)
	if err := todo.Done(ctx, tx, by.Who(), object); err != nil {
		return err
	}
	p, err := params(ctx, tx, o, by)
	if err != nil {
		return err
	}
	maps.Copy(p, detail)
	return tellSupplier(ctx, tx, o.SupplierID, notice, object, p)
}

// ReturnCommand sends a submitted version back with a reason at each field at fault.
type ReturnCommand struct {
	OfferID int64
	Version int
	Reasons map[string]string // field name → reason
}

// returnable are the fields a reason can stand at, beside attr_<key>.
var returnable = []string{
	"item", "price", "tax", "unit", "min_order", "lead_days", "regions", "warranty_months", "summary", "description", "certificates", "pictures",
}

func (c ReturnCommand) clean() (map[string]string, error) {
	out := map[string]string{}
	for field, reason := range c.Reasons {
		reason = strings.TrimSpace(reason)
		switch {
		case reason == "":
			continue
		case !slices.Contains(returnable, field) && !strings.HasPrefix(field, "attr_"):
			return nil, fault.Bad("form_invalid", fault.F("reason_"+field, "not_a_choice"))
		case len([]rune(reason)) > 300:
			return nil, fault.Bad("form_invalid", fault.F("reason_"+field, "too_long", "max", 300))
		}
		out[field] = reason
	}
	if len(out) == 0 {
		return nil, fault.Bad("reasons_missing", fault.F("reason_price", "reasons_missing"))
	}
	return out, nil
}

// ReturnListing sends the submitted version back with reasons at the fields. What is on
// sale stays on sale.
func (s *Service) ReturnListing(ctx context.Context, by auth.Actor, c ReturnCommand) error {
	return s.deskAct(ctx, by, c.OfferID, c.Version, func(tx *db.Tx, o *catalog.Offer) error {
		v, err := judge(ctx, tx, by, *o)
		if err != nil {
			return err
		}
		reasons, err := c.clean()
		if err != nil {
			return err
		}
		return s.sendBack(ctx, tx, by, o, v, reasons)
	}, deskRoles...)
}

// sendBack returns a judged version.
func (s *Service) sendBack(ctx context.Context, tx *db.Tx, by auth.Actor, o *catalog.Offer, v catalog.OfferVersion, reasons map[string]string) error {
	v.State, v.DecidedAt, v.DecidedBy, v.ReturnReasons = catalog.VersionReturned, &tx.Now, &by.PersonID, reasons
	if err := catalog.StoreVersionState(ctx, tx, v); err != nil {
		return err
	}
	from := o.State
	if o.State == catalog.Submitted {
		o.State = catalog.Returned
	}
	if err := s.decided(ctx, tx, by, *o, from, "offer.return", "offer.returned", map[string]any{"no": v.No, "fields": len(reasons)}); err != nil {
		return err
	}
	p, err := params(ctx, tx, *o, by)
	if err != nil {
		return err
	}
	return todo.Open(ctx, tx, todo.Task{
		Object: audit.Ref("offer", o.ID), Action: "offer.mend", BodyID: o.SupplierID, Role: org.SupplierAdmin, Params: p,
	})
}

// SuspendOffer takes an offer off every shelf until it is resumed, with a reason that
// the supplier reads.
func (s *Service) SuspendOffer(ctx context.Context, by auth.Actor, offerID int64, version int, reason string) error {
	return s.deskAct(ctx, by, offerID, version, func(tx *db.Tx, o *catalog.Offer) error {
		if o.State != catalog.Listed {
			return ErrOfferState
		}
		reason, err := trimmed(reason, "reason")
		if err != nil {
			return err
		}
		o.State, o.StateReason = catalog.Suspended, reason
		return s.decidedKeepingTurn(ctx, tx, by, *o, catalog.Listed, "offer.suspend", "offer.suspended", map[string]any{"reason": reason})
	}, org.ProductReviewer)
}

// ResumeOffer ends a suspension.
func (s *Service) ResumeOffer(ctx context.Context, by auth.Actor, offerID int64, version int) error {
	return s.deskAct(ctx, by, offerID, version, func(tx *db.Tx, o *catalog.Offer) error {
		if o.State != catalog.Suspended {
			return ErrOfferState
		}
		o.State, o.StateReason = catalog.Listed, ""
		return s.decidedKeepingTurn(ctx, tx, by, *o, catalog.Suspended, "offer.resume", "offer.resumed", nil)
	}, org.ProductReviewer)
}

// decidedKeepingTurn is decided for acts beside the review: a version under review
// still waits for its desk.
func (s *Service) decidedKeepingTurn(ctx context.Context, tx *db.Tx, by auth.Actor, o catalog.Offer, from catalog.State, action, notice string, detail map[string]any) error {
	if err := record(ctx, tx, by, action, o, from, detail); err != nil {
		return err
	}
	p, err := params(ctx, tx, o, by)
	if err != nil {
		return err
	}
	maps.Copy(p, detail)
	return tellSupplier(ctx, tx, o.SupplierID, notice, audit.Ref("offer", o.ID), p)
}

// mayRead is nil for the desks that decide and for auditors.
func mayRead(by auth.Actor) error {
	switch {
	case !by.SignedIn():
		return fault.ErrUnauthenticated
	case by.Holds(org.MarketDesk, org.ProductReviewer, org.AuditorRole):
		return nil
	}
	return fault.ErrForbidden
}

// History lists the acts on an offer for its page. The caller has read the offer
// through catalog's View, which decides who may.
func (s *Service) History(ctx context.Context, offerID int64) ([]audit.Entry, error) {
	return audit.History(ctx, s.db, audit.Ref("offer", offerID))
}

// Grounds lists the grounds of an offer for its page.
func (s *Service) Grounds(ctx context.Context, item int, supplierID int64) ([]Ground, error) {
	return GroundsOf(ctx, s.db, item, supplierID)
}

// Turns lists the open turns on an offer or a record, for its page.
func (s *Service) Turns(ctx context.Context, object string) ([]todo.Row, error) {
	return todo.On(ctx, s.db, object)
}
