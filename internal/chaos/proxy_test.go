package chaos

import (
	"context"
	"net/http"
	"net/http/httputil"
	"net/url"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"authd/internal/rig"
)

// A balancer sends each request to one of the servers that say they are ready, as
// a proxy in front of authd does.
type balancer struct {
	mu    sync.Mutex
	all   []*rig.Process
	ready []*rig.Process
	next  atomic.Int64
}

// watch asks the servers again and again whether they are ready.
func (b *balancer) watch(ctx context.Context) {
	for ctx.Err() == nil {
		b.mu.Lock()
		all := b.all
		b.mu.Unlock()
		var ready []*rig.Process
		for _, p := range all {
			if p.Ready(ctx) {
				ready = append(ready, p)
			}
		}
		b.mu.Lock()
		b.ready = ready
		b.mu.Unlock()
		time.Sleep(50 * time.Millisecond) // as proxies do
	}
}

func (b *balancer) set(all ...*rig.Process) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.all = slices.Clone(all)
}

func (b *balancer) pick() *rig.Process {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.ready) == 0 {
		return nil
	}
	return b.ready[int(b.next.Add(1))%len(b.ready)]
}

func (b *balancer) handler() http.Handler {
	return &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		if p := b.pick(); p != nil {
			r.SetURL(&url.URL{Scheme: "http", Host: p.Listen})
			r.Out.Host = r.In.Host
		}
	}}
}

// RE-20: servers behind a proxy are restarted one after the other under 100
// requests a second, and no request fails.
func TestRE20_RollingRestarts(t *testing.T) {
	mails, entry, b := newSink(t), freePort(t), &balancer{}
	setup := onPostgres(t, entry, mails.Address)
	servers := []*rig.Process{start(t, setup, "one", ""), start(t, setup, "two", "")}
	b.set(servers...)
	ctx, end := context.WithCancel(t.Context())
	defer end()
	go b.watch(ctx)
	front := &http.Server{Addr: entry, Handler: b.handler(), ReadHeaderTimeout: time.Minute}
	go front.ListenAndServe() //nolint:errcheck // it ends with the test
	defer front.Close()       //nolint:errcheck // nothing is asked of it afterwards
	awaitReady(t, b, 2)

	asked := make(chan [2]int, 1)
	load, enough := context.WithCancel(ctx)
	go func() { asked <- renewals(load, t, setup) }()
	for i := range scaled(3, 50) {
		if err := servers[i%2].Stop(); err != nil {
			t.Error(err)
		}
		servers[i%2] = start(t, setup, "next", "")
		b.set(servers...)
		awaitReady(t, b, 2)
	}
	enough()
	n := <-asked
	t.Logf("%d requests during %d restarts, %d failed", n[0], scaled(3, 50), n[1])
	if n[0] < 100 || n[1] > 0 {
		t.Error("requests failed, or there were none")
	}
}

func awaitReady(t *testing.T, b *balancer, n int) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		b.mu.Lock()
		ready := len(b.ready)
		b.mu.Unlock()
		if ready == n {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d of %d servers are ready", ready, n)
		}
	}
}

// renewals are 100 silent renewals a second until ctx ends: how many, and how many
// failed.
func renewals(ctx context.Context, t *testing.T, setup rig.Setup) [2]int {
	person := rig.NewPerson(setup.Issuer, 1, &http.Transport{MaxIdleConnsPerHost: 32})
	if _, err := person.Login(context.WithoutCancel(ctx), rig.Ask()); err != nil {
		t.Error(err)
		return [2]int{}
	}
	var all sync.WaitGroup
	var failed atomic.Int64
	asked := 0
	for tick := time.NewTicker(10 * time.Millisecond); ctx.Err() == nil; <-tick.C {
		asked++
		all.Go(func() {
			a, err := person.Get(context.WithoutCancel(ctx), rig.Ask("prompt", "none"))
			if err != nil || a.Values().Get("access_token") == "" {
				failed.Add(1)
				t.Errorf("%d %.100s %v", a.Status, a.Location, err)
			}
		})
	}
	all.Wait()
	return [2]int{asked, int(failed.Load())}
}
