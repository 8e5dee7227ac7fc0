package admission_test

import (
	"fmt"
	"regexp"
	"testing"
	"time"

	"jangteo.kr/internal/admission"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/bizno"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/dbtest"
	"jangteo.kr/internal/mail"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/todo"
)

const password = "고양이는 네 발로 걷는다"

// gate is a site with PPS's people at their desks.
type gate struct {
	t         *testing.T
	db        *db.DB
	auth      *auth.Service
	admission *admission.Service
	n         int
	pps       int64

	admin, admin2, desk, desk2, auditor auth.Actor
}

func newGate(t *testing.T) *gate {
	t.Helper()
	d := dbtest.New(t)
	a := auth.New(d, "https://jangteo.example", false)
	w := &gate{t: t, db: d, auth: a, admission: admission.New(d, a, "https://jangteo.example")}
	w.pps = w.body(org.PPS)
	w.admin, w.admin2 = w.actor(w.pps, org.SystemAdmin), w.actor(w.pps, org.SystemAdmin)
	w.desk, w.desk2 = w.actor(w.pps, org.MarketDesk), w.actor(w.pps, org.MarketDesk)
	w.auditor = w.actor(w.body(org.Auditor), org.AuditorRole)
	return w
}

func value[T any](w *gate, sql string, args ...any) T {
	w.t.Helper()
	v, err := db.Value[T](w.db.Query(w.t.Context(), sql, args...))
	if err != nil {
		w.t.Fatal(err)
	}
	return v
}

func (w *gate) exec(sql string, args ...any) {
	w.t.Helper()
	if _, err := w.db.Exec(w.t.Context(), sql, args...); err != nil {
		w.t.Fatal(err)
	}
}

func (w *gate) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *gate) body(k org.Kind) int64 {
	w.t.Helper()
	w.n++
	var number *string
	if k == org.Supplier {
		nine := fmt.Sprintf("21181%04d", w.n)
		s := nine + string(bizno.CheckDigit(nine))
		number = &s
	}
	return value[int64](w, `INSERT INTO org.body (kind, state, name_ko, bizno) VALUES ($1, 'admitted', $2, $3) RETURNING id`, k, fmt.Sprintf("기관 %d", w.n), number)
}

func (w *gate) actor(body int64, roles ...org.Role) auth.Actor {
	w.t.Helper()
	w.n++
	p := value[int64](w, `INSERT INTO org.person (email, name) VALUES ($1, $2) RETURNING id`, fmt.Sprintf("p%d@example.kr", w.n), fmt.Sprintf("사람 %d", w.n))
	w.exec(`INSERT INTO org.membership (person_id, body_id, roles) VALUES ($1, $2, $3)`, p, body, roles)
	return w.load(p, body)
}

// load reads somebody as the next request would.
func (w *gate) load(person, body int64) auth.Actor {
	w.t.Helper()
	v, err := w.auth.Load(w.t.Context(), person, body)
	w.ok(err)
	return v.Actor
}

var link = regexp.MustCompile(`https://jangteo\.example/invitations/(\S+)`)

// token is the one in the newest mail to an address; "" if there is no such mail.
func (w *gate) token(to string) string {
	w.t.Helper()
	mails, err := mail.Recent(w.t.Context(), w.db, 100)
	w.ok(err)
	for _, m := range mails {
		if m.To == to {
			if found := link.FindStringSubmatch(m.Body); found != nil {
				return found[1]
			}
			return ""
		}
	}
	return ""
}

// accept follows the newest invitation to an address.
func (w *gate) accept(email, name string) auth.Actor {
	w.t.Helper()
	token := w.token(email)
	if token == "" {
		w.t.Fatalf("no invitation to %s", email)
	}
	person, body, err := w.admission.Accept(w.t.Context(), token, name, password, "ko")
	w.ok(err)
	return w.load(person, body)
}

// turns lists what waits for somebody.
func (w *gate) turns(by auth.Actor) []string {
	w.t.Helper()
	rows, err := todo.For(w.t.Context(), w.db, by, 100)
	w.ok(err)
	var out []string
	for _, r := range rows {
		out = append(out, r.Action+" "+r.Object)
	}
	return out
}

func (w *gate) state(body int64) org.Body {
	w.t.Helper()
	b, err := org.BodyByID(w.t.Context(), w.db, body)
	w.ok(err)
	return b
}

// newcomer registers and chooses a password; the task list is empty.
func (w *gate) newcomer(email string) auth.Actor {
	w.t.Helper()
	w.ok(w.admission.Register(w.t.Context(), email, "나신규", "ko"))
	return w.accept(email, "나신규")
}

func section(name, number string) org.Body {
	n := bizno.Number(number)
	founded := time.Date(2015, 3, 2, 0, 0, 0, 0, time.UTC)
	switch name {
	case "company":
		return org.Body{NameKo: "새벽정밀", NameEn: "Saebyeok Precision", Bizno: &n, Representative: "나신규", FoundedOn: &founded}
	case "contact":
		return org.Body{Region: "11", Address: "서울특별시 중구 세종대로 110", Phone: "02-120"}
	case "bank":
		return org.Body{BankName: "한국은행", BankAccount: "110-123-456789", BankHolder: "새벽정밀"}
	}
	return org.Body{Traits: []string{"sme", "startup"}}
}

// fill keeps the named sections.
func (w *gate) fill(by auth.Actor, number string, sections ...string) {
	w.t.Helper()
	for _, s := range sections {
		w.ok(w.admission.SaveSection(w.t.Context(), by, admission.SectionCommand{Section: s, Version: w.state(by.BodyID).Version, Body: section(s, number)}))
	}
}

// submitted is a supplier whose registration waits for the desk.
func (w *gate) submitted(email, number string) auth.Actor {
	w.t.Helper()
	a := w.newcomer(email)
	w.fill(a, number, admission.Sections...)
	w.ok(w.admission.Submit(w.t.Context(), a, w.state(a.BodyID).Version))
	return a
}
