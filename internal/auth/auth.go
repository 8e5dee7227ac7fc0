// Package auth owns who is asking: passwords, sessions, throttling, resets, and the
// Actor by which every service decides. It refuses to decide what an actor may do to
// a business object; the object's own service does.
package auth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"runtime"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/mail"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/text"
)

// Service signs people in and out.
type Service struct {
	db      *db.DB
	hasher  *hasher
	baseURL string
	demo    bool
}

// New makes the service. In demo mode, and only then, personas sign in by one click.
func New(d *db.DB, baseURL string, demo bool) *Service {
	return &Service{db: d, hasher: newHasher(runtime.NumCPU()), baseURL: baseURL, demo: demo}
}

const selectCredentials = `
SELECT id, coalesce(password_hash, '') AS hash, state FROM org.person WHERE lower(email) = lower(@email)`

// SignIn checks an e-mail address and password and gives the person. Unknown address,
// wrong password and disabled person are one and the same refusal and take as long.
func (s *Service) SignIn(ctx context.Context, email, password, ip string) (int64, error) {
	email = strings.TrimSpace(email)
	if err := s.try(ctx, email, ip); err != nil {
		return 0, err
	}
	var id int64
	var hash, state string
	err := s.db.QueryRow(ctx, selectCredentials, pgx.NamedArgs{"email": email}).Scan(&id, &hash, &state)
	if err != nil && !fault.Of(db.NotFound(err), fault.NotFound) {
		return 0, err
	}
	ok, err := s.hasher.matches(ctx, password, hash)
	if err != nil {
		return 0, err
	}
	if !ok || hash == "" || state != "active" {
		return 0, s.failed(ctx, ip, id)
	}
	return id, s.succeeded(ctx, email, ip, id)
}

// SignInPersona signs a demo persona in; outside demo mode there is none.
func (s *Service) SignInPersona(ctx context.Context, persona string) (int64, error) {
	if !s.demo {
		return 0, ErrDemoOnly
	}
	id, err := db.Value[int64](s.db.Query(ctx,
		`SELECT id FROM org.person WHERE persona = @persona AND demo AND state = 'active'`, pgx.NamedArgs{"persona": persona}))
	if err != nil {
		return 0, err
	}
	return id, s.db.Run(ctx, func(tx *db.Tx) error {
		return audit.Record(ctx, tx, audit.Event{By: audit.Who{PersonID: id}, Action: "auth.sign_in", Object: audit.Ref("person", id), Detail: map[string]any{"persona": persona}})
	})
}

// Visit is what every page of a signed-in person needs, read in one round trip.
type Visit struct {
	Actor  Actor
	Unread int
	Todo   int
	Cart   int
}

const selectVisit = `
SELECT p.id, p.name, p.lang, coalesce(m.id, 0), coalesce(b.id, 0), coalesce(b.name_ko, ''), coalesce(b.name_en, ''),
       coalesce(b.kind, ''), coalesce(b.state, ''), coalesce(b.law, ''), coalesce(m.roles, '{}'),
       (SELECT count(*) FROM notify.notice n WHERE n.person_id = p.id AND n.read_at IS NULL),
       (SELECT count(DISTINCT (t.object, t.action)) FROM todo.task t WHERE t.closed_at IS NULL AND t.body_id = b.id AND t.role = ANY(m.roles) AND NOT p.id = ANY(t.barred)),
       (SELECT count(*) FROM market.cart_line c WHERE c.person_id = p.id)
  FROM org.person p
  LEFT JOIN org.membership m ON m.person_id = p.id AND m.left_at IS NULL AND (@body = 0 OR m.body_id = @body)
  LEFT JOIN org.body b ON b.id = m.body_id
 WHERE p.id = @person AND p.state = 'active'
 ORDER BY m.id LIMIT 1`

// Load reads the actor anew, so that a change of role or a dismissal counts from the
// next request. bodyID 0 takes the person's first body.
func (s *Service) Load(ctx context.Context, personID, bodyID int64) (Visit, error) {
	var v Visit
	a := &v.Actor
	err := s.db.QueryRow(ctx, selectVisit, pgx.NamedArgs{"person": personID, "body": bodyID}).Scan(
		&a.PersonID, &a.PersonName, &a.Lang, &a.MembershipID, &a.BodyID, &a.BodyName, &a.BodyNameEn,
		&a.BodyKind, &a.BodyState, &a.Law, &a.Roles, &v.Unread, &v.Todo, &v.Cart)
	return v, db.NotFound(err)
}

// Hash checks a new password and hashes it. about holds what the password must not be:
// the e-mail address, the company's name and number.
func (s *Service) Hash(ctx context.Context, password string, about ...string) (string, error) {
	if err := checkPassword(password, about...); err != nil {
		return "", err
	}
	return s.hasher.hash(ctx, password)
}

// maxResets bounds the links of a person that work at a time, so that nobody's mailbox
// is flooded by asking in their name.
const maxResets = 5

