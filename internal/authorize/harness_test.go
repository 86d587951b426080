package authorize

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"authd/internal/authcode"
	"authd/internal/authd"
	"authd/internal/keys"
	"authd/internal/oauth"
	"authd/internal/pending"
	"authd/internal/tokens"
	"authd/internal/web"
)

const (
	issuer   = "https://auth.test/"
	callback = "https://app.test/callback"
	api      = "https://api.test"
)

var now = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// memory is a key store that outlives no test binary.
type memory struct {
	version int64
	sealed  string
}

func (m *memory) LoadKeys(context.Context) (int64, string, error) { return m.version, m.sealed, nil }

func (m *memory) SwapKeys(_ context.Context, _ int64, sealed string, _ authd.Event) error {
	m.version, m.sealed = m.version+1, sealed
	return nil
}

var ring = sync.OnceValue(func() *keys.Ring {
	r, err := keys.Open(context.Background(), &memory{}, keys.Options{
		Secret: []byte(strings.Repeat("s", 32)), RotateEvery: time.Hour, PublishAhead: time.Hour, Retain: time.Hour, Log: slog.New(slog.DiscardHandler),
	}, now)
	if err != nil {
		panic(err)
	}
	return r
})

func directory() authd.Directory {
	grants := authd.Value[[]oauth.GrantType]{V: []oauth.GrantType{oauth.GrantImplicit}, Set: true}
	spa := authd.Client{
		ID: "spa", Name: "App", AppType: "spa", Callbacks: []string{callback, "https://app.test/cb?x=1"}, WebOrigins: []string{"https://app.test"},
		GrantTypes: grants, FirstParty: true, Connections: []string{"email"},
		AllowRequestedLifetime: authd.Value[bool]{V: true, Set: true, At: authd.Setting{Path: "clients[spa].allow_requested_lifetime"}},
	}
	other := spa
	other.ID, other.WebOrigins, other.AllowRequestedLifetime = "other", nil, authd.Value[bool]{At: authd.Setting{Path: "clients[other].allow_requested_lifetime"}}
	code := spa
	code.ID, code.GrantTypes = "code", authd.Value[[]oauth.GrantType]{V: []oauth.GrantType{oauth.GrantAuthorizationCode}, Set: true}
	hybrid := spa
	hybrid.ID, hybrid.Secret = "hybrid", "a secret"
	hybrid.GrantTypes.V = []oauth.GrantType{oauth.GrantImplicit, oauth.GrantAuthorizationCode}
	third := spa
	third.ID, third.FirstParty = "third", false
	return authd.Directory{
		Tenant:      authd.Tenant{Issuer: issuer},
		Clients:     map[string]authd.Client{"spa": spa, "other": other, "code": code, "hybrid": hybrid, "third": third},
		APIs:        map[string]authd.API{api: {Identifier: api, Scopes: []authd.APIScope{{Value: "read"}}}},
		Connections: map[string]authd.Connection{"email": {Name: "email", Strategy: "email"}},
	}
}

// objects opens what is signed with the word "good" before a colon.
func objects(_ context.Context, _ authd.Client, object string, _ time.Time) ([]byte, error) {
	payload, good := strings.CutPrefix(object, "good:")
	if !good {
		return nil, oauth.Errorf(oauth.InvalidRequestObject, "Nobody signed this.")
	}
	return []byte(payload), nil
}

// noConsents: nobody has allowed anything.
type noConsents struct{}

func (noConsents) Consent(context.Context, string, string, string) (authd.Consent, error) {
	return authd.Consent{}, authd.ErrNotFound
}

