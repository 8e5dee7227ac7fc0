// Package page owns numbered paging: which rows a list shows and what its links
// say. It refuses pages past a bound, so that nobody walks a table to its end.
package page

// MaxNumber bounds how deep numbered paging goes; beyond it a list must be narrowed.
const MaxNumber = 500

// Page is one page of a list.
type Page struct {
	Number int // from 1
	Size   int
}

// New clamps what a query string said to what is allowed.
func New(number, size int) Page {
	return Page{Number: min(max(number, 1), MaxNumber), Size: min(max(size, 1), 200)}
}

// Offset is the number of rows before this page.
func (p Page) Offset() int { return (p.Number - 1) * p.Size }

// Limit is one more than the page holds: the extra row tells whether another page follows.
func (p Page) Limit() int { return p.Size + 1 }

// Count is the number of pages that total rows fill, at most MaxNumber.
func (p Page) Count(total int) int {
	return min((total+p.Size-1)/p.Size, MaxNumber)
}
