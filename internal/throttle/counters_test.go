package throttle

import (
	"context"
	"errors"
	"sync"
	"time"

	"authd/internal/authd"
	"authd/internal/seal"
)

// counters keeps counts as the database does, one adder at a time.
type counters struct {
	sync.Mutex
	buckets map[string]map[time.Time]int
	deeds   int
	changes int // deeds that write
	down    bool
}

var errDown = errors.New("the database is down")

func (c *counters) AddCount(ctx context.Context, key string, n int, at, since, expires time.Time) (int, error) {
	c.Lock()
	defer c.Unlock()
	c.deeds++
	c.changes += min(n*n, 1)
	if c.down || ctx.Err() != nil {
		return 0, errDown
	}
	if c.buckets[key] == nil {
		c.buckets[key] = map[time.Time]int{}
	}
	c.buckets[key][at] = max(c.buckets[key][at]+n, 0)
	sum := 0
	for start, count := range c.buckets[key] {
		if !start.Before(since) {
			sum += count
		}
		if !start.Add(expires.Sub(at)).After(at) {
			delete(c.buckets[key], start) // what has expired is swept
		}
	}
	return sum, nil
}

// total is what is counted of everything.
func (c *counters) total() int {
	sum := 0
	for _, buckets := range c.buckets {
		for _, n := range buckets {
			sum += n
		}
	}
	return sum
}

type hasher struct{}

func (hasher) Hash(purpose seal.Purpose, secret string) []byte {
	return seal.Hash(make([]byte, seal.KeySize), purpose, secret)
}

var start = time.Date(2026, 3, 29, 1, 59, 58, 0, time.UTC)

func newLimiter() (*Limiter, *counters) {
	c := &counters{buckets: map[string]map[time.Time]int{}}
	return &Limiter{Counters: c, Hasher: hasher{}}, c
}

func ask(rates ...authd.Rate) Ask {
	return Ask{Rule: "limits.code.wrong_per_address", Key: "ada@example.com", Rates: rates}
}
