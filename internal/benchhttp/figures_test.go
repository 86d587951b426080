package main

import (
	"math"
	"testing"
	"time"

	"authd/internal/rig"
)

func TestMedianTakesEachFigureByItself(t *testing.T) {
	runs := []figures{{server: 3, database: 1}, {server: 1, database: 9}, {server: 2, database: 2}}
	if got, want := median(runs), (figures{server: 2, database: 2}); got != want {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestPercentile(t *testing.T) {
	var hundred []time.Duration
	for i := range 100 {
		hundred = append(hundred, time.Duration(i+1))
	}
	for p, want := range map[int]float64{50: 50, 95: 95, 99: 99, 100: 100} {
		if got := percentile(hundred, p); got != want {
			t.Errorf("p%d of 1 to 100 is %v", p, got)
		}
	}
	if got := percentile([]time.Duration{7}, 50); got != 7 {
		t.Errorf("p50 of one is %v", got)
	}
}

func TestReadingsBecomeCostsOfOneRequest(t *testing.T) {
	before := reading{server: time.Second, database: time.Second, allocs: 1000, reads: 10, writes: 20, memory: 5}
	after := reading{server: 3 * time.Second, database: 2 * time.Second, allocs: 3000, reads: 110, writes: 70, memory: 7}
	got := after.since(before, 100, 10*time.Millisecond)
	want := figures{unit: 1e7, server: 2, database: 1, allocs: 20, reads: 1, writes: 0.5, memory: 7}
	for kind := range want {
		if math.Abs(got[kind]-want[kind]) > 1e-9 {
			t.Errorf("figure %d is %v, want %v", kind, got[kind], want[kind])
		}
	}
	if got.cost() != got[server]+got[database] {
		t.Errorf("the cost is %v", got.cost())
	}
}

func TestALineMarksWhatMissesItsTarget(t *testing.T) {
	quiet := row{name: "a", signatures: 1, target: map[string]float64{"sqlite": 1.1, "postgres": 1.3}, noWrites: true}
	f := figures{server: 1, database: 0.2, overFloor: 1.2, writes: 0.5, reads: 1, allocs: 300, p50: 1e6, p95: 2e6, p99: 3e6, memory: 1 << 20}
	for store, want := range map[string]string{
		"sqlite":   "| a | 1.200 ✗ | ≤ 1.10 | 1.20 ✗ | 0.200 | 1.00 ms | 2.00 ms | 3.00 ms | 300 | 1.00 | 0.50 ✗ | 1 MiB |",
		"postgres": "| a | 1.200 | ≤ 1.30 | 1.20 ✗ | 0.200 | 1.00 ms | 2.00 ms | 3.00 ms | 300 | 1.00 | 0.50 ✗ | 1 MiB |",
	} {
		if got := quiet.line(store, f); got != want {
			t.Errorf("%s:\n%s, want\n%s", store, got, want)
		}
	}
	f[writes], f[overFloor] = 0.004, 1.15
	if got, want := quiet.line("postgres", f), "| a | 1.200 | ≤ 1.30 | 1.15 | 0.200 | 1.00 ms | 2.00 ms | 3.00 ms | 300 | 1.00 | 0.00 | 1 MiB |"; got != want {
		t.Errorf("%s, want\n%s", got, want)
	}
}

func TestEveryRowHasATargetOnBothStores(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range rows {
		if r.target["sqlite"] == 0 || r.target["postgres"] == 0 || r.times == 0 || seen[r.key] {
			t.Errorf("%s: %v, %d times, or it is there twice", r.key, r.target, r.times)
		}
		seen[r.key] = true
	}
}

func TestASignatureTakesProcessorTime(t *testing.T) {
	one, err := signature(testKey(t), 200)
	if err != nil || one < 50*time.Microsecond {
		t.Errorf("%v, %v", one, err)
	}
	if rig.People%connections != 0 {
		t.Error("two connections may ask as one person")
	}
}
