package server

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"authd/internal/config"
)

const adminToken = "0123456789abcdef0123456789abcdef"

var withAPI = setting{"dev: {enabled: true,", "admin: {token: " + adminToken + "}\ndev: {enabled: true,"}

// onAdmin sends a request to the admin listener.
func (s *system) onAdmin(method, path, body string) reply {
	r, w := httptest.NewRequest(method, path, strings.NewReader(body)), httptest.NewRecorder()
	r.Header.Set("Authorization", "Bearer "+adminToken)
	s.admin().ServeHTTP(w, r)
	return reply{Response: w.Result(), body: w.Body.String()}
}

// AD-01: the management API is there where there is a token, and never where the
// public can reach it. A person who is blocked by it is out at once.
func TestAD01_TheManagementAPI(t *testing.T) {
	listening := setting{"server: {listen: 127.0.0.1:8443,", "server: {listen: 127.0.0.1:8443, admin_listen: 127.0.0.1:9090,"}
	s := newSystem(t, listening, withAPI)
	b := s.browser()
	first := b.login(ask(), ann, annsCode)
	id := claims(first.Get("id_token"))["sub"].(string)
	if r := s.onAdmin("GET", "/api/v2/users", ""); r.StatusCode != http.StatusOK || !strings.Contains(r.body, id) {
		t.Errorf("the list: %d %s", r.StatusCode, r.body)
	}
	for _, path := range []string{"/api/v2/users", "/api/v2/openapi.json"} {
		r := b.request(http.MethodGet, path, nil)
		r.Header.Set("Authorization", "Bearer "+adminToken)
		if got := b.send(r); got.StatusCode != http.StatusNotFound {
			t.Errorf("%s in public: %d", path, got.StatusCode)
		}
	}
	if r := s.onAdmin("PATCH", "/api/v2/users/"+strings.Replace(id, "|", "%7C", 1), `{"blocked":true}`); r.StatusCode != http.StatusOK {
		t.Fatalf("block: %d %s", r.StatusCode, r.body)
	}
	if r := b.get(silent()); !strings.Contains(r.body, "login_required") {
		t.Errorf("silently: %s", r.body)
	}
	if r := s.userinfo(first.Get("access_token")); r.StatusCode != http.StatusUnauthorized {
		t.Errorf("/userinfo: %d %s", r.StatusCode, r.body)
	}
	if r := newSystem(t, listening).onAdmin("GET", "/api/v2/users", ""); r.StatusCode != http.StatusNotFound {
		t.Errorf("without a token in the configuration: %d", r.StatusCode)
	}
	// AD-04: the token is in no log.
	if strings.Contains(s.log.String(), adminToken) {
		t.Error("the log has the token")
	}
}

// A token that is changed counts at once, and the one before no more.
func TestAReloadChangesTheAdminToken(t *testing.T) {
	listening := setting{"server: {listen: 127.0.0.1:8443,", "server: {listen: 127.0.0.1:8443, admin_listen: 127.0.0.1:9090,"}
	s := newSystem(t, listening, withAPI)
	next := *s.config
	next.Admin = config.Admin{Token: "another token that nobody guesses either"}
	if _, err := s.Reload(context.Background(), &next); err != nil {
		t.Fatal(err)
	}
	if r := s.onAdmin("GET", "/api/v2/users", ""); r.StatusCode != http.StatusUnauthorized {
		t.Errorf("the token before: %d", r.StatusCode)
	}
}

// everyone is a person with all standard claims, put into the configuration.
const everyone = `dev:
  users:
    - user_id: email|conformance
      connection: email
      email: ann@example.test
      email_verified: true
      phone_number: "+14155550123"
      phone_verified: true
      name: Ann B. Example
      given_name: Ann
      family_name: Example
      middle_name: B.
      nickname: ann
      preferred_username: ann
      profile: https://example.test/ann
      picture: https://example.test/ann.png
      website: https://ann.example.test/
      gender: female
      birthdate: "2000-01-31"
      zoneinfo: Europe/Paris
      locale: fr-FR
      address: {formatted: 1 Example Street, street_address: 1 Example Street, locality: Paris, region: Paris, postal_code: "75001", country: France}
  enabled: true
  inbox: true
  fixed_codes: [{address: ann@example.test, code: "424242"}]
`

// ID-08, ID-09: a person of the configuration with every standard claim has them
// all at /userinfo and in the ID token, in the types of OIDC Core §5.1, and
// discovery names each of them.
func TestID08_EveryStandardClaim(t *testing.T) {
	_, dev, _ := strings.Cut(settings, "\ndev: ")
	s := newSystem(t, setting{"dev: " + dev, everyone}, setting{"friendly_name: Test", "friendly_name: Test, oidc_strict: true"})
	got := s.browser().login(ask("scope", "openid profile email phone address"), ann, annsCode)
	var info, discovery map[string]any
	r := s.userinfo(got.Get("access_token"))
	if err := json.Unmarshal([]byte(r.body), &info); err != nil {
		t.Fatal(r.body, err)
	}
	if err := json.Unmarshal([]byte(s.browser().get("/.well-known/openid-configuration").body), &discovery); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]any{
		"sub": "email|conformance", "name": "Ann B. Example", "given_name": "Ann", "family_name": "Example", "middle_name": "B.", "nickname": "ann",
		"preferred_username": "ann", "profile": "https://example.test/ann", "picture": "https://example.test/ann.png", "website": "https://ann.example.test/",
		"gender": "female", "birthdate": "2000-01-31", "zoneinfo": "Europe/Paris", "locale": "fr-FR", "updated_at": float64(began.Unix()),
		"email": "ann@example.test", "email_verified": true, "phone_number": "+14155550123", "phone_number_verified": true,
		"address": map[string]any{"formatted": "1 Example Street", "street_address": "1 Example Street", "locality": "Paris", "region": "Paris", "postal_code": "75001", "country": "France"},
	} {
		if !reflect.DeepEqual(info[name], want) || !reflect.DeepEqual(claims(got.Get("id_token"))[name], want) {
			t.Errorf("%s: /userinfo has %v, the ID token %v, want %v", name, info[name], claims(got.Get("id_token"))[name], want)
		}
		if !slices.Contains(discovery["claims_supported"].([]any), any(name)) {
			t.Errorf("discovery does not name %s", name)
		}
		delete(info, name)
	}
	if len(info) > 0 {
		t.Errorf("nobody asked for %v", info)
	}
}

// Who is there already stays as they are, whatever dev.users says.
func TestUsersOfTheConfigurationAreMadeOnce(t *testing.T) {
	_, dev, _ := strings.Cut(settings, "\ndev: ")
	s := newSystem(t, setting{"dev: " + dev, everyone})
	before := s.people()[0]
	changed := before
	changed.Name, changed.UpdatedAt = "Anna", before.UpdatedAt.Add(time.Second)
	if err := s.store.UpdateUser(t.Context(), before, changed); err != nil {
		t.Fatal(err)
	}
	next := *s.config
	second := next.Dev.Users[0]
	second.ID, second.Identifier, second.Email = "email|new", "new@example.test", "new@example.test"
	next.Dev.Users = append(slices.Clone(next.Dev.Users), second)
	if _, err := s.Reload(t.Context(), &next); err != nil {
		t.Fatal(err)
	}
	people := s.people()
	if len(people) != 2 || people[0] != changed || people[1].ID != "email|new" || !people[1].CreatedAt.Equal(s.clock.Now().Truncate(time.Millisecond)) {
		t.Errorf("there are %+v", people)
	}
}
