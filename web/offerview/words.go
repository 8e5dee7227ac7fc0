package offerview

import (
	"strings"
	"unicode"
)

// Piece is a run of words of a text beside another.
type Piece struct {
	Text string
	Kind PieceKind
}

// PieceKind says in which of two texts a piece stands.
type PieceKind int

// The kinds of pieces.
const (
	InBoth PieceKind = iota
	InOld
	InNew
)

// maxCompared bounds the work of comparing two texts: the product of their words.
const maxCompared = 4_000_000

// CompareWords takes two texts apart into what both say, what only the old one says and
// what only the new one does, in reading order. Texts too long to be compared word by
// word are one piece each.
func CompareWords(was, is string) []Piece {
	a, b := words(was), words(is)
	head := 0
	for head < len(a) && head < len(b) && same(a[head], b[head]) {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && same(a[len(a)-1-tail], b[len(b)-1-tail]) {
		tail++
	}
	var out []Piece
	put := func(kind PieceKind, ws ...string) {
		text := strings.Join(ws, "")
		switch n := len(out); {
		case text == "":
		case n > 0 && out[n-1].Kind == kind:
			out[n-1].Text += text
		default:
			out = append(out, Piece{text, kind})
		}
	}
	put(InBoth, b[:head]...)
	middle(a[head:len(a)-tail], b[head:len(b)-tail], put)
	put(InBoth, b[len(b)-tail:]...)
	return out
}

// middle compares by the longest common run of words.
func middle(a, b []string, put func(PieceKind, ...string)) {
	if len(a)*len(b) > maxCompared {
		put(InOld, a...)
		put(InNew, b...)
		return
	}
	width := len(b) + 1
	common := make([]uint16, (len(a)+1)*width) // of a[i:] and b[j:]
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if same(a[i], b[j]) {
				common[i*width+j] = common[(i+1)*width+j+1] + 1
			} else {
				common[i*width+j] = max(common[(i+1)*width+j], common[i*width+j+1])
			}
		}
	}
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && same(a[i], b[j]):
			put(InBoth, b[j])
			i, j = i+1, j+1
		case i < len(a) && (j == len(b) || common[(i+1)*width+j] >= common[i*width+j+1]):
			put(InOld, a[i])
			i++
		default:
			put(InNew, b[j])
			j++
		}
	}
}

// words cuts a text after each run of spaces, so that the words joined are the text.
func words(s string) []string {
	var out []string
	start, spaced := 0, false
	for i, r := range s {
		space := unicode.IsSpace(r)
		if spaced && !space {
			out = append(out, s[start:i])
			start = i
		}
		spaced = space
	}
	if start < len(s) {
		out = append(out, s[start:])
	}
	return out
}

func same(a, b string) bool { return strings.TrimSpace(a) == strings.TrimSpace(b) }
