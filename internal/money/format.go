package money

import (
	"strconv"
	"strings"
)

// String writes the amount with thousands separators: 216960000 → "216,960,000".
func (w Won) String() string {
	s := strconv.FormatInt(int64(w), 10)
	neg := strings.HasPrefix(s, "-")
	s = strings.TrimPrefix(s, "-")
	var b strings.Builder
	if neg {
		b.WriteByte('-')
	}
	for i, c := range s {
		if i > 0 && (len(s)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(c)
	}
	return b.String()
}

// Short writes the amount in words people scan: "2억 1,696만원" in Korean,
// "KRW 217.0M" in English. Below 10,000 won it is the plain amount.
func (w Won) Short(lang string) string {
	neg := ""
	n := w
	if n < 0 {
		neg, n = "-", -n
	}
	if lang != "ko" {
		return neg + "KRW " + shortEnglish(n)
	}
	jo, eok, man, one := n/1_0000_0000_0000, n/1_0000_0000%1_0000, n/1_0000%1_0000, n%1_0000
	var parts []string
	if jo > 0 {
		parts = append(parts, jo.String()+"조")
	}
	if eok > 0 {
		parts = append(parts, eok.String()+"억")
	}
	if man > 0 && jo == 0 {
		parts = append(parts, man.String()+"만")
	}
	if one > 0 && jo == 0 && eok == 0 {
		parts = append(parts, one.String())
	}
	if len(parts) == 0 {
		parts = append(parts, "0")
	}
	return neg + strings.Join(parts, " ") + "원"
}

func shortEnglish(n Won) string {
	for _, u := range []struct {
		size Won
		name string
	}{{1_000_000_000_000, "T"}, {1_000_000_000, "B"}, {1_000_000, "M"}} {
		if n >= u.size {
			tenths := (n + u.size/20) / (u.size / 10)
			return (tenths / 10).String() + "." + strconv.FormatInt(int64(tenths%10), 10) + u.name
		}
	}
	return n.String()
}

// Hangul writes the amount as it stands on papers: 216960000 → "금 이억일천육백구십육만원정".
// Korean accounting practice writes 일 before every unit so that nothing can be added.
func (w Won) Hangul() string {
	if w == 0 {
		return "금 영원정"
	}
	sign := ""
	n := int64(w)
	if n < 0 {
		sign, n = "마이너스 ", -n
	}
	units := []string{"", "만", "억", "조", "경"}
	out := ""
	for i := 0; n > 0; i++ {
		if g := n % 10000; g > 0 {
			out = hangulGroup(g) + units[i] + out
		}
		n /= 10000
	}
	return "금 " + sign + out + "원정"
}

func hangulGroup(g int64) string {
	digits := []rune("영일이삼사오육칠팔구")
	small := []string{"", "십", "백", "천"}
	out := ""
	for i := 0; g > 0; i++ {
		if d := g % 10; d > 0 {
			out = string(digits[d]) + small[i] + out
		}
		g /= 10
	}
	return out
}
