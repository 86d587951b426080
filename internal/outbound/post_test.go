package outbound

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
)

func TestPost(t *testing.T) {
	got := make(chan string, 1)
	for _, status := range []int{200, 204} {
		h := newHost(t, "", func(w http.ResponseWriter, r *http.Request) {
			got <- r.Method + " " + r.Header.Get("Content-Type") + " " + r.PostFormValue("logout_token")
			w.WriteHeader(status)
		})
		guard := Guard{Allowed: loopback, RootCAs: h.pool()}
		if err := guard.Post(t.Context(), h.URL, url.Values{"logout_token": {"a b&c"}}); err != nil {
			t.Errorf("%d: %v", status, err)
		}
		if sent := <-got; sent != "POST application/x-www-form-urlencoded a b&c" {
			t.Errorf("sent %q", sent)
		}
	}
}

// NW-04: a form goes to the address that was given or nowhere.
func TestNW04_FormsAreNotSentOn(t *testing.T) {
	for _, status := range []int{201, 301, 302, 307, 308, 400, 500} {
		var asked atomic.Int32
		h := newHost(t, "", func(w http.ResponseWriter, _ *http.Request) {
			asked.Add(1)
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(status)
		})
		err := Guard{Allowed: loopback, RootCAs: h.pool()}.Post(t.Context(), h.URL, url.Values{"a": {"b"}})
		if err == nil || !strings.Contains(err.Error(), "status") || asked.Load() != 1 {
			t.Errorf("%d: %v after %d requests", status, err, asked.Load())
		}
	}
	h := newHost(t, "", hello)
	if err := (Guard{RootCAs: h.pool()}).Post(t.Context(), h.URL, url.Values{}); !errors.Is(err, errNotPublic) || h.connections.Load() != 0 {
		t.Errorf("loopback that is not allowed: %v, %d connections", err, h.connections.Load())
	}
}
