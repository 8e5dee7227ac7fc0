package bizno_test

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"jangteo.kr/internal/bizno"
)

func TestParse_readsWhatPeopleType(t *testing.T) {
	for typed, want := range map[string]string{
		"123-45-67891": "123-45-67891", "1018200008": "101-82-00008", " 314 83 12349 ": "314-83-12349",
	} {
		n, err := bizno.Parse(typed)
		if err != nil || n.String() != want {
			t.Errorf("%q: %s, %v; want %s", typed, n, err, want)
		}
	}
}

func TestParse_tellsFormFromCheckDigit(t *testing.T) {
	for typed, want := range map[string]error{
		"": bizno.ErrSyntax, "123-45-6789": bizno.ErrSyntax, "123-45-678912": bizno.ErrSyntax, "12a-45-67891": bizno.ErrSyntax,
		"１２３-45-67891": bizno.ErrSyntax, "123-45-67890": bizno.ErrCheck, "101-82-00009": bizno.ErrCheck,
	} {
		if n, err := bizno.Parse(typed); !errors.Is(err, want) || n != "" {
			t.Errorf("%q: %q, %v; want %v", typed, n, err, want)
		}
	}
}

// One mistyped digit is always found: that is what a check digit is for.
func TestParse_findsOneWrongDigit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		nine := rapid.StringMatching(`[0-9]{9}`).Draw(t, "nine")
		good := nine + string(bizno.CheckDigit(nine))
		n, err := bizno.Parse(good)
		if err != nil {
			t.Fatalf("%s: %v", good, err)
		}
		if again, err := bizno.Parse(n.String()); err != nil || again != n {
			t.Fatalf("%s does not read back: %v", n, err)
		}
		// The ninth digit counts by its tens too, so that some pairs of it collide.
		i := rapid.SampledFrom([]int{0, 1, 2, 3, 4, 5, 6, 7, 9}).Draw(t, "place")
		d := byte('0' + (int(good[i]-'0')+rapid.IntRange(1, 9).Draw(t, "slip"))%10)
		bad := good[:i] + string(d) + good[i+1:]
		if _, err := bizno.Parse(bad); !errors.Is(err, bizno.ErrCheck) {
			t.Fatalf("%s passed for %s", bad, good)
		}
	})
}
