package throttle

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"sort"
	"time"

	"authd/internal/authd"
	"authd/internal/seal"
)

const purposeKey seal.Purpose = "throttle key"

// Counters keeps counts in buckets of time.
type Counters interface {
	// AddCount adds n to key's bucket that starts at `at`, which may be
	// forgotten after expires, and returns the sum over key's buckets that
	// start at since or later. A bucket never falls below zero. Adding 0 only
	// looks.
	AddCount(ctx context.Context, key string, n int, at, since, expires time.Time) (int, error)
}

// A Hasher makes keyed hashes, so that the database holds no addresses.
type Hasher interface {
	Hash(purpose seal.Purpose, secret string) []byte
}

// A Limiter counts what was asked of it.
type Limiter struct {
	Counters Counters
	Hasher   Hasher
}

// An Ask is for one slot under one rule. No rates means no limit.
type Ask struct {
	Rule  string // the setting that limits, for example limits.code.wrong_per_ip
	Key   string // whose slots: an address's bucket, or IPKey
	Rates []authd.Rate
}

// Exceeded says which rule refused and how long to wait before the next slot is
// free, in whole seconds rounded up.
type Exceeded struct {
	Rule       string
	Rate       authd.Rate
	RetryAfter time.Duration
}

// Error names the rule and the rate.
func (e *Exceeded) Error() string {
	return fmt.Sprintf("%s allows %d in %s", e.Rule, e.Rate.N, e.Rate.Per)
}

// Take takes one slot in every rate of every ask, in order, before the thing is
// done: of many callers at once no more than N go on. If a rate is used up, the
// slots taken so far are given back, so that refused attempts do not prolong
// the wait, and the error is an *Exceeded. Any other error means that nothing
// could be counted and the thing must not be done.
//
// It looks before it counts: who is over a limit and goes on asking costs reads
// alone, and so cannot keep those who write from logging in.
func (l *Limiter) Take(ctx context.Context, now time.Time, asks ...Ask) (Slot, error) {
	slot, counts := Slot{counters: l.Counters}, l.counts(asks, now)
	for _, c := range counts {
		if err := l.look(ctx, c, now); err != nil {
			return Slot{}, err
		}
	}
	for _, c := range counts {
		if err := l.take(ctx, c, now); err != nil {
			return Slot{}, errors.Join(err, slot.GiveBack(ctx))
		}
		slot.taken = append(slot.taken, c)
	}
	return slot, nil
}

// A count is one rate of one ask in the window of now.
type count struct {
	rule   string
	rate   authd.Rate
	key    string
	window window
}

func (l *Limiter) counts(asks []Ask, now time.Time) []count {
	var counts []count
	for _, ask := range asks {
		for _, rate := range ask.Rates {
			counts = append(counts, count{ask.Rule, rate, l.key(ask, rate), windowAt(rate.Per, now)})
		}
	}
	return counts
}

// key keeps rules, rates and people apart without naming anyone.
func (l *Limiter) key(ask Ask, rate authd.Rate) string {
	return hex.EncodeToString(l.Hasher.Hash(purposeKey, fmt.Sprintf("%s\x00%d\x00%s", ask.Rule, rate.Per, ask.Key)))
}

// look refuses if the rate is used up already.
func (l *Limiter) look(ctx context.Context, c count, now time.Time) error {
	sum, err := c.add(ctx, l.Counters, 0)
	switch {
	case err != nil:
		return fmt.Errorf("count %s: %w", c.rule, err)
	case sum < c.rate.N:
		return nil
	}
	return l.exceeded(ctx, c, now)
}

func (l *Limiter) take(ctx context.Context, c count, now time.Time) error {
	sum, err := c.add(ctx, l.Counters, 1)
	if err != nil {
		return fmt.Errorf("count %s: %w", c.rule, err)
	}
	if sum <= c.rate.N {
		return nil
	}
	return l.refuse(ctx, c, now)
}

// refuse gives back what was taken in excess.
func (l *Limiter) refuse(ctx context.Context, c count, now time.Time) error {
	excess := Slot{l.Counters, []count{c}}
	if err := excess.GiveBack(ctx); err != nil {
		return err
	}
	return l.exceeded(ctx, c, now)
}

// exceeded finds out how long to wait.
func (l *Limiter) exceeded(ctx context.Context, c count, now time.Time) error {
	wait, err := l.wait(ctx, c, now)
	if err != nil {
		return fmt.Errorf("count %s: %w", c.rule, err)
	}
	return &Exceeded{Rule: c.rule, Rate: c.rate, RetryAfter: wait}
}

// wait finds the first bucket to come in which a slot is free. The sum only
// shrinks as the window moves, so halving finds it in three looks.
func (l *Limiter) wait(ctx context.Context, c count, now time.Time) (time.Duration, error) {
	var failure error
	k := sort.Search(bucketsPerWindow+1, func(k int) bool {
		later := c
		later.window.since = c.window.after(k + 1)
		sum, err := later.add(ctx, l.Counters, 0)
		failure = errors.Join(failure, err)
		return sum < c.rate.N
	})
	return c.window.wait(k+1, now), failure
}
