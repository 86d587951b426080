package main

import (
	"context"
	"time"

	"authd/internal/rig"
)

// A reading is how far everything has counted.
type reading struct {
	server, database      time.Duration
	allocs, reads, writes float64
	memory                int64
}

// read asks the server for its numbers, which costs it about a millisecond, and then
// the system.
func (s *site) read(ctx context.Context) (reading, error) {
	var r reading
	m, err := s.process.Metrics(ctx)
	if err != nil {
		return r, err
	}
	r.allocs = m["go_memstats_mallocs_total"]
	r.reads, r.writes = m[`authd_store_statements_total{kind="read"}`], m[`authd_store_statements_total{kind="write"}`]
	if r.memory, err = rig.Memory(s.process.PID()); err != nil {
		return r, err
	}
	if s.database > 0 {
		if r.database, err = rig.FamilyCPU(s.database); err != nil {
			return r, err
		}
	}
	r.server, err = rig.CPU(s.process.PID())
	return r, err
}

// since takes what n requests cost from the readings around them.
func (r reading) since(before reading, n int, signature time.Duration) figures {
	each := func(after, before float64) float64 { return (after - before) / float64(n) }
	return figures{
		unit:     float64(signature),
		server:   perRequest(r.server-before.server, n, signature),
		database: perRequest(r.database-before.database, n, signature),
		allocs:   each(r.allocs, before.allocs),
		reads:    each(r.reads, before.reads),
		writes:   each(r.writes, before.writes),
		memory:   float64(r.memory),
	}
}
