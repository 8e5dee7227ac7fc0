package catalog

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/db"
)

// ListingChange is the last change of an offer on a shelf: of its content, its price or its
// shelves. An earlier change is forgotten by the next.
type ListingChange struct {
	OfferID   int64     `db:"offer_id"`
	ListedAt  time.Time `db:"listed_at"`
	ChangedAt time.Time `db:"changed_at"`
}

const selectChanges = `
SELECT r.offer_id, r.listed_at, r.changed_at FROM catalog.listing_rank r
 WHERE r.changed_at > @after AND r.changed_at <= @until ORDER BY r.changed_at, r.offer_id`

// Changes lists the offers whose last change was after one moment and not after
// another, the oldest change first.
func Changes(ctx context.Context, q db.Querier, after, until time.Time) ([]ListingChange, error) {
	return db.All[ListingChange](q.Query(ctx, selectChanges, pgx.NamedArgs{"after": after, "until": until}))
}

const selectChangesAmong = `
SELECT r.offer_id, r.listed_at, r.changed_at FROM catalog.listing_rank r
 WHERE r.offer_id = ANY (@among::bigint[]) AND r.changed_at > @after AND r.changed_at <= @until ORDER BY r.changed_at, r.offer_id`

// ChangesAmong is Changes of some offers.
func ChangesAmong(ctx context.Context, q db.Querier, among []int64, after, until time.Time) ([]ListingChange, error) {
	return db.All[ListingChange](q.Query(ctx, selectChangesAmong, pgx.NamedArgs{"among": among, "after": after, "until": until}))
}

// LastChange is when an offer on a shelf was last changed; zero when there is none.
func LastChange(ctx context.Context, q db.Querier) (time.Time, error) {
	at, err := db.Value[*time.Time](q.Query(ctx, `SELECT max(r.changed_at) FROM catalog.listing_rank r`))
	if err != nil || at == nil {
		return time.Time{}, err
	}
	return *at, nil
}
