package ledger_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/ledger"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/todo"
)

func TestPropose_waitsForAnotherPerson(t *testing.T) {
	h := newHouse(t)
	who := h.institution(t)
	b := h.open(t, who.first, "4231-302")
	p := h.propose(t, who.first, b.ID, ledger.Appropriate, 9_000)
	if b := h.budget(t, b.ID); b.Appropriated != 0 {
		t.Fatal("money moved before anybody confirmed")
	}
	rows, err := todo.For(t.Context(), h.db, who.second, 10)
	if err != nil || len(rows) != 1 || rows[0].Action != "ledger.confirm" || rows[0].Object != p.Ref() {
		t.Fatalf("the second person's turn: %+v, %v", rows, err)
	}
	if rows, _ := todo.For(t.Context(), h.db, who.first, 10); len(rows) != 0 {
		t.Error("the proposer is asked to confirm")
	}
	if err := h.s.Confirm(t.Context(), who.first, p.ID); !errors.Is(err, fault.ErrSamePerson) {
		t.Errorf("the proposer confirms: %v", err)
	}
	for range 2 { // again by the same person changes nothing
		if err := h.s.Confirm(t.Context(), who.second, p.ID); err != nil {
			t.Fatal(err)
		}
	}
	if b := h.budget(t, b.ID); b.Appropriated != 9_000 || b.Unallotted != 9_000 || b.Available != 0 {
		t.Errorf("books: %+v", b)
	}
	if err := h.s.Refuse(t.Context(), h.member(t, who.first, org.Finance), p.ID, "늦었음"); !errors.Is(err, ledger.ErrDecided) {
		t.Errorf("refused after it was confirmed: %v", err)
	}
	acts, err := audit.History(t.Context(), h.db, p.Ref())
	if err != nil || len(acts) != 2 || acts[1].FromState != "proposed" || acts[1].ToState != "confirmed" {
		t.Errorf("history: %+v, %v", acts, err)
	}
	h.sound(t)
}

