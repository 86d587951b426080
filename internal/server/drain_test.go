package server

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"authd/internal/config"
)

// RE-20: a server that is told to stop is not ready at once, and takes requests
// until proxies have had time to see that. Where they cannot see it, nobody waits.
func TestRE20_FirstNotReadyThenNoMoreRequests(t *testing.T) {
	for listen, delay := range map[string]time.Duration{"127.0.0.1:9090": 5 * time.Second, "": 0} {
		synctest.Test(t, func(t *testing.T) {
			s := &Server{
				core:   &core{log: slog.New(slog.DiscardHandler)},
				config: &config.Snapshot{Server: config.Server{AdminListen: listen, ShutdownDelay: 5 * time.Second}},
			}
			ctx, tell := context.WithCancel(t.Context())
			serving, stop := s.untilDrained(ctx)
			defer stop()
			told := time.Now()
			tell()
			synctest.Wait()
			w := httptest.NewRecorder()
			s.ready(w, httptest.NewRequest(http.MethodGet, "/readyz", nil))
			if w.Code != http.StatusServiceUnavailable {
				t.Errorf("/readyz is %d", w.Code)
			}
			<-serving.Done()
			if took := time.Since(told); took != delay {
				t.Errorf("with admin_listen %q it takes requests for %v more, want %v", listen, took, delay)
			}
		})
	}
}
