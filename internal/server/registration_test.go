package server

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"authd/internal/store"
)

const initialToken = "initial-token-0123456789abcdefghi"

// registering lets clients register who have the initial token, without a limit.
var registering = []setting{
	{"connections:\n", "registration: {enabled: true, initial_access_token: " + initialToken + ", grant_types: [authorization_code, refresh_token, implicit, '" + deviceGrant + "']}\nconnections:\n"},
	{"  token: {per_ip: []}\n", "  token: {per_ip: []}\n  registration: {per_ip: []}\n"},
}

// openly lets anybody register.
var openly = []setting{
	{"connections:\n", "registration: {enabled: true, open: true}\nconnections:\n"},
	{"  token: {per_ip: []}\n", "  token: {per_ip: []}\n  registration: {per_ip: 2/h}\n"},
}

const redirects = `"redirect_uris":["` + callback + `"]`

// A registered is what an application keeps of its registration.
type registered struct {
	ID     string `json:"client_id"`
	Secret string `json:"client_secret"`
	Token  string `json:"registration_access_token"`
	URI    string `json:"registration_client_uri"`
}

func (r registered) path() string { return strings.TrimPrefix(r.URI, strings.TrimSuffix(issuer, "/")) }

// onRegistry sends JSON with a bearer token, if it is not empty.
func (s *system) onRegistry(method, path, token, body string) reply {
	s.t.Helper()
	b := s.browser()
	r := b.request(method, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	return b.send(r)
}

// register registers with the members of metadata.
func (s *system) register(metadata string) registered {
	s.t.Helper()
	return registrationIn(s.t, s.onRegistry(http.MethodPost, "/oidc/register", initialToken, "{"+metadata+"}"), http.StatusCreated)
}

func registrationIn(t testing.TB, r reply, status int) registered {
	t.Helper()
	var got registered
	if err := json.Unmarshal([]byte(r.body), &got); err != nil || r.StatusCode != status {
		t.Fatalf("%d %s, %v", r.StatusCode, r.body, err)
	}
	return got
}

func said(t testing.TB, r reply) map[string]any {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal([]byte(r.body), &m); err != nil {
		t.Fatalf("%s: %v", r.body, err)
	}
	return m
}

// A whole login by a client that nobody has written down: people are asked, and
// see what the client says of itself.
func TestARegisteredClientLogsPeopleIn(t *testing.T) {
	s := newSystem(t, registering...)
	c := s.register(redirects + `,"client_name":"Newcomer","logo_uri":"https://cdn.newcomer.test/logo.svg","policy_uri":"https://newcomer.test/privacy","tos_uri":"https://newcomer.test/terms","grant_types":["authorization_code","refresh_token"]`)
	b := s.browser()
	request := ask("client_id", c.ID, "response_type", "code", "scope", "openid email")
	question := b.asked(request)
	page := b.get(question)
	for _, want := range []string{"Newcomer", "https://newcomer.test/privacy", "https://newcomer.test/terms", `<img class="logo" src="https://cdn.newcomer.test/logo.svg"`} {
		if !strings.Contains(page.body, want) {
			t.Errorf("the page lacks %s: %s", want, page.body)
		}
	}
	// CA-13: a logo of strangers is shown as a picture, in which nothing runs.
	if policy := page.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "img-src data: https://cdn.newcomer.test;") || strings.Contains(page.body, "<svg") {
		t.Errorf("the policy is %s", policy)
	}
	answer := answerIn(t, b.get(b.submit(question, "answer", "allow").Header.Get("Location")))
	redeem := []string{"grant_type", "authorization_code", "code", answer.Get("code"), "redirect_uri", callback}
	if r := s.token(append(redeem, "client_id", c.ID, "client_secret", c.Secret)...); !isError(r, http.StatusUnauthorized, "invalid_client") {
		t.Errorf("by a method that is not registered: %d %s", r.StatusCode, r.body)
	}
	set := tokenSet(t, s.basic(c.ID+":"+c.Secret, redeem...))
	if id := claims(text(set, "id_token")); id["aud"] != c.ID || id["email"] != ann {
		t.Errorf("the ID token says %v", id)
	}
	if r := s.userinfo(text(set, "access_token")); r.StatusCode != http.StatusOK {
		t.Errorf("/userinfo: %d %s", r.StatusCode, r.body)
	}
}

