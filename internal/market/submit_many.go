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

// SubmitMany submits offers of the actor's own supplier in one transaction, each by the
// rules of SubmitOffer. Those that it refuses are left as they are and named with the
// reason. The desk is told once, not of each.
func (s *Service) SubmitMany(ctx context.Context, tx *db.Tx, by auth.Actor, offerIDs []int64, riseReason string) (map[int64]*fault.Error, error) {
	if err := by.Need(org.SupplierAdmin); err != nil {
		return nil, err
	}
	refused := map[int64]*fault.Error{}
	var first int64
	for _, id := range offerIDs {
		o, err := catalog.LockOffer(ctx, tx, id)
		if err == nil && o.SupplierID != by.BodyID {
			err = fault.ErrNotFound
		}
		if err == nil {
			err = s.submit(ctx, tx, by, &o, riseReason, "")
		}
		// A refusal comes before anything is written; whatever else goes wrong ends all.
		if f, ok := fault.As(err); ok && f.Kind != fault.Unavailable {
			refused[id] = f
			continue
		}
		if err == nil {
			err = catalog.StoreOffer(ctx, tx, o)
		}
		if err != nil {
			return nil, err
		}
		if first == 0 {
			first = id
		}
	}
	n := len(offerIDs) - len(refused)
	if n == 0 {
		return refused, nil
	}
	desks, err := db.Values[int64](tx.Query(ctx, selectPPS))
	if err != nil {
		return nil, err
	}
	for _, body := range desks {
		if err := notify.Send(ctx, tx, notify.Message{
			BodyID: body, Roles: []org.Role{org.ProductReviewer}, Kind: "offer.submitted_many", Object: audit.Ref("offer", first),
			Params: map[string]any{"n": n, "body": by.BodyName, "body_en": by.BodyNameEn},
		}); err != nil {
			return nil, err
		}
	}
	return refused, nil
}
