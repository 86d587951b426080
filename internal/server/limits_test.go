package server

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// NW-01: with no proxy configured the limits and the log see the socket's peer,
// whatever headers say.
func TestNW01_ForgedAddressesAreNotBelieved(t *testing.T) {
	s := newSystem(t, setting{"trusted_proxies: [127.0.0.0/8]", "trusted_proxies: []"}, setting{"wrong_per_ip: 100/d", "wrong_per_ip: 5/d"})
	b := s.browser()
	judged := 0
	for i := range 20 {
		r := b.request(http.MethodPost, "/passwordless/verify", strings.NewReader(verify(fmt.Sprintf("user%d@example.test", i), "000000")))
		r.Header.Set("Content-Type", "application/json")
		for _, name := range []string{"X-Forwarded-For", "X-Real-IP", "True-Client-IP", "CF-Connecting-IP", "X-Client-IP"} {
			r.Header.Set(name, fmt.Sprintf("198.51.100.%d", i))
		}
		r.Header.Set("Forwarded", fmt.Sprintf("for=198.51.100.%d", i))
		if got := b.send(r); got.StatusCode == http.StatusUnauthorized {
			judged++
		}
	}
	if judged != 5 {
		t.Errorf("%d guesses were judged, want 5", judged)
	}
	if log := s.log.String(); !strings.Contains(log, "client_ip=127.0.0.1") || strings.Contains(log, "198.51.100") {
		t.Error("the log names another address than the peer's")
	}
}

// PL-22: a restart frees nobody from a limit.
func TestPL22_LimitsSurviveARestart(t *testing.T) {
	s := newSystem(t, setting{"per_address: [], per_ip: []", "per_address: [1/h], per_ip: []"})
	if r := s.browser().call("/passwordless/start", start(ann)); r.StatusCode != http.StatusOK {
		t.Fatalf("%d %s", r.StatusCode, r.body)
	}
	s.Close()
	again, err := Open(context.Background(), s.options)
	if err != nil {
		t.Fatal(err)
	}
	s.Server = again
	if r := s.browser().call("/passwordless/start", start(ann)); r.StatusCode != http.StatusTooManyRequests || r.Header.Get("Retry-After") == "" {
		t.Errorf("after the restart: %d %s", r.StatusCode, r.body)
	}
}

// PL-20, PL-21: a mail server that is down, or hangs, shows neither in what is
// answered nor in how long it takes.
func TestPL21_TheMailServerDoesNotShow(t *testing.T) {
	want := shape(newSystem(t).browser().call("/passwordless/start", start(ann)), ann)
	for _, state := range []string{"hangs", "is down"} {
		t.Run(state, func(t *testing.T) {
			silent, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			if state == "is down" {
				silent.Close() //nolint:errcheck // nobody listens there any more
			}
			_, port, _ := net.SplitHostPort(silent.Addr().String())
			s := newSystem(t, setting{"inbox: true, ", ""}, setting{`{driver: inbox, from: "Test <login@example.test>"}`,
				`{driver: smtp, from: "Test <login@example.test>", smtp: {host: 127.0.0.1, port: ` + port + `, tls: none}}`})
			ctx, cancel := context.WithCancel(context.Background())
			done := make(chan struct{})
			go func() { s.worker.Run(ctx); close(done) }()
			for range 5 {
				began := time.Now()
				got := s.browser().call("/passwordless/start", start(ann))
				if took := time.Since(began); shape(got, ann) != want || took > time.Second {
					t.Errorf("after %s: %s\nwant %s", took, shape(got, ann), want)
				}
			}
			silent.Close() //nolint:errcheck // lets go of a worker that waits for a greeting
			cancel()
			<-done
		})
	}
}