// What is answered states all that is registered (RFC 7591 §3.2.1).
func TestTheAnswerOfARegistration(t *testing.T) {
	s := newSystem(t, registering...)
	r := s.onRegistry(http.MethodPost, "/oidc/register", initialToken, `{`+redirects+`,"client_name":"Newcomer","contacts":["a@b.test"],"software_id":"x"}`)
	got := said(t, r)
	for name, want := range map[string]any{
		"redirect_uris": []any{callback}, "response_types": []any{"code"}, "grant_types": []any{"authorization_code"}, "application_type": "web", "client_name": "Newcomer",
		"token_endpoint_auth_method": "client_secret_basic", "id_token_signed_response_alg": "RS256", "subject_type": "public",
		"client_id_issued_at": float64(began.Unix()), "client_secret_expires_at": float64(0), "registration_client_uri": issuer + "oidc/register/" + got["client_id"].(string),
	} {
		if !reflect.DeepEqual(got[name], want) {
			t.Errorf("%s is %v, want %v", name, got[name], want)
		}
		delete(got, name)
	}
	for _, secret := range []string{"client_id", "client_secret", "registration_access_token"} {
		if got[secret] == nil {
			t.Errorf("there is no %s", secret)
		}
		delete(got, secret)
	}
	if len(got) > 0 || r.StatusCode != http.StatusCreated || !strings.Contains(r.Header.Get("Cache-Control"), "no-store") || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		t.Errorf("%d %v, and besides %v", r.StatusCode, r.Header, got)
	}
	public := said(t, s.onRegistry(http.MethodPost, "/oidc/register", initialToken, `{`+redirects+`,"token_endpoint_auth_method":"none"}`))
	if public["client_secret"] != nil || public["client_secret_expires_at"] != nil {
		t.Errorf("a public client has %v", public)
	}
}

// CA-11: off unless it is switched on, and then for those alone who may.
func TestCA11_WhoMayRegister(t *testing.T) {
	const body = `{` + redirects + `}`
	off := newSystem(t)
	if r := off.onRegistry(http.MethodPost, "/oidc/register", initialToken, body); r.StatusCode != http.StatusNotFound {
		t.Errorf("switched off: %d %s", r.StatusCode, r.body)
	}
	if m := said(t, off.browser().get("/.well-known/openid-configuration")); m["registration_endpoint"] != nil {
		t.Errorf("switched off, discovery has %v", m["registration_endpoint"])
	}
	s := newSystem(t, registering...)
	if m := said(t, s.browser().get("/.well-known/openid-configuration")); m["registration_endpoint"] != issuer+"oidc/register" {
		t.Errorf("discovery has %v", m["registration_endpoint"])
	}
	for _, token := range []string{"", "x", initialToken + "x", initialToken[1:]} {
		r := s.onRegistry(http.MethodPost, "/oidc/register", token, body)
		if !isError(r, http.StatusUnauthorized, "invalid_token") || !strings.HasPrefix(r.Header.Get("WWW-Authenticate"), "Bearer ") {
			t.Errorf("token %q: %d %v %s", token, r.StatusCode, r.Header, r.body)
		}
	}
	if kept, err := s.store.ListRegistrations(t.Context(), "", 10); err != nil || len(kept) > 0 {
		t.Errorf("kept are %v, %v", kept, err)
	}
	s.register(redirects)

	anybody := newSystem(t, openly...)
	for i := range 3 {
		r := anybody.onRegistry(http.MethodPost, "/oidc/register", "", body)
		if limited := i == 2; limited && (!isError(r, http.StatusTooManyRequests, "too_many_requests") || r.Header.Get("Retry-After") == "") || !limited && r.StatusCode != http.StatusCreated {
			t.Errorf("registration %d: %d %s", i, r.StatusCode, r.body)
		}
	}
}

// CA-11: changes are limited like registrations, whoever has a token, and what is
// read is not.
func TestCA11_ChangesAreLimitedToo(t *testing.T) {
	s := newSystem(t, openly...)
	c := registrationIn(t, s.onRegistry(http.MethodPost, "/oidc/register", "", `{`+redirects+`}`), http.StatusCreated)
	body := `{` + redirects + `,"client_id":"` + c.ID + `"}`
	c = registrationIn(t, s.onRegistry(http.MethodPut, c.path(), c.Token, body), http.StatusOK)
	if r := s.onRegistry(http.MethodPut, c.path(), c.Token, body); !isError(r, http.StatusTooManyRequests, "too_many_requests") {
		t.Errorf("the third change: %d %s", r.StatusCode, r.body)
	}
	if r := s.onRegistry(http.MethodGet, c.path(), c.Token, ""); r.StatusCode != http.StatusOK {
		t.Errorf("reading: %d %s", r.StatusCode, r.body)
	}
}

