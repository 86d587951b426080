package endpoints

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/clientauth"
	"authd/internal/oauth"
	"authd/internal/passwordless"
	"authd/internal/seal"
	"authd/internal/store"
	"authd/internal/throttle"
	"authd/internal/web"
)

var now = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)

// A bench is a Handler behind the server's edge, over a real database.
type bench struct {
	*Handler
	mails  []authd.LoginMessage
	sealed []oauth.Params // what links go on with
	log    bytes.Buffer
	at     time.Time
}

func newBench(t *testing.T) *bench {
	t.Helper()
	db, err := store.Open(t.Context(), "sqlite", filepath.Join(t.TempDir(), "authd.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	b, ring := &bench{at: now}, ring{seal.NewKey()}
	service := &passwordless.Service{
		Directory: directory(), Limits: authd.Limits{CodeTries: 3},
		Limiter: &throttle.Limiter{Counters: db, Hasher: ring},
		Store:   db, Links: db, Users: db, Mail: b, Ring: ring, Wake: func() {}, SMSCountries: []string{"US"},
		CountSMS: func(passwordless.SMSStep, string) {},
		Count:    func(passwordless.Step, string) {},
	}
	b.Handler = &Handler{
		Service: service, Now: func() time.Time { return b.at },
		Authenticate: (&clientauth.Authenticator{Clients: directory().Clients, Guesses: throttle.NewLocal(nil)}).Authenticate, CheckParams: checkParams,
		SealParams: func(p oauth.Params, _ time.Time) string {
			b.sealed = append(b.sealed, p)
			return "sealed"
		},
	}
	return b
}

// checkParams stands for package authorize.
func checkParams(p oauth.Params) error {
	if p["redirect_uri"] != "https://app.example.com/cb" {
		return oauth.Errorf(oauth.InvalidRequest, "redirect_uri is not registered for client %s.", p["client_id"])
	}
	return nil
}

func directory() authd.Directory {
	email := authd.Connection{Name: "email", Strategy: "email", CodeLength: 6, CodeLifetime: 10 * time.Minute}
	closed := email
	closed.Name, closed.DisableSignup = "closed", true
	return authd.Directory{
		Tenant: authd.Tenant{Issuer: "https://login.example.com/"},
		Clients: map[string]authd.Client{
			"spa":     {ID: "spa", Name: "My SPA", Connections: []string{"email", "closed", "sms"}},
			"backend": {ID: "backend", Name: "Backend", Secret: "a long secret of the backend", Connections: []string{"email"}},
		},
		Connections: map[string]authd.Connection{"email": email, "closed": closed, "sms": {Name: "sms", Strategy: "sms", CodeLength: 6, CodeLifetime: 10 * time.Minute}},
	}
}

// Compose keeps what a mail was to say.
func (b *bench) Compose(m authd.LoginMessage, id string, expires time.Time) (authd.Mail, error) {
	b.mails = append(b.mails, m)
	return authd.Mail{ID: id, Body: "sealed", ExpiresAt: expires}, nil
}

func (b *bench) last() authd.LoginMessage { return b.mails[len(b.mails)-1] }

// post sends a body to a handler as the edge would.
func (b *bench) post(h web.HandlerFunc, kind, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/passwordless", strings.NewReader(body))
	r.Header.Set("Content-Type", kind)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	log := slog.New(slog.NewTextHandler(&b.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	web.Identify(nil)(web.Edge{Log: log}.API(h)).ServeHTTP(w, r)
	return w
}

func (b *bench) postJSON(h web.HandlerFunc, body string, headers ...string) *httptest.ResponseRecorder {
	return b.post(h, "application/json", body, headers...)
}

func (b *bench) postForm(h web.HandlerFunc, body string) *httptest.ResponseRecorder {
	return b.post(h, "application/x-www-form-urlencoded", body)
}

// expect fails unless w is the JSON answer wanted.
func expect(t *testing.T, w *httptest.ResponseRecorder, status int, body string) {
	t.Helper()
	if w.Code != status || w.Body.String() != body {
		t.Errorf("got %d %s\nwant %d %s", w.Code, w.Body, status, body)
	}
	if kind := w.Header().Get("Content-Type"); !strings.HasPrefix(kind, "application/json") {
		t.Errorf("the answer is %s", kind)
	}
}

type ring struct{ key []byte }

func (r ring) Seal(p seal.Purpose, plain []byte) string         { return seal.Seal(r.key, p, plain) }
func (r ring) Open(p seal.Purpose, text string) ([]byte, error) { return seal.Open(r.key, p, text) }
func (r ring) Hash(p seal.Purpose, secret string) []byte        { return seal.Hash(r.key, p, secret) }
