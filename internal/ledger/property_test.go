package ledger_test

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"pgregory.net/rapid"

	"jangteo.kr/internal/ledger"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/page"
)

var pageOne = page.New(1, 50)

func wonOf(n int64) money.Won { return money.Won(n) }

// step is one thing that happens to an order: an event, an amount of each budget and
// whether it is sent twice.
type step struct {
	event  ledger.Event
	first  money.Won
	second money.Won
	late   money.Won
	twice  bool
}

func drawStep(t *rapid.T) step {
	return step{
		event: rapid.SampledFrom([]ledger.Event{
			ledger.Reserve, ledger.Obligate, ledger.Accept, ledger.Pay, ledger.ReleaseReservation, ledger.ReleaseObligation,
		}).Draw(t, "event"),
		first:  money.Won(rapid.Int64Range(0, 400).Draw(t, "first")),
		second: money.Won(rapid.Int64Range(1, 400).Draw(t, "second")),
		late:   money.Won(rapid.Int64Range(0, 3).Draw(t, "late")),
		twice:  rapid.Bool().Draw(t, "twice"),
	}
}

// account is what an order should hold of one budget after the steps that succeeded.
type account struct{ reserved, obligated, payable, paid, late money.Won }

func (a *account) apply(s step, amount money.Won) {
	late := min(s.late, amount)
	switch s.event {
	case ledger.Reserve:
		a.reserved += amount
	case ledger.ReleaseReservation:
		a.reserved -= amount
	case ledger.Obligate:
		a.reserved, a.obligated = a.reserved-amount, a.obligated+amount
	case ledger.ReleaseObligation:
		a.obligated -= amount
	case ledger.Accept:
		a.obligated, a.payable = a.obligated-amount, a.payable+amount
	case ledger.Pay:
		a.payable, a.paid, a.late = a.payable-amount, a.paid+amount-late, a.late+late
	case ledger.Appropriate, ledger.Allot:
	}
}

// Whatever orders do at the same time, and in whatever order their steps come: each
// step happens whole or is refused with a reason, the books balance, nothing is
// overspent, the replay of the entries is what stands in the balances, and each order
// holds what its successful steps say.
func TestBooks_balanceUnderRandomConcurrentActs(t *testing.T) {
	h := newHouse(t)
	who, pps := h.institution(t), h.pps(t)
	var runs, orders atomic.Int64
	rapid.Check(t, func(rt *rapid.T) {
		run := runs.Add(1)
		funds := money.Won(rapid.Int64Range(0, 2_500).Draw(rt, "funds"))
		shared := h.funded(t, pps, fmt.Sprintf("P%d", run), max(funds, 1))
		lines := []int64{h.funded(t, who, fmt.Sprintf("A%d", run), 1_500), h.funded(t, who, fmt.Sprintf("B%d", run), 900)}
		plans := rapid.SliceOfN(rapid.SliceOfN(rapid.Custom(drawStep), 1, 7), 1, 6).Draw(rt, "plans")

		type holding struct{ line, shared account }
		got := make([]holding, len(plans))
		refs := make([]string, len(plans))
		var wg sync.WaitGroup
		for i, plan := range plans {
			refs[i] = fmt.Sprintf("order:%d", orders.Add(1))
			line := lines[i%len(lines)]
			wg.Go(func() {
				for n, s := range plan {
					parts := []ledger.Part{part(shared, s.second), part(line, s.first)}
					damages := []ledger.Part{part(line, min(s.late, s.first)), part(shared, min(s.late, s.second))}
					for range map[bool]int{false: 1, true: 2}[s.twice] { // a repeat of a key changes nothing
						err := h.act(t.Context(), s.event, refs[i], fmt.Sprint(n), damages, parts...)
						if known(err) {
							continue
						}
						t.Errorf("%s: %v", s.event, err)
					}
					if posted(t, h, refs[i]+":"+string(s.event)+fmt.Sprint(n)) {
						got[i].line.apply(s, s.first)
						got[i].shared.apply(s, s.second)
					}
				}
			})
		}
		wg.Wait()
		h.sound(t)
		for i, ref := range refs {
			holds, err := ledger.HoldsOf(t.Context(), h.db, ref)
			if err != nil {
				rt.Fatal(err)
			}
			for _, hold := range holds {
				want := got[i].line
				if hold.BudgetID == shared {
					want = got[i].shared
				}
				if have := (account{hold.Reserved, hold.Obligated, hold.Payable, hold.Paid, hold.LateDamages}); have != want {
					rt.Fatalf("%s holds %+v of budget %d, its steps say %+v", ref, have, hold.BudgetID, want)
				}
			}
		}
		if t.Failed() {
			rt.Fatal("the books are wrong")
		}
	})
}

func known(err error) bool {
	return err == nil || errors.Is(err, ledger.ErrBudgetShort) || errors.Is(err, ledger.ErrNotHeld) || errors.Is(err, ledger.ErrAlreadyReserved)
}

func posted(t *testing.T, h *house, key string) bool {
	t.Helper()
	var is bool
	if err := h.db.QueryRow(t.Context(), `SELECT EXISTS (SELECT FROM ledger.journal WHERE key = $1)`, key).Scan(&is); err != nil {
		t.Error(err)
	}
	return is
}