// CA-11: guessing the token is limited, and whoever has it is not.
func TestCA11_GuessingTheInitialToken(t *testing.T) {
	s := newSystem(t, append([]setting{{"token: {per_ip: []}", "token: {per_ip: [], wrong_secret_per_ip: 2/h}"}}, setting{"connections:\n", registering[0].new})...)
	for i, want := range []int{http.StatusUnauthorized, http.StatusUnauthorized, http.StatusTooManyRequests} {
		if r := s.onRegistry(http.MethodPost, "/oidc/register", "guess", "{}"); r.StatusCode != want {
			t.Errorf("guess %d: %d", i, r.StatusCode)
		}
	}
	s.register(redirects)
}

// CA-11: what is registered is held to the rules of the file, in the words of
// the metadata.
func TestCA11_WhatIsRegisteredObeysTheRulesOfTheFile(t *testing.T) {
	s := newSystem(t, registering...)
	for metadata, want := range map[string]string{
		`"redirect_uris":["https://a.test/cb#x"]`:                                                             "invalid_redirect_uri redirect_uris[0]: must not have a fragment",
		`"redirect_uris":["com.example.app:/cb","javascript:alert(1)"],"application_type":"native"`:           "invalid_redirect_uri redirect_uris[1]: javascript: URLs run code",
		`"redirect_uris":["https://*.a.test/cb"]`:                                                             "invalid_redirect_uri redirect_uris[0]: has a '*'",
		`"redirect_uris":["https://a.test@evil.test/cb"]`:                                                     "invalid_redirect_uri redirect_uris[0]: must not have '@'",
		redirects + `,"post_logout_redirect_uris":["https://a.test/","ftp://a.test"]`:                         "invalid_client_metadata post_logout_redirect_uris[1]: ",
		redirects + `,"response_types":["code","magic"]`:                                                      "invalid_client_metadata response_types[1]: ",
		redirects + `,"token_endpoint_auth_method":"tls_client_auth"`:                                         "invalid_client_metadata token_endpoint_auth_method: must be one of none",
		redirects + `,"token_endpoint_auth_method":"private_key_jwt"`:                                         "invalid_client_metadata jwks: is missing",
		redirects + `,"token_endpoint_auth_method":"private_key_jwt","jwks":{"keys":[{"kty":"RSA","d":"x"}]}`: "invalid_client_metadata jwks: key 1: is a private key",
		redirects + `,"id_token_signed_response_alg":"none"`:                                                  "invalid_client_metadata id_token_signed_response_alg: must be one of RS256",
		redirects + `,"id_token_signed_response_alg":"HS256","token_endpoint_auth_method":"none"`:             "invalid_client_metadata id_token_signed_response_alg: HS256 signs",
		redirects + `,"frontchannel_logout_uri":"https://elsewhere.test/"`:                                    "invalid_client_metadata frontchannel_logout_uri: ",
		redirects + `,"backchannel_logout_uri":"ftp://a.test/"`:                                               "invalid_client_metadata backchannel_logout_uri: ",
		redirects + `,"jwks_uri":"https://a.test/k","jwks":{}`:                                                "invalid_client_metadata jwks: ",
		// NW-04, LO-07: what cannot be reached is not told from what must not be.
		redirects + `,"sector_identifier_uri":"https://169.254.169.254/latest"`: "invalid_client_metadata sector_identifier_uri: could not be fetched",
		redirects + `,"sector_identifier_uri":"https://localhost:1/"`:           "invalid_client_metadata sector_identifier_uri: could not be fetched",
	} {
		r := s.onRegistry(http.MethodPost, "/oidc/register", initialToken, "{"+metadata+"}")
		var got struct{ Error, Description string }
		m := said(t, r)
		got.Error, _ = m["error"].(string)
		got.Description, _ = m["error_description"].(string)
		if r.StatusCode != http.StatusBadRequest || !strings.HasPrefix(got.Error+" "+got.Description, want) || strings.Contains(r.body, "169.254") {
			t.Errorf("%s: %d %s, want %s", metadata, r.StatusCode, r.body, want)
		}
	}
	if r := s.browser().call("/oidc/register", `{`+redirects+`}`); r.StatusCode != http.StatusUnauthorized || r.Header.Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("a page that may not register cannot read why: %d %v", r.StatusCode, r.Header)
	}
	asForm := s.browser().request(http.MethodPost, "/oidc/register", strings.NewReader(`{`+redirects+`}`))
	asForm.Header.Set("Content-Type", "text/plain")
	asForm.Header.Set("Authorization", "Bearer "+initialToken)
	if r := s.browser().send(asForm); !isError(r, http.StatusBadRequest, "invalid_client_metadata") {
		t.Errorf("what a form could send: %d %s", r.StatusCode, r.body)
	}
	if r := s.onRegistry(http.MethodPost, "/oidc/register", initialToken, `{`+redirects+`,"x":"`+strings.Repeat("x", 16<<10)+`"}`); !isError(r, http.StatusRequestEntityTooLarge, "invalid_client_metadata") {
		t.Errorf("more than is kept in memory: %d %s", r.StatusCode, r.body)
	}
	if kept, err := s.store.ListRegistrations(t.Context(), "", 10); err != nil || len(kept) > 0 {
		t.Errorf("kept are %v, %v", kept, err)
	}
}

