package throttle

import (
	"context"
	"errors"
	"fmt"
	"sort"
	"time"

	"authd/internal/authd"
)

// A Slot is what Take took. The zero Slot holds nothing.
type Slot struct {
	counters Counters
	taken    []taken
}

type taken struct {
	key    string
	window window
}

// GiveBack undoes Take, for a thing that turned out not to count. It finishes
// even when the request is gone: a caller could else spend the slots of another
// by hanging up.
func (s Slot) GiveBack(ctx context.Context) error {
	ctx = context.WithoutCancel(ctx)
	var errs []error
	for _, t := range s.taken {
		_, err := s.counters.AddCount(ctx, t.key, -1, t.window.at, t.window.since, t.window.expires())
		errs = append(errs, err)
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("give back a slot: %w", err)
	}
	return nil
}

// refuse gives back what was taken in excess and finds out how long to wait.
func (l *Limiter) refuse(ctx context.Context, excess taken, rule string, rate authd.Rate, now time.Time) error {
	if err := (Slot{l.Counters, []taken{excess}}).GiveBack(ctx); err != nil {
		return err
	}
	wait, err := l.wait(ctx, excess, rate.N, now)
	if err != nil {
		return fmt.Errorf("count %s: %w", rule, err)
	}
	return &Exceeded{Rule: rule, Rate: rate, RetryAfter: wait}
}

// wait finds the first bucket to come in which fewer than n slots are taken.
// The sum only shrinks as the window moves, so halving finds it in three looks.
func (l *Limiter) wait(ctx context.Context, t taken, n int, now time.Time) (time.Duration, error) {
	var failure error
	k := sort.Search(bucketsPerWindow+1, func(k int) bool {
		sum, err := l.Counters.AddCount(ctx, t.key, 0, t.window.at, t.window.after(k+1), t.window.expires())
		failure = errors.Join(failure, err)
		return sum < n
	})
	return t.window.wait(k+1, now), failure
}
