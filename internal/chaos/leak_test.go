package chaos

import (
	"context"
	"net/http"
	"testing"
	"time"

	"authd/internal/rig"
)

// SC-04, QA-01: after a crowd of people came and went, logins, renewals, refreshes
// and requests that were given up, a server has as many goroutines and open files as
// after the first of them.
func TestSC04_NothingLeaks(t *testing.T) {
	mails := newSink(t)
	setup := onSQLite(t, freePort(t), mails.Address)
	p := start(t, setup, "authd", entry(setup))
	crowd := func(first, last int) {
		var lives []*life
		for i := first; i < last; i++ {
			lives = append(lives, newLife(t, setup.Issuer, i))
		}
		ctx, end := context.WithTimeout(t.Context(), time.Second) // which gives requests up
		allLive(ctx, lives)
		end()
		for _, l := range lives {
			l.person.HTTP.Transport.(*http.Transport).CloseIdleConnections()
		}
	}
	crowd(0, 2)
	goroutines, files := standing(t, p)
	for range scaled(2, 60) {
		crowd(0, 12)
	}
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		g, f := standing(t, p)
		if g <= goroutines+4 && f <= files+4 {
			t.Logf("%v goroutines and %v files, and %v and %v at first", g, f, goroutines, files)
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("%v goroutines and %v files are left, and were %v and %v", g, f, goroutines, files)
		}
	}
	if err := p.Stop(); err != nil {
		t.Error(err)
	}
}

// standing are the goroutines and open files a server says it has.
func standing(t *testing.T, p *rig.Process) (float64, float64) {
	t.Helper()
	m, err := p.Metrics(t.Context())
	if err != nil || m["go_goroutines"] == 0 || m["process_open_fds"] == 0 {
		t.Fatalf("no metrics: %v", err)
	}
	return m["go_goroutines"], m["process_open_fds"]
}
