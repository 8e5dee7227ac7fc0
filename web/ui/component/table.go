package component

import (
	"strings"
	"unicode"
)

func orText(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// slug makes an id part out of a caption: letters and digits are kept, so a
// Korean caption stays a Korean id, which HTML allows.
func slug(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(r)
		case b.Len() > 0:
			b.WriteByte('-')
		}
	}
	return strings.Trim(b.String(), "-")
}

// pageNumbers lists the pages to link: the first, the last, and two on either
// side of the current one; 0 stands for a gap.
func pageNumbers(page, pages int) []int {
	var out []int
	last := 0
	for n := 1; n <= pages; n++ {
		near := n >= page-2 && n <= page+2
		if n != 1 && n != pages && !near {
			continue
		}
		if n-last == 2 {
			out = append(out, n-1)
		} else if n-last > 2 {
			out = append(out, 0)
		}
		out = append(out, n)
		last = n
	}
	return out
}

// isFar marks the pages that narrow screens leave out.
func isFar(n, page, pages int) bool {
	return n != 0 && n != 1 && n != pages && (n < page-1 || n > page+1)
}
