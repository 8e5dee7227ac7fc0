package order_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/order"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/todo"
)

func wantCode(t *testing.T, err error, code string) *fault.Error {
	t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Code != code {
		t.Fatalf("want %s, got %v", code, err)
	}
	return f
}

func TestPlace_reservesEachShareAndAsksForApproval(t *testing.T) {
	w := newTown(t)
	o := w.place(w.command(market.Hyeokshin, 3, w.subsidised(1_000_001, 10_000_000)))
	d := w.find(o)
	if d.State != order.Requested || d.Total != 3_000_003 || d.Fee != 0 || d.Number[:6] != "H2603-" {
		t.Errorf("%+v", d.Order)
	}
	if len(d.Fundings) != 2 || d.Fundings[0].Amount != 1_500_002 || d.Fundings[1].Amount != 1_500_001 {
		t.Errorf("fundings %+v", d.Fundings)
	}
	if b := w.books(w.budget); b.Reserved != 1_500_002 || b.Available != 1_000_000_000-1_500_002 {
		t.Errorf("institution: %+v", b)
	}
	if b := w.books(w.programme); b.Reserved != 1_500_001 {
		t.Errorf("programme: %+v", b)
	}
	if len(d.Turns) != 1 || d.Turns[0].Action != "order.approve" || d.Turns[0].Role != org.Approver {
		t.Errorf("turns %+v", d.Turns)
	}
	mine := must(todo.For(t.Context(), w.raw, w.allrounder, 10))(w)
	if len(mine) != 1 {
		t.Errorf("an approver's to-do list: %+v", mine)
	}
	w.balanced()
}

func TestPlace_addsTheFeeOfAUnitPriceContract(t *testing.T) {
	w := newTown(t)
	o := w.offer(1_000_000)
	w.shelf(o, market.Nara, won(90_000_000), nil)
	got := w.place(w.command(market.Nara, 20, o))
	if got.Fee != 108_000 { // 20,000,000 × 0.54 %
		t.Errorf("fee %s", got.Fee)
	}
	if b := w.books(w.budget); b.Reserved != 20_000_000 {
		t.Errorf("the fee is billed apart: %s reserved", b.Reserved)
	}
}

func TestPlace_sameKeySameOrder(t *testing.T) {
	w := newTown(t)
	c := w.command(market.Hyeokshin, 2, w.subsidised(1_000_000, 1e9))
	first := w.place(c)
	if again := w.place(c); again.ID != first.ID {
		t.Errorf("a second order %d", again.ID)
	}
	other := c
	other.Note = "다른 요청"
	if _, err := w.orders.Place(t.Context(), w.requester, other); !errors.Is(err, audit.ErrKeyReused) {
		t.Errorf("another request under the key: %v", err)
	}
	if b := w.books(w.budget); b.Reserved != 1_000_000 {
		t.Errorf("reserved %s", b.Reserved)
	}
}

func TestPlace_sameKeyAtOnceGivesOneOrder(t *testing.T) {
	w := newTown(t)
	c := w.command(market.Hyeokshin, 2, w.subsidised(1_000_000, 1e9))
	ids := make([]int64, 8)
	var wg sync.WaitGroup
	for i := range ids {
		wg.Go(func() {
			o, err := w.orders.Place(t.Context(), w.requester, c)
			if err != nil {
				t.Error(err)
			}
			ids[i] = o.ID
		})
	}
	wg.Wait()
	for _, id := range ids {
		if id != ids[0] {
			t.Fatalf("orders %v", ids)
		}
	}
	w.balanced()
}

