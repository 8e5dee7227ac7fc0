package order

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/law"
	"jangteo.kr/internal/money"
)

func TestStates_mirrorTheCheckInTheMigration(t *testing.T) {
	sql, err := os.ReadFile("../../migrations/000007_create_orders.up.sql")
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(`(?s)order_state_check CHECK \(state IN\s*\(([^)]*)\)`).FindSubmatch(sql)
	if m == nil {
		t.Fatal("no order_state_check")
	}
	var check []State
	for _, s := range strings.Split(string(m[1]), ",") {
		check = append(check, State(strings.Trim(strings.TrimSpace(s), "'")))
	}
	slices.Sort(check)
	ours := slices.Sorted(slices.Values(States))
	if !slices.Equal(check, ours) {
		t.Errorf("CHECK %v, code %v", check, ours)
	}
}

func TestTransitions_everyStateHasAnEntryAndNoneLeadsNowhere(t *testing.T) {
	if len(transitions) != len(States) {
		t.Fatalf("%d states, %d entries", len(States), len(transitions))
	}
	for from, tos := range transitions {
		if !from.Valid() {
			t.Errorf("unknown state %s", from)
		}
		for _, to := range tos {
			if !to.Valid() {
				t.Errorf("%s → %s", from, to)
			}
		}
	}
	reached := map[State]bool{}
	var walk func(State)
	walk = func(s State) {
		if reached[s] {
			return
		}
		reached[s] = true
		for _, to := range transitions[s] {
			walk(to)
		}
	}
	walk(Requested)
	for _, s := range States {
		if !reached[s] {
			t.Errorf("%s cannot be reached", s)
		}
	}
}

func TestCan_allowsExactlyTheTable(t *testing.T) {
	allowed := map[[2]State]bool{
		{Requested, Issued}: true, {Requested, Refused}: true, {Requested, Cancelled}: true,
		{Issued, Confirmed}: true, {Issued, Declined}: true, {Issued, Expired}: true, {Issued, Cancelled}: true,
		{Confirmed, Delivering}: true, {Confirmed, Delivered}: true, {Confirmed, Cancelled}: true,
		{Delivering, Delivering}: true, {Delivering, Delivered}: true,
		{Delivered, Delivered}: true, {Delivered, Delivering}: true, {Delivered, Inspected}: true,
		{Inspected, Invoiced}: true, {Invoiced, Paid}: true,
	}
	for _, from := range States {
		for _, to := range States {
			if got := from.Can(to); got != allowed[[2]State{from, to}] {
				t.Errorf("%s → %s: %v", from, to, got)
			}
		}
	}
}

func dailyRule() law.Rule {
	return law.Rule{Value: money.MustRate("0.00075").Decimal, Article: "국가계약법 시행규칙 제75조"}
}

func capRule() law.Rule {
	return law.Rule{Value: money.MustRate("0.3").Decimal, Article: "시행령 제74조"}
}

// 100 million won, ten days late: 100,000,000 × 0.00075 × 10 = 750,000.
func TestLateDamages_workedExamples(t *testing.T) {
	wanted := kst.Date(2026, 3, 10)
	part := func(price money.Won, n, daysLate int) delivery {
		return delivery{1, 1, "x", price, n, wanted.Add(daysLate)}
	}
	for _, c := range []struct {
		name  string
		total money.Won
		parts []delivery
		want  money.Won
	}{
		{"ten days late", 100_000_000, []delivery{part(100_000_000, 1, 10)}, 750_000},
		{"in time", 100_000_000, []delivery{part(100_000_000, 1, 0)}, 0},
		{"early", 100_000_000, []delivery{part(100_000_000, 1, -5)}, 0},
		{"only the late part counts", 100_000_000, []delivery{part(1_000_000, 60, 0), part(1_000_000, 40, 10)}, 300_000},
		{"each part by its own days", 100_000_000, []delivery{part(1_000_000, 60, 1), part(1_000_000, 40, 10)}, 45_000 + 300_000},
		{"fractions of a won fall", 1_333, []delivery{part(1_333, 1, 1)}, 0},
		{"fractions fall per part", 2_666, []delivery{part(1_333, 1, 2), part(1_333, 1, 2)}, 2},
		{"capped at 30 %", 100_000_000, []delivery{part(100_000_000, 1, 500)}, 30_000_000},
		{"exactly at the cap", 100_000_000, []delivery{part(100_000_000, 1, 400)}, 30_000_000},
	} {
		got, err := lateDamages(c.total, wanted, c.parts, dailyRule(), capRule())
		if err != nil || got.Charged != c.want {
			t.Errorf("%s: %s, want %s (%v)", c.name, got.Charged, c.want, err)
		}
	}
}

