package main

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestHealthIsWhatReadyzSays(t *testing.T) {
	for status, ready := range map[int]bool{http.StatusOK: true, http.StatusServiceUnavailable: false, http.StatusNotFound: false} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/readyz" {
				t.Errorf("asked %s", r.URL)
			}
			w.WriteHeader(status)
		}))
		if err := health(t.Context(), server.Listener.Addr().String()); (err == nil) != ready {
			t.Errorf("%d: got %v", status, err)
		}
		server.Close()
	}
}

func TestWhereHealthIsAsked(t *testing.T) {
	for listen, want := range map[string]string{
		"127.0.0.1:9090": "http://127.0.0.1:9090/readyz",
		"10.0.0.7:9090":  "http://10.0.0.7:9090/readyz",
		"0.0.0.0:9090":   "http://127.0.0.1:9090/readyz",
		":9090":          "http://127.0.0.1:9090/readyz",
		"[::]:9090":      "http://[::1]:9090/readyz",
		"localhost:9090": "http://localhost:9090/readyz",
	} {
		if got, err := readyAddress(listen); got != want || err != nil {
			t.Errorf("%s: got %s, %v", listen, got, err)
		}
	}
	for _, listen := range []string{"", "9090"} {
		if got, err := readyAddress(listen); err == nil {
			t.Errorf("%q: got %s", listen, got)
		}
	}
}
