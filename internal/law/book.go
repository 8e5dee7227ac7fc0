package law

import (
	"fmt"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/money"
)

// Book holds the rules of some keys on one day, read in one go by a use case that
// asks several questions: an order asks for its thresholds, fee bands and periods.
type Book struct {
	On    kst.Day
	rules []Rule
}

const selectBook = `
SELECT ` + columns + ` FROM law.rule WHERE key = ANY(@keys) AND valid @> @on::date
 ORDER BY key, (law = 'any')::int + (kind = 'any')::int, lower(band)`

// QueueBook reads the rules of the keys in force on a day as part of a batch; the book
// is filled when the batch's results are read.
func QueueBook(b *pgx.Batch, on kst.Day, keys ...string) *Book {
	book := &Book{On: on}
	b.Queue(selectBook, pgx.NamedArgs{"keys": keys, "on": on.Time()}).Query(func(rows pgx.Rows) error {
		rules, err := pgx.CollectRows(rows, pgx.RowToStructByName[Rule])
		book.rules = rules
		return err
	})
	return book
}

func (r Rule) covers(c Case) bool {
	return r.Key == c.Key && (r.Law == "any" || r.Law == c.Law) && (r.Kind == "any" || r.Kind == c.Kind)
}

func (r Rule) holds(amount money.Won) bool {
	return r.From <= int64(amount) && (r.To == nil || int64(amount) < *r.To)
}

// Find answers as the package's Find does, on the book's day (the case's is ignored).
func (b *Book) Find(c Case) (Rule, error) {
	for _, r := range b.rules { // the more specific first
		if r.covers(c) && r.holds(c.Amount) {
			return r, nil
		}
	}
	return Rule{}, ErrNoRule.Because(fmt.Errorf("law: no %s for %s/%s/%d on %s", c.Key, c.Law, c.Kind, c.Amount, b.On))
}

// Bands lists the rules of a key on the book's day, by amount.
func (b *Book) Bands(c Case) []Rule {
	var out []Rule
	for _, r := range b.rules {
		if r.covers(c) {
			out = append(out, r)
		}
	}
	return out
}
