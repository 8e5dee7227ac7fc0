package catalog

import (
	"maps"
	"slices"
	"strings"
)

// The bounds of a search text. What lies beyond is cut, not refused: a long paste
// should still find something.
const (
	MaxSearchRunes = 100
	MaxSearchTerms = 8
)

// CutSearch trims a search text to MaxSearchRunes.
func CutSearch(s string) string {
	s = strings.TrimSpace(strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), ""))
	if r := []rune(s); len(r) > MaxSearchRunes {
		s = strings.TrimSpace(string(r[:MaxSearchRunes]))
	}
	return s
}

// Terms parts a search text into at most MaxSearchTerms squeezed words, each once.
// A text of marks alone has no terms and finds nothing.
func Terms(s string) []string {
	var out []string
	seen := map[string]bool{}
	for _, w := range strings.Fields(CutSearch(s)) {
		t := Squeeze(w)
		if t == "" || seen[t] {
			continue
		}
		seen[t] = true
		if out = append(out, t); len(out) == MaxSearchTerms {
			break
		}
	}
	return out
}

var likeMarks = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// likeInner is the LIKE pattern for "contains s", its own wildcards disarmed.
func likeInner(s string) string { return "%" + likeMarks.Replace(s) + "%" }

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
