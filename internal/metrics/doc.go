// Package metrics counts what happens, for Prometheus.
//
// It owns the names of the metrics, their labels, and that no label can have more
// values than a configuration names. It leaves alone who may read them, and what is
// counted when: that is told by whoever does it.
package metrics
