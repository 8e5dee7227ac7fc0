package order

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/notify"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/todo"
)

// Act addresses a step on an order: which one, once per key, as it was shown.
type Act struct {
	OrderID int64
	Key     uuid.UUID // the same key again does nothing and gives the order as it is
	Version int       // of the order when its form was shown; 0: whatever it is
}

// step is one use case on an existing order, in the order in which act asks: may this
// actor take it, is it the first time, is the form fresh, does the state allow it.
type step struct {
	name    string // "approve": the audit action is order.approve
	request any    // what the key stands for
	from    []State
	need    func(o Order) error
	do      func(w *work) error
}

// work is a step under way: the order under lock, the transaction, and the batch of
// rows that go out together before the books are touched.
type work struct {
	ctx  context.Context
	tx   *db.Tx
	by   auth.Actor
	name string
	o    *Order
	b    *pgx.Batch
}

func (s *Service) act(ctx context.Context, by auth.Actor, a Act, st step) (Order, error) {
	if !by.SignedIn() {
		return Order{}, fault.ErrUnauthenticated
	}
	var out Order
	err := s.db.Run(ctx, func(tx *db.Tx) error {
		o, err := db.One[Order](tx.Query(ctx, lockOrder, pgx.NamedArgs{"id": a.OrderID}))
		if err != nil {
			return err
		}
		if !mayRead(by, o) {
			return fault.ErrNotFound
		}
		if err := st.need(o); err != nil {
			return err
		}
		action := "order." + st.name
		request := map[string]any{"order": a.OrderID, "request": st.request}
		_, done, err := audit.Once(ctx, tx, by.Who(), action, a.Key, request)
		if err != nil {
			return err
		}
		out = o
		if done {
			return nil
		}
		if a.Version != 0 && a.Version != o.Version {
			return fault.ErrStale
		}
		if !slices.Contains(st.from, o.State) {
			return ErrState.With("state", string(o.State))
		}
		if err := audit.Settle(ctx, tx, by.Who(), action, a.Key, o.Ref()); err != nil {
			return err
		}
		err = st.do(&work{ctx: ctx, tx: tx, by: by, name: st.name, o: &out, b: &pgx.Batch{}})
		if err == nil {
			out.Version++
		}
		return err
	})
	return out, err
}

// move changes the state and queues the order's row, its history and the closing of
// the turns that waited for this step.
func (w *work) move(to State, detail map[string]any) error {
	from := w.o.State
	if !from.Can(to) {
		return fmt.Errorf("order: %s cannot follow %s", to, from)
	}
	w.o.State = to
	if to.Over() {
		w.o.ClosedAt = &w.tx.Now
	}
	queueUpdate(w.b, *w.o)
	e := audit.Event{By: w.by.Who(), Action: "order." + w.name, Object: w.o.Ref(), Detail: detail}
	if from != to {
		e.From, e.To = string(from), string(to)
	}
	audit.Queue(w.b, w.tx, e)
	todo.QueueDone(w.b, w.tx, w.by.Who(), w.o.Ref())
	return nil
}

// turn gives the turn to roles of a body. Whoever took an earlier part is barred.
func (w *work) turn(action string, bodyID int64, due time.Time, barred []int64, roles ...org.Role) {
	for _, r := range roles {
		todo.QueueOpen(w.b, w.tx, todo.Task{
			Object: w.o.Ref(), Action: "order." + action, BodyID: bodyID, Role: r, Params: w.o.params(), Barred: barred, Due: due,
		})
	}
}

// tell notifies the people of a body who hold any of the roles.
func (w *work) tell(kind string, bodyID int64, roles ...org.Role) {
	notify.QueueSend(w.b, w.tx, notify.Message{
		BodyID: bodyID, Roles: roles, Kind: "order." + kind, Object: w.o.Ref(), Params: w.o.params(),
	})
}

// tellRequester notifies who asked for the order.
func (w *work) tellRequester(kind string) {
	notify.QueueSend(w.b, w.tx, notify.Message{
		PersonID: w.o.RequestedBy, Kind: "order." + kind, Object: w.o.Ref(), Params: w.o.params(),
	})
}

// flush sends everything queued in one round trip. What touches the books comes after.
func (w *work) flush() error {
	err := w.tx.SendBatch(w.ctx, w.b).Close()
	w.b = &pgx.Batch{}
	return err
}

// clock is the server's time, read after the order's row was locked: deadlines are
// judged by it.
func (w *work) clock() (time.Time, error) {
	return db.Value[time.Time](w.tx.Query(w.ctx, `SELECT audit.clock()`))
}

// endOf is the last minute of a day in Korea, as deadlines are shown.
func endOf(d kst.Day) time.Time { return d.At(23, 59) }

// ofInstitution admits people of the ordering institution with one of the roles.
func ofInstitution(by auth.Actor, roles ...org.Role) func(Order) error {
	return func(o Order) error {
		if by.BodyID != o.InstitutionID {
			return fault.ErrForbidden
		}
		return by.Need(roles...)
	}
}

// ofSupplier admits people of the supplier.
func ofSupplier(by auth.Actor) func(Order) error {
	return func(o Order) error {
		if by.BodyID != o.SupplierID {
			return fault.ErrForbidden
		}
		return by.Need(supplierRoles...)
	}
}
