package main

import (
	"slices"
	"time"
)

// A figure is one thing that is measured of a row.
type figure int

// Costs are those of one request. CPU is in units of a raw signature, which was
// measured right before.
const (
	unit        figure = iota // the raw signature, in nanoseconds of CPU
	server                    // CPU of authd
	database                  // CPU of PostgreSQL
	overFloor                 // CPU of both, as a multiple of the server that only signs
	p50                       // latencies, in nanoseconds
	p95                       //
	p99                       //
	allocs                    // allocations of authd
	reads                     // statements that read
	writes                    // statements that write
	memory                    // RSS of authd afterwards, in bytes
	figureKinds               // how many there are
)

// figures are what one row cost in one run.
type figures [figureKinds]float64

// cost is the CPU of server and database.
func (f figures) cost() float64 { return f[server] + f[database] }

// median is that of each figure over the runs; of an even number of runs, the
// greater one in the middle.
func median(runs []figures) figures {
	var middle figures
	for kind := range middle {
		var all []float64
		for _, f := range runs {
			all = append(all, f[kind])
		}
		slices.Sort(all)
		middle[kind] = all[len(all)/2]
	}
	return middle
}

// perRequest is what one of n requests cost, in signatures of CPU.
func perRequest(cpu time.Duration, n int, signature time.Duration) float64 {
	return float64(cpu) / float64(n) / float64(signature)
}

// percentile is the latency that p percent of all, which are sorted, do not exceed.
func percentile(sorted []time.Duration, p int) float64 {
	return float64(sorted[(len(sorted)*p+99)/100-1])
}