func TestPlace_refusals(t *testing.T) {
	w := newTown(t)
	nara, hyeokshin, venture, none := w.offer(1_000_000), w.subsidised(1_000_000, 1e9), w.offer(1_000_000), w.offer(1_000_000)
	w.shelf(nara, market.Nara, won(95_000_000), nil)
	w.shelf(venture, market.VentureNara, nil, nil)
	far := w.offer(1_000_000)
	w.shelf(far, market.Nara, nil, nil)
	w.exec(`UPDATE catalog.offer_version SET regions = '{50}' WHERE id = @id`, map[string]any{"id": far.version})
	gone := w.offer(1_000_000)
	w.shelf(gone, market.Nara, nil, nil)
	w.exec(`UPDATE catalog.offer SET state = 'suspended' WHERE id = @id`, map[string]any{"id": gone.id})
	small := w.fund(w.finance, w.actor(w.finance, org.Finance), "small", 1_500_000)
	foreign := w.fund(w.actor(w.stranger, org.Finance), w.actor(w.stranger, org.Finance), "foreign", 1_000_000_000)
	with := func(c order.PlaceCommand, f func(*order.PlaceCommand)) order.PlaceCommand { f(&c); return c }
	for _, c := range []struct {
		name, code string
		cmd        order.PlaceCommand
		article    bool
	}{
		{"two-stage threshold of an SME", "two_stage", w.command(market.Nara, 100, nara), true},
		{"maximum order of the contract", "above_max_order", w.command(market.Nara, 96, nara), true},
		{"private-contract limit", "private_limit", w.command(market.VentureNara, 101, venture), true},
		{"minimum order", "below_min_order", w.command(market.Hyeokshin, 1, hyeokshin), false},
		{"no ground", "ground_lapsed", w.command(market.Nara, 2, none), false},
		{"ground of another storefront", "ground_lapsed", w.command(market.Nara, 2, venture), false},
		{"region", "out_of_region", w.command(market.Nara, 2, far), false},
		{"suspended", "not_on_sale", w.command(market.Nara, 2, gone), false},
		{"nothing", "order_empty", w.command(market.Nara, 2), false},
		{"lead time", "wanted_too_early", with(w.command(market.Nara, 2, nara), func(c *order.PlaceCommand) { c.WantedOn = monday.Add(6) }), false},
		{"another's budget", "budget_not_yours", with(w.command(market.Nara, 2, nara), func(c *order.PlaceCommand) { c.BudgetID = foreign }), false},
		{"a programme as own budget", "budget_not_yours", with(w.command(market.Nara, 2, nara), func(c *order.PlaceCommand) { c.BudgetID = w.programme }), false},
		{"unknown budget", "budget_not_yours", with(w.command(market.Nara, 2, nara), func(c *order.PlaceCommand) { c.BudgetID = 1 << 40 }), false},
		{"short budget", "budget_short", with(w.command(market.Nara, 2, nara), func(c *order.PlaceCommand) { c.BudgetID = small }), true},
		{"the price shown is another", "price_changed", with(w.command(market.Nara, 2, nara), func(c *order.PlaceCommand) { c.Total = 1 }), false},
		{"another supplier's goods", "other_supplier", with(w.command(market.Nara, 2, nara), func(c *order.PlaceCommand) { c.SupplierID = w.rival.BodyID }), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := w.orders.Place(t.Context(), w.requester, c.cmd)
			f := wantCode(t, err, c.code)
			if (f.Article != "") != c.article {
				t.Errorf("article %q", f.Article)
			}
		})
	}
	t.Run("what is available is said", func(t *testing.T) {
		c := w.command(market.Nara, 2, nara)
		c.BudgetID = small
		_, err := w.orders.Place(t.Context(), w.requester, c)
		f := wantCode(t, err, "budget_short")
		if len(f.Fields) != 1 || f.Fields[0].Params[3] != "1,500,000" {
			t.Errorf("%+v", f)
		}
	})
	for name, by := range map[string]auth.Actor{"approver": w.approver, "supplier": w.maker, "desk": w.desk, "auditor": w.auditor} {
		if _, err := w.orders.Place(t.Context(), by, w.command(market.Nara, 2, nara)); !fault.Of(err, fault.Forbidden) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if b := w.books(w.budget); b.Reserved != 0 {
		t.Errorf("refused orders hold %s", b.Reserved)
	}
}

