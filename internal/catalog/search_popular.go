package catalog

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/db"
	"jangteo.kr/internal/kst"
)

// Bounds of what is counted.
const (
	popularHeld   = 1_000            // different texts between two flushes; more are not counted
	popularRunes  = 40               // longer texts are nobody else's words
	popularDigits = 6                // from here on digits are a number of somebody or something
	popularFlush  = time.Minute      // how often counts are written
	popularKept   = 90               // days
	flushAtTheEnd = 10 * time.Second // for the last flush of a process
)

// Popular counts what is searched for, by day, in memory, and writes the counts once a
// minute in one statement, so that a search writes nothing. It knows words, never who
// searched. A process that ends without warning loses a minute of counts.
type Popular struct {
	db    *db.DB
	clock kst.Clock

	mu     sync.Mutex
	counts map[popularKey]int
}

type popularKey struct {
	day   string // 2026-11-23, in Korea
	words string
}

// NewPopular makes a Popular that writes to d.
func NewPopular(d *db.DB, clock kst.Clock) *Popular {
	return &Popular{db: d, clock: clock, counts: map[popularKey]int{}}
}

// Found counts a text that found something. Texts that look like somebody's number or
// address, single characters and long texts are not counted.
func (p *Popular) Found(text string) {
	words, ok := popularWords(text)
	if !ok {
		return
	}
	k := popularKey{kst.DayOf(p.clock()).String(), words}
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, known := p.counts[k]; known || len(p.counts) < popularHeld {
		p.counts[k]++
	}
}

// popularWords writes a text as it is counted: in lower case, with single spaces.
func popularWords(text string) (string, bool) {
	words := strings.ToLower(strings.Join(strings.Fields(CutSearch(text)), " "))
	digits := 0
	for _, r := range words {
		if r >= '0' && r <= '9' {
			digits++
		}
	}
	n := len([]rune(words))
	ok := n >= 2 && n <= popularRunes && digits < popularDigits && !strings.ContainsAny(words, `@"`) && !strings.HasPrefix(words, "-") && !strings.Contains(words, " -")
	return words, ok
}

const addSearchCounts = `
INSERT INTO catalog.search_count AS c (day, words, n)
SELECT d, w, n FROM unnest(@days::date[], @words::text[], @counts::int[]) AS x (d, w, n) ORDER BY d, w
ON CONFLICT (day, words) DO UPDATE SET n = c.n + excluded.n`

// Flush writes what was counted. What cannot be written is kept for the next time.
func (p *Popular) Flush(ctx context.Context) error {
	p.mu.Lock()
	counts := p.counts
	p.counts = map[popularKey]int{}
	p.mu.Unlock()
	if len(counts) == 0 {
		return nil
	}
	var days, words []string
	var ns []int
	for k, n := range counts {
		days, words, ns = append(days, k.day), append(words, k.words), append(ns, n)
	}
	_, err := p.db.Exec(ctx, addSearchCounts, pgx.NamedArgs{"days": days, "words": words, "counts": ns})
	if err == nil {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for k, n := range counts {
		p.counts[k] += n
	}
	return err
}

// Run flushes once a minute until ctx ends, and then once more.
func (p *Popular) Run(ctx context.Context) {
	tick := time.NewTicker(popularFlush)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			p.flush(ctx)
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), flushAtTheEnd)
			defer cancel()
			p.flush(last)
			return
		}
	}
}

func (p *Popular) flush(ctx context.Context) {
	if err := p.Flush(ctx); err != nil {
		slog.WarnContext(ctx, "counts of searches wait for the next minute", "error", err)
	}
}

// TidySearchCounts forgets counts that are too old to say what is popular, and of days
// that are over the texts that few typed.
func TidySearchCounts(ctx context.Context, d *db.DB, today kst.Day) (int, error) {
	tag, err := d.Exec(ctx, `DELETE FROM catalog.search_count WHERE day < @since OR day < @today AND n < @least`, pgx.NamedArgs{
		"since": today.Add(-popularKept).Time(), "today": today.Time(), "least": popularLeast,
	})
	return int(tag.RowsAffected()), err
}
