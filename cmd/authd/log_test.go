package main

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"authd/internal/config"
	"authd/internal/server"
)

// forged is a text that would make lines of its own, or turn a terminal's.
const forged = "x\r\ntime=2026-01-01T00:00:00Z level=INFO msg=forged\n{\"msg\":\"forged\"}\x1b[2J\x00\u2028\u0085"

// AD-08: whatever a request holds, each line of the log is one that authd wrote, in
// both formats, and has the id of its request.
func TestAD08_NobodyForgesLines(t *testing.T) {
	for _, format := range []string{"text", "json"} {
		t.Run(format, func(t *testing.T) {
			var logged bytes.Buffer
			handler := quietServer(t, newLogger(&logged, format, slog.LevelDebug))
			logged.Reset() // what the start says has no request
			q := url.QueryEscape(forged)
			for _, path := range []string{
				"/authorize?client_id=" + q, "/authorize?client_id=spa&redirect_uri=" + q, "/authorize?" + q + "=1&" + q + "=2",
				"/" + url.PathEscape(forged), "/oidc/logout?id_token_hint=" + q, "/passwordless/link?token=" + q, "/v2/logout?returnTo=" + q,
			} {
				r := httptest.NewRequest(http.MethodGet, "http://localhost:8443"+path, nil)
				for _, name := range []string{"Origin", "User-Agent", "X-Forwarded-For", "X-Request-Id", "Auth0-Client", "Referer"} {
					r.Header[name] = []string{forged}
				}
				handler.ServeHTTP(httptest.NewRecorder(), r)
			}
			lines := strings.Split(strings.TrimSuffix(logged.String(), "\n"), "\n")
			if len(lines) < 7 {
				t.Fatalf("%d lines", len(lines))
			}
			for _, line := range lines {
				if !genuine(format, line) {
					t.Errorf("not of authd alone: %q", line)
				}
			}
		})
	}
}

// genuine reports whether a line is one of authd's, with nothing in it that a
// terminal or collector takes for another.
func genuine(format, line string) bool {
	for _, r := range line {
		if r < ' ' || r == 0x7f {
			return false
		}
	}
	if format == "json" {
		var fields map[string]any
		id := func() bool { text, _ := fields["request_id"].(string); return text != "" }
		return json.Unmarshal([]byte(line), &fields) == nil && fields["msg"] != "forged" && id()
	}
	return strings.HasPrefix(line, "time=") && !strings.Contains(line, "time=2026-01-01T00:00:00Z level=INFO msg=forged ") && strings.Contains(line, " request_id=")
}

func quietServer(t *testing.T, log *slog.Logger) http.Handler {
	t.Helper()
	data := t.TempDir()
	text := "issuer: http://localhost:8443/\ndata_dir: " + data + "\nserver: {listen: 127.0.0.1:8443, tls: {mode: off}}\n" +
		"storage: {driver: sqlite, dsn: " + filepath.Join(data, "authd.db") + "}\n" +
		"clients: [{client_id: spa, callbacks: [\"http://localhost:3000/cb\"], grant_types: [implicit]}]\n" +
		"delivery: {email: {driver: inbox}}\ndev: {enabled: true, inbox: true}\n"
	snapshot, err := config.Parse("authd.yaml", []byte(text), func(string) (string, bool) { return "", false })
	if err != nil {
		t.Fatal(err)
	}
	s, err := server.Open(context.Background(), server.Options{Config: snapshot, Now: time.Now, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s.Handler()
}