func TestOrder_wholeLife(t *testing.T) {
	w := newTown(t)
	o := w.place(w.command(market.Hyeokshin, 4, w.subsidised(1_000_001, 1e9)))
	o = w.approved(o)
	d := w.find(o)
	if d.State != order.Issued || d.RespondBy == nil || kst.DayOf(*d.RespondBy) != monday.Add(3) || d.Paper() == nil || !d.Paper().Valid() {
		t.Fatalf("after approval %+v", d.Order)
	}
	if o = must(w.orders.Confirm(t.Context(), w.makerMember, act(o)))(w); o.State != order.Confirmed || w.books(w.budget).Obligated != 2_000_002 {
		t.Fatalf("after acceptance %s, %+v", o.State, w.books(w.budget))
	}
	w.now = monday.Add(8).At(9, 0)
	if o = w.ship(o, 3); o.State != order.Delivering {
		t.Fatal(o.State)
	}
	if o = w.inspect(o, 1); o.State != order.Delivering || w.books(w.budget).Payable != 1_000_001 {
		t.Fatalf("%s %+v", o.State, w.books(w.budget))
	}
	w.now = monday.Add(12).At(9, 0) // wanted on the 10th day: two days late
	if o = w.ship(o, 2); o.State != order.Delivered {
		t.Fatal(o.State)
	}
	if o = w.inspect(o, 0); o.State != order.Inspected {
		t.Fatal(o.State)
	}
	o = must(w.orders.Claim(t.Context(), w.maker, order.ClaimCommand{Act: act(o), Number: "20260321-1"}))(w)
	v := w.find(o).Invoice
	if v.Gross != 4_000_004 || v.LateDamages != 3_000 || v.Net != 3_997_004 || v.Supply+v.VAT != v.Gross { // 2,000,002 × 0.00075 × 2
		t.Fatalf("invoice %+v", v)
	}
	if o = must(w.orders.Pay(t.Context(), w.finance, act(o)))(w); o.State != order.Paid {
		t.Fatal(o.State)
	}
	i, p := w.books(w.budget), w.books(w.programme)
	if i.Spent() != 2_000_002 || p.Spent() != 2_000_002 || i.LateDamages+p.LateDamages != 3_000 || i.Committed() != 0 || p.Committed() != 0 {
		t.Errorf("books %+v %+v", i, p)
	}
	d = w.find(o)
	if len(d.Turns) != 0 || len(d.Shipments) != 2 || len(d.History) != 9 {
		t.Errorf("%d turns, %d shipments, %d acts", len(d.Turns), len(d.Shipments), len(d.History))
	}
	w.balanced()
}

