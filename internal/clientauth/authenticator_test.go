package clientauth

import (
	"encoding/base64"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/throttle"
)

var now = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

const secret = "p%+:ü &=/ s"

func authenticator() *Authenticator {
	return &Authenticator{Guesses: throttle.NewLocal(nil), Clients: map[string]authd.Client{
		"public":        {ID: "public"},
		"post":          {ID: "post", Secret: secret, AuthMethod: authd.AuthPost},
		"basic":         {ID: "basic", Secret: secret, AuthMethod: authd.AuthBasic},
		"unsaid":        {ID: "unsaid", Secret: secret},
		"post-strict":   {ID: "post-strict", Secret: secret, AuthMethod: authd.AuthPost, StrictAuthMethod: true},
		"basic-strict":  {ID: "basic-strict", Secret: secret, AuthMethod: authd.AuthBasic, StrictAuthMethod: true},
		"signing-only":  {ID: "signing-only", Secret: secret, AuthMethod: authd.AuthNone}, // HS256 ID tokens
		"ü:%":           {ID: "ü:%", Secret: secret},
		"private":       {ID: "private", Secret: secret, AuthMethod: authd.AuthPrivateKeyJWT},
		"never-a-proof": {ID: "never-a-proof", AuthMethod: authd.AuthPost},
	}}
}

// basic is the header of RFC 6749 §2.3.1.
func basic(id, secret string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(url.QueryEscape(id)+":"+url.QueryEscape(secret)))
}

func post(id, secret string) oauth.Params {
	p := oauth.Params{"client_id": id}
	if secret != "" {
		p["client_secret"] = secret
	}
	return p
}

// ask authenticates a request and returns the client's id, or the error's code.
func ask(header string, fields oauth.Params) (string, *httptest.ResponseRecorder) {
	w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/oauth/token", nil)
	if header != "" {
		r.Header.Set("Authorization", header)
	}
	client, err := authenticator().Authenticate(w, r, fields, now)
	var refused *oauth.Error
	if errors.As(err, &refused) {
		return refused.Code, w
	}
	return client.ID, w
}

// CA-01: Basic credentials are form-encoded before they are put together.
func TestCA01_BasicCredentialsAreDecoded(t *testing.T) {
	for _, id := range []string{"basic", "post", "ü:%"} {
		if got, _ := ask(basic(id, secret), nil); got != id {
			t.Errorf("%s: %s", id, got)
		}
	}
	every := "Basic " + base64.StdEncoding.EncodeToString([]byte("%62asic:%70%25%2B%3A%C3%BC%20%26%3D%2F%20%73"))
	if got, _ := ask(every, nil); got != "basic" {
		t.Errorf("with more escapes than needed: %s", got)
	}
	for name, header := range map[string]string{
		"not escaped":       "Basic " + base64.StdEncoding.EncodeToString([]byte("basic:"+secret)),
		"not base64":        "Basic ***",
		"another scheme":    "Bearer " + base64.StdEncoding.EncodeToString([]byte("basic:x")),
		"without a colon":   "Basic " + base64.StdEncoding.EncodeToString([]byte("basic")),
		"an empty password": basic("basic", ""),
	} {
		if got, _ := ask(header, nil); got != oauth.InvalidClient {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// CA-02: one method a request.
func TestCA02_TwoMethodsAreRefused(t *testing.T) {
	if got, _ := ask(basic("basic", secret), post("basic", secret)); got != oauth.InvalidRequest {
		t.Errorf("header and body: %s", got)
	}
	if got, _ := ask(basic("basic", secret), post("post", "")); got != oauth.InvalidRequest {
		t.Errorf("two clients: %s", got)
	}
	if got, _ := ask(basic("basic", secret), post("basic", "")); got != "basic" {
		t.Errorf("the same client_id in the body is no second method: %s", got)
	}
}

// CA-03: the registered method counts. Of post and basic either does for a
// client that is not strict, as in Auth0.
func TestCA03_WhichMethodsCount(t *testing.T) {
	const none, inBody, inHeader = "none", "body", "header"
	for client, good := range map[string][]string{
		"public": {none}, "signing-only": {none}, "post": {inBody, inHeader}, "basic": {inBody, inHeader}, "unsaid": {inBody, inHeader},
		"post-strict": {inBody}, "basic-strict": {inHeader}, "private": {}, "never-a-proof": {none},
	} {
		got := map[string]string{}
		got[none], _ = ask("", post(client, ""))
		got[inBody], _ = ask("", post(client, secret))
		got[inHeader], _ = ask(basic(client, secret), nil)
		for method, id := range got {
			want := oauth.InvalidClient
			for _, m := range good {
				if m == method {
					want = client
				}
			}
			if id != want {
				t.Errorf("%s by %s: %s, want %s", client, method, id, want)
			}
		}
		if id, _ := ask(basic(client, ""), nil); id != oauth.InvalidClient {
			t.Errorf("%s by a header without a secret: %s", client, id)
		}
	}
}

// CA-06: an unknown client, a wrong secret and a wrong method are answered with
// the same words.
func TestCA06_RefusalsAreAlike(t *testing.T) {
	var said string
	for name, fields := range map[string]oauth.Params{
		"unknown": post("nobody", secret), "unknown public": post("nobody", ""), "wrong secret": post("post", secret+"x"),
		"no secret": post("post", ""), "a secret of a public client": post("public", secret), "nothing": {},
	} {
		_, err := authenticator().Authenticate(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/", nil), fields, now)
		var refused *oauth.Error
		if !errors.As(err, &refused) || refused.Code != oauth.InvalidClient || refused.HTTPStatus() != http.StatusUnauthorized || refused.Cause == nil {
			t.Fatalf("%s: %v", name, err)
		}
		if said == "" {
			said = refused.Description
		}
		if refused.Description != said {
			t.Errorf("%s: %q, elsewhere %q", name, refused.Description, said)
		}
	}
}

// TK-02: the header asks for Basic only where Basic failed.
func TestTK02_TheHeaderAsksForBasicAfterBasic(t *testing.T) {
	_, w := ask(basic("basic", "wrong"), nil)
	if got := w.Header().Get("WWW-Authenticate"); got != `Basic realm="authd"` {
		t.Errorf("after Basic: %q", got)
	}
	for _, fields := range []oauth.Params{post("post", "wrong"), post("public", "")} {
		if _, w := ask("", fields); w.Header().Get("WWW-Authenticate") != "" {
			t.Errorf("%v: %v", fields, w.Header())
		}
	}
}
