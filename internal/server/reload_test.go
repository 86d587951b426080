package server

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"authd/internal/config"
	"authd/internal/store"
	"authd/internal/store/engine"
)

// changed is the configuration of s with changes, as a file would be read again.
func (s *system) changed(changes ...setting) *config.Snapshot {
	s.t.Helper()
	text := settings
	for _, c := range changes {
		if !strings.Contains(text, c.old) {
			s.t.Fatalf("the configuration lacks %q", c.old)
		}
		text = strings.ReplaceAll(text, c.old, c.new)
	}
	snapshot, err := read(text, s.config.DataDir)
	if err != nil {
		s.t.Fatal(err)
	}
	return snapshot
}

func (s *system) reloaded(changes ...setting) []string {
	s.t.Helper()
	lines, err := s.Reload(context.Background(), s.changed(changes...))
	if err != nil {
		s.t.Fatal(err)
	}
	s.Server = s.current.Load() // the harness explains by the configuration in force
	return lines
}

var shortUserinfo = setting{"clients:\n", "userinfo: {token_lifetime_for_web: 10}\nclients:\n"}

// The question of 2017, answered without a restart: see 7200, change one line,
// see 10, still logged in.
func TestAReloadChangesWhatTheNextRequestGets(t *testing.T) {
	s := newSystem(t)
	b := s.browser()
	if got := b.login(ask(), ann, annsCode).Get("expires_in"); got != "7200" {
		t.Fatalf("expires_in %s", got)
	}
	lines := s.reloaded(shortUserinfo)
	if want := "clients[spa, web]: access tokens at /authorize for no API from 7200 s to 10 s, by userinfo.token_lifetime_for_web (test.yaml:7)"; lines[0] != want {
		t.Errorf("it says %q, want %q", lines[0], want)
	}
	if got := lines[len(lines)-1]; got != "0 of 1 sessions end" {
		t.Errorf("it says %q", got)
	}
	if got := s.fragment(b.get(ask("prompt", "none"))).Get("expires_in"); got != "10" {
		t.Errorf("expires_in %s after the reload", got)
	}
}

func TestAReloadLogsNobodyOut(t *testing.T) {
	s := newSystem(t)
	b := s.browser()
	access := b.login(ask(), ann, annsCode).Get("access_token")
	s.startFor("otp", ann)
	refresh := text(tokenSet(t, s.otp(annsCode, "audience", api, "scope", "openid offline_access")), "refresh_token")
	s.reloaded(shortUserinfo, setting{"friendly_name: Test", "friendly_name: Renamed"})
	if r := s.userinfo(access); r.StatusCode != http.StatusOK {
		t.Errorf("/userinfo: %d %s", r.StatusCode, r.body)
	}
	if r := s.token("grant_type", "refresh_token", "client_id", "otp", "refresh_token", refresh); r.StatusCode != http.StatusOK {
		t.Errorf("refresh: %d %s", r.StatusCode, r.body)
	}
	s.fragment(b.get(ask("prompt", "none")))
}

// A connection that no client has any more is the one thing that ends sessions.
func TestAReloadCountsTheSessionsItEnds(t *testing.T) {
	s := newSystem(t)
	s.browser().login(ask(), ann, annsCode)
	lines := s.reloaded(setting{"{name: email, strategy: email}", "{name: mail, strategy: email}"})
	if got := lines[len(lines)-1]; got != "1 of 1 sessions end" {
		t.Errorf("it says %q", lines)
	}
}

func TestOnlyARestartChangesSomeSettings(t *testing.T) {
	s := newSystem(t)
	for range 2 { // it is said again each time, until it is true
		lines := s.reloaded(setting{"listen: 127.0.0.1:8443", "listen: 127.0.0.1:9443"}, setting{"driver: sqlite, dsn: DATA/authd.db", "driver: sqlite, dsn: DATA/other.db"})
		if got := lines[len(lines)-1]; got != "counts only after a restart: server, storage" {
			t.Errorf("it says %q", got)
		}
	}
	if s.config.Server.Listen != "127.0.0.1:8443" || !strings.HasSuffix(s.config.Storage.DSN, "/authd.db") {
		t.Errorf("in force is %+v", s.config.Server)
	}
}

func TestSecretsAreNotTold(t *testing.T) {
	s := newSystem(t)
	lines := strings.Join(s.reloaded(setting{"twins-secret", "another-secret"}), "\n")
	if !strings.Contains(lines, "clients[twin].client_secret: changed (it is a secret)") || strings.Contains(lines, "another-secret") || strings.Contains(lines, "twins-secret") {
		t.Errorf("it says %s", lines)
	}
}

func TestANewAlgorithmHasKeysAtOnce(t *testing.T) {
	s := newSystem(t)
	s.reloaded(setting{"name: Orders,", "name: Orders, signing_alg: ES256,"})
	b := s.browser()
	token := b.login(ask("audience", api), ann, annsCode).Get("access_token")
	if r := s.userinfo(token); r.StatusCode != http.StatusOK {
		t.Errorf("/userinfo: %d %s", r.StatusCode, r.body)
	}
	if header, _ := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[0]); !strings.Contains(string(header), `"ES256"`) || !strings.Contains(b.get("/.well-known/jwks.json").body, `"ES256"`) {
		t.Errorf("the token is signed with %s", header)
	}
}

