package inspect

import (
	"bytes"
	"context"
	"flag"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"authd/internal/authcode"
	"authd/internal/authd"
	"authd/internal/keys"
	"authd/internal/oauth"
	"authd/internal/refresh"
	"authd/internal/store"
	"authd/internal/tokens"
	"authd/internal/tokens/tokenstest"
)

var update = flag.Bool("update", false, "rewrite testdata/*.txt")

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// A shop issues tokens of every kind and has a desk to look into them.
type shop struct {
	Desk
	t    *testing.T
	ring *keys.Ring
}

func newShop(t *testing.T, dir authd.Directory) shop {
	t.Helper()
	db, err := store.Open(t.Context(), "sqlite", filepath.Join(t.TempDir(), "authd.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	ring, err := keys.Open(t.Context(), db, keys.Options{
		Secret: bytes.Repeat([]byte("s"), 40), Algs: []string{"RS256"}, RotateEvery: 90 * 24 * time.Hour, PublishAhead: time.Hour, Retain: time.Hour, Log: slog.New(slog.DiscardHandler),
	}, noon)
	if err != nil {
		t.Fatal(err)
	}
	vault := &Vault{ring, authcode.Keeper{Sealer: ring}, &refresh.Tokens{Store: db, Hash: ring.Hash, AccessLifetime: time.Hour, Log: slog.New(slog.DiscardHandler)}}
	return shop{Desk{Directory: dir, Vault: vault, Dev: true}, t, ring}
}

// issue makes the tokens of client spa for an audience at /authorize.
func (s shop) issue(audience string) tokens.Set {
	s.t.Helper()
	r := tokens.Request{ResponseType: oauth.Token | oauth.IDToken, Audience: audience, Scope: oauth.Scope{"openid", "email"}}
	plan, err := tokens.ResolveIn(s.Directory, s.Directory.Clients["spa"], r)
	if err != nil {
		s.t.Fatal(err)
	}
	i := tokens.Issuer{Directory: s.Directory, Keys: s.ring}
	set, err := i.Issue(plan, tokens.Subject{User: authd.User{ID: "email|0123456789abcdef01234567", Email: "ada@example.com"}, AuthTime: noon}, noon)
	if err != nil {
		s.t.Fatal(err)
	}
	return set
}

func authorization() authd.Authorization {
	return authd.Authorization{ID: authd.NewAuthorizationID(), ClientID: "spa", UserID: "email|0123456789abcdef01234567", Scope: oauth.Scope{"openid", "offline_access"}, AuthTime: noon}
}

func (s shop) refreshToken() string {
	s.t.Helper()
	a := authorization()
	token, err := s.Vault.Refresh.Begin(s.t.Context(), a, *s.replan(a), noon)
	if err != nil {
		s.t.Fatal(err)
	}
	return token
}

// used is a refresh token whose successor was given out.
func (s shop) used() string {
	s.t.Helper()
	token := s.refreshToken()
	found, err := s.Vault.Refresh.Find(s.t.Context(), token, noon)
	if err != nil {
		s.t.Fatal(err)
	}
	if _, err = s.Vault.Refresh.Use(s.t.Context(), found, *s.replan(found.Family.Authorization), noon.Add(time.Hour)); err != nil {
		s.t.Fatal(err)
	}
	return token
}

func (s shop) code() string {
	return s.Vault.Codes.Issue(authd.AuthCode{Authorization: authorization(), RedirectURI: "https://app.test/cb"}, noon)
}

// closed is the desk without a database.
func closed(d Desk) Desk {
	return Desk{Directory: d.Directory, Dev: d.Dev, Missing: "there is no authd.db yet"}
}

func production(d Desk) Desk { d.Dev = false; return d }

// later is the desk under a configuration that was changed since.
func later(change func(*authd.Directory)) func(Desk) Desk {
	return func(d Desk) Desk {
		d.Directory.Clients = map[string]authd.Client{"spa": d.Directory.Clients["spa"]}
		d.Directory.APIs = map[string]authd.API{tokenstest.Orders: d.Directory.APIs[tokenstest.Orders]}
		change(&d.Directory)
		return d
	}
}

