package main

import (
	"context"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"
)

// sample is how many answers have one whose signatures are verified.
const sample = 32

// A load is what came of many requests.
type load struct {
	latencies []time.Duration // sorted
	signed    []string        // the tokens of the sample
}

// drive sends n requests, one at a time on each connection, and ends with the first
// that is answered wrongly. Request i belongs to connection i%connections.
func drive(ctx context.Context, n int, ask request) (load, error) {
	l := load{latencies: make([]time.Duration, n)}
	signed := make([][]string, n)
	all, ctx := errgroup.WithContext(ctx)
	for c := range connections {
		all.Go(func() error {
			for i := c; i < n; i += connections {
				began := time.Now()
				tokens, err := ask(ctx, i)
				if err != nil {
					return err
				}
				l.latencies[i], signed[i] = time.Since(began), tokens
			}
			return nil
		})
	}
	err := all.Wait()
	for i := 0; i < n; i += sample {
		l.signed = append(l.signed, signed[i]...)
	}
	slices.Sort(l.latencies)
	return l, err
}
