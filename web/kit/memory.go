package kit

import (
	"context"
	"slices"
	"strings"

	"github.com/alexedwards/scs/v2"
)

// What a page remembers for a signed-in person: in the session, gone with it. Nothing
// is remembered for the public.
type memoryKey struct{}

func withMemory(ctx context.Context, m *scs.SessionManager) context.Context {
	return context.WithValue(ctx, memoryKey{}, m)
}

// memoryName keeps what pages remember apart from what the session itself knows.
func memoryName(name string) string { return "memory." + name }

// Recall lists what was remembered under a name; nothing for the public.
func Recall(ctx context.Context, name string) []string {
	m, ok := ctx.Value(memoryKey{}).(*scs.SessionManager)
	if !ok {
		return nil
	}
	kept := m.GetString(ctx, memoryName(name))
	if kept == "" {
		return nil
	}
	return strings.Split(kept, "\n")
}

// Remember replaces what is remembered under a name by lines of text. What is already
// remembered is not written again.
func Remember(ctx context.Context, name string, lines []string) {
	m, ok := ctx.Value(memoryKey{}).(*scs.SessionManager)
	if !ok || slices.Equal(lines, Recall(ctx, name)) {
		return
	}
	m.Put(ctx, memoryName(name), strings.Join(lines, "\n"))
}
