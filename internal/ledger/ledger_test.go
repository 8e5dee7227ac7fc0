package ledger_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/dbtest"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/ledger"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/org"
)

var day = kst.Date(2026, time.March, 10)

// house is a database whose transactions happen on day, with the bodies that have books.
type house struct {
	db     *db.DB
	s      *ledger.Service
	people atomic.Int64
}

func newHouse(t testing.TB) *house {
	t.Helper()
	return houseOn(dbtest.New(t))
}

func houseOn(d *db.DB) *house { return (&house{db: d}).on(day) }

// on is the same house another day.
func (h *house) on(d kst.Day) *house {
	other := h.db.WithClock(func() time.Time { return d.At(10, 0) })
	return &house{db: other, s: ledger.New(other)}
}

// body makes a body and gives an actor of it with the roles.
func (h *house) body(t testing.TB, kind org.Kind, roles ...org.Role) auth.Actor {
	t.Helper()
	id, err := db.Value[int64](h.db.Query(t.Context(),
		`INSERT INTO org.body (kind, state, name_ko, name_en, bizno) VALUES ($1, 'admitted', '기관', 'Body', $2) RETURNING id`,
		kind, fmt.Sprintf("%010d", h.people.Add(1))))
	if err != nil {
		t.Fatal(err)
	}
	return h.member(t, auth.Actor{BodyID: id, BodyKind: kind, BodyState: org.Admitted}, roles...)
}

// member gives another person of the same body.
func (h *house) member(t testing.TB, of auth.Actor, roles ...org.Role) auth.Actor {
	t.Helper()
	n := h.people.Add(1)
	name := fmt.Sprintf("사람%d", n)
	id, err := db.Value[int64](h.db.Query(t.Context(), `INSERT INTO org.person (email, name) VALUES ($1, $2) RETURNING id`,
		fmt.Sprintf("p%d@example.kr", n), name))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.db.Exec(t.Context(), `INSERT INTO org.membership (person_id, body_id, roles) VALUES ($1, $2, $3)`, id, of.BodyID, roles); err != nil {
		t.Fatal(err)
	}
	of.PersonID, of.PersonName, of.Roles = id, name, roles
	return of
}

// pair is two persons of one desk.
type pair struct{ first, second auth.Actor }

func (h *house) institution(t testing.TB) pair {
	a := h.body(t, org.Institution, org.Finance)
	return pair{a, h.member(t, a, org.Finance)}
}

func (h *house) pps(t testing.TB) pair {
	a := h.body(t, org.PPS, org.BudgetOfficer)
	return pair{a, h.member(t, a, org.BudgetOfficer)}
}

func (h *house) open(t testing.TB, by auth.Actor, code string) ledger.Budget {
	t.Helper()
	b, err := h.s.OpenBudget(t.Context(), by, ledger.OpenCommand{FiscalYear: 2026, Code: code, NameKo: "자산취득비", NameEn: "Asset purchase", Key: uuid.New()})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (h *house) propose(t testing.TB, by auth.Actor, budget int64, e ledger.Event, amount money.Won) ledger.Proposal {
	t.Helper()
	p, err := h.s.Propose(t.Context(), by, ledger.ProposeCommand{
		BudgetID: budget, Event: e, Amount: amount, Basis: "2026년도 예산", EffectiveOn: kst.Date(2026, time.January, 1), Key: uuid.New(),
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// funded is a line with an amount appropriated and allotted.
func (h *house) funded(t testing.TB, who pair, code string, amount money.Won) int64 {
	t.Helper()
	b := h.open(t, who.first, code)
	for _, e := range []ledger.Event{ledger.Appropriate, ledger.Allot} {
		if err := h.s.Confirm(t.Context(), who.second, h.propose(t, who.first, b.ID, e, amount).ID); err != nil {
			t.Fatal(err)
		}
	}
	return b.ID
}

func (h *house) budget(t testing.TB, id int64) ledger.Budget {
	t.Helper()
	b, err := ledger.BudgetByID(t.Context(), h.db, id)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (h *house) sound(t testing.TB) {
	t.Helper()
	found, err := ledger.Fsck(t.Context(), h.db)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range found {
		t.Error(d)
	}
}

// act carries out one posting in its own transaction. A posting's key is its
// reference and event, and n where an order does the same more than once.
func (h *house) act(ctx context.Context, e ledger.Event, ref, n string, damages []ledger.Part, parts ...ledger.Part) error {
	return h.actBy(ctx, audit.Who{}, e, ref, n, damages, parts...)
}

func (h *house) actBy(ctx context.Context, by audit.Who, e ledger.Event, ref, n string, damages []ledger.Part, parts ...ledger.Part) error {
	return h.db.Run(ctx, func(tx *db.Tx) error {
		p := ledger.Posting{Key: ref + ":" + string(e) + n, Ref: ref, By: by, Parts: parts}
		switch e {
		case ledger.Reserve:
			return h.s.Reserve(ctx, tx, p)
		case ledger.ReleaseReservation:
			return h.s.ReleaseReservation(ctx, tx, p)
		case ledger.Obligate:
			return h.s.Obligate(ctx, tx, p)
		case ledger.ReleaseObligation:
			return h.s.ReleaseObligation(ctx, tx, p)
		case ledger.Accept:
			return h.s.Accept(ctx, tx, p)
		case ledger.Pay:
			return h.s.Pay(ctx, tx, p, damages)
		case ledger.Appropriate, ledger.Allot:
		}
		return fmt.Errorf("not an act: %s", e)
	})
}

func part(budget int64, amount money.Won) ledger.Part {
	return ledger.Part{BudgetID: budget, Amount: amount}
}
