package web

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
)

// NW-01: headers count only when a configured proxy sent them, from the right.
func TestNW01_ClientAddressIsThePeerUnlessAProxyIsTrusted(t *testing.T) {
	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	tests := []struct {
		name, peer string
		trusted    []netip.Prefix
		forwarded  []string
		want       string
	}{
		{"no proxy configured", "203.0.113.9:4711", nil, []string{"1.1.1.1"}, "203.0.113.9"},
		{"peer is no proxy", "203.0.113.9:4711", proxies, []string{"1.1.1.1"}, "203.0.113.9"},
		{"peer is a proxy", "10.0.0.1:4711", proxies, []string{"198.51.100.7"}, "198.51.100.7"},
		{"the left part is the client's invention", "10.0.0.1:4711", proxies, []string{"1.1.1.1, 198.51.100.7"}, "198.51.100.7"},
		{"two proxies", "10.0.0.1:4711", proxies, []string{"198.51.100.7, 10.0.0.2"}, "198.51.100.7"},
		{"two header lines", "10.0.0.1:4711", proxies, []string{"1.1.1.1", "198.51.100.7"}, "198.51.100.7"},
		{"garbage stops the walk", "10.0.0.1:4711", proxies, []string{"198.51.100.7, <script>"}, "10.0.0.1"},
		{"mapped address", "[::ffff:10.0.0.1]:4711", proxies, []string{"198.51.100.7"}, "198.51.100.7"},
		{"IPv6", "[fd00::1]:4711", proxies, []string{"2001:db8::1"}, "2001:db8::1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.RemoteAddr = tt.peer
			r.Header["X-Forwarded-For"] = tt.forwarded
			for _, name := range []string{"X-Real-Ip", "True-Client-Ip", "Forwarded", "Cf-Connecting-Ip"} {
				r.Header.Set(name, "9.9.9.9")
			}
			var got, remote string
			Identify(tt.trusted)(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				got, remote = ClientIP(r.Context()).String(), r.RemoteAddr
			})).ServeHTTP(httptest.NewRecorder(), r)
			if got != tt.want || remote != tt.peer {
				t.Errorf("client %s, RemoteAddr %s; want %s and an untouched %s", got, remote, tt.want, tt.peer)
			}
		})
	}
}

func TestEveryRequestHasItsOwnID(t *testing.T) {
	seen := map[string]bool{}
	handler := Identify(nil)(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { seen[RequestID(r.Context())] = true }))
	for range 100 {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
		if id := w.Header().Get("X-Request-Id"); !seen[id] {
			t.Fatalf("answered id %q is not the request's", id)
		}
	}
	if len(seen) != 100 {
		t.Errorf("%d ids for 100 requests", len(seen))
	}
}
