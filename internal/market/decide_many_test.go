package market_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/dbtest/town"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/market"
)

func rowsOf(offers ...catalog.Offer) []market.BulkRow {
	out := make([]market.BulkRow, len(offers))
	for i, o := range offers {
		out[i] = market.BulkRow{OfferID: o.ID, Version: o.Version}
	}
	return out
}

func idsOf(offers ...catalog.Offer) []int64 {
	out := make([]int64, len(offers))
	for i, o := range offers {
		out[i] = o.ID
	}
	return out
}

// codes gives each row's refusal, "" where it was done.
func codes(t *testing.T, d market.BulkDecision) map[int64]string {
	t.Helper()
	out := map[int64]string{}
	for _, r := range d.Rows {
		f, err := r.Refusal()
		if err != nil {
			t.Fatal(err)
		}
		out[r.OfferID] = ""
		if f != nil {
			out[r.OfferID] = f.Code
		}
	}
	return out
}

func TestBulk_approvesWhatNeedsNoLook(t *testing.T) {
	w := town.New(t)
	ctx := t.Context()
	good, other := waiting(t, w, 1_000_000, 1_200_000), waiting(t, w, 1_000_000, 900_000)
	rise := waiting(t, w, 1_000_000, 1_200_001)
	bare := submitted(t, w, "BARE") // no picture
	held := waiting(t, w, 1_000_000, 1_000_001)
	w.OK(w.Market.TakeListing(ctx, w.Reviewer2, held.ID))
	stale := waiting(t, w, 1_000_000, 1_050_000)
	capped := waiting(t, w, 1_000_000, 1_150_000)
	w.Contract(capped, 1_100_000, 40_000_000)
	capped = w.Offer(capped.ID)

	want := map[int64]string{good.ID: "", other.ID: "", rise.ID: "bulk_rise", bare.ID: "bulk_warned", held.ID: "bulk_warned", capped.ID: "price_above_ceiling"}
	lines := town.Must(w.Market.CheckBulk(ctx, w.Reviewer, market.BulkApprove, idsOf(good, other, rise, bare, held, capped), time.Now()))(t)
	for _, l := range lines {
		code := ""
		if l.Refusal != nil {
			code = l.Refusal.Code
		}
		if code != want[l.OfferID] {
			t.Errorf("the check says %q of %d, want %q", code, l.OfferID, want[l.OfferID])
		}
		if l.OfferID == bare.ID && !slices.Contains(l.Warnings, market.WarnNoPicture) || l.OfferID == held.ID && !slices.Contains(l.Warnings, market.WarnHeld) {
			t.Errorf("warnings %v", l.Warnings)
		}
		if l.OfferID == rise.ID && l.Refusal.Article == "" {
			t.Error("a rise is refused without its article")
		}
	}
	if len(lines) != len(want) || w.Offer(good.ID).PendingID == nil {
		t.Fatal("the check decided, or left rows out")
	}
	stale.Version--
	want[stale.ID] = "stale"
	c := market.BulkCommand{Act: market.BulkApprove, Rows: rowsOf(good, rise, bare, held, stale, capped, other, good), Key: uuid.New()}
	id := town.Must(w.Market.DecideBulk(ctx, w.Reviewer, c))(t)
	d := town.Must(w.Market.BulkDecisionByID(ctx, w.Auditor, id))(t)
	for offer, code := range codes(t, d) {
		if code != want[offer] {
			t.Errorf("offer %d: %q, want %q", offer, code, want[offer])
		}
	}
	if len(d.Rows) != 7 || d.Count("done") != 2 || d.Count("refused") != 5 {
		t.Fatalf("decision %+v", d)
	}
	if w.Offer(good.ID).PendingID != nil || w.Offer(rise.ID).PendingID == nil || w.Offer(bare.ID).State != catalog.Submitted {
		t.Fatal("the offers say otherwise")
	}
	for _, r := range d.Rows {
		if f, err := r.Refusal(); err == nil && f != nil && f.Code == "price_above_ceiling" && (len(f.Params) != 4 || f.Article == "") {
			t.Errorf("the refusal is kept as %+v", f)
		}
	}
}

func TestBulk_repeatsDecideNothingTwice(t *testing.T) {
	w := town.New(t)
	ctx := t.Context()
	a, b := waiting(t, w, 1_000_000, 1_100_000), waiting(t, w, 1_000_000, 1_100_000)
	c := market.BulkCommand{Act: market.BulkReturn, Rows: rowsOf(a, b), Field: "price", Reason: "거래 실례를 적어 주세요", Key: uuid.New()}
	id := town.Must(w.Market.DecideBulk(ctx, w.Desk, c))(t)
	again := town.Must(w.Market.DecideBulk(ctx, w.Desk, c))(t)
	if id != again {
		t.Fatalf("decisions %d and %d", id, again)
	}
	returned := 0
	for _, e := range town.Must(w.Market.History(ctx, a.ID))(t) {
		if e.Action == "offer.return" {
			returned++
		}
	}
	v := town.Must(w.Catalog.View(ctx, w.Maker, a.ID))(t)
	if returned != 1 || v.Pending.ReturnReasons["price"] != c.Reason {
		t.Fatalf("returned %d times for %v", returned, v.Pending.ReturnReasons)
	}
	c.Reason = "다른 이유"
	if _, err := w.Market.DecideBulk(ctx, w.Desk, c); !errors.Is(err, audit.ErrKeyReused) {
		t.Fatalf("another reason under the same key: %v", err)
	}
	if acts := town.Must(audit.History(ctx, w.DB, audit.Ref("bulk_decision", id)))(t); len(acts) != 1 {
		t.Fatalf("%d acts", len(acts))
	}
}

