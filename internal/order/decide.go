package order

import (
	"context"
	"strings"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/document"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/law"
	"jangteo.kr/internal/ledger"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/org"
)

// approver admits an approver of the institution who did not ask for the order.
func approver(by auth.Actor) func(Order) error {
	return func(o Order) error {
		if err := ofInstitution(by, org.Approver)(o); err != nil {
			return err
		}
		return by.NotEarlier(o.RequestedBy)
	}
}

// Approve issues the delivery request (납품요구서) to the supplier. The approver is another
// person than the requester. Ground, price and the reserved funds are checked again
// under lock: what was true when the order was requested must be true now.
func (s *Service) Approve(ctx context.Context, by auth.Actor, a Act) (Order, error) {
	return s.act(ctx, by, a, step{
		name: "approve", from: []State{Requested}, need: approver(by),
		do: func(w *work) error {
			c, err := readContents(ctx, w.tx, w.o.ID)
			if err != nil {
				return err
			}
			if err := s.stillHolds(w, c); err != nil {
				return err
			}
			days, err := law.Find(ctx, w.tx, law.Case{Key: law.AcceptDays, Law: by.Law, Kind: "goods", Amount: w.o.Total, On: kst.DayOf(w.tx.Now)})
			if err != nil {
				return err
			}
			due := endOf(kst.AddBusinessDays(kst.DayOf(w.tx.Now), int(days.Int())))
			w.o.DecidedBy, w.o.DecidedAt, w.o.DecidedByName, w.o.RespondBy = &by.PersonID, &w.tx.Now, by.PersonName, &due
			verification, err := document.QueueIssue(w.b, w.tx, document.Paper{
				Kind: document.DeliveryRequest, Object: w.o.Ref(), Number: w.o.Number, Payload: paperOf(*w.o, c), By: by.Who(),
			})
			if err != nil {
				return err
			}
			if err := w.move(Issued, map[string]any{"verification": verification, "respond_by": due}); err != nil {
				return err
			}
			w.turn("confirm", w.o.SupplierID, due, nil, supplierRoles...)
			w.tell("issued", w.o.SupplierID, supplierRoles...)
			w.tellRequester("approved")
			return w.flush()
		},
	})
}

// stillHolds refuses an approval whose ground lapsed, whose price changed, whose budget
// year is over, or whose money is no longer held.
func (s *Service) stillHolds(w *work, c contents) error {
	ids := make([]int64, len(c.lines))
	for i, l := range c.lines {
		ids[i] = l.OfferID
	}
	grounds, err := market.GroundsInForce(w.ctx, w.tx, w.o.Storefront, ids)
	if err != nil {
		return err
	}
	sale, err := catalog.VersionOnSale(w.ctx, w.tx, ids)
	if err != nil {
		return err
	}
	versions := map[int64]catalog.OnSale{}
	for _, o := range sale {
		versions[o.OfferID] = o
	}
	for _, l := range c.lines {
		switch v, ok := versions[l.OfferID]; {
		case grounds[l.OfferID].ID != l.GroundID:
			return ErrNoGround.With("name", l.Name)
		case !ok || !v.Buyable():
			return ErrNotOnSale.With("name", l.Name)
		case v.VersionID != l.VersionID:
			return ErrPriceChanged.With("shown", l.UnitPrice.String(), "now", v.Price.String())
		}
	}
	year := kst.DayOf(w.tx.Now).Year
	for _, f := range c.fundings {
		b, err := s.years.of(w.ctx, w.tx, f.BudgetID)
		if err != nil {
			return err
		}
		if b.FiscalYear != year {
			return ErrYearOver.With("year", b.FiscalYear)
		}
	}
	return s.fundsHeld(w, c.fundings)
}

// fundsHeld refuses if the books do not hold the whole amount for this order any more.
func (s *Service) fundsHeld(w *work, fs []Funding) error {
	holds, err := ledger.HoldsOf(w.ctx, w.tx, w.o.Ref())
	if err != nil {
		return err
	}
	held := map[int64]money.Won{}
	for _, h := range holds {
		held[h.BudgetID] = h.Reserved
	}
	for _, f := range fs {
		if held[f.BudgetID] != f.Amount {
			return ErrNotHeld
		}
	}
	return nil
}

func reasoned(reason string) (string, error) {
	reason = strings.TrimSpace(reason)
	if reason == "" {
		return "", ErrReason
	}
	return reason, nil
}

