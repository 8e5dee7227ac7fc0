package innovation_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/dbtest"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/innovation"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/org"
)

// town is a small country: a supplier with one listed offer, another supplier, a desk
// of three, a budget officer, an auditor, a buyer.
type town struct {
	t   *testing.T
	db  *db.DB
	now time.Time
	s   *innovation.Service

	admin, member, rival, reviewer, chief, third, budget, auditor, buyer auth.Actor

	item  int
	offer int64
}

func newTown(t *testing.T) *town {
	t.Helper()
	d := dbtest.New(t)
	w := &town{t: t, now: kst.Date(2026, time.March, 2).At(10, 0)}
	w.db = d.WithClock(func() time.Time { return w.now })
	w.s = innovation.New(w.db, market.New(w.db))
	supplier := w.body(org.Supplier, "맑은공기", "1234567891")
	pps := w.body(org.PPS, "조달청", "")
	w.admin, w.member = w.person(supplier, org.SupplierAdmin), w.person(supplier, org.SupplierMember)
	w.rival = w.person(w.body(org.Supplier, "다른공기", "1018200008"), org.SupplierAdmin)
	w.reviewer, w.chief, w.third = w.person(pps, org.InnovationDesk), w.person(pps, org.InnovationDesk), w.person(pps, org.InnovationDesk)
	w.budget = w.person(pps, org.BudgetOfficer)
	w.auditor = w.person(w.body(org.Auditor, "감사원", ""), org.AuditorRole)
	w.buyer = w.person(w.body(org.Institution, "한빛시", ""), org.Requester)
	w.item, w.offer = w.listed(supplier.BodyID, "창문형 공기청정기")
	return w
}

