package market

import (
	"context"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/notify"
	"jangteo.kr/internal/org"
)

// ErrDraftMoved refuses a draft among many that is not the one that was meant: it was
// handed in, returned, given up or begun anew by hand.
var ErrDraftMoved = fault.New(fault.Conflict, "draft_moved")

// Draft names a draft that a program began: the offer and its version.
type Draft struct{ OfferID, VersionID int64 }

// SubmitMany submits drafts of the actor's own supplier in one transaction, each by the
// rules of SubmitOffer, as they stand: what was edited since is submitted as edited.
// Those that it refuses are left as they are and named with the reason. Nobody is told;
// that is TellCameIn's, once all are in.
func (s *Service) SubmitMany(ctx context.Context, tx *db.Tx, by auth.Actor, drafts []Draft, riseReason string) (map[int64]*fault.Error, error) {
	if err := by.Need(org.SupplierAdmin); err != nil {
		return nil, err
	}
	refused := map[int64]*fault.Error{}
	for _, d := range drafts {
		err := s.submitDraft(ctx, tx, by, d, riseReason)
		// A refusal comes before anything is written; whatever else goes wrong ends all.
		if f, ok := fault.As(err); ok && f.Kind != fault.Unavailable {
			refused[d.OfferID] = f
			continue
		}
		if err != nil {
			return nil, err
		}
	}
	return refused, nil
}

func (s *Service) submitDraft(ctx context.Context, tx *db.Tx, by auth.Actor, d Draft, riseReason string) error {
	o, err := catalog.LockOffer(ctx, tx, d.OfferID)
	switch {
	case err != nil:
		return err
	case o.SupplierID != by.BodyID:
		return fault.ErrNotFound
	case o.PendingID == nil || *o.PendingID != d.VersionID:
		return ErrDraftMoved
	}
	v, err := pending(ctx, tx, o)
	if err != nil {
		return err
	}
	if v.State != catalog.VersionDraft || len(v.ReturnReasons) > 0 { // its reasons are answered by hand
		return ErrDraftMoved
	}
	if err := s.submit(ctx, tx, by, &o, riseReason, ""); err != nil {
		return err
	}
	return catalog.StoreOffer(ctx, tx, o)
}

// CameIn is what a supplier submitted at once.
type CameIn struct {
	Body   string `db:"body"`
	BodyEn string `db:"body_en"`
	N      int    `db:"n"`
	Offer  int64  `db:"offer"`  // the first of them
	Prices int    `db:"prices"` // of N, those that ask for another price only
	Price  int64  `db:"price"`  // the first of them
}

// TellCameIn tells those who review, once and not of each: reviewers of all, the market
// desk of the prices, which it decides as well.
func TellCameIn(ctx context.Context, tx *db.Tx, in CameIn) error {
	if in.N == 0 {
		return nil
	}
	desks, err := db.Values[int64](tx.Query(ctx, selectPPS))
	if err != nil {
		return err
	}
	tell := func(body int64, role org.Role, kind string, n int, offer int64) error {
		return notify.Send(ctx, tx, notify.Message{
			BodyID: body, Roles: []org.Role{role}, Kind: kind, Object: audit.Ref("offer", offer),
			Params: map[string]any{"n": n, "body": in.Body, "body_en": in.BodyEn},
		})
	}
	for _, body := range desks {
		if err := tell(body, org.ProductReviewer, "offer.submitted_many", in.N, in.Offer); err != nil {
			return err
		}
		if in.Prices == 0 {
			continue
		}
		if err := tell(body, org.MarketDesk, "offer.prices_submitted_many", in.Prices, in.Price); err != nil {
			return err
		}
	}
	return nil
}
