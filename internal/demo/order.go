package demo

import (
	"context"
	"errors"
	"iter"
	"time"
)

// errAbandoned ends a chain whose story is broken off because another one failed.
var errAbandoned = errors.New("abandoned")

// chain is a story told act by act.
type chain struct {
	h    *hand
	next func() (struct{}, bool)
	stop func()
	err  error
	over bool
}

// inOrder lives through n chains side by side, always the act that comes first in
// time, so that books and histories read as they would have been written.
func (w *world) inOrder(ctx context.Context, n int, live func(ctx context.Context, h *hand, i int) error) error {
	chains := make([]*chain, n)
	for i := range chains {
		c := &chain{h: w.newHand(i)}
		c.next, c.stop = iter.Pull(func(yield func(struct{}) bool) {
			defer func() {
				if v := recover(); v != nil && v != any(errAbandoned) {
					panic(v)
				}
			}()
			c.h.pause = func() {
				if !yield(struct{}{}) {
					panic(errAbandoned)
				}
			}
			c.err = live(ctx, c.h, i)
		})
		defer c.stop()
		chains[i] = c
		if err := c.step(); err != nil {
			return err
		}
	}
	for {
		first := earliest(chains)
		if first == nil {
			return nil
		}
		if err := first.step(); err != nil {
			return err
		}
	}
}

// step lives on to the chain's next move of the clock.
func (c *chain) step() error {
	_, more := c.next()
	c.over = !more
	return c.err
}

func earliest(chains []*chain) *chain {
	var first *chain
	var at time.Time
	for _, c := range chains {
		if !c.over && (first == nil || c.h.now.Before(at)) {
			first, at = c, c.h.now
		}
	}
	return first
}
