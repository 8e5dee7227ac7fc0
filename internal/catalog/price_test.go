package catalog_test

import (
	"testing"
	"time"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/kst"
)

// priced is an approved price of an offer: how much for how many pages, how long ago.
type priced struct {
	price   int64
	content int
	ago     time.Duration
}

const day = 24 * time.Hour

// sell puts an offer on a shelf for years, with a version per price, the last on sale.
func (w *desk) sell(by auth.Actor, model string, prices ...priced) int64 {
	w.t.Helper()
	o := w.start(by, model)
	ctx := w.t.Context()
	now := time.Now()
	_, err := w.db.Exec(ctx, `UPDATE catalog.offer_version SET no = 1000 WHERE offer_id = $1`, o.ID)
	ok(w.t, err)
	var version int64
	for i, p := range prices {
		state := "superseded"
		if i == len(prices)-1 {
			state = "approved"
		}
		ok(w.t, w.db.QueryRow(ctx, `INSERT INTO catalog.offer_version (offer_id, no, state, price, content, content_unit, unit, decided_at)
			VALUES ($1, $2, $3, $4, $5, '매', 'BOX', $6) RETURNING id`, o.ID, i+1, state, p.price, p.content, now.Add(-p.ago)).Scan(&version))
	}
	first := now.Add(-prices[0].ago)
	_, err = w.db.Exec(ctx, `UPDATE catalog.offer SET state = 'listed', listed_at = $2, current_id = $3, pending_id = NULL WHERE id = $1`, o.ID, first, version)
	ok(w.t, err)
	_, err = w.db.Exec(ctx, `INSERT INTO market.ground (storefront, kind, item_number, supplier_id, number, source, term, article)
		SELECT 'nara', 'unit_price_contract', item_number, supplier_id, 'G' || id, 'ground_record:' || id, tstzrange($2, $3), 'x' FROM catalog.offer WHERE id = $1`,
		o.ID, first, now.AddDate(3, 0, 0))
	ok(w.t, err)
	last := prices[len(prices)-1]
	_, err = w.db.Exec(ctx, `INSERT INTO catalog.listing (offer_id, version_id, item_number, class_code, supplier_id, name_ko, name_en, model, maker, supplier_name,
		price, content, content_unit, unit, min_order, lead_days, regions, traits, certificates, listed_at, nara)
		SELECT id, $2, item_number, $3, supplier_id, 'x', 'x', $4, 'x', 'x', $5, $6, '매', 'BOX', 1, 1, '{}', '{}', '{}', $7, tstzrange($7, $8) FROM catalog.offer WHERE id = $1`,
		o.ID, version, desktop, model, last.price, last.content, first, now.AddDate(3, 0, 0))
	ok(w.t, err)
	return o.ID
}

func (w *desk) prices() []catalog.ClassPrice {
	w.t.Helper()
	out, err := db.All[catalog.ClassPrice](w.db.Query(w.t.Context(), `SELECT month, offers, low, median, high, as_of FROM catalog.class_price
		WHERE class_code = $1 AND content_unit = '매' ORDER BY month`, desktop))
	ok(w.t, err)
	return out
}

func TestRefreshClassPrices_countsThisMonthAndTheMonthsBefore(t *testing.T) {
	w := newDesk(t)
	w.sell(w.maker, "A", priced{10_000, 100, 400 * day}, priced{20_000, 100, 3 * time.Minute})
	w.sell(w.maker, "B", priced{30_000, 50, 100 * day})
	dear := w.sell(w.rival, "C", priced{90_000, 10, time.Minute})
	n, err := catalog.RefreshClassPrices(t.Context(), w.db)
	ok(t, err)
	months := w.prices()
	if n != len(months) || len(months) < 12 || len(months) > 15 {
		t.Fatalf("%d prices written, %d months read", n, len(months))
	}
	now := months[len(months)-1]
	today := kst.DayOf(time.Now())
	if kst.FromDate(now.Month) != kst.Date(today.Year, today.Month, 1) {
		t.Errorf("the last month is %s", now.Month)
	}
	if now.Offers != 3 || now.Low != 20_000 || now.Median != 60_000 || now.High != 900_000 {
		t.Errorf("this month %+v", now)
	}
	if first := months[0]; first.Offers != 1 || first.Low != 10_000 || first.High != 10_000 {
		t.Errorf("the first month %+v", first)
	}
	// What leaves the shelf leaves this month; months that are over stay as they were counted.
	_, err = w.db.Exec(t.Context(), `DELETE FROM catalog.listing WHERE offer_id = $1`, dear)
	ok(t, err)
	if n, err = catalog.RefreshClassPrices(t.Context(), w.db); err != nil || n != 1 {
		t.Fatalf("%d written again: %v", n, err)
	}
	if again := w.prices(); again[len(again)-1].High != 60_000 || again[0] != months[0] {
		t.Errorf("counted again: %+v", again)
	}
	_, err = w.db.Exec(t.Context(), `DELETE FROM catalog.listing`)
	ok(t, err)
	if _, err = catalog.RefreshClassPrices(t.Context(), w.db); err != nil {
		t.Fatal(err)
	}
	if left := w.prices(); len(left) != len(months)-1 {
		t.Errorf("an empty class still has a price this month: %+v", left)
	}
}

