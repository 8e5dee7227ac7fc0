// Package todo owns whose turn it is: one open row per object, act and desk, written
// in the transaction of the act that passes the turn, so that a to-do list is one
// query. It refuses to know what the acts mean.
package todo

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/org"
)

// Task asks a role of a body for an act on an object.
type Task struct {
	Object string // audit.Ref
	Action string // e.g. "order.approve"
	BodyID int64
	Role   org.Role
	Params map[string]any // what the line shows: number, name, amount
	Barred []int64        // persons who took an earlier part and may not act
	Due    time.Time      // zero: no due time
}

const insertTask = `
INSERT INTO todo.task (object, action, body_id, role, params, barred, due, opened_at)
VALUES (@object, @action, @body, @role, @params, @barred, @due, @at)
ON CONFLICT (object, action, role, body_id) WHERE closed_at IS NULL
DO UPDATE SET params = excluded.params, barred = excluded.barred, due = excluded.due`

// Open gives the turn to a role of a body.
func Open(ctx context.Context, tx *db.Tx, t Task) error {
	_, err := tx.Exec(ctx, insertTask, openArgs(tx, t))
	return err
}

// QueueOpen is Open as part of a batch.
func QueueOpen(b *pgx.Batch, tx *db.Tx, t Task) { b.Queue(insertTask, openArgs(tx, t)) }

func openArgs(tx *db.Tx, t Task) pgx.NamedArgs {
	var due *time.Time
	if !t.Due.IsZero() {
		due = &t.Due
	}
	if t.Params == nil {
		t.Params = map[string]any{}
	}
	if t.Barred == nil {
		t.Barred = []int64{}
	}
	return pgx.NamedArgs{
		"object": t.Object, "action": t.Action, "body": t.BodyID, "role": t.Role,
		"params": t.Params, "barred": t.Barred, "due": due, "at": tx.Now,
	}
}

const closeTasks = `UPDATE todo.task SET closed_at = @at, closed_by = nullif(@person, 0) WHERE object = @object AND closed_at IS NULL`

// Done closes every open turn on the object: an act was taken on it.
func Done(ctx context.Context, tx *db.Tx, by audit.Who, object string) error {
	_, err := tx.Exec(ctx, closeTasks, pgx.NamedArgs{"object": object, "at": tx.Now, "person": by.PersonID})
	return err
}

// QueueDone is Done as part of a batch.
func QueueDone(b *pgx.Batch, tx *db.Tx, by audit.Who, object string) {
	b.Queue(closeTasks, pgx.NamedArgs{"object": object, "at": tx.Now, "person": by.PersonID})
}

// Row is an open turn as a list shows it.
type Row struct {
	ID       int64          `db:"id"`
	Object   string         `db:"object"`
	Action   string         `db:"action"`
	Role     org.Role       `db:"role"`
	Params   map[string]any `db:"params"`
	Due      *time.Time     `db:"due"`
	OpenedAt time.Time      `db:"opened_at"`
}

const selectTasks = `
SELECT id, object, action, role, params, due, opened_at
  FROM (SELECT DISTINCT ON (object, action) id, object, action, role, params, due, opened_at FROM todo.task
         WHERE closed_at IS NULL AND body_id = @body AND role = ANY(@roles) AND NOT @person = ANY(barred)
         ORDER BY object, action, id) t
 ORDER BY due NULLS LAST, opened_at LIMIT @limit`

// For lists what waits for the actor, the most urgent first; a turn that several of
// the actor's roles may take is one line.
func For(ctx context.Context, q db.Querier, by auth.Actor, limit int) ([]Row, error) {
	return db.All[Row](q.Query(ctx, selectTasks, pgx.NamedArgs{
		"body": by.BodyID, "roles": by.Roles, "person": by.PersonID, "limit": limit,
	}))
}

const selectTurn = `
SELECT id, object, action, role, params, due, opened_at FROM todo.task
 WHERE closed_at IS NULL AND object = @object ORDER BY id`

// On lists the open turns on one object, for its timeline.
func On(ctx context.Context, q db.Querier, object string) ([]Row, error) {
	return db.All[Row](q.Query(ctx, selectTurn, pgx.NamedArgs{"object": object}))
}
