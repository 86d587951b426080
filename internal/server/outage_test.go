package server

import (
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"authd/internal/rig"
	"authd/internal/store/storetest"
)

// overLink is the address of the database at dsn by way of a link.
func overLink(t *testing.T, dsn string) (string, rig.Link) {
	t.Helper()
	address, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	way, err := rig.NewLink(address.Host)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(way.Cut)
	address.Host = way.Address()
	return address.String(), way
}

// must fails the test where a link does not do as it is told.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

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

	way.Cut()
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

	must(t, way.Mend())
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
	must(t, way.Clog())
	if r := s.userinfo(text(set, "access_token")); r.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("%d %s", r.StatusCode, r.body)
	}
	if r := s.browser().get("/.well-known/jwks.json"); r.StatusCode != http.StatusOK {
		t.Errorf("keys: %d", r.StatusCode)
	}
	way.Clear()
	s.recovers()
	if r := s.userinfo(text(set, "access_token")); r.StatusCode != http.StatusOK {
		t.Errorf("afterwards: %d %s", r.StatusCode, r.body)
	}
}

// RE-12: a server that is started before its database waits for it.
func TestRE12_AServerWaitsForItsDatabase(t *testing.T) {
	t.Parallel()
	dsn, way := overLink(t, storetest.PostgresDSN(t))
	way.Cut()
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
	must(t, way.Mend())
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
