package server

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
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
	s.everything()
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

// JW-09. The plan Config, and more: whatever the document names is done once. A member
// that nobody walks fails the test.
func TestConformance_DiscoveryIsWalked(t *testing.T) {
	w := newTour(t)
	walked := map[string]func(*testing.T, tour){
		"issuer":                                         walkIssuer,
		"authorization_endpoint":                         walkEndpoint("authorization_endpoint"),
		"token_endpoint":                                 walkEndpoint("token_endpoint"),
		"revocation_endpoint":                            walkEndpoint("revocation_endpoint"),
		"introspection_endpoint":                         walkEndpoint("introspection_endpoint"),
		"pushed_authorization_request_endpoint":          walkEndpoint("pushed_authorization_request_endpoint"),
		"userinfo_endpoint":                              walkEndpoint("userinfo_endpoint"),
		"end_session_endpoint":                           walkEndpoint("end_session_endpoint"),
		"jwks_uri":                                       walkEndpoint("jwks_uri"),
		"check_session_iframe":                           walkEndpoint("check_session_iframe"),
		"device_authorization_endpoint":                  walkEndpoint("device_authorization_endpoint"),
		"backchannel_logout_supported":                   walkLogoutChannels,
		"backchannel_logout_session_supported":           walkLogoutChannels,
		"frontchannel_logout_supported":                  walkLogoutChannels,
		"frontchannel_logout_session_supported":          walkLogoutChannels,
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
		"dpop_signing_alg_values_supported":              walkProofs,
		"id_token_signing_alg_values_supported":          walkAlgs("id_token_signing_alg_values_supported"),
		"userinfo_signing_alg_values_supported":          walkAlgs("userinfo_signing_alg_values_supported"),

		"token_endpoint_auth_methods_supported":                    walkAuthMethods("/oauth/token"),
		"revocation_endpoint_auth_methods_supported":               walkAuthMethods("/oauth/revoke"),
		"introspection_endpoint_auth_methods_supported":            walkAuthMethods("/oauth/introspect"),
		"token_endpoint_auth_signing_alg_values_supported":         is("RS256", "PS256", "ES256", "HS256"), // each in package clientauth
		"revocation_endpoint_auth_signing_alg_values_supported":    is("RS256", "PS256", "ES256", "HS256"),
		"introspection_endpoint_auth_signing_alg_values_supported": is("RS256", "PS256", "ES256", "HS256"),
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

// walkLogoutChannels: what arrives there has its tests in logout_channels_test.go.
func walkLogoutChannels(t *testing.T, w tour) {
	for _, name := range []string{"backchannel_logout_supported", "backchannel_logout_session_supported", "frontchannel_logout_supported", "frontchannel_logout_session_supported"} {
		if w.said[name] != true {
			t.Errorf("%s is %v", name, w.said[name])
		}
	}
}

// walkSubjects: pairwise ones have their tests in pairwise_test.go.
func walkSubjects(t *testing.T, w tour) {
	check(t, w, []string{"public", "pairwise"})
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
