package order_test

import (
	"testing"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/market"
	"jangteo.kr/internal/order"
)

type purchase struct {
	orders, quantity, bought int
}

func (w *town) purchased(o offer) purchase {
	w.t.Helper()
	var p purchase
	w.ok(w.raw.QueryRow(w.t.Context(), `SELECT coalesce(p.orders, 0), coalesce(p.quantity, 0), r.bought FROM catalog.listing_rank r
		LEFT JOIN catalog.offer_purchase p USING (offer_id) WHERE r.offer_id = $1`, o.id).Scan(&p.orders, &p.quantity, &p.bought))
	return p
}

func (w *town) public(o offer, limit int) order.PublicPurchases {
	w.t.Helper()
	var out order.PublicPurchases
	b := &pgx.Batch{}
	order.QueuePublicPurchases(o.id, limit, &out)(b)
	w.ok(w.raw.SendBatch(w.t.Context(), b).Close())
	return out
}

func TestInspect_countsEachOrderOnceInTheTransactionThatAccepts(t *testing.T) {
	w := newTown(t)
	o := w.offer(1_000_000)
	w.shelf(o, market.Nara, won(95_000_000), nil)
	w.exec(`INSERT INTO catalog.listing (offer_id, version_id, item_number, class_code, supplier_id, name_ko, name_en, model, maker, supplier_name, price, unit,
		min_order, lead_days, regions, traits, certificates, listed_at) VALUES (@offer, @version, @item, @class, @body, 'x', '', 'x', 'x', 'x', 1000000, 'EA', 2, 7, '{}', '{}', '{}', now())`,
		pgx.NamedArgs{"offer": o.id, "version": o.version, "item": o.item, "class": desktop, "body": w.maker.BodyID})
	first := w.confirmed(w.place(w.command(market.Nara, 5, o)))
	first = w.ship(first, 3)
	if got := w.purchased(o); got != (purchase{}) {
		t.Fatalf("counted before the inspection: %+v", got)
	}
	first = w.inspect(first, 3)
	if got := w.purchased(o); got != (purchase{}) {
		t.Fatalf("a rejected shipment was counted: %+v", got)
	}
	first = w.inspect(w.ship(first, 2), 0)
	if got := w.purchased(o); got != (purchase{1, 2, 1}) {
		t.Fatalf("after the first acceptance: %+v", got)
	}
	first = w.inspect(w.ship(first, 3), 0)
	if got := w.purchased(o); got != (purchase{1, 5, 1}) || first.State != order.Inspected {
		t.Fatalf("one order in two deliveries: %+v", got)
	}
	second := w.inspect(w.ship(w.confirmed(w.place(w.command(market.Nara, 2, o))), 2), 0)
	if got := w.purchased(o); got != (purchase{2, 7, 2}) {
		t.Fatalf("after the second order: %+v", got)
	}
	w.exec(`UPDATE catalog.offer_purchase SET orders = 1, quantity = 2 WHERE offer_id = @offer`, pgx.NamedArgs{"offer": o.id})
	for _, differed := range []int{1, 0} {
		if n, err := order.RecountPurchases(t.Context(), w.db); err != nil || n != differed {
			t.Fatalf("%d offers counted anew, %v", n, err)
		}
	}
	if got := w.purchased(o); got != (purchase{2, 7, 2}) {
		t.Fatalf("counted anew: %+v", got)
	}
	w.place(w.command(market.Nara, 4, o)) // nobody has accepted anything of it
	seen := w.public(o, 1)
	if seen.Orders != 2 || len(seen.Newest) != 1 || seen.Newest[0].Quantity != 2 || seen.Newest[0].UnitPrice != 1_000_000 ||
		seen.Newest[0].Institution != second.Institution || seen.Newest[0].SupplierID != w.maker.BodyID {
		t.Errorf("the public reads %+v", seen)
	}
	if all := w.public(o, 20); len(all.Newest) != 2 || all.Newest[1].Quantity != 5 || all.Newest[1].At.After(all.Newest[0].At) {
		t.Errorf("the public reads %+v", all)
	}
}
