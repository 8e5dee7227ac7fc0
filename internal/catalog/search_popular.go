package catalog

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/text/unicode/norm"

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

// What is popular: what was searched for so often on one of so many days.
const (
	popularDays  = 30
	popularLeast = 3
	popularMost  = 500 // kept in memory
)

// popularNow is what was popular when it was read, the most popular first.
type popularNow struct {
	words   []Suggestion
	letters []string // of each, NFD
	read    time.Time
}

const selectPopular = `
SELECT c.words FROM catalog.search_count c WHERE c.day > @since AND c.n >= @least
 GROUP BY c.words ORDER BY sum(c.n) DESC, c.words LIMIT @most`

// popular gives what others search for most, read at most once a minute.
func (r *Reader) popular(ctx context.Context) (*popularNow, error) {
	now := r.clock()
	p := r.often.Load()
	if p == nil || now.Sub(p.read) >= vocabularyAge {
		words, err := db.Values[string](r.q.Query(ctx, selectPopular, pgx.NamedArgs{
			"since": kst.DayOf(now).Add(-popularDays).Time(), "least": popularLeast, "most": popularMost,
		}))
		if err != nil {
			return nil, err
		}
		p = &popularNow{read: now}
		for _, w := range words {
			p.words = append(p.words, Suggestion{Kind: SuggestPopular, Text: w, Value: w})
			p.letters = append(p.letters, norm.NFD.String(Squeeze(w)))
		}
		r.often.Store(p)
	}
	return p, nil
}

// first are the most popular.
func (p *popularNow) first(limit int) []Suggestion { return p.words[:min(limit, len(p.words))] }

// beginning are the most popular that begin with one of the letters typed.
func (p *popularNow) beginning(starts []string, limit int) []Suggestion {
	var out []Suggestion
	for i, l := range p.letters {
		if len(out) < limit && slices.ContainsFunc(starts, func(s string) bool { return strings.HasPrefix(l, s) }) {
			out = append(out, p.words[i])
		}
	}
	return out
}
