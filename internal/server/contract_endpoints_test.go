package server

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// tokenJSON posts to /oauth/token as auth0.js and older auth0-spa-js do.
func (s *system) tokenJSON(fields ...string) reply {
	s.t.Helper()
	body := map[string]any{}
	for i := 0; i+1 < len(fields); i += 2 {
		body[fields[i]] = fields[i+1]
	}
	encoded, err := json.Marshal(body)
	if err != nil {
		s.t.Fatal(err)
	}
	return s.browser().call("/oauth/token", string(encoded))
}

// SDKs send whatever options they were made with, and a redirect_uri with a
// refresh token.
func TestContract06_TheTokenEndpointTakesFormsAndJSON(t *testing.T) {
	s := newSystem(t)
	code := s.codes()
	unknown := []string{"redirect_uri", callback, "auth0Client", "e30", "cacheLocation", "memory", "timeout", "10"}
	for grant, fields := range map[string]func() []string{
		"authorization_code": func() []string { return []string{"client_id", "web", "client_secret", websSecret, "code", code()} },
		"client_credentials": func() []string {
			return []string{"client_id", "web", "client_secret", websSecret, "audience", api}
		},
		"refresh_token": func() []string {
			return []string{"client_id", "mobile", "refresh_token", text(s.granted(), "refresh_token")}
		},
		otpGrant: func() []string {
			s.startFor("otp", ann)
			return []string{"client_id", "otp", "realm", "email", "username", ann, "otp", annsCode}
		},
	} {
		for kind, send := range map[string]func(...string) reply{"form": s.token, "JSON": s.tokenJSON} {
			t.Run(grant+" as "+kind, func(t *testing.T) {
				if set := tokenSet(t, send(append(append(fields(), "grant_type", grant), unknown...)...)); set["access_token"] == nil {
					t.Error(set)
				}
			})
		}
	}
}

// basic redeems a code with an Authorization header.
func (s *system) basic(credentials string, fields ...string) reply {
	s.t.Helper()
	b := s.browser()
	r := b.request(http.MethodPost, "/oauth/token", strings.NewReader(form(append(fields, "grant_type", "authorization_code", "redirect_uri", callback)...).Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(credentials)))
	return b.send(r)
}

// A client that finds out how to authenticate sends the same code again.
func TestContract07_AFailedAuthenticationSparesTheCode(t *testing.T) {
	s := newSystem(t)
	for name, fail := range map[string]func(code string) reply{
		"a wrong secret in the header": func(code string) reply { return s.basic("web:wrong", "code", code) },
		"an empty one":                 func(code string) reply { return s.basic("web:", "code", code) },
		"a wrong one in the body":      func(code string) reply { return s.redeem(code, "client_secret", "wrong") },
		"none":                         func(code string) reply { return s.redeem(code, "client_secret", "-") },
		"nobody":                       func(code string) reply { return s.redeem(code, "client_id", "nobody") },
	} {
		t.Run(name, func(t *testing.T) {
			code := s.codes()()
			if r := fail(code); !isError(r, http.StatusUnauthorized, "invalid_client") {
				t.Errorf("%d %s", r.StatusCode, r.body)
			}
			tokenSet(t, s.redeem(code))
		})
	}
}

// RFC 6749 §2.3.1 has both parts escaped as in a form, which clients do in three
// ways. Letters that no way escapes need no reading at all.
func TestContract08_BasicIsReadAsAForm(t *testing.T) {
	for secret, ways := range map[string]map[string]string{
		"a b-_.~!*'():%+ü": {
			"every sign": "a+b%2D%5F%2E%7E%21%2A%27%28%29%3A%25%2B%C3%BC", // oauth4webapi, openid-client 6
			"as Go does": "a+b-_.~%21%2A%27%28%29%3A%25%2B%C3%BC",         // x/oauth2, openid-client 5
			"as in URLs": "a%20b-_.~!*'()%3A%25%2B%C3%BC",
		},
		"0aZ_-9fkQ": {"not at all": "0aZ_-9fkQ", "every sign": "0aZ%5F%2D9fkQ"}, // oidc-client 1.x
	} {
		s := newSystem(t, setting{`"` + websSecret + `"`, `"` + secret + `"`})
		code := s.codes()
		for name, escaped := range ways {
			if r := s.basic("web:"+escaped, "code", code()); r.StatusCode != http.StatusOK {
				t.Errorf("%s, %s: %d %s", secret, name, r.StatusCode, r.body)
			}
		}
	}
}

