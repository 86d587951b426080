package throttle

import (
	"context"
	"errors"
	"fmt"
)

// A Slot is what Take took. The zero Slot holds nothing.
type Slot struct {
	counters Counters
	taken    []count
}

// GiveBack undoes Take, for a thing that turned out not to count. It finishes
// even when the request is gone: a caller could else spend the slots of another
// by hanging up.
func (s Slot) GiveBack(ctx context.Context) error {
	ctx = context.WithoutCancel(ctx)
	var errs []error
	for _, c := range s.taken {
		_, err := c.add(ctx, s.counters, -1)
		errs = append(errs, err)
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("give back a slot: %w", err)
	}
	return nil
}

// add changes the count by n and returns the sum over its window.
func (c count) add(ctx context.Context, counters Counters, n int) (int, error) {
	return counters.AddCount(ctx, c.key, n, c.window.at, c.window.since, c.window.expires())
}
