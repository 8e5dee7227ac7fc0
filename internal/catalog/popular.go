package catalog

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/text/unicode/norm"

	"jangteo.kr/internal/db"
	"jangteo.kr/internal/kst"
)

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
