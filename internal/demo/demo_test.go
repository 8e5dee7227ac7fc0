package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"testing"
	"time"

	"jangteo.kr/internal/auth"
	blobstore "jangteo.kr/internal/blob"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/dbtest"
	"jangteo.kr/internal/insight"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/ledger"
)

func load(t *testing.T, d *db.DB, now time.Time) {
	t.Helper()
	blobs, err := blobstore.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := Load(context.Background(), Config{DB: d, Blobs: blobs, BaseURL: "http://127.0.0.1", Now: now, Seed: 1}); err != nil {
		t.Fatal(err)
	}
}

func TestLoad_isAWholeCountryOnce(t *testing.T) {
	ctx := context.Background()
	d := dbtest.New(t)
	now := kst.Real()
	load(t, d, now)
	load(t, d, now) // a second loading leaves it as it is

	for name, check := range map[string]struct {
		sql  string
		at   int
		most int
	}{
		"suppliers":           {`SELECT count(*) FROM org.body WHERE kind = 'supplier' AND state = 'admitted'`, 40, 40},
		"institutions":        {`SELECT count(*) FROM org.body WHERE kind = 'institution' AND state = 'admitted'`, 20, 20},
		"offers on sale":      {`SELECT count(*) FROM catalog.offer WHERE state = 'listed'`, 295, 310},
		"order states":        {`SELECT count(DISTINCT state) FROM orders."order"`, 12, 12},
		"notices published":   {`SELECT count(*) FROM tender.notice WHERE state = 'published'`, 15, 40},
		"designations":        {`SELECT count(*) FROM innovation.designation`, 20, 60},
		"carrier on shelf":    {`SELECT count(*) FROM catalog.listing WHERE class_code = '4219220701' AND hyeokshin @> now()`, 1, 9},
		"window air purifier": {`SELECT count(*) FROM catalog.listing WHERE class_code = '4016160201' AND hyeokshin @> now()`, 1, 9},
		"programme of 2020":   {`SELECT appropriated / 100000000 FROM ledger.balance JOIN ledger.budget ON id = budget_id WHERE kind = 'programme' AND fiscal_year = 2020`, 280, 280},
		"acts in the future":  {`SELECT count(*) FROM audit.event WHERE at > now() + interval '1 minute'`, 0, 0},
		"programme paid":      {`SELECT count(*) FROM orders.funding WHERE kind = 'programme'`, 15, 100},
		"grounds unfunded":    {`SELECT count(*) FROM market.ground WHERE storefront = 'hyeokshin' AND budget_id IS NULL`, 0, 0},
	} {
		n, err := db.Value[int](d.Query(ctx, check.sql))
		if err != nil || n < check.at || n > check.most {
			t.Errorf("%s: %d, want %d to %d (%v)", name, n, check.at, check.most, err)
		}
	}
	if bad, err := ledger.Fsck(ctx, d); err != nil || len(bad) > 0 {
		t.Errorf("books: %v %v", bad, err)
	}
	if bad, err := insight.StrayStates(ctx, d); err != nil || len(bad) > 0 {
		t.Errorf("states: %v %v", bad, err)
	}
}

func TestAccounts_namesEveryPersonaAndObject(t *testing.T) {
	d := dbtest.New(t)
	load(t, d, kst.Real())
	a := auth.New(d, "http://127.0.0.1", true)
	var b bytes.Buffer
	if err := Accounts(context.Background(), d, a, "http://127.0.0.1", &b); err != nil {
		t.Fatal(err)
	}
	var inv inventory
	if err := json.Unmarshal(b.Bytes(), &inv); err != nil {
		t.Fatal(err)
	}
	if len(inv.Accounts) != 21 || len(inv.Objects) != len(examples) || len(inv.OrdersByState) < 8 {
		t.Errorf("%d accounts, %d objects, %d order states", len(inv.Accounts), len(inv.Objects), len(inv.OrdersByState))
	}
}
