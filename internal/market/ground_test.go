package market_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/dbtest/town"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/law"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/todo"
)

func won(n money.Won) *money.Won { return &n }

func TestConfirmGround_takesASecondPerson(t *testing.T) {
	w := town.New(t)
	o := w.Listed(1_000_000)
	today := kst.DayOf(time.Now())
	c := market.RecordCommand{
		Kind: market.VentureDesignation, Number: "VN-2026-17", SupplierID: o.SupplierID, ItemNumber: o.ItemNumber, StartsOn: today, EndsOn: today.AddYears(3).Add(-1),
	}
	for _, by := range []auth.Actor{w.Reviewer, w.Maker, w.Requester, w.Auditor} {
		if _, err := w.Market.RecordGround(t.Context(), by, c); !fault.Of(err, fault.Forbidden) {
			t.Fatalf("recorded by %v: %v", by.Roles, err)
		}
	}
	id := town.Must(w.Market.RecordGround(t.Context(), w.Desk, c))(t)
	if got := town.Must(todo.For(t.Context(), w.DB, w.Desk, 9))(t); len(got) != 0 {
		t.Fatal("the recorder is asked to confirm")
	}
	if got := town.Must(todo.For(t.Context(), w.DB, w.Desk2, 9))(t); len(got) != 1 {
		t.Fatal("the second person is not asked")
	}
	if err := w.Market.ConfirmGround(t.Context(), w.Desk, id); !errors.Is(err, fault.ErrSamePerson) {
		t.Fatalf("same person: %v", err)
	}
	if w.OnShelf(o, market.VentureNara) {
		t.Fatal("on the shelf before confirmation")
	}
	w.OK(w.Market.ConfirmGround(t.Context(), w.Desk2, id))
	if !w.OnShelf(o, market.VentureNara) {
		t.Fatal("not on the shelf after confirmation")
	}
	if err := w.Market.ConfirmGround(t.Context(), w.Desk2, id); !errors.Is(err, market.ErrRecordDecided) {
		t.Fatalf("twice: %v", err)
	}
}

func TestRefuseGround_grantsNothing(t *testing.T) {
	w := town.New(t)
	o := w.Listed(1_000_000)
	today := kst.DayOf(time.Now())
	id := town.Must(w.Market.RecordGround(t.Context(), w.Desk, market.RecordCommand{
		Kind: market.UnitPriceContract, Number: "00-1", SupplierID: o.SupplierID, ItemNumber: o.ItemNumber, StartsOn: today, EndsOn: today.AddYears(1),
		CeilingPrice: won(1_000_000), MaxOrder: won(50_000_000),
	}))(t)
	wantKind(t, w.Market.RefuseGround(t.Context(), w.Desk2, id, "  "), fault.Invalid)
	w.OK(w.Market.RefuseGround(t.Context(), w.Desk2, id, "번호가 계약서와 다릅니다."))
	if w.InForce(w.DB, o, market.Nara) {
		t.Fatal("a refused record grants")
	}
	if r := town.Must(w.Market.RecordByID(t.Context(), w.Auditor, id))(t); r.State != market.Refused || r.Reason == "" {
		t.Fatalf("record %+v", r)
	}
}

func TestRecordGround_checksItsFields(t *testing.T) {
	w := town.New(t)
	o := w.Listed(1_000_000)
	day := kst.DayOf(time.Now())
	good := market.RecordCommand{
		Kind: market.UnitPriceContract, Number: "00-1", SupplierID: o.SupplierID, ItemNumber: o.ItemNumber, StartsOn: day, EndsOn: day.AddYears(1),
		CeilingPrice: won(2_000_000), MaxOrder: won(50_000_000),
	}
	for name, c := range map[string]struct {
		change      func(*market.RecordCommand)
		field, code string
	}{
		"no number":       {func(c *market.RecordCommand) { c.Number = " " }, "number", "required"},
		"no ceiling":      {func(c *market.RecordCommand) { c.CeilingPrice = nil }, "ceiling_price", "required"},
		"no maximum":      {func(c *market.RecordCommand) { c.MaxOrder = won(0) }, "max_order", "required"},
		"ends too early":  {func(c *market.RecordCommand) { c.EndsOn = day }, "ends_on", "ground_term"},
		"unknown item":    {func(c *market.RecordCommand) { c.ItemNumber = 99999999 }, "item_number", "unknown_item"},
		"not a supplier":  {func(c *market.RecordCommand) { c.SupplierID = w.Requester.BodyID }, "supplier_id", "not_a_choice"},
		"unknown kind":    {func(c *market.RecordCommand) { c.Kind = "gift" }, "kind", "not_a_choice"},
		"venture overrun": {func(c *market.RecordCommand) { c.Kind = market.VentureDesignation; c.EndsOn = day.AddYears(6) }, "ends_on", "venture_too_long"},
	} {
		t.Run(name, func(t *testing.T) {
			cmd := good
			c.change(&cmd)
			_, err := w.Market.RecordGround(t.Context(), w.Desk, cmd)
			wantField(t, err, c.field, c.code)
		})
	}
	town.Must(w.Market.RecordGround(t.Context(), w.Desk, good))(t)
	_, err := w.Market.RecordGround(t.Context(), w.Desk, good)
	wantField(t, err, "number", "record_number_taken")
}