// What was cut off after its first rows goes on where it stopped.
func TestBulk_goesOnAfterItWasCutOff(t *testing.T) {
	w := town.New(t)
	ctx := t.Context()
	a, b := waiting(t, w, 1_000_000, 1_100_000), waiting(t, w, 1_000_000, 1_100_000)
	c := market.BulkCommand{Act: market.BulkApprove, Rows: rowsOf(a, b), Key: uuid.New()}
	id := town.Must(w.Market.DecideBulk(ctx, w.Desk, c))(t)
	// As if the second row had never been reached.
	if _, err := w.DB.Exec(ctx, `UPDATE market.bulk_decision_row SET outcome = 'waiting' WHERE decision_id = $1 AND place = 2`, id); err != nil {
		t.Fatal(err)
	}
	_ = town.Must(w.Market.DecideBulk(ctx, w.Desk, c))(t)
	d := town.Must(w.Market.BulkDecisionByID(ctx, w.Desk2, id))(t)
	if got := codes(t, d); got[a.ID] != "" || got[b.ID] != "stale" || d.Count("waiting") != 0 {
		t.Fatalf("rows %+v", d.Rows)
	}
}

func TestBulk_refusesWhoMayNot(t *testing.T) {
	w := town.New(t)
	ctx := t.Context()
	price, first := waiting(t, w, 1_000_000, 1_100_000), submitted(t, w, "NEW")
	c := market.BulkCommand{Act: market.BulkReturn, Rows: rowsOf(price, first), Field: "price", Reason: "x", Key: uuid.New()}
	for name, x := range map[string]struct {
		by   auth.Actor
		kind fault.Kind
	}{"public": {auth.Actor{}, fault.Unauthenticated}, "supplier": {w.Maker, fault.Forbidden}, "auditor": {w.Auditor, fault.Forbidden}} {
		t.Run(name, func(t *testing.T) {
			_, err := w.Market.DecideBulk(ctx, x.by, c)
			wantKind(t, err, x.kind)
			_, err = w.Market.CheckBulk(ctx, x.by, c.Act, idsOf(price), time.Now())
			wantKind(t, err, x.kind)
		})
	}
	if _, err := w.Market.BulkDecisionByID(ctx, w.Requester, 1); !fault.Of(err, fault.Forbidden) {
		t.Fatalf("a requester reads decisions: %v", err)
	}
	// The market desk is refused on the row that asks for more than a price.
	d := town.Must(w.Market.BulkDecisionByID(ctx, w.Desk, town.Must(w.Market.DecideBulk(ctx, w.Desk, c))(t)))(t)
	if got := codes(t, d); got[price.ID] != "" || got[first.ID] != "forbidden" {
		t.Fatalf("rows %v", got)
	}
	// And somebody of the supplier on all.
	turncoat := w.Maker
	turncoat.BodyID, turncoat.BodyKind, turncoat.Roles = w.Reviewer.BodyID, w.Reviewer.BodyKind, w.Reviewer.Roles
	c.Rows, c.Key = rowsOf(first), uuid.New()
	d = town.Must(w.Market.BulkDecisionByID(ctx, w.Desk, town.Must(w.Market.DecideBulk(ctx, turncoat, c))(t)))(t)
	if got := codes(t, d); got[first.ID] != "own_body" {
		t.Fatalf("rows %v", got)
	}
}

func TestBulk_refusesWhatIsNoCommand(t *testing.T) {
	w := town.New(t)
	o := waiting(t, w, 1_000_000, 1_100_000)
	many := make([]market.BulkRow, market.MaxBulk+1)
	for name, c := range map[string]struct {
		c     market.BulkCommand
		field string
	}{
		"too many":  {market.BulkCommand{Act: market.BulkApprove, Rows: many}, "offer"},
		"no act":    {market.BulkCommand{Act: "burn", Rows: rowsOf(o)}, "act"},
		"no field":  {market.BulkCommand{Act: market.BulkReturn, Rows: rowsOf(o), Reason: "x"}, "field"},
		"no reason": {market.BulkCommand{Act: market.BulkReturn, Rows: rowsOf(o), Field: "price", Reason: " "}, "reason"},
	} {
		t.Run(name, func(t *testing.T) {
			c.c.Key = uuid.New()
			_, err := w.Market.DecideBulk(t.Context(), w.Reviewer, c.c)
			f, ok := fault.As(err)
			if !ok || len(f.Fields) != 1 || f.Fields[0].Name != c.field {
				t.Fatalf("got %v", err)
			}
		})
	}
	if _, err := w.Market.DecideBulk(t.Context(), w.Reviewer, market.BulkCommand{Act: market.BulkApprove, Key: uuid.New()}); !errors.Is(err, market.ErrBulkEmpty) {
		t.Errorf("nothing chosen: %v", err)
	}
	if lines, err := w.Market.CheckBulk(t.Context(), w.Reviewer, market.BulkApprove, []int64{999_999}, time.Now()); err != nil || len(lines) != 0 {
		t.Errorf("decided in the meantime: %v %v", lines, err)
	}
	if _, err := w.Market.CheckBulk(t.Context(), w.Reviewer, market.BulkApprove, nil, time.Now()); !errors.Is(err, market.ErrBulkEmpty) {
		t.Fatalf("nothing that waits: %v", err)
	}
	if _, err := w.Market.CheckBulk(t.Context(), w.Reviewer, market.BulkApprove, make([]int64, market.MaxBulk+1), time.Now()); !errors.Is(err, market.ErrBulkTooBig) {
		t.Fatalf("too many: %v", err)
	}
}

