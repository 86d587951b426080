package server

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// open serves a system on a real socket of this machine and returns its address.
func (s *system) open() string {
	s.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	l := &listener{setting: "server.listen", address: "127.0.0.1:0", handler: s.Handler()}
	if err := l.open(ctx); err != nil {
		s.t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- l.serve(ctx) }()
	s.t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			s.t.Error(err)
		}
	})
	return l.socket.Addr().String()
}

func dial(t *testing.T, address, text string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() }) //nolint:errcheck // the other side may have closed it
	if _, err := c.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	return c
}

const wellKnown = "GET /.well-known/jwks.json HTTP/1.1\r\nHost: localhost:8443\r\n"

// NW-05: a peer that never ends its headers is cut off, and neither it nor many
// that say nothing keep others from being served.
func TestNW05_SlowAndIdlePeersHoldNothing(t *testing.T) {
	t.Parallel()
	address := newSystem(t).open()
	slow := dial(t, address, wellKnown+"X-Slow: ")
	for range 300 {
		dial(t, address, "")
	}
	busy := dial(t, address, wellKnown+"\r\n")
	response, err := http.ReadResponse(bufio.NewReader(busy), nil)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("not served beside idle peers: %v %v", response, err)
	}
	if _, err := bufio.NewReader(slow).ReadString(0); err == nil {
		t.Error("the slow peer was answered")
	}
}

// NW-05, NW-06, AZ-29: headers and addresses above their limit are refused unread,
// and so are two lengths and methods nobody knows.
func TestNW05_OversizedRequests(t *testing.T) {
	t.Parallel()
	address := newSystem(t).open()
	for name, tt := range map[string]struct {
		request string
		want    int
	}{
		"8 KB address":   {"GET /.well-known/jwks.json?" + strings.Repeat("a", 8<<10) + " HTTP/1.1\r\nHost: localhost:8443\r\n\r\n", http.StatusOK},
		"33 KB address":  {"GET /authorize?" + strings.Repeat("a", 33<<10) + " HTTP/1.1\r\nHost: localhost:8443\r\n\r\n", http.StatusRequestURITooLong},
		"1 MB address":   {"GET /authorize?" + strings.Repeat("a", 1<<20) + " HTTP/1.1\r\nHost: localhost:8443\r\n\r\n", http.StatusRequestHeaderFieldsTooLarge},
		"30 KB header":   {wellKnown + "X-Big: " + strings.Repeat("a", 30<<10) + "\r\n\r\n", http.StatusOK},
		"40 KB header":   {wellKnown + "X-Big: " + strings.Repeat("a", 40<<10) + "\r\n\r\n", http.StatusRequestHeaderFieldsTooLarge},
		"two lengths":    {"POST /userinfo HTTP/1.1\r\nHost: localhost:8443\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", http.StatusBadRequest},
		"unknown method": {"BREW /authorize HTTP/1.1\r\nHost: localhost:8443\r\n\r\n", http.StatusMethodNotAllowed},
		"TRACE":          {"TRACE /authorize HTTP/1.1\r\nHost: localhost:8443\r\n\r\n", http.StatusMethodNotAllowed},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := net.Dial("tcp", address)
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()              //nolint:errcheck // the server may have closed it
			go fmt.Fprint(c, tt.request) //nolint:errcheck // it may be cut off while it still speaks
			response, err := http.ReadResponse(bufio.NewReader(c), nil)
			if err != nil || response.StatusCode != tt.want {
				t.Errorf("%v %v, want %d", response, err, tt.want)
			}
		})
	}
}

// NW-05: the limits are those the documents promise.
func TestNW05_Timeouts(t *testing.T) {
	h := newHTTPServer(http.NotFoundHandler())
	got := []time.Duration{h.ReadHeaderTimeout, h.ReadTimeout, h.WriteTimeout, h.IdleTimeout}
	want := []time.Duration{5 * time.Second, 10 * time.Second, 30 * time.Second, 60 * time.Second}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("timeouts %v, want %v", got, want)
		}
	}
	if h.MaxHeaderBytes != 32<<10 {
		t.Errorf("headers to %d bytes", h.MaxHeaderBytes)
	}
}

func TestAnAddressInUseNamesTheSettingToChange(t *testing.T) {
	taken := newSystem(t).open()
	l := &listener{setting: "server.listen", address: taken}
	if err := l.open(context.Background()); err == nil || !strings.Contains(err.Error(), "server.listen: cannot listen on "+taken) {
		t.Errorf("%v", err)
	}
}

func TestRunStopsWhenToldTo(t *testing.T) {
	s := newSystem(t, setting{"listen: 127.0.0.1:8443", "listen: 127.0.0.1:0"})
	ctx, cancel := context.WithCancel(context.Background())
	if err := s.Run(ctx, cancel); err != nil {
		t.Errorf("%v", err)
	}
}
