package text

// Josa appends the Korean particle that fits the word's last sound: Josa("가격", "은", "는")
// gives "가격은". Words that end in a digit follow its Korean reading; other scripts
// take the form after a vowel.
func Josa(word, afterConsonant, afterVowel string) string {
	if hasFinal(word) {
		return word + afterConsonant
	}
	return word + afterVowel
}

func hasFinal(word string) bool {
	rs := []rune(word)
	for i := len(rs) - 1; i >= 0; i-- {
		switch r := rs[i]; {
		case r >= '가' && r <= '힣':
			return (r-'가')%28 != 0
		case r >= '0' && r <= '9':
			return map[rune]bool{'0': true, '1': true, '3': true, '6': true, '7': true, '8': true}[r]
		case r == ')' || r == '"' || r == '\'' || r == ']' || r == ' ' || r == '」':
			continue
		default:
			return false
		}
	}
	return false
}
