package todo_test

import (
	"testing"
	"time"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/dbtest"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/todo"
)

func approver(person, body int64) auth.Actor {
	return auth.Actor{PersonID: person, BodyID: body, BodyState: org.Admitted, Roles: []org.Role{org.Approver}}
}

func open(t *testing.T, tx *db.Tx, task todo.Task) {
	t.Helper()
	if err := todo.Open(t.Context(), tx, task); err != nil {
		t.Fatal(err)
	}
}

func list(t *testing.T, tx *db.Tx, by auth.Actor) []todo.Row {
	t.Helper()
	rows, err := todo.For(t.Context(), tx, by, 100)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestFor_showsTheTurnToItsDeskOnly(t *testing.T) {
	tx := dbtest.Tx(t)
	open(t, tx, todo.Task{Object: "order:1", Action: "order.approve", BodyID: 9001, Role: org.Approver, Barred: []int64{11}, Params: map[string]any{"number": "R26"}})
	for name, c := range map[string]struct {
		by   auth.Actor
		want int
	}{
		"an approver":                   {approver(12, 9001), 1},
		"the requester who may approve": {approver(11, 9001), 0},
		"an approver elsewhere":         {approver(12, 9002), 0},
		"another role":                  {auth.Actor{PersonID: 12, BodyID: 9001, Roles: []org.Role{org.Requester}}, 0},
		"the public":                    {auth.Actor{}, 0},
	} {
		if got := list(t, tx, c.by); len(got) != c.want {
			t.Errorf("%s sees %d", name, len(got))
		}
	}
	if row := list(t, tx, approver(12, 9001))[0]; row.Params["number"] != "R26" || row.Object != "order:1" {
		t.Errorf("%+v", row)
	}
}

func TestOpen_twiceIsOneTurnWithTheLatestTerms(t *testing.T) {
	tx := dbtest.Tx(t)
	due := tx.Now.Add(24 * time.Hour)
	open(t, tx, todo.Task{Object: "order:1", Action: "order.approve", BodyID: 9001, Role: org.Approver})
	open(t, tx, todo.Task{Object: "order:1", Action: "order.approve", BodyID: 9001, Role: org.Approver, Due: due, Barred: []int64{13}})
	rows := list(t, tx, approver(12, 9001))
	if len(rows) != 1 || rows[0].Due == nil || !rows[0].Due.Equal(due) {
		t.Errorf("%+v", rows)
	}
	if len(list(t, tx, approver(13, 9001))) != 0 {
		t.Error("the later bar does not hold")
	}
}

func TestFor_putsTheMostUrgentFirst(t *testing.T) {
	tx := dbtest.Tx(t)
	open(t, tx, todo.Task{Object: "order:1", Action: "order.approve", BodyID: 9001, Role: org.Approver})
	open(t, tx, todo.Task{Object: "order:2", Action: "order.approve", BodyID: 9001, Role: org.Approver, Due: tx.Now.Add(48 * time.Hour)})
	open(t, tx, todo.Task{Object: "order:3", Action: "order.approve", BodyID: 9001, Role: org.Approver, Due: tx.Now.Add(24 * time.Hour)})
	var got []string
	for _, r := range list(t, tx, approver(12, 9001)) {
		got = append(got, r.Object)
	}
	if len(got) != 3 || got[0] != "order:3" || got[1] != "order:2" || got[2] != "order:1" {
		t.Errorf("%v", got)
	}
}

func TestDone_closesEveryTurnOnTheObjectAndNoOther(t *testing.T) {
	tx := dbtest.Tx(t)
	open(t, tx, todo.Task{Object: "order:1", Action: "order.approve", BodyID: 9001, Role: org.Approver})
	open(t, tx, todo.Task{Object: "order:1", Action: "order.cancel", BodyID: 9001, Role: org.Approver})
	open(t, tx, todo.Task{Object: "order:2", Action: "order.approve", BodyID: 9001, Role: org.Approver})
	if err := todo.Done(t.Context(), tx, audit.Who{PersonID: 12}, "order:1"); err != nil {
		t.Fatal(err)
	}
	if rows, err := todo.On(t.Context(), tx, "order:1"); err != nil || len(rows) != 0 {
		t.Errorf("%d turns are open, %v", len(rows), err)
	}
	if rows := list(t, tx, approver(12, 9001)); len(rows) != 1 || rows[0].Object != "order:2" {
		t.Errorf("%+v", rows)
	}
	// A turn that was closed may come back.
	open(t, tx, todo.Task{Object: "order:1", Action: "order.approve", BodyID: 9001, Role: org.Approver})
	if rows := list(t, tx, approver(12, 9001)); len(rows) != 2 {
		t.Errorf("%d turns", len(rows))
	}
}
