package order_test

import (
	"errors"
	"testing"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/order"
	"jangteo.kr/internal/page"
)

func TestQuote_saysWhatStandsInTheWayAndWritesNothing(t *testing.T) {
	w := newTown(t)
	o := w.offer(1_000_000)
	w.shelf(o, market.Nara, won(95_000_000), nil)
	c := w.command(market.Nara, 120, o)
	q := must(w.orders.Quote(t.Context(), w.requester, c))(w)
	if q.Total != 120_000_000 || len(q.Problems) != 2 || q.UpTo != 95_000_000 || q.Earliest != monday.Add(7) || q.AnswerDays != 3 {
		t.Errorf("%+v", q)
	}
	if q.Supply != 109_090_909 || q.VAT != 10_909_091 {
		t.Errorf("supply %s, VAT %s", q.Supply, q.VAT)
	}
	c = w.command(market.Hyeokshin, 2, w.subsidised(1_000_000, 1e9))
	c.WaiveSubsidy = true
	if q = must(w.orders.Quote(t.Context(), w.requester, c))(w); len(q.Fundings) != 1 || !q.Subsidised || q.First() != nil {
		t.Errorf("a waived subsidy: %+v", q.Fundings)
	}
	if b := w.books(w.budget); b.Reserved != 0 {
		t.Error("a quote reserved money")
	}
}

func TestList_showsOwnOrdersOnly(t *testing.T) {
	w := newTown(t)
	o := w.subsidised(1_000_000, 1e9)
	first := w.place(w.command(market.Hyeokshin, 2, o))
	second := w.approved(w.place(w.command(market.Hyeokshin, 3, o)))
	f := order.Filter{Page: page.New(1, 10)}
	for name, c := range map[string]struct {
		by   auth.Actor
		want int
	}{"institution": {w.finance, 2}, "supplier": {w.makerMember, 1}, "desk": {w.desk, 2}, "auditor": {w.auditor, 2}, "stranger": {w.stranger, 0}, "rival": {w.rival, 0}} {
		rows, n, err := w.orders.List(t.Context(), c.by, f)
		if err != nil || n != c.want || len(rows) != c.want {
			t.Errorf("%s: %d of %d, %v", name, len(rows), n, err)
		}
	}
	if _, _, err := w.orders.List(t.Context(), w.reviewer, f); !errors.Is(err, fault.ErrForbidden) {
		t.Errorf("a desk that reads none: %v", err)
	}
	for name, c := range map[string]struct {
		f    order.Filter
		want int64
	}{
		"state":  {order.Filter{State: order.Issued, Page: f.Page}, second.ID},
		"number": {order.Filter{Query: first.Number, Page: f.Page}, first.ID},
		"day":    {order.Filter{State: order.Requested, From: monday, Until: monday, Page: f.Page}, first.ID},
	} {
		rows, _, err := w.orders.List(t.Context(), w.finance, c.f)
		if err != nil || len(rows) != 1 || rows[0].ID != c.want {
			t.Errorf("%s: %+v %v", name, rows, err)
		}
	}
	if rows, _, _ := w.orders.List(t.Context(), w.finance, order.Filter{Query: "100%_", Page: f.Page}); len(rows) != 0 {
		t.Error("a wildcard in the query matched")
	}
}

func TestDeliveryRequestPDF_saysWhatWasIssued(t *testing.T) {
	w := newTown(t)
	o := w.approved(w.place(w.command(market.Hyeokshin, 2, w.subsidised(1_000_000, 1e9))))
	paper := w.find(o).Paper()
	var d order.DeliveryRequest
	w.ok(paper.Decode(&d))
	if d.Total != 2_000_000 || d.ApprovedBy != w.approver.PersonName || d.Institution != "국립중앙의료원" || len(d.Lines) != 1 {
		t.Errorf("%+v", d)
	}
	if body := must(order.DeliveryRequestPDF(*paper, "https://example.kr/verify/"+paper.Verification))(w); len(body) < 5_000 {
		t.Errorf("%d bytes", len(body))
	}
}