func TestConfirm_refusesWhatIsNotThere(t *testing.T) {
	h := newHouse(t)
	who := h.institution(t)
	id := h.funded(t, who, "A", 1_000)
	for _, c := range []struct {
		event  ledger.Event
		amount int64
		want   error
	}{
		{ledger.Allot, 1, ledger.ErrUnallottedShort},
		{ledger.Appropriate, -1, ledger.ErrUnallottedShort},
		{ledger.Allot, -1_001, ledger.ErrBudgetShort},
		{ledger.Allot, -400, nil},
		{ledger.Appropriate, -400, nil},
	} {
		p, err := h.s.Propose(t.Context(), who.first, ledger.ProposeCommand{
			BudgetID: id, Event: c.event, Amount: wonOf(c.amount), Basis: "감액", EffectiveOn: day, Key: uuid.New(),
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := h.s.Confirm(t.Context(), who.second, p.ID); !errors.Is(err, c.want) {
			t.Errorf("%s %d: %v", c.event, c.amount, err)
		}
		if p, _ = ledger.ProposalByID(t.Context(), h.db, p.ID); (p.State == ledger.Confirmed) != (c.want == nil) {
			t.Errorf("%s %d is %s", c.event, c.amount, p.State)
		}
	}
	if b := h.budget(t, id); b.Appropriated != 600 || b.Available != 600 {
		t.Errorf("after the cuts: %+v", b)
	}
	h.sound(t)
}

// Each command by the right role, by a wrong role, and by the right role elsewhere.
func TestProposals_areForTheDeskOfTheBudget(t *testing.T) {
	h := newHouse(t)
	own, pps := h.institution(t), h.pps(t)
	line, programme := h.open(t, own.first, "A"), h.open(t, pps.first, "PILOT")
	suspended := h.member(t, own.first, org.Finance)
	suspended.BodyState = org.Suspended
	actors := map[string]auth.Actor{
		"public":             {},
		"second finance":     own.second,
		"suspended finance":  suspended,
		"requester":          h.member(t, own.first, org.Requester, org.Approver),
		"finance elsewhere":  h.institution(t).first,
		"budget officer":     pps.second,
		"administrator":      h.member(t, pps.first, org.SystemAdmin),
		"officer elsewhere":  h.pps(t).first,
		"supplier":           h.body(t, org.Supplier, org.SupplierAdmin),
		"auditor":            h.body(t, org.Auditor, org.AuditorRole),
		"finance of nothing": h.body(t, org.Supplier, org.Finance),
	}
	const ok, out, no, secret = "", "unauthenticated", "forbidden", "not_found"
	want := map[string][3]string{ // open a line · act on the institution's line · act on the programme
		"public":             {out, out, out},
		"second finance":     {ok, ok, no},
		"suspended finance":  {"body_may_not_act", "body_may_not_act", no},
		"requester":          {no, no, no},
		"finance elsewhere":  {ok, secret, no},
		"budget officer":     {ok, secret, ok},
		"administrator":      {no, secret, no},
		"officer elsewhere":  {ok, secret, no},
		"supplier":           {no, secret, no},
		"auditor":            {no, no, no},
		"finance of nothing": {no, secret, no},
	}
	code := func(err error) string {
		if f, isFault := fault.As(err); isFault {
			return f.Code
		}
		if err != nil {
			return err.Error()
		}
		return ""
	}
	for name, by := range actors {
		_, err := h.s.OpenBudget(t.Context(), by, ledger.OpenCommand{FiscalYear: 2026, Code: "X-" + name, NameKo: "가", NameEn: "a", Key: uuid.New()})
		if got := code(err); got != want[name][0] {
			t.Errorf("%s opens a line: %q, want %q", name, got, want[name][0])
		}
		for i, b := range []ledger.Budget{line, programme} {
			proposer := []auth.Actor{own.first, pps.first}[i]
			_, err := h.s.Propose(t.Context(), by, ledger.ProposeCommand{
				BudgetID: b.ID, Event: ledger.Appropriate, Amount: 5, Basis: "b", EffectiveOn: day, Key: uuid.New(),
			})
			if got := code(err); got != want[name][i+1] {
				t.Errorf("%s proposes for %s: %q, want %q", name, b.Kind, got, want[name][i+1])
			}
			p := h.propose(t, proposer, b.ID, ledger.Appropriate, 5)
			for act, err := range map[string]error{
				"refuses":  h.s.Refuse(t.Context(), by, p.ID, "사유"),
				"confirms": h.s.Confirm(t.Context(), by, h.propose(t, proposer, b.ID, ledger.Appropriate, 5).ID),
			} {
				if got := code(err); got != want[name][i+1] {
					t.Errorf("%s %s for %s: %q, want %q", name, act, b.Kind, got, want[name][i+1])
				}
			}
		}
	}
	h.sound(t)
}

func TestPropose_isCarriedOutOncePerKey(t *testing.T) {
	h := newHouse(t)
	who := h.institution(t)
	open := ledger.OpenCommand{FiscalYear: 2026, Code: "A", NameKo: "가", NameEn: "a", Key: uuid.New()}
	b, err := h.s.OpenBudget(t.Context(), who.first, open)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := h.s.OpenBudget(t.Context(), who.first, open); err != nil || again.ID != b.ID {
		t.Errorf("opened again: %d, %v", again.ID, err)
	}
	open.Key = uuid.New()
	if _, err := h.s.OpenBudget(t.Context(), who.first, open); !errors.Is(err, ledger.ErrCodeTaken) {
		t.Errorf("the same code twice: %v", err)
	}
	c := ledger.ProposeCommand{BudgetID: b.ID, Event: ledger.Appropriate, Amount: 100, Basis: "예산", EffectiveOn: day, Key: uuid.New()}
	var wg sync.WaitGroup
	ids := make([]int64, 8)
	for i := range ids {
		wg.Go(func() {
			p, err := h.s.Propose(t.Context(), who.first, c)
			if err != nil {
				t.Error(err)
			}
			ids[i] = p.ID
		})
	}
	wg.Wait()
	for _, id := range ids {
		if id != ids[0] {
			t.Errorf("proposals %v of one key", ids)
			break
		}
	}
	c.Amount = 200
	if _, err := h.s.Propose(t.Context(), who.first, c); !errors.Is(err, audit.ErrKeyReused) {
		t.Errorf("the key with another amount: %v", err)
	}
}

// Two officers decide at the same moment: one decision stands, and it is posted once.
func TestConfirm_decidesOnceUnderContention(t *testing.T) {
	h := newHouse(t)
	who := h.institution(t)
	b := h.open(t, who.first, "A")
	p := h.propose(t, who.first, b.ID, ledger.Appropriate, 100)
	third := h.member(t, who.first, org.Finance)
	var wg sync.WaitGroup
	var confirmed, refused error
	wg.Go(func() { confirmed = h.s.Confirm(t.Context(), who.second, p.ID) })
	wg.Go(func() { refused = h.s.Refuse(t.Context(), third, p.ID, "중복") })
	wg.Wait()
	if (confirmed == nil) == (refused == nil) {
		t.Errorf("confirm: %v, refuse: %v", confirmed, refused)
	}
	h.sound(t)
}

func TestPropose_namesEveryFieldAtFault(t *testing.T) {
	h := newHouse(t)
	who := h.institution(t)
	b := h.open(t, who.first, "A")
	_, err := h.s.Propose(t.Context(), who.first, ledger.ProposeCommand{
		BudgetID: b.ID, Event: "pay", Basis: " ", EffectiveOn: kst.Date(2024, time.May, 1), Key: uuid.New(),
	})
	f, _ := fault.As(err)
	if f == nil || len(f.Fields) != 4 {
		t.Errorf("fields: %+v", f)
	}
	if _, err := h.s.OpenBudget(t.Context(), who.first, ledger.OpenCommand{Key: uuid.New()}); err == nil {
		t.Error("a line without code, names and year")
	}
	if err := h.s.Refuse(t.Context(), who.second, h.propose(t, who.first, b.ID, ledger.Allot, 1).ID, " "); !fault.Of(err, fault.Invalid) {
		t.Errorf("refused without a reason: %v", err)
	}
}

func TestVisible_keepsOtherBodiesLinesSecret(t *testing.T) {
	h := newHouse(t)
	own, pps := h.institution(t), h.pps(t)
	line, programme := h.funded(t, own, "A", 1_000), h.funded(t, pps, "PILOT", 1_000)
	other := h.institution(t)
	requester := h.member(t, own.first, org.Requester)
	// An order of the institution, and one of another, both paid by the programme too.
	for i, by := range []auth.Actor{requester, other.first} {
		if err := h.actBy(t.Context(), by.Who(), ledger.Reserve, audit.Ref("order", int64(i)), "", nil, part(programme, 100)); err != nil {
			t.Fatal(err)
		}
	}
	const out, no, secret = "unauthenticated", "forbidden", "not_found"
	for name, c := range map[string]struct {
		by              auth.Actor
		line, programme string
		holds           int // of the programme
	}{
		"public":            {auth.Actor{}, out, "", 0},
		"requester":         {requester, "", "", 1},
		"approver":          {h.member(t, own.first, org.Approver), "", "", 1},
		"inspector":         {h.member(t, own.first, org.Inspector), no, "", 0},
		"finance elsewhere": {other.second, secret, "", 1},
		"third institution": {h.institution(t).first, secret, "", 0},
		"budget officer":    {pps.first, secret, "", 2},
		"administrator":     {h.member(t, pps.first, org.SystemAdmin), secret, "", 0},
		"supplier":          {h.body(t, org.Supplier, org.SupplierAdmin), secret, "", 0},
		"auditor":           {h.body(t, org.Auditor, org.AuditorRole), "", "", 2},
	} {
		for id, want := range map[int64]string{line: c.line, programme: c.programme} {
			_, err := h.s.Visible(t.Context(), c.by, id)
			if f, isFault := fault.As(err); (want == "") != (err == nil) || (isFault && f.Code != want) {
				t.Errorf("%s reads budget %d: %v, want %q", name, id, err, want)
			}
		}
		sc := ledger.ScopeOf(c.by, h.budget(t, programme))
		holds, err := ledger.HoldsIn(t.Context(), h.db, programme, "", sc, pageOne)
		if err != nil || len(holds) != c.holds {
			t.Errorf("%s sees %d acts on the programme, %v; want %d", name, len(holds), err, c.holds)
		}
		js, err := ledger.AllJournals(t.Context(), h.db, programme, sc)
		if wanted := c.holds + map[bool]int{true: 2}[sc.All]; err != nil || len(js) != wanted {
			t.Errorf("%s sees %d journals, %v; want %d", name, len(js), err, wanted)
		}
	}
	shelf, err := h.s.List(t.Context(), requester, 2026)
	if err != nil || len(shelf.Lines) != 1 || len(shelf.Shares) != 1 || shelf.Shares[0].Committed != 100 || len(shelf.Years) != 1 {
		t.Errorf("the institution's shelf: %+v, %v", shelf, err)
	}
}

func TestProgrammes_keepOriginalAndRevisedApart(t *testing.T) {
	h := newHouse(t)
	who := h.pps(t)
	id := h.funded(t, who, "PILOT", 9_900_000_000)
	if err := h.s.Confirm(t.Context(), who.second, h.propose(t, who.first, id, ledger.Appropriate, 18_100_000_000).ID); err != nil {
		t.Fatal(err)
	}
	h.open(t, who.first, "EMPTY")
	ps, err := ledger.Programmes(t.Context(), h.db)
	if err != nil || len(ps) != 2 {
		t.Fatalf("%+v, %v", ps, err)
	}
	if p := ps[1]; p.Original != 9_900_000_000 || p.Appropriated != 28_000_000_000 {
		t.Errorf("original %s, revised %s", p.Original, p.Appropriated)
	}
	if _, err := db.Value[string](h.db.Query(t.Context(), `SELECT name_ko FROM ledger.programme_line WHERE id = @id`, pgx.NamedArgs{"id": id})); err != nil {
		t.Error(err)
	}
}