func TestFundings_workedExamples(t *testing.T) {
	terms := func(id int64, bp int, limit, amount money.Won) subsidy { return subsidy{id, bp, limit, amount} }
	for _, c := range []struct {
		name  string
		total money.Won
		terms []subsidy
		want  []Funding
	}{
		{"no programme", 1000, nil, []Funding{{BudgetID: 1, Kind: FromInstitution, Amount: 1000}}},
		{"half, rounded down", 1001, []subsidy{terms(9, 5000, 1e9, 1001)}, []Funding{{1, FromInstitution, 501, 0}, {9, FromProgramme, 500, 0}}},
		{"capped", 1_000_000, []subsidy{terms(9, 8000, 300_000, 1_000_000)}, []Funding{{1, FromInstitution, 700_000, 0}, {9, FromProgramme, 300_000, 0}}},
		{"only its own lines", 1_000_000, []subsidy{terms(9, 5000, 1e9, 400_000)}, []Funding{{1, FromInstitution, 800_000, 0}, {9, FromProgramme, 200_000, 0}}},
		{"one cap for one programme", 1_000_000, []subsidy{terms(9, 5000, 250_000, 600_000), terms(9, 5000, 250_000, 400_000)}, []Funding{{1, FromInstitution, 750_000, 0}, {9, FromProgramme, 250_000, 0}}},
		{"all of it", 1000, []subsidy{terms(9, 10_000, 1e9, 1000)}, []Funding{{9, FromProgramme, 1000, 0}}},
	} {
		if got := fundings(c.total, 1, c.terms); !slices.Equal(got, c.want) {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
}

// However an order is accepted in parts, nobody bears more than their amount, nothing is
// borne twice, and at the end each has borne exactly their amount.
func TestSplit_property(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 3).Draw(t, "programmes")
		fs := []Funding{}
		if rapid.Bool().Draw(t, "institution pays") || n == 0 {
			fs = append(fs, Funding{1, FromInstitution, money.Won(rapid.Int64Range(1, 1e12).Draw(t, "i")), 0})
		}
		for i := range n {
			fs = append(fs, Funding{int64(10 + i), FromProgramme, money.Won(rapid.Int64Range(1, 1e12).Draw(t, "p")), 0})
		}
		var total money.Won
		for _, f := range fs {
			total += f.Amount
		}
		for left := total; left > 0; {
			amount := money.Won(rapid.Int64Range(1, int64(left)).Draw(t, "part"))
			if rapid.IntRange(0, 3).Draw(t, "rest") == 0 {
				amount = left
			}
			var sum money.Won
			for i, share := range split(fs, amount) {
				if share < 0 {
					t.Fatalf("negative share of %v", fs)
				}
				fs[i].Accepted += share
				sum += share
				if fs[i].Accepted > fs[i].Amount {
					t.Fatalf("%+v bears more than its amount", fs[i])
				}
			}
			if sum != amount {
				t.Fatalf("%s of %s divided", sum, amount)
			}
			left -= amount
		}
		for _, f := range fs {
			if f.Accepted != f.Amount {
				t.Fatalf("%+v at the end", f)
			}
		}
	})
}
