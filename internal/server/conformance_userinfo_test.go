package server

import (
	"net/http"
	"strings"
	"testing"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/lestrrat-go/jwx/v2/jwa"
	"github.com/lestrrat-go/jwx/v2/jws"
	"golang.org/x/oauth2"
)

// Modules userinfo-get, userinfo-post-header and userinfo-post-body: three ways
// to show a token, and one answer.
func TestConformance_WaysToShowAToken(t *testing.T) {
	s := newSystem(t)
	token := s.tokens().Get("access_token")
	b := s.browser()
	get := b.request(http.MethodGet, "/userinfo", nil)
	get.Header.Set("Authorization", "Bearer "+token)
	post := b.request(http.MethodPost, "/userinfo", nil)
	post.Header.Set("Authorization", "Bearer "+token)
	body := b.request(http.MethodPost, "/userinfo", strings.NewReader(form("access_token", token).Encode()))
	body.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	want := s.userinfo(token).body
	for name, r := range map[string]*http.Request{"get": get, "post, header": post, "post, body": body} {
		got := b.send(r)
		if kind := got.Header.Get("Content-Type"); got.StatusCode != http.StatusOK || got.body != want || !strings.HasPrefix(kind, "application/json") {
			t.Errorf("%s: %d %s %s", name, got.StatusCode, kind, got.body)
		}
	}
	for name, header := range map[string]string{"none": "", "wrong": "Bearer x"} {
		r := b.request(http.MethodGet, "/userinfo", nil)
		if header != "" {
			r.Header.Set("Authorization", header)
		}
		if got := b.send(r); got.StatusCode != http.StatusUnauthorized || !strings.HasPrefix(got.Header.Get("WWW-Authenticate"), "Bearer ") {
			t.Errorf("%s: %d %v", name, got.StatusCode, got.Header)
		}
	}
}

const longSecret = "0123456789abcdef0123456789abcdef"

// userinfo_signed_response_alg: a JWT that others can read, and that is good for
// nothing else.
func TestConformance_SignedUserinfo(t *testing.T) {
	for _, alg := range []string{"RS256", "PS256", "ES256"} {
		t.Run(alg, func(t *testing.T) {
			s := newSystem(t, setting{"client_id: spa\n", "client_id: spa\n    userinfo_signed_response_alg: " + alg + "\n"})
			answer := s.tokens()
			r := s.userinfo(answer.Get("access_token"))
			said := claims(r.body)
			if r.Header.Get("Content-Type") != "application/jwt" || said["iss"] != issuer || said["aud"] != "spa" || said["email"] != ann || said["sub"] == nil {
				t.Fatalf("%s %v", r.Header.Get("Content-Type"), said)
			}
			p, ctx := s.provider()
			info, err := p.UserInfo(ctx, oauth2.StaticTokenSource(&oauth2.Token{AccessToken: answer.Get("access_token"), TokenType: "Bearer"}))
			if err != nil || info.Email != ann || !info.EmailVerified {
				t.Errorf("go-oidc: %+v, %v", info, err)
			}
			if _, err := p.Verifier(&oidc.Config{ClientID: "spa", Now: s.clock.Now}).Verify(ctx, r.body); err == nil {
				t.Error("it passes for an ID token")
			}
			if got := s.fragment(s.browser().get(ask("prompt", "none", "id_token_hint", r.body))); got.Get("error") != "invalid_request" {
				t.Errorf("it passes for a hint: %v", got)
			}
			if got := s.userinfo(r.body); got.StatusCode != http.StatusUnauthorized {
				t.Errorf("it passes for an access token: %d", got.StatusCode)
			}
		})
	}
}

func TestConformance_UserinfoSignedWithTheSecret(t *testing.T) {
	s := newSystem(t, setting{"client_secret: \"s3cret:%+ü\"", "client_secret: " + longSecret + "\n    userinfo_signed_response_alg: HS256"})
	r := s.userinfo(s.tokens("client_id", "web").Get("access_token"))
	if _, err := jws.Verify([]byte(r.body), jws.WithKey(jwa.HS256, []byte(longSecret))); err != nil || claims(r.body)["aud"] != "web" {
		t.Errorf("%v %s", err, r.body)
	}
}