func (w *town) id(sql string, args pgx.NamedArgs) int64 {
	w.t.Helper()
	id, err := db.Value[int64](w.db.Query(w.t.Context(), sql, args))
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

func (w *town) body(kind org.Kind, name, number string) auth.Actor {
	w.t.Helper()
	id := w.id(`INSERT INTO org.body (kind, state, name_ko, name_en, bizno) VALUES (@kind, 'admitted', @name, @name, nullif(@number, '')) RETURNING id`,
		pgx.NamedArgs{"kind": string(kind), "name": name, "number": number})
	return auth.Actor{BodyID: id, BodyKind: kind, BodyState: org.Admitted, BodyName: name}
}

func (w *town) person(of auth.Actor, roles ...org.Role) auth.Actor {
	w.t.Helper()
	of.PersonID = w.id(`
WITH p AS (INSERT INTO org.person (email, name) VALUES (@email, '아무개') RETURNING id)
INSERT INTO org.membership (person_id, body_id, roles) SELECT id, @body, @roles FROM p RETURNING person_id`,
		pgx.NamedArgs{"email": uuid.NewString() + "@test", "body": of.BodyID, "roles": roles})
	of.Roles = roles
	return of
}

// listed makes a class, an item and a listed offer of it.
func (w *town) listed(supplier int64, name string) (item int, offer int64) {
	w.t.Helper()
	item = int(w.id(`
WITH c AS (INSERT INTO catalog.class (code, name_ko, name_en, official) VALUES ('4016160201', '창문형공기청정기', 'Window air purifier', false)
           ON CONFLICT (code) DO UPDATE SET official = false RETURNING code)
INSERT INTO catalog.item (class_code, maker, model, name_ko, name_en, registered_by)
SELECT code, '맑은공기', @model, @name, 'Window air purifier', @supplier FROM c RETURNING number::bigint`,
		pgx.NamedArgs{"model": uuid.NewString(), "name": name, "supplier": supplier}))
	offer = w.id(`INSERT INTO catalog.offer (item_number, supplier_id, state, listed_at) VALUES (@item, @supplier, 'listed', now()) RETURNING id`,
		pgx.NamedArgs{"item": item, "supplier": supplier})
	w.id(`
WITH v AS (INSERT INTO catalog.offer_version (offer_id, no, state, price) VALUES (@offer, 1, 'approved', 980000) RETURNING id)
UPDATE catalog.offer SET current_id = v.id FROM v WHERE offer.id = @offer RETURNING offer.id`, pgx.NamedArgs{"offer": offer})
	return item, offer
}

func (w *town) content() innovation.Content {
	return innovation.Content{
		ItemNumber: w.item, Field: "life", Claim: "창문에 다는 무필터 공기청정", TRL: 8, Evidence: "시험성적서 3건",
	}
}

func (w *town) must(a innovation.Application, err error) innovation.Application {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
	return a
}

func (w *town) applied() innovation.Application {
	w.t.Helper()
	return w.must(w.s.Apply(w.t.Context(), w.member, innovation.ApplyCommand{Key: uuid.New(), Content: w.content()}))
}

func (w *town) submitted() innovation.Application {
	w.t.Helper()
	a := w.applied()
	return w.must(w.s.Submit(w.t.Context(), w.admin, a.ID, a.Version))
}

// scores gives every criterion the same points.
func scores(points int) innovation.Scores {
	out := innovation.Scores{}
	for _, g := range innovation.Groups {
		for _, c := range g.Criteria {
			out[c.Key] = innovation.Score{Points: points, Reason: "시험성적서로 확인"}
		}
	}
	return out
}

func (w *town) reviewed(s innovation.Scores) innovation.Application {
	w.t.Helper()
	a := w.submitted()
	return w.must(w.s.Review(w.t.Context(), w.reviewer, innovation.ReviewCommand{
		ID: a.ID, Version: a.Version, Scores: s, Recommend: true, Opinion: "지정할 만함",
	}))
}

func (w *town) decide(by auth.Actor, a innovation.Application, outcome string) (innovation.Application, error) {
	return w.s.Decide(w.t.Context(), by, innovation.DecideCommand{ID: a.ID, Version: a.Version, Outcome: outcome, Reason: "평가 결과에 따름"})
}

func (w *town) designated() innovation.Designation {
	w.t.Helper()
	a := w.must(w.decide(w.chief, w.reviewed(scores(8)), innovation.Designate))
	v, err := w.s.View(w.t.Context(), w.admin, a.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	return w.designation(v.DesignationID)
}

func (w *town) designation(id int64) innovation.Designation {
	w.t.Helper()
	d, err := w.s.Designation(w.t.Context(), auth.Actor{}, id)
	if err != nil {
		w.t.Fatal(err)
	}
	return d.Designation
}

// shelf is the Hyeokshin term of the offer's search row; zero when it has none.
func (w *town) shelf() (from, until time.Time) {
	w.t.Helper()
	row, err := db.All[struct {
		From  *time.Time `db:"f"`
		Until *time.Time `db:"u"`
	}](w.db.Query(w.t.Context(), `SELECT lower(hyeokshin) AS f, upper(hyeokshin) AS u FROM catalog.listing WHERE offer_id = @offer`,
		pgx.NamedArgs{"offer": w.offer}))
	if err != nil {
		w.t.Fatal(err)
	}
	if len(row) == 0 || row[0].From == nil {
		return from, until
	}
	return *row[0].From, *row[0].Until
}

func (w *town) ground() market.Ground {
	w.t.Helper()
	g, err := market.GroundsOf(w.t.Context(), w.db, w.item, w.admin.BodyID)
	if err != nil || len(g) != 1 {
		w.t.Fatalf("grounds = %v, %v", g, err)
	}
	return g[0]
}

func (w *town) measure(d innovation.Designation, k innovation.MeasureKind) error {
	w.t.Helper()
	m, err := w.s.ProposeMeasure(w.t.Context(), w.reviewer, innovation.MeasureCommand{DesignationID: d.ID, Version: d.Version, Kind: k, Reason: "점검 결과"})
	if err != nil {
		return err
	}
	_, err = w.s.DecideMeasure(w.t.Context(), w.chief, innovation.MeasureDecision{ID: m.ID, Confirm: true})
	return err
}

// programme opens a programme's budget line of a year.
func (w *town) programme(year int) int64 {
	w.t.Helper()
	return w.id(`INSERT INTO ledger.budget (body_id, kind, fiscal_year, code, name_ko, name_en) VALUES (@body, 'programme', @year, '4231-302', '시범구매', 'Pilot') RETURNING id`,
		pgx.NamedArgs{"body": w.budget.BodyID, "year": year})
}

func wantCode(t *testing.T, err error, code string) *fault.Error {
	t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Code != code {
		t.Fatalf("err = %v, want fault %s", err, code)
	}
	return f
}
