package ledger_test

import (
	"errors"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/dbtest"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/ledger"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/page"
)

// An order of 1,000,000 won, 70 % of it from a programme, delivered in two parts, paid
// late: the books say where each won is at every step.
func TestPosting_movesEveryWonThroughItsStages(t *testing.T) {
	h := newHouse(t)
	own := h.funded(t, h.institution(t), "4231-302", 500_000)
	programme := h.funded(t, h.pps(t), "PILOT", 5_000_000)
	ctx, ref := t.Context(), "order:12"
	both := []ledger.Part{part(own, 300_000), part(programme, 700_000)}
	half := []ledger.Part{part(programme, 350_000), part(own, 150_000)}

	steps := []struct {
		event                                                  ledger.Event
		n                                                      string
		parts, damages                                         []ledger.Part
		available, reserved, obligated, payable, paid, damaged money.Won // of the own line
	}{
		{ledger.Reserve, "", both, nil, 200_000, 300_000, 0, 0, 0, 0},
		{ledger.Obligate, "", both, nil, 200_000, 0, 300_000, 0, 0, 0},
		{ledger.Accept, ":1", half, nil, 200_000, 0, 150_000, 150_000, 0, 0},
		{ledger.Pay, ":1", half, []ledger.Part{part(own, 1_125)}, 200_000, 0, 150_000, 0, 148_875, 1_125},
		{ledger.ReleaseObligation, "", half, nil, 350_000, 0, 0, 0, 148_875, 1_125},
	}
	for _, s := range steps {
		if err := h.act(ctx, s.event, ref, s.n, s.damages, s.parts...); err != nil {
			t.Fatalf("%s: %v", s.event, err)
		}
		b := h.budget(t, own)
		got := []money.Won{b.Available, b.Reserved, b.Obligated, b.Payable, b.Paid, b.LateDamages}
		for i, want := range []money.Won{s.available, s.reserved, s.obligated, s.payable, s.paid, s.damaged} {
			if got[i] != want {
				t.Errorf("after %s: account %d is %s, want %s", s.event, i, got[i], want)
			}
		}
	}
	h.sound(t)

	js, err := ledger.JournalsOf(ctx, h.db, ref)
	if err != nil || len(js) != 10 {
		t.Fatalf("the order's journals: %d, %v", len(js), err)
	}
	page1, err := ledger.Journals(ctx, h.db, own, ledger.Scope{All: true}, page.New(1, 3))
	if err != nil || len(page1) != 4 {
		t.Fatalf("a page of three and one more: %d, %v", len(page1), err)
	}
	if page1[0].Event != ledger.ReleaseObligation || page1[0].Available != 350_000 || page1[1].Damages != 1_125 || page1[1].Amount != 150_000 {
		t.Errorf("newest journals: %+v", page1)
	}
	page2, err := ledger.Journals(ctx, h.db, own, ledger.Scope{All: true}, page.New(2, 3))
	if err != nil || len(page2) != 4 || page2[0].Event != ledger.Obligate || page2[1].Available != 200_000 || page2[2].Available != 500_000 {
		t.Errorf("second page: %+v, %v", page2, err)
	}
	holds, err := ledger.HoldsOf(ctx, h.db, ref)
	if err != nil || len(holds) != 2 || holds[0].Total() != 150_000 {
		t.Errorf("holds: %+v, %v", holds, err)
	}
}

func TestReserve_refusesMoreThanAvailable(t *testing.T) {
	h := newHouse(t)
	id := h.funded(t, h.institution(t), "A", 1_000)
	if err := h.act(t.Context(), ledger.Reserve, "order:1", "", nil, part(id, 1_001)); !errors.Is(err, ledger.ErrBudgetShort) {
		t.Fatalf("got %v", err)
	}
	f, _ := fault.As(h.act(t.Context(), ledger.Reserve, "order:1", "", nil, part(id, 1_001)))
	if f.Kind != fault.Conflict || f.Code != "budget_short" || len(f.Fields) != 1 || f.Fields[0].Name != "budget_id" || f.Article == "" {
		t.Errorf("the refusal says too little: %+v", f)
	}
	// A refused posting leaves nothing, so its key is free.
	if err := h.act(t.Context(), ledger.Reserve, "order:1", "", nil, part(id, 1_000)); err != nil {
		t.Fatal(err)
	}
	h.sound(t)
}