func TestGrant_oneGroundAtATime(t *testing.T) {
	w := town.New(t)
	o := w.Listed(1_000_000)
	w.Contract(o, 1_200_000, 40_000_000)
	day := kst.DayOf(time.Now())
	id := town.Must(w.Market.RecordGround(t.Context(), w.Desk, market.RecordCommand{
		Kind: market.UnitPriceContract, Number: "other", SupplierID: o.SupplierID, ItemNumber: o.ItemNumber, StartsOn: day, EndsOn: day.AddYears(2),
		CeilingPrice: won(1_200_000), MaxOrder: won(50_000_000),
	}))(t)
	wantField(t, w.Market.ConfirmGround(t.Context(), w.Desk2, id), "starts_on", "ground_overlaps")
	if r := town.Must(w.Market.RecordByID(t.Context(), w.Desk, id))(t); r.State != market.Proposed {
		t.Fatalf("state %s", r.State)
	}
}

func TestGrant_refusesACeilingBelowThePriceOnSale(t *testing.T) {
	w := town.New(t)
	o := w.Listed(1_000_000)
	day := kst.DayOf(time.Now())
	id := town.Must(w.Market.RecordGround(t.Context(), w.Desk, market.RecordCommand{
		Kind: market.UnitPriceContract, Number: "low", SupplierID: o.SupplierID, ItemNumber: o.ItemNumber, StartsOn: day, EndsOn: day.AddYears(2),
		CeilingPrice: won(999_999), MaxOrder: won(50_000_000),
	}))(t)
	wantField(t, w.Market.ConfirmGround(t.Context(), w.Desk2, id), "ceiling_price", "ceiling_below_price")
}

// grant grants an innovation designation that ends at an instant.
func grant(t *testing.T, w *town.Town, o int, supplier int64, source string, from, until time.Time) {
	t.Helper()
	w.OK(w.DB.Run(t.Context(), func(tx *db.Tx) error {
		_, err := w.Market.GrantTx(t.Context(), tx, w.Reviewer, market.Grant{
			Storefront: market.Hyeokshin, Kind: market.InnovationDesignation, ItemNumber: o, SupplierID: supplier, Number: source, Source: source,
			From: from, Until: until, Article: "조달사업법 제27조",
		})
		return err
	}))
}

func TestGround_lapsesAtItsInstant(t *testing.T) {
	w := town.New(t)
	o := w.Listed(1_000_000)
	until := time.Now().Add(time.Hour).Truncate(time.Microsecond)
	grant(t, w, o.ItemNumber, o.SupplierID, "designation:1", until.Add(-24*time.Hour), until)
	at := func(instant time.Time) *db.DB { return w.DB.WithClock(func() time.Time { return instant }) }
	if !w.InForce(at(until.Add(-time.Microsecond)), o, market.Hyeokshin) {
		t.Fatal("lapsed too early")
	}
	if w.InForce(at(until), o, market.Hyeokshin) {
		t.Fatal("still in force at its end")
	}
	if w.InForce(at(until.Add(-25*time.Hour)), o, market.Hyeokshin) {
		t.Fatal("in force before its beginning")
	}
	shown := town.One[bool](w, `SELECT hyeokshin @> $2::timestamptz AND NOT hyeokshin @> $3::timestamptz FROM catalog.listing WHERE offer_id = $1`, o.ID, until.Add(-time.Microsecond), until)
	if !shown {
		t.Fatal("the search row does not end with the ground")
	}
}

