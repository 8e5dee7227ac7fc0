package audit

import (
	"context"
	"encoding/json"
	"fmt"

	"jangteo.kr/internal/db"

	"github.com/jackc/pgx/v5"
)

const insertEvents = `
INSERT INTO audit.event (at, person_id, body_id, action, object, from_state, to_state, detail)
SELECT @at, nullif(e.person, 0), nullif(e.body, 0), e.action, e.object, nullif(e.was, ''), nullif(e.becomes, ''), e.detail::jsonb
  FROM unnest(@persons::bigint[], @bodies::bigint[], @actions::text[], @objects::text[], @from::text[], @to::text[], @details::text[])
    WITH ORDINALITY AS e (person, body, action, object, was, becomes, detail, n) ORDER BY e.n`

// RecordMany writes many acts in one statement, in their order.
func RecordMany(ctx context.Context, tx *db.Tx, events []Event) error {
	if len(events) == 0 {
		return nil
	}
	n := len(events)
	persons, bodies := make([]int64, n), make([]int64, n)
	actions, objects, from, to, details := make([]string, n), make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	for i, e := range events {
		persons[i], bodies[i] = e.By.PersonID, e.By.BodyID
		actions[i], objects[i], from[i], to[i], details[i] = e.Action, e.Object, e.From, e.To, "{}"
		if e.Detail != nil {
			b, err := json.Marshal(e.Detail)
			if err != nil {
				return fmt.Errorf("audit: detail: %w", err)
			}
			details[i] = string(b)
		}
	}
	_, err := tx.Exec(ctx, insertEvents, pgx.NamedArgs{
		"at": tx.Now, "persons": persons, "bodies": bodies, "actions": actions, "objects": objects, "from": from, "to": to, "details": details,
	})
	return err
}
