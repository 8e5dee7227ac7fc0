package innovation

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/kst"
)

const applicationColumns = `
a.id, a.supplier_id, b.name_ko AS supplier_ko, b.name_en AS supplier_en, a.item_number, i.name_ko, i.name_en, i.maker, i.model,
a.state, a.field, a.claim, coalesce(a.trl, 0) AS trl, a.evidence, a.created_by, a.created_at, a.submitted_by, a.submitted_at,
a.decided_by, a.decided_at, a.reason, a.version
FROM innovation.application a JOIN org.body b ON b.id = a.supplier_id JOIN catalog.item i ON i.number = a.item_number`

func find(ctx context.Context, q db.Querier, id int64) (Application, error) {
	return db.One[Application](q.Query(ctx, `SELECT `+applicationColumns+` WHERE a.id = @id`, pgx.NamedArgs{"id": id}))
}

func lock(ctx context.Context, tx *db.Tx, id int64) (Application, error) {
	return db.One[Application](tx.Query(ctx, `SELECT `+applicationColumns+` WHERE a.id = @id FOR UPDATE OF a`, pgx.NamedArgs{"id": id}))
}

const insertApplicationSQL = `
INSERT INTO innovation.application (supplier_id, item_number, state, field, claim, trl, evidence, created_by, created_at)
VALUES (@supplier, @item, 'draft', @field, @claim, nullif(@trl::int, 0), @evidence, @person, @at) RETURNING id`

func insertApplication(ctx context.Context, tx *db.Tx, by auth.Actor, c Content) (int64, error) {
	a := c.args()
	a["supplier"], a["person"], a["at"] = by.BodyID, by.PersonID, tx.Now
	return db.Value[int64](tx.Query(ctx, insertApplicationSQL, a))
}

const updateContentSQL = `
UPDATE innovation.application SET item_number = @item, field = @field, claim = @claim, trl = nullif(@trl::int, 0), evidence = @evidence,
  version = version + 1 WHERE id = @id`

func updateContent(ctx context.Context, tx *db.Tx, id int64, c Content) error {
	a := c.args()
	a["id"] = id
	_, err := tx.Exec(ctx, updateContentSQL, a)
	return err
}

func (c Content) args() pgx.NamedArgs {
	return pgx.NamedArgs{"item": c.ItemNumber, "field": c.Field, "claim": c.Claim, "trl": c.TRL, "evidence": c.Evidence}
}

const markSubmittedSQL = `
UPDATE innovation.application SET state = 'submitted', submitted_by = @person, submitted_at = @at, decided_by = NULL, decided_at = NULL,
  reason = '', version = version + 1 WHERE id = @id`

func markSubmitted(ctx context.Context, tx *db.Tx, id, person int64) error {
	_, err := tx.Exec(ctx, markSubmittedSQL, pgx.NamedArgs{"id": id, "person": person, "at": tx.Now})
	return err
}

func setState(ctx context.Context, tx *db.Tx, id int64, to State) error {
	_, err := tx.Exec(ctx, `UPDATE innovation.application SET state = @state, version = version + 1 WHERE id = @id`,
		pgx.NamedArgs{"id": id, "state": to})
	return err
}

const markDecidedSQL = `
UPDATE innovation.application SET state = @state, decided_by = @person, decided_at = @at, reason = @reason, version = version + 1 WHERE id = @id`

func markDecided(ctx context.Context, tx *db.Tx, id, person int64, to State, reason string) error {
	_, err := tx.Exec(ctx, markDecidedSQL, pgx.NamedArgs{"id": id, "person": person, "at": tx.Now, "state": to, "reason": reason})
	return err
}

const insertReviewSQL = `
INSERT INTO innovation.review (application_id, reviewer_id, scores, total, recommend, opinion, at)
VALUES (@id, @person, @scores, @total, @recommend, @opinion, @at)`

func insertReview(ctx context.Context, tx *db.Tx, by auth.Actor, c ReviewCommand) error {
	_, err := tx.Exec(ctx, insertReviewSQL, pgx.NamedArgs{
		"id": c.ID, "person": by.PersonID, "scores": c.Scores, "total": c.Scores.Total(), "recommend": c.Recommend, "opinion": c.Opinion, "at": tx.Now,
	})
	return err
}

