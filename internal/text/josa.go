package text

import "strings"

// particles are the Korean particles whose form follows the sound before them, as the
// catalogues write them: both forms, the one after a consonant first.
var particles = []struct{ both, consonant, vowel string }{
	{"은(는)", "은", "는"}, {"이(가)", "이", "가"}, {"을(를)", "을", "를"}, {"과(와)", "과", "와"}, {"(으)로", "으로", "로"},
}

// fitParticles writes each particle of a finished sentence in the form that fits the
// word before it: "새솔시청이(가)" becomes "새솔시청이".
func fitParticles(s string) string {
	for _, p := range particles {
		before, after, found := strings.Cut(s, p.both)
		if !found {
			continue
		}
		var b strings.Builder
		for ; found; before, after, found = strings.Cut(after, p.both) {
			b.WriteString(before)
			f := finalOf(before)
			if f == none || (f == liquid && p.both == "(으)로") {
				b.WriteString(p.vowel)
			} else {
				b.WriteString(p.consonant)
			}
		}
		b.WriteString(before)
		s = b.String()
	}
	return s
}

// final is how a word's last syllable ends.
type final int

const (
	none      final = iota // a vowel
	liquid                 // ㄹ, after which (으)로 is 로
	consonant              // any other
)

// finalOf judges a word by its last sound. Digits and Latin letters are read the Korean
// way (6 육, L 엘); closing marks are silent.
func finalOf(word string) final {
	rs := []rune(word)
	for i := len(rs) - 1; i >= 0; i-- {
		switch r := rs[i]; {
		case r >= '가' && r <= '힣':
			switch (r - '가') % 28 { // the place of the final consonant in the syllable
			case 0:
				return none
			case 8:
				return liquid
			}
			return consonant
		case strings.ContainsRune("178LRlr", r):
			return liquid
		case strings.ContainsRune("036MNmn", r):
			return consonant
		case strings.ContainsRune(")]}\"'’”」』>% ", r):
			continue
		default:
			return none
		}
	}
	return none
}
