package catalog_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/kst"
)

// hostile are texts that somebody sends to break a search or to make it slow.
func hostile() []string {
	return []string{
		"", " ", "%", "_", `\`, "%%%%%%", `\\\`, "'", `"`, `""`, `"""`, "-", "--", `-"`, `-"a b"`, "- 노트북", "-노트북", "\x00", "노트북\x00컴퓨터", "\xff\xfe\xc0\xaf",
		"\xed\xa0\x80", "\u202e노트북\u202c", "ﷺﷺﷺ", "ノートパソコン", "👩‍👩‍👧‍👦", "ㄱ", "ㄱㄱㄱㄱㄱㄱㄱㄱ", "가", "각", strings.Repeat("가", 10_000), strings.Repeat("%", 10_000),
		strings.Repeat("a ", 500), strings.Repeat("노트북 ", 500), strings.Repeat("-노트북 ", 500), strings.Repeat(`"a" `, 300), strings.Repeat("ab", 5000),
		"노트북 & 컴퓨터 | !책상", "a:* <-> b", "'; DROP TABLE catalog.listing; --", "$1 @name", "^노", "~16gb", "c:43 h:nara", "#24000001", "h:nara", "z:16",
		"99999999999999999999999999", "4321150301", "43211503-24000001", "https://example.kr/?q=%EB%85%B8", "\u1102\u1169\u1110\u1173\u1107\u116e\u11a8", "ＮＴ９５０",
		"(주)맑은창", "주식회사", "\"주식회사 맑은창\" -(주)", "\t노트북\r\n컴퓨터\v", "노트북\u00a0컴퓨터", "노트북\u3000컴퓨터", "é́́́́́́́́́́́",
	}
}

func FuzzParseWords(f *testing.F) {
	for _, s := range hostile() {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		w := catalog.ParseWords(s)
		if len(w.All) > catalog.MaxSearchWords || len(w.Not) > catalog.MaxExclusions {
			t.Fatalf("%d words, %d exclusions", len(w.All), len(w.Not))
		}
		total := 0
		for _, word := range append(append([]catalog.Word{}, w.All...), w.Not...) {
			if word.Squeezed == "" || word.Squeezed != catalog.Squeeze(word.Text) || word.Squeezed != reduce(word.Text) {
				t.Fatalf("%q: %q", word.Text, word.Squeezed)
			}
			total += utf8.RuneCountInString(word.Squeezed)
		}
		// NFC may take a character apart, into three at most.
		if total > 3*catalog.MaxSearchRunes {
			t.Fatalf("%d characters", total)
		}
		a := take(s)
		if len(a.words) != len(w.All) || len(a.not) != len(w.Not) {
			t.Fatalf("%q: %+v, want %+v", s, w, a)
		}
		for i, word := range w.All {
			if word.Squeezed != a.words[i] {
				t.Fatalf("%q: %+v, want %+v", s, w, a)
			}
		}
		again := catalog.CutSearch(catalog.CutSearch(s))
		if again != catalog.CutSearch(s) || utf8.RuneCountInString(again) > catalog.MaxSearchRunes || !utf8.ValidString(again) {
			t.Fatalf("cut to %q", again)
		}
	})
}

// mostTrips is how many messages a search may send: one for what is found and counted,
// and, where nothing is, one for what may have been meant and one for what that finds.
const mostTrips = 4

func TestSearch_costsNoMoreForHostileText(t *testing.T) {
	d := bigShelf(t, 1500)
	reader := catalog.NewReader(d, kst.Real)
	o := newOracle(t.Context(), t, d)
	ask := func(q catalog.SearchQuery) int {
		ctx, trips := db.CountTrips(t.Context())
		got, err := reader.Search(ctx, q)
		if err != nil {
			t.Errorf("%.60q: %v", q.Text, err)
			return 0
		}
		if want := o.find(q, ""); got.Total != min(len(want), catalog.CountCap) {
			t.Errorf("%.60q: %d hits, want %d", q.Text, got.Total, len(want))
		}
		n := 0
		for _, sql := range trips.SQL() {
			if !strings.HasPrefix(sql, "prepare") {
				n++
			}
		}
		return n
	}
	ask(catalog.SearchQuery{Text: "노트북"})
	for _, text := range hostile() {
		if n := ask(catalog.SearchQuery{Text: text}); n > mostTrips {
			t.Errorf("%.60q: %d messages", text, n)
		}
	}
	// What is no value of a filter finds nothing or is ignored; it is never an error.
	for _, text := range hostile() {
		q := catalog.SearchQuery{
			Stores: []string{text}, Class: text, Prices: []string{text}, Regions: []string{text}, LeadDays: -1, Traits: []string{text}, Certificates: []string{text},
			Attributes: map[string][]string{text: {text}}, Ground: text, Sort: catalog.Sort(text), After: text, Before: text, Size: -5,
		}
		ctx, trips := db.CountTrips(t.Context())
		if _, err := reader.Search(ctx, q); err != nil || trips.N() > 2*mostTrips {
			t.Errorf("filters %.60q: %d messages, %v", text, trips.N(), err)
		}
	}
}
