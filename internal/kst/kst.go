// Package kst owns Korean time: the zone, civil days, business days with Korean
// holidays, and how instants are shown. Instants are stored in UTC; only this
// package turns them into what people read. The clock is injected: nothing here
// asks what time it is except Clock's real implementation.
package kst

import (
	"fmt"
	"time"
	_ "time/tzdata" // the zone must exist on any machine
)

// Zone is Asia/Seoul.
var Zone = mustZone("Asia/Seoul")

func mustZone(name string) *time.Location {
	z, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return z
}

// Clock tells the time; deadlines are never judged by it (the database's clock is).
type Clock func() time.Time

// Real is the machine's clock.
func Real() time.Time { return time.Now() }

// Day is a civil date in Korea.
type Day struct {
	Year  int
	Month time.Month
	Dom   int
}

// DayOf gives the Korean date of an instant.
func DayOf(t time.Time) Day {
	y, m, d := t.In(Zone).Date()
	return Day{y, m, d}
}

// Date makes a Day, normalising overflow as time.Date does.
func Date(y int, m time.Month, d int) Day { return DayOf(time.Date(y, m, d, 12, 0, 0, 0, Zone)) }

// ParseDay reads 2026-11-23.
func ParseDay(s string) (Day, error) {
	t, err := time.ParseInLocation("2006-01-02", s, Zone)
	if err != nil {
		return Day{}, fmt.Errorf("kst: %w", err)
	}
	return DayOf(t), nil
}

// Start is the instant the day begins in Korea.
func (d Day) Start() time.Time { return time.Date(d.Year, d.Month, d.Dom, 0, 0, 0, 0, Zone) }

// At is an instant on the day.
func (d Day) At(hour, minute int) time.Time {
	return time.Date(d.Year, d.Month, d.Dom, hour, minute, 0, 0, Zone)
}

// Add moves by n calendar days.
func (d Day) Add(n int) Day { return Date(d.Year, d.Month, d.Dom+n) }

// AddYears moves by n years; 29 February becomes 1 March in a common year.
func (d Day) AddYears(n int) Day { return Date(d.Year+n, d.Month, d.Dom) }

// Before reports whether d is earlier than e.
func (d Day) Before(e Day) bool { return d.Start().Before(e.Start()) }

// Sub counts calendar days from e to d.
func (d Day) Sub(e Day) int {
	return int(d.Start().Sub(e.Start()).Hours() / 24) // Korea has no daylight saving
}

// Weekday is the day of the week.
func (d Day) Weekday() time.Weekday { return d.Start().Weekday() }

// IsZero reports the zero Day.
func (d Day) IsZero() bool { return d == Day{} }

// String writes 2026-11-23.
func (d Day) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Dom) }

// Time is the day's start, for a PostgreSQL date parameter.
func (d Day) Time() time.Time { return time.Date(d.Year, d.Month, d.Dom, 0, 0, 0, 0, time.UTC) }

// FromDate turns a PostgreSQL date (midnight UTC) into a Day.
func FromDate(t time.Time) Day { y, m, d := t.UTC().Date(); return Day{y, m, d} }