// RefuseRequest sends a request back for good (반려), with a reason; the money is released.
func (s *Service) RefuseRequest(ctx context.Context, by auth.Actor, a Act, reason string) (Order, error) {
	reason, err := reasoned(reason)
	if err != nil {
		return Order{}, err
	}
	return s.act(ctx, by, a, step{
		name: "refuse", request: reason, from: []State{Requested}, need: approver(by),
		do: func(w *work) error {
			w.o.DecidedBy, w.o.DecidedAt, w.o.DecidedByName, w.o.Reason = &by.PersonID, &w.tx.Now, by.PersonName, reason
			w.tellRequester("refused")
			return s.end(w, Refused, reason)
		},
	})
}

// Confirm is the supplier's acceptance of the delivery request: from here the money is
// obligated (지출원인행위). After the time to answer it is ErrTooLate.
func (s *Service) Confirm(ctx context.Context, by auth.Actor, a Act) (Order, error) {
	return s.act(ctx, by, a, step{
		name: "confirm", from: []State{Issued}, need: ofSupplier(by),
		do: func(w *work) error {
			if err := w.inTime(); err != nil {
				return err
			}
			c, err := readContents(ctx, w.tx, w.o.ID)
			if err != nil {
				return err
			}
			w.o.ConfirmedBy, w.o.ConfirmedAt = &by.PersonID, &w.tx.Now
			if err := w.move(Confirmed, nil); err != nil {
				return err
			}
			w.turn("ship", w.o.SupplierID, endOf(w.o.Wanted()), nil, supplierRoles...)
			w.tell("confirmed", w.o.InstitutionID, org.Requester, org.Approver)
			if err := w.flush(); err != nil {
				return err
			}
			return s.ledger.Obligate(ctx, w.tx, posting(by, *w.o, "obligate", parts(c.fundings)))
		},
	})
}

func (w *work) inTime() error {
	now, err := w.clock()
	if err != nil {
		return err
	}
	if w.o.RespondBy != nil && now.After(*w.o.RespondBy) {
		return ErrTooLate.With("due", kst.FormatDateTime(*w.o.RespondBy, "ko"))
	}
	return nil
}

// Decline is the supplier's refusal of the delivery request, with a reason; the money is
// released.
func (s *Service) Decline(ctx context.Context, by auth.Actor, a Act, reason string) (Order, error) {
	reason, err := reasoned(reason)
	if err != nil {
		return Order{}, err
	}
	return s.act(ctx, by, a, step{
		name: "decline", request: reason, from: []State{Issued}, need: ofSupplier(by),
		do: func(w *work) error {
			w.o.Reason = reason
			w.tell("declined", w.o.InstitutionID, org.Requester, org.Approver)
			return s.end(w, Declined, reason)
		},
	})
}

// canceller admits who may take an order back: its institution's requesters and
// approvers before the supplier accepted, afterwards an approver alone.
func canceller(by auth.Actor) func(Order) error {
	return func(o Order) error {
		if o.State == Confirmed {
			return ofInstitution(by, org.Approver)(o)
		}
		return ofInstitution(by, org.Requester, org.Approver)(o)
	}
}

// Cancel takes an order back, with a reason, as long as nothing was shipped; what it
// reserved or obligated is released.
func (s *Service) Cancel(ctx context.Context, by auth.Actor, a Act, reason string) (Order, error) {
	reason, err := reasoned(reason)
	if err != nil {
		return Order{}, err
	}
	return s.act(ctx, by, a, step{
		name: "cancel", request: reason, from: []State{Requested, Issued, Confirmed}, need: canceller(by),
		do: func(w *work) error {
			w.o.Reason = reason
			if w.o.State != Requested {
				w.tell("cancelled", w.o.SupplierID, supplierRoles...)
			}
			w.tellRequester("cancelled")
			return s.end(w, Cancelled, reason)
		},
	})
}

// end closes an order before delivery: its paper no longer holds, its money is free.
func (s *Service) end(w *work, to State, reason string) error {
	c, err := readContents(w.ctx, w.tx, w.o.ID)
	if err != nil {
		return err
	}
	before := w.o.State
	if err := w.move(to, map[string]any{"reason": reason}); err != nil {
		return err
	}
	document.QueueRevoke(w.b, w.tx, w.o.Ref())
	if err := w.flush(); err != nil {
		return err
	}
	if before == Confirmed {
		return s.ledger.ReleaseObligation(w.ctx, w.tx, posting(w.by, *w.o, "release_obligation", parts(c.fundings)))
	}
	return s.ledger.ReleaseReservation(w.ctx, w.tx, posting(w.by, *w.o, "release", parts(c.fundings)))
}
