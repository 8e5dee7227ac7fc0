package order_test

import (
	"testing"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/order"
)

func TestOpenOrders_listsWhatIsNotOver(t *testing.T) {
	w := newTown(t)
	o, other := w.subsidised(1_000_000, 1e9), w.offer(2_000_000)
	w.shelf(other, market.Nara, won(95_000_000), nil)
	first := w.place(w.command(market.Hyeokshin, 2, o))
	second := w.approved(w.place(w.command(market.Hyeokshin, 3, o)))
	w.place(w.command(market.Nara, 2, other))
	over := w.place(w.command(market.Hyeokshin, 4, o))
	_ = must(w.orders.Cancel(t.Context(), w.requester, act(over), "필요 없어짐"))(w)

	open := must(w.orders.OpenOrders(t.Context(), w.reviewer, o.id))(w)
	if len(open) != 2 || open[0].ID != second.ID || open[1].ID != first.ID {
		t.Fatalf("open %+v", open)
	}
	if x := open[0]; x.State != order.Issued || x.Quantity != 3 || x.Left != 3 || x.Amount != 3_000_000 || x.Institution == "" || x.Number != second.Number {
		t.Errorf("%+v", x)
	}
	if all := must(w.orders.OpenOrders(t.Context(), w.auditor, o.id, other.id))(w); len(all) != 3 {
		t.Errorf("%d orders of both", len(all))
	}
	for name, c := range map[string]struct {
		by   auth.Actor
		kind fault.Kind
	}{"public": {auth.Actor{}, fault.Unauthenticated}, "supplier": {w.maker, fault.Forbidden}, "institution": {w.requester, fault.Forbidden}} {
		if _, err := w.orders.OpenOrders(t.Context(), c.by, o.id); !fault.Of(err, c.kind) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
