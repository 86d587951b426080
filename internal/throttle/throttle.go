package throttle

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"authd/internal/authd"
	"authd/internal/seal"
)

const purposeKey seal.Purpose = "throttle key"

// Counters keeps counts in buckets of time.
type Counters interface {
	// AddCount adds n to key's bucket that starts at `at`, which may be
	// forgotten after expires, and returns the sum over key's buckets that
	// start at since or later. A bucket never falls below zero.
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
func (l *Limiter) Take(ctx context.Context, now time.Time, asks ...Ask) (Slot, error) {
	slot := Slot{counters: l.Counters}
	for _, ask := range asks {
		for _, rate := range ask.Rates {
			if err := l.takeOne(ctx, &slot, ask, rate, now); err != nil {
				return Slot{}, errors.Join(err, slot.GiveBack(ctx))
			}
		}
	}
	return slot, nil
}

func (l *Limiter) takeOne(ctx context.Context, slot *Slot, ask Ask, rate authd.Rate, now time.Time) error {
	w := windowAt(rate.Per, now)
	key := l.key(ask, rate)
	sum, err := l.Counters.AddCount(ctx, key, 1, w.at, w.since, w.expires())
	if err != nil {
		return fmt.Errorf("count %s: %w", ask.Rule, err)
	}
	if sum <= rate.N {
		slot.taken = append(slot.taken, taken{key, w})
		return nil
	}
	return l.refuse(ctx, taken{key, w}, ask.Rule, rate, now)
}

// key keeps rules, rates and people apart without naming anyone.
func (l *Limiter) key(ask Ask, rate authd.Rate) string {
	return hex.EncodeToString(l.Hasher.Hash(purposeKey, fmt.Sprintf("%s\x00%d\x00%s", ask.Rule, rate.Per, ask.Key)))
}
