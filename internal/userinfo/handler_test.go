package userinfo

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/tokens"
	"authd/internal/web"
)

var now = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// opener knows tokens by name.
type opener map[string]error

func (o opener) OpenAccess(token string, _ time.Time) (tokens.Access, error) {
	err, known := o[token]
	if !known {
		return tokens.Access{}, tokens.ErrInvalid
	}
	scope := oauth.ParseScope("openid email")
	if strings.HasPrefix(token, "noscope") {
		scope = nil
	}
	id := "email|1"
	if token == "orphan" {
		id = "email|2"
	}
	return tokens.Access{UserID: id, Subject: id, ClientID: token, Scope: scope}, err
}

func (opener) SignUserinfo(clientID string, claims map[string]any, _ time.Time) (string, error) {
	switch clientID {
	case "signing":
		return fmt.Sprint("signed ", len(claims)), nil
	case "keyless":
		return "", errors.New("no key")
	}
	return "", nil
}

type users struct{}

func (users) UserUnlessRevoked(_ context.Context, id, _ string) (authd.User, error) {
	switch id {
	case "email|1":
		return authd.User{ID: id, Email: "ann@example.test", EmailVerified: true, Name: "Ann"}, nil
	case "email|2":
		return authd.User{}, authd.ErrNotFound
	}
	return authd.User{}, errors.New("database is away")
}

// inQuery lets the token be in the query.
var inQuery = Handler{Tenant: authd.Tenant{Userinfo: authd.Userinfo{TokenInQuery: true}}}

func serve(r *http.Request) *httptest.ResponseRecorder { return serveWith(Handler{}, r) }

func serveWith(h Handler, r *http.Request) *httptest.ResponseRecorder {
	h = Handler{Tenant: h.Tenant, Tokens: opener{"good": nil, "old": tokens.ErrExpired, "api": tokens.ErrAudience, "noscope": nil, "orphan": nil, "signing": nil, "keyless": nil}, Users: users{}, Now: func() time.Time { return now }}
	w := httptest.NewRecorder()
	web.Edge{Log: slog.New(slog.DiscardHandler)}.API(h.Serve)(w, r)
	return w
}

func request(method, authorization, body string) *http.Request {
	r := httptest.NewRequest(method, "/userinfo", strings.NewReader(body))
	if authorization != "" {
		r.Header.Set("Authorization", authorization)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return r
}

// ID-07: how a token is presented and how its faults are told (RFC 6750).
// ID-09: only the claims of granted scopes are answered.
func TestID07_Userinfo(t *testing.T) {
	const noCode = `Bearer realm="authd"`
	tests := []struct {
		name      string
		r         *http.Request
		status    int
		challenge string
		body      string
	}{
		{"header", request("GET", "Bearer good", ""), 200, "", `"sub":"email|1"`},
		{"scheme in any case", request("GET", "bEARER good", ""), 200, "", `"email_verified":true`},
		{"POST with header", request("POST", "Bearer good", ""), 200, "", `"email":"ann@example.test"`},
		{"form body", request("POST", "", "access_token=good"), 200, "", `"sub":"email|1"`},
		{"both", request("POST", "Bearer good", "access_token=good"), 400, `error="invalid_request"`, "invalid_request"},
		{"twice in the body", request("POST", "", "access_token=good&access_token=good"), 400, `error="invalid_request"`, "invalid_request"},
		{"no token", request("GET", "", ""), 401, noCode, "invalid_request"},
		{"another scheme", request("GET", "Basic Z29vZA==", ""), 401, noCode, "invalid_request"},
		{"scheme alone", request("GET", "Bearer", ""), 401, noCode, "invalid_request"},
		{"in the query, where that is not let", httptest.NewRequest("GET", "/userinfo?access_token=good", nil), 401, noCode, "invalid_request"},
		{"expired", request("GET", "Bearer old", ""), 401, `error="invalid_token", error_description="The access token expired."`, "invalid_token"},
		{"for an API alone", request("GET", "Bearer api", ""), 401, `error="invalid_token"`, "invalid_token"},
		{"garbage", request("GET", "Bearer xyz", ""), 401, `error="invalid_token"`, "invalid_token"},
		{"without openid", request("GET", "Bearer noscope", ""), 403, `error="insufficient_scope"`, "insufficient_scope"},
		{"of a person who is gone", request("GET", "Bearer orphan", ""), 401, `error="invalid_token"`, "invalid_token"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := serve(tt.r)
			challenge := w.Header().Get("WWW-Authenticate")
			if w.Code != tt.status || !strings.Contains(challenge, tt.challenge) || !strings.Contains(w.Body.String(), tt.body) {
				t.Errorf("%d, %q, %s", w.Code, challenge, w.Body)
			}
			if tt.challenge == noCode && challenge != noCode {
				t.Errorf("a request without a token was told an error: %q", challenge)
			}
			if w.Header().Get("Cache-Control") != "no-store, private" || strings.Contains(w.Body.String(), "Ann") {
				t.Errorf("headers %v, body %s", w.Header(), w.Body)
			}
		})
	}
}

// Where a client knows no other way the query will do, still in one place only.
func TestID07_ATokenInTheQuery(t *testing.T) {
	for target, want := range map[string]int{
		"/userinfo?access_token=good": 200, "/userinfo?access_token=xyz": 401, "/userinfo?access_token=": 401, "/userinfo": 401,
	} {
		w := serveWith(inQuery, httptest.NewRequest("GET", target, nil))
		if w.Code != want || want == 200 && (!strings.Contains(w.Body.String(), `"sub":"email|1"`) || w.Header().Get("Cache-Control") != "no-store, private") {
			t.Errorf("%s: %d %s", target, w.Code, w.Body)
		}
	}
	twice := httptest.NewRequest("GET", "/userinfo?access_token=good", nil)
	twice.Header.Set("Authorization", "Bearer good")
	if w := serveWith(inQuery, twice); w.Code != 400 {
		t.Errorf("sent twice: %d %s", w.Code, w.Body)
	}
}

// OIDC Core §5.3.2: a client that is registered for it gets a JWT.
func TestSignedAnswers(t *testing.T) {
	w := serve(request(http.MethodGet, "Bearer signing", ""))
	if w.Body.String() != "signed 3" || w.Header().Get("Content-Type") != "application/jwt" || !strings.Contains(w.Header().Get("Cache-Control"), "no-store") {
		t.Errorf("%s %v", w.Body, w.Header())
	}
	if w := serve(request(http.MethodGet, "Bearer keyless", "")); w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "ann@") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
