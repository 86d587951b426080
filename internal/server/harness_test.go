package server

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"authd/internal/config"
)

const (
	issuer   = "https://localhost:8443/"
	app      = "https://localhost:3443"
	callback = app + "/callback"
	api      = "https://api.example.com"
	ann      = "ann@example.test"
	annsCode = "424242"
)

// settings is a configuration with every kind of client and API the tests ask
// about. A test changes lines of it by setting.
const settings = `
issuer: https://localhost:8443/
data_dir: DATA
server: {listen: 127.0.0.1:8443, tls: {mode: off}, trusted_proxies: [127.0.0.0/8]}
storage: {driver: sqlite, dsn: DATA/authd.db}
tenant: {friendly_name: Test}
clients:
  - client_id: spa
    name: My SPA
    app_type: spa
    callbacks: ["https://localhost:3443/callback"]
    web_origins: ["https://localhost:3443"]
    grant_types: [implicit]
    allow_requested_lifetime: true
  - client_id: deaf
    name: Cannot send an audience
    app_type: spa
    callbacks: ["https://localhost:3443/callback"]
    web_origins: ["https://localhost:3443"]
    grant_types: [implicit]
    default_audience: https://api.example.com
  - client_id: code-only
    name: Without the implicit grant
    app_type: spa
    callbacks: ["https://localhost:3443/callback"]
    grant_types: [authorization_code]
  - client_id: web
    name: A web application
    app_type: regular_web
    client_secret: "s3cret:%+ü"
    callbacks: ["https://localhost:3443/callback"]
    web_origins: ["https://localhost:3443"]
    grant_types: [authorization_code, implicit, client_credentials, "http://auth0.com/oauth/grant-type/passwordless/otp"]
    allow_requested_lifetime: true
    client_grants: [{audience: "https://api.example.com", scope: ["read:orders"]}]
  - client_id: otp
    name: A page that asks for codes itself
    callbacks: ["https://localhost:3443/callback"]
    web_origins: ["https://localhost:3443"]
    grant_types: ["http://auth0.com/oauth/grant-type/passwordless/otp", refresh_token]
    allow_requested_lifetime: true
  - client_id: mobile
    name: A mobile application
    app_type: native
    callbacks: ["https://localhost:3443/callback"]
    grant_types: [authorization_code, refresh_token]
  - client_id: twin
    name: Another web application
    app_type: regular_web
    client_secret: twins-secret
    callbacks: ["https://localhost:3443/callback"]
    grant_types: [authorization_code, refresh_token]
apis:
  - {identifier: "https://api.example.com", name: Orders, token_lifetime: 86400, token_lifetime_for_web: 3600, allow_offline_access: true, scopes: [{value: "read:orders", description: Read}]}
  - {identifier: "https://hs.example.com", name: HS, signing_alg: HS256, signing_secret: "0123456789abcdef0123456789abcdef", token_lifetime_for_web: 1800}
connections:
  - {name: email, strategy: email}
delivery:
  email: {driver: inbox, from: "Test <login@example.test>"}
limits:
  passwordless_start: {per_address: [], per_ip: []}
  token: {per_ip: []}
  code: {tries: 3, wrong_per_address: [10/h, 100/d], wrong_per_ip: 100/d}
dev: {enabled: true, inbox: true, fixed_codes: [{address: ann@example.test, code: "424242"}, {address: bob@example.test, code: "535353"}]}
`

// A clock stands still until it is moved.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// A setting replaces a line of the configuration.
type setting struct{ old, new string }

// A system is a whole server without a network.
type system struct {
	*Server
	t     testing.TB
	clock *clock
	log   *safeBuilder
}

func newSystem(t testing.TB, changes ...setting) *system {
	t.Helper()
	s := &system{t: t, clock: &clock{now: began}, log: &safeBuilder{}}
	server, err := Open(context.Background(), Options{
		Config: parse(t, changes), Now: s.clock.Now,
		Log: slog.New(slog.NewTextHandler(s.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Server = server
	t.Cleanup(s.Close)
	return s
}

// parse reads the settings with changes, for a data folder of the test's own.
// The folder begins as a copy of one that has keys already: making RSA keys is
// most of what a start costs.
func parse(t testing.TB, changes []setting) *config.Snapshot {
	t.Helper()
	data := t.TempDir()
	if err := os.CopyFS(data, os.DirFS(folderWithKeys())); err != nil {
		t.Fatal(err)
	}
	text := settings
	for _, c := range changes {
		if !strings.Contains(text, c.old) {
			t.Fatalf("the configuration lacks %q", c.old)
		}
		text = strings.ReplaceAll(text, c.old, c.new)
	}
	snapshot, err := read(text, data)
	if err != nil {
		t.Fatal(err)
	}
	return snapshot
}

func read(text, data string) (*config.Snapshot, error) {
	environment := func(name string) (string, bool) {
		if name != "AUTHD_SECRET" {
			return "", false
		}
		return strings.Repeat("s", 40), true
	}
	return config.Parse("test.yaml", []byte(strings.ReplaceAll(text, "DATA", data)), environment)
}

var folderWithKeys = sync.OnceValue(func() string {
	folder, err := os.MkdirTemp("", "authd-test")
	if err != nil {
		panic(err)
	}
	snapshot, err := read(settings, folder)
	if err != nil {
		panic(err)
	}
	s, err := Open(context.Background(), Options{Config: snapshot, Now: func() time.Time { return began }, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		panic(err)
	}
	s.Close()
	return folder
})

var began = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func TestMain(m *testing.M) {
	code := m.Run()
	os.RemoveAll(folderWithKeys()) //nolint:errcheck // the system's temporary folder
	os.Exit(code)
}

// RoundTrip lets an http.Client talk to the server directly.
func (s *system) RoundTrip(r *http.Request) (*http.Response, error) {
	in := r.Clone(r.Context())
	in.RequestURI = r.URL.RequestURI()
	in.RemoteAddr = "127.0.0.1:4711"
	if in.Host == "" {
		in.Host = r.URL.Host
	}
	if in.Body == nil {
		in.Body = http.NoBody
	}
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, in)
	return w.Result(), nil
}

// A safeBuilder is a strings.Builder for several goroutines.
type safeBuilder struct {
	mu sync.Mutex
	b  strings.Builder
}

func (s *safeBuilder) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuilder) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

func form(fields ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		v.Set(fields[i], fields[i+1])
	}
	return v
}

// ask is the address of a request for client spa, with some parameters
// replaced; a value of "-" drops one.
func ask(with ...string) string {
	v := form("client_id", "spa", "redirect_uri", callback, "response_type", "token id_token", "scope", "openid profile email", "state", "s-1", "nonce", "n-1")
	for i := 0; i+1 < len(with); i += 2 {
		if v.Set(with[i], with[i+1]); with[i+1] == "-" {
			v.Del(with[i])
		}
	}
	return "/authorize?" + v.Encode()
}
