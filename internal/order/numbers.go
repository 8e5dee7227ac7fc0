package order

import (
	"context"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/db"
)

// Numbers gives the numbers of orders by id, for pages that refer to them. Whoever
// calls has decided that the reference may be shown.
func (s *Service) Numbers(ctx context.Context, ids []int64) (map[int64]string, error) {
	type row struct {
		ID     int64  `db:"id"`
		Number string `db:"number"`
	}
	rows, err := db.All[row](s.db.Query(ctx, `SELECT id, number FROM orders."order" WHERE id = ANY(@ids)`, pgx.NamedArgs{"ids": ids}))
	out := make(map[int64]string, len(rows))
	for _, r := range rows {
		out[r.ID] = r.Number
	}
	return out, err
}
