package insight

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/dbtest"
	"jangteo.kr/internal/org"
)

// seed makes two offers on shelves, one of them on two, and one whose term is over;
// an order issued and one refused; one designation in force and one over.
const seed = `
INSERT INTO org.body (kind, state, name_ko, bizno) VALUES ('supplier','admitted','가','1234567891'), ('supplier','admitted','나','1234567892'), ('institution','admitted','시청',NULL), ('institution','submitted','군청',NULL), ('pps','admitted','조달청',NULL);
INSERT INTO catalog.class VALUES ('43',NULL,'x','x',true);
INSERT INTO catalog.item (number, class_code, maker, model, name_ko, registered_by) VALUES (24000001,'43','m','1','a',1), (24000002,'43','m','2','b',2), (24000003,'43','m','3','c',2);
INSERT INTO catalog.offer (item_number, supplier_id, state, listed_at) VALUES (24000001,1,'listed',now()), (24000002,2,'listed',now()), (24000003,2,'listed',now());
INSERT INTO catalog.listing (offer_id, version_id, item_number, class_code, supplier_id, name_ko, name_en, model, maker, supplier_name, squeezed, price, unit, min_order, lead_days, regions, traits, certificates, listed_at, nara, hyeokshin)
VALUES (1,1,24000001,'43',1,'a','','1','m','','a',1,'EA',1,1,'{}','{}','{}',now(),'[2026-01-01,2040-01-01)','[2026-01-01,2040-01-01)'),
       (2,2,24000002,'43',2,'b','','2','m','','b',1,'EA',1,1,'{}','{}','{}',now(),'[2026-01-01,2040-01-01)','empty'),
       (3,3,24000003,'43',2,'c','','3','m','','c',1,'EA',1,1,'{}','{}','{}',now(),'[2020-01-01,2021-01-01)','empty');
INSERT INTO market.ground (storefront, kind, item_number, supplier_id, number, source, term, article)
VALUES ('nara','unit_price_contract',24000001,1,'0026-1','x','[2026-01-01,2040-01-01)','a'), ('nara','unit_price_contract',24000002,2,'0026-1','x','[2026-01-01,2040-01-01)','a'),
       ('nara','unit_price_contract',24000003,2,'0020-9','x','[2020-01-01,2021-01-01)','a');
INSERT INTO orders."order" (number, client_key, request_hash, storefront, institution_id, supplier_id, state, total, fee, place, contact_name, contact_phone, wanted_on, requested_by, decided_by, decided_at)
VALUES ('N-00001', gen_random_uuid(), 'x', 'nara', 3, 1, 'issued', 700, 0, 'p', 'c', 't', '2026-12-01', 1, 2, now()), ('N-00002', gen_random_uuid(), 'x', 'nara', 3, 1, 'refused', 900, 0, 'p', 'c', 't', '2026-12-01', 1, 2, now());
INSERT INTO ledger.budget (body_id, kind, fiscal_year, code, name_ko, name_en) VALUES (5,'programme',extract(year FROM now() AT TIME ZONE 'Asia/Seoul')::int,'c','p','p'), (5,'programme',2019,'c','p','p'), (3,'institution',extract(year FROM now() AT TIME ZONE 'Asia/Seoul')::int,'c','p','p');
UPDATE ledger.balance b SET appropriated = v.a, unallotted = v.u, available = v.f, reserved = v.r FROM (VALUES (1,100,0,70,30), (2,9,9,0,0), (3,5,5,0,0)) v (id, a, u, f, r) WHERE b.budget_id = v.id;
INSERT INTO orders.funding (order_id, budget_id, kind, amount) VALUES (1,1,'programme',30), (1,3,'institution',670), (2,1,'programme',500);
INSERT INTO tender.notice (number, institution_id, state, title, kind, method, law, estimated_price, base_amount, publish_on, deadline, opening_at, drafted_by)
VALUES ('R26BK00100001-000',3,'published','x','goods','open','state',1,1,'2026-01-01',now() + interval '1 day',now() + interval '1 day',1), ('R26BK00100002-000',3,'published','x','goods','open','state',1,1,'2026-01-01',now() - interval '1 day',now(),1)`

