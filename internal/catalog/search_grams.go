package catalog

import (
	"cmp"
	"slices"
	"strings"
)

// specMark keeps what is found in the specification apart from what is found in names;
// see catalog.lexemes.
const specMark = "~"

// maxGrams is how many pieces of a word the index is asked for; the rest of a long word
// is compared on the rows. Where a sample is enough, the rarest piece is.
const maxGrams = 4

// few is a character of which there are few kinds, so that pairs are everywhere: of these
// the index holds three neighbours too.
func few(r rune) bool { return r < '가' }

// gramsOf are the pieces by which the index finds a squeezed word, the rarest first. A
// word of one character is found where a word begins with it.
func gramsOf(word, mark string, share func(string) float64) []string {
	c := []rune(word)
	if len(c) == 1 {
		return []string{"^" + word}
	}
	var out []string
	for i := range len(c) - 1 {
		g := mark + string(c[i:i+2])
		switch {
		case !few(c[i]) || !few(c[i+1]):
			out = append(out, g)
		case i+2 < len(c) && few(c[i+2]):
			out = append(out, g+string(c[i+2]))
		case i == 0 || !few(c[i-1]): // a pair that no three hold
			out = append(out, g)
		}
	}
	slices.SortStableFunc(out, func(a, b string) int { return cmp.Compare(share(a), share(b)) })
	out = slices.Compact(out)
	return out[:min(len(out), maxGrams)]
}

// rarest is the least share among the pieces of a word: no more rows can hold it.
func rarest(word, mark string, share func(string) float64) float64 {
	least := 1.0
	for _, g := range gramsOf(word, mark, share) {
		least = min(least, share(g))
	}
	return least
}

func allQuoted(grams []string) string {
	out := make([]string, len(grams))
	for i, g := range grams {
		out[i] = quoted(g)
	}
	return allOf(out)
}

// quoted writes a lexeme for a tsquery.
func quoted(lexeme string) string {
	return "'" + strings.NewReplacer(`'`, `''`, `\`, `\\`).Replace(lexeme) + "'"
}

func allOf(parts []string) string { return joined(parts, " & ") }
func anyOf(parts []string) string { return joined(parts, " | ") }

func joined(parts []string, by string) string {
	switch len(parts) {
	case 0:
		return ""
	case 1:
		return parts[0]
	}
	return "(" + strings.Join(parts, by) + ")"
}
