package server

import (
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/coreos/go-oidc/v3/oidc"
)

// answerBy reads an answer that comes by a response mode, and by no other.
func (s *system) answerBy(r reply, mode string) url.Values {
	s.t.Helper()
	location, err := url.Parse(r.Header.Get("Location"))
	if err != nil {
		s.t.Fatal(err)
	}
	fields := url.Values{}
	for _, m := range posted.FindAllStringSubmatch(r.body, -1) {
		fields.Add(m[1], html.UnescapeString(m[2]))
	}
	query, errQ := url.ParseQuery(location.RawQuery)
	fragment, errF := url.ParseQuery(location.Fragment)
	if errQ != nil || errF != nil {
		s.t.Fatalf("%v, %v", errQ, errF)
	}
	all := map[string]url.Values{"query": query, "fragment": fragment, "form_post": fields}
	for other, values := range all {
		if (len(values) > 0) != (other == mode) {
			s.t.Fatalf("by %s: %v", other, values)
		}
	}
	return all[mode]
}

// Module oidcc-server of the Basic, Implicit, Hybrid and Form Post plans: each
// response type brings exactly what it names, and an independent library checks
// the hashes.
func TestConformance_ResponseTypes(t *testing.T) {
	s := newSystem(t)
	b := s.browser()
	b.login(ask(), ann, annsCode)
	p, ctx := s.provider()
	verifier := p.Verifier(&oidc.Config{ClientID: "web", Now: s.clock.Now})
	for _, responseType := range []string{"code", "id_token", "id_token token", "code id_token", "code token", "code id_token token"} {
		for _, mode := range []string{"", "form_post"} {
			by := mode
			if by == "" {
				by = "fragment"
			}
			if mode == "" && responseType == "code" {
				by = "query"
			}
			t.Run(responseType+" by "+by, func(t *testing.T) {
				got := s.answerBy(b.get(ask("client_id", "web", "response_type", responseType, "response_mode", mode)), by)
				for name, wanted := range map[string]string{"code": "code", "id_token": "id_token", "access_token": "token"} {
					asked := " " + responseType + " "
					if (got.Get(name) != "") != strings.Contains(asked, " "+wanted+" ") {
						t.Errorf("%s is %q", name, got.Get(name))
					}
				}
				if got.Get("state") != "s-1" || got.Get("iss") != issuer || (got.Get("token_type") == "Bearer") != got.Has("access_token") {
					t.Errorf("got %v", got)
				}
				if raw := got.Get("id_token"); raw != "" {
					token, err := verifier.Verify(ctx, raw)
					if err != nil || token.Nonce != "n-1" {
						t.Fatalf("%+v, %v", token, err)
					}
					if got.Has("access_token") && token.VerifyAccessToken(got.Get("access_token")) != nil {
						t.Error("at_hash is wrong")
					}
					if hash, _ := claims(raw)["c_hash"].(string); (hash != "") != got.Has("code") {
						t.Errorf("c_hash is %q", hash)
					}
				}
				if code := got.Get("code"); code != "" {
					set := tokenSet(t, s.redeem(code))
					token, err := verifier.Verify(ctx, text(set, "id_token"))
					if err != nil || token.VerifyAccessToken(text(set, "access_token")) != nil {
						t.Errorf("redeemed: %v", err)
					}
				}
			})
		}
	}
}

// Modules nonce-missing, ensure-request-without-nonce-succeeds-for-code-flow and
// response-type-missing.
func TestConformance_RequestsThatLackSomething(t *testing.T) {
	s := newSystem(t)
	b := s.browser()
	b.login(ask(), ann, annsCode)
	for name, row := range map[string]struct {
		with []string
		by   string
		want string
	}{
		"code without nonce":                {[]string{"response_type", "code", "nonce", "-"}, "query", ""},
		"code token without nonce":          {[]string{"response_type", "code token", "nonce", "-"}, "fragment", ""},
		"id_token without nonce":            {[]string{"response_type", "id_token", "nonce", "-"}, "fragment", "invalid_request"},
		"id_token token without nonce":      {[]string{"response_type", "id_token token", "nonce", "-"}, "fragment", "invalid_request"},
		"code id_token without nonce":       {[]string{"response_type", "code id_token", "nonce", "-"}, "fragment", "invalid_request"},
		"code id_token token without nonce": {[]string{"response_type", "code id_token token", "nonce", "-"}, "fragment", "invalid_request"},
		"no response_type":                  {[]string{"response_type", "-"}, "query", "invalid_request"},
		"no response_type, by form_post":    {[]string{"response_type", "-", "response_mode", "form_post"}, "form_post", "invalid_request"},
		"no nonce, by form_post":            {[]string{"response_type", "id_token", "nonce", "-", "response_mode", "form_post"}, "form_post", "invalid_request"},
		"an unknown response_type":          {[]string{"response_type", "cookie"}, "query", "unsupported_response_type"},
	} {
		t.Run(name, func(t *testing.T) {
			got := s.answerBy(b.get(ask(append([]string{"client_id", "web"}, row.with...)...)), row.by)
			if got.Get("error") != row.want || got.Get("state") != "s-1" || row.want == "" && got.Get("code") == "" {
				t.Errorf("got %v", got)
			}
		})
	}
}

