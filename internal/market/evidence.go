package market

import (
	"context"
	"time"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/law"
	"jangteo.kr/internal/money"
)

// RiseRule says when a rise of price is sudden: the price lies by more than Ratio above
// the lowest at which the offer was on sale in the last Days days. Exactly the ratio is
// no sudden rise.
type RiseRule struct {
	Ratio   money.Rate
	Days    int
	Article string
}

// RiseRuleOn reads the rule of a day.
func RiseRuleOn(ctx context.Context, q db.Querier, on kst.Day) (RiseRule, error) {
	ratio, err := law.Find(ctx, q, law.Case{Key: law.SuddenRise, On: on})
	if err != nil {
		return RiseRule{}, err
	}
	days, err := law.Find(ctx, q, law.Case{Key: law.SuddenRiseDays, On: on})
	return RiseRule{Ratio: ratio.Rate(), Days: int(days.Int()), Article: ratio.Article}, err
}

// Rise is a price beside the lowest of the offer's recent past.
type Rise struct {
	Price   money.Won
	Low     money.Won // zero: the offer was not on sale within the days
	Days    int
	Sudden  bool
	Article string
}

// Percent is how far the price lies above the low, in whole percent, rounded down.
func (r Rise) Percent() int {
	if r.Low <= 0 {
		return 0
	}
	return int((r.Price - r.Low) * 100 / r.Low)
}

// beyond reports whether price lies by more than the ratio above low.
func (r RiseRule) beyond(price, low money.Won) (bool, error) {
	step, err := r.Ratio.Of(low, money.Down)
	return err == nil && price > low+step, err
}

// Judge compares the price of the evidence with its past. A price of one content unit
// that rises while the package shrinks is a rise too; prices of units are kept rounded
// down, so that only a difference beyond their rounding counts.
func (r RiseRule) Judge(e catalog.PriceEvidence) (Rise, error) {
	out := Rise{Price: e.Price, Days: r.Days, Article: r.Article}
	if e.Recent == nil {
		return out, nil
	}
	out.Low = *e.Recent
	var err error
	if out.Sudden, err = r.beyond(e.Price, out.Low); err != nil || out.Sudden || e.UnitRecent == nil {
		return out, err
	}
	out.Sudden, err = r.beyond(money.Won(e.UnitPrice-1), money.Won(*e.UnitRecent+1))
	return out, err
}

// evidenceOf gathers what one offer's price is held against, and judges its rise.
func evidenceOf(ctx context.Context, q db.Querier, offerID int64, at time.Time) (catalog.PriceEvidence, Rise, error) {
	all, err := evidenceOfAll(ctx, q, []int64{offerID}, at)
	return all[offerID].PriceEvidence, all[offerID].Rise, err
}

// Evidence is what a desk holds a submitted price against.
type Evidence struct {
	catalog.PriceEvidence
	Rise Rise
}

func evidenceOfAll(ctx context.Context, q db.Querier, offerIDs []int64, at time.Time) (map[int64]Evidence, error) {
	rule, err := RiseRuleOn(ctx, q, kst.DayOf(at))
	if err != nil {
		return nil, err
	}
	return evidenceUnder(ctx, q, rule, offerIDs, at)
}

func evidenceUnder(ctx context.Context, q db.Querier, rule RiseRule, offerIDs []int64, at time.Time) (map[int64]Evidence, error) {
	found, err := catalog.Evidence(ctx, q, offerIDs, rule.Days, at)
	if err != nil {
		return nil, err
	}
	out := make(map[int64]Evidence, len(found))
	for id, e := range found {
		rise, err := rule.Judge(e)
		if err != nil {
			return nil, err
		}
		out[id] = Evidence{PriceEvidence: e, Rise: rise}
	}
	return out, nil
}

// EvidenceOf gives a desk or an auditor what an offer's price is held against.
func (s *Service) EvidenceOf(ctx context.Context, by auth.Actor, offerID int64, at time.Time) (Evidence, error) {
	if err := mayRead(by); err != nil {
		return Evidence{}, err
	}
	e, rise, err := evidenceOf(ctx, s.db, offerID, at)
	return Evidence{PriceEvidence: e, Rise: rise}, err
}

// RiseOf tells the supplier of an offer whether the price it is about to submit has
// risen suddenly, so that the page can ask why.
func (s *Service) RiseOf(ctx context.Context, by auth.Actor, offerID int64, at time.Time) (Rise, error) {
	o, err := catalog.OfferByID(ctx, s.db, offerID)
	if err != nil {
		return Rise{}, err
	}
	if o.SupplierID != by.BodyID {
		return Rise{}, fault.ErrNotFound
	}
	_, rise, err := evidenceOf(ctx, s.db, offerID, at)
	return rise, err
}

// reasonForRise asks for a reason at a field when the rise is sudden. Without a sudden
// rise what was typed is dropped: no reason was asked for.
func reasonForRise(r Rise, reason, field string) (string, error) {
	if !r.Sudden {
		return "", nil
	}
	reason, err := trimmed(reason, field)
	if f, ok := fault.As(err); ok && f.Fields[0].Code == "required" {
		return "", fault.Bad("rise_reason_missing", fault.F(field, "rise_reason_missing")).
			WithArticle(r.Article).With("percent", r.Percent(), "low", r.Low, "days", r.Days)
	}
	return reason, err
}
