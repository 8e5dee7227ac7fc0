package market

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/db"
	"jangteo.kr/internal/kst"
)

// Standing is how an offer stands in one storefront at an instant, or will once what is
// being written is approved.
type Standing struct {
	Storefront Storefront
	Ground     *Ground // the one in force, otherwise the next that may come to be; nil: none
	Verdict    Verdict // allowed only on a ground in force
}

// Holds reports whether a ground in force carries the offer there.
func (s Standing) Holds() bool { return s.Verdict.Allowed }

const selectSME = `SELECT 'sme' = ANY(b.traits) FROM org.body b WHERE b.id = @id`

// Standings judges an item of a supplier in every storefront, in the order of the page.
// Grounds are public, so it authorises nothing; the caller decides whose offer it shows.
func (s *Service) Standings(ctx context.Context, item int, supplierID int64, now time.Time) ([]Standing, error) {
	grounds, err := GroundsOf(ctx, s.db, item, supplierID)
	if err != nil {
		return nil, err
	}
	rules, err := RulesOn(ctx, s.db, kst.DayOf(now))
	if err != nil {
		return nil, err
	}
	sme, err := db.Value[bool](s.db.Query(ctx, selectSME, pgx.NamedArgs{"id": supplierID}))
	if err != nil {
		return nil, err
	}
	out := make([]Standing, len(Storefronts))
	for i, store := range Storefronts {
		out[i] = Standing{Storefront: store, Ground: likeliest(grounds, store, now), Verdict: Verdict{ReasonID: "direct.no_ground"}}
		if g := out[i].Ground; g != nil && g.State(now) == "in_force" {
			out[i].Verdict = DirectPurchase(store, *g, sme, rules)
		}
	}
	return out, nil
}

// likeliest is the ground that carries an offer in a storefront, or would be the next to.
func likeliest(grounds []Ground, store Storefront, now time.Time) *Ground {
	order := map[string]int{"in_force": 1, "upcoming": 2, "suspended": 3}
	var best *Ground
	for i, g := range grounds {
		rank := order[g.State(now)]
		if g.Storefront != store || rank == 0 {
			continue
		}
		if best == nil || rank < order[best.State(now)] {
			best = &grounds[i]
		}
	}
	return best
}
