package market

import (
	"context"
	"sync/atomic"

	"jangteo.kr/internal/db"
	"jangteo.kr/internal/kst"
)

// Today keeps the rules of the current Korean day in memory, for pages that judge many
// rows. Rules of law change by migration and bind from a day on, so a day is the unit
// at which they can go stale. Orders do not use it: they read their rules under lock.
type Today struct {
	q     db.Querier
	clock kst.Clock
	kept  atomic.Pointer[todaysRules]
}

type todaysRules struct {
	day   kst.Day
	rules Rules
}

// NewToday makes a Today over the pool.
func NewToday(q db.Querier, clock kst.Clock) *Today { return &Today{q: q, clock: clock} }

// Rules gives the rules of today.
func (t *Today) Rules(ctx context.Context) (Rules, error) {
	day := kst.DayOf(t.clock())
	if k := t.kept.Load(); k != nil && k.day == day {
		return k.rules, nil
	}
	r, err := RulesOn(ctx, t.q, day)
	if err == nil {
		t.kept.Store(&todaysRules{day, r})
	}
	return r, err
}
