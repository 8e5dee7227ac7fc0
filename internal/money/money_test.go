package money_test

import (
	"errors"
	"math"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"jangteo.kr/internal/money"
)

func TestParse_readsWhatPeopleType(t *testing.T) {
	for typed, want := range map[string]money.Won{
		"0": 0, "1250000": 1_250_000, "1,250,000": 1_250_000, " ₩1,250,000 ": 1_250_000, "1 250 000원": 1_250_000,
		"1\u00a0250": 1_250, "999,999,999,999,999": money.Max, "007": 7,
	} {
		if got, err := money.Parse(typed); err != nil || got != want {
			t.Errorf("%q: %d, %v; want %d", typed, got, err, want)
		}
	}
}

func TestParse_refusesWhatIsNoWholeAmount(t *testing.T) {
	for _, typed := range []string{
		"", " ", "원", "-1", "+1", "1.5", "1e6", "0x10", "1_000", "12만", "１２", "abc", "1,000 USD", "1000000000000000", strings.Repeat("9", 40),
	} {
		if got, err := money.Parse(typed); !errors.Is(err, money.ErrSyntax) {
			t.Errorf("%q: %d, %v", typed, got, err)
		}
	}
}

func TestParse_readsBackWhatStringWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := money.Won(rapid.Int64Range(0, int64(money.Max)).Draw(t, "won"))
		if got, err := money.Parse(w.String()); err != nil || got != w {
			t.Fatalf("%s: %d, %v", w, got, err)
		}
	})
}

func TestString_groupsByThousands(t *testing.T) {
	for w, want := range map[money.Won]string{0: "0", 999: "999", 1000: "1,000", 216_960_000: "216,960,000", -1: "-1", -1_234_567: "-1,234,567"} {
		if w.String() != want {
			t.Errorf("%d: %s", int64(w), w)
		}
	}
}

func TestHangul_writesPapersWords(t *testing.T) {
	for w, want := range map[money.Won]string{
		0:                   "금 영원정",
		1:                   "금 일원정",
		10:                  "금 일십원정",
		10_000:              "금 일만원정",
		15_500:              "금 일만오천오백원정",
		1_284_000:           "금 일백이십팔만사천원정",
		216_960_000:         "금 이억일천육백구십육만원정",
		100_000_001:         "금 일억일원정",
		1_000_000_000_000:   "금 일조원정",
		999_999_999_999_999: "금 구백구십구조구천구백구십구억구천구백구십구만구천구백구십구원정",
		-5_000:              "금 마이너스 오천원정",
	} {
		if got := w.Hangul(); got != want {
			t.Errorf("%d: %q, want %q", int64(w), got, want)
		}
	}
}

// readHangul is the way back, written apart from the writer.
func readHangul(s string) money.Won {
	digits := map[rune]int64{'일': 1, '이': 2, '삼': 3, '사': 4, '오': 5, '육': 6, '칠': 7, '팔': 8, '구': 9}
	small := map[rune]int64{'십': 10, '백': 100, '천': 1000}
	large := map[rune]int64{'만': 1_0000, '억': 1_0000_0000, '조': 1_0000_0000_0000}
	var total, group, digit int64
	for _, r := range strings.TrimSuffix(strings.TrimPrefix(s, "금 "), "원정") {
		switch {
		case digits[r] > 0:
			digit = digits[r]
		case small[r] > 0:
			group, digit = group+digit*small[r], 0
		case large[r] > 0:
			total, group, digit = total+(group+digit)*large[r], 0, 0
		}
	}
	return money.Won(total + group + digit)
}

func TestHangul_saysTheAmount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := money.Won(rapid.Int64Range(1, int64(money.Max)).Draw(t, "won"))
		if got := readHangul(w.Hangul()); got != w {
			t.Fatalf("%d is written %q, which is %d", int64(w), w.Hangul(), int64(got))
		}
	})
}

func TestShort_isScannedAtAGlance(t *testing.T) {
	for _, c := range []struct {
		w      money.Won
		ko, en string
	}{
		{0, "0원", "KRW 0"},
		{9_999, "9999원", "KRW 9,999"},
		{15_500, "1만 5500원", "KRW 15,500"},
		{216_960_000, "2억 1,696만원", "KRW 217.0M"},
		{1_250_000_000, "12억 5,000만원", "KRW 1.3B"},
		{-30_000, "-3만원", "KRW -30,000"},
	} {
		ko, en := strings.ReplaceAll(c.w.Short("ko"), ",", ""), c.w.Short("en")
		if ko != strings.ReplaceAll(c.ko, ",", "") {
			t.Errorf("%d in Korean: %q, want %q", int64(c.w), c.w.Short("ko"), c.ko)
		}
		if c.w >= 0 && en != c.en {
			t.Errorf("%d in English: %q, want %q", int64(c.w), en, c.en)
		}
	}
}

func TestSplitVAT_worksTheExamples(t *testing.T) {
	for gross, want := range map[money.Won][2]money.Won{
		0: {0, 0}, 1: {0, 1}, 10: {9, 1}, 11: {10, 1}, 12: {10, 2}, 1100: {1000, 100}, 1_284_000: {1_167_272, 116_728}, 216_960_000: {197_236_363, 19_723_637},
	} {
		if s, v := money.SplitVAT(gross); s != want[0] || v != want[1] {
			t.Errorf("%d: %d + %d, want %d + %d", gross, s, v, want[0], want[1])
		}
	}
}

