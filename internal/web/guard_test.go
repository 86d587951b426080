package web

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func status(h http.Handler, r *http.Request) int {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code
}

var teapot = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })

// NW-02: only the issuer's host is served, however the request spells another.
func TestNW02_UnknownHostIsRefused(t *testing.T) {
	guard := Guard("https://auth.example.com/")(teapot)
	for host, want := range map[string]int{
		"auth.example.com":          http.StatusTeapot,
		"AUTH.example.COM":          http.StatusTeapot,
		"auth.example.com:443":      http.StatusTeapot,
		"auth.example.com:80":       http.StatusMisdirectedRequest,
		"auth.example.com:8443":     http.StatusMisdirectedRequest,
		"auth.example.com.":         http.StatusMisdirectedRequest,
		"evil.test":                 http.StatusMisdirectedRequest,
		"auth.example.com.evil":     http.StatusMisdirectedRequest,
		"auth.example.com@evil":     http.StatusMisdirectedRequest,
		"":                          http.StatusMisdirectedRequest,
		"127.0.0.1":                 http.StatusMisdirectedRequest,
		"auth.example.com evil.com": http.StatusMisdirectedRequest,
	} {
		r := httptest.NewRequest(http.MethodGet, "/authorize", nil)
		r.Host = host
		if got := status(guard, r); got != want {
			t.Errorf("Host %q: status %d, want %d", host, got, want)
		}
	}
	r := httptest.NewRequest(http.MethodGet, "https://evil.test/authorize", nil) // absolute-form request line
	if got := status(guard, r); got != http.StatusMisdirectedRequest {
		t.Errorf("absolute-form request for another host: status %d", got)
	}
}

// NW-03: forwarded host, proto, port and prefix are never read.
func TestNW03_ForwardedHeadersDoNotChangeTheHost(t *testing.T) {
	guard := Guard("https://auth.example.com/")(teapot)
	for _, name := range []string{"X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Port", "X-Forwarded-Prefix", "Forwarded", "X-Host", "X-Original-Host"} {
		good, bad := httptest.NewRequest(http.MethodGet, "/", nil), httptest.NewRequest(http.MethodGet, "/", nil)
		good.Host, bad.Host = "auth.example.com", "evil.test"
		good.Header.Set(name, "evil.test")
		bad.Header.Set(name, "auth.example.com")
		if status(guard, good) != http.StatusTeapot || status(guard, bad) != http.StatusMisdirectedRequest {
			t.Errorf("%s changed which host is served", name)
		}
	}
}

// AZ-29: addresses to 8 KB are served, above 32 KB refused.
func TestAZ29_LongAddresses(t *testing.T) {
	guard := Guard("https://auth.example.com/")(teapot)
	for length, want := range map[int]int{8 << 10: http.StatusTeapot, MaxURL: http.StatusTeapot, MaxURL + 1: http.StatusRequestURITooLong} {
		r := httptest.NewRequest(http.MethodGet, "/?"+strings.Repeat("a", length-2), nil)
		r.Host = "auth.example.com"
		if got := status(guard, r); got != want {
			t.Errorf("%d bytes: status %d, want %d", length, got, want)
		}
	}
}

// SE-02: a form post must say that it comes from the login page's own origin.
func TestSE02_PostsFromElsewhereAreRefused(t *testing.T) {
	edge := Edge{Log: slog.New(slog.DiscardHandler)}
	guard := edge.API(SameOrigin("https://auth.example.com/")(func(w http.ResponseWriter, _ *http.Request) error {
		w.WriteHeader(http.StatusTeapot)
		return nil
	}))
	tests := []struct {
		name, site, origin string
		want               int
	}{
		{"same origin, current browser", "same-origin", "https://auth.example.com", http.StatusTeapot},
		{"same origin, old browser", "", "https://auth.example.com", http.StatusTeapot},
		{"cross-site", "cross-site", "https://evil.test", http.StatusForbidden},
		{"sub-domain", "same-site", "https://evil.example.com", http.StatusForbidden},
		{"null origin", "", "null", http.StatusForbidden},
		{"null origin, cross-site", "cross-site", "null", http.StatusForbidden},
		{"plain http of the same host", "", "http://auth.example.com", http.StatusForbidden},
		{"other port", "", "https://auth.example.com:8443", http.StatusForbidden},
		{"says nothing", "", "", http.StatusForbidden},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodPost, "https://auth.example.com/u/login", nil)
			for name, value := range map[string]string{"Sec-Fetch-Site": tt.site, "Origin": tt.origin} {
				if value != "" {
					r.Header.Set(name, value)
				}
			}
			if got := status(guard, r); got != tt.want {
				t.Errorf("status %d, want %d", got, tt.want)
			}
		})
	}
}
