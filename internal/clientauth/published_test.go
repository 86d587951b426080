package clientauth

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lestrrat-go/jwx/v2/jwa"
	"github.com/lestrrat-go/jwx/v2/jwk"

	"authd/internal/authd"
	"authd/internal/clientauth/keyset"
	"authd/internal/oauth"
	"authd/internal/outbound"
	"authd/internal/throttle"
)

// A publisher is a client's web server, which publishes keys.
type publisher struct {
	*httptest.Server
	mu      sync.Mutex
	set     []byte // nil: it is down
	fetches atomic.Int32
}

func newPublisher(t *testing.T) *publisher {
	t.Helper()
	p := &publisher{}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		p.fetches.Add(1)
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.set == nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		w.Write(p.set)
	}))
	t.Cleanup(p.Close)
	return p
}

// publish replaces the keys by those of a kid each.
func (p *publisher) publish(t *testing.T, keys map[string]any) {
	t.Helper()
	set := jwk.NewSet()
	for kid, key := range keys {
		public, err := jwk.FromRaw(key)
		if err != nil {
			t.Fatal(err)
		}
		if err := public.Set(jwk.KeyIDKey, kid); err != nil {
			t.Fatal(err)
		}
		if err := set.AddKey(public); err != nil {
			t.Fatal(err)
		}
	}
	text, err := json.Marshal(set)
	if err != nil {
		t.Fatal(err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.set = text
}

// publishing has one client whose keys are p's.
func publishing(p *publisher) *Authenticator {
	guard := outbound.Guard{Allowed: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}
	return &Authenticator{
		Audiences: []string{issuer}, Replays: &replays{spent: map[string]bool{}}, Guesses: throttle.NewLocal(nil),
		Published: keyset.New(guard, slog.New(slog.DiscardHandler)),
		Clients:   map[string]authd.Client{"one": {ID: "one", AuthMethod: authd.AuthPrivateKeyJWT, KeysAddress: p.URL + "/keys"}},
	}
}

func newRSA(t *testing.T) *rsa.PrivateKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// CA-09: a client that publishes its keys changes them when it likes, and its
// assertions go on.
func TestCA09_AClientChangesItsKeys(t *testing.T) {
	p, next := newPublisher(t), newRSA(t)
	p.publish(t, map[string]any{"rsa": &rsaKey().PublicKey, "ec": &ecKey().PublicKey})
	a := publishing(p)
	old := func(at time.Time) string {
		return presentAt(a, sign(t, jwa.RS256, rsaKey(), claimsAt("one", at), "kid", "rsa"), at)
	}
	renewed := func(at time.Time) string {
		return presentAt(a, sign(t, jwa.RS256, next, claimsAt("one", at), "kid", "next"), at)
	}
	if got := old(now); got != "one" {
		t.Fatalf("the first: %s", got)
	}
	if got := presentAt(a, sign(t, jwa.ES256, ecKey(), claimsAt("one", now), "kid", "ec"), now); got != "one" || p.fetches.Load() != 1 {
		t.Errorf("its other key: %s after %d fetches", got, p.fetches.Load())
	}
	p.publish(t, map[string]any{"next": &next.PublicKey})
	if got := renewed(now.Add(59 * time.Second)); got != oauth.InvalidClient || p.fetches.Load() != 1 {
		t.Errorf("before a minute is over: %s after %d fetches", got, p.fetches.Load())
	}
	if got := renewed(now.Add(time.Minute)); got != "one" || p.fetches.Load() != 2 {
		t.Errorf("a minute later: %s after %d fetches", got, p.fetches.Load())
	}
	if got := old(now.Add(2 * time.Minute)); got != oauth.InvalidClient {
		t.Errorf("the key that was taken back: %s", got)
	}
}

// CA-09: a flood of assertions under keys nobody has is at most one fetch a
// minute, and the client goes on meanwhile.
func TestCA09_AFloodOfUnknownKids(t *testing.T) {
	p, nobodys := newPublisher(t), newRSA(t)
	p.publish(t, map[string]any{"rsa": &rsaKey().PublicKey})
	a := publishing(p)
	for i := range 300 { // in five minutes
		at := now.Add(time.Duration(i) * time.Second)
		if got := presentAt(a, sign(t, jwa.RS256, nobodys, claimsAt("one", at), "kid", rand.Text()), at); got != oauth.InvalidClient {
			t.Fatalf("%d: %s", i, got)
		}
	}
	if n := p.fetches.Load(); n != 5 {
		t.Errorf("%d fetches in five minutes", n)
	}
	at := now.Add(5 * time.Minute)
	if got := presentAt(a, sign(t, jwa.RS256, rsaKey(), claimsAt("one", at), "kid", "rsa"), at); got != "one" {
		t.Errorf("the client: %s", got)
	}
}

// CA-09: with its server down a client goes on with the keys known, and without
// any it is told to come back, not that it is another.
func TestCA09_TheClientsServerIsDown(t *testing.T) {
	p := newPublisher(t)
	a := publishing(p)
	ask := func(at time.Time) string {
		return presentAt(a, sign(t, jwa.RS256, rsaKey(), claimsAt("one", at)), at)
	}
	if got := ask(now); got != oauth.TemporarilyUnavailable {
		t.Errorf("no keys yet: %s", got)
	}
	p.publish(t, map[string]any{"rsa": &rsaKey().PublicKey})
	if got := ask(now.Add(time.Minute)); got != "one" {
		t.Errorf("a minute later: %s", got)
	}
	p.Close()
	if got := ask(now.Add(2 * time.Hour)); got != "one" {
		t.Errorf("down again: %s", got)
	}
}

// CA-09: what an assertion says about keys of its own is not looked at, nor
// fetched.
func TestCA09_HeadersBringNoKeys(t *testing.T) {
	p, evil, evils := newPublisher(t), newPublisher(t), newRSA(t)
	p.publish(t, map[string]any{"rsa": &rsaKey().PublicKey})
	evil.publish(t, map[string]any{"rsa": &evils.PublicKey})
	brought, err := jwk.FromRaw(&evils.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	a := publishing(p)
	for name, header := range map[string][]any{
		"jku": {"jku", evil.URL}, "x5u": {"x5u", evil.URL}, "jwk": {"jwk", brought}, "all": {"jku", evil.URL, "x5u", evil.URL, "jwk", brought, "kid", "rsa"},
	} {
		if got := presentAt(a, sign(t, jwa.RS256, evils, claimsAt("one", now), header...), now); got != oauth.InvalidClient {
			t.Errorf("%s under the key it brings: %s", name, got)
		}
		if got := presentAt(a, sign(t, jwa.RS256, rsaKey(), claimsAt("one", now), header...), now); got != "one" {
			t.Errorf("%s under the client's: %s", name, got)
		}
	}
	if n := evil.fetches.Load(); n != 0 {
		t.Errorf("%d fetches from where headers point", n)
	}
}
