// Package town is a small market for tests: two suppliers, PPS with its desks, an
// institution and an auditor, on a database of the test's own. Whatever it holds came in
// through the services that people use; only bodies and people are written directly.
package town

import (
	"fmt"
	"testing"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/blob"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/dbtest"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/org"
)

// Desktop is the detail class of the town's items.
const Desktop = "4321150701"

// Town is the market with its people, signed in.
type Town struct {
	t       *testing.T
	DB      *db.DB
	Catalog *catalog.Service
	Market  *market.Service
	Files   *blob.Store
	n       int

	Maker, Member, Rival             auth.Actor // supplier's administrator, its member, another supplier's administrator
	Reviewer, Reviewer2, Desk, Desk2 auth.Actor
	Requester, Approver, Auditor     auth.Actor
}

// New builds a town.
func New(t *testing.T) *Town {
	t.Helper()
	d := dbtest.New(t)
	if err := catalog.LoadClasses(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	files, err := blob.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	w := &Town{t: t, DB: d, Catalog: catalog.New(d, files), Market: market.New(d), Files: files}
	supplier, rival := w.Body(org.Supplier, "1018200008"), w.Body(org.Supplier, "1234567891")
	pps, school, audit := w.Body(org.PPS, ""), w.Body(org.Institution, ""), w.Body(org.Auditor, "")
	w.Maker, w.Member, w.Rival = w.Actor(supplier, org.SupplierAdmin), w.Actor(supplier, org.SupplierMember), w.Actor(rival, org.SupplierAdmin)
	w.Reviewer, w.Reviewer2 = w.Actor(pps, org.ProductReviewer), w.Actor(pps, org.ProductReviewer)
	w.Desk, w.Desk2 = w.Actor(pps, org.MarketDesk), w.Actor(pps, org.MarketDesk)
	w.Requester, w.Approver, w.Auditor = w.Actor(school, org.Requester), w.Actor(school, org.Approver), w.Actor(audit, org.AuditorRole)
	return w
}

// Must gives a value or ends the test: Must(f())(t).
func Must[T any](v T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// OK ends the test on an error.
func (w *Town) OK(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// One reads a single value.
func One[T any](w *Town, sql string, args ...any) T {
	w.t.Helper()
	return Must(db.Value[T](w.DB.Query(w.t.Context(), sql, args...)))(w.t)
}

// BodyRef is a body of the town.
type BodyRef struct {
	ID   int64
	Kind org.Kind
	Name string
}

// Body admits a body.
func (w *Town) Body(kind org.Kind, bizno string) BodyRef {
	w.t.Helper()
	w.n++
	name := fmt.Sprintf("기관 %d", w.n)
	var number *string
	if bizno != "" {
		number = &bizno
	}
	id := One[int64](w, `INSERT INTO org.body (kind, state, name_ko, bizno, traits) VALUES ($1, 'admitted', $2, $3, '{sme}') RETURNING id`, kind, name, number)
	return BodyRef{id, kind, name}
}

// Actor hires a new person into a body.
func (w *Town) Actor(b BodyRef, roles ...org.Role) auth.Actor {
	w.t.Helper()
	w.n++
	person := One[int64](w, `INSERT INTO org.person (email, name) VALUES ($1, $2) RETURNING id`, fmt.Sprintf("p%d@example.kr", w.n), fmt.Sprintf("사람 %d", w.n))
	return w.Join(person, b, roles...)
}

// Join makes a person a member of a body.
func (w *Town) Join(person int64, b BodyRef, roles ...org.Role) auth.Actor {
	w.t.Helper()
	One[int64](w, `INSERT INTO org.membership (person_id, body_id, roles) VALUES ($1, $2, $3) RETURNING id`, person, b.ID, roles)
	return auth.Actor{PersonID: person, BodyID: b.ID, BodyName: b.Name, BodyKind: b.Kind, BodyState: org.Admitted, Roles: roles, Lang: "ko"}
}

// Item registers an item.
func (w *Town) Item(by auth.Actor, class, model string) catalog.Item {
	w.t.Helper()
	return Must(w.Catalog.RegisterItem(w.t.Context(), by, catalog.ItemCommand{ClassCode: class, Maker: "한빛전자", Model: model, NameKo: "데스크톱 " + model}))(w.t)
}

// DesktopSpec is a specification that its class accepts.
var DesktopSpec = map[string]string{"cpu": "Core Ultra 5", "ram": "16", "ssd": "512", "os": "Windows 11 Pro", "monitor": "없음 / None"}

// Draft writes a complete offer and does not submit it.
func (w *Town) Draft(by auth.Actor, item int, price money.Won) catalog.Offer {
	w.t.Helper()
	o := Must(w.Catalog.StartOffer(w.t.Context(), by, item))(w.t)
	o = Must(w.Catalog.SaveTerms(w.t.Context(), by, Terms(o, price)))(w.t)
	return Must(w.Catalog.SaveSpecification(w.t.Context(), by, catalog.SpecificationCommand{
		OfferID: o.ID, Version: o.Version, Summary: "업무용 컴퓨터", Attributes: DesktopSpec,
	}))(w.t)
}

// Terms are ordinary terms for an offer.
func Terms(o catalog.Offer, price money.Won) catalog.TermsCommand {
	return catalog.TermsCommand{
		OfferID: o.ID, Version: o.Version, Price: price, Tax: catalog.TaxVAT, Unit: "EA", MinOrder: 2, LeadDays: 14, WarrantyMonths: 36,
	}
}

// Listed makes an approved offer.
func (w *Town) Listed(price money.Won) catalog.Offer {
	w.t.Helper()
	w.n++
	o := w.Draft(w.Maker, w.Item(w.Maker, Desktop, fmt.Sprintf("HB-%d", w.n)).Number, price)
	w.OK(w.Market.SubmitOffer(w.t.Context(), w.Maker, o.ID, o.Version))
	w.OK(w.Market.ApproveListing(w.t.Context(), w.Reviewer, o.ID, w.Offer(o.ID).Version))
	return w.Offer(o.ID)
}

// Offer reads an offer.
func (w *Town) Offer(id int64) catalog.Offer {
	w.t.Helper()
	return Must(catalog.OfferByID(w.t.Context(), w.DB, id))(w.t)
}

// Contract puts an offer on Nara Jangteo's shelf from yesterday for a year.
func (w *Town) Contract(o catalog.Offer, ceiling, most money.Won) int64 {
	w.t.Helper()
	w.n++
	today := kst.DayOf(kst.Real())
	id := Must(w.Market.RecordGround(w.t.Context(), w.Desk, market.RecordCommand{
		Kind: market.UnitPriceContract, Number: fmt.Sprintf("00-26-%d", w.n), SupplierID: o.SupplierID, ItemNumber: o.ItemNumber,
		StartsOn: today.Add(-1), EndsOn: today.AddYears(1), CeilingPrice: &ceiling, MaxOrder: &most,
	}))(w.t)
	w.OK(w.Market.ConfirmGround(w.t.Context(), w.Desk2, id))
	return id
}

// OnShelf reports what a reader of the search sees now.
func (w *Town) OnShelf(o catalog.Offer, store market.Storefront) bool {
	w.t.Helper()
	column := map[market.Storefront]string{market.Nara: "nara", market.Hyeokshin: "hyeokshin", market.VentureNara: "venture"}[store]
	return One[int](w, `SELECT count(*)::int FROM catalog.listing WHERE offer_id = $1 AND `+column+` @> now()`, o.ID) == 1
}

// InForce reports what an order placed at an instant would find.
func (w *Town) InForce(d *db.DB, o catalog.Offer, store market.Storefront) bool {
	w.t.Helper()
	var found bool
	w.OK(d.Run(w.t.Context(), func(tx *db.Tx) error {
		g, err := market.GroundsInForce(w.t.Context(), tx, store, []int64{o.ID})
		_, found = g[o.ID]
		return err
	}))
	return found
}
