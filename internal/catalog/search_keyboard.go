package catalog

import "strings"

// The letters of the Korean keyboard (두벌식) by the Latin ones on the same keys.
const (
	latinKeys  = "rRseEfaqQtTdwWczxvgkoiOjpuPhynbml"
	hangulKeys = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎㅏㅐㅑㅒㅓㅔㅕㅖㅗㅛㅜㅠㅡㅣ"
	vowels     = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
)

var (
	vowelPairs = map[string]rune{"ㅗㅏ": 'ㅘ', "ㅗㅐ": 'ㅙ', "ㅗㅣ": 'ㅚ', "ㅜㅓ": 'ㅝ', "ㅜㅔ": 'ㅞ', "ㅜㅣ": 'ㅟ', "ㅡㅣ": 'ㅢ'}
	finalPairs = map[string]rune{
		"ㄱㅅ": 'ㄳ', "ㄴㅈ": 'ㄵ', "ㄴㅎ": 'ㄶ', "ㄹㄱ": 'ㄺ', "ㄹㅁ": 'ㄻ', "ㄹㅂ": 'ㄼ', "ㄹㅅ": 'ㄽ', "ㄹㅌ": 'ㄾ', "ㄹㅍ": 'ㄿ', "ㄹㅎ": 'ㅀ', "ㅂㅅ": 'ㅄ',
	}
)

// hangulTyped gives the Hangul that was meant by Latin letters typed on a Korean
// keyboard (shxmqnr for 노트북); ok is false unless every letter becomes part of a
// syllable.
func hangulTyped(latin string) (hangul string, ok bool) {
	var letters []rune
	keys := []rune(hangulKeys)
	for _, r := range latin {
		i := strings.IndexRune(latinKeys, r)
		if i < 0 {
			if i = strings.IndexRune(latinKeys, lower(r)); i < 0 {
				return "", false
			}
		}
		letters = append(letters, keys[i])
	}
	var out []rune
	for i := 0; i < len(letters); {
		s, n := oneSyllable(letters[i:])
		if n == 0 {
			return "", false
		}
		out, i = append(out, s), i+n
	}
	return string(out), len(out) > 1
}

func lower(r rune) rune {
	if r >= 'A' && r <= 'Z' {
		return r + 'a' - 'A'
	}
	return r
}

func runeIndex(s string, r rune) int {
	for i, x := range []rune(s) {
		if x == r {
			return i
		}
	}
	return -1
}

// oneSyllable composes the first syllable of letters and tells how many it took; 0 if
// they do not begin with one.
func oneSyllable(l []rune) (rune, int) {
	if len(l) < 2 {
		return 0, 0
	}
	lead, vowel := runeIndex(choseong, l[0]), runeIndex(vowels, l[1])
	if lead < 0 || vowel < 0 {
		return 0, 0
	}
	n := 2
	if n < len(l) {
		if pair, ok := vowelPairs[string(l[1:3])]; ok {
			vowel, n = runeIndex(vowels, pair), 3
		}
	}
	final, taken := finalOf(l[n:])
	return rune('가' + (lead*21+vowel)*28 + final), n + taken
}

// finalOf is the number of the final consonant that letters begin with; a consonant
// before a vowel begins the next syllable.
func finalOf(l []rune) (final, taken int) {
	vowelAt := func(i int) bool { return i < len(l) && runeIndex(vowels, l[i]) >= 0 }
	if len(l) == 0 || vowelAt(0) || vowelAt(1) {
		return 0, 0
	}
	if len(l) > 1 && !vowelAt(2) {
		if pair, ok := finalPairs[string(l[:2])]; ok {
			return runeIndex(string(finals), pair), 2
		}
	}
	if f := runeIndex(string(finals), l[0]); f > 0 {
		return f, 1
	}
	return 0, 0
}
