package server

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// TK-01: the token endpoint takes POST alone, and nothing in the address.
func TestTK01_TheTokenEndpointTakesPostAlone(t *testing.T) {
	s := newSystem(t)
	b := s.browser()
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPut, http.MethodDelete, http.MethodPatch} {
		r := b.send(b.request(method, "/oauth/token", nil))
		if r.StatusCode != http.StatusMethodNotAllowed || r.Header.Get("Allow") != "POST, OPTIONS" {
			t.Errorf("%s: %d, Allow %q", method, r.StatusCode, r.Header.Get("Allow"))
		}
	}
	r := b.request(http.MethodPost, "/oauth/token?client_secret=hidden-treasure", strings.NewReader("grant_type=client_credentials&client_id=web"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if got := b.send(r); !isError(got, http.StatusBadRequest, "invalid_request") || strings.Contains(s.log.String(), "treasure") {
		t.Errorf("%d %s", got.StatusCode, got.body)
	}
}

// TK-02, TK-16, TK-21: what every refusal looks like. Descriptions keep to the
// letters RFC 6749 §5.2 allows and repeat nothing from the request.
func TestTK02_TokenErrorsOnTheWire(t *testing.T) {
	s := newSystem(t)
	allowed := regexp.MustCompile(`^[\x20-\x21\x23-\x5B\x5D-\x7E]+$`)
	const odd = "\"><script>ü\\"
	for name, row := range map[string]struct {
		fields []string
		status int
		code   string
	}{
		"no grant_type":            {[]string{"client_id", "web", "client_secret", websSecret}, 400, "invalid_request"},
		"unknown grant":            {[]string{"client_id", "web", "client_secret", websSecret, "grant_type", odd}, 400, "unsupported_grant_type"},
		"password":                 {[]string{"client_id", "web", "client_secret", websSecret, "grant_type", "password", "username", ann, "password", "x"}, 400, "unsupported_grant_type"},
		"implicit is no grant":     {[]string{"client_id", "web", "client_secret", websSecret, "grant_type", "implicit"}, 400, "unsupported_grant_type"},
		"not the client's grant":   {[]string{"client_id", "twin", "client_secret", "twins-secret", "grant_type", "client_credentials"}, 403, "unauthorized_client"},
		"no client":                {[]string{"grant_type", "client_credentials"}, 401, "invalid_client"},
		"unknown client":           {[]string{"client_id", odd, "grant_type", "client_credentials"}, 401, "invalid_client"},
		"wrong secret":             {[]string{"client_id", "web", "client_secret", odd, "grant_type", "client_credentials"}, 401, "invalid_client"},
		"no code":                  {[]string{"client_id", "web", "client_secret", websSecret, "grant_type", "authorization_code"}, 400, "invalid_request"},
		"bad code":                 {[]string{"client_id", "web", "client_secret", websSecret, "grant_type", "authorization_code", "code", odd}, 400, "invalid_grant"},
		"a lifetime that is none":  {[]string{"client_id", "web", "client_secret", websSecret, "grant_type", "client_credentials", "audience", api, "expires_in", odd}, 400, "invalid_request"},
		"a lifetime nobody allows": {[]string{"client_id", "twin", "client_secret", "twins-secret", "grant_type", "authorization_code", "code", "x", "expires_in", "1"}, 400, "invalid_grant"},
	} {
		t.Run(name, func(t *testing.T) {
			r := s.token(row.fields...)
			var body map[string]string
			if err := json.Unmarshal([]byte(r.body), &body); err != nil || !isError(r, row.status, row.code) || len(body) != 2 {
				t.Errorf("%d %s", r.StatusCode, r.body)
			}
			if d := body["error_description"]; !allowed.MatchString(d) || strings.Contains(d, "script") {
				t.Errorf("description %q", d)
			}
			h := r.Header
			if h.Get("Content-Type") != "application/json;charset=UTF-8" || !strings.Contains(h.Get("Cache-Control"), "no-store") || h.Get("Pragma") != "no-cache" {
				t.Errorf("headers %v", h)
			}
			if h.Get("WWW-Authenticate") != "" {
				t.Errorf("WWW-Authenticate without Basic: %v", h)
			}
		})
	}
}

// Auth0's SDKs send JSON to the token endpoint, some of them with members it
// does not know, and preflight every request because of Auth0-Client.
func TestPagesRedeemCodesByJSON(t *testing.T) {
	s := newSystem(t)
	b := s.browser()
	b.login(ask(), ann, annsCode)
	code := answerIn(t, b.get(ask("client_id", "code-only", "response_type", "code", "code_challenge", challenge, "code_challenge_method", "S256"))).Get("code")
	preflight := b.request(http.MethodOptions, "/oauth/token", nil)
	preflight.Header.Set("Origin", app)
	preflight.Header.Set("Access-Control-Request-Headers", "auth0-client,content-type")
	h := b.send(preflight).Header
	if h.Get("Access-Control-Allow-Origin") != app || !strings.Contains(h.Get("Access-Control-Allow-Headers"), "Auth0-Client") || h.Get("Access-Control-Allow-Credentials") != "" {
		t.Errorf("preflight: %v", h)
	}
	body, _ := json.Marshal(map[string]any{
		"grant_type": "authorization_code", "client_id": "code-only", "code": code, "code_verifier": verifier, "redirect_uri": callback,
		"cacheLocation": "memory", "timeout": 10, "useRefreshTokens": true, "authorizationParams": map[string]any{"scope": "openid"},
	})
	r := b.call("/oauth/token", string(body))
	if set := tokenSet(t, r); set["access_token"] == nil || set["id_token"] == nil || r.Header.Get("Access-Control-Allow-Origin") != app {
		t.Errorf("%v %v", r.Header, set)
	}
	if r := b.call("/oauth/token", string(body)); !isError(r, http.StatusBadRequest, "invalid_grant") || r.Header.Get("Access-Control-Allow-Origin") != app {
		t.Errorf("a page cannot read the refusal: %v %s", r.Header, r.body)
	}
	foreign := b.request(http.MethodPost, "/oauth/token", strings.NewReader("{}"))
	foreign.Header.Set("Origin", "https://evil.test")
	if r := b.send(foreign); r.Header.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("a foreign page reads: %v", r.Header)
	}
}
