package orders_test

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
	"jangteo.kr/web/kit/kittest"
	"jangteo.kr/web/orders"
)

// street is a hospital that buys, a supplier that sells, and this area's pages.
type street struct {
	t      *testing.T
	db     *db.DB
	site   *kittest.Site
	ledger *ledger.Service
	people int

	requester, approver, inspector, finance, supplier, stranger, rival, desk, reviewer, auditor auth.Actor

	carrier int64 // offer on the Hyeokshin shelf, half of it paid by a programme
	desktop int64 // offer on the Nara shelf
	budget  int64
}

func newStreet(t *testing.T) *street {
	t.Helper()
	d := dbtest.New(t)
	w := &street{t: t, db: d, ledger: ledger.New(d)}
	m := market.New(d)
	w.site = kittest.New(t, orders.New(orders.Deps{Orders: order.New(d, m, w.ledger), Market: m, BaseURL: "https://jangteo.example"}))
	hospital, school := w.body(org.Institution, "국립중앙의료원", nil), w.body(org.Institution, "다른기관", nil)
	one, two := "1018200008", "1234567891"
	maker, rival := w.body(org.Supplier, "㈜숨길", &one), w.body(org.Supplier, "㈜다른", &two)
	pps, audit := w.body(org.PPS, "조달청", nil), w.body(org.Auditor, "감사원", nil)
	w.requester, w.approver = w.actor(hospital, org.Requester), w.actor(hospital, org.Approver)
	w.inspector, w.finance = w.actor(hospital, org.Inspector), w.actor(hospital, org.Finance)
	w.supplier, w.rival = w.actor(maker, org.SupplierAdmin), w.actor(rival, org.SupplierAdmin)
	w.stranger = w.actor(school, org.Requester, org.Approver, org.Inspector, org.Finance)
	w.desk, w.reviewer, w.auditor = w.actor(pps, org.MarketDesk), w.actor(pps, org.ProductReviewer), w.actor(audit, org.AuditorRole)
	w.budget = w.fund(w.finance, w.actor(hospital, org.Finance), "의료장비", 50_000_000)
	programme := w.fund(w.actor(pps, org.BudgetOfficer), w.actor(pps, org.BudgetOfficer), "시범구매", 500_000_000)
	w.id(`INSERT INTO catalog.class (code, name_ko, name_en, official) VALUES ('4231150701', '이송카트', 'Carrier', false) RETURNING 1::bigint`, nil)
	w.carrier = w.offer("음압 이송 카트", 4_000_000)
	w.ground(w.carrier, "hyeokshin", "innovation_designation", pgx.NamedArgs{"budget": programme, "share": 5000, "cap": 100_000_000})
	w.desktop = w.offer("데스크톱컴퓨터", 1_000_000)
	w.ground(w.desktop, "nara", "unit_price_contract", nil)
	return w
}

func (w *street) id(sql string, args pgx.NamedArgs) int64 {
	w.t.Helper()
	id, err := db.Value[int64](w.db.Query(w.t.Context(), sql, args))
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

func (w *street) body(kind org.Kind, name string, bizno *string) auth.Actor {
	w.t.Helper()
	id := w.id(`INSERT INTO org.body (kind, state, name_ko, name_en, bizno, region) VALUES (@kind, 'admitted', @name, @name, @bizno, '11') RETURNING id`,
		pgx.NamedArgs{"kind": kind, "name": name, "bizno": bizno})
	return auth.Actor{BodyID: id, BodyName: name, BodyKind: kind, BodyState: org.Admitted, Law: "state", Lang: "ko"}
}

func (w *street) actor(of auth.Actor, roles ...org.Role) auth.Actor {
	w.t.Helper()
	w.people++
	of.Roles, of.PersonName = roles, fmt.Sprintf("사람%d", w.people)
	of.PersonID = w.id(`INSERT INTO org.person (email, name) VALUES (@email, @name) RETURNING id`,
		pgx.NamedArgs{"email": fmt.Sprintf("p%d@example.kr", w.people), "name": of.PersonName})
	w.id(`INSERT INTO org.membership (person_id, body_id, roles) VALUES (@person, @body, @roles) RETURNING id`,
		pgx.NamedArgs{"person": of.PersonID, "body": of.BodyID, "roles": roles})
	return of
}

func (w *street) fund(by, second auth.Actor, code string, amount money.Won) int64 {
	w.t.Helper()
	ctx, today := w.t.Context(), kst.DayOf(time.Now())
	b, err := w.ledger.OpenBudget(ctx, by, ledger.OpenCommand{FiscalYear: today.Year, Code: code, NameKo: code, NameEn: code, Key: uuid.New()})
	for _, e := range []ledger.Event{ledger.Appropriate, ledger.Allot} {
		var p ledger.Proposal
		if err == nil {
			p, err = w.ledger.Propose(ctx, by, ledger.ProposeCommand{BudgetID: b.ID, Event: e, Amount: amount, Basis: "본예산", EffectiveOn: today, Key: uuid.New()})
		}
		if err == nil {
			err = w.ledger.Confirm(ctx, second, p.ID)
		}
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return b.ID
}

func (w *street) offer(name string, price money.Won) int64 {
	w.t.Helper()
	args := pgx.NamedArgs{"name": name, "body": w.supplier.BodyID, "price": price}
	args["item"] = w.id(`INSERT INTO catalog.item (class_code, maker, model, name_ko, registered_by) VALUES ('4231150701', '숨길', @name, @name, @body) RETURNING number::bigint`, args)
	args["offer"] = w.id(`INSERT INTO catalog.offer (item_number, supplier_id, state) VALUES (@item, @body, 'listed') RETURNING id`, args)
	args["version"] = w.id(`INSERT INTO catalog.offer_version (offer_id, no, state, price, lead_days, min_order) VALUES (@offer, 1, 'approved', @price, 7, 2) RETURNING id`, args)
	return w.id(`UPDATE catalog.offer SET current_id = @version WHERE id = @offer RETURNING id`, args)
}

func (w *street) ground(offer int64, store, kind string, funding pgx.NamedArgs) {
	w.t.Helper()
	args := pgx.NamedArgs{"offer": offer, "store": store, "kind": kind, "budget": nil, "share": nil, "cap": nil}
	for k, v := range funding {
		args[k] = v
	}
	w.id(`INSERT INTO market.ground (storefront, kind, item_number, supplier_id, number, source, term, max_order, budget_id, share_bp, cap, article)
		SELECT @store, @kind, item_number, supplier_id, '제2026-1호', 'test:1', tstzrange(now() - interval '1 day', now() + interval '1 year'), 40000000,
		       @budget, @share, @cap, '조달사업법 제27조' FROM catalog.offer WHERE id = @offer RETURNING id`, args)
}
