package kit

import (
	"context"
	"slices"
	"testing"

	"github.com/alexedwards/scs/v2"
)

func TestMemory_isOfTheSession(t *testing.T) {
	m := scs.New()
	load := func(token string) context.Context {
		t.Helper()
		ctx, err := m.Load(t.Context(), token)
		if err != nil {
			t.Fatal(err)
		}
		return withMemory(ctx, m)
	}
	ctx := load("")
	if got := Recall(ctx, "searches"); got != nil {
		t.Errorf("a new session remembers %q", got)
	}
	want := []string{"공기 청정기", "LED"}
	Remember(ctx, "searches", want)
	token, _, err := m.Commit(ctx)
	if err != nil {
		t.Fatal(err)
	}
	ctx = load(token)
	Remember(ctx, "searches", want)
	if got := Recall(ctx, "searches"); !slices.Equal(got, want) || m.Status(ctx) != scs.Unmodified {
		t.Errorf("remembers %q, or writes what it knows already", got)
	}
	if got := Recall(ctx, "columns"); got != nil {
		t.Errorf("another name remembers %q", got)
	}
	Remember(t.Context(), "searches", want)
	if got := Recall(t.Context(), "searches"); got != nil {
		t.Errorf("the public's searches are remembered: %q", got)
	}
}
