package offerview_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"jangteo.kr/web/offerview"
)

func shown(pieces []offerview.Piece) string {
	var b strings.Builder
	for _, p := range pieces {
		b.WriteString(map[offerview.PieceKind]string{offerview.InBoth: "=", offerview.InOld: "-", offerview.InNew: "+"}[p.Kind] + "[" + p.Text + "]")
	}
	return b.String()
}

func TestCompareWords_marksWhatWasAddedAndRemoved(t *testing.T) {
	for _, c := range []struct{ was, is, want string }{
		{"", "", ""},
		{"조용한 컴퓨터", "조용한 컴퓨터", "=[조용한 컴퓨터]"},
		{"", "새 글", "+[새 글]"},
		{"옛 글", "", "-[옛 글]"},
		{"조용한 업무용 컴퓨터", "조용한 사무용 컴퓨터", "=[조용한 ]-[업무용 ]+[사무용 ]=[컴퓨터]"},
		{"가 나 다", "가 다", "=[가 ]-[나 ]=[다]"},
		{"가 다", "가 나 다", "=[가 ]+[나 ]=[다]"},
		{"가  나\n", "가 나", "=[가 나]"},
	} {
		if got := shown(offerview.CompareWords(c.was, c.is)); got != c.want {
			t.Errorf("%q → %q: %s, want %s", c.was, c.is, got, c.want)
		}
	}
}

func TestCompareWords_keepsEveryWordOfBothTexts(t *testing.T) {
	word := rapid.SampledFrom([]string{"가", "나", "다", "라", "16GB"})
	rapid.Check(t, func(t *rapid.T) {
		was := strings.Join(rapid.SliceOfN(word, 0, 30).Draw(t, "was"), " ")
		is := strings.Join(rapid.SliceOfN(word, 0, 30).Draw(t, "is"), " ")
		var a, b []string
		for _, p := range offerview.CompareWords(was, is) {
			if p.Kind != offerview.InNew {
				a = append(a, strings.Fields(p.Text)...)
			}
			if p.Kind != offerview.InOld {
				b = append(b, strings.Fields(p.Text)...)
			}
		}
		if strings.Join(a, " ") != was || strings.Join(b, " ") != is {
			t.Fatalf("%q → %q: %v %v", was, is, a, b)
		}
	})
}

func TestCompareWords_givesUpOnVeryLongTexts(t *testing.T) {
	pieces := offerview.CompareWords(strings.Repeat("가 ", 2500), strings.Repeat("나 ", 2500))
	if len(pieces) != 2 || pieces[0].Kind != offerview.InOld || pieces[1].Kind != offerview.InNew {
		t.Fatalf("%d pieces", len(pieces))
	}
}