func TestReserve_ofTwoBudgetsIsAllOrNothing(t *testing.T) {
	h := newHouse(t)
	who := h.institution(t)
	rich, poor := h.funded(t, who, "A", 1_000), h.funded(t, who, "B", 10)
	if err := h.act(t.Context(), ledger.Reserve, "order:1", "", nil, part(rich, 500), part(poor, 11)); !errors.Is(err, ledger.ErrBudgetShort) {
		t.Fatalf("got %v", err)
	}
	if b := h.budget(t, rich); b.Available != 1_000 {
		t.Errorf("the other budget moved: %s", b.Available)
	}
}

func TestPosting_isCarriedOutOncePerKey(t *testing.T) {
	h := newHouse(t)
	id := h.funded(t, h.institution(t), "A", 1_000)
	for range 3 {
		if err := h.act(t.Context(), ledger.Reserve, "order:1", "", nil, part(id, 600)); err != nil {
			t.Fatal(err)
		}
	}
	if b := h.budget(t, id); b.Reserved != 600 {
		t.Errorf("reserved %s", b.Reserved)
	}
	if err := h.act(t.Context(), ledger.Reserve, "order:1", "", nil, part(id, 601)); !errors.Is(err, audit.ErrKeyReused) {
		t.Errorf("the key with another amount: %v", err)
	}
	if err := h.act(t.Context(), ledger.Reserve, "order:1", ":again", nil, part(id, 1)); !errors.Is(err, ledger.ErrAlreadyReserved) {
		t.Errorf("a second open reservation: %v", err)
	}
}

func TestPosting_movesNoMoreThanTheActHolds(t *testing.T) {
	h := newHouse(t)
	id := h.funded(t, h.institution(t), "A", 10_000)
	ctx := t.Context()
	for _, ref := range []string{"order:1", "order:2"} {
		if err := h.act(ctx, ledger.Reserve, ref, "", nil, part(id, 1_000)); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		event ledger.Event
		ref   string
		won   money.Won
	}{
		{ledger.ReleaseReservation, "order:1", 1_001}, // the rest is order:2's
		{ledger.Obligate, "order:1", 2_000},
		{ledger.Accept, "order:1", 1},
		{ledger.Pay, "order:1", 1},
		{ledger.ReleaseObligation, "order:1", 1},
		{ledger.ReleaseReservation, "order:3", 1}, // holds nothing
	} {
		if err := h.act(ctx, c.event, c.ref, "", nil, part(id, c.won)); !errors.Is(err, ledger.ErrNotHeld) {
			t.Errorf("%s %s %s: %v", c.event, c.ref, c.won, err)
		}
	}
	h.sound(t)
}

func TestPosting_refusesWhatCannotBeMeant(t *testing.T) {
	h := newHouse(t)
	id := h.funded(t, h.institution(t), "A", 1_000)
	if err := h.act(t.Context(), ledger.Reserve, "order:1", "", nil, part(id, 100)); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ parts, damages []ledger.Part }{
		"negative":                    {parts: []ledger.Part{part(id, -1)}},
		"nothing":                     {parts: []ledger.Part{part(id, 0)}},
		"damages above the payment":   {parts: []ledger.Part{part(id, 10)}, damages: []ledger.Part{part(id, 11)}},
		"damages of another budget":   {parts: []ledger.Part{part(id, 10)}, damages: []ledger.Part{part(id+1, 1)}},
		"sum beyond what a won holds": {parts: []ledger.Part{part(id, 1<<62), part(id, 1<<62)}},
	} {
		err := h.act(t.Context(), ledger.Pay, "order:1", "", c.damages, c.parts...)
		if _, isFault := fault.As(err); err == nil || isFault {
			t.Errorf("%s: want a defect, got %v", name, err)
		}
	}
}

func TestReserve_keepsToTheFiscalYear(t *testing.T) {
	h := newHouse(t)
	id := h.funded(t, h.institution(t), "A", 1_000)
	next := h.on(day.AddYears(1))
	if err := next.act(t.Context(), ledger.Reserve, "order:1", "", nil, part(id, 1)); !errors.Is(err, ledger.ErrOtherYear) {
		t.Errorf("got %v", err)
	}
	if err := h.act(t.Context(), ledger.Reserve, "order:1", "", nil, part(id, 1)); err != nil {
		t.Fatal(err)
	}
	// What began in the year may be settled after it.
	if err := next.act(t.Context(), ledger.Obligate, "order:1", "", nil, part(id, 1)); err != nil {
		t.Error(err)
	}
}

