package notify_test

import (
	"fmt"
	"testing"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/dbtest"
	"jangteo.kr/internal/notify"
	"jangteo.kr/internal/org"
)

type house struct {
	t    *testing.T
	db   *db.DB
	body int64
	n    int
}

func newHouse(t *testing.T) *house {
	d := dbtest.New(t)
	h := &house{t: t, db: d}
	h.body = value[int64](h, `INSERT INTO org.body (kind, state, name_ko) VALUES ('institution', 'admitted', '기관') RETURNING id`)
	return h
}

func value[T any](h *house, sql string, args ...any) T {
	h.t.Helper()
	v, err := db.Value[T](h.db.Query(h.t.Context(), sql, args...))
	if err != nil {
		h.t.Fatal(err)
	}
	return v
}

func (h *house) member(roles ...org.Role) auth.Actor {
	h.t.Helper()
	h.n++
	p := value[int64](h, `INSERT INTO org.person (email, name) VALUES ($1, $1) RETURNING id`, fmt.Sprintf("p%d@example.kr", h.n))
	m := value[int64](h, `INSERT INTO org.membership (person_id, body_id, roles) VALUES ($1, $2, $3) RETURNING id`, p, h.body, roles)
	return auth.Actor{PersonID: p, MembershipID: m, BodyID: h.body, Roles: roles}
}

func (h *house) send(m notify.Message) {
	h.t.Helper()
	if err := h.db.Run(h.t.Context(), func(tx *db.Tx) error { return notify.Send(h.t.Context(), tx, m) }); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) told(a auth.Actor) []notify.Notice {
	h.t.Helper()
	n, err := notify.Recent(h.t.Context(), h.db, a, 10)
	if err != nil {
		h.t.Fatal(err)
	}
	return n
}

func TestSend_tellsEachHolderOfTheRolesOnce(t *testing.T) {
	h := newHouse(t)
	both, one, other, gone := h.member(org.Approver, org.Finance), h.member(org.Finance), h.member(org.Inspector), h.member(org.Finance)
	if _, err := h.db.Exec(t.Context(), `UPDATE org.membership SET left_at = now() WHERE id = $1`, gone.MembershipID); err != nil {
		t.Fatal(err)
	}
	h.send(notify.Message{BodyID: h.body, Roles: []org.Role{org.Approver, org.Finance}, Kind: "order_paid", Object: "order:1", Params: map[string]any{"number": "R26"}})
	for name, c := range map[string]struct {
		a    auth.Actor
		want int
	}{"both roles": {both, 1}, "one role": {one, 1}, "another role": {other, 0}, "who has left": {gone, 0}} {
		if got := h.told(c.a); len(got) != c.want {
			t.Errorf("%s: told %d times", name, len(got))
		}
	}
	if n := h.told(both)[0]; n.Kind != "order_paid" || n.Params["number"] != "R26" || n.ReadAt != nil {
		t.Errorf("%+v", n)
	}
}

func TestSend_canTellOnePerson(t *testing.T) {
	h := newHouse(t)
	a, b := h.member(org.Requester), h.member(org.Requester)
	h.send(notify.Message{PersonID: a.PersonID, Kind: "order_refused", Object: "order:1"})
	if len(h.told(a)) != 1 || len(h.told(b)) != 0 {
		t.Errorf("told %d and %d", len(h.told(a)), len(h.told(b)))
	}
}

func TestReadAll_marksOnesOwnUpToWhatWasShown(t *testing.T) {
	h := newHouse(t)
	a, b := h.member(org.Requester), h.member(org.Requester)
	for i := range 3 {
		h.send(notify.Message{BodyID: h.body, Roles: []org.Role{org.Requester}, Kind: "order_issued", Object: fmt.Sprintf("order:%d", i)})
	}
	shown := h.told(a)[1].ID // the newest came after the page was made
	if err := notify.ReadAll(t.Context(), h.db, a, shown); err != nil {
		t.Fatal(err)
	}
	unread := func(a auth.Actor) (n int) {
		for _, x := range h.told(a) {
			if x.ReadAt == nil {
				n++
			}
		}
		return n
	}
	if unread(a) != 1 || unread(b) != 3 {
		t.Errorf("unread: mine %d, another's %d", unread(a), unread(b))
	}
}