// ReviewRow is a review as it was written.
type ReviewRow struct {
	ReviewerID int64     `db:"reviewer_id"`
	Reviewer   string    `db:"reviewer"`
	Scores     Scores    `db:"scores"`
	Total      int       `db:"total"`
	Recommend  bool      `db:"recommend"`
	Opinion    string    `db:"opinion"`
	At         time.Time `db:"at"`
}

const selectReview = `
SELECT r.reviewer_id, p.name AS reviewer, r.scores, r.total, r.recommend, r.opinion, r.at
  FROM innovation.review r JOIN org.person p ON p.id = r.reviewer_id WHERE r.application_id = @id ORDER BY r.id DESC LIMIT 1`

func lastReview(ctx context.Context, q db.Querier, application int64) (ReviewRow, error) {
	return db.One[ReviewRow](q.Query(ctx, selectReview, pgx.NamedArgs{"id": application}))
}

// earlier are all persons who did anything on the object, except sending it back:
// that asks for changes and makes none.
func earlier(ctx context.Context, tx *db.Tx, object string) ([]int64, error) {
	return db.Values[int64](tx.Query(ctx, `
SELECT DISTINCT person_id FROM audit.event WHERE object = @object AND action <> 'application.return' AND person_id IS NOT NULL`,
		pgx.NamedArgs{"object": object}))
}

// authors are those of them who wrote it or handed it in.
func authors(ctx context.Context, tx *db.Tx, object string) ([]int64, error) {
	return db.Values[int64](tx.Query(ctx, `
SELECT DISTINCT person_id FROM audit.event WHERE object = @object AND action = ANY(@actions) AND person_id IS NOT NULL`,
		pgx.NamedArgs{"object": object, "actions": []string{
			"application.draft", "application.save", "application.attach", "application.detach", "application.submit",
		}}))
}

const designationColumns = `
d.id, d.number, d.application_id, d.item_number, d.supplier_id, b.name_ko AS supplier_ko, b.name_en AS supplier_en, i.name_ko, i.name_en,
i.maker, i.model, a.field, a.claim, coalesce(a.trl, 0) AS trl, o.id AS offer_id, d.state, d.starts_on, d.ends_on, d.extensions, d.verification,
d.decided_by, d.created_at, d.version`

const designationFrom = `
FROM innovation.designation d JOIN innovation.application a ON a.id = d.application_id JOIN org.body b ON b.id = d.supplier_id
JOIN catalog.item i ON i.number = d.item_number LEFT JOIN catalog.offer o ON o.item_number = d.item_number AND o.supplier_id = d.supplier_id`

func findDesignation(ctx context.Context, q db.Querier, id int64) (Designation, error) {
	return db.One[Designation](q.Query(ctx, `SELECT `+designationColumns+`, 0 AS total`+designationFrom+` WHERE d.id = @id`, pgx.NamedArgs{"id": id}))
}

func lockDesignation(ctx context.Context, tx *db.Tx, id int64) (Designation, error) {
	return db.One[Designation](tx.Query(ctx, `SELECT `+designationColumns+`, 0 AS total`+designationFrom+` WHERE d.id = @id FOR UPDATE OF d`,
		pgx.NamedArgs{"id": id}))
}

const insertDesignationSQL = `
INSERT INTO innovation.designation (number, application_id, item_number, supplier_id, state, starts_on, ends_on, verification, decided_by, created_at)
VALUES (@number, @application, @item, @supplier, 'in_force', @first, @last, '', @person, @at) RETURNING id`

func insertDesignation(ctx context.Context, tx *db.Tx, a Application, number string, first, last kst.Day, person int64) (int64, error) {
	return db.Value[int64](tx.Query(ctx, insertDesignationSQL, pgx.NamedArgs{
		"number": number, "application": a.ID, "item": a.ItemNumber, "supplier": a.SupplierID, "first": first.Time(), "last": last.Time(),
		"person": person, "at": tx.Now,
	}))
}