// mayAsk lets requests shorten lifetimes that are long enough.
func mayAsk(d *authd.Directory) {
	d.Tenant.Userinfo.TokenLifetimeForWeb = tokenstest.Unset[time.Duration]("userinfo.token_lifetime_for_web")
	c := d.Clients["spa"]
	c.AllowRequestedLifetime = tokenstest.Set(true, "clients[spa].allow_requested_lifetime", 17)
	d.Clients["spa"] = c
}

func same(d Desk) Desk { return d }

// random is what is another in each run.
var random = regexp.MustCompile(`(key: |at_hash: ")[\w-]+`)

// What is said of each kind of token, after a quarter of an hour and more.
func TestInspect(t *testing.T) {
	s := newShop(t, tokenstest.ShortUserinfo())
	shorter := later(func(d *authd.Directory) {
		d.Tenant.Userinfo.TokenLifetimeForWeb = tokenstest.Set(10*time.Second, "userinfo.token_lifetime_for_web", 4)
	})
	for name, row := range map[string]struct {
		token string
		desk  func(Desk) Desk
		after time.Duration
	}{
		"jwt":                   {s.issue(tokenstest.Orders).AccessToken, same, 15 * time.Minute},
		"jwt-without-database":  {s.issue(tokenstest.Orders).AccessToken, closed, 15 * time.Minute},
		"jwt-hs256":             {s.issue(tokenstest.Secrets).AccessToken, closed, 15 * time.Minute},
		"jwt-of-a-gone-api":     {s.issue(tokenstest.Orders).AccessToken, later(func(d *authd.Directory) { delete(d.APIs, tokenstest.Orders) }), 3 * time.Hour},
		"jwt-of-a-gone-client":  {s.issue(tokenstest.Orders).AccessToken, later(func(d *authd.Directory) { delete(d.Clients, "spa") }), 0},
		"jwt-altered":           {altered(s.issue(tokenstest.Orders).AccessToken), same, 0},
		"id-token":              {s.issue(tokenstest.Orders).IDToken, same, 26 * time.Hour},
		"opaque":                {s.issue("").AccessToken, same, 9 * time.Minute},
		"opaque-changed-since":  {s.issue("").AccessToken, shorter, 11 * time.Minute},
		"opaque-asked-shorter":  {s.issue("").AccessToken, later(mayAsk), 0},
		"opaque-in-production":  {s.issue("").AccessToken, production, 0},
		"opaque-without-keys":   {s.issue("").AccessToken, closed, 0},
		"refresh":               {s.refreshToken(), same, 48 * time.Hour},
		"refresh-used":          {s.used(), same, 2 * time.Hour},
		"refresh-unknown":       {altered(s.refreshToken()), same, 0},
		"refresh-over":          {s.refreshToken(), same, 16 * 24 * time.Hour},
		"refresh-without":       {s.refreshToken(), closed, 0},
		"refresh-of-a-gone-one": {s.refreshToken(), later(func(d *authd.Directory) { delete(d.Clients, "spa") }), 0},
		"code":                  {s.code(), same, 20 * time.Second},
		"code-expired":          {s.code(), same, time.Minute},
		"code-in-production":    {s.code(), production, 0},
	} {
		t.Run(name, func(t *testing.T) {
			now := noon.Add(row.after)
			report, err := row.desk(s.Desk).Inspect(context.Background(), row.token, now)
			if err != nil {
				t.Fatal(err)
			}
			var b bytes.Buffer
			if err := report.Write(&b, now); err != nil {
				t.Fatal(err)
			}
			golden(t, name, random.ReplaceAllString(b.String(), "${1}RANDOM"))
			if strings.Contains(b.String(), row.token) {
				t.Error("the token itself is shown")
			}
		})
	}
}

// altered changes the last letter but two, so that the text stays base64url.
func altered(token string) string {
	at := len(token) - 3
	other := byte('A')
	if token[at] == other {
		other = 'B'
	}
	return token[:at] + string(other) + token[at+1:]
}

