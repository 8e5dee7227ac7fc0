package money

import (
	"math/big"
	"strings"

	"github.com/shopspring/decimal"
)

// Rate is an exact decimal ratio, such as 0.00075 for late damages of 0.075 % a day.
type Rate struct{ decimal.Decimal }

// ParseRate reads a decimal ratio such as "0.0054".
func ParseRate(s string) (Rate, error) {
	d, err := decimal.NewFromString(s)
	return Rate{d}, err
}

// MustRate is ParseRate for constants in tests and tables; it panics on bad text.
func MustRate(s string) Rate {
	r, err := ParseRate(s)
	if err != nil {
		panic(err)
	}
	return r
}

// BasisPoints makes a rate of n hundredths of a percent.
func BasisPoints(n int64) Rate { return Rate{decimal.New(n, -4)} }

// Percent writes the rate as a percentage without trailing zeros: 0.0054 → "0.54%".
func (r Rate) Percent() string {
	s := r.Mul(decimal.New(100, 0)).String()
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s + "%"
}

// Rounding names how a fraction of a won is settled. The table of who uses which
// stands in docs/rounding.md with worked examples.
type Rounding int

const (
	Down Rounding = iota // 절사: fees, late damages, programme shares
	Up                   // 올림: expected price, lowest acceptable price
)

// Of takes rate×w and settles the fraction of a won as told.
func (r Rate) Of(w Won, how Rounding) (Won, error) {
	p := r.Mul(decimal.New(int64(w), 0))
	if how == Up {
		p = p.Ceil()
	} else {
		p = p.Floor()
	}
	b := p.BigInt()
	if !b.IsInt64() {
		return 0, ErrOverflow
	}
	return Won(b.Int64()), nil
}

// Share gives ⌊w×num/den⌋ without overflow in between.
func Share(w Won, num, den int64) Won {
	b := new(big.Int).Mul(big.NewInt(int64(w)), big.NewInt(num))
	return Won(b.Quo(b, big.NewInt(den)).Int64())
}
