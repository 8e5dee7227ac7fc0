package job

import (
	"testing"
	"time"

	"jangteo.kr/internal/kst"
)

func TestDaily_isTheComingKoreanTime(t *testing.T) {
	for _, c := range []struct{ now, want string }{
		{"2026-11-23T14:59:00Z", "2026-11-24T00:05:00"}, // 23:59 in Korea
		{"2026-11-23T15:04:00Z", "2026-11-24T00:05:00"},
		{"2026-11-23T15:05:00Z", "2026-11-25T00:05:00"}, // exactly then: the next day
		{"2026-12-31T16:00:00Z", "2027-01-02T00:05:00"},
	} {
		now, err := time.Parse(time.RFC3339, c.now)
		if err != nil {
			t.Fatal(err)
		}
		if got := (daily{0, 5}).Next(now).In(kst.Zone).Format("2006-01-02T15:04:05"); got != c.want {
			t.Errorf("%s: %s, want %s", c.now, got, c.want)
		}
	}
}
