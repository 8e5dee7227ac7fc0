package order

import (
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/law"
)

// bookAge is how long the rules of a day are remembered. They change by a migration or
// by an operator's hand, a few times a year.
const bookAge = 5 * time.Second

// lawBooks remembers the rules that requests are judged by.
type lawBooks struct{ last atomic.Pointer[keptBook] }

type keptBook struct {
	book *law.Book
	read time.Time
}

// queue gives the rules of a day: remembered, or read by the batch.
func (l *lawBooks) queue(b *pgx.Batch, day kst.Day) *law.Book {
	if k := l.last.Load(); k != nil && k.book.On == day && kst.Real().Sub(k.read) < bookAge {
		return k.book
	}
	return law.QueueBook(b, day, lawKeys...)
}

// keep remembers a book that was read.
func (l *lawBooks) keep(book *law.Book) {
	if k := l.last.Load(); k == nil || k.book != book {
		l.last.Store(&keptBook{book: book, read: kst.Real()})
	}
}
