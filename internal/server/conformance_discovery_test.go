package server

import (
	"crypto/rand"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lestrrat-go/jwx/v2/jwa"

	"authd/internal/authd"
)

// A tour is a system with ann logged in and all that is known of her, and what
// its discovery document says.
type tour struct {
	*system
	*browser
	said map[string]any
}

func newTour(t *testing.T, changes ...setting) tour {
	t.Helper()
	s := newSystem(t, changes...)
	s.describe(t)
	b := s.browser()
	b.login(ask(), ann, annsCode)
	w := tour{system: s, browser: b}
	if err := json.Unmarshal([]byte(b.get("/.well-known/openid-configuration").body), &w.said); err != nil {
		t.Fatal(err)
	}
	return w
}

// list is a member of the document that is a list of texts.
func (w tour) list(name string) []string {
	w.t.Helper()
	values, _ := w.said[name].([]any)
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i], _ = v.(string)
	}
	if len(texts) == 0 {
		w.t.Fatalf("%s is %v", name, w.said[name])
	}
	return texts
}

// The plan Config, and more: whatever the document names is done once. A member
// that nobody walks fails the test.
func TestConformance_DiscoveryIsWalked(t *testing.T) {
	w := newTour(t)
	walked := map[string]func(*testing.T, tour){
		"issuer":                                         walkIssuer,
		"authorization_endpoint":                         walkEndpoint("authorization_endpoint"),
		"token_endpoint":                                 walkEndpoint("token_endpoint"),
		"revocation_endpoint":                            walkEndpoint("revocation_endpoint"),
		"userinfo_endpoint":                              walkEndpoint("userinfo_endpoint"),
		"end_session_endpoint":                           walkEndpoint("end_session_endpoint"),
		"jwks_uri":                                       walkEndpoint("jwks_uri"),
		"response_types_supported":                       walkRequests("response_types_supported", "response_type"),
		"response_modes_supported":                       walkRequests("response_modes_supported", "response_mode", "response_type", "code"),
		"grant_types_supported":                          walkGrantTypes,
		"scopes_supported":                               walkScopes,
		"claims_supported":                               walkClaims,
		"claim_types_supported":                          is("normal"),
		"claims_parameter_supported":                     walkClaims,
		"subject_types_supported":                        walkSubjects,
		"prompt_values_supported":                        walkPages("prompt_values_supported", "prompt"),
		"display_values_supported":                       walkPages("display_values_supported", "display"),
		"ui_locales_supported":                           walkLocales,
		"acr_values_supported":                           walkACR,
		"code_challenge_methods_supported":               walkRequests("code_challenge_methods_supported", "code_challenge_method", "response_type", "code", "code_challenge", challenge),
		"authorization_response_iss_parameter_supported": walkIss,
		"request_parameter_supported":                    walkRequestObjects,
		"request_object_signing_alg_values_supported":    walkRequestObjects,
		"request_uri_parameter_supported":                walkRequestURI,
		"id_token_signing_alg_values_supported":          walkAlgs("id_token_signing_alg_values_supported"),
		"userinfo_signing_alg_values_supported":          walkAlgs("userinfo_signing_alg_values_supported"),

		"token_endpoint_auth_methods_supported":                 walkAuthMethods("token_endpoint_auth_methods_supported"),
		"revocation_endpoint_auth_methods_supported":            walkAuthMethods("revocation_endpoint_auth_methods_supported"),
		"token_endpoint_auth_signing_alg_values_supported":      is("RS256", "PS256", "ES256", "HS256"), // each in package clientauth
		"revocation_endpoint_auth_signing_alg_values_supported": is("RS256", "PS256", "ES256", "HS256"),
	}
	for _, name := range slices.Sorted(maps.Keys(w.said)) {
		step, known := walked[name]
		if !known {
			t.Errorf("%s is in the document, and nobody tries whether it is true", name)
			continue
		}
		t.Run(name, func(t *testing.T) { step(t, w) })
		delete(walked, name)
	}
	for name := range walked {
		t.Errorf("%s is not in the document", name)
	}
}

func is(values ...string) func(*testing.T, tour) {
	return func(t *testing.T, w tour) { check(t, w, values) }
}

func check(t *testing.T, w tour, values []string) {
	t.Helper()
	for name := range w.said {
		if strings.HasSuffix(t.Name(), "/"+name) && !slices.Equal(w.list(name), values) {
			t.Errorf("%v, want %v", w.list(name), values)
		}
	}
}

