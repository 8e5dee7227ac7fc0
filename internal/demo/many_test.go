package demo

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/dbtest"
	"jangteo.kr/internal/insight"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/market"
)

// shelf is a database with many offers, and its owner.
func shelf(t *testing.T, now time.Time, offers int) (app, owner *db.DB) {
	t.Helper()
	dsn := dbtest.DSN(t)
	app = dbtest.Open(t, dsn)
	if err := catalog.LoadClasses(t.Context(), app); err != nil {
		t.Fatal(err)
	}
	owner, err := db.Open(t.Context(), dsn, db.Options{Name: "test", Role: "none", StatementTimeout: 5 * time.Minute, Slow: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(owner.Close)
	if err := Many(t.Context(), ManyConfig{Owner: owner, Now: now, Seed: 1, Offers: offers}); err != nil {
		t.Fatal(err)
	}
	return app, owner
}

const selectAllListings = `SELECT to_jsonb(l)::text FROM catalog.listing l ORDER BY offer_id`

func listings(t *testing.T, q db.Querier) []string {
	t.Helper()
	rows, err := db.Values[string](q.Query(t.Context(), selectAllListings))
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestMany_writesWhatServicesWrite(t *testing.T) {
	ctx := t.Context()
	now := kst.Real()
	d, _ := shelf(t, now, 500)
	before := listings(t, d)
	if len(before) != 500 {
		t.Fatalf("%d listings", len(before))
	}
	// Every search row is as the service would write it anew. The column that an earlier
	// release searched by is left empty.
	m := market.New(d)
	grounds, err := db.Values[string](d.Query(ctx, `SELECT DISTINCT source FROM market.ground`))
	if err != nil {
		t.Fatal(err)
	}
	for _, source := range grounds {
		err := d.Run(ctx, func(tx *db.Tx) error {
			if err := m.SuspendTx(ctx, tx, auth.System, source, "점검"); err != nil {
				return err
			}
			return m.ResumeTx(ctx, tx, auth.System, source)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := d.Exec(ctx, `UPDATE catalog.listing SET squeezed = ''`); err != nil {
		t.Fatal(err)
	}
	for i, row := range listings(t, d) {
		if diff := cmp.Diff(before[i], row); diff != "" {
			t.Fatal(diff)
		}
	}
	if stray, err := insight.StrayStates(ctx, d); err != nil || len(stray) > 0 {
		t.Errorf("states: %v %v", stray, err)
	}
	ranks, err := db.Value[int](d.Query(ctx, `
		SELECT count(*)::int FROM catalog.listing l JOIN catalog.listing_rank r USING (offer_id) LEFT JOIN catalog.offer_purchase p USING (offer_id)
		 WHERE (r.class_code, r.price, r.unit_price, r.lead_days, r.bought, r.listed_at) = (l.class_code, l.price, l.unit_price, l.lead_days, coalesce(p.orders, 0), l.listed_at)`))
	if err != nil || ranks != 500 {
		t.Errorf("%d of 500 ranks agree (%v)", ranks, err)
	}
}

func TestMany_isTheSameOnceAndSpread(t *testing.T) {
	ctx := t.Context()
	now := kst.DayOf(kst.Real()).At(12, 0)
	d, owner := shelf(t, now, 2400)
	other, _ := shelf(t, now, 2400)
	if diff := cmp.Diff(listings(t, d), listings(t, other)); diff != "" {
		t.Errorf("two loadings differ: %.500s", diff)
	}
	var steps []string
	again := ManyConfig{Owner: owner, Now: now, Seed: 1, Offers: 2400, Progress: func(step string, _, _ int) { steps = append(steps, step) }}
	if err := Many(ctx, again); err != nil || len(steps) > 0 {
		t.Errorf("a second loading did %v, %v", steps, err)
	}
	again.Offers = 2401
	if err := Many(ctx, again); err == nil || !strings.Contains(err.Error(), "another number") {
		t.Errorf("another number: %v", err)
	}
	for name, check := range map[string]struct {
		sql      string
		at, most int
	}{
		"detail classes":           {`SELECT count(DISTINCT class_code) FROM catalog.listing`, 35, 100},
		"in the largest class":     {`SELECT max(n) FROM (SELECT count(*) AS n FROM catalog.listing GROUP BY class_code) c`, 120, 800},
		"suppliers":                {`SELECT count(DISTINCT supplier_id) FROM catalog.listing`, 25, 33},
		"offers of one item":       {`SELECT count(*) FROM (SELECT FROM catalog.offer GROUP BY item_number HAVING count(*) = 2) c`, 200, 200},
		"names without a space":    {`SELECT count(*) FROM catalog.listing WHERE name_ko !~ ' '`, 150, 1500},
		"nationwide":               {`SELECT count(*) FROM catalog.listing WHERE regions = '{}'`, 1800, 2300},
		"under contract":           {`SELECT count(*) FROM catalog.listing WHERE nara @> now()`, 2200, 2340},
		"innovative":               {`SELECT count(*) FROM catalog.listing WHERE hyeokshin @> now()`, 8, 60},
		"bought":                   {`SELECT count(*) FROM catalog.listing_rank WHERE bought > 0`, 150, 340},
		"with an earlier price":    {`SELECT count(*) FROM catalog.offer_version WHERE state = 'superseded'`, 250, 480},
		"of six years":             {`SELECT count(DISTINCT date_trunc('year', listed_at)) FROM catalog.listing`, 6, 8},
		"packs of several":         {`SELECT count(*) FROM catalog.listing WHERE content > 1`, 40, 900},
		"valid business numbers":   {`SELECT count(*) FROM org.body WHERE bizno ~ '^[6-9][0-9]{9}$'`, 32, 32},
		"models that repeat":       {`SELECT count(*) - count(DISTINCT (maker, model)) FROM catalog.item`, 0, 0},
		"prices out of all reason": {`SELECT count(*) FROM catalog.listing WHERE price < 10 OR price > 2000000000`, 0, 0},
		"words known":              {`SELECT count(*) FROM catalog.word`, 300, 100000},
		"figures":                  {`SELECT value::int FROM insight.figure WHERE key = 'market.offers'`, 2400, 2400},
	} {
		n, err := db.Value[int](d.Query(ctx, check.sql))
		if err != nil || n < check.at || n > check.most {
			t.Errorf("%s: %d, want %d to %d (%v)", name, n, check.at, check.most, err)
		}
	}
}

func TestMany_putsIndexesBack(t *testing.T) {
	now := kst.Real()
	d, owner := shelf(t, now, 24)
	const all = `SELECT indexname || ' ' || indexdef FROM pg_indexes WHERE schemaname IN ('catalog', 'market', 'audit') ORDER BY 1`
	read := func() []string {
		found, err := db.Values[string](d.Query(t.Context(), all))
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	m := &many{ManyConfig: ManyConfig{Owner: owner, Progress: func(string, int, int) {}}}
	before := read()
	taken, err := m.takeIndexes(context.Background())
	if err != nil || len(taken) < 10 {
		t.Fatalf("%d indexes taken, %v", len(taken), err)
	}
	if err := m.putIndexes(context.Background(), taken); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, read()); diff != "" {
		t.Error(diff)
	}
}
