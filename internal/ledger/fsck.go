package ledger

import (
	"context"
	"fmt"

	"jangteo.kr/internal/db"
)

// Discrepancy is one place where the books contradict themselves.
type Discrepancy struct {
	Check    string `db:"check"`    // which rule
	Subject  string `db:"subject"`  // journal:7, budget:3:available, hold:order:12:3:paid, proposal:3
	Written  int64  `db:"written"`  // what stands there, in won
	Computed int64  `db:"computed"` // what the entries say
}

// String is a line for a report.
func (d Discrepancy) String() string {
	return fmt.Sprintf("%s %s: written %d, computed %d", d.Check, d.Subject, d.Written, d.Computed)
}

// One statement is one snapshot: postings that commit meanwhile cannot look wrong.
const selectDiscrepancies = `
WITH account (name) AS (VALUES ('appropriation'), ('unallotted'), ('available'), ('reserved'), ('obligated'), ('payable'), ('paid'), ('late_damages')),
computed AS (SELECT budget_id, account, sum(amount)::bigint AS amount FROM ledger.entry GROUP BY budget_id, account),
written AS (
  SELECT b.budget_id, v.account, v.amount FROM ledger.balance b, LATERAL (VALUES
    ('appropriation', -b.appropriated), ('unallotted', b.unallotted), ('available', b.available), ('reserved', b.reserved),
    ('obligated', b.obligated), ('payable', b.payable), ('paid', b.paid), ('late_damages', b.late_damages)) v (account, amount)),
hold_computed AS (
  SELECT j.ref, e.budget_id, e.account, sum(e.amount)::bigint AS amount
    FROM ledger.entry e JOIN ledger.journal j ON j.id = e.journal_id
   WHERE j.event NOT IN ('appropriate', 'allot') AND e.account IN ('reserved', 'obligated', 'payable', 'paid', 'late_damages')
   GROUP BY j.ref, e.budget_id, e.account),
hold_written AS (
  SELECT h.ref, h.budget_id, v.account, v.amount FROM ledger.hold h, LATERAL (VALUES
    ('reserved', h.reserved), ('obligated', h.obligated), ('payable', h.payable), ('paid', h.paid), ('late_damages', h.late_damages)) v (account, amount))
SELECT 'journal_balances' AS check, 'journal:' || journal_id AS subject, sum(amount)::bigint AS written, 0::bigint AS computed
  FROM ledger.entry GROUP BY journal_id, budget_id HAVING sum(amount) <> 0
UNION ALL
SELECT 'journal_has_entries', 'journal:' || j.id, 0, 2 FROM ledger.journal j
 WHERE NOT EXISTS (SELECT FROM ledger.entry e WHERE e.journal_id = j.id)
UNION ALL
SELECT 'balance', 'budget:' || coalesce(w.budget_id, c.budget_id) || ':' || coalesce(w.account, c.account), coalesce(w.amount, 0), coalesce(c.amount, 0)
  FROM written w FULL JOIN computed c ON c.budget_id = w.budget_id AND c.account = w.account
 WHERE coalesce(w.amount, 0) <> coalesce(c.amount, 0)
UNION ALL
SELECT 'not_negative', 'budget:' || budget_id || ':' || account, amount, 0 FROM computed WHERE account <> 'appropriation' AND amount < 0
UNION ALL
SELECT 'sum_is_appropriated', 'budget:' || budget_id, appropriated, unallotted + available + reserved + obligated + payable + paid + late_damages
  FROM ledger.balance WHERE appropriated <> unallotted + available + reserved + obligated + payable + paid + late_damages
UNION ALL
SELECT 'budget_has_balance', 'budget:' || b.id, 0, 1 FROM ledger.budget b
 WHERE NOT EXISTS (SELECT FROM ledger.balance a WHERE a.budget_id = b.id)
UNION ALL
SELECT 'hold', 'hold:' || coalesce(w.ref, c.ref) || ':' || coalesce(w.budget_id, c.budget_id) || ':' || coalesce(w.account, c.account), coalesce(w.amount, 0), coalesce(c.amount, 0)
  FROM hold_written w FULL JOIN hold_computed c ON c.ref = w.ref AND c.budget_id = w.budget_id AND c.account = w.account
 WHERE coalesce(w.amount, 0) <> coalesce(c.amount, 0)
UNION ALL
SELECT 'holds_fill_stage', 'budget:' || w.budget_id || ':' || w.account, w.amount, coalesce(h.amount, 0)
  FROM written w LEFT JOIN (SELECT budget_id, account, sum(amount)::bigint AS amount FROM hold_written GROUP BY budget_id, account) h
    ON h.budget_id = w.budget_id AND h.account = w.account
 WHERE w.account IN ('reserved', 'obligated', 'payable', 'paid', 'late_damages') AND w.amount <> coalesce(h.amount, 0)
UNION ALL
SELECT 'proposal_posted', 'proposal:' || p.id, p.amount, coalesce(m.amount, 0)
  FROM ledger.proposal p LEFT JOIN LATERAL (
    SELECT -sum(e.amount)::bigint AS amount FROM ledger.journal j JOIN ledger.entry e ON e.journal_id = j.id
     WHERE j.ref = 'proposal:' || p.id AND j.event = p.event AND e.budget_id = p.budget_id
       AND e.account = CASE p.event WHEN 'appropriate' THEN 'appropriation' ELSE 'unallotted' END) m ON true
 WHERE coalesce(m.amount, 0) <> CASE p.state WHEN 'confirmed' THEN p.amount ELSE 0 END
UNION ALL
SELECT 'known_account', 'journal:' || e.journal_id, 0, 0 FROM ledger.entry e WHERE e.account NOT IN (SELECT name FROM account)
 ORDER BY 1, 2`

// Fsck recomputes every balance and hold from the entries and checks that each journal
// sums to zero within each budget, that no account is below zero, that the stages add
// up to what was appropriated, and that each confirmed proposal was posted once. No
// discrepancy is an empty slice.
func Fsck(ctx context.Context, q db.Querier) ([]Discrepancy, error) {
	return db.All[Discrepancy](q.Query(ctx, selectDiscrepancies))
}
