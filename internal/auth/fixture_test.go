package auth_test

import (
	"fmt"
	"regexp"
	"testing"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/dbtest"
	"jangteo.kr/internal/mail"
	"jangteo.kr/internal/org"
)

const (
	password = "고양이는 네 발로 걷는다"
	home     = "203.0.113.7"
	office   = "198.51.100.20"
)

// door is a site with nobody in it yet.
type door struct {
	t    *testing.T
	db   *db.DB
	auth *auth.Service
	n    int
}

func newDoor(t *testing.T, demo bool) *door {
	t.Helper()
	d := dbtest.New(t)
	return &door{t: t, db: d, auth: service(t, d, demo)}
}

func service(t *testing.T, d *db.DB, demo bool) *auth.Service {
	t.Helper()
	s := auth.New(d, "https://jangteo.example", demo)
	return s
}

func (w *door) exec(sql string, args ...any) {
	w.t.Helper()
	if _, err := w.db.Exec(w.t.Context(), sql, args...); err != nil {
		w.t.Fatal(err)
	}
}

func value[T any](w *door, sql string, args ...any) T {
	w.t.Helper()
	v, err := db.Value[T](w.db.Query(w.t.Context(), sql, args...))
	if err != nil {
		w.t.Fatal(err)
	}
	return v
}

// person makes somebody with the usual password, without a body.
func (w *door) person(email string) int64 {
	w.t.Helper()
	hash, err := w.auth.Hash(w.t.Context(), password)
	if err != nil {
		w.t.Fatal(err)
	}
	return value[int64](w, `INSERT INTO org.person (email, name, password_hash) VALUES ($1, $1, $2) RETURNING id`, email, hash)
}

// member makes a person in a new admitted institution.
func (w *door) member(email string, roles ...org.Role) auth.Actor {
	w.t.Helper()
	w.n++
	p := w.person(email)
	b := value[int64](w, `INSERT INTO org.body (kind, state, name_ko) VALUES ('institution', 'admitted', $1) RETURNING id`, fmt.Sprintf("기관 %d", w.n))
	w.exec(`INSERT INTO org.membership (person_id, body_id, roles) VALUES ($1, $2, $3)`, p, b, roles)
	v, err := w.auth.Load(w.t.Context(), p, 0)
	if err != nil {
		w.t.Fatal(err)
	}
	return v.Actor
}

var link = regexp.MustCompile(`https://jangteo\.example/reset/(\S+)`)

// token is the one in the newest mail to an address; "" if there is no such mail.
func (w *door) token(to string) string {
	w.t.Helper()
	mails, err := mail.Recent(w.t.Context(), w.db, 50)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, m := range mails {
		if m.To == to {
			if found := link.FindStringSubmatch(m.Body); found != nil {
				return found[1]
			}
		}
	}
	return ""
}