// CA-12: a registration is read, replaced and deleted by its own token alone, and
// a client that is not there looks like a wrong token.
func TestCA12_ARegistrationIsItsOwners(t *testing.T) {
	s := newSystem(t, registering...)
	mine, other := s.register(redirects), s.register(redirects)
	nobody := strings.Replace(mine.path(), "dcr_", "dcr_x", 1)
	for _, method := range []string{http.MethodGet, http.MethodPut, http.MethodDelete} {
		var words string
		for name, r := range map[string]reply{
			"another client's token": s.onRegistry(method, mine.path(), other.Token, "{}"), "no token": s.onRegistry(method, mine.path(), "", "{}"),
			"the initial token": s.onRegistry(method, mine.path(), initialToken, "{}"), "the secret": s.onRegistry(method, mine.path(), mine.Secret, "{}"),
			"a client that is not there": s.onRegistry(method, nobody, mine.Token, "{}"), "a client of the file": s.onRegistry(method, "/oidc/register/web", mine.Token, "{}"),
		} {
			if !isError(r, http.StatusUnauthorized, "invalid_token") {
				t.Errorf("%s with %s: %d %s", method, name, r.StatusCode, r.body)
			}
			if words == "" {
				words = r.body
			}
			if r.body != words {
				t.Errorf("%s with %s: %s, elsewhere %s", method, name, r.body, words)
			}
		}
	}
	if r := s.onRegistry(http.MethodDelete, mine.path(), mine.Token, ""); r.StatusCode != http.StatusNoContent || r.body != "" {
		t.Errorf("deleting: %d %s", r.StatusCode, r.body)
	}
	if r := s.onRegistry(http.MethodGet, mine.path(), mine.Token, ""); !isError(r, http.StatusUnauthorized, "invalid_token") {
		t.Errorf("after it was deleted: %d %s", r.StatusCode, r.body)
	}
	if r := s.browser().get(ask("client_id", mine.ID, "response_type", "code")); r.StatusCode != http.StatusBadRequest || r.Header.Get("Location") != "" {
		t.Errorf("it still logs people in: %d", r.StatusCode)
	}
	if r := s.onRegistry(http.MethodGet, other.path(), other.Token, ""); r.StatusCode != http.StatusOK {
		t.Errorf("the other: %d %s", r.StatusCode, r.body)
	}
}

