package server

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// tried sends r to the playground of s and returns the answer.
func (s *system) tried(r *http.Request, headers ...string) *httptest.ResponseRecorder {
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.playgroundRoutes(&Playground{Origin: app, ClientID: "spa"}).ServeHTTP(w, r)
	return w
}

func TestPlayground_KnowsTheConfigurationAndNoSecret(t *testing.T) {
	s := newSystem(t)
	body := s.tried(httptest.NewRequest(http.MethodGet, app+"/config.json", nil)).Body.String()
	var got struct {
		Clients []struct {
			ID          string `json:"client_id"`
			AuthMethod  string `json:"token_endpoint_auth_method"`
			Connections []struct {
				CodeLifetime int `json:"code_lifetime"`
			} `json:"connections"`
		} `json:"clients"`
		APIs  []struct{ Identifier string } `json:"apis"`
		Clock bool                          `json:"clock"`
	}
	if err := json.Unmarshal([]byte(body), &got); err != nil {
		t.Fatal(err)
	}
	methods := map[string]string{}
	for _, c := range got.Clients {
		methods[c.ID] = c.AuthMethod
	}
	for _, c := range s.config.Directory.Clients {
		if methods[c.ID] == "" {
			t.Errorf("client %s is missing, or how it proves itself", c.ID)
		}
		if c.Secret != "" && strings.Contains(body, c.Secret) {
			t.Errorf("the secret of %s is told", c.ID)
		}
	}
	if methods["spa"] != "none" || len(got.Clients[0].Connections) == 0 || got.Clients[0].Connections[0].CodeLifetime == 0 {
		t.Errorf("%s", body)
	}
	if len(got.APIs) != len(s.config.Directory.APIs) || got.Clock {
		t.Errorf("%s", body)
	}
}

func TestPlayground_MovesTheServersTime(t *testing.T) {
	s := newSystem(t, withClock)
	move := func(headers ...string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodPost, app+"/api/clock", strings.NewReader("action=advance&by=2h"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		return s.tried(r, headers...)
	}
	token := s.tokens().Get("access_token")
	if w := move("Sec-Fetch-Site", "same-site", "Origin", "https://localhost:9000"); w.Code != http.StatusForbidden {
		t.Errorf("another page moved it: %d %s", w.Code, w.Body)
	}
	if got := s.userinfo(token).StatusCode; got != http.StatusOK {
		t.Errorf("the token is refused at once: %d", got)
	}
	if w := move("Sec-Fetch-Site", "same-origin", "Origin", app); w.Code != http.StatusOK {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if got := s.userinfo(token).StatusCode; got != http.StatusUnauthorized {
		t.Errorf("the token did not end: %d", got)
	}
	shown := s.tried(httptest.NewRequest(http.MethodGet, app+"/api/clock", nil)).Body.String()
	if !strings.Contains(shown, `"offset_seconds":7200`) {
		t.Errorf("the clock shows %s", shown)
	}
}
