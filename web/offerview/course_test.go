package offerview

import (
	"testing"
	"time"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/text"
)

func TestCourse_onlyWhatWasOnSaleIsTakenOffSale(t *testing.T) {
	for _, lang := range text.Langs {
		ctx := text.With(t.Context(), text.For(lang))
		title := func(from string) string {
			return Course(ctx, time.Now(), []audit.Entry{{Action: "offer.withdraw", FromState: from, ToState: "withdrawn"}}, nil).Events[0].Title
		}
		if title("draft") == title("listed") || title("draft") != title("returned") || title("submitted") != title("draft") || title("suspended") != title("listed") {
			t.Errorf("%s: draft %q, listed %q, suspended %q", lang, title("draft"), title("listed"), title("suspended"))
		}
	}
}
