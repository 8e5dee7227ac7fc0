package catalog

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// The bounds of a search text. What lies beyond is cut, not refused: a long paste
// should still find something.
const (
	MaxSearchRunes = 100
	MaxSearchWords = 8
	MaxExclusions  = 4
)

// Words are a search text taken apart: every one of All must be found, none of Not.
type Words struct {
	All []Word
	Not []Word
}

// Word is one word or quoted phrase of a search text.
type Word struct {
	Text     string // as typed
	Squeezed string // as search compares it, never empty
}

// Typed is the word as it is typed, a phrase in quotation marks.
func (w Word) Typed() string {
	if strings.ContainsFunc(w.Text, unicode.IsSpace) || strings.HasPrefix(w.Text, "-") {
		return `"` + w.Text + `"`
	}
	return w.Text
}

// Nothing reports whether there is neither a word to find nor one to leave out.
func (w Words) Nothing() bool { return len(w.All) == 0 && len(w.Not) == 0 }

// CutSearch trims a search text to MaxSearchRunes.
func CutSearch(s string) string {
	s = strings.TrimSpace(strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), ""))
	if utf8.RuneCountInString(s) > MaxSearchRunes {
		s = strings.TrimSpace(string([]rune(s)[:MaxSearchRunes]))
	}
	return s
}

// ParseWords takes a search text apart: words at spaces, "phrases" in quotation marks,
// and a leading - for what must not be found. Marks alone are no word, nor is the legal
// form of a company beside its name. At most
// MaxSearchWords and MaxExclusions count, each once.
func ParseWords(s string) Words {
	s = CutSearch(s)
	if w := parseWords(companyForms.Replace(s)); !w.Nothing() {
		return w
	}
	return parseWords(s)
}

// companyForms stand before or after the name of a company; whoever types one means the
// name, however the company writes itself.
var companyForms = strings.NewReplacer("(주)", " ", "㈜", " ", "주식회사", " ")

func parseWords(s string) Words {
	var out Words
	seen := map[string]bool{}
	for _, t := range tokens(s) {
		w := Word{Text: t.text, Squeezed: Squeeze(t.text)}
		into, limit := &out.All, MaxSearchWords
		if t.not {
			into, limit = &out.Not, MaxExclusions
		}
		key := w.Squeezed
		if t.not {
			key = "-" + key
		}
		if w.Squeezed == "" || seen[key] || len(*into) == limit {
			continue
		}
		seen[key] = true
		*into = append(*into, w)
	}
	return out
}

type token struct {
	text string
	not  bool
}

// tokens cuts at white space outside quotation marks. A mark that is never closed
// stands for itself.
func tokens(s string) []token {
	var out []token
	for s = strings.TrimLeftFunc(s, unicode.IsSpace); s != ""; s = strings.TrimLeftFunc(s, unicode.IsSpace) {
		var t token
		if rest, ok := strings.CutPrefix(s, "-"); ok {
			t.not, s = true, rest
		}
		if rest, ok := cutQuote(s); ok {
			if phrase, after, closed := cutUnquote(rest); closed {
				t.text, s = phrase, after
				out = append(out, t)
				continue
			}
		}
		end := strings.IndexFunc(s, unicode.IsSpace)
		if end < 0 {
			end = len(s)
		}
		t.text, s = s[:end], s[end:]
		out = append(out, t)
	}
	return out
}

const (
	openQuotes  = `"“„«`
	closeQuotes = `"”“»`
)

func cutQuote(s string) (string, bool) {
	r, n := utf8.DecodeRuneInString(s)
	return s[n:], n > 0 && strings.ContainsRune(openQuotes, r)
}

func cutUnquote(s string) (phrase, after string, ok bool) {
	i := strings.IndexAny(s, closeQuotes)
	if i < 0 {
		return "", "", false
	}
	_, n := utf8.DecodeRuneInString(s[i:])
	return s[:i], s[i+n:], true
}

// Squeeze reduces text to what search compares: composed (NFC), lower case, and only
// Hangul syllables, initial consonants, Latin letters and digits, so that spacing and
// marks do not matter ("LED 가로등-기구" and "led가로등기구" are the same).
// catalog.squeeze does the same to what is searched.
func Squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		case syllable(r), initial(r), r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		}
		return -1
	}, norm.NFC.String(s))
}

func syllable(r rune) bool { return r >= '가' && r <= '힣' }

// initial takes the whole block of compatibility consonants, clusters included.
func initial(r rune) bool { return r >= 'ㄱ' && r <= 'ㅎ' }

const choseong = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"

// Initials gives the initial consonant of each syllable (초성); what is no syllable
// stays.
func Initials(s string) string {
	leads := []rune(choseong)
	return strings.Map(func(r rune) rune {
		if syllable(r) {
			return leads[(r-'가')/588]
		}
		return r
	}, s)
}

func onlyInitials(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return !initial(r) }) < 0
}

func allDigits(s string) bool {
	return s != "" && digits(s)
}

var likeMarks = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// likeInner is the LIKE pattern for "contains s", its own wildcards disarmed.
func likeInner(s string) string { return "%" + likeMarks.Replace(s) + "%" }
