package testclock

import (
	"sync"
	"time"
)

// A Clock tells the real time until it is moved. It never goes back but by Reset:
// what was true once stays true.
type Clock struct {
	real   func() time.Time
	mu     sync.RWMutex
	ahead  time.Duration // of the real time, where the clock runs
	frozen time.Time     // the time that stands still; zero: the clock runs
}

// New makes a clock that tells what wall tells.
func New(wall func() time.Time) *Clock { return &Clock{real: wall} }

// Now is the time.
func (c *Clock) Now() time.Time {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.now()
}

// now is Now for who holds the lock.
func (c *Clock) now() time.Time {
	if !c.frozen.IsZero() {
		return c.frozen
	}
	return c.real().Add(c.ahead)
}

// Freeze stops the clock where it is.
func (c *Clock) Freeze() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.frozen = c.now()
}

// Advance moves the clock on by d, which must not be negative. A clock that
// stands still goes on standing still there.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.frozen.IsZero() {
		c.ahead += d
		return
	}
	c.frozen = c.frozen.Add(d)
}

// Reset lets the clock tell the real time again.
func (c *Clock) Reset() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead, c.frozen = 0, time.Time{}
}

// State is where the clock is.
type State struct {
	Now    time.Time `json:"now"`
	Frozen bool      `json:"frozen"`
	Offset int64     `json:"offset_seconds"` // ahead of the real time
}

// State is where the clock is now.
func (c *Clock) State() State {
	c.mu.RLock()
	defer c.mu.RUnlock()
	now := c.now()
	return State{Now: now.UTC(), Frozen: !c.frozen.IsZero(), Offset: int64(now.Sub(c.real()).Round(time.Second) / time.Second)}
}