func TestRefresh_countsWhatStands(t *testing.T) {
	d := seeded(t)
	if _, err := d.Exec(t.Context(), `INSERT INTO insight.figure (key, value, as_of) VALUES ('nara.class.99', 4, now() - interval '1 hour')`); err != nil {
		t.Fatal(err)
	}
	for range 2 { // a second run replaces, it does not add
		if err := Refresh(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
	sheet, err := New(d).Figures(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]int64{
		"nara" + Offers: 2, "nara" + Suppliers: 2, "nara" + Items: 2, "nara" + Orders: 1, "nara" + OrderAmount: 700, "nara" + YearAmount: 700,
		"nara" + Buyers: 1, "nara" + Grounds: 1, "hyeokshin" + Offers: 1, "venture" + Offers: 0, Market + Offers: 2, Market + Suppliers: 2,
		Market + OrderAmount: 700, Institutions: 1, Funded: 30, OpenNotices: 1, Designations: 0,
		ProgrammeAppropriated: 100, ProgrammeAvailable: 70, ProgrammeCommitted: 30,
	} {
		if got := sheet.Of(key); got != want {
			t.Errorf("%s = %d, want %d", key, got, want)
		}
	}
	for prefix, want := range map[string]int{"nara" + Classes: 2, "hyeokshin" + Classes: 1, Market + Classes: 2} {
		if got := sheet.Under(prefix); len(got) != 1 || got["43"] != want {
			t.Errorf("%s: %v", prefix, got)
		}
	}
	if time.Since(sheet.AsOf) > time.Minute {
		t.Errorf("as of %s", sheet.AsOf)
	}
}

// seeded is a database that the owner filled: the application itself may not write
// balances.
func seeded(t *testing.T) *db.DB {
	t.Helper()
	dsn := dbtest.DSN(t)
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	if _, err := conn.PgConn().Exec(t.Context(), seed).ReadAll(); err != nil {
		t.Fatal(err)
	}
	return dbtest.Open(t, dsn)
}

func TestFind_keepsOrdersToTheirParties(t *testing.T) {
	d := seeded(t)
	s := New(d)
	for name, c := range map[string]struct {
		by     auth.Actor
		number string
		want   string
	}{
		"public":           {auth.Actor{}, "N-00001", ""},
		"buyer":            {auth.Actor{PersonID: 1, BodyID: 3, BodyKind: org.Institution}, "n 00001", "/orders/1"},
		"supplier":         {auth.Actor{PersonID: 1, BodyID: 1, BodyKind: org.Supplier}, "N00001", "/orders/1"},
		"refused request":  {auth.Actor{PersonID: 1, BodyID: 1, BodyKind: org.Supplier}, "N00002", ""},
		"other supplier":   {auth.Actor{PersonID: 1, BodyID: 2, BodyKind: org.Supplier}, "N-00001", ""},
		"auditor":          {auth.Actor{PersonID: 1, BodyID: 9, BodyKind: org.Auditor, Roles: []org.Role{org.AuditorRole}}, "N-00001", "/orders/1"},
		"market desk":      {auth.Actor{PersonID: 1, BodyID: 8, BodyKind: org.PPS, Roles: []org.Role{org.MarketDesk}}, "N-00001", "/orders/1"},
		"system admin":     {auth.Actor{PersonID: 1, BodyID: 8, BodyKind: org.PPS, Roles: []org.Role{org.SystemAdmin}}, "N-00001", ""},
		"item":             {auth.Actor{}, "2400 0002", "/items/24000002"},
		"list number":      {auth.Actor{}, "43211501-24000002", "/items/24000002"},
		"notice":           {auth.Actor{}, "R26BK00100002", "/notices/2"},
		"contract":         {auth.Actor{}, "0026-1", "/search?ground=0026-1"},
		"business number":  {auth.Actor{}, "123-45-67892", "/bodies/2"},
		"too short":        {auth.Actor{}, "43", ""},
		"words":            {auth.Actor{}, "공기청정기", ""},
		"wildcards":        {auth.Actor{}, "2400000%", ""},
		"nobody's number":  {auth.Actor{}, "99999999", ""},
		"a body elsewhere": {auth.Actor{BodyID: 3}, "N-00002", "/orders/2"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := s.Find(t.Context(), c.by, c.number)
			if err != nil || got.Path != c.want {
				t.Errorf("%q leads to %q, %v; want %q", c.number, got.Path, err, c.want)
			}
		})
	}
}