func TestApprove_isAnotherPersonsAct(t *testing.T) {
	w := newTown(t)
	c := w.command(market.Hyeokshin, 2, w.subsidised(1_000_000, 1e9))
	o := must(w.orders.Place(t.Context(), w.allrounder, c))(w)
	for name, x := range map[string]struct {
		by   auth.Actor
		want error
	}{
		"who asked":               {w.allrounder, fault.ErrSamePerson},
		"a requester":             {w.requester, fault.ErrForbidden},
		"the supplier":            {w.maker, fault.ErrNotFound}, // who learns of it when it is issued
		"a desk":                  {w.desk, fault.ErrForbidden},
		"another institution":     {w.stranger, fault.ErrNotFound},
		"another supplier":        {w.rival, fault.ErrNotFound},
		"a desk that reads none":  {w.reviewer, fault.ErrNotFound},
		"somebody not signed in":  {auth.Actor{}, fault.ErrUnauthenticated},
		"the auditor, who writes": {w.auditor, fault.ErrForbidden},
	} {
		if _, err := w.orders.Approve(t.Context(), x.by, act(o)); !errors.Is(err, x.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if o = w.approved(o); o.State != order.Issued {
		t.Error(o.State)
	}
}

func TestSteps_theSamePersonMayNotGoOn(t *testing.T) {
	w := newTown(t)
	o := w.place(w.command(market.Hyeokshin, 2, w.subsidised(1_000_000, 1e9)))
	o = must(w.orders.Approve(t.Context(), w.allrounder, act(o)))(w)
	o = must(w.orders.Confirm(t.Context(), w.maker, act(o)))(w)
	o = w.ship(o, 2)
	if _, err := w.orders.Inspect(t.Context(), w.allrounder, w.inspectCommand(o, 0)); !errors.Is(err, fault.ErrSamePerson) {
		t.Errorf("the approver inspects: %v", err)
	}
	both := w.actor(w.inspector, org.Inspector, org.Finance)
	o = must(w.orders.Inspect(t.Context(), both, w.inspectCommand(o, 0)))(w)
	o = must(w.orders.Claim(t.Context(), w.maker, order.ClaimCommand{Act: act(o), Number: "1"}))(w)
	for name, by := range map[string]auth.Actor{"the approver": w.allrounder, "the inspector": both} {
		if _, err := w.orders.Pay(t.Context(), by, act(o)); !errors.Is(err, fault.ErrSamePerson) {
			t.Errorf("%s pays: %v", name, err)
		}
	}
}

func TestSteps_wrongRoleAndOtherBody(t *testing.T) {
	w := newTown(t)
	o := w.confirmed(w.place(w.command(market.Hyeokshin, 2, w.subsidised(1_000_000, 1e9))))
	ctx := t.Context()
	a := act(o)
	steps := map[string]func(auth.Actor) error{
		"approve": func(by auth.Actor) error { _, err := w.orders.Approve(ctx, by, a); return err },
		"refuse":  func(by auth.Actor) error { _, err := w.orders.RefuseRequest(ctx, by, a, "x"); return err },
		"confirm": func(by auth.Actor) error { _, err := w.orders.Confirm(ctx, by, a); return err },
		"decline": func(by auth.Actor) error { _, err := w.orders.Decline(ctx, by, a, "x"); return err },
		"cancel":  func(by auth.Actor) error { _, err := w.orders.Cancel(ctx, by, a, "x"); return err },
		"ship":    func(by auth.Actor) error { _, err := w.orders.Ship(ctx, by, order.ShipCommand{Act: a}); return err },
		"inspect": func(by auth.Actor) error {
			_, err := w.orders.Inspect(ctx, by, order.InspectCommand{Act: a})
			return err
		},
		"claim": func(by auth.Actor) error {
			_, err := w.orders.Claim(ctx, by, order.ClaimCommand{Act: a, Number: "1"})
			return err
		},
		"pay": func(by auth.Actor) error { _, err := w.orders.Pay(ctx, by, a); return err },
	}
	for name, step := range steps {
		for who, by := range map[string]auth.Actor{"another institution": w.stranger, "another supplier": w.rival} {
			if err := step(by); !errors.Is(err, fault.ErrNotFound) {
				t.Errorf("%s by %s: %v", name, who, err)
			}
		}
		for who, by := range map[string]auth.Actor{"desk": w.desk, "auditor": w.auditor} {
			if err := step(by); !fault.Of(err, fault.Forbidden) {
				t.Errorf("%s by %s: %v", name, who, err)
			}
		}
		suspended := w.approver
		suspended.BodyState, suspended.Roles = org.Suspended, w.allrounder.Roles
		if err := step(suspended); !fault.Of(err, fault.Forbidden) {
			t.Errorf("%s by a suspended body: %v", name, err)
		}
	}
	for _, by := range []auth.Actor{w.requester, w.maker, w.desk, w.auditor} {
		if _, err := w.orders.Find(ctx, by, o.ID); err != nil {
			t.Errorf("a party cannot read: %v", err)
		}
	}
	for _, by := range []auth.Actor{w.stranger, w.rival, w.reviewer} {
		if _, err := w.orders.Find(ctx, by, o.ID); !errors.Is(err, fault.ErrNotFound) {
			t.Errorf("an outsider reads: %v", err)
		}
	}
}

func TestApprove_checksGroundPriceAndYearAgain(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(w *town, o offer)
		code  string
	}{
		"ground lapsed": {func(w *town, o offer) { w.now = w.now.AddDate(2, 0, 0) }, "ground_lapsed"},
		"ground suspended": {func(w *town, o offer) {
			w.exec(`UPDATE market.ground SET suspended_at = now() WHERE item_number = @item`, map[string]any{"item": o.item})
		}, "ground_lapsed"},
		"price changed": {func(w *town, o offer) { w.version(o.id, 2, o.price+1) }, "price_changed"},
		"offer suspended": {func(w *town, o offer) {
			w.exec(`UPDATE catalog.offer SET state = 'suspended' WHERE id = @id`, map[string]any{"id": o.id})
		}, "not_on_sale"},
		"year over": {func(w *town, o offer) { w.now = kst.Date(2027, time.January, 4).At(10, 0) }, "budget_year_over"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			o := w.subsidised(1_000_000, 1e9)
			if name == "year over" {
				w.exec(`UPDATE market.ground SET term = tstzrange(lower(term), '2030-01-01') WHERE item_number = @item`, map[string]any{"item": o.item})
			}
			placed := w.place(w.command(market.Hyeokshin, 2, o))
			c.spoil(w, o)
			_, err := w.orders.Approve(t.Context(), w.approver, act(placed))
			_ = wantCode(t, err, c.code)
			must(w.orders.RefuseRequest(t.Context(), w.approver, act(placed), "다시 요청"))(w)
			if b := w.books(w.budget); b.Reserved != 0 {
				t.Errorf("%s still reserved", b.Reserved)
			}
			w.balanced()
		})
	}
}

