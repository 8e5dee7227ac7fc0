// Package journeys walks through the whole program as people do: in a real browser,
// against the built binary with a database of its own and the demonstration loaded.
// It owns the harness for that and the walks, all of them tests. It refuses to look
// behind the pages: what a journey knows, it read on the screen.
package journeys
