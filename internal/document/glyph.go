package document

import (
	"strings"
	"sync"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/unicode/norm"
)

// glyphs tells which characters the papers' font has.
var glyphs = sync.OnceValues(func() (*sfnt.Font, error) { return sfnt.Parse(regular) })

// printable writes text with characters the font has: one it lacks is written out by
// its compatibility form (㈜ becomes (주), ㎥ becomes m3), or else stands as □, so that a
// paper never shows a broken sign and a reader sees that one is missing.
func printable(s string) string {
	font, err := glyphs()
	if err != nil {
		return s
	}
	var buf sfnt.Buffer
	has := func(r rune) bool {
		i, err := font.GlyphIndex(&buf, r)
		return r == '\n' || (err == nil && i != 0)
	}
	all := func(s string) bool { return strings.IndexFunc(s, func(r rune) bool { return !has(r) }) < 0 }
	if all(s) {
		return s
	}
	var out strings.Builder
	for _, r := range s {
		switch plain := norm.NFKC.String(string(r)); {
		case has(r):
			out.WriteRune(r)
		case all(plain):
			out.WriteString(plain)
		default:
			out.WriteString("□")
		}
	}
	return out.String()
}