func TestTidyShelves_movesOnToTheNextGround(t *testing.T) {
	w := town.New(t)
	o := w.Listed(1_000_000)
	now := time.Now().Truncate(time.Microsecond)
	end, next := now.Add(time.Hour), now.Add(48*time.Hour)
	grant(t, w, o.ItemNumber, o.SupplierID, "designation:1", now.Add(-time.Hour), end)
	grant(t, w, o.ItemNumber, o.SupplierID, "designation:2", next, next.Add(time.Hour))
	later := market.New(w.DB.WithClock(func() time.Time { return end.Add(time.Minute) }))
	if n := town.Must(later.TidyShelves(t.Context()))(t); n != 1 {
		t.Fatalf("tidied %d", n)
	}
	if !town.One[bool](w, `SELECT hyeokshin = tstzrange($2, $3) FROM catalog.listing WHERE offer_id = $1`, o.ID, next, next.Add(time.Hour)) {
		t.Fatal("the next ground has no shelf")
	}
	much := market.New(w.DB.WithClock(func() time.Time { return next.Add(2 * time.Hour) }))
	town.Must(much.TidyShelves(t.Context()))(t)
	if n := town.One[int](w, `SELECT count(*)::int FROM catalog.listing WHERE offer_id = $1`, o.ID); n != 0 {
		t.Fatal("a row without any shelf stays")
	}
}

func TestTidyShelves_completesWhatTheReleaseBeforeWrote(t *testing.T) {
	w := town.New(t)
	o := w.Listed(1_000_000)
	grant(t, w, o.ItemNumber, o.SupplierID, "designation:1", time.Now().Add(-time.Hour), time.Now().Add(time.Hour))
	town.Must(w.DB.Exec(t.Context(), `UPDATE catalog.listing SET attributes = '{}', spec = '' WHERE offer_id = $1`, o.ID))(t)
	for _, tidied := range []int{1, 0} {
		if n := town.Must(w.Market.TidyShelves(t.Context()))(t); n != tidied {
			t.Fatalf("tidied %d", n)
		}
	}
	if !town.One[bool](w, `SELECT l.attributes = v.attributes AND l.spec <> '' FROM catalog.listing l JOIN catalog.offer_version v ON v.id = l.version_id WHERE l.offer_id = $1`, o.ID) {
		t.Fatal("the specification is still missing")
	}
}

func TestTidyShelves_keepsWhatItDidWhenAnotherPortionFails(t *testing.T) {
	defer market.TidyAtOnce(1)()
	w := town.New(t)
	end := time.Now().Add(time.Hour).Truncate(time.Microsecond)
	offers := make([]catalog.Offer, 3)
	for i := range offers {
		offers[i] = w.Listed(1_000_000)
		grant(t, w, offers[i].ItemNumber, offers[i].SupplierID, fmt.Sprintf("designation:%d", i+1), end.Add(-2*time.Hour), end)
	}
	tx := town.Must(w.DB.Begin(t.Context()))(t)
	defer tx.Rollback(t.Context()) //nolint:errcheck // nothing to undo after the commit
	if _, err := tx.Exec(t.Context(), `SELECT FROM catalog.offer WHERE id = $1 FOR UPDATE`, offers[1].ID); err != nil {
		t.Fatal(err)
	}
	later := market.New(w.DB.WithClock(func() time.Time { return end.Add(time.Minute) }))
	if n, err := later.TidyShelves(t.Context()); n != 2 || err == nil {
		t.Fatalf("tidied %d beside one that is held: %v", n, err)
	}
	if left := town.One[int64](w, `SELECT offer_id FROM catalog.listing`); left != offers[1].ID {
		t.Fatalf("%d is left", left)
	}
	w.OK(tx.Rollback(t.Context()))
	if n := town.Must(later.TidyShelves(t.Context()))(t); n != 1 {
		t.Fatalf("the next run tidied %d", n)
	}
}

