package order_test

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/order"
	"jangteo.kr/internal/page"
)

// A request is the institution's own matter until it is sent: its supplier learns of it
// when it is issued, and never if it was refused or taken back.
func TestFind_theSupplierLearnsOfWhatWasSent(t *testing.T) {
	w := newTown(t)
	item := w.subsidised(1_000_000, 1e9)
	sees := func(o order.Order, want bool) {
		t.Helper()
		_, err := w.orders.Find(t.Context(), w.maker, o.ID)
		rows, n, lerr := w.orders.List(t.Context(), w.maker, order.Filter{Query: o.Number, Page: page.New(1, 10)})
		_, cerr := w.orders.Confirm(t.Context(), w.maker, order.Act{OrderID: o.ID, Key: act(o).Key, Version: 99})
		if want != (err == nil) || lerr != nil || want != (n == 1 && len(rows) == 1) || want == fault.Of(cerr, fault.NotFound) || !want && !fault.Of(err, fault.NotFound) {
			t.Errorf("%s: found %v, listed %d, confirmed %v", o.Number, err, n, cerr)
		}
	}
	o := w.place(w.command(market.Hyeokshin, 2, item))
	sees(o, false)
	sees(w.approved(o), true)
	refused := w.place(w.command(market.Hyeokshin, 2, item))
	must(w.orders.RefuseRequest(t.Context(), w.approver, act(refused), "재고가 있음"))(w)
	sees(refused, false)
	back := w.place(w.command(market.Hyeokshin, 2, item))
	must(w.orders.Cancel(t.Context(), w.requester, act(back), "착오"))(w)
	sees(back, false)
	sent := w.approved(w.place(w.command(market.Hyeokshin, 2, item)))
	must(w.orders.Cancel(t.Context(), w.requester, act(sent), "착오"))(w)
	sees(sent, true)
}

// One order that cannot be ended does not hold up those behind it.
func TestExpireDue_goesOnPastWhatFails(t *testing.T) {
	w := newTown(t)
	item := w.subsidised(1_000_000, 1e9)
	broken := w.approved(w.place(w.command(market.Hyeokshin, 2, item)))
	w.now = w.now.Add(24 * time.Hour)
	sound := w.approved(w.place(w.command(market.Hyeokshin, 2, item)))
	w.exec(`UPDATE orders.funding SET amount = amount + 1 WHERE order_id = @id`, pgx.NamedArgs{"id": broken.ID})
	w.now = w.now.Add(20 * 24 * time.Hour)
	n, err := w.orders.ExpireDue(t.Context(), 10)
	if n != 1 || err == nil {
		t.Errorf("%d expired, %v", n, err)
	}
	if s := w.find(sound).State; s != order.Expired {
		t.Errorf("the sound one is %s", s)
	}
	if s := w.find(broken).State; s != order.Issued {
		t.Errorf("the broken one is %s", s)
	}
}

// What takes the place of rejected pieces was not delivered before they were rejected.
func TestShip_redeliveryIsNotBackdated(t *testing.T) {
	w := newTown(t)
	o := w.confirmed(w.place(w.command(market.Hyeokshin, 4, w.subsidised(1_000_000, 1e9))))
	line := w.find(o).Lines[0].ID
	o = w.ship(o, 3)
	w.now = w.now.Add(14 * 24 * time.Hour)
	o = w.inspect(o, 2)
	ship := func(quantity, ago int) error {
		_, err := w.orders.Ship(t.Context(), w.maker, order.ShipCommand{
			Act: act(o), DeliveredOn: monday.Add(14 - ago), Lines: []order.ShipLine{{LineID: line, Quantity: quantity}},
		})
		return err
	}
	_ = wantCode(t, ship(3, 14), "delivery_day")
	_ = wantCode(t, ship(2, 1), "delivery_day")
	w.ok(ship(1, 14)) // the one that was never sent
	_ = wantCode(t, ship(2, 1), "delivery_day")
	w.ok(ship(2, 0))
}

// Nobody takes an offer off sale, or changes its price, between the check and the issue.
func TestGroundsInForce_holdsTheOfferUnderAnOrder(t *testing.T) {
	w := newTown(t)
	item := w.subsidised(1_000_000, 1e9)
	w.ok(w.db.Run(t.Context(), func(tx *db.Tx) error {
		if _, err := market.GroundsInForce(t.Context(), tx, market.Hyeokshin, []int64{item.id}); err != nil {
			return err
		}
		err := w.db.Run(t.Context(), func(other *db.Tx) error {
			if _, err := other.Exec(t.Context(), `SET LOCAL lock_timeout = '40ms'`); err != nil {
				return err
			}
			_, err := other.Exec(t.Context(), `UPDATE catalog.offer SET state = 'suspended' WHERE id = @id`, pgx.NamedArgs{"id": item.id})
			return err
		})
		if !fault.Of(err, fault.Unavailable) {
			t.Errorf("suspended under an order: %v", err)
		}
		return nil
	}))
}
