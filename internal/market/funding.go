package market

import (
	"context"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
)

const fundGrounds = `
UPDATE market.ground g SET budget_id = @budget, share_bp = @share, cap = @cap
 WHERE g.kind = @kind AND g.withdrawn_at IS NULL AND g.term @> audit.clock()
   AND (g.budget_id, g.share_bp, g.cap) IS DISTINCT FROM (@budget::bigint, @share::int, @cap::bigint) RETURNING ` + groundColumns

// FundTx gives every ground of a kind that is in its term the same funding terms, or
// none, and says how many it changed. Orders placed before keep what they were placed
// under.
func (s *Service) FundTx(ctx context.Context, tx *db.Tx, by auth.Actor, kind string, f *Funding) (int, error) {
	args := pgx.NamedArgs{"kind": kind, "budget": nil, "share": nil, "cap": nil}
	detail := map[string]any{}
	if f != nil {
		args["budget"], args["share"], args["cap"] = f.BudgetID, f.ShareBP, f.Cap
		detail["budget"], detail["share_bp"], detail["cap"] = f.BudgetID, f.ShareBP, f.Cap
	}
	grounds, err := db.All[Ground](tx.Query(ctx, fundGrounds, args))
	if err != nil || len(grounds) == 0 {
		return 0, err
	}
	b := &pgx.Batch{}
	for _, g := range grounds {
		audit.Queue(b, tx, audit.Event{By: by.Who(), Action: "ground.fund", Object: audit.Ref("ground", g.ID), Detail: detail})
	}
	return len(grounds), tx.SendBatch(ctx, b).Close()
}
