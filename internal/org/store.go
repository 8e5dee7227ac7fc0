package org

import (
	"context"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
)

// Refusals that rest on the tables.
var (
	ErrBiznoTaken = fault.New(fault.Conflict, "bizno_taken")
	ErrEmailTaken = fault.New(fault.Conflict, "email_taken")
	ErrMember     = fault.New(fault.Conflict, "already_member")
)

var _ = db.Constraints(map[string]*fault.Error{
	"body_bizno_key":        withField(ErrBiznoTaken, "bizno"),
	"person_email_key":      withField(ErrEmailTaken, "email"),
	"membership_active_key": withField(ErrMember, "email"),
})

func withField(e *fault.Error, field string) *fault.Error {
	c := *e
	c.Fields = []fault.Field{fault.F(field, e.Code)}
	return &c
}

const bodyColumns = `id, kind, state, name_ko, name_en, bizno, corpno, representative, founded_on, region, address, phone, email,
  homepage, introduction, bank_name, bank_account, bank_holder, law, traits, sections_done, return_reasons,
  applied_by, decided_by, created_at, submitted_at, decided_at, version`

// BodyByID reads a body.
func BodyByID(ctx context.Context, q db.Querier, id int64) (Body, error) {
	return db.One[Body](q.Query(ctx, `SELECT `+bodyColumns+` FROM org.body WHERE id = @id`, pgx.NamedArgs{"id": id}))
}

// LockBody reads a body and holds it until the transaction ends.
func LockBody(ctx context.Context, tx *db.Tx, id int64) (Body, error) {
	return db.One[Body](tx.Query(ctx, `SELECT `+bodyColumns+` FROM org.body WHERE id = @id FOR UPDATE`, pgx.NamedArgs{"id": id}))
}

// BodiesIn lists bodies of a kind in a state, the longest waiting first.
func BodiesIn(ctx context.Context, q db.Querier, k Kind, s State) ([]Body, error) {
	return db.All[Body](q.Query(ctx, `SELECT `+bodyColumns+` FROM org.body WHERE kind = @kind AND state = @state ORDER BY submitted_at NULLS LAST, id LIMIT 200`,
		pgx.NamedArgs{"kind": k, "state": s}))
}

// PPSBody is the one body of the Public Procurement Service.
func PPSBody(ctx context.Context, q db.Querier) (int64, error) {
	return db.Value[int64](q.Query(ctx, `SELECT id FROM org.body WHERE kind = 'pps' AND state = 'admitted' ORDER BY id LIMIT 1`))
}

// Members lists who belongs to a body now.
func Members(ctx context.Context, q db.Querier, bodyID int64) ([]Member, error) {
	return db.All[Member](q.Query(ctx, `
SELECT m.id AS membership_id, p.id AS person_id, p.name, p.email, m.roles, m.since, m.version
  FROM org.membership m JOIN org.person p ON p.id = m.person_id
 WHERE m.body_id = @body AND m.left_at IS NULL ORDER BY m.id`, pgx.NamedArgs{"body": bodyID}))
}

// PersonByID reads a person.
func PersonByID(ctx context.Context, q db.Querier, id int64) (Person, error) {
	return db.One[Person](q.Query(ctx, `SELECT id, email, name, phone, lang, state, persona, created_at FROM org.person WHERE id = @id`,
		pgx.NamedArgs{"id": id}))
}

// InsertPerson makes somebody who can sign in once they have a password.
func InsertPerson(ctx context.Context, tx *db.Tx, email, name, hash, lang string) (int64, error) {
	return db.Value[int64](tx.Query(ctx, `
INSERT INTO org.person (email, name, password_hash, lang, created_at) VALUES (@email, @name, nullif(@hash, ''), @lang, @now) RETURNING id`,
		pgx.NamedArgs{"email": email, "name": name, "hash": hash, "lang": lang, "now": tx.Now}))
}

// InsertMembership lets a person act for a body. Somebody who acts for a supplier may
// not act for a buyer, nor the other way round: ErrBothSides.
func InsertMembership(ctx context.Context, tx *db.Tx, personID, bodyID int64, roles []Role) (int64, error) {
	both, err := db.Value[bool](tx.Query(ctx, `
SELECT EXISTS (SELECT FROM org.membership m JOIN org.body b ON b.id = m.body_id
                WHERE m.person_id = @person AND m.left_at IS NULL
                  AND (b.kind = 'supplier') <> (SELECT kind = 'supplier' FROM org.body WHERE id = @body))`,
		pgx.NamedArgs{"person": personID, "body": bodyID}))
	if err != nil {
		return 0, err
	}
	if both {
		return 0, ErrBothSides
	}
	return db.Value[int64](tx.Query(ctx, `
INSERT INTO org.membership (person_id, body_id, roles, since) VALUES (@person, @body, @roles, @now) RETURNING id`,
		pgx.NamedArgs{"person": personID, "body": bodyID, "roles": roles, "now": tx.Now}))
}

// ErrBothSides is a person who would act for a supplier and a buyer.
var ErrBothSides = withField(fault.New(fault.Conflict, "both_sides"), "email")

// InsertBody makes a body in a state.
func InsertBody(ctx context.Context, tx *db.Tx, b Body) (int64, error) {
	return db.Value[int64](tx.Query(ctx, `
INSERT INTO org.body (kind, state, name_ko, name_en, bizno, region, email, law, applied_by, created_at)
VALUES (@kind, @state, @name_ko, @name_en, @bizno, @region, @email, @law, @by, @now) RETURNING id`,
		pgx.NamedArgs{
			"kind": b.Kind, "state": b.State, "name_ko": b.NameKo, "name_en": b.NameEn, "bizno": b.Bizno, "region": b.Region,
			"email": b.Email, "law": orState(b.Law), "by": b.AppliedBy, "now": tx.Now,
		}))
}

func orState(law string) string {
	if law == "" {
		return "state"
	}
	return law
}
