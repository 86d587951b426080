package server

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// RE-18: a backlog is swept batch by batch, with as much rest as work, and a table
// that cannot be swept ends it for no other.
func TestRE18_SweepingRests(t *testing.T) {
	stuck := errors.New("stuck")
	type step struct {
		took time.Duration
		rows int
		err  error
	}
	for name, c := range map[string]struct {
		steps []step
		took  time.Duration
		err   error
	}{
		"nothing to do":          {[]step{{time.Second, 0, nil}}, time.Second, nil},
		"a batch that is full":   {[]step{{time.Second, sweepLimit, nil}, {time.Second, 1, nil}}, 3 * time.Second, nil},
		"a database under load":  {[]step{{time.Minute, 2 * sweepLimit, nil}, {time.Second, 1, nil}}, 2*time.Minute + time.Second, nil},
		"a table that is stuck":  {[]step{{time.Second, sweepLimit, stuck}, {time.Second, 1, stuck}}, 3 * time.Second, stuck},
		"a database that is out": {[]step{{time.Second, 0, stuck}}, time.Second, stuck},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				began, n := time.Now(), 0
				err := drain(t.Context(), func() (int, error) {
					s := c.steps[n]
					n++
					time.Sleep(s.took)
					return s.rows, s.err
				})
				if took := time.Since(began); n != len(c.steps) || took != c.took || !errors.Is(err, c.err) {
					t.Errorf("%d batches, %s, %v", n, took, err)
				}
			})
		})
	}
}

// A server that stops does not sweep to the end.
func TestSweepingStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	batches := 0
	err := drain(ctx, func() (int, error) {
		batches++
		cancel()
		return sweepLimit, ctx.Err()
	})
	if batches != 1 || !errors.Is(err, context.Canceled) {
		t.Errorf("%d batches, %v", batches, err)
	}
}
