// Package notify owns what people were told inside the program: one row per person
// and happening, written in the transaction of the act. It holds parameters, not
// sentences; mail carries the few things that must leave the house.
package notify

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/org"
)

// Message tells the members of a body who hold any of the roles, or one person.
type Message struct {
	BodyID   int64
	Roles    []org.Role
	PersonID int64  // instead of BodyID and Roles
	Kind     string // text id is "notice." + Kind
	Object   string
	Params   map[string]any
}

const insertNotices = `
INSERT INTO notify.notice (person_id, kind, object, params, at)
SELECT person_id, @kind, @object, @params, @at FROM org.membership
 WHERE left_at IS NULL AND ((body_id = @body AND roles && @roles) OR person_id = nullif(@person, 0))
 GROUP BY person_id`

// Send tells them, in the transaction of the act.
func Send(ctx context.Context, tx *db.Tx, m Message) error {
	_, err := tx.Exec(ctx, insertNotices, sendArgs(tx, m))
	return err
}

// QueueSend is Send as part of a batch.
func QueueSend(b *pgx.Batch, tx *db.Tx, m Message) { b.Queue(insertNotices, sendArgs(tx, m)) }

func sendArgs(tx *db.Tx, m Message) pgx.NamedArgs {
	if m.Params == nil {
		m.Params = map[string]any{}
	}
	roles := make([]string, len(m.Roles))
	for i, r := range m.Roles {
		roles[i] = string(r)
	}
	return pgx.NamedArgs{
		"kind": m.Kind, "object": m.Object, "params": m.Params, "at": tx.Now,
		"body": m.BodyID, "roles": roles, "person": m.PersonID,
	}
}

// Notice is one happening told to one person.
type Notice struct {
	ID     int64          `db:"id"`
	Kind   string         `db:"kind"`
	Object string         `db:"object"`
	Params map[string]any `db:"params"`
	At     time.Time      `db:"at"`
	ReadAt *time.Time     `db:"read_at"`
}

// Recent lists what a person was told, the newest first.
func Recent(ctx context.Context, q db.Querier, by auth.Actor, limit int) ([]Notice, error) {
	return db.All[Notice](q.Query(ctx, `
SELECT id, kind, object, params, at, read_at FROM notify.notice WHERE person_id = @person ORDER BY at DESC, id DESC LIMIT @limit`,
		pgx.NamedArgs{"person": by.PersonID, "limit": limit}))
}

// ReadAll marks everything up to and including an id as read by its person.
func ReadAll(ctx context.Context, d *db.DB, by auth.Actor, upTo int64) error {
	return d.Run(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE notify.notice SET read_at = @at WHERE person_id = @person AND id <= @upto AND read_at IS NULL`,
			pgx.NamedArgs{"at": tx.Now, "person": by.PersonID, "upto": upTo})
		return err
	})
}
