package catalog

import (
	"context"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
)

// Untouched names an offer and the version it had when its draft was begun.
type Untouched struct {
	OfferID int64
	Version int
}

type given struct {
	ID        int64 `db:"id"`
	State     State `db:"state"`
	PendingID int64 `db:"pending_id"`
	No        int   `db:"no"`
}

// An offer that anything happened to since has another version.
const selectUntouched = `
SELECT o.id, o.state, o.pending_id, v.no
  FROM unnest(@offers::bigint[], @versions::int[]) AS t (id, version)
  JOIN catalog.offer o ON o.id = t.id AND o.version = t.version
  JOIN catalog.offer_version v ON v.id = o.pending_id
 WHERE o.supplier_id = @supplier AND v.state = 'draft' AND o.state IN ('draft', 'listed', 'suspended')
 ORDER BY o.id FOR NO KEY UPDATE OF o`

const supersedeMany = `UPDATE catalog.offer_version SET state = 'superseded' WHERE id = ANY(@versions)`

const giveUpMany = `
UPDATE catalog.offer SET state_reason = CASE state WHEN 'draft' THEN @reason ELSE state_reason END, state = CASE state WHEN 'draft' THEN 'withdrawn' ELSE state END,
       pending_id = NULL, changed_at = @at, version = version + 1
 WHERE id = ANY(@offers)`

// GiveUpMany takes drafts back that nobody has touched since they were begun: an offer
// never on sale is withdrawn, a change of one on sale is given up. It gives the offers
// it took back; the others are left as they are.
func GiveUpMany(ctx context.Context, tx *db.Tx, by auth.Actor, reason string, detail map[string]any, of []Untouched) ([]int64, error) {
	offers, versions := make([]int64, len(of)), make([]int, len(of))
	for i, u := range of {
		offers[i], versions[i] = u.OfferID, u.Version
	}
	found, err := db.All[given](tx.Query(ctx, selectUntouched, pgx.NamedArgs{"offers": offers, "versions": versions, "supplier": by.BodyID}))
	if err != nil || len(found) == 0 {
		return nil, err
	}
	ids, pending := make([]int64, len(found)), make([]int64, len(found))
	events := make([]audit.Event, len(found))
	for i, g := range found {
		ids[i], pending[i] = g.ID, g.PendingID
		events[i] = audit.Event{By: by.Who(), Action: "offer.discard_change", Object: audit.Ref("offer", g.ID), Detail: detail}
		if g.State == Draft {
			events[i].Action, events[i].From, events[i].To = "offer.withdraw", string(Draft), string(Withdrawn)
		}
	}
	b := &pgx.Batch{}
	b.Queue(supersedeMany, pgx.NamedArgs{"versions": pending})
	b.Queue(giveUpMany, pgx.NamedArgs{"offers": ids, "reason": reason, "at": tx.Now})
	if err := tx.SendBatch(ctx, b).Close(); err != nil {
		return nil, err
	}
	return ids, audit.RecordMany(ctx, tx, events)
}