func handler(t *testing.T) *Handler {
	t.Helper()
	dir := directory()
	return &Handler{
		Directory: dir, Issuer: &tokens.Issuer{Directory: dir, Keys: ring()}, Codes: authcode.Keeper{Sealer: ring()}, Pending: pending.Keeper{Sealer: ring(), Secure: true}, Consents: noConsents{}, Sealer: ring(), Spent: neverSpent{}, Objects: objects,
		Now: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler),
		Cookie: func(*http.Request) string { return "none" }, Implicit: func(string, time.Time) {},
		Session: func(http.ResponseWriter, *http.Request, authd.AuthRequest, time.Time) (*authd.Session, error) {
			return nil, nil
		},
		SessionState: func(clientID, origin string, _ *authd.Session) string {
			return "state of " + clientID + " at " + origin
		},
	}
}

// session is a person who logged in an hour ago.
func session() *authd.Session {
	return &authd.Session{
		SID: "sid-1", Connection: "email", AuthTime: now.Add(-time.Hour),
		User: authd.User{ID: "email|0123456789abcdef01234567", Email: "ann@example.test", EmailVerified: true, Name: "ann@example.test", Nickname: "ann", UpdatedAt: now},
	}
}

func found(s *authd.Session) Door {
	return Door{Find: func(http.ResponseWriter, *http.Request, authd.AuthRequest, time.Time) (*authd.Session, error) {
		return s, nil
	}}
}

var edge = web.Edge{Log: slog.New(slog.DiscardHandler), ErrorPage: func(w http.ResponseWriter, _ *http.Request, e *oauth.Error) {
	w.WriteHeader(e.HTTPStatus())
	w.Write([]byte("PAGE " + e.Description)) //nolint:errcheck // a recorder
}}

// good is a request that succeeds; with replaces or, with an empty value, drops
// parameters of it.
func good(with ...string) url.Values {
	q := url.Values{
		"client_id": {"spa"}, "redirect_uri": {callback}, "response_type": {"token id_token"},
		"scope": {"openid"}, "state": {"s-1"}, "nonce": {"n-1"},
	}
	for i := 0; i < len(with); i += 2 {
		if q.Set(with[i], with[i+1]); with[i+1] == "" {
			q.Del(with[i])
		}
	}
	return q
}

func get(h *Handler, d Door, query string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	edge.Page(h.Serve(d))(w, httptest.NewRequest(http.MethodGet, "/authorize?"+query, nil))
	return w
}

func post(h *Handler, d Door, body string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodPost, "/authorize", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	edge.Page(h.Serve(d))(w, r)
	return w
}

// An answer is an authorization response, and the way it came.
type answer struct {
	mode    oauth.ResponseMode
	members url.Values
}

var (
	hidden  = regexp.MustCompile(`name="([^"]+)" value="([^"]*)"`)
	message = regexp.MustCompile(`"([a-z_]+)":("[^"]*"|\d+)`)
)

// read finds the response in whatever way it came; the zero answer for a page.
func read(t *testing.T, w *httptest.ResponseRecorder) answer {
	t.Helper()
	body := w.Body.String()
	switch location := w.Header().Get("Location"); {
	case strings.Contains(location, "#"):
		return answer{oauth.ModeFragment, parse(t, location[strings.Index(location, "#")+1:])}
	case location != "":
		return answer{oauth.ModeQuery, parse(t, location[strings.Index(location, "?")+1:])}
	case strings.Contains(body, "<form"):
		return answer{oauth.ModeFormPost, pairs(hidden, body)}
	case strings.Contains(body, "postMessage"):
		return answer{oauth.ModeWebMessage, pairs(message, body)}
	}
	return answer{}
}

func parse(t *testing.T, encoded string) url.Values {
	t.Helper()
	v, err := url.ParseQuery(encoded)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func pairs(pattern *regexp.Regexp, body string) url.Values {
	v := url.Values{}
	for _, m := range pattern.FindAllStringSubmatch(body, -1) {
		v.Add(m[1], strings.Trim(m[2], `"`))
	}
	return v
}

// neverSpent: no pushed request was answered yet.
type neverSpent struct{}

func (neverSpent) SpendRequest(context.Context, string, time.Time) error { return nil }
