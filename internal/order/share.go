package order

import (
	"cmp"
	"slices"

	"jangteo.kr/internal/money"
)

// Kinds of funding.
const (
	FromInstitution = "institution"
	FromProgramme   = "programme"
)

// Funding is what one budget pays of an order.
type Funding struct {
	BudgetID int64     `db:"budget_id"`
	Kind     string    `db:"kind"`
	Amount   money.Won `db:"amount"`
	Accepted money.Won `db:"accepted"` // of Amount, what passed inspection so far
}

// subsidy is a programme's terms for a part of an order.
type subsidy struct {
	budgetID int64
	shareBP  int       // hundredths of a percent
	cap      money.Won // of the programme's share in one order
	amount   money.Won // the part of the order under these terms
}

// fundings divides an order's total: each programme pays ⌊its lines × share⌋ up to its
// cap, the institution pays the rest. Lines under the same programme on different
// terms add up, under the lowest of their caps.
func fundings(total money.Won, institutionBudget int64, subsidies []subsidy) []Funding {
	type sum struct{ share, cap money.Won }
	sums := map[int64]*sum{}
	grouped := map[[2]int64]money.Won{}
	for _, s := range subsidies {
		grouped[[2]int64{s.budgetID, int64(s.shareBP)}] += s.amount
		if p := sums[s.budgetID]; p == nil {
			sums[s.budgetID] = &sum{cap: s.cap}
		} else {
			p.cap = min(p.cap, s.cap)
		}
	}
	for terms, amount := range grouped {
		sums[terms[0]].share += money.Share(amount, terms[1], 10_000)
	}
	var out []Funding
	rest := total
	for id, p := range sums {
		if pays := min(p.share, p.cap); pays > 0 {
			out = append(out, Funding{BudgetID: id, Kind: FromProgramme, Amount: pays})
			rest -= pays
		}
	}
	slices.SortFunc(out, func(a, b Funding) int { return cmp.Compare(a.BudgetID, b.BudgetID) })
	if rest > 0 {
		out = append([]Funding{{BudgetID: institutionBudget, Kind: FromInstitution, Amount: rest}}, out...)
	}
	return out
}

// split divides the next amount to be borne over an order's fundings, in their order.
// A programme bears ⌊its share of all that was borne so far⌋ less what it bore already,
// the institution the remainder; nobody bears more than their amount. When the whole
// order is borne each has borne exactly their amount, however it was divided in parts.
func split(fs []Funding, amount money.Won) []money.Won {
	var total, borne money.Won
	for _, f := range fs {
		total += f.Amount
		borne += f.Accepted
	}
	out := make([]money.Won, len(fs))
	left := amount
	take := func(i int, want money.Won) {
		want = max(0, min(want, left, fs[i].Amount-fs[i].Accepted-out[i]))
		out[i] += want
		left -= want
	}
	for i, f := range fs {
		if f.Kind == FromProgramme {
			take(i, money.Share(f.Amount, int64(borne+amount), int64(total))-f.Accepted)
		}
	}
	for i, f := range fs {
		if f.Kind == FromInstitution {
			take(i, left)
		}
	}
	for i := range fs { // what rounding left over, where the institution bears nothing more
		take(i, left)
	}
	return out
}
