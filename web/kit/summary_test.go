package kit_test

import (
	"strings"
	"testing"

	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/money"
	"jangteo.kr/web/kit"
)

func TestSummary_saysWhichFieldEachMistakeIsAbout(t *testing.T) {
	f := kit.Blank()
	f.Text("title", 10, true)
	f.Text("kind", 10, true)
	f.Text("title_2", 10, true)
	f.Fail("client_key", "unreadable")
	f.Refuse(f.Err())
	labels := kit.LabelsAt("no.such.", "tenders.f.").With(map[string]string{"kind": "budget.change"})
	var got []string
	for _, e := range f.Summary(t.Context(), labels).Errors {
		got = append(got, e.FieldName+"|"+e.Message)
	}
	want := []string{"title|공고명: 값을 입력하세요", "kind|변경: 값을 입력하세요", "title_2|2. 공고명: 값을 입력하세요"}
	for i, w := range want {
		if i >= len(got) || got[i] != w {
			t.Errorf("line %d of %q, want %q", i, got, w)
		}
	}
	if len(got) != 4 {
		t.Errorf("%d lines, want the hidden field's too: %q", len(got), got)
	}
}

func TestFieldSentence_putsDaysAndAmountsInWords(t *testing.T) {
	day := fault.F("deadline", "period_too_short", "days", 7, "earliest", kst.Date(2026, 12, 2))
	if got, want := kit.FieldSentence(t.Context(), day), "2026. 12. 2.(수) 이후로 정하세요 (공고 기간 7일)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	limit := fault.F("method", "private_limit_exceeded", "limit", money.Won(100_000_000))
	if got := kit.FieldSentence(t.Context(), limit); !strings.Contains(got, "100,000,000") {
		t.Errorf("got %q, want 100,000,000 in it", got)
	}
}

func TestFieldSentence_groupsBoundsAndNoYears(t *testing.T) {
	if got, want := kit.FieldSentence(t.Context(), fault.F("content", "out_of_range", "min", 1, "max", 1_000_000)), "1부터 1,000,000까지 입력할 수 있습니다"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := kit.FieldSentence(t.Context(), fault.F("fiscal_year", "out_of_range", "min", 2016, "max", 2100)), "2016부터 2100까지 입력할 수 있습니다"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
