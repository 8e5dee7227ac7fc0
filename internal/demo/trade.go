package demo

import (
	"context"
	"fmt"
	"slices"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/order"
	"jangteo.kr/internal/org"
)

// deal is one order of the story: who buys what, when, and how far it has come.
type deal struct {
	in       *institution
	o        *offer
	quantity int
	ago      int // days before today
	end      order.State
	late     bool // delivered after the wanted day
	rejected bool // a part was sent back first
}

// ends are the states orders have come to, with how many and how long ago.
var ends = []struct {
	state        order.State
	n            int
	oldest, last int // days ago
}{
	{order.Paid, 44, 200, 40},
	{order.Refused, 3, 120, 20},
	{order.Declined, 3, 100, 20},
	{order.Expired, 2, 90, 30},
	{order.Cancelled, 3, 80, 20},
	{order.Invoiced, 5, 42, 30},
	{order.Inspected, 5, 40, 30},
	{order.Delivered, 6, 38, 28},
	{order.Delivering, 5, 36, 26},
	{order.Confirmed, 6, 20, 8},
	{order.Issued, 6, 2, 1},
	{order.Requested, 6, 2, 0},
}

// orders lives through about ninety orders side by side, and the morning of the year
// on which its funding terms took effect.
func (w *world) orders(ctx context.Context) error {
	deals := w.deals()
	err := w.inOrder(ctx, len(deals)+1, func(ctx context.Context, h *hand, i int) error {
		if i == len(deals) {
			h.at(kst.DueDay(kst.Date(w.Today.Year, 1, 6)), 0, 1)
			_, err := h.innovation.ApplyFunding(ctx)
			return err
		}
		h.at(w.ago(deals[i].ago), 10, i%50)
		if err := h.deal(ctx, deals[i]); err != nil {
			return fmt.Errorf("order %d of %s to be %s: %w", i, deals[i].o.name, deals[i].end, err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	w.main.now = w.Now
	_, err = w.main.innovation.ApplyFunding(ctx)
	return err
}

func (w *world) deals() []deal {
	var out []deal
	n := 0
	for _, e := range ends {
		for i := range e.n {
			d := deal{
				ago: e.last + (e.oldest-e.last)*i/max(1, e.n-1), end: e.state,
				in: w.institutions[n%len(w.institutions)], late: n%9 == 4, rejected: n%7 == 3,
			}
			if i == 0 || n%3 == 0 {
				d.in = w.institutions[0] // whose people are the demo's personas
			}
			d.o, d.quantity = w.wares(n, d)
			out = append(out, d)
			n++
		}
	}
	slices.SortStableFunc(out, func(a, b deal) int { return b.ago - a.ago })
	return out
}

// wares chooses something that may be bought directly and that the buyer can afford.
// Every fourth order is one of the two products everybody comes to see.
func (w *world) wares(n int, d deal) (*offer, int) {
	if n%4 == 1 {
		o := w.offers[0]
		if n%8 == 1 {
			o = w.offerOf("4016160201")
		}
		if w.Today.Sub(o.settled) > d.ago+3 {
			return o, 1 + n%2
		}
	}
	for try := n * 7; ; try++ {
		o := w.offers[try%len(w.offers)]
		most := money.Won(d.in.budget) * 1_000_000 / 40
		total := o.price * money.Won(o.minOrder)
		if o.shelf == "" || o.class == "2611170403" || o.class == "3011150501" || total > min(most, 45_000_000) || w.Today.Sub(o.settled) <= d.ago+3 {
			continue
		}
		quantity := o.minOrder * (1 + n%5)
		for o.price*money.Won(quantity) > min(most, 45_000_000) {
			quantity -= o.minOrder
		}
		return o, max(quantity, o.minOrder)
	}
}

func (w *world) offerOf(class string) *offer {
	i := slices.IndexFunc(w.offers, func(o *offer) bool { return o.class == class && o.shelf == market.Hyeokshin })
	return w.offers[i]
}

// deal places an order and carries it to its end.
func (h *hand) deal(ctx context.Context, d deal) error {
	requester, err := h.as(ctx, d.in.staff[org.Requester])
	if err != nil {
		return err
	}
	day := kst.DayOf(h.now)
	lines := d.in.money
	if day.Year != h.Today.Year {
		lines = d.in.last
	}
	line := lines[0]
	if d.o.price < 500_000 {
		line = lines[1]
	}
	o, err := h.order.Place(ctx, requester, order.PlaceCommand{
		ClientKey: h.key(), Storefront: d.o.shelf, SupplierID: d.o.supplier.id, Lines: []order.LineCommand{{OfferID: d.o.id, Quantity: d.quantity}},
		Place: d.in.ko + " 본관 1층 물품 검수장", ContactName: requester.PersonName, ContactPhone: "031-555-0100",
		WantedOn: day.Add(d.o.leadDays + 5), BudgetID: line, Note: "납품 하루 전에 전화해 주세요.",
	})
	if err != nil || d.end == order.Requested {
		return err
	}
	h.later(150)
	approver, err := h.as(ctx, d.in.staff[org.Approver])
	if err != nil {
		return err
	}
	if d.end == order.Refused {
		_, err = h.order.RefuseRequest(ctx, approver, h.act(o), "같은 물품의 재고가 남아 있어 다음 분기에 다시 요청해 주세요.")
		return err
	}
	if o, err = h.order.Approve(ctx, approver, h.act(o)); err != nil || d.end == order.Issued {
		return err
	}
	return h.answer(ctx, d, o, approver)
}

func (h *hand) act(o order.Order) order.Act { return order.Act{OrderID: o.ID, Key: h.key()} }

// answer is the supplier's turn.
func (h *hand) answer(ctx context.Context, d deal, o order.Order, approver auth.Actor) error {
	seller, err := h.as(ctx, d.o.supplier.admin)
	if err != nil {
		return err
	}
	if d.end == order.Expired {
		h.later(60 * 24 * 14)
		_, err = h.order.ExpireDue(ctx, 100)
		return err
	}
	if d.end == order.Declined {
		h.later(300)
		_, err = h.order.Decline(ctx, seller, h.act(o), "부품 수급이 늦어져 원하시는 날짜에 납품할 수 없습니다.")
		return err
	}
	h.later(60 * 5)
	if o, err = h.order.Confirm(ctx, seller, h.act(o)); err != nil || d.end == order.Confirmed {
		return err
	}
	if d.end == order.Cancelled {
		h.later(60 * 30)
		_, err = h.order.Cancel(ctx, approver, h.act(o), "설치 장소 공사가 미뤄져 두 기관이 합의하여 취소합니다.")
		return err
	}
	return h.deliver(ctx, d, o, seller)
}

// deliver ships, and the inspector accepts or sends a part back.
func (h *hand) deliver(ctx context.Context, d deal, o order.Order, seller auth.Actor) error {
	inspector, err := h.as(ctx, d.in.staff[org.Inspector])
	if err != nil {
		return err
	}
	day := h.ago(d.ago).Add(d.o.leadDays)
	if d.late {
		day = h.ago(d.ago).Add(d.o.leadDays + 11)
	}
	left := d.quantity
	if d.end == order.Delivering && d.quantity > 1 {
		left = d.quantity / 2
	}
	if o, err = h.ship(ctx, o, seller, left, day); err != nil || d.end == order.Delivering || d.end == order.Delivered {
		return err
	}
	bad := 0
	if d.rejected && d.quantity > 1 {
		bad = 1
	}
	if o, err = h.inspect(ctx, o, inspector, bad); err != nil {
		return err
	}
	if bad > 0 {
		if o, err = h.ship(ctx, o, seller, bad, kst.DayOf(h.now).Add(1)); err != nil {
			return err
		}
		if o, err = h.inspect(ctx, o, inspector, 0); err != nil {
			return err
		}
	}
	if d.end == order.Inspected {
		return nil
	}
	return h.settle(ctx, d, o, seller)
}

func (h *hand) ship(ctx context.Context, o order.Order, seller auth.Actor, quantity int, day kst.Day) (order.Order, error) {
	h.at(day, 15, h.rng.IntN(50))
	detail, err := h.order.Find(ctx, seller, o.ID)
	if err != nil {
		return o, err
	}
	return h.order.Ship(ctx, seller, order.ShipCommand{
		Act: h.act(o), Carrier: "한길택배", Tracking: fmt.Sprintf("%d", 600_000_000_000+o.ID*7919), DeliveredOn: kst.DayOf(h.now),
		Lines: []order.ShipLine{{LineID: detail.Lines[0].ID, Quantity: quantity}},
	})
}

func (h *hand) inspect(ctx context.Context, o order.Order, inspector auth.Actor, bad int) (order.Order, error) {
	h.later(60 * 26)
	detail, err := h.order.Find(ctx, inspector, o.ID)
	if err != nil {
		return o, err
	}
	last := detail.Shipments[len(detail.Shipments)-1]
	line := order.InspectLine{LineID: last.Lines[0].LineID, Accepted: last.Lines[0].Quantity - bad, Rejected: bad}
	if bad > 0 {
		line.Reason = "겉면이 긁혀 있어 교환이 필요합니다."
	}
	return h.order.Inspect(ctx, inspector, order.InspectCommand{Act: h.act(o), ShipmentID: last.ID, Lines: []order.InspectLine{line}})
}

// settle is the claim and, for a paid order, the payment.
func (h *hand) settle(ctx context.Context, d deal, o order.Order, seller auth.Actor) error {
	h.later(60 * 20)
	o, err := h.order.Claim(ctx, seller, order.ClaimCommand{Act: h.act(o), Number: fmt.Sprintf("%s-41000099-%08d", h.now.Format("20060102"), o.ID*131)})
	if err != nil || d.end == order.Invoiced {
		return err
	}
	h.later(60 * 28)
	finance, err := h.as(ctx, d.in.staff[org.Finance])
	if err != nil {
		return err
	}
	_, err = h.order.Pay(ctx, finance, h.act(o))
	return err
}
