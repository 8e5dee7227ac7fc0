package order_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/dbtest"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/ledger"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/order"
	"jangteo.kr/internal/org"
)

// monday is the day the stories begin: 2026-03-09, 10:00 in Korea.
var monday = kst.Date(2026, time.March, 9)

// town is a small market whose clock the test moves: one supplier, another one, two
// institutions, PPS and an auditor.
type town struct {
	t      testing.TB
	raw    *db.DB // on the server's own clock
	db     *db.DB
	now    time.Time
	orders *order.Service
	ledger *ledger.Service
	people int
	items  int

	maker, makerMember, rival                           auth.Actor
	requester, approver, inspector, finance, allrounder auth.Actor
	stranger                                            auth.Actor // requester of another institution
	desk, officer, reviewer, auditor                    auth.Actor

	budget    int64 // the institution's line
	programme int64
}

const desktop = "4321150701"

func newTown(t testing.TB) *town {
	t.Helper()
	w := &town{t: t, raw: dbtest.New(t), now: monday.At(10, 0)}
	w.db = w.raw.WithClock(func() time.Time { return w.now })
	return w.settle()
}

// settle fills the town's database.
func (w *town) settle() *town {
	w.t.Helper()
	w.ledger = ledger.New(w.db)
	w.orders = order.New(w.db, market.New(w.db), w.ledger)
	w.exec(`INSERT INTO catalog.class (code, name_ko, name_en, official) VALUES (@code, '데스크톱컴퓨터', 'Desktop', true)`, pgx.NamedArgs{"code": desktop})
	supplier, rival := w.body(org.Supplier, "㈜한빛전자", "1018200008"), w.body(org.Supplier, "㈜다른상사", "1234567891")
	hospital, school := w.body(org.Institution, "국립중앙의료원", ""), w.body(org.Institution, "다른기관", "")
	pps, audit := w.body(org.PPS, "조달청", ""), w.body(org.Auditor, "감사원", "")
	w.maker, w.makerMember, w.rival = w.actor(supplier, org.SupplierAdmin), w.actor(supplier, org.SupplierMember), w.actor(rival, org.SupplierAdmin)
	w.requester, w.approver = w.actor(hospital, org.Requester), w.actor(hospital, org.Approver)
	w.inspector, w.finance = w.actor(hospital, org.Inspector), w.actor(hospital, org.Finance)
	w.allrounder = w.actor(hospital, org.Requester, org.Approver, org.Inspector, org.Finance)
	w.stranger = w.actor(school, org.Requester, org.Approver, org.Inspector, org.Finance)
	w.desk, w.officer, w.reviewer = w.actor(pps, org.MarketDesk), w.actor(pps, org.BudgetOfficer), w.actor(pps, org.ProductReviewer)
	w.auditor = w.actor(audit, org.AuditorRole)
	w.budget = w.fund(w.finance, w.actor(hospital, org.Finance), "1000-100-210", 1_000_000_000)
	w.programme = w.fund(w.officer, w.actor(pps, org.BudgetOfficer), "4231-302-210", 500_000_000)
	return w
}

func (w *town) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func must[T any](v T, err error) func(w *town) T {
	return func(w *town) T {
		w.t.Helper()
		if err != nil {
			w.t.Fatalf("%v", err)
		}
		return v
	}
}

func (w *town) exec(sql string, args pgx.NamedArgs) {
	w.t.Helper()
	_, err := w.raw.Exec(w.t.Context(), sql, args)
	w.ok(err)
}

func id(w *town, sql string, args pgx.NamedArgs) int64 {
	w.t.Helper()
	return must(db.Value[int64](w.raw.Query(w.t.Context(), sql, args)))(w)
}

func (w *town) body(kind org.Kind, name, bizno string) auth.Actor {
	w.t.Helper()
	var number *string
	if bizno != "" {
		number = &bizno
	}
	traits := []string{}
	if kind == org.Supplier {
		traits = []string{"sme"}
	}
	n := id(w, `INSERT INTO org.body (kind, state, name_ko, name_en, bizno, region, traits) VALUES (@kind, 'admitted', @name, 'Body', @bizno, '11', @traits) RETURNING id`,
		pgx.NamedArgs{"kind": kind, "name": name, "bizno": number, "traits": traits})
	return auth.Actor{BodyID: n, BodyName: name, BodyKind: kind, BodyState: org.Admitted, Law: "state", Lang: "ko"}
}

