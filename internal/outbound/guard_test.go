package outbound

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

var loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}

// A host serves over TLS on loopback and counts the connections it gets.
type host struct {
	*httptest.Server
	connections atomic.Int32
}

func newHost(t *testing.T, listen string, serve http.HandlerFunc) *host {
	t.Helper()
	h := &host{Server: httptest.NewUnstartedServer(serve)}
	if listen != "" {
		listener, err := net.Listen("tcp", listen)
		if err != nil {
			t.Fatal(err)
		}
		h.Listener.Close() //nolint:errcheck // replaced
		h.Listener = listener
	}
	h.Config.ErrorLog = log.New(io.Discard, "", 0) // of clients that hang up
	h.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			h.connections.Add(1)
		}
	}
	h.StartTLS()
	t.Cleanup(h.Close)
	return h
}

// named is h's address by a name its certificate has.
func (h *host) named(t *testing.T) string {
	t.Helper()
	u, err := url.Parse(h.URL)
	if err != nil {
		t.Fatal(err)
	}
	return "https://example.com:" + u.Port() + "/"
}

func (h *host) pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(h.Certificate())
	return pool
}

func hello(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Cache-Control", "max-age=7")
	fmt.Fprint(w, "hello")
}

func TestGet(t *testing.T) {
	h := newHost(t, "", hello)
	guard := Guard{Allowed: loopback, RootCAs: h.pool(), Resolver: newNames(t, "127.0.0.1").resolver()}
	for _, address := range []string{h.URL, h.named(t)} {
		got, err := guard.Get(t.Context(), address)
		if err != nil || string(got.Body) != "hello" || got.Header.Get("Cache-Control") != "max-age=7" {
			t.Errorf("%s: %s, %v", address, got.Body, err)
		}
	}
	if _, err := (Guard{Allowed: loopback}).Get(t.Context(), h.URL); err == nil {
		t.Error("a certificate nobody vouches for was taken")
	}
}

// NW-04: whatever the host is called, an address that is not public is not
// connected to. The name server says 127.0.0.1 to every name.
func TestNW04_NothingInternalIsReached(t *testing.T) {
	h := newHost(t, "", hello)
	_, port, err := net.SplitHostPort(h.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	guard := Guard{RootCAs: h.pool(), Resolver: newNames(t, "127.0.0.1").resolver()}
	for _, name := range []string{
		"localhost", "localhost.", "LOCALHOST", "example.com", "sub.example.com.", "127.0.0.1", "127.0.0.2", "127.1", "127.0.1", "0", "0.0.0.0", "2130706433", "017700000001",
		"0177.0.0.1", "0x7f.0.0.1", "0x7f000001", "0x7f.1", "127.0.0.1.nip.io", "[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
		"[::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b::127.0.0.1]", "[2002:7f00:1::]", "[fe80::1]", "[fd00::1]", "[fd00:ec2::254]", "[ff02::1]",
		"10.0.0.1", "172.16.0.1", "192.168.0.1", "100.64.0.1", "100.100.100.200", "169.254.169.254", "[::ffff:169.254.169.254]", "metadata.google.internal",
		"instance-data", "169.254.170.2", "192.0.0.192", "168.63.129.16", "2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "224.0.0.1", "255.255.255.255", "198.18.0.1", "user@127.0.0.1", "example.com%2f@127.0.0.1",
	} {
		_, err := guard.Get(t.Context(), "https://"+name+":"+port+"/")
		var unknown *net.DNSError // numbers that are no address are no name either, to this resolver
		if err == nil || !errors.Is(err, errNotPublic) && !errors.As(err, &unknown) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := h.connections.Load(); n != 0 {
		t.Errorf("%d connections were made", n)
	}
}

func TestNW04_Schemes(t *testing.T) {
	guard := Guard{Allowed: append([]netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}, loopback...), Resolver: newNames(t, "10.0.0.1").resolver()}
	for _, address := range []string{"file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/", "//127.0.0.1/", "127.0.0.1", "", "https://", "unix:///x"} {
		if _, err := guard.Get(t.Context(), address); err == nil {
			t.Errorf("%q was fetched", address)
		}
	}
	if _, err := guard.Get(t.Context(), "http://example.com/"); !errors.Is(err, errPlain) {
		t.Errorf("plain http over a network: %v", err)
	}
	plain := httptest.NewServer(http.HandlerFunc(hello))
	t.Cleanup(plain.Close)
	if got, err := guard.Get(t.Context(), plain.URL); err != nil || string(got.Body) != "hello" {
		t.Errorf("plain http on loopback: %v", err)
	}
	if _, err := (Guard{}).Get(t.Context(), plain.URL); !errors.Is(err, errNotPublic) {
		t.Errorf("loopback that is not allowed: %v", err)
	}
}

// NW-04: a name that leads to a good address once and to a bad one later (DNS
// rebinding) is refused the second time, before a connection is made.
func TestNW04_Rebinding(t *testing.T) {
	good := newHost(t, "127.0.0.2:0", hello)
	_, port, err := net.SplitHostPort(good.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	bad := newHost(t, "127.0.0.1:"+port, hello)
	names := newNames(t, "127.0.0.2", "127.0.0.1")
	guard := Guard{Allowed: []netip.Prefix{netip.MustParsePrefix("127.0.0.2/32")}, RootCAs: good.pool(), Resolver: names.resolver()}
	if got, err := guard.Get(t.Context(), good.named(t)); err != nil || string(got.Body) != "hello" {
		t.Fatalf("the first time: %v", err)
	}
	if _, err := guard.Get(t.Context(), good.named(t)); !errors.Is(err, errNotPublic) {
		t.Errorf("the second time: %v", err)
	}
	if len(names.asked) != 2 || good.connections.Load() != 1 || bad.connections.Load() != 0 {
		t.Errorf("asked %v, %d connections to the good one, %d to the bad one", names.asked, good.connections.Load(), bad.connections.Load())
	}
}

// NW-04: redirects are not followed, wherever they lead.
func TestNW04_Redirects(t *testing.T) {
	for _, status := range []int{301, 302, 303, 307, 308} {
		for _, to := range []string{"/elsewhere", "https://169.254.169.254/latest/meta-data/", "http://127.0.0.1/", "file:///etc/passwd"} {
			var asked atomic.Int32
			h := newHost(t, "", func(w http.ResponseWriter, r *http.Request) {
				asked.Add(1)
				w.Header().Set("Location", to)
				w.WriteHeader(status)
			})
			_, err := Guard{Allowed: loopback, RootCAs: h.pool()}.Get(t.Context(), h.URL)
			if err == nil || !strings.Contains(err.Error(), fmt.Sprint("status ", status)) || asked.Load() != 1 {
				t.Errorf("%d to %s: %v after %d requests", status, to, err, asked.Load())
			}
		}
	}
}

func TestOnlyA200IsADocument(t *testing.T) {
	for _, status := range []int{201, 204, 206, 400, 404, 500} {
		h := newHost(t, "", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) })
		if _, err := (Guard{Allowed: loopback, RootCAs: h.pool()}).Get(t.Context(), h.URL); err == nil {
			t.Errorf("%d was taken", status)
		}
	}
}