func TestEndings_releaseTheMoney(t *testing.T) {
	w := newTown(t)
	o := w.subsidised(1_000_000, 1e9)
	ctx := t.Context()
	request := func() order.Order { return w.place(w.command(market.Hyeokshin, 2, o)) }
	for name, end := range map[string]func() (order.Order, error){
		"refused": func() (order.Order, error) {
			return w.orders.RefuseRequest(ctx, w.approver, act(request()), "예산 재검토")
		},
		"cancelled": func() (order.Order, error) { return w.orders.Cancel(ctx, w.requester, act(request()), "불필요") },
		"declined": func() (order.Order, error) {
			return w.orders.Decline(ctx, w.maker, act(w.approved(request())), "재고 없음")
		},
		"cancelled after issue": func() (order.Order, error) {
			return w.orders.Cancel(ctx, w.requester, act(w.approved(request())), "변경")
		},
		"cancelled after acceptance": func() (order.Order, error) {
			return w.orders.Cancel(ctx, w.approver, act(w.confirmed(request())), "변경")
		},
	} {
		got, err := end()
		if err != nil || !got.State.Over() || got.Reason == "" {
			t.Errorf("%s: %s %q %v", name, got.State, got.Reason, err)
		}
		if b, p := w.books(w.budget), w.books(w.programme); b.Committed() != 0 || p.Committed() != 0 {
			t.Errorf("%s leaves %s and %s committed", name, b.Committed(), p.Committed())
		}
		d := w.find(got)
		if len(d.Turns) != 0 || (d.Paper() != nil && d.Paper().Valid()) {
			t.Errorf("%s: turns %v, paper %v", name, d.Turns, d.Paper())
		}
	}
	_, err := w.orders.Cancel(ctx, w.requester, act(w.confirmed(request())), "요청자는 수락 뒤에 취소할 수 없다")
	_ = wantCode(t, err, "forbidden")
	_, err = w.orders.Cancel(ctx, w.requester, act(request()), "  ")
	_ = wantCode(t, err, "form_invalid")
	shipped := w.ship(w.confirmed(request()), 1)
	_, err = w.orders.Cancel(ctx, w.approver, act(shipped), "납품 뒤")
	_ = wantCode(t, err, "order_state")
	w.balanced()
}

