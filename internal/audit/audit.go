// Package audit owns the history of acts: one append-only row for every act, written
// in the transaction that performs it, with the state it moved its object from and
// to. It also owns the memory that makes a money or bid command happen once per key.
// It refuses changes to what is written; the database refuses them too.
package audit

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
)

// Who performs an act. The zero Who is the system itself (an expiry, a job).
type Who struct {
	PersonID int64
	BodyID   int64
}

// Ref names an object: Ref("order", 12) is "order:12".
func Ref(kind string, id int64) string { return fmt.Sprintf("%s:%d", kind, id) }

// Event is one act.
type Event struct {
	By     Who
	Action string // verb of the field, e.g. "order.issue"
	Object string // see Ref
	From   string // state before; "" when the object is new or the act moves no state
	To     string // state after; "" when the act moves no state
	Detail map[string]any
}

const insertEvent = `
INSERT INTO audit.event (at, person_id, body_id, action, object, from_state, to_state, detail)
VALUES (@at, nullif(@person, 0), nullif(@body, 0), @action, @object, nullif(@from, ''), nullif(@to, ''), @detail)`

// Record writes the act in its transaction.
func Record(ctx context.Context, tx *db.Tx, e Event) error {
	_, err := tx.Exec(ctx, insertEvent, args(tx, e))
	return err
}

// Queue adds the act to a batch, for use cases that send all their rows in one round trip.
func Queue(b *pgx.Batch, tx *db.Tx, e Event) { b.Queue(insertEvent, args(tx, e)) }

func args(tx *db.Tx, e Event) pgx.NamedArgs {
	if e.Detail == nil {
		e.Detail = map[string]any{}
	}
	return pgx.NamedArgs{
		"at": tx.Now, "person": e.By.PersonID, "body": e.By.BodyID, "action": e.Action,
		"object": e.Object, "from": e.From, "to": e.To, "detail": e.Detail,
	}
}

// Entry is an act as it was written.
type Entry struct {
	ID        int64           `db:"id"`
	At        time.Time       `db:"at"`
	PersonID  *int64          `db:"person_id"`
	Person    string          `db:"person"` // name; "" for the system
	Body      string          `db:"body"`
	BodyEn    string          `db:"body_en"`
	Action    string          `db:"action"`
	Object    string          `db:"object"`
	FromState string          `db:"from_state"`
	ToState   string          `db:"to_state"`
	Detail    json.RawMessage `db:"detail"`
}

const selectHistory = `
SELECT e.id, e.at, e.person_id, coalesce(p.name, '') AS person, coalesce(b.name_ko, '') AS body, coalesce(b.name_en, '') AS body_en, e.action, e.object,
       coalesce(e.from_state, '') AS from_state, coalesce(e.to_state, '') AS to_state, e.detail
  FROM audit.event e LEFT JOIN org.person p ON p.id = e.person_id LEFT JOIN org.body b ON b.id = e.body_id
 WHERE e.object = @object ORDER BY e.id`

// History lists the acts on an object, the oldest first.
func History(ctx context.Context, q db.Querier, object string) ([]Entry, error) {
	return db.All[Entry](q.Query(ctx, selectHistory, pgx.NamedArgs{"object": object}))
}

const claimCommand = `
WITH claimed AS (
  INSERT INTO audit.command (person_id, action, key, request_hash, at) VALUES (@person, @action, @key, @hash, @at)
  ON CONFLICT ON CONSTRAINT command_pk DO NOTHING RETURNING 1)
SELECT NOT EXISTS (SELECT FROM claimed) AS repeated,
       coalesce((SELECT object FROM audit.command WHERE person_id = @person AND action = @action AND key = @key), '') AS object,
       coalesce((SELECT request_hash = @hash FROM audit.command WHERE person_id = @person AND action = @action AND key = @key), true) AS same`

// ErrKeyReused is a command key that came back with another request.
var ErrKeyReused = fault.New(fault.Conflict, "key_reused")

// Once claims a command's key for a person. The first time it gives done = false: the
// caller carries the command out and calls Settle. A repeat gives done = true and the
// object of the first time, after that first transaction has ended. The same key with
// a different request is ErrKeyReused.
func Once(ctx context.Context, tx *db.Tx, by Who, action string, key uuid.UUID, request any) (object string, done bool, err error) {
	hash, err := requestHash(request)
	if err != nil {
		return "", false, err
	}
	var same bool
	err = tx.QueryRow(ctx, claimCommand, pgx.NamedArgs{
		"person": by.PersonID, "action": action, "key": key, "hash": hash, "at": tx.Now,
	}).Scan(&done, &object, &same)
	if err == nil && done && object == "" {
		// The insert waited for the first transaction, but this statement's snapshot is
		// older than its commit: a fresh statement sees it.
		err = tx.QueryRow(ctx, `SELECT coalesce(object, ''), request_hash = @hash FROM audit.command
			WHERE person_id = @person AND action = @action AND key = @key`,
			pgx.NamedArgs{"person": by.PersonID, "action": action, "key": key, "hash": hash}).Scan(&object, &same)
	}
	if err == nil && done && !same {
		err = ErrKeyReused
	}
	return object, done, err
}

// Settle remembers which object a claimed command made or moved.
func Settle(ctx context.Context, tx *db.Tx, by Who, action string, key uuid.UUID, object string) error {
	_, err := tx.Exec(ctx, `UPDATE audit.command SET object = @object WHERE person_id = @person AND action = @action AND key = @key`,
		pgx.NamedArgs{"person": by.PersonID, "action": action, "key": key, "object": object})
	return err
}

func requestHash(request any) ([]byte, error) {
	b, err := json.Marshal(request)
	if err != nil {
		return nil, fmt.Errorf("audit: hash request: %w", err)
	}
	h := sha256.Sum256(b)
	return h[:], nil
}