func TestSplitVAT_losesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		gross := money.Won(rapid.Int64Range(0, int64(money.Max)).Draw(t, "gross"))
		supply, vat := money.SplitVAT(gross)
		if supply+vat != gross || supply < 0 || vat < 0 {
			t.Fatalf("%d: %d + %d", gross, supply, vat)
		}
		if supply*11 > gross*10 || (supply+1)*11 <= gross*10 {
			t.Fatalf("%d: supply price %d is not ⌊gross × 10 / 11⌋", gross, supply)
		}
	})
}

func TestAdd_refusesOverflow(t *testing.T) {
	top, bottom := money.Won(math.MaxInt64), money.Won(math.MinInt64)
	for _, c := range [][2]money.Won{{top, 1}, {1, top}, {bottom, -1}, {top, top}, {bottom, bottom}} {
		if s, err := c[0].Add(c[1]); !errors.Is(err, money.ErrOverflow) || s != 0 {
			t.Errorf("%d + %d: %d, %v", c[0], c[1], s, err)
		}
	}
	if s, err := top.Add(bottom); err != nil || s != -1 {
		t.Errorf("unlike signs cannot overflow: %d, %v", s, err)
	}
	if _, err := money.Sum(top, 1, -1); !errors.Is(err, money.ErrOverflow) {
		t.Errorf("a sum that overflows on the way: %v", err)
	}
}

func TestArithmetic_agreesWithBigNumbers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.Int64().Draw(t, "a"), rapid.Int64().Draw(t, "b")
		want := new(big.Int).Add(big.NewInt(a), big.NewInt(b))
		check(t, "add", want, money.Won(a).Add, money.Won(b))
		p, n := rapid.Int64Range(0, math.MaxInt64).Draw(t, "price"), rapid.Int64Range(0, math.MaxInt64).Draw(t, "n")
		check(t, "times", new(big.Int).Mul(big.NewInt(p), big.NewInt(n)), func(k money.Won) (money.Won, error) { return money.Won(p).Times(int64(k)) }, money.Won(n))
	})
}

func check(t *rapid.T, what string, want *big.Int, do func(money.Won) (money.Won, error), arg money.Won) {
	got, err := do(arg)
	switch {
	case !want.IsInt64() && !errors.Is(err, money.ErrOverflow):
		t.Fatalf("%s: %s does not fit and was given as %d, %v", what, want, got, err)
	case want.IsInt64() && (err != nil || int64(got) != want.Int64()):
		t.Fatalf("%s: %d, %v; want %s", what, got, err, want)
	}
}

func TestTimes_refusesNegatives(t *testing.T) {
	if _, err := money.Won(-1).Times(2); err == nil {
		t.Error("a negative price")
	}
	if _, err := money.Won(1).Times(-2); err == nil {
		t.Error("a negative count")
	}
}

func TestOf_roundsAsToldAndOnlyThen(t *testing.T) {
	for _, c := range []struct {
		rate string
		w    money.Won
		how  money.Rounding
		want money.Won
	}{
		{"0.0054", 1_284_000, money.Down, 6_933}, // 6933.6
		{"0.0054", 1_284_000, money.Up, 6_934},
		{"0.0054", 1_000_000, money.Up, 5_400}, // exact: nothing to settle
		{"0.00075", 1, money.Down, 0},
		{"0.00075", 1, money.Up, 1},
		{"0.87745", 100_000_000, money.Up, 87_745_000},
		{"1", money.Max, money.Down, money.Max},
	} {
		if got, err := money.MustRate(c.rate).Of(c.w, c.how); err != nil || got != c.want {
			t.Errorf("%s of %d: %d, %v; want %d", c.rate, c.w, got, err, c.want)
		}
	}
	if _, err := money.MustRate("10").Of(math.MaxInt64, money.Down); !errors.Is(err, money.ErrOverflow) {
		t.Errorf("overflow: %v", err)
	}
}

func TestShare_neverOverflowsOnTheWay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := rapid.Int64Range(0, math.MaxInt64).Draw(t, "w")
		num := rapid.Int64Range(0, 10_000).Draw(t, "basis points")
		got := money.Share(money.Won(w), num, 10_000)
		want := new(big.Int).Quo(new(big.Int).Mul(big.NewInt(w), big.NewInt(num)), big.NewInt(10_000))
		if int64(got) != want.Int64() || int64(got) > w {
			t.Fatalf("%d × %d bp = %d, want %s", w, num, got, want)
		}
	})
}

func TestPercent_hasNoTrailingZeros(t *testing.T) {
	for rate, want := range map[string]string{"0.0054": "0.54%", "0.00075": "0.075%", "0.3": "30%", "1": "100%", "0.10": "10%", "0": "0%"} {
		if got := money.MustRate(rate).Percent(); got != want {
			t.Errorf("%s: %s, want %s", rate, got, want)
		}
	}
	if got := money.BasisPoints(50).Percent(); got != "0.5%" {
		t.Errorf("50 basis points: %s", got)
	}
}
