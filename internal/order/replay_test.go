package order_test

import (
	"strings"
	"testing"

	"jangteo.kr/internal/order"
)

// replay walks the histories of all orders: each begins as requested, each move starts
// where the last one ended and stands in the table.
func replay(t *testing.T, moves []string) {
	t.Helper()
	at := map[string]order.State{}
	for _, m := range moves {
		f := strings.Split(m, " ")
		object, from, to := f[0], order.State(f[1]), order.State(f[2])
		switch {
		case at[object] != from:
			t.Errorf("%s: was %q", m, at[object])
		case from == "" && to != order.Requested, from != "" && !from.Can(to):
			t.Errorf("%s: not in the table", m)
		}
		at[object] = to
	}
}