// NW-04: a proxy from the environment would connect in the server's place.
func TestNW04_NoProxy(t *testing.T) {
	transport := Guard{}.client(Guard{}.permit).Transport.(*http.Transport)
	if transport.Proxy != nil {
		t.Error("there is a proxy")
	}
}

// NW-04: a body may have one megabyte, announced or not.
func TestNW04_Sizes(t *testing.T) {
	for _, row := range []struct {
		bytes int
		good  bool
	}{{maxBytes, true}, {maxBytes + 1, false}, {64 * maxBytes, false}} {
		sent := make(chan int, 1)
		h := newHost(t, "", func(w http.ResponseWriter, _ *http.Request) {
			n := 0
			for chunk := make([]byte, 1<<16); n < row.bytes; {
				m, err := w.Write(chunk[:min(len(chunk), row.bytes-n)])
				if n += m; err != nil {
					break
				}
			}
			sent <- n
		})
		got, err := Guard{Allowed: loopback, RootCAs: h.pool()}.Get(t.Context(), h.URL)
		if (err == nil) != row.good || row.good && len(got.Body) != row.bytes {
			t.Errorf("%d bytes: %d, %v", row.bytes, len(got.Body), err)
		}
		if n := <-sent; n > 32*maxBytes {
			t.Errorf("%d bytes of %d were sent", n, row.bytes)
		}
	}
	h := newHost(t, "", func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("X-Long", strings.Repeat("x", 64<<10)) })
	if _, err := (Guard{Allowed: loopback, RootCAs: h.pool()}).Get(t.Context(), h.URL); err == nil {
		t.Error("a header of 64 KB was read")
	}
}

// A server that hangs holds nobody who has gone away.
func TestAHangingServerIsLeft(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	over := make(chan struct{})
	h := newHost(t, "", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusOK)
		w.(http.Flusher).Flush()
		cancel()
		<-over
	})
	t.Cleanup(func() { close(over) })
	if _, err := (Guard{Allowed: loopback, RootCAs: h.pool()}).Get(ctx, h.URL); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// NW-04: nothing takes longer than five seconds, here a name server that hangs.
func TestNW04_FiveSeconds(t *testing.T) {
	// The resolver keeps its configuration for the whole process, so it must not
	// be made within the bubble.
	if _, err := (&net.Resolver{PreferGo: true}).LookupHost(t.Context(), "localhost"); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		over := make(chan struct{})
		hangs := &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
			<-over
			return nil, errors.New("no answer")
		}}
		began := time.Now()
		_, err := Guard{Resolver: hangs}.Get(t.Context(), "https://example.com/")
		if took := time.Since(began); !errors.Is(err, context.DeadlineExceeded) || took != maxDuration {
			t.Errorf("%v after %v", err, took)
		}
		close(over)
		synctest.Wait()
	})
}