// CA-12: what was read can be written back and is the same; what is left out is
// gone; the token changes and the secret does not.
func TestCA12_ReplacingIsFull(t *testing.T) {
	s := newSystem(t, registering...)
	c := s.register(redirects + `,"client_name":"Newcomer","tos_uri":"https://a.test/t","post_logout_redirect_uris":["https://a.test/bye"],"backchannel_logout_uri":"https://a.test/back","backchannel_logout_session_required":true,"grant_types":["authorization_code","refresh_token"],"id_token_signed_response_alg":"HS256"`)
	before := s.onRegistry(http.MethodGet, c.path(), c.Token, "")
	if strings.Contains(before.body, c.Secret) || said(t, before)["registration_access_token"] != c.Token {
		t.Errorf("read is %s", before.body)
	}
	s.clock.move(time.Hour)
	back := s.onRegistry(http.MethodPut, c.path(), c.Token, before.body)
	was, is := said(t, before), said(t, back)
	fresh := registrationIn(t, back, http.StatusOK)
	delete(was, "registration_access_token")
	delete(is, "registration_access_token")
	if !reflect.DeepEqual(was, is) || fresh.Token == c.Token || fresh.Token == "" {
		t.Errorf("written back it is\n%s\nand was\n%s", back.body, before.body)
	}
	if r := s.onRegistry(http.MethodGet, c.path(), c.Token, ""); r.StatusCode != http.StatusUnauthorized {
		t.Errorf("the token before: %d %s", r.StatusCode, r.body)
	}
	for name, body := range map[string]string{
		"no client_id": `{` + redirects + `}`, "another's client_id": `{` + redirects + `,"client_id":"web"}`,
		"a secret of its choice": `{` + redirects + `,"client_id":"` + c.ID + `","client_secret":"mine"}`, "no secret at all": `{` + redirects + `,"client_id":"` + c.ID + `","client_secret":""}`,
	} {
		if r := s.onRegistry(http.MethodPut, c.path(), fresh.Token, body); !isError(r, http.StatusBadRequest, "invalid_client_metadata") {
			t.Errorf("%s: %d %s", name, r.StatusCode, r.body)
		}
	}
	less := s.onRegistry(http.MethodPut, c.path(), fresh.Token, `{"redirect_uris":["https://a.test/new"],"client_id":"`+c.ID+`","client_secret":"`+c.Secret+`","token_endpoint_auth_method":"none"}`)
	if m := said(t, less); less.StatusCode != http.StatusOK || m["client_name"] != nil || m["tos_uri"] != nil || m["backchannel_logout_uri"] != nil || m["client_secret_expires_at"] != nil || m["id_token_signed_response_alg"] != "RS256" {
		t.Errorf("%d %s", less.StatusCode, less.body)
	}
	if r := s.browser().get(ask("client_id", c.ID, "response_type", "code")); r.StatusCode != http.StatusBadRequest {
		t.Errorf("the redirect_uri that is left out: %d", r.StatusCode)
	}
	again := registrationIn(t, s.onRegistry(http.MethodPut, c.path(), registrationIn(t, less, 200).Token, `{`+redirects+`,"client_id":"`+c.ID+`"}`), http.StatusOK)
	if again.Secret != c.Secret {
		t.Errorf("a client that has a secret now is shown %q", again.Secret)
	}
}

// CA-04: who reads the database finds neither secrets nor tokens, nor does who
// reads the log.
func TestCA04_NoSecretIsKept(t *testing.T) {
	s := newSystem(t, registering...)
	first := s.register(redirects + `,"token_endpoint_auth_method":"client_secret_jwt"`)
	second := registrationIn(t, s.onRegistry(http.MethodPut, first.path(), first.Token, `{`+redirects+`,"client_id":"`+first.ID+`"}`), http.StatusOK)
	kept := s.files()
	if !strings.Contains(kept, first.ID) {
		t.Error("the client is not in the files at all")
	}
	for name, secret := range map[string]string{"secret": first.Secret, "token": first.Token, "token after it": second.Token, "initial token": initialToken} {
		raw, err := base64.RawURLEncoding.DecodeString(secret)
		if name != "initial token" && (err != nil || len(raw) < 32) {
			t.Errorf("the %s has %d bytes", name, len(raw))
		}
		if strings.Contains(kept, secret) || len(raw) > 0 && strings.Contains(kept, string(raw)) || strings.Contains(s.log.String(), secret) {
			t.Errorf("the %s is kept or logged", name)
		}
	}
	if !strings.Contains(s.log.String(), "did=create client_id="+first.ID) || !strings.Contains(s.log.String(), "did=replace client_id="+first.ID) {
		t.Errorf("the log lacks what was done")
	}
}

// CA-14: an id is the server's, and is like no `sub`.
func TestCA14_TheServerChoosesTheID(t *testing.T) {
	s := newSystem(t, registering...)
	seen := map[string]bool{}
	for range 3 {
		c := s.register(redirects + `,"client_id":"web","client_secret":"chosen","registration_access_token":"chosen"`)
		if !regexp.MustCompile(`^dcr_[A-Za-z0-9_-]{22}$`).MatchString(c.ID) || seen[c.ID] || c.Secret == "chosen" || c.Token == "chosen" {
			t.Errorf("registered is %+v", c)
		}
		seen[c.ID] = true
	}
}