func TestGround_suspendResumeExtendWithdraw(t *testing.T) {
	w := town.New(t)
	o := w.Listed(1_000_000)
	until := time.Now().Add(time.Hour).Truncate(time.Microsecond)
	grant(t, w, o.ItemNumber, o.SupplierID, "designation:1", until.Add(-24*time.Hour), until)
	run := func(f func(tx *db.Tx) error) error { return w.DB.Run(t.Context(), f) }
	w.OK(run(func(tx *db.Tx) error {
		return w.Market.SuspendTx(t.Context(), tx, w.Reviewer, "designation:1", "안전")
	}))
	if w.OnShelf(o, market.Hyeokshin) || w.InForce(w.DB, o, market.Hyeokshin) {
		t.Fatal("suspended and in force")
	}
	w.OK(run(func(tx *db.Tx) error { return w.Market.ResumeTx(t.Context(), tx, w.Reviewer, "designation:1") }))
	w.OK(run(func(tx *db.Tx) error {
		return w.Market.ExtendTx(t.Context(), tx, w.Reviewer, "designation:1", until.Add(time.Hour))
	}))
	if !w.InForce(w.DB.WithClock(func() time.Time { return until.Add(time.Minute) }), o, market.Hyeokshin) {
		t.Fatal("not extended")
	}
	w.OK(run(func(tx *db.Tx) error {
		return w.Market.WithdrawTx(t.Context(), tx, w.Reviewer, "designation:1", "취소")
	}))
	if w.OnShelf(o, market.Hyeokshin) || w.InForce(w.DB, o, market.Hyeokshin) {
		t.Fatal("withdrawn and in force")
	}
	err := run(func(tx *db.Tx) error { return w.Market.ResumeTx(t.Context(), tx, w.Reviewer, "designation:1") })
	if !errors.Is(err, market.ErrNoGround) {
		t.Fatalf("resumed a withdrawn ground: %v", err)
	}
	grant(t, w, o.ItemNumber, o.SupplierID, "designation:2", until.Add(-time.Hour), until) // a withdrawn ground does not stand in the way
	if got := town.Must(market.GroundsOf(t.Context(), w.DB, o.ItemNumber, o.SupplierID))(t); len(got) != 2 {
		t.Fatalf("grounds %d", len(got))
	}
}

func TestDirectPurchase_saysUpToWhat(t *testing.T) {
	w := town.New(t)
	rules := town.Must(market.RulesOn(t.Context(), w.DB, kst.Date(2026, 3, 2)))(t)
	for name, c := range map[string]struct {
		store market.Storefront
		g     market.Ground
		sme   bool
		upTo  money.Won
		rule  law.Rule
	}{
		"large firm":     {market.Nara, market.Ground{}, false, 49_999_999, rules.TwoStage},
		"small firm":     {market.Nara, market.Ground{}, true, 99_999_999, rules.TwoStageSME},
		"innovation":     {market.Hyeokshin, market.Ground{}, true, money.Max, rules.PrivateInnovation},
		"venture":        {market.VentureNara, market.Ground{}, true, 100_000_000, rules.PrivateLimit},
		"contract bound": {market.Nara, market.Ground{MaxOrder: won(30_000_000)}, true, 30_000_000, law.Rule{Article: market.ArticleUnitPrice}},
	} {
		t.Run(name, func(t *testing.T) {
			v := market.DirectPurchase(c.store, c.g, c.sme, rules)
			if !v.Allowed || v.UpTo != c.upTo || v.Article != c.rule.Article || v.ReasonID == "" {
				t.Fatalf("verdict %+v", v)
			}
		})
	}
}

func TestGroundsInForce_holdsTheGroundUnderAnOrder(t *testing.T) {
	w := town.New(t)
	o := w.Listed(1_000_000)
	until := time.Now().Add(time.Hour).Truncate(time.Microsecond)
	grant(t, w, o.ItemNumber, o.SupplierID, "designation:1", until.Add(-24*time.Hour), until)
	withdraw := func() error {
		return w.DB.Run(t.Context(), func(tx *db.Tx) error {
			if _, err := tx.Exec(t.Context(), `SET LOCAL lock_timeout = '40ms'`); err != nil {
				return err
			}
			return w.Market.WithdrawTx(t.Context(), tx, w.Reviewer, "designation:1", "취소")
		})
	}
	w.OK(w.DB.Run(t.Context(), func(tx *db.Tx) error {
		g, err := market.GroundsInForce(t.Context(), tx, market.Hyeokshin, []int64{o.ID})
		if err != nil || len(g) != 1 {
			t.Fatalf("grounds %v %v", g, err)
		}
		if err := withdraw(); !fault.Of(err, fault.Unavailable) {
			t.Fatalf("withdrawn under an order: %v", err)
		}
		return nil
	}))
	w.OK(withdraw())
	if w.OnShelf(o, market.Hyeokshin) {
		t.Fatal("on the shelf after withdrawal")
	}
}