// The query is not looked at (RFC 6750 §5.3): addresses end up in logs.
func TestContract10_UserinfoTakesTheTokenOfAnAPI(t *testing.T) {
	s := newSystem(t)
	token := s.tokens("audience", api, "scope", "openid email").Get("access_token")
	b := s.browser()
	inHeader := func(method string) reply {
		r := b.request(method, "/userinfo", nil)
		r.Header.Set("Authorization", "Bearer "+token)
		return b.send(r)
	}
	for name, r := range map[string]reply{
		"GET": inHeader(http.MethodGet), "POST": inHeader(http.MethodPost), "in a form": b.post("/userinfo", "", "access_token", token),
		"in the query": b.get(at("/userinfo", "access_token", token)),
	} {
		if r.StatusCode != http.StatusOK || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") || !strings.Contains(r.body, ann) {
			t.Errorf("%s: %d %s", name, r.StatusCode, r.body)
		}
	}
	refusals := map[string]reply{"nothing": b.get("/userinfo"), "no token": s.userinfo("x")}
	for name, r := range refusals {
		if r.StatusCode != http.StatusUnauthorized || !strings.HasPrefix(r.Header.Get("WWW-Authenticate"), "Bearer") {
			t.Errorf("%s: %d %v", name, r.StatusCode, r.Header)
		}
	}
}

// A client that meets a header here reports it instead of the body, so only a
// client that used the header is answered with one.
func TestContract17_ErrorsAreReadFromTheBody(t *testing.T) {
	s := newSystem(t)
	code := s.codes()()
	tokenSet(t, s.redeem(code))
	for name, row := range map[string]struct {
		r           reply
		status      int
		code, words string
	}{
		"a spent code":          {s.redeem(code), 400, "invalid_grant", ""},
		"a foreign redirect":    {s.redeem(s.codes()(), "redirect_uri", app+"/other"), 400, "invalid_grant", ""},
		"a wrong verifier":      {s.redeem(s.codes("code_challenge", challenge, "code_challenge_method", "S256")(), "code_verifier", strings.Repeat("x", 43)), 400, "invalid_grant", ""},
		"a refresh token":       {s.refresh("unknown"), 400, "invalid_grant", "Unknown or invalid refresh token."},
		"a wrong one-time code": {s.wrongOTP(), 403, "invalid_grant", "Wrong email or verification code."},
		"a wrong secret":        {s.redeem("x", "client_secret", "wrong"), 401, "invalid_client", ""},
	} {
		var body struct {
			Error       string `json:"error"`
			Description string `json:"error_description"`
		}
		err := json.Unmarshal([]byte(row.r.body), &body)
		if err != nil || row.r.StatusCode != row.status || body.Error != row.code || body.Description == "" || !strings.Contains(body.Description, row.words) {
			t.Errorf("%s: %d %s", name, row.r.StatusCode, row.r.body)
		}
		if h := row.r.Header; !strings.HasPrefix(h.Get("Content-Type"), "application/json") || h.Get("WWW-Authenticate") != "" {
			t.Errorf("%s: %v", name, h)
		}
	}
	if r := s.basic("web:wrong", "code", "x"); r.StatusCode != http.StatusUnauthorized || !strings.HasPrefix(r.Header.Get("WWW-Authenticate"), "Basic") {
		t.Errorf("where the header was used: %d %v", r.StatusCode, r.Header)
	}
}

// wrongOTP answers a code that was asked for with another.
func (s *system) wrongOTP() reply {
	s.t.Helper()
	s.startFor("otp", ann)
	return s.otp("000000")
}
