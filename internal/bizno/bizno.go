// Package bizno owns the Korean business registration number (사업자등록번호): its
// form, check digit and printing. A valid number says nothing about whether the
// business is open; only the tax service knows that.
package bizno

import (
	"errors"
	"strings"
)

// Number is ten digits that passed the check.
type Number string

// ErrSyntax is text that does not hold ten digits.
var ErrSyntax = errors.New("bizno: not ten digits")

// ErrCheck is ten digits whose check digit is wrong.
var ErrCheck = errors.New("bizno: check digit does not match")

var weights = [9]int{1, 3, 7, 1, 3, 7, 1, 3, 5}

// Parse reads a number as typed, hyphens and spaces allowed, and verifies the
// check digit: s = Σ dᵢwᵢ + ⌊5·d₉/10⌋, D = (10 − s mod 10) mod 10.
func Parse(s string) (Number, error) {
	d := strings.NewReplacer("-", "", " ", "").Replace(strings.TrimSpace(s))
	if len(d) != 10 || strings.Trim(d, "0123456789") != "" {
		return "", ErrSyntax
	}
	if d[9] != CheckDigit(d[:9]) {
		return "", ErrCheck
	}
	return Number(d), nil
}

// CheckDigit computes the tenth digit for nine ASCII digits.
func CheckDigit(nine string) byte {
	sum := int(nine[8]-'0') * 5 / 10
	for i, w := range weights {
		sum += int(nine[i]-'0') * w
	}
	return byte('0' + (10-sum%10)%10)
}

// String prints the number as AAA-BB-CCCCC.
func (n Number) String() string {
	if len(n) != 10 {
		return string(n)
	}
	return string(n[:3] + "-" + n[3:5] + "-" + n[5:])
}