func setVerification(ctx context.Context, tx *db.Tx, id int64, verification string) error {
	_, err := tx.Exec(ctx, `UPDATE innovation.designation SET verification = @verification WHERE id = @id`,
		pgx.NamedArgs{"id": id, "verification": verification})
	return err
}

const moveDesignationSQL = `
UPDATE innovation.designation SET state = @state, ends_on = @last, extensions = @extensions, version = version + 1 WHERE id = @id`

func moveDesignation(ctx context.Context, tx *db.Tx, id int64, to DesignationState, last kst.Day, extensions int) error {
	_, err := tx.Exec(ctx, moveDesignationSQL, pgx.NamedArgs{"id": id, "state": to, "last": last.Time(), "extensions": extensions})
	return err
}

const selectDesignated = `
SELECT EXISTS (SELECT FROM innovation.designation
 WHERE item_number = @item AND supplier_id = @supplier AND state <> 'withdrawn' AND ends_on >= (audit.clock() AT TIME ZONE 'Asia/Seoul')::date)`

// notDesignated refuses a second designation of what is designated.
func notDesignated(ctx context.Context, tx *db.Tx, a Application) error {
	yes, err := db.Value[bool](tx.Query(ctx, selectDesignated, pgx.NamedArgs{"item": a.ItemNumber, "supplier": a.SupplierID}))
	if err == nil && yes {
		return ErrDesignated
	}
	return err
}

func nextSerial(ctx context.Context, tx *db.Tx) (int64, error) {
	return db.Value[int64](tx.Query(ctx, `SELECT nextval('innovation.designation_seq')`))
}

const measureColumns = `
m.id, m.designation_id, d.number, i.name_ko, i.name_en, m.kind, m.reason, coalesce(m.years, 0) AS years, m.state, m.proposed_by, m.proposed_at,
m.decided_by, m.decided_at, m.decision_reason
FROM innovation.measure m JOIN innovation.designation d ON d.id = m.designation_id JOIN catalog.item i ON i.number = d.item_number`

func findMeasure(ctx context.Context, q db.Querier, id int64) (Measure, error) {
	return db.One[Measure](q.Query(ctx, `SELECT `+measureColumns+` WHERE m.id = @id`, pgx.NamedArgs{"id": id}))
}

func lockMeasure(ctx context.Context, tx *db.Tx, id int64) (Measure, error) {
	return db.One[Measure](tx.Query(ctx, `SELECT `+measureColumns+` WHERE m.id = @id FOR UPDATE OF m`, pgx.NamedArgs{"id": id}))
}

const insertMeasureSQL = `
INSERT INTO innovation.measure (designation_id, kind, reason, years, state, proposed_by, proposed_at)
VALUES (@designation, @kind, @reason, nullif(@years::int, 0), 'proposed', @person, @at) RETURNING id`

func insertMeasure(ctx context.Context, tx *db.Tx, by auth.Actor, c MeasureCommand, years int) (int64, error) {
	return db.Value[int64](tx.Query(ctx, insertMeasureSQL, pgx.NamedArgs{
		"designation": c.DesignationID, "kind": c.Kind, "reason": c.Reason, "years": years, "person": by.PersonID, "at": tx.Now,
	}))
}

const markMeasureSQL = `
UPDATE innovation.measure SET state = @state, decided_by = @person, decided_at = @at, decision_reason = @reason WHERE id = @id`

func markMeasure(ctx context.Context, tx *db.Tx, id, person int64, to MeasureState, reason string) error {
	_, err := tx.Exec(ctx, markMeasureSQL, pgx.NamedArgs{"id": id, "person": person, "at": tx.Now, "state": to, "reason": reason})
	return err
}

// clock is the time terms are judged by, read after the row lock.
func clock(ctx context.Context, tx *db.Tx) (time.Time, error) {
	var now time.Time
	if err := tx.QueryRow(ctx, `SELECT audit.clock()`).Scan(&now); err != nil {
		return now, fmt.Errorf("innovation: clock: %w", err)
	}
	return now, nil
}