func (w *town) actor(of auth.Actor, roles ...org.Role) auth.Actor {
	w.t.Helper()
	w.people++
	of.PersonName = fmt.Sprintf("사람%d", w.people)
	of.PersonID = id(w, `INSERT INTO org.person (email, name) VALUES (@email, @name) RETURNING id`,
		pgx.NamedArgs{"email": fmt.Sprintf("p%d@example.kr", w.people), "name": of.PersonName})
	of.Roles = roles
	w.exec(`INSERT INTO org.membership (person_id, body_id, roles) VALUES (@person, @body, @roles)`,
		pgx.NamedArgs{"person": of.PersonID, "body": of.BodyID, "roles": roles})
	return of
}

// fund opens a budget of the year, appropriates and allots all of it.
func (w *town) fund(by, second auth.Actor, code string, amount money.Won) int64 {
	w.t.Helper()
	ctx := w.t.Context()
	year := kst.DayOf(w.now).Year
	b := must(w.ledger.OpenBudget(ctx, by, ledger.OpenCommand{FiscalYear: year, Code: code, NameKo: "과목 " + code, NameEn: "Line " + code, Key: uuid.New()}))(w)
	for _, e := range []ledger.Event{ledger.Appropriate, ledger.Allot} {
		p := must(w.ledger.Propose(ctx, by, ledger.ProposeCommand{BudgetID: b.ID, Event: e, Amount: amount, Basis: "본예산", EffectiveOn: kst.DayOf(w.now), Key: uuid.New()}))(w)
		w.ok(w.ledger.Confirm(ctx, second, p.ID))
	}
	return b.ID
}

// offer is a listed offer of the maker with its version.
type offer struct {
	id, version int64
	item        int
	price       money.Won
}

func (w *town) offer(price money.Won) offer {
	w.t.Helper()
	w.items++
	o := offer{price: price}
	o.item = int(id(w, `INSERT INTO catalog.item (class_code, maker, model, name_ko, registered_by) VALUES (@class, '한빛', @model, @name, @body) RETURNING number`,
		pgx.NamedArgs{"class": desktop, "model": fmt.Sprintf("HB-%d", w.items), "name": fmt.Sprintf("데스크톱 %d", w.items), "body": w.maker.BodyID}))
	o.id = id(w, `INSERT INTO catalog.offer (item_number, supplier_id, state) VALUES (@item, @body, 'listed') RETURNING id`,
		pgx.NamedArgs{"item": o.item, "body": w.maker.BodyID})
	o.version = w.version(o.id, 1, price)
	return o
}

// version puts a new version of an offer on sale.
func (w *town) version(offerID int64, no int, price money.Won) int64 {
	w.t.Helper()
	v := id(w, `INSERT INTO catalog.offer_version (offer_id, no, state, price, lead_days, min_order) VALUES (@offer, @no, 'approved', @price, 7, 2) RETURNING id`,
		pgx.NamedArgs{"offer": offerID, "no": no, "price": price})
	w.exec(`UPDATE catalog.offer SET current_id = @version WHERE id = @offer`, pgx.NamedArgs{"version": v, "offer": offerID})
	return v
}

// shelf is a ground for an offer, a year around the town's present.
func (w *town) shelf(o offer, store market.Storefront, maxOrder *money.Won, f *market.Funding) int64 {
	w.t.Helper()
	kind := map[market.Storefront]string{market.Nara: market.UnitPriceContract, market.Hyeokshin: market.InnovationDesignation, market.VentureNara: market.VentureDesignation}[store]
	args := pgx.NamedArgs{
		"store": store, "kind": kind, "item": o.item, "supplier": w.maker.BodyID, "number": "C-" + string(store), "from": w.now.AddDate(0, -6, 0),
		"until": w.now.AddDate(1, 0, 0), "max": maxOrder, "budget": nil, "share": nil, "cap": nil,
	}
	if f != nil {
		args["budget"], args["share"], args["cap"] = f.BudgetID, f.ShareBP, f.Cap
	}
	return id(w, `INSERT INTO market.ground (storefront, kind, item_number, supplier_id, number, source, term, max_order, budget_id, share_bp, cap, article)
		VALUES (@store, @kind, @item, @supplier, @number, 'test:1', tstzrange(@from, @until), @max, @budget, @share, @cap, '조달사업법 제12조') RETURNING id`, args)
}