func TestWhatCannotBeTakenOverChangesNothing(t *testing.T) {
	s := newSystem(t)
	before := s.current.Load()
	bad := s.changed(setting{`email: {driver: inbox`, `email: {templates: /nowhere, driver: inbox`})
	if _, err := s.Reload(context.Background(), bad); err == nil || !strings.Contains(err.Error(), "delivery.email.templates") {
		t.Errorf("got %v", err)
	}
	if s.current.Load() != before {
		t.Error("it was taken over")
	}
}

// A limit that did not change goes on counting; a guesser gains nothing by a
// reload.
func TestAReloadKeepsTheLimitOfSecrets(t *testing.T) {
	limit := setting{"token: {per_ip: []}", "token: {per_ip: 2/h}"}
	s := newSystem(t, limit)
	guess := func() int {
		return s.token("grant_type", "client_credentials", "client_id", "web", "client_secret", "wrong").StatusCode
	}
	guess()
	s.reloaded(limit, shortUserinfo)
	guess()
	if got := guess(); got != http.StatusTooManyRequests {
		t.Errorf("the third guess: %d", got)
	}
}

// Many requests, 200 reloads: none fails, and none sees half of a configuration.
// One configuration gives access tokens for 7200 s with ID tokens for 36000 s,
// the other 10 s and 20 s.
func TestReloadsUnderLoad(t *testing.T) {
	s := newSystem(t)
	b := s.browser()
	b.login(ask(), ann, annsCode)
	sides := []*config.Snapshot{
		s.changed(),
		s.changed(shortUserinfo, setting{"name: My SPA", "name: My SPA\n    jwt_configuration: {lifetime_in_seconds: 20}"}),
	}
	stop := make(chan struct{})
	l := load{seen: map[string]int{}}
	for range 4 {
		l.workers.Go(func() { l.run(stop, func() string { return b.lifetimes(ask("prompt", "none")) }) })
	}
	for i := range 200 {
		if _, err := s.Reload(context.Background(), sides[i%2]); err != nil {
			t.Error(err)
		}
	}
	close(stop)
	l.workers.Wait()
	for pair, n := range l.seen {
		if pair != "7200 36000" && pair != "10 20" {
			t.Errorf("%d requests got %s", n, pair)
		}
	}
	if len(l.seen) != 2 {
		t.Errorf("the load met %v", l.seen)
	}
}

// A load counts what its requests got.
type load struct {
	workers sync.WaitGroup
	mu      sync.Mutex
	seen    map[string]int
}

func (l *load) run(stop <-chan struct{}, request func() string) {
	for {
		select {
		case <-stop:
			return
		default:
		}
		got := request()
		l.mu.Lock()
		l.seen[got]++
		l.mu.Unlock()
	}
}

// lifetimes is what a silent renewal got: expires_in, and the ID token's.
func (b *browser) lifetimes(request string) string {
	answer := b.get(request)
	_, after, _ := strings.Cut(answer.Header.Get("Location"), "#")
	v, _ := url.ParseQuery(after) // what it is not is told below
	id := claims(v.Get("id_token"))
	if id == nil {
		return fmt.Sprintf("%d %s", answer.StatusCode, answer.Header.Get("Location"))
	}
	return fmt.Sprintf("%s %.0f", v.Get("expires_in"), id["exp"].(float64)-id["iat"].(float64))
}

// CA-05: a reload frees no guesser, unless it changes the limit.
func TestCA05_AReloadKeepsTheCountOfWrongSecrets(t *testing.T) {
	strict := setting{"token: {per_ip: []}", "token: {per_ip: [], wrong_secret_per_ip: 1/h}"}
	s := newSystem(t, strict)
	ask := func() reply {
		return s.token("grant_type", "client_credentials", "client_id", "web", "client_secret", "a guess", "audience", api)
	}
	ask()
	s.reloaded(strict, shortUserinfo)
	if r := ask(); !isError(r, http.StatusTooManyRequests, "too_many_requests") {
		t.Errorf("after a reload: %d %s", r.StatusCode, r.body)
	}
	s.reloaded(setting{strict.old, "token: {per_ip: [], wrong_secret_per_ip: 2/h}"})
	if r := ask(); !isError(r, http.StatusUnauthorized, "invalid_client") {
		t.Errorf("under another limit: %d %s", r.StatusCode, r.body)
	}
}

// CA-09: a reload fetches no client's keys again, unless it changes where to.
func TestCA09_AReloadKeepsTheKeysOfClients(t *testing.T) {
	s := newSystem(t)
	before := s.published
	s.reloaded(shortUserinfo)
	if s.published != before {
		t.Error("they were forgotten")
	}
	s.reloaded(setting{"clients:\n", "outbound: {allowed_networks: [10.0.0.0/8]}\nclients:\n"})
	if s.published == before {
		t.Error("they are those of other networks")
	}
}

// A configuration is taken over where sessions cannot be counted, as tens of
// millions cannot in the time there is.
func TestAReloadDoesNotDependOnACount(t *testing.T) {
	s := newSystem(t)
	source, err := store.Source("sqlite", s.config.Storage.DSN)
	if err != nil {
		t.Fatal(err)
	}
	pools, err := engine.OpenBeside(t.Context(), source)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pools.Writer.ExecContext(t.Context(), "ALTER TABLE sessions RENAME COLUMN seen_at TO seen"); err != nil {
		t.Fatal(err)
	}
	if err := pools.Close(); err != nil {
		t.Fatal(err)
	}
	lines := s.reloaded(shortUserinfo)
	if got := lines[len(lines)-1]; got != "how many sessions end was not counted" {
		t.Errorf("it says %q", got)
	}
}
