package law_test

import (
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"

	"jangteo.kr/internal/dbtest"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/law"
	"jangteo.kr/internal/money"
)

func on(t testing.TB, s string) kst.Day {
	t.Helper()
	d, err := kst.ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// The same case at two dates gives each regime's answer; the day of the change already
// belongs to the new one.
func TestFind_answersByTheRegimeOfTheDay(t *testing.T) {
	tx := dbtest.Tx(t)
	for _, c := range []struct {
		key, kind, day string
		want           string
	}{
		{law.LateDamagesDaily, "goods", "2018-12-03", "0.0015"},
		{law.LateDamagesDaily, "goods", "2018-12-04", "0.00075"},
		{law.LateDamagesDaily, "goods", "2026-11-23", "0.00075"},
		{law.PrivateLimit, "goods", "2021-07-05", "50000000"},
		{law.PrivateLimit, "goods", "2021-07-06", "100000000"},
		{law.VentureYears, "", "2024-06-02", "5"},
		{law.VentureYears, "", "2024-06-03", "6"},
	} {
		r, err := law.Find(t.Context(), tx, law.Case{Key: c.key, Law: "state", Kind: c.kind, On: on(t, c.day)})
		if err != nil || r.Value.String() != c.want {
			t.Errorf("%s %s on %s: %s, %v; want %s", c.key, c.kind, c.day, r.Value, err, c.want)
		}
		if r.Article == "" {
			t.Errorf("%s on %s cites no article", c.key, c.day)
		}
	}
}

func TestFind_tellsActsAndAmountsApart(t *testing.T) {
	tx := dbtest.Tx(t)
	today := on(t, "2026-11-23")
	for _, c := range []struct {
		act    string
		amount money.Won
		want   int64
	}{
		{"state", 50_000_000, 40},
		{"local", 99_999_999, 10},
		{"local", 100_000_000, 20},
		{"local", 999_999_999, 20},
		{"local", 1_000_000_000, 40},
	} {
		r, err := law.Find(t.Context(), tx, law.Case{Key: law.NoticeNegotiated, Law: c.act, Kind: "services", Amount: c.amount, On: today})
		if err != nil || r.Int() != c.want {
			t.Errorf("%s, %s won: %d days, %v; want %d", c.act, c.amount, r.Int(), err, c.want)
		}
	}
}

func TestFind_refusesToGuess(t *testing.T) {
	tx := dbtest.Tx(t)
	for name, c := range map[string]law.Case{
		"before the rule":  {Key: law.TwoStageThreshold, On: on(t, "2015-12-31")},
		"an unknown key":   {Key: "no_such_rule", On: on(t, "2026-11-23")},
		"an uncovered one": {Key: law.LateDamagesDaily, Kind: "nothing", On: on(t, "2026-11-23")},
	} {
		if r, err := law.Find(t.Context(), tx, c); !errors.Is(err, law.ErrNoRule) || !fault.Of(err, fault.Unavailable) {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
}

// A use case that reads its rules in one go gets the answers it would get one by one.
func TestBook_agreesWithFind(t *testing.T) {
	d := dbtest.New(t)
	keys := []string{law.NoticePeriod, law.NoticeNegotiated, law.LateDamagesDaily, law.PrivateLimit, law.TwoStageThreshold, law.FeeUnitPrice, law.VentureYears}
	rapid.Check(t, func(r *rapid.T) {
		c := law.Case{
			Key: rapid.SampledFrom(keys).Draw(r, "key"), Law: rapid.SampledFrom([]string{"", "state", "local"}).Draw(r, "law"),
			Kind:   rapid.SampledFrom([]string{"", "goods", "services", "works"}).Draw(r, "kind"),
			Amount: money.Won(rapid.Int64Range(0, 20_000_000_000).Draw(r, "amount")), On: kst.Date(2012, 1, 1).Add(rapid.IntRange(0, 5500).Draw(r, "day")),
		}
		b := &pgx.Batch{}
		book := law.QueueBook(b, c.On, keys...)
		if err := d.SendBatch(t.Context(), b).Close(); err != nil {
			r.Fatal(err)
		}
		want, wantErr := law.Find(t.Context(), d, c)
		got, err := book.Find(c)
		if got.ID != want.ID || errors.Is(err, law.ErrNoRule) != errors.Is(wantErr, law.ErrNoRule) {
			r.Fatalf("%+v: %d, %v; want %d, %v", c, got.ID, err, want.ID, wantErr)
		}
		bands, err := law.Bands(t.Context(), d, c)
		if err != nil || len(bands) != len(book.Bands(c)) {
			r.Fatalf("%+v: %d bands of %d, %v", c, len(book.Bands(c)), len(bands), err)
		}
	})
}

// Worked examples of the fee on unit-price contracts (조달수수료): 0.54 % up to a
// billion won, 0.47 % of what lies above, 0.37 % above ten billion.
func TestMarginal_worksTheFeeExamples(t *testing.T) {
	bands, err := law.Bands(t.Context(), dbtest.Tx(t), law.Case{Key: law.FeeUnitPrice, On: on(t, "2026-11-23")})
	if err != nil {
		t.Fatal(err)
	}
	for amount, want := range map[money.Won]money.Won{
		0:              0,
		1:              0,
		1_284_000:      6_933, // 6,933.6
		20_000_000:     108_000,
		1_000_000_000:  5_400_000,
		1_000_000_001:  5_400_000, // the last won's 0.0047 is dropped
		3_000_000_000:  14_800_000,
		10_000_000_000: 47_700_000,
		12_345_678_900: 56_379_011, // 47,700,000 + ⌊2,345,678,900 × 0.0037⌋
	} {
		if got, err := law.Marginal(bands, amount); err != nil || got != want {
			t.Errorf("%s: %s, %v; want %s", amount, got, err, want)
		}
	}
}

func TestMarginal_neverFallsWithTheAmount(t *testing.T) {
	bands, err := law.Bands(t.Context(), dbtest.Tx(t), law.Case{Key: law.FeeUnitPrice, On: on(t, "2026-11-23")})
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(r *rapid.T) {
		a := money.Won(rapid.Int64Range(0, 20_000_000_000).Draw(r, "amount"))
		more := a + money.Won(rapid.Int64Range(0, 5_000_000_000).Draw(r, "more"))
		low, err := law.Marginal(bands, a)
		if err != nil {
			r.Fatal(err)
		}
		high, err := law.Marginal(bands, more)
		if err != nil || high < low || high > more {
			r.Fatalf("%s → %s, %s → %s, %v", a, low, more, high, err)
		}
	})
}

// Every rule of the migrations cites its article, and no two answer one case on one
// day (the database holds to the second).
func TestAll_everyRuleCitesItsArticleInBothLanguages(t *testing.T) {
	rules, err := law.All(t.Context(), dbtest.Tx(t))
	if err != nil || len(rules) < 30 {
		t.Fatalf("%d rules, %v", len(rules), err)
	}
	for _, r := range rules {
		if r.Article == "" || r.NoteKo == "" || r.NoteEn == "" {
			t.Errorf("%s since %s: article %q, notes %q, %q", r.Key, kst.FromDate(r.Since), r.Article, r.NoteKo, r.NoteEn)
		}
	}
}