// subsidised is an offer on the Hyeokshin shelf of which the programme pays half, at most cap.
func (w *town) subsidised(price, limit money.Won) offer {
	w.t.Helper()
	o := w.offer(price)
	w.shelf(o, market.Hyeokshin, nil, &market.Funding{BudgetID: w.programme, ShareBP: 5000, Cap: limit})
	return o
}

func (w *town) command(store market.Storefront, quantity int, os ...offer) order.PlaceCommand {
	c := order.PlaceCommand{
		ClientKey: uuid.New(), Storefront: store, SupplierID: w.maker.BodyID, Place: "서울 중구 을지로 245", ContactName: "김담당",
		ContactPhone: "02-1234-5678", WantedOn: kst.DayOf(w.now).Add(10), BudgetID: w.budget,
	}
	for _, o := range os {
		c.Lines = append(c.Lines, order.LineCommand{OfferID: o.id, Quantity: quantity})
	}
	return c
}

func (w *town) place(c order.PlaceCommand) order.Order {
	w.t.Helper()
	return must(w.orders.Place(w.t.Context(), w.requester, c))(w)
}

func act(o order.Order) order.Act { return order.Act{OrderID: o.ID, Key: uuid.New()} }

func (w *town) approved(o order.Order) order.Order {
	w.t.Helper()
	return must(w.orders.Approve(w.t.Context(), w.approver, act(o)))(w)
}

func (w *town) confirmed(o order.Order) order.Order {
	w.t.Helper()
	return must(w.orders.Confirm(w.t.Context(), w.maker, act(w.approved(o))))(w)
}

func (w *town) find(o order.Order) order.Detail {
	w.t.Helper()
	return must(w.orders.Find(w.t.Context(), w.auditor, o.ID))(w)
}

// ship delivers a quantity of every line today.
func (w *town) ship(o order.Order, quantity int) order.Order {
	w.t.Helper()
	c := order.ShipCommand{Act: act(o), Carrier: "대한택배", Tracking: "1", DeliveredOn: kst.DayOf(w.now)}
	for _, l := range w.find(o).Lines {
		c.Lines = append(c.Lines, order.ShipLine{LineID: l.ID, Quantity: quantity})
	}
	return must(w.orders.Ship(w.t.Context(), w.maker, c))(w)
}

// inspectCommand rejects a number of each line of the first waiting shipment.
func (w *town) inspectCommand(o order.Order, rejected int) order.InspectCommand {
	w.t.Helper()
	h := w.find(o).Waiting()[0]
	c := order.InspectCommand{Act: act(o), ShipmentID: h.ID}
	for _, l := range h.Lines {
		c.Lines = append(c.Lines, order.InspectLine{LineID: l.LineID, Accepted: l.Quantity - rejected, Rejected: rejected, Reason: "파손"})
	}
	return c
}

func (w *town) inspect(o order.Order, rejected int) order.Order {
	w.t.Helper()
	return must(w.orders.Inspect(w.t.Context(), w.inspector, w.inspectCommand(o, rejected)))(w)
}

func (w *town) books(budget int64) ledger.Budget {
	w.t.Helper()
	return must(ledger.BudgetByID(w.t.Context(), w.raw, budget))(w)
}

// balanced fails the test if the books contradict themselves.
func (w *town) balanced() {
	w.t.Helper()
	for _, d := range must(ledger.Fsck(w.t.Context(), w.raw))(w) {
		w.t.Errorf("books: %s", d)
	}
}

func won(n int64) *money.Won { w := money.Won(n); return &w }