func TestInspectRefusesWhatIsNoToken(t *testing.T) {
	s := newShop(t, tokenstest.Directory())
	other := s
	other.Directory.Tenant.Issuer = "https://other.example.com/"
	for name, row := range map[string]struct{ token, want string }{
		"nothing":             {"", "this is no token"},
		"one dot":             {"a.b", "this is no token"},
		"words":               {"good morning", "this is no token"},
		"a made-up code":      {altered(s.code()), "this is no token"},
		"dots":                {"..", "is none"},
		"alg none":            {"eyJhbGciOiJub25lIn0.e30.", "is none"},
		"a JWT of another":    {other.issue(tokenstest.Orders).AccessToken, `"https://other.example.com/" issued it, and this configuration is https://auth.example.com/`},
		"an opaque of others": {other.issue("").AccessToken, "is none"},
		"an altered opaque":   {altered(s.issue("").AccessToken), "is none"},
		"too long":            {strings.Repeat("a", 1<<20) + "..", "is none"},
	} {
		if _, err := s.Inspect(t.Context(), row.token, noon); err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%s: %v, want %q", name, err, row.want)
		}
	}
}

// A token signed with a secret is never checked with another kind of key.
func TestInspectKnowsWhoseSecretItIs(t *testing.T) {
	dir := tokenstest.Changed(tokenstest.Directory(), func(c *authd.Client) {
		c.Secret, c.IDTokenAlg = strings.Repeat("k", 32), tokenstest.Set("HS256", "clients[spa].jwt_configuration.alg", 9)
	})
	s := newShop(t, dir)
	token := s.issue("").IDToken
	changed := later(func(d *authd.Directory) {
		c := d.Clients["spa"]
		c.Secret = strings.Repeat("x", 32)
		d.Clients["spa"] = c
	})
	for name, row := range map[string]struct {
		desk Desk
		want tokens.Proof
	}{"the client's": {s.Desk, tokens.Proven}, "without a database": {closed(s.Desk), tokens.Proven}, "changed since": {changed(s.Desk), tokens.Disproven}} {
		if r, err := row.desk.Inspect(t.Context(), token, noon); err != nil || r.Proof != row.want || r.Kind != idToken {
			t.Errorf("%s: %+v %v", name, r, err)
		}
	}
}

// What a token says of itself may be anything, and is shown on a terminal.
func TestReportShowsNoControlCharacters(t *testing.T) {
	r := Report{Kind: accessToken, ClientID: "a\x1b[2Jb\nc", Claims: map[string]any{"x": "\x1b\u009b"}}
	var b bytes.Buffer
	if err := r.Write(&b, noon); err != nil || strings.ContainsAny(b.String(), "\x1b\u009b") || !strings.Contains(b.String(), "client: a\uFFFD[2Jb\uFFFDc\n") {
		t.Errorf("%q %v", b.String(), err)
	}
}

func TestRoughly(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0 seconds", time.Second: "1 second", 90 * time.Second: "1 minute 30 seconds", time.Hour: "1 hour",
		49*time.Hour + 59*time.Minute: "2 days 1 hour", 24*time.Hour + time.Second: "1 day 1 second", 999 * time.Millisecond: "0 seconds",
	} {
		if got := roughly(d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}

// golden compares got with a file, or writes the file under -update.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".txt")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs.\ngot:\n%s\nwant:\n%s", path, got, want)
	}
}

// Whatever is shown, it is told or refused.
func FuzzInspect(f *testing.F) {
	desk := Desk{Directory: tokenstest.Directory(), Missing: "there is none"}
	i := tokens.Issuer{Directory: desk.Directory}
	r := tokens.Request{ResponseType: oauth.Token, Audience: tokenstest.Secrets, Scope: oauth.Scope{"openid"}}
	plan, err := tokens.ResolveIn(desk.Directory, desk.Directory.Clients["spa"], r)
	if err != nil {
		f.Fatal(err)
	}
	set, err := i.Issue(plan, tokens.Subject{User: authd.User{ID: "email|1"}}, noon)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(set.AccessToken)
	f.Add("eyJhbGciOiJub25lIn0.e30.")
	f.Add("....")
	f.Add(strings.Repeat("A", 70))
	f.Fuzz(func(t *testing.T, text string) {
		report, err := desk.Inspect(t.Context(), text, noon)
		if err != nil {
			return
		}
		var b bytes.Buffer
		if err := report.Write(&b, noon); err != nil || b.Len() == 0 {
			t.Errorf("%q %v", b.String(), err)
		}
		if report.Proof == tokens.Proven && text != set.AccessToken {
			t.Errorf("proven: %q", text)
		}
	})
}