func TestExpireDue_endsWhatWasNotAnswered(t *testing.T) {
	w := newTown(t)
	o := w.approved(w.place(w.command(market.Hyeokshin, 2, w.subsidised(1_000_000, 1e9))))
	if n := must(w.orders.ExpireDue(t.Context(), 10))(w); n != 0 {
		t.Fatalf("%d expired too early", n)
	}
	w.now = monday.Add(3).At(23, 58)
	w.now = w.now.Add(2 * time.Minute)
	_, err := w.orders.Confirm(t.Context(), w.maker, act(o))
	_ = wantCode(t, err, "answer_too_late")
	if n := must(w.orders.ExpireDue(t.Context(), 10))(w); n != 1 {
		t.Fatalf("%d expired", n)
	}
	d := w.find(o)
	if d.State != order.Expired || d.History[len(d.History)-1].PersonID != nil || w.books(w.budget).Reserved != 0 {
		t.Errorf("%s", d.State)
	}
	if n := must(w.orders.ExpireDue(t.Context(), 10))(w); n != 0 {
		t.Errorf("expired again")
	}
	w.balanced()
}

func TestActs_onceByKeyAndFreshByVersion(t *testing.T) {
	w := newTown(t)
	o := w.place(w.command(market.Hyeokshin, 2, w.subsidised(1_000_000, 1e9)))
	a := order.Act{OrderID: o.ID, Key: uuid.New(), Version: 1}
	for range 2 {
		if got := must(w.orders.Approve(t.Context(), w.approver, a))(w); got.State != order.Issued {
			t.Fatal(got.State)
		}
	}
	if h := w.find(o).History; len(h) != 2 {
		t.Errorf("%d acts", len(h))
	}
	_, err := w.orders.Confirm(t.Context(), w.maker, order.Act{OrderID: o.ID, Key: uuid.New(), Version: 1})
	if !errors.Is(err, fault.ErrStale) {
		t.Errorf("a stale form: %v", err)
	}
	_, err = w.orders.Approve(t.Context(), w.approver, act(o))
	_ = wantCode(t, err, "order_state")
}

func TestShip_andInspect_refusals(t *testing.T) {
	w := newTown(t)
	o := w.confirmed(w.place(w.command(market.Hyeokshin, 4, w.subsidised(1_000_000, 1e9))))
	line := w.find(o).Lines[0].ID
	ship := func(day kst.Day, lines ...order.ShipLine) error {
		_, err := w.orders.Ship(t.Context(), w.maker, order.ShipCommand{Act: act(o), DeliveredOn: day, Lines: lines})
		return err
	}
	_ = wantCode(t, ship(monday, order.ShipLine{LineID: line, Quantity: 5}), "ship_too_many")
	_ = wantCode(t, ship(monday, order.ShipLine{LineID: line, Quantity: -1}), "ship_too_many")
	_ = wantCode(t, ship(monday, order.ShipLine{LineID: line + 1, Quantity: 1}), "ship_too_many")
	_ = wantCode(t, ship(monday, order.ShipLine{LineID: line, Quantity: 0}), "nothing_to_ship")
	_ = wantCode(t, ship(monday.Add(1), order.ShipLine{LineID: line, Quantity: 1}), "delivery_day")
	_ = wantCode(t, ship(monday.Add(-1), order.ShipLine{LineID: line, Quantity: 1}), "delivery_day")
	o = w.ship(o, 4)
	h := w.find(o).Waiting()[0]
	inspect := func(accepted, rejected int, reason string) error {
		_, err := w.orders.Inspect(t.Context(), w.inspector, order.InspectCommand{
			Act: act(o), ShipmentID: h.ID, Lines: []order.InspectLine{{LineID: line, Accepted: accepted, Rejected: rejected, Reason: reason}},
		})
		return err
	}
	_ = wantCode(t, inspect(4, 1, "x"), "inspect_sum")
	_ = wantCode(t, inspect(5, -1, "x"), "inspect_sum")
	_ = wantCode(t, inspect(3, 1, " "), "form_invalid")
	w.ok(inspect(0, 4, "모두 파손"))
	_ = wantCode(t, inspect(4, 0, ""), "already_inspected")
	if d := w.find(o); d.State != order.Delivering || d.Lines[0].ToShip() != 4 || w.books(w.budget).Payable != 0 {
		t.Errorf("after a whole rejection: %s %+v", d.State, d.Lines[0])
	}
	w.balanced()
}