func TestEvidence_holdsAPriceAgainstItsClassAndItsPast(t *testing.T) {
	w := newDesk(t)
	ctx := t.Context()
	a := w.sell(w.maker, "A", priced{8_000, 100, 90 * day}, priced{12_000, 100, 20 * day}, priced{11_000, 100, 10 * day})
	b := w.sell(w.rival, "B", priced{30_000, 100, 100 * day})
	_, err := catalog.RefreshClassPrices(ctx, w.db)
	ok(t, err)
	// A dearer version of A waits, in smaller boxes.
	_, err = w.db.Exec(ctx, `WITH v AS (INSERT INTO catalog.offer_version (offer_id, no, state, price, content, content_unit, unit, submitted_at, submitted_by)
		VALUES ($1, 4, 'submitted', 13000, 50, '매', 'BOX', now(), 1) RETURNING id) UPDATE catalog.offer SET pending_id = (SELECT id FROM v) WHERE id = $1`, a)
	ok(t, err)
	found, err := catalog.Evidence(ctx, w.db, []int64{a, b, 999_999}, 30, time.Now())
	ok(t, err)
	if len(found) != 2 {
		t.Fatalf("evidence %v", found)
	}
	e := found[a]
	if e.Price != 13_000 || e.UnitPrice != 26_000 || e.ContentUnit != "매" || e.Offers != 2 || e.Low != 11_000 || e.High != 30_000 || e.AsOf == nil {
		t.Errorf("A: %+v", e)
	}
	// 8,000 was on sale until twenty days ago, inside the window.
	if e.Recent == nil || *e.Recent != 8_000 || e.UnitRecent == nil || *e.UnitRecent != 8_000 || e.Previous == nil || *e.Previous != 11_000 {
		t.Errorf("A's past: %v %v %v", e.Recent, e.UnitRecent, e.Previous)
	}
	if e := found[b]; e.Price != 30_000 || e.Recent != nil || e.Previous != nil {
		t.Errorf("B, never re-priced: %+v", e)
	}
	short, err := catalog.Evidence(ctx, w.db, []int64{a}, 15, time.Now())
	ok(t, err)
	if r := short[a].Recent; r == nil || *r != 11_000 {
		t.Errorf("over 15 days the low is %v", r)
	}
	_, err = w.db.Exec(ctx, `UPDATE catalog.offer_version SET content_unit = '장' WHERE offer_id = $1 AND no = 4`, a)
	ok(t, err)
	other, err := catalog.Evidence(ctx, w.db, []int64{a}, 30, time.Now())
	ok(t, err)
	if x := other[a]; x.UnitRecent != nil || x.Offers != 0 || x.Recent == nil {
		t.Errorf("another unit is compared: %+v", x)
	}
}

func TestRefreshClassPrices_countsTheMonthBeforeOnceMoreAfterItsEnd(t *testing.T) {
	w := newDesk(t)
	w.sell(w.maker, "A", priced{10_000, 100, 100 * day})
	_, err := catalog.RefreshClassPrices(t.Context(), w.db)
	ok(t, err)
	before := w.prices()
	last := before[len(before)-2]
	// As if its last count had been that of 00:20 on its last day.
	_, err = w.db.Exec(t.Context(), `UPDATE catalog.class_price SET low = 1, as_of = month + interval '27 days' WHERE month = $1`, last.Month)
	ok(t, err)
	n, err := catalog.RefreshClassPrices(t.Context(), w.db)
	if err != nil || n != 2 {
		t.Fatalf("%d written: %v", n, err)
	}
	if again := w.prices(); again[len(again)-2].Low != last.Low {
		t.Fatalf("the month stays as it was on its last day: %+v", again[len(again)-2])
	}
	if n, err = catalog.RefreshClassPrices(t.Context(), w.db); err != nil || n != 1 {
		t.Fatalf("counted a third time: %d, %v", n, err)
	}
}

func TestProduct_showsOnlyPricesThatWereApproved(t *testing.T) {
	w := newDesk(t)
	id := w.sell(w.maker, "A", priced{10_000, 100, 90 * day}, priced{12_000, 100, 20 * day})
	_, err := w.db.Exec(t.Context(), `INSERT INTO catalog.offer_version (offer_id, no, state, price, unit, decided_at, return_reasons) VALUES
		($1, 3, 'superseded', 5000, 'BOX', NULL, '{}'), ($1, 4, 'superseded', 6000, 'BOX', now(), '{"price": "높습니다"}')`, id)
	ok(t, err)
	p, err := catalog.NewReader(w.db, kst.Real).Product(t.Context(), id)
	ok(t, err)
	if len(p.Prices) != 2 || p.Prices[0].Price != 10_000 || p.Prices[1].Price != 12_000 {
		t.Fatalf("the public reads %+v", p.Prices)
	}
}
