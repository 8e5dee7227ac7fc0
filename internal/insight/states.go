package insight

import (
	"context"

	"jangteo.kr/internal/db"
)

// selectBrokenChains finds objects whose history does not hang together: an act that
// left another state than the one before it had reached.
const selectBrokenChains = `
SELECT format('%s: event %s leaves %s, but the one before reached %s', object, id, from_state, before)
  FROM (SELECT id, object, coalesce(from_state, '') AS from_state,
               coalesce(lag(to_state) OVER (PARTITION BY object ORDER BY id), '') AS before
          FROM audit.event WHERE to_state IS NOT NULL) h
 WHERE from_state <> before ORDER BY id LIMIT 1000`

// selectStrayStates finds objects that stand in another state than their history says.
const selectStrayStates = `
WITH last AS (SELECT DISTINCT ON (object) object, to_state FROM audit.event WHERE to_state IS NOT NULL ORDER BY object, id DESC),
now AS (
  SELECT 'order:' || id AS object, state FROM orders."order"
  UNION ALL SELECT 'offer:' || id, state FROM catalog.offer
  UNION ALL SELECT 'notice:' || id, state FROM tender.notice
  UNION ALL SELECT 'application:' || id, state FROM innovation.application
  UNION ALL SELECT 'designation:' || id, state FROM innovation.designation
  UNION ALL SELECT 'question:' || id, state FROM market.question
  UNION ALL SELECT 'batch:' || id, state FROM bulk.batch
  UNION ALL SELECT 'body:' || id, state FROM org.body WHERE kind <> 'pps')
SELECT format('%s stands in %s, its history says %s', n.object, n.state, coalesce(l.to_state, 'nothing'))
  FROM now n LEFT JOIN last l USING (object) WHERE n.state IS DISTINCT FROM l.to_state ORDER BY n.object LIMIT 1000`

// StrayStates replays the history: every object's acts must lead from state to state, and to
// the state in which it stands. Each finding is one line.
func StrayStates(ctx context.Context, q db.Querier) ([]string, error) {
	broken, err := db.Values[string](q.Query(ctx, selectBrokenChains))
	if err != nil {
		return nil, err
	}
	stray, err := db.Values[string](q.Query(ctx, selectStrayStates))
	return append(broken, stray...), err
}