func walkIssuer(t *testing.T, w tour) {
	if w.said["issuer"] != issuer {
		t.Errorf("%v", w.said["issuer"])
	}
}

func walkEndpoint(name string) func(*testing.T, tour) {
	return func(t *testing.T, w tour) {
		path, of := strings.CutPrefix(w.said[name].(string), strings.TrimSuffix(issuer, "/"))
		r := w.get(path)
		if !of || r.StatusCode == http.StatusNotFound || r.StatusCode >= 500 {
			t.Errorf("%s: %d", path, r.StatusCode)
		}
	}
}

// walkRequests asks with each value; more is the rest of the request.
func walkRequests(name, parameter string, more ...string) func(*testing.T, tour) {
	return func(t *testing.T, w tour) {
		for _, value := range w.list(name) {
			r := w.get(ask(append([]string{"client_id", "web", parameter, value}, more...)...))
			answered := strings.Contains(r.body, "state") || strings.HasPrefix(r.Header.Get("Location"), callback)
			if !answered || strings.Contains(r.Header.Get("Location")+r.body, "error") {
				t.Errorf("%s=%s: %d %s %s", parameter, value, r.StatusCode, r.Header.Get("Location"), r.body)
			}
		}
	}
}

// walkGrantTypes asks for each; those that lack something else are known.
func walkGrantTypes(t *testing.T, w tour) {
	for _, grant := range w.list("grant_types_supported") {
		r := w.token("grant_type", grant, "client_id", "web", "client_secret", websSecret)
		if isError(r, http.StatusBadRequest, "unsupported_grant_type") != (grant == "implicit") {
			t.Errorf("%s: %d %s", grant, r.StatusCode, r.body)
		}
	}
}

func walkScopes(t *testing.T, w tour) {
	scopes := w.list("scopes_supported")
	code := answerIn(t, w.get(ask("client_id", "twin", "response_type", "code", "scope", strings.Join(scopes, " ")))).Get("code")
	set := tokenSet(t, w.redeem(code, "client_id", "twin", "client_secret", "twins-secret"))
	if text(set, "scope") != strings.Join(scopes, " ") || text(set, "refresh_token") == "" {
		t.Errorf("asked for %v, given %v", scopes, set["scope"])
	}
}

// walkClaims asks for each claim by its name, and gets no other.
func walkClaims(t *testing.T, w tour) {
	asked := map[string]any{}
	for _, name := range w.list("claims_supported") {
		asked[name] = nil
	}
	parameter, err := json.Marshal(map[string]any{"id_token": asked})
	if err != nil {
		t.Fatal(err)
	}
	answer := answerIn(t, w.get(ask("client_id", "web", "response_type", "code token id_token", "scope", "openid", "claims", string(parameter))))
	said := slices.Sorted(maps.Keys(claims(answer.Get("id_token"))))
	if want := slices.Sorted(maps.Keys(asked)); !slices.Equal(said, want) {
		t.Errorf("the ID token says\n%v, the document names\n%v", said, want)
	}
}

func walkSubjects(t *testing.T, w tour) {
	check(t, w, []string{"public"})
	subject := func(client string) any {
		return claims(answerIn(t, w.get(ask("client_id", client, "response_type", "id_token"))).Get("id_token"))["sub"]
	}
	if subject("spa") == nil || subject("spa") != subject("web") {
		t.Errorf("%v and %v", subject("spa"), subject("web"))
	}
}

// walkPages asks with each value where nobody is logged in.
func walkPages(name, parameter string) func(*testing.T, tour) {
	return func(t *testing.T, w tour) {
		for _, value := range w.list(name) {
			b := w.system.browser()
			location := b.get(ask(parameter, value)).Header.Get("Location")
			if value == "none" {
				if !strings.Contains(location, "login_required") {
					t.Errorf("%s=%s: %s", parameter, value, location)
				}
				continue
			}
			if page := b.get(location); page.StatusCode != http.StatusOK || !strings.Contains(page.body, "<form") {
				t.Errorf("%s=%s: %d", parameter, value, page.StatusCode)
			}
		}
	}
}

func walkLocales(t *testing.T, w tour) {
	for _, tag := range w.list("ui_locales_supported") {
		b := w.system.browser()
		if page := b.get(b.get(ask("ui_locales", tag)).Header.Get("Location")); !strings.Contains(page.body, `<html lang="`+tag+`"`) {
			t.Errorf("%s: %.120s", tag, page.body)
		}
	}
}

