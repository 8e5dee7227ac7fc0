package audit_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/google/uuid"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/dbtest"
)

var me = audit.Who{PersonID: 7, BodyID: 3}

type request struct {
	Order  int64
	Amount int64
}

// approve claims a key, records an act and settles it: what a money command does.
func approve(ctx context.Context, d *db.DB, by audit.Who, key uuid.UUID, r request) (object string, done bool, err error) {
	err = d.Run(ctx, func(tx *db.Tx) error {
		if object, done, err = audit.Once(ctx, tx, by, "order.approve", key, r); err != nil || done {
			return err
		}
		object = audit.Ref("order", r.Order)
		if err := audit.Record(ctx, tx, audit.Event{By: by, Action: "order.approve", Object: object, From: "requested", To: "issued"}); err != nil {
			return err
		}
		return audit.Settle(ctx, tx, by, "order.approve", key, object)
	})
	return object, done, err
}

func acts(t *testing.T, d *db.DB, object string) int {
	t.Helper()
	h, err := audit.History(t.Context(), d, object)
	if err != nil {
		t.Fatal(err)
	}
	return len(h)
}

func TestOnce_repeatsGiveTheFirstOutcome(t *testing.T) {
	d, key := dbtest.New(t), uuid.New()
	for i := range 3 {
		object, done, err := approve(t.Context(), d, me, key, request{12, 5000})
		if err != nil || object != "order:12" || done != (i > 0) {
			t.Fatalf("try %d: %s, done %t, %v", i, object, done, err)
		}
	}
	if n := acts(t, d, "order:12"); n != 1 {
		t.Errorf("%d acts", n)
	}
}

func TestOnce_refusesAKeyWithAnotherRequest(t *testing.T) {
	d, key := dbtest.New(t), uuid.New()
	if _, _, err := approve(t.Context(), d, me, key, request{12, 5000}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := approve(t.Context(), d, me, key, request{12, 9000}); !errors.Is(err, audit.ErrKeyReused) {
		t.Errorf("another amount under the same key: %v", err)
	}
	if n := acts(t, d, "order:12"); n != 1 {
		t.Errorf("%d acts", n)
	}
}

// A key belongs to its person and act: nobody learns of, or blocks, another's.
func TestOnce_keysBelongToPersons(t *testing.T) {
	d, key := dbtest.New(t), uuid.New()
	if _, _, err := approve(t.Context(), d, me, key, request{12, 5000}); err != nil {
		t.Fatal(err)
	}
	other := audit.Who{PersonID: 8, BodyID: 4}
	if object, done, err := approve(t.Context(), d, other, key, request{13, 1}); err != nil || done || object != "order:13" {
		t.Errorf("another person's same key: %s, done %t, %v", object, done, err)
	}
}

func TestOnce_aFailedCommandDoesNotUseItsKeyUp(t *testing.T) {
	d, key := dbtest.New(t), uuid.New()
	broken := errors.New("no money")
	err := d.Run(t.Context(), func(tx *db.Tx) error {
		if _, done, err := audit.Once(t.Context(), tx, me, "order.approve", key, request{12, 5000}); err != nil || done {
			t.Errorf("done %t, %v", done, err)
		}
		return broken
	})
	if !errors.Is(err, broken) {
		t.Fatal(err)
	}
	if _, done, err := approve(t.Context(), d, me, key, request{12, 5000}); err != nil || done {
		t.Errorf("the second try after a failure: done %t, %v", done, err)
	}
}

// The same command sent many times at once is carried out once, and every sender gets
// the same answer.
func TestOnce_holdsUnderConcurrency(t *testing.T) {
	d, key := dbtest.New(t), uuid.New()
	const senders = 12
	var wg sync.WaitGroup
	var mu sync.Mutex
	first := 0
	for range senders {
		wg.Go(func() {
			object, done, err := approve(t.Context(), d, me, key, request{12, 5000})
			mu.Lock()
			defer mu.Unlock()
			if err != nil || object != "order:12" {
				t.Errorf("%q, %v", object, err)
			}
			if !done {
				first++
			}
		})
	}
	wg.Wait()
	if n := acts(t, d, "order:12"); first != 1 || n != 1 {
		t.Errorf("carried out %d times, with %d acts", first, n)
	}
}

func TestRecord_keepsWhoWhatAndTheStates(t *testing.T) {
	tx := dbtest.Tx(t)
	err := audit.Record(t.Context(), tx, audit.Event{By: me, Action: "offer.return", Object: "offer:5", From: "submitted", To: "returned", Detail: map[string]any{"reason": "사진"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := audit.Record(t.Context(), tx, audit.Event{Action: "offer.lapse", Object: "offer:5"}); err != nil {
		t.Fatal(err)
	}
	h, err := audit.History(t.Context(), tx, "offer:5")
	if err != nil || len(h) != 2 {
		t.Fatalf("%d acts, %v", len(h), err)
	}
	a, system := h[0], h[1]
	if a.PersonID == nil || *a.PersonID != me.PersonID || a.FromState != "submitted" || a.ToState != "returned" || !a.At.Equal(tx.Now) || string(a.Detail) != `{"reason": "사진"}` {
		t.Errorf("%+v %s", a, a.Detail)
	}
	if system.PersonID != nil || system.FromState != "" || system.ToState != "" {
		t.Errorf("the system's act: %+v", system)
	}
}

// History cannot be changed by the program, and not by the database's owner either.
func TestHistory_isAppendOnly(t *testing.T) {
	dsn := dbtest.DSN(t)
	app := dbtest.Open(t, dsn)
	if _, _, err := approve(t.Context(), app, me, uuid.New(), request{12, 5000}); err != nil {
		t.Fatal(err)
	}
	for _, sql := range []string{
		`UPDATE audit.event SET action = 'x'`, `DELETE FROM audit.event`, `TRUNCATE audit.event`,
		`DELETE FROM audit.command`, `UPDATE audit.command SET request_hash = '\x00'`,
	} {
		if _, err := app.Exec(t.Context(), sql); err == nil {
			t.Errorf("the program may: %s", sql)
		}
	}
	owner := ownerConn(t, dsn)
	for _, sql := range []string{`UPDATE audit.event SET action = 'x'`, `DELETE FROM audit.event`, `TRUNCATE audit.event`} {
		if _, err := owner.Exec(t.Context(), sql); err == nil {
			t.Errorf("the owner may: %s", sql)
		}
	}
	if n := acts(t, app, "order:12"); n != 1 {
		t.Errorf("%d acts are left", n)
	}
}