func TestQueueReserve_isOneRoundTrip(t *testing.T) {
	h := newHouse(t)
	id := h.funded(t, h.institution(t), "A", 1_000)
	reserve := func(tx *db.Tx, ref string) error {
		b := &pgx.Batch{}
		if err := h.s.QueueReserve(b, tx, ledger.Posting{Key: ref, Ref: ref, Parts: []ledger.Part{part(id, 10)}}); err != nil {
			return err
		}
		return tx.SendBatch(t.Context(), b).Close()
	}
	if err := h.db.Run(t.Context(), func(tx *db.Tx) error { return reserve(tx, "order:1") }); err != nil {
		t.Fatal(err)
	}
	if b := h.budget(t, id); b.Reserved != 10 {
		t.Errorf("reserved %s", b.Reserved)
	}
}

// Many want the last won; exactly as many get it as there is money for.
func TestReserve_neverOverspendsUnderContention(t *testing.T) {
	h := newHouse(t)
	who := h.institution(t)
	a, b := h.funded(t, who, "A", 7_000), h.funded(t, who, "B", 7_000)
	const runners = 64
	errs := make([]error, runners)
	var wg sync.WaitGroup
	start := make(chan struct{})
	for i := range runners {
		wg.Go(func() {
			<-start
			ps := []ledger.Part{part(a, 1_000), part(b, 1_000)}
			if i%2 == 1 {
				ps[0], ps[1] = ps[1], ps[0] // asked for in the other order, yet no deadlock
			}
			errs[i] = h.act(t.Context(), ledger.Reserve, audit.Ref("order", int64(i)), "", nil, ps...)
		})
	}
	close(start)
	wg.Wait()
	won := 0
	for _, err := range errs {
		switch {
		case err == nil:
			won++
		case !errors.Is(err, ledger.ErrBudgetShort):
			t.Errorf("neither reserved nor refused: %v", err)
		}
	}
	if won != 7 {
		t.Errorf("%d got money for 7", won)
	}
	for _, id := range []int64{a, b} {
		if b := h.budget(t, id); b.Available != 0 || b.Reserved != 7_000 {
			t.Errorf("available %s, reserved %s", b.Available, b.Reserved)
		}
	}
	h.sound(t)
}

// One order submitted many times at once is posted once.
func TestReserve_sameKeyAtOnceIsPostedOnce(t *testing.T) {
	h := newHouse(t)
	id := h.funded(t, h.institution(t), "A", 10_000)
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			if err := h.act(t.Context(), ledger.Reserve, "order:1", "", nil, part(id, 1_000)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if b := h.budget(t, id); b.Reserved != 1_000 {
		t.Errorf("reserved %s", b.Reserved)
	}
}

func TestDatabase_refusesToChangeTheBooks(t *testing.T) {
	dsn := dbtest.DSN(t)
	h := houseOn(dbtest.Open(t, dsn))
	id := h.funded(t, h.institution(t), "A", 1_000)
	for _, sql := range []string{
		`UPDATE ledger.entry SET amount = 1`, `DELETE FROM ledger.journal`,
		`UPDATE ledger.balance SET available = 9`, `UPDATE ledger.hold SET reserved = 0`, `UPDATE ledger.budget SET fiscal_year = 2027`,
		`INSERT INTO ledger.balance (budget_id) VALUES (99)`,
		`INSERT INTO ledger.entry (journal_id, line, budget_id, account, amount) VALUES (1, 9, 1, 'available', 5)`,
		`INSERT INTO ledger.journal (key, event, ref, at, effective_on) VALUES ('x', 'allot', 'x', now(), now())`,
	} {
		if _, err := h.db.Exec(t.Context(), sql); err == nil {
			t.Errorf("the application may %s", sql)
		}
	}
	owner, err := db.Open(t.Context(), dsn, db.Options{Role: "none"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(owner.Close)
	for _, sql := range []string{
		`UPDATE ledger.entry SET amount = 1`, `DELETE FROM ledger.journal`, `TRUNCATE ledger.entry CASCADE`,
		`INSERT INTO ledger.entry (journal_id, line, budget_id, account, amount) SELECT id, 9, 1, 'available', 5 FROM ledger.journal LIMIT 1`,
		`SELECT ledger.post('k', 'allot', 'r', NULL, NULL, now(), '2026-01-01', '{1,1}', '{unallotted,available}', '{-1,2}')`,
	} {
		if _, err := owner.Exec(t.Context(), sql); err == nil {
			t.Errorf("even the owner may not %s", sql)
		}
	}
	h.sound(t)

	// What a hand in the tables does is found.
	if _, err := owner.Exec(t.Context(), `UPDATE ledger.balance SET available = available - 5, paid = paid + 5 WHERE budget_id = $1`, id); err != nil {
		t.Fatal(err)
	}
	found, err := ledger.Fsck(t.Context(), h.db)
	if err != nil || len(found) != 3 { // two accounts differ, and no hold fills what was paid
		t.Errorf("found %v, %v", found, err)
	}
}
