package tender

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
)

const noticeColumns = `
n.id, coalesce(n.number, '') AS number, n.institution_id, b.name_ko AS institution_ko, b.name_en AS institution_en,
n.state, n.title, n.kind, n.method, n.law, coalesce(n.class_code, '') AS class_code,
coalesce(c.name_ko, '') AS class_ko, coalesce(c.name_en, '') AS class_en, n.region, n.estimated_price, n.base_amount,
n.urgent, n.urgent_reason, n.site_briefing, n.publish_on, n.deadline, n.opening_at, n.description, n.requirements,
n.rule, n.drafted_by, n.drafted_at, n.submitted_by, n.submitted_at, n.decided_by, n.decided_at, n.published_at,
n.reason, n.cancel_reason, n.cancel_asked_by, n.cancel_asked_at, n.cancelled_at, n.version
FROM tender.notice n JOIN org.body b ON b.id = n.institution_id LEFT JOIN catalog.class c ON c.code = n.class_code`

const selectNotice = `SELECT ` + noticeColumns + ` WHERE n.id = @id`

func find(ctx context.Context, q db.Querier, id int64) (Notice, error) {
	return db.One[Notice](q.Query(ctx, selectNotice, pgx.NamedArgs{"id": id}))
}

const lockNotice = `SELECT ` + noticeColumns + ` WHERE n.id = @id FOR UPDATE OF n`

func lock(ctx context.Context, tx *db.Tx, id int64) (Notice, error) {
	return db.One[Notice](tx.Query(ctx, lockNotice, pgx.NamedArgs{"id": id}))
}

const insertNoticeSQL = `
INSERT INTO tender.notice (institution_id, state, title, kind, method, law, class_code, region, estimated_price, base_amount,
  urgent, urgent_reason, site_briefing, publish_on, deadline, opening_at, description, requirements, drafted_by, drafted_at)
VALUES (@institution, 'draft', @title, @kind, @method, @law, nullif(@class, ''), @region, @estimated, @base,
  @urgent, @urgent_reason, @site_briefing, @publish_on, @deadline, @opening_at, @description, @requirements, @person, @at)
RETURNING id`

func insertNotice(ctx context.Context, tx *db.Tx, by auth.Actor, t Terms) (int64, error) {
	a := t.args()
	a["institution"], a["law"], a["person"], a["at"] = by.BodyID, by.Law, by.PersonID, tx.Now
	return db.Value[int64](tx.Query(ctx, insertNoticeSQL, a))
}

const updateTermsSQL = `
UPDATE tender.notice SET title = @title, kind = @kind, method = @method, class_code = nullif(@class, ''), region = @region,
  estimated_price = @estimated, base_amount = @base, urgent = @urgent, urgent_reason = @urgent_reason,
  site_briefing = @site_briefing, publish_on = @publish_on, deadline = @deadline, opening_at = @opening_at,
  description = @description, requirements = @requirements, version = version + 1
 WHERE id = @id`

func updateTerms(ctx context.Context, tx *db.Tx, id int64, t Terms) error {
	a := t.args()
	a["id"] = id
	_, err := tx.Exec(ctx, updateTermsSQL, a)
	return err
}

func (t Terms) args() pgx.NamedArgs {
	return pgx.NamedArgs{
		"title": t.Title, "kind": t.Kind, "method": t.Method, "class": t.ClassCode, "region": t.Region,
		"estimated": t.EstimatedPrice, "base": t.BaseAmount, "urgent": t.Urgent, "urgent_reason": t.UrgentReason,
		"site_briefing": t.SiteBriefing, "publish_on": t.PublishOn.Time(), "deadline": t.Deadline, "opening_at": t.OpeningAt,
		"description": t.Description, "requirements": t.Requirements,
	}
}

const markSubmittedSQL = `
UPDATE tender.notice SET state = 'submitted', submitted_by = @person, submitted_at = @at, decided_by = NULL, decided_at = NULL,
  reason = '', rule = @rule, version = version + 1
 WHERE id = @id`

func markSubmitted(ctx context.Context, tx *db.Tx, id, person int64, rule []Basis) error {
	b, err := json.Marshal(rule)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, markSubmittedSQL, pgx.NamedArgs{"id": id, "person": person, "at": tx.Now, "rule": json.RawMessage(b)})
	return err
}

const markPublishedSQL = `
UPDATE tender.notice SET state = 'published', number = @number, decided_by = @person, decided_at = @at, published_at = @published,
  rule = @rule, version = version + 1
 WHERE id = @id`

func markPublished(ctx context.Context, tx *db.Tx, n Notice, person int64, at time.Time, rule []Basis) error {
	b, err := json.Marshal(rule)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, markPublishedSQL, pgx.NamedArgs{
		"id": n.ID, "number": n.Number, "person": person, "at": tx.Now, "published": at, "rule": json.RawMessage(b),
	})
	return err
}

const markReturnedSQL = `
UPDATE tender.notice SET state = 'returned', decided_by = @person, decided_at = @at, reason = @reason, version = version + 1
 WHERE id = @id`

func markReturned(ctx context.Context, tx *db.Tx, id, person int64, reason string) error {
	_, err := tx.Exec(ctx, markReturnedSQL, pgx.NamedArgs{"id": id, "person": person, "at": tx.Now, "reason": reason})
	return err
}

const markDiscardedSQL = `
UPDATE tender.notice SET state = 'cancelled', cancelled_by = @person, cancelled_at = @at, version = version + 1 WHERE id = @id`

func markDiscarded(ctx context.Context, tx *db.Tx, id, person int64) error {
	_, err := tx.Exec(ctx, markDiscardedSQL, pgx.NamedArgs{"id": id, "person": person, "at": tx.Now})
	return err
}

const markCancelAskedSQL = `
UPDATE tender.notice SET cancel_asked_by = @person, cancel_asked_at = @at, cancel_reason = @reason, version = version + 1
 WHERE id = @id`

func markCancelAsked(ctx context.Context, tx *db.Tx, id, person int64, reason string) error {
	_, err := tx.Exec(ctx, markCancelAskedSQL, pgx.NamedArgs{"id": id, "person": person, "at": tx.Now, "reason": reason})
	return err
}

const markCancelledSQL = `
UPDATE tender.notice SET state = 'cancelled', cancelled_by = @person, cancelled_at = @at, version = version + 1 WHERE id = @id`

func markCancelled(ctx context.Context, tx *db.Tx, id, person int64) error {
	_, err := tx.Exec(ctx, markCancelledSQL, pgx.NamedArgs{"id": id, "person": person, "at": tx.Now})
	return err
}

const markKeptSQL = `
UPDATE tender.notice SET cancel_asked_by = NULL, cancel_asked_at = NULL, cancel_reason = '', version = version + 1 WHERE id = @id`

func markKept(ctx context.Context, tx *db.Tx, id int64) error {
	_, err := tx.Exec(ctx, markKeptSQL, pgx.NamedArgs{"id": id})
	return err
}

func nextSerial(ctx context.Context, tx *db.Tx) (int64, error) {
	return db.Value[int64](tx.Query(ctx, `SELECT nextval('tender.number_seq')`))
}

const selectAuthors = `
SELECT DISTINCT person_id FROM audit.event
 WHERE object = @object AND action = ANY(@actions) AND person_id IS NOT NULL`

func authorsOf(ctx context.Context, tx *db.Tx, object string) ([]int64, error) {
	return db.Values[int64](tx.Query(ctx, selectAuthors, pgx.NamedArgs{
		"object": object, "actions": []string{"notice.draft", "notice.save", "notice.attach", "notice.detach", "notice.submit"},
	}))
}
