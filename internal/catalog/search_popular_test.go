package catalog

import (
	"context"
	"strings"
	"testing"
	"time"

	"jangteo.kr/internal/db"
	"jangteo.kr/internal/dbtest"
	"jangteo.kr/internal/kst"
)

func TestPopularWords_areNobodysNumbers(t *testing.T) {
	for in, want := range map[string]string{
		"  LED   가로등 ": "led 가로등", "책": "", "24000001": "", "010-1234-5678": "", "a@b.kr": "", "KF94 마스크": "kf94 마스크",
		"책상 -중고": "", `"사무용 책상"`: "", strings.Repeat("가", 60): "",
	} {
		got, ok := popularWords(in)
		if ok != (want != "") || ok && got != want {
			t.Errorf("%q counts as %q (%v), want %q", in, got, ok, want)
		}
	}
}

func TestPopular_countsByDayAndWritesOnce(t *testing.T) {
	d := dbtest.New(t)
	now := kst.Date(2026, time.March, 10).At(23, 59)
	p := NewPopular(d, func() time.Time { return now })
	flush := func() {
		t.Helper()
		if err := p.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for range 3 {
		p.Found("책상")
	}
	p.Found(" LED  책상")
	p.Found("led 책상")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := p.Flush(ctx); err == nil {
		t.Fatal("a flush without a database succeeded")
	}
	p.Found("책상")
	flush()
	flush()
	now = now.Add(2 * time.Minute)
	for _, w := range []string{"책상", "의자", "책상", "책상"} {
		p.Found(w)
	}
	ended, stop := context.WithCancel(t.Context())
	stop()
	p.Run(ended) // writes once more at the end
	got, err := db.Values[string](d.Query(t.Context(), `SELECT day || ' ' || words || ' ' || n FROM catalog.search_count ORDER BY day, words`))
	if want := "2026-03-10 led 책상 2, 2026-03-10 책상 4, 2026-03-11 의자 1, 2026-03-11 책상 3"; err != nil || strings.Join(got, ", ") != want {
		t.Errorf("%q, %v", got, err)
	}
	if n, err := TidySearchCounts(t.Context(), d, kst.Date(2026, time.June, 9)); err != nil || n != 3 {
		t.Errorf("%d counts forgotten, %v", n, err)
	}
}

func TestSuggest_findsPopularTextsWithoutTheirSpaces(t *testing.T) {
	d := dbtest.New(t)
	now := func() time.Time { return kst.Date(2026, time.March, 10).At(9, 0) }
	p := NewPopular(d, now)
	for range popularLeast {
		p.Found("LED 가로등")
	}
	p.Found("LED 가위")
	if err := p.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	for typed, want := range map[string]int{"led가": 1, "led 가롣": 1, "LED 간": 0} {
		got, err := NewReader(d, now).Suggest(t.Context(), typed, 8)
		if err != nil || len(got) != want || want == 1 && got[0] != (Suggestion{Kind: SuggestPopular, Text: "led 가로등", Value: "led 가로등"}) {
			t.Errorf("%q: %v, %v", typed, got, err)
		}
	}
}
