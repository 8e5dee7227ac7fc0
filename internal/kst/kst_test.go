package kst_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"jangteo.kr/internal/kst"
)

func day(t testing.TB, s string) kst.Day {
	t.Helper()
	d, err := kst.ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDayOf_isTheKoreanDate(t *testing.T) {
	for utc, want := range map[string]string{
		"2026-11-22T14:59:59Z": "2026-11-22", "2026-11-22T15:00:00Z": "2026-11-23", "2026-12-31T15:00:00Z": "2027-01-01",
	} {
		at, err := time.Parse(time.RFC3339, utc)
		if err != nil {
			t.Fatal(err)
		}
		if got := kst.DayOf(at).String(); got != want {
			t.Errorf("%s: %s, want %s", utc, got, want)
		}
	}
}

func TestParseDay_refusesWhatIsNoDate(t *testing.T) {
	for _, s := range []string{"", "2026-02-29", "2026-13-01", "23.11.2026", "2026-11-31", "2026-1-1"} {
		if d, err := kst.ParseDay(s); err == nil {
			t.Errorf("%q: %s", s, d)
		}
	}
	if day(t, "2028-02-29").Dom != 29 {
		t.Error("29 February of a leap year")
	}
}

func TestDay_addsAndCountsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := kst.Date(2020, 1, 1).Add(rapid.IntRange(0, 4000).Draw(t, "day"))
		n := rapid.IntRange(-2000, 2000).Draw(t, "n")
		if got := d.Add(n).Sub(d); got != n {
			t.Fatalf("%s + %d = %s, counted %d", d, n, d.Add(n), got)
		}
		if kst.FromDate(d.Time()) != d {
			t.Fatalf("%s does not come back from a date column", d)
		}
	})
}

func TestAddYears_movesALeapDayForward(t *testing.T) {
	if got := day(t, "2024-02-29").AddYears(1).String(); got != "2025-03-01" {
		t.Error(got)
	}
	if got := day(t, "2024-02-29").AddYears(4).String(); got != "2028-02-29" {
		t.Error(got)
	}
}

func TestIsBusinessDay_knowsHolidaysAndTheirSubstitutes(t *testing.T) {
	for s, want := range map[string]bool{
		"2026-11-23": true,  // a plain Monday
		"2026-11-22": false, // Sunday
		"2026-11-21": false, // Saturday
		"2026-10-09": false, // 한글날
		"2026-09-25": false, // 추석
		"2026-10-05": false, // instead of 개천절, a Saturday
		"2026-03-02": false, // instead of 3·1절, a Sunday
		"2026-03-03": true,
		"2026-12-25": false, "2027-01-01": false, "2027-02-09": false, // instead of 설날, a Sunday
		"2026-05-01": true, // Labour day: public offices are open
		"2026-06-03": false,
	} {
		if got := kst.IsBusinessDay(day(t, s)); got != want {
			t.Errorf("%s: %v", s, got)
		}
	}
}

// Worked examples of 민법 제157·161조: the first day is not counted; a last day on a
// holiday moves on.
func TestAddBusinessDays_worksTheExamples(t *testing.T) {
	for _, c := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-11-23", 0, "2026-11-23"},
		{"2026-11-23", 1, "2026-11-24"},
		{"2026-11-20", 1, "2026-11-23"}, // Friday to Monday
		{"2026-11-23", 5, "2026-11-30"},
		{"2026-09-23", 1, "2026-09-28"}, // over 추석 and the weekend
		{"2026-12-24", 3, "2026-12-30"}, // over Christmas and the weekend
		{"2026-12-31", 1, "2027-01-04"},
	} {
		if got := kst.AddBusinessDays(day(t, c.from), c.n).String(); got != c.want {
			t.Errorf("%s + %d: %s, want %s", c.from, c.n, got, c.want)
		}
	}
}

func TestDueDay_movesOnlyFromHolidays(t *testing.T) {
	for from, want := range map[string]string{"2026-11-23": "2026-11-23", "2026-11-21": "2026-11-23", "2026-09-24": "2026-09-28", "2026-12-25": "2026-12-28"} {
		if got := kst.DueDay(day(t, from)).String(); got != want {
			t.Errorf("%s: %s, want %s", from, got, want)
		}
	}
}

func TestAddBusinessDays_landsOnOneAndCountsThem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := kst.Date(2024, 1, 1).Add(rapid.IntRange(0, 1300).Draw(t, "day"))
		n := rapid.IntRange(1, 40).Draw(t, "n")
		to := kst.AddBusinessDays(from, n)
		if !kst.IsBusinessDay(to) {
			t.Fatalf("%s + %d = %s, a holiday", from, n, to)
		}
		open := 0
		for d := from.Add(1); !to.Before(d); d = d.Add(1) {
			if kst.IsBusinessDay(d) {
				open++
			}
		}
		if open != n {
			t.Fatalf("%s + %d = %s, with %d business days between", from, n, to, open)
		}
	})
}

func TestFormat_saysWeekdayAndZone(t *testing.T) {
	at := day(t, "2026-11-23").At(10, 12)
	for _, c := range []struct{ got, want string }{
		{kst.FormatDate(kst.DayOf(at), "ko"), "2026. 11. 23.(월)"},
		{kst.FormatDate(kst.DayOf(at), "en"), "Mon 23 Nov 2026"},
		{kst.FormatDateTime(at.UTC(), "ko"), "2026. 11. 23.(월) 10:12"},
		{kst.FormatDateTime(at.UTC(), "en"), "Mon 23 Nov 2026, 10:12 KST"},
		{kst.ISO(at.UTC()), "2026-11-23T10:12:00+09:00"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}
