package money_test

import (
	"testing"

	"jangteo.kr/internal/money"
)

func TestHundredths_showsSmallPricesWithDecimals(t *testing.T) {
	for in, want := range map[money.Hundredths]string{
		0: "0", 5: "0.05", 478: "4.78", 500: "5", 9_999: "99.99", 10_000: "100", 123_456_78: "123,456", -500: "-5",
	} {
		if got := in.String(); got != want {
			t.Errorf("%d hundredths are %q, want %q", int64(in), got, want)
		}
	}
}
