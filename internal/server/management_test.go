package server

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

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