// AZ-20: nobody vouches for where a registered client leads people, so a request
// with a mistake leads nowhere while nobody is logged in.
func TestAZ20_ARegisteredClientIsNoOpenRedirector(t *testing.T) {
	s := newSystem(t, registering...)
	c := s.register(redirects + `,"response_types":["code","id_token"],"post_logout_redirect_uris":["` + app + `/bye"]`)
	wrong := [][]string{
		{"scope", "openid email", "response_type", "code token"}, {"audience", "https://nowhere.test"}, {"request", "x.y.z"}, {"prompt", "none login"},
		{"max_age", "x"}, {"response_type", "id_token", "nonce", "-"}, {"response_mode", "form_post", "max_age", "x"}, {"id_token_hint", "x"}, {"prompt", "none", "max_age", "x"},
	}
	for _, with := range wrong {
		request := ask(append([]string{"client_id", c.ID, "response_type", "code"}, with...)...)
		if r := s.browser().get(request); r.StatusCode != http.StatusBadRequest || r.Header.Get("Location") != "" || strings.Contains(r.body, app) {
			t.Errorf("%v: %d to %q", with, r.StatusCode, r.Header.Get("Location"))
		}
		if r := s.browser().get(strings.Replace(request, c.ID, "web", 1)); r.Header.Get("Location") == "" && !strings.Contains(r.body, app) {
			t.Errorf("%v, of a client that the operator knows: %d %s", with, r.StatusCode, r.body)
		}
	}
	b := s.browser()
	b.login(ask(), ann, annsCode)
	if got := answerIn(t, b.get(ask("client_id", c.ID, "response_type", "code", "max_age", "x"))); got.Get("error") != "invalid_request" {
		t.Errorf("somebody who is logged in gets %v", got)
	}
	// RFC 9700 §4.11.2 lets silent authentication be answered, which OIDC asks for.
	if got := answerIn(t, s.browser().get(ask("client_id", c.ID, "response_type", "code", "prompt", "none"))); got.Get("error") != "login_required" {
		t.Errorf("prompt=none gets %v", got)
	}
}

// AZ-20: nor is a logout one.
func TestAZ20_ALogoutLeadsNobodyToARegisteredClient(t *testing.T) {
	s := newSystem(t, registering...)
	c := s.register(redirects + `,"post_logout_redirect_uris":["` + app + `/bye"]`)
	for _, path := range []string{"/v2/logout?client_id=" + c.ID, "/v2/logout?client_id=" + c.ID + "&returnTo=" + app + "/bye", "/oidc/logout?client_id=" + c.ID + "&post_logout_redirect_uri=" + app + "/bye"} {
		if r := s.browser().get(path); r.StatusCode != http.StatusOK || r.Header.Get("Location") != "" || strings.Contains(r.body, app+"/bye") {
			t.Errorf("%s: %d to %q %s", path, r.StatusCode, r.Header.Get("Location"), r.body)
		}
		b := s.browser()
		b.login(ask(), ann, annsCode)
		r := b.get(path)
		if at := r.Header.Get("Location"); strings.HasPrefix(at, "/u/logout-confirm?") {
			r = b.submit(at)
		}
		if r.Header.Get("Location") != app+"/bye" {
			t.Errorf("%s, of somebody who was logged in: %d to %q", path, r.StatusCode, r.Header.Get("Location"))
		}
	}
}

// AZ-27: a page of a registered client redeems codes, and has no visitor's browser
// ask for mails or try codes.
func TestAZ27_PagesOfRegisteredClients(t *testing.T) {
	s := newSystem(t, registering...)
	s.register(`"redirect_uris":["https://newcomer.test/cb"],"token_endpoint_auth_method":"none"`)
	for path, want := range map[string]string{
		"/oauth/token": "https://newcomer.test", "/oauth/revoke": "https://newcomer.test", "/userinfo": "https://newcomer.test",
		"/passwordless/start": "", "/passwordless/verify": "", "/co/authenticate": "", "/oauth/ro": "",
	} {
		b := s.browser()
		r := b.request(http.MethodOptions, path, nil)
		r.Header.Set("Origin", "https://newcomer.test")
		r.Header.Set("Access-Control-Request-Method", http.MethodPost)
		if got := b.send(r).Header.Get("Access-Control-Allow-Origin"); got != want {
			t.Errorf("%s: %q", path, got)
		}
	}
}

// With registration switched on, a silent renewal costs one look more.
func TestOneLookTellsWhatIsRegistered(t *testing.T) {
	s := newSystem(t, registering...)
	s.register(redirects)
	b := s.browser()
	b.login(ask(), ann, annsCode)
	if got := s.cost(func() { b.get(silent()) }); got != (store.Counts{Reads: 2}) {
		t.Errorf("a silent renewal: %+v", got)
	}
}
