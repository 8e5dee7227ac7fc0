package market

import (
	"context"

	"jangteo.kr/internal/db"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/law"
	"jangteo.kr/internal/money"
)

// Rules are the rows of law that bound a direct purchase on one day.
type Rules struct {
	TwoStage          law.Rule // 2단계경쟁 threshold
	TwoStageSME       law.Rule // the same for what small and medium firms make
	PrivateLimit      law.Rule // 수의계약 limit
	PrivateInnovation law.Rule // the same for innovative products
}

// RulesOn reads the rules of a day.
func RulesOn(ctx context.Context, q db.Querier, on kst.Day) (Rules, error) {
	var r Rules
	for _, want := range []struct {
		key string
		to  *law.Rule
	}{
		{law.TwoStageThreshold, &r.TwoStage},
		{law.TwoStageSME, &r.TwoStageSME},
		{law.PrivateLimit, &r.PrivateLimit},
		{law.PrivateLimitInnovation, &r.PrivateInnovation},
	} {
		rule, err := law.Find(ctx, q, law.Case{Key: want.key, Kind: "goods", On: on})
		if err != nil {
			return r, err
		}
		*want.to = rule
	}
	return r, nil
}

// Verdict answers "may I buy this directly, up to what, and why". UpTo is the most one
// order may come to, VAT included; ReasonID is a text id.
type Verdict struct {
	Allowed  bool
	UpTo     money.Won
	NoLimit  bool // UpTo is beyond any order
	Article  string
	ReasonID string
}

// DirectPurchase judges a purchase in a storefront on a ground in force, sold by a
// small or medium firm or not. In Nara Jangteo an order stays below the two-stage
// threshold and within the contract's maximum order; in Hyeokshin Jangteo a designated
// product is bought by private contract whatever the amount; in Venture Nara the
// private-contract limit holds, here against the amount with VAT, which is on the
// strict side of 추정가격.
func DirectPurchase(store Storefront, g Ground, sme bool, r Rules) Verdict {
	switch store {
	case Nara:
		rule, reason := r.TwoStage, "direct.two_stage"
		if sme {
			rule, reason = r.TwoStageSME, "direct.two_stage_sme"
		}
		v := Verdict{Allowed: true, UpTo: rule.Won() - 1, Article: rule.Article, ReasonID: reason}
		if g.MaxOrder != nil && *g.MaxOrder < v.UpTo {
			v.UpTo, v.Article, v.ReasonID = *g.MaxOrder, ArticleUnitPrice, "direct.max_order"
		}
		return v
	case Hyeokshin:
		return Verdict{
			Allowed: true, UpTo: r.PrivateInnovation.Won(), NoLimit: r.PrivateInnovation.Won() >= money.Max,
			Article: r.PrivateInnovation.Article, ReasonID: "direct.innovation",
		}
	case VentureNara:
		return Verdict{Allowed: true, UpTo: r.PrivateLimit.Won(), Article: r.PrivateLimit.Article, ReasonID: "direct.private_limit"}
	}
	return Verdict{ReasonID: "direct.no_ground"}
}
