package page_test

import (
	"testing"

	"jangteo.kr/internal/page"
)

func TestNew_clampsWhatAQueryStringSaid(t *testing.T) {
	for _, c := range []struct{ number, size, wantNumber, wantSize int }{
		{1, 20, 1, 20}, {0, 20, 1, 20}, {-5, -5, 1, 1}, {1 << 40, 1 << 40, page.MaxNumber, 200}, {3, 0, 3, 1},
	} {
		p := page.New(c.number, c.size)
		if p.Number != c.wantNumber || p.Size != c.wantSize {
			t.Errorf("New(%d, %d) = %+v", c.number, c.size, p)
		}
	}
}

func TestPage_asksForOneMoreThanItShows(t *testing.T) {
	p := page.New(3, 20)
	if p.Offset() != 40 || p.Limit() != 21 {
		t.Errorf("offset %d, limit %d", p.Offset(), p.Limit())
	}
}

func TestCount_roundsUpAndStopsAtTheBound(t *testing.T) {
	p := page.New(1, 20)
	for total, want := range map[int]int{0: 0, 1: 1, 20: 1, 21: 2, 1 << 40: page.MaxNumber} {
		if got := p.Count(total); got != want {
			t.Errorf("%d rows: %d pages, want %d", total, got, want)
		}
	}
}
