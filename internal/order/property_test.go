package order_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/order"
	"jangteo.kr/internal/org"
)

// Many people at once order, approve, refuse, accept, decline, cancel, deliver in
// parts, reject parts, claim and pay, in any order and with more orders than the
// budgets bear. Whatever happens: every refusal is a fault and no defect, the books
// balance, nothing is overspent, each order holds exactly what its state says, and the
// history replays along the table of transitions.
func TestProperty_concurrentOrdersKeepTheBooks(t *testing.T) {
	w := newTown(t)
	second := w.actor(w.finance, org.Finance)
	goods := []offer{
		w.subsidised(1_000_001, 2_000_000), w.subsidised(777_777, 900_000), w.subsidised(333_333, 1e9),
	}
	round := 0
	rapid.Check(t, func(rt *rapid.T) {
		round++
		w.budget = w.fund(w.finance, second, fmt.Sprintf("tight-%d", round), money.Won(rapid.Int64Range(2_000_000, 20_000_000).Draw(rt, "budget")))
		seed := rapid.Uint64().Draw(rt, "seed")
		steps := rapid.IntRange(4, 12).Draw(rt, "steps")
		crowd := &crowd{town: w, goods: goods}
		var wg sync.WaitGroup
		for worker := range 6 {
			r := rand.New(rand.NewPCG(seed, uint64(worker)))
			wg.Go(func() {
				for range steps {
					if err := crowd.step(r); err != nil {
						if _, ok := fault.As(err); !ok {
							t.Errorf("a defect: %v", err)
						}
					}
				}
			})
		}
		wg.Wait()
		crowd.verify(t)
		if t.Failed() {
			rt.FailNow()
		}
	})
}

type crowd struct {
	town  *town
	goods []offer
	mu    sync.Mutex
	ids   []int64
}

func (c *crowd) pick(r *rand.Rand) (int64, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.ids) == 0 {
		return 0, false
	}
	return c.ids[r.IntN(len(c.ids))], true
}

// step does one random thing as whoever may do it in the order's state, or at times as
// whoever may not.
func (c *crowd) step(r *rand.Rand) error {
	w := c.town
	ctx := w.t.Context()
	id, ok := c.pick(r)
	if !ok || r.IntN(4) == 0 {
		o, err := w.orders.Place(ctx, w.requester, w.command(market.Hyeokshin, 2+r.IntN(5), c.goods[r.IntN(len(c.goods))]))
		if err == nil {
			c.mu.Lock()
			c.ids = append(c.ids, o.ID)
			c.mu.Unlock()
		}
		return err
	}
	d, err := w.orders.Find(ctx, w.auditor, id)
	if err != nil {
		return err
	}
	a := act(d.Order)
	run := func(_ order.Order, err error) error { return err }
	switch r.IntN(12) {
	case 0:
		return run(w.orders.RefuseRequest(ctx, w.approver, a, "x"))
	case 1:
		return run(w.orders.Cancel(ctx, []auth.Actor{w.approver, w.requester}[r.IntN(2)], a, "x"))
	case 2:
		return run(w.orders.Decline(ctx, w.maker, a, "x"))
	}
	switch d.State {
	case order.Requested:
		return run(w.orders.Approve(ctx, w.approver, a))
	case order.Issued:
		return run(w.orders.Confirm(ctx, w.maker, a))
	case order.Confirmed, order.Delivering, order.Delivered:
		if len(d.Waiting()) > 0 && (d.State == order.Delivered || r.IntN(2) == 0) {
			return c.inspect(r, d, a)
		}
		n := 1 + r.IntN(3)
		return run(w.orders.Ship(ctx, w.maker, order.ShipCommand{
			Act: a, DeliveredOn: kst.DayOf(w.now), Lines: []order.ShipLine{{LineID: d.Lines[0].ID, Quantity: n}},
		}))
	case order.Inspected:
		return run(w.orders.Claim(ctx, w.maker, order.ClaimCommand{Act: a, Number: "1"}))
	case order.Invoiced:
		return run(w.orders.Pay(ctx, w.finance, a))
	case order.Refused, order.Declined, order.Expired, order.Paid, order.Cancelled:
	}
	return nil
}

func (c *crowd) inspect(r *rand.Rand, d order.Detail, a order.Act) error {
	h := d.Waiting()[0]
	l := h.Lines[0]
	bad := 0
	if r.IntN(3) == 0 {
		bad = r.IntN(l.Quantity + 1)
	}
	_, err := c.town.orders.Inspect(c.town.t.Context(), c.town.inspector, order.InspectCommand{
		Act: a, ShipmentID: h.ID, Lines: []order.InspectLine{{LineID: l.LineID, Accepted: l.Quantity - bad, Rejected: bad, Reason: "x"}},
	})
	return err
}

// What an order's state says it holds: the sum over its fundings in each stage.
const selectWrongHolds = `
SELECT o.number || ' ' || o.state FROM orders."order" o JOIN orders.funding f ON f.order_id = o.id
  LEFT JOIN ledger.hold h ON h.ref = 'order:' || o.id AND h.budget_id = f.budget_id
 WHERE (coalesce(h.reserved, -1), coalesce(h.obligated, -1), coalesce(h.payable, -1), coalesce(h.paid + h.late_damages, -1)) <> (
   CASE WHEN o.state IN ('requested', 'issued') THEN f.amount ELSE 0 END,
   CASE WHEN o.state IN ('confirmed', 'delivering', 'delivered', 'inspected', 'invoiced') THEN f.amount - f.accepted ELSE 0 END,
   CASE WHEN o.state IN ('delivering', 'delivered', 'inspected', 'invoiced') THEN f.accepted ELSE 0 END,
   CASE WHEN o.state = 'paid' THEN f.amount ELSE 0 END)
UNION ALL
SELECT o.number || ' total' FROM orders."order" o
 WHERE o.total <> (SELECT sum(amount) FROM orders.funding WHERE order_id = o.id)
    OR o.total <> (SELECT sum(amount) FROM orders.line WHERE order_id = o.id)
UNION ALL
SELECT o.number || ' accepted' FROM orders."order" o
 WHERE (SELECT sum(accepted) FROM orders.funding WHERE order_id = o.id) <> (SELECT sum(accepted * unit_price) FROM orders.line WHERE order_id = o.id)`

const selectHistories = `
SELECT object || ' ' || coalesce(from_state, '') || ' ' || to_state FROM audit.event WHERE object LIKE 'order:%' AND to_state IS NOT NULL ORDER BY id`

func (c *crowd) verify(t *testing.T) {
	t.Helper()
	w := c.town
	w.balanced()
	for _, wrong := range must(db.Values[string](w.raw.Query(t.Context(), selectWrongHolds)))(w) {
		t.Errorf("%s: holds do not fit", wrong)
	}
	for _, id := range []int64{w.budget, w.programme} {
		if b := w.books(id); b.Available < 0 || b.Committed()+b.Spent()+b.Available != b.Allotted() {
			t.Errorf("budget %d: %+v", id, b)
		}
	}
	replay(t, must(db.Values[string](w.raw.Query(t.Context(), selectHistories)))(w))
}