func TestReasons_areAddedAndRemovedByTheDesks(t *testing.T) {
	w := town.New(t)
	ctx := t.Context()
	before := town.Must(w.Market.Reasons(ctx, w.Reviewer))(t)
	if len(before) == 0 || before[0].Adder != "" {
		t.Fatalf("seeded %+v", before)
	}
	c := market.ReasonCommand{Field: "price", TextKo: " 근거를 적어 주세요. ", TextEn: "State the basis.", Key: uuid.New()}
	id := town.Must(w.Market.AddReason(ctx, w.Desk, c))(t)
	if again := town.Must(w.Market.AddReason(ctx, w.Desk, c))(t); again != id {
		t.Fatalf("sent twice it is %d and %d", id, again)
	}
	after := town.Must(w.Market.Reasons(ctx, w.Auditor))(t)
	if len(after) != len(before)+1 {
		t.Fatalf("%d reasons", len(after))
	}
	w.OK(w.Market.RemoveReason(ctx, w.Reviewer, id))
	wantKind(t, w.Market.RemoveReason(ctx, w.Reviewer, id), fault.NotFound)
	_, err := w.Market.AddReason(ctx, w.Desk, market.ReasonCommand{Field: "attr_cpu", TextKo: "x"})
	wantField(t, err, "field", "not_a_choice")
	wantField(t, err, "text_en", "required")
	for name, by := range map[string]auth.Actor{"supplier": w.Maker, "auditor": w.Auditor} {
		_, err := w.Market.AddReason(ctx, by, c)
		if !fault.Of(err, fault.Forbidden) || !fault.Of(w.Market.RemoveReason(ctx, by, before[0].ID), fault.Forbidden) {
			t.Errorf("%s manages reasons: %v", name, err)
		}
	}
	if _, err := w.Market.Reasons(ctx, w.Maker); !fault.Of(err, fault.Forbidden) {
		t.Fatalf("a supplier reads the templates: %v", err)
	}
	if _, err := w.DB.Exec(ctx, `INSERT INTO market.reason_template (field, text_ko, text_en) SELECT 'price', 'x', 'x' FROM generate_series(1, 100)`); err != nil {
		t.Fatal(err)
	}
	c.Key = uuid.New()
	if _, err := w.Market.AddReason(ctx, w.Desk, c); !errors.Is(err, market.ErrTooManyReasons) {
		t.Fatalf("beyond the bound: %v", err)
	}
}

func TestReach_saysWhatASuspensionTouches(t *testing.T) {
	w := town.New(t)
	ctx := t.Context()
	o := w.Listed(1_000_000)
	w.Contract(o, 1_200_000, 40_000_000)
	rival := w.Draft(w.Rival, o.ItemNumber, 1_050_000)
	w.OK(w.Market.SubmitOffer(ctx, w.Rival, rival.ID, rival.Version))
	w.OK(w.Market.ApproveListing(ctx, w.Reviewer, rival.ID, w.Offer(rival.ID).Version))
	w.Contract(rival, 1_200_000, 40_000_000)
	w.OK(w.Market.AddToCart(ctx, w.Requester, o.ID, market.Nara, 4))
	r := town.Must(w.Market.ReachOf(ctx, w.Reviewer, o.ItemNumber, o.SupplierID))(t)
	if r.OfferID != o.ID || r.Carts != 1 || r.Units != 4 || r.Bodies != 1 || len(r.Shelves) != 1 || r.Shelves[0].Storefront != market.Nara {
		t.Fatalf("reach %+v", r)
	}
	if len(r.Others) != 1 || r.Others[0].OfferID != rival.ID || r.Others[0].Price != 1_050_000 || !slices.Equal(r.Others[0].Shelves, []string{"nara"}) {
		t.Fatalf("others %+v", r.Others)
	}
	if _, err := w.Market.ReachOf(ctx, w.Maker, o.ItemNumber, o.SupplierID); !fault.Of(err, fault.Forbidden) {
		t.Fatalf("the supplier learns who has it in a cart: %v", err)
	}
}