func walkACR(t *testing.T, w tour) {
	for _, value := range w.list("acr_values_supported") {
		essential := `{"id_token":{"acr":{"essential":true,"value":"` + value + `"}}}`
		for _, with := range [][]string{{"acr_values", value}, {"claims", essential}} {
			if got := claims(w.fragment(w.get(ask(with...))).Get("id_token"))["acr"]; got != value {
				t.Errorf("%v: acr is %v", with, got)
			}
		}
	}
}

func walkIss(t *testing.T, w tour) {
	if got := w.fragment(w.get(ask())); w.said["authorization_response_iss_parameter_supported"] != true || got.Get("iss") != issuer {
		t.Errorf("got %v", got)
	}
}

// walkRequestObjects: each algorithm has its own test in package clientauth.
func walkRequestObjects(t *testing.T, w tour) {
	if !slices.Equal(w.list("request_object_signing_alg_values_supported"), []string{"RS256", "PS256", "ES256", "HS256"}) || w.said["request_parameter_supported"] != true {
		t.Errorf("%v %v", w.said["request_parameter_supported"], w.said["request_object_signing_alg_values_supported"])
	}
	key := newSigner(t)
	signing := newTour(t, byWeb(key))
	object := key.object(map[string]any{"state": "signed"})
	if got := answerIn(t, signing.get(ask("client_id", "web", "response_type", "code", "request", object))); got.Get("state") != "signed" {
		t.Errorf("got %v", got)
	}
}

func walkRequestURI(t *testing.T, w tour) {
	if got := w.fragment(w.get(ask("request_uri", "https://localhost:3443/o"))); w.said["request_uri_parameter_supported"] != false || got.Get("error") != "request_uri_not_supported" {
		t.Errorf("got %v", got)
	}
}

// walkAlgs looks for a key of each.
func walkAlgs(name string) func(*testing.T, tour) {
	return func(t *testing.T, w tour) {
		var set struct{ Keys []struct{ Alg string } }
		if err := json.Unmarshal([]byte(w.get("/.well-known/jwks.json").body), &set); err != nil {
			t.Fatal(err)
		}
		for _, alg := range w.list(name) {
			if !slices.ContainsFunc(set.Keys, func(k struct{ Alg string }) bool { return k.Alg == alg }) {
				t.Errorf("no key is for %s", alg)
			}
		}
	}
}

// walkAuthMethods proves a client by each. What is proved is told from what is
// not by the grant, which is looked at afterwards.
func walkAuthMethods(name string) func(*testing.T, tour) {
	return func(t *testing.T, w tour) {
		path := "/oauth/token"
		if strings.HasPrefix(name, "revocation") {
			path = "/oauth/revoke"
		}
		for _, method := range w.list(name) {
			if r := proveBy(t, authd.AuthMethod(method), path); r.StatusCode == http.StatusUnauthorized || r.StatusCode >= 500 {
				t.Errorf("%s: %d %s", method, r.StatusCode, r.body)
			}
		}
	}
}

func proveBy(t *testing.T, method authd.AuthMethod, path string) reply {
	t.Helper()
	key, secret := newSigner(t), "client_secret: \"s3cret:%+ü\""
	fields := form("grant_type", "refresh_token", "refresh_token", "x", "token", "x")
	change := setting{secret, secret + "\n    token_endpoint_auth_method: " + string(method) + "\n    strict_auth_method: true"}
	assertion := map[string]any{"iss": "web", "sub": "web", "aud": issuer, "jti": rand.Text(), "exp": began.Add(time.Minute).Unix()}
	basic := false
	switch method {
	case authd.AuthBasic:
		basic = true
	case authd.AuthPost:
		fields.Set("client_id", "web")
		fields.Set("client_secret", websSecret)
	case authd.AuthPrivateKeyJWT:
		change = signs("jwks: '" + key.set() + "'")
		fields.Set("client_assertion", key.object(assertion))
	case authd.AuthSecretJWT:
		change = setting{secret, "client_secret: " + longSecret + "\n    token_endpoint_auth_method: client_secret_jwt"}
		fields.Set("client_assertion", signWith(t, jwa.HS256, []byte(longSecret), assertion))
	case authd.AuthNone:
		change = setting{"tenant: {friendly_name: Test}", "tenant: {friendly_name: Test}"}
		fields.Set("client_id", "mobile")
	default:
		t.Fatalf("nobody knows the method %s", method)
	}
	fields.Set("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
	b := newSystem(t, change).browser()
	r := b.request(http.MethodPost, path, strings.NewReader(fields.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if basic {
		r.SetBasicAuth("web", url.QueryEscape(websSecret))
	}
	return b.send(r)
}