// AZ-01, AZ-02, AZ-20. Modules ensure-registered-redirect-uri, redirect-uri-query-OK,
// -mismatch and -added, and those of the Form Post plans that send a wrong one: a
// page with status 400 names it, and leads nowhere. Module redirect-uri-regfrag is
// TestAZ07_Fragment.
func TestConformance_RedirectURIs(t *testing.T) {
	const withQuery = app + "/search?foo=bar"
	s := newSystem(t, setting{"client_secret: \"s3cret:%+ü\"\n    callbacks: [", "client_secret: \"s3cret:%+ü\"\n    callbacks: [\"" + withQuery + "\", "})
	b := s.browser()
	b.login(ask(), ann, annsCode)
	request := func(uri, mode string) reply {
		return b.get(ask("client_id", "web", "response_type", "code", "redirect_uri", uri, "response_mode", mode))
	}
	if to := request(withQuery, "-").Header.Get("Location"); !strings.HasPrefix(to, withQuery+"&") || !strings.Contains(to, "code=") {
		t.Errorf("with the query it is registered with: %s", to)
	}
	for name, uri := range map[string]string{
		"missing": "-", "another path": callback + "/foo", "a query": callback + "?foo=bar", "another host": "https://stranger.example/callback",
		"another query": app + "/search?foo=baz", "more of a query": withQuery + "&x=y", "no query": app + "/search", "a fragment": callback + "#x",
	} {
		for _, mode := range []string{"-", "form_post"} {
			r := request(uri, mode)
			if r.StatusCode != http.StatusBadRequest || r.Header.Get("Location") != "" || !strings.Contains(r.body, "redirect_uri") || strings.Contains(r.body, "<form") {
				t.Errorf("%s, %s: %d %s", name, mode, r.StatusCode, r.Header.Get("Location"))
			}
		}
	}
}

// Module ensure-post-request-succeeds, with ensure-request-with-valid-pkce-succeeds.
func TestConformance_ARequestByPost(t *testing.T) {
	s := newSystem(t)
	b := s.browser()
	b.login(ask(), ann, annsCode)
	request, err := url.Parse(ask("client_id", "web", "response_type", "code", "nonce", "-", "code_challenge", challenge, "code_challenge_method", "S256"))
	if err != nil {
		t.Fatal(err)
	}
	r := b.request(http.MethodPost, "/authorize", strings.NewReader(request.RawQuery))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	tokenSet(t, s.redeem(answerIn(t, b.send(r)).Get("code"), "code_verifier", verifier))
}

// Modules scope-profile, -email, -address, -phone and -all, and
// ensure-other-scope-order-succeeds: in the ID token and at /userinfo.
func TestConformance_Scopes(t *testing.T) {
	s := newSystem(t)
	s.everything()
	for scope, want := range map[string][]string{
		"openid":         {},
		"openid profile": {"name", "given_name", "family_name", "middle_name", "nickname", "preferred_username", "profile", "picture", "website", "gender", "birthdate", "zoneinfo", "locale", "updated_at"},
		"email openid":   {"email", "email_verified"}, "openid address": {"address"}, "phone openid": {"phone_number", "phone_number_verified"},
		"address openid phone profile email": {"name", "email", "address", "phone_number"},
	} {
		answer := s.tokens("scope", scope)
		for place, said := range map[string]map[string]any{"the ID token": claims(answer.Get("id_token")), "/userinfo": s.info(answer.Get("access_token"))} {
			for _, name := range want {
				if said[name] == nil {
					t.Errorf("%s: %s lacks %s", scope, place, name)
				}
			}
			if scope == "openid" && (said["name"] != nil || said["email"] != nil || said["sub"] == nil) {
				t.Errorf("%s says %v", place, said)
			}
		}
	}
}
