package server

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	toxiproxy "github.com/Shopify/toxiproxy/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"

	"authd/internal/store/storetest"
)

// A link is the way to a database, which a test cuts, clogs and mends.
type link struct {
	*toxiproxy.Proxy
	t *testing.T
}

// overLink is the address of the database at dsn by way of a link.
func overLink(t *testing.T, dsn string) (string, link) {
	t.Helper()
	address, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	metrics := toxiproxy.NewMetricsContainer(prometheus.NewRegistry())
	proxy := toxiproxy.NewProxy(toxiproxy.NewServer(metrics, zerolog.Nop()), "postgres", "127.0.0.1:0", address.Host)
	if err := proxy.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(proxy.Stop)
	address.Host = proxy.Listen
	return address.String(), link{proxy, t}
}

// cut ends all connections, and new ones are refused.
func (l link) cut() { l.Stop() }

func (l link) mend() {
	l.t.Helper()
	if err := l.Start(); err != nil {
		l.t.Fatal(err)
	}
}

// clog keeps connections open and lets nothing through: the network is half open.
func (l link) clog() {
	l.t.Helper()
	for _, stream := range []string{"upstream", "downstream"} {
		if _, err := l.Toxics.AddToxicJson(strings.NewReader(`{"name":"` + stream + `","type":"timeout","stream":"` + stream + `","attributes":{"timeout":0}}`)); err != nil {
			l.t.Fatal(err)
		}
	}
}

func (l link) unclog() { l.Toxics.ResetToxics(context.Background()) }

// RE-25, TK-19, RE-12: while the database is out, what needs it says 503 and when
// to ask again, and never that a code or token is wrong; what does not need it goes
// on; and as soon as it is back, the same code and token are good, without a restart.
func TestTK19_AnOutageCostsNothing(t *testing.T) {
	t.Parallel()
	dsn, way := overLink(t, storetest.PostgresDSN(t))
	s := newSystem(t, onPostgres(dsn))
	code, set := s.codes()(), s.granted()
	b := s.browser()
	atCode := b.atCode(ask(), ann)

	way.cut()
	for name, r := range map[string]reply{
		"code":       s.redeem(code),
		"refresh":    s.refresh(text(set, "refresh_token")),
		"userinfo":   s.userinfo(text(set, "access_token")),
		"login page": b.submit(atCode, "code", annsCode),
		"start":      b.call("/passwordless/start", `{"client_id":"otp","connection":"email","email":"bob@example.test","send":"code"}`),
	} {
		if r.StatusCode != http.StatusServiceUnavailable || r.Header.Get("Retry-After") != "5" {
			t.Errorf("%s: %d, Retry-After %q: %s", name, r.StatusCode, r.Header.Get("Retry-After"), r.body)
		}
	}
	for path, want := range map[string]int{"/livez": http.StatusOK, "/readyz": http.StatusServiceUnavailable} {
		if got := s.adminStatus(path); got != want {
			t.Errorf("%s: %d, want %d", path, got, want)
		}
	}
	for _, path := range []string{"/.well-known/jwks.json", "/.well-known/openid-configuration"} {
		if r := b.get(path); r.StatusCode != http.StatusOK {
			t.Errorf("%s: %d", path, r.StatusCode)
		}
	}

	way.mend()
	s.recovers()
	tokenSet(t, s.redeem(code))
	tokenSet(t, s.refresh(text(set, "refresh_token")))
	if r := s.userinfo(text(set, "access_token")); r.StatusCode != http.StatusOK {
		t.Errorf("/userinfo afterwards: %d %s", r.StatusCode, r.body)
	}
	s.fragment(b.get(b.submit(atCode, "code", annsCode).Header.Get("Location")))
}

// recovers waits until the server says that it is ready, and how long that took.
func (s *system) recovers() {
	s.t.Helper()
	start := time.Now()
	for s.adminStatus("/readyz") != http.StatusOK {
		if time.Since(start) > 30*time.Second {
			s.t.Fatal("it does not recover")
		}
	}
	s.t.Logf("ready again after %v", time.Since(start))
}

// RE-11, RC-12: a database that takes what is sent and never answers costs a
// request its own time and no more.
func TestRE11_ADatabaseThatNeverAnswers(t *testing.T) {
	t.Parallel()
	dsn, way := overLink(t, storetest.PostgresDSN(t))
	s := newSystem(t, onPostgres(dsn))
	set := s.granted()
	way.clog()
	if r := s.userinfo(text(set, "access_token")); r.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("%d %s", r.StatusCode, r.body)
	}
	if r := s.browser().get("/.well-known/jwks.json"); r.StatusCode != http.StatusOK {
		t.Errorf("keys: %d", r.StatusCode)
	}
	way.unclog()
	s.recovers()
	if r := s.userinfo(text(set, "access_token")); r.StatusCode != http.StatusOK {
		t.Errorf("afterwards: %d %s", r.StatusCode, r.body)
	}
}

// RE-12: a server that is started before its database waits for it.
func TestRE12_AServerWaitsForItsDatabase(t *testing.T) {
	t.Parallel()
	dsn, way := overLink(t, storetest.PostgresDSN(t))
	way.cut()
	log := &safeBuilder{}
	opened := make(chan error, 1)
	config := parse(t, []setting{onPostgres(dsn)})
	go func() {
		s, err := Open(t.Context(), Options{Config: config, Now: func() time.Time { return began }, Log: slog.New(slog.NewTextHandler(log, nil))})
		if err == nil {
			s.Close()
		}
		opened <- err
	}()
	for !strings.Contains(log.String(), "cannot be reached yet") {
		time.Sleep(time.Millisecond) // another goroutine dials
	}
	way.mend()
	if err := <-opened; err != nil {
		t.Error(err)
	}
}

// What waiting does not mend is told at once.
func TestAWrongDatabaseIsToldAtOnce(t *testing.T) {
	t.Parallel()
	dsn := strings.Replace(storetest.PostgresDSN(t), "?", "_is_not_there?", 1)
	_, err := Open(t.Context(), Options{Config: parse(t, []setting{onPostgres(dsn)}), Now: func() time.Time { return began }, Log: slog.New(slog.DiscardHandler)})
	if err == nil || !strings.Contains(err.Error(), "does not exist") {
		t.Errorf("got %v", err)
	}
}
