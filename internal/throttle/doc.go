// Package throttle limits how often a thing may happen: N times in any span of
// a given length, counted in the database and so over all instances and
// restarts.
//
// It owns the sliding window, the waiting time a refusal names and what stands
// for an address or an IP in the database: a keyed hash. It leaves alone which
// rates apply (the configuration says) and what the thing is.
package throttle