const insertReset = `
INSERT INTO auth.reset (token_hash, person_id, expires_at) SELECT @hash, @person, @expires
 WHERE (SELECT count(*) FROM auth.reset WHERE person_id = @person AND used_at IS NULL AND expires_at > @now) < @max`

// RequestReset mails a link that lets the person choose a new password within the
// hour. It says nothing about whether the address is known.
func (s *Service) RequestReset(ctx context.Context, email string) error {
	token, hash := NewToken()
	return s.db.Run(ctx, func(tx *db.Tx) error {
		var id int64
		var lang, to string
		err := tx.QueryRow(ctx, `SELECT id, lang, email FROM org.person WHERE lower(email) = lower(@email) AND state = 'active'`,
			pgx.NamedArgs{"email": strings.TrimSpace(email)}).Scan(&id, &lang, &to)
		if err != nil {
			if fault.Of(db.NotFound(err), fault.NotFound) {
				return nil
			}
			return err
		}
		tag, err := tx.Exec(ctx, insertReset, pgx.NamedArgs{"hash": hash, "person": id, "expires": tx.Now.Add(time.Hour), "now": tx.Now, "max": maxResets})
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		l := text.For(lang)
		return mail.Queue(ctx, tx, mail.Message{
			To: to, Subject: l.T("mail.reset.subject"), Body: l.T("mail.reset.body", "link", s.baseURL+"/reset/"+token),
		})
	})
}

// Reset sets a new password by a mailed token, once, and ends every session.
func (s *Service) Reset(ctx context.Context, token, password string) error {
	hash, err := s.Hash(ctx, password)
	if err != nil {
		return err
	}
	return s.db.Run(ctx, func(tx *db.Tx) error {
		id, err := db.Value[int64](tx.Query(ctx, `
UPDATE auth.reset SET used_at = @now WHERE token_hash = @token AND used_at IS NULL AND expires_at > audit.clock() RETURNING person_id`,
			pgx.NamedArgs{"token": TokenHash(token), "now": tx.Now}))
		if fault.Of(err, fault.NotFound) {
			return ErrResetExpired
		} else if err != nil {
			return err
		}
		return setPassword(ctx, tx, id, hash, "auth.reset_password", uuid.Nil)
	})
}

// ChangePassword sets a new password for one who knows the present one, and ends the
// person's other sessions.
func (s *Service) ChangePassword(ctx context.Context, by Actor, current, next string, keep uuid.UUID) error {
	if !by.SignedIn() {
		return fault.ErrUnauthenticated
	}
	old, err := db.Value[string](s.db.Query(ctx, `SELECT coalesce(password_hash, '') FROM org.person WHERE id = @id`, pgx.NamedArgs{"id": by.PersonID}))
	if err != nil {
		return err
	}
	ok, err := s.hasher.matches(ctx, current, old)
	if err != nil {
		return err
	}
	if !ok {
		return fault.Bad("form_invalid", fault.F("current", "password_wrong"))
	}
	hash, err := s.Hash(ctx, next, by.BodyName)
	if err != nil {
		return err
	}
	return s.db.Run(ctx, func(tx *db.Tx) error {
		return setPassword(ctx, tx, by.PersonID, hash, "auth.change_password", keep)
	})
}

func setPassword(ctx context.Context, tx *db.Tx, person int64, hash, action string, keep uuid.UUID) error {
	if _, err := tx.Exec(ctx, `UPDATE org.person SET password_hash = @hash WHERE id = @id`, pgx.NamedArgs{"hash": hash, "id": person}); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM auth.session WHERE person_id = @id AND public_id <> @keep`, pgx.NamedArgs{"id": person, "keep": keep}); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Event{By: audit.Who{PersonID: person}, Action: action, Object: audit.Ref("person", person)})
}

// NewToken makes an unguessable token for a link, and the hash to keep of it.
func NewToken() (token string, hash []byte) {
	b := make([]byte, 24)
	_, _ = rand.Read(b) // never fails
	token = base64.RawURLEncoding.EncodeToString(b)
	return token, TokenHash(token)
}

// TokenHash is what is kept of a token.
func TokenHash(token string) []byte {
	h := sha256.Sum256([]byte(token))
	return h[:]
}

// Persona is a demo account on the sign-in page.
type Persona struct {
	Persona string     `db:"persona"`
	Name    string     `db:"name"`
	Body    string     `db:"body"`
	Kind    org.Kind   `db:"kind"`
	Roles   []org.Role `db:"roles"`
	Email   string     `db:"email"`
}

// Personas lists the demo accounts; outside demo mode there are none.
func (s *Service) Personas(ctx context.Context) ([]Persona, error) {
	if !s.demo {
		return nil, nil
	}
	return db.All[Persona](s.db.Query(ctx, `
SELECT p.persona, p.name, b.name_ko AS body, b.kind, m.roles, p.email
  FROM org.person p JOIN org.membership m ON m.person_id = p.id AND m.left_at IS NULL JOIN org.body b ON b.id = m.body_id
 WHERE p.demo AND p.persona IS NOT NULL AND p.state = 'active' ORDER BY p.id`))
}
