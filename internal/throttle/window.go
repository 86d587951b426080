package throttle

import "time"

// A window is the buckets that together cover at least one Per up to now. With
// buckets of a sixth of Per, seven are needed: the oldest is counted whole
// though only part of it lies within Per, so the limit is never exceeded and a
// slot comes free at most a sixth of Per late.
type window struct {
	at    time.Time // start of the bucket that holds now
	since time.Time // start of the oldest bucket that counts
	width time.Duration
}

const bucketsPerWindow = 6

// windowAt rounds the width up, so that six buckets are never less than per.
func windowAt(per time.Duration, now time.Time) window {
	width := (per + bucketsPerWindow - 1) / bucketsPerWindow
	at := now.Truncate(width)
	return window{at: at, since: at.Add(-bucketsPerWindow * width), width: width}
}

// expires is when no window counts the bucket any more.
func (w window) expires() time.Time {
	return w.at.Add((bucketsPerWindow + 1) * w.width)
}

// after is the oldest bucket that counts k buckets from now.
func (w window) after(k int) time.Time {
	return w.since.Add(time.Duration(k) * w.width)
}

// wait is the time until k buckets from now begins, in whole seconds upwards.
func (w window) wait(k int, now time.Time) time.Duration {
	left := w.at.Add(time.Duration(k) * w.width).Sub(now)
	return (left + time.Second - 1).Truncate(time.Second)
}
