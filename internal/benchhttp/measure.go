package main

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"authd/internal/rig"
)

// A bench has what all measurements share.
type bench struct {
	options
	folder string // of configurations and of SQLite's file
	key    *rsa.PrivateKey
	floor  *rig.Process
	http   *http.Client // of the floor
}

// newBench starts the floor, which is this same program.
func newBench(ctx context.Context, o options) (*bench, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	floor, err := rig.Run(ctx, self, "-floor")
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "authd-bench")
	transport := &http.Transport{MaxIdleConnsPerHost: connections, MaxConnsPerHost: connections}
	return &bench{o, folder, key, floor, &http.Client{Transport: transport}}, err
}

func (b *bench) close() {
	b.floor.Kill()
	_ = os.RemoveAll(b.folder) //nolint:gosec // its own, of MkdirTemp
}

// measure takes the unit, the floor and the row, one right after the other.
func (b *bench) measure(ctx context.Context, s *site, r row) (figures, error) {
	one, err := signature(b.key, b.requests)
	if err != nil {
		return figures{}, err
	}
	var floor float64
	if r.signatures > 0 {
		if floor, err = b.measureFloor(ctx, r, one); err != nil {
			return figures{}, err
		}
	}
	f, err := b.measureRow(ctx, s, r, one)
	if r.signatures > 0 {
		f[overFloor] = f.cost() / floor
	}
	return f, err
}

// measureFloor is the CPU of the server that only signs, in units.
func (b *bench) measureFloor(ctx context.Context, r row, one time.Duration) (float64, error) {
	n := r.times * b.requests
	before, err := rig.CPU(b.floor.PID())
	if err != nil {
		return 0, err
	}
	if _, err := drive(ctx, n, b.askFloor(r.signatures)); err != nil {
		return 0, err
	}
	after, err := rig.CPU(b.floor.PID())
	return perRequest(after-before, n, one), err
}

func (b *bench) askFloor(signatures int) request {
	address := fmt.Sprintf("http://%s/%d", b.floor.Said, signatures)
	return func(ctx context.Context, _ int) ([]string, error) {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
		if err != nil {
			return nil, err
		}
		response, err := b.http.Do(r)
		if err != nil {
			return nil, err
		}
		defer response.Body.Close() //nolint:errcheck // read to its end
		length, err := io.Copy(io.Discard, response.Body)
		if err == nil && (response.StatusCode != http.StatusOK || length < int64(signatures)*256) {
			err = fmt.Errorf("%w of the floor: %d, %d bytes", errWrong, response.StatusCode, length)
		}
		return nil, err
	}
}

func (b *bench) measureRow(ctx context.Context, s *site, r row, one time.Duration) (figures, error) {
	n := r.times * b.requests
	w, err := r.prepare(ctx, s, n)
	if err != nil {
		return figures{}, err
	}
	before, err := s.read(ctx)
	if err != nil {
		return figures{}, err
	}
	l, err := w.do(ctx, n)
	if err != nil {
		return figures{}, err
	}
	after, err := s.read(ctx)
	if err != nil {
		return figures{}, err
	}
	f := after.since(before, n, one)
	f[p50], f[p95], f[p99] = percentile(l.latencies, 50), percentile(l.latencies, 95), percentile(l.latencies, 99)
	return f, s.verify(ctx, l.signed)
}

// do sends n requests and waits for what must have happened then.
func (w work) do(ctx context.Context, n int) (load, error) {
	l, err := drive(ctx, n, w.ask)
	if err == nil && w.settle != nil {
		err = w.settle(ctx)
	}
	return l, err
}

// verify holds signed tokens against the keys the server publishes.
func (s *site) verify(ctx context.Context, signed []string) error {
	for _, token := range signed {
		if _, err := s.verifier.Verify(ctx, token); err != nil {
			return fmt.Errorf("%w: %w", errWrong, err)
		}
	}
	return nil
}
