package server

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// AD-04: traces of whole logins say where time went, and hold no code, address,
// cookie or token, nor anything else a sender chose.
func TestAD04_TracesHoldNoSecrets(t *testing.T) {
	var mu sync.Mutex
	var got strings.Builder
	collector := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		_, _ = io.Copy(&got, r.Body)
	}))
	t.Cleanup(collector.Close)
	s := &system{t: t, clock: &clock{now: began}, log: &safeBuilder{}}
	server, err := Open(context.Background(), Options{
		Config: parse(t, nil), Now: s.clock.Now, Log: slog.New(slog.NewTextHandler(s.log, nil)),
		Environment: only("OTEL_EXPORTER_OTLP_ENDPOINT", collector.URL),
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Server = server
	b := s.browser()
	answer := b.login(ask("state", "state-of-the-sender"), ann, annsCode)
	b.get(ask("client_id", "client-of-the-sender"))
	b.get("/path-of-the-sender")
	s.startFor("otp", ann)
	s.mails(ann, 1)
	ctx, done := context.WithTimeout(t.Context(), time.Minute)
	defer done()
	if err := s.traces.Close(ctx); err != nil {
		t.Fatal(err)
	}
	s.Close()
	mu.Lock()
	defer mu.Unlock()
	for _, want := range []string{`"name":"/authorize/resume"`, `"name":"/u/code"`, `"name":"store read"`, `"name":"store write"`, `"name":"send by email"`, `"key":"authd.client_id","value":{"stringValue":"spa"}`, `"stringValue":"303"`} {
		if !strings.Contains(got.String(), want) {
			t.Errorf("no %s", want)
		}
	}
	secrets := []string{ann, annsCode, "of-the-sender", answer.Get("access_token"), answer.Get("id_token"), b.Jar.Cookies(home())[0].Value, "?"}
	for _, secret := range secrets {
		if secret == "" || strings.Contains(got.String(), secret) {
			t.Errorf("%q is in the traces", secret)
		}
	}
}

// only is an environment of one variable.
func only(name, value string) func(string) (string, bool) {
	return func(asked string) (string, bool) {
		if asked != name {
			return "", false
		}
		return value, true
	}
}

func TestAWrongVariableIsToldAtTheStart(t *testing.T) {
	_, err := Open(context.Background(), Options{
		Config: parse(t, nil), Now: func() time.Time { return began }, Log: slog.New(slog.DiscardHandler),
		Environment: only("OTEL_TRACES_EXPORTER", "zipkin"),
	})
	if err == nil || !strings.Contains(err.Error(), "OTEL_TRACES_EXPORTER: must be otlp or none") {
		t.Errorf("%v", err)
	}
}
