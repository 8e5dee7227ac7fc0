// Package money owns amounts in won and exact rates. Amounts are whole won in an
// int64 with checked arithmetic; rates are integer ratios. It refuses floats: no
// path to money passes through one.
package money

import (
	"errors"
	"math/bits"
	"strconv"
	"strings"
)

// Won is an amount in whole Korean won (KRW has no minor unit).
type Won int64

// Max bounds every amount a form may carry: 999 trillion won, above the yearly
// volume of all public procurement and far below int64's limit, so that sums of
// a page's amounts cannot overflow.
const Max Won = 999_999_999_999_999

// ErrOverflow is an amount outside ±9.2·10¹⁸ won.
var ErrOverflow = errors.New("money: overflow")

// ErrSyntax is text that is not a whole number of won.
var ErrSyntax = errors.New("money: not an amount in won")

// Add gives w+o, or ErrOverflow.
func (w Won) Add(o Won) (Won, error) {
	s := w + o
	if (w > 0 && o > 0 && s < 0) || (w < 0 && o < 0 && s >= 0) {
		return 0, ErrOverflow
	}
	return s, nil
}

// Times gives w×n for n ≥ 0, or ErrOverflow.
func (w Won) Times(n int64) (Won, error) {
	if w < 0 || n < 0 {
		return 0, ErrOverflow
	}
	hi, lo := bits.Mul64(uint64(w), uint64(n))
	if hi != 0 || lo > 1<<63-1 {
		return 0, ErrOverflow
	}
	return Won(lo), nil
}

// Sum adds amounts, or gives ErrOverflow.
func Sum(ws ...Won) (Won, error) {
	var t Won
	var err error
	for _, w := range ws {
		if t, err = t.Add(w); err != nil {
			return 0, err
		}
	}
	return t, nil
}

// Parse reads an amount as people type it: digits with optional commas, spaces
// and a trailing 원 or leading ₩. Signs, decimals and exponents are refused.
func Parse(s string) (Won, error) {
	s = strings.TrimSpace(s)
	s = strings.TrimSuffix(strings.TrimPrefix(s, "₩"), "원")
	s = strings.NewReplacer(",", "", " ", "", "\u00a0", "").Replace(s)
	if s == "" || len(s) > 15 {
		return 0, ErrSyntax
	}
	for _, r := range s {
		if r < '0' || r > '9' {
			return 0, ErrSyntax
		}
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0, ErrSyntax
	}
	return Won(n), nil
}

// SplitVAT parts a VAT-inclusive amount into supply price (공급가액) and VAT (부가세)
// at 10 %: supply = ⌊gross × 10 / 11⌋ with the VAT taking the odd won, so that the
// two always add up to gross (부가가치세법 제29조).
func SplitVAT(gross Won) (supply, vat Won) {
	supply = gross - gross/11
	if gross%11 > 0 {
		supply--
	}
	return supply, gross - supply
}
