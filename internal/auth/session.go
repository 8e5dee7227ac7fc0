package auth

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
)

// SessionStore keeps sessions in PostgreSQL under a hash of their token. It satisfies
// scs.CtxStore. A session dies after Idle without a request, at its absolute end, or
// when its person is disabled.
type SessionStore struct {
	db   *db.DB
	idle time.Duration
}

// NewSessionStore makes the store.
func NewSessionStore(d *db.DB, idle time.Duration) *SessionStore { return &SessionStore{d, idle} }

// SessionMeta travels in a request's context: what the store writes beside a session.
type SessionMeta struct {
	PersonID  int64
	IP        string
	UserAgent string
	PublicID  uuid.UUID // read: which session this is, in lists
	CreatedAt time.Time

	found string // the token under which the session was found
}

type metaKey struct{}

// WithSessionMeta puts m in ctx for the store to read and fill.
func WithSessionMeta(ctx context.Context, m *SessionMeta) context.Context {
	return context.WithValue(ctx, metaKey{}, m)
}

// SessionMetaFrom takes it out; it is never nil.
func SessionMetaFrom(ctx context.Context) *SessionMeta {
	if m, ok := ctx.Value(metaKey{}).(*SessionMeta); ok {
		return m
	}
	return &SessionMeta{}
}

// seen_at is written at most once a minute: one more row version a request would buy nothing.
const findSession = `
WITH s AS (
  SELECT data, public_id, person_id, created_at, seen_at FROM auth.session
   WHERE token_hash = @token AND expires_at > now() AND seen_at > now() - @idle::interval),
u AS (
  UPDATE auth.session SET seen_at = now() WHERE token_hash = @token AND EXISTS (SELECT FROM s WHERE seen_at < now() - interval '1 minute'))
SELECT data, public_id, coalesce(person_id, 0), created_at FROM s`

// FindCtx gives a live session's data.
func (s *SessionStore) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	m := SessionMetaFrom(ctx)
	var data []byte
	err := s.db.QueryRow(ctx, findSession, pgx.NamedArgs{"token": []byte(token), "idle": s.idle}).Scan(&data, &m.PublicID, &m.PersonID, &m.CreatedAt)
	if fault.Of(db.NotFound(err), fault.NotFound) {
		return nil, false, nil
	}
	if err == nil {
		m.found = token
	}
	return data, err == nil, err
}

const commitSession = `
INSERT INTO auth.session (token_hash, data, expires_at, person_id, ip, user_agent)
VALUES (@token, @data, @expires, nullif(@person, 0), @ip, @agent)
ON CONFLICT (token_hash) DO UPDATE SET data = excluded.data, expires_at = excluded.expires_at, seen_at = now(),
  person_id = coalesce(excluded.person_id, auth.session.person_id)`

const updateSession = `
UPDATE auth.session SET data = @data, expires_at = @expires, seen_at = now(), person_id = coalesce(nullif(@person, 0), person_id)
 WHERE token_hash = @token`

// CommitCtx writes a session. One that this request found and that was ended meanwhile,
// by a new password or a dismissal, stays ended.
func (s *SessionStore) CommitCtx(ctx context.Context, token string, data []byte, expires time.Time) error {
	m := SessionMetaFrom(ctx)
	sql := commitSession
	if m.found == token {
		sql = updateSession
	}
	_, err := s.db.Exec(ctx, sql, pgx.NamedArgs{
		"token": []byte(token), "data": data, "expires": expires, "person": m.PersonID, "ip": clip(m.IP, 60), "agent": clip(m.UserAgent, 200),
	})
	return err
}

// DeleteCtx ends a session.
func (s *SessionStore) DeleteCtx(ctx context.Context, token string) error {
	_, err := s.db.Exec(ctx, `DELETE FROM auth.session WHERE token_hash = @token`, pgx.NamedArgs{"token": []byte(token)})
	return err
}

// Find, Commit and Delete exist because scs.Store asks for them; scs calls the
// context-aware forms.
func (s *SessionStore) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is CommitCtx without a context.
func (s *SessionStore) Commit(token string, data []byte, expires time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expires)
}

// Delete is DeleteCtx without a context.
func (s *SessionStore) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

// clip keeps the first n bytes of what a browser says about itself, as text.
func clip(s string, n int) string {
	if len(s) > n {
		s = s[:n]
	}
	return strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\x00", "")
}

// Session is one of a person's places of signing in.
type Session struct {
	PublicID  uuid.UUID `db:"public_id"`
	IP        string    `db:"ip"`
	UserAgent string    `db:"user_agent"`
	CreatedAt time.Time `db:"created_at"`
	SeenAt    time.Time `db:"seen_at"`
}

// Sessions lists the person's live sessions, the latest first.
func (s *Service) Sessions(ctx context.Context, by Actor) ([]Session, error) {
	return db.All[Session](s.db.Query(ctx, `
SELECT public_id, ip, user_agent, created_at, seen_at FROM auth.session
 WHERE person_id = @person AND expires_at > now() ORDER BY seen_at DESC`, pgx.NamedArgs{"person": by.PersonID}))
}

// EndSession ends one of the person's own sessions.
func (s *Service) EndSession(ctx context.Context, by Actor, id uuid.UUID) error {
	return s.endSessions(ctx, by, `DELETE FROM auth.session WHERE person_id = @person AND public_id = @id`, id)
}

// EndOtherSessions ends all of the person's sessions but one.
func (s *Service) EndOtherSessions(ctx context.Context, by Actor, keep uuid.UUID) error {
	return s.endSessions(ctx, by, `DELETE FROM auth.session WHERE person_id = @person AND public_id <> @id`, keep)
}

func (s *Service) endSessions(ctx context.Context, by Actor, sql string, id uuid.UUID) error {
	if !by.SignedIn() {
		return fault.ErrUnauthenticated
	}
	return s.db.Run(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, sql, pgx.NamedArgs{"person": by.PersonID, "id": id}); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{By: by.Who(), Action: "auth.end_session", Object: audit.Ref("person", by.PersonID)})
	})
}

// SweepSessions deletes what has run out; a job calls it.
func (s *Service) SweepSessions(ctx context.Context) error {
	_, err := s.db.Exec(ctx, `DELETE FROM auth.session WHERE expires_at < now()`)
	if err == nil {
		_, err = s.db.Exec(ctx, `DELETE FROM auth.throttle WHERE since < now() - interval '90 days'`)
	}
	return err
}
