package server

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// otp logs in with a one-time code at /oauth/token; more replaces fields.
func (s *system) otp(code string, more ...string) reply {
	s.t.Helper()
	fields := form("grant_type", otpGrant, "client_id", "otp", "realm", "email", "username", ann, "otp", code)
	for i := 0; i+1 < len(more); i += 2 {
		if fields.Set(more[i], more[i+1]); more[i+1] == "-" {
			fields.Del(more[i])
		}
	}
	var flat []string
	for name := range fields {
		flat = append(flat, name, fields.Get(name))
	}
	return s.token(flat...)
}

// startFor asks for a code as an application does.
func (s *system) startFor(client, address string) {
	s.t.Helper()
	body := `{"client_id":"` + client + `","client_secret":"s3cret:%+ü","connection":"email","send":"code","email":"` + address + `","authParams":{"nonce":"n-1","scope":"openid"}}`
	if r := s.browser().call("/passwordless/start", body); r.StatusCode != http.StatusOK {
		s.t.Fatalf("%d %s", r.StatusCode, r.body)
	}
}

// PL-29: the grant is for public clients too, and puts no nonce into a token
// whose request had none, even where the start carried one.
func TestPL29_AOneTimeCodeIsAGrant(t *testing.T) {
	s := newSystem(t)
	s.startFor("otp", ann)
	set := tokenSet(t, s.otp(annsCode, "scope", "openid email offline_access"))
	id := claims(text(set, "id_token"))
	if set["expires_in"] != 86400.0 || set["token_type"] != "Bearer" || id["email"] != ann || id["nonce"] != nil || id["sid"] != nil || id["aud"] != "otp" {
		t.Errorf("%v %v", set, id)
	}
	if r := s.userinfo(text(set, "access_token")); r.StatusCode != http.StatusOK {
		t.Errorf("/userinfo: %d %s", r.StatusCode, r.body)
	}
	if r := s.otp(annsCode); !isError(r, http.StatusForbidden, "invalid_grant") {
		t.Errorf("a second time: %d %s", r.StatusCode, r.body)
	}
	s.clock.move(time.Minute)
	s.startFor("otp", ann)
	forAPI := tokenSet(t, s.otp(annsCode, "audience", api, "username", "ANN@example.test"))
	s.verifyAsAPI(text(forAPI, "access_token"), api)
	if forAPI["scope"] != "openid profile email phone address" {
		t.Errorf("where no scope is asked: %v", forAPI["scope"])
	}
}

func TestAConfidentialClientAuthenticatesForACode(t *testing.T) {
	s := newSystem(t)
	s.startFor("web", ann)
	if r := s.otp(annsCode, "client_id", "web"); !isError(r, http.StatusUnauthorized, "invalid_client") {
		t.Errorf("without its secret: %d %s", r.StatusCode, r.body)
	}
	tokenSet(t, s.otp(annsCode, "client_id", "web", "client_secret", websSecret))
}

// A client that is not first party gets nothing without consent, for which nobody
// can be asked here. The person keeps the code.
func TestAOneTimeCodeDoesNotStandForConsent(t *testing.T) {
	third := stranger
	third.new = strings.Replace(third.new, "[implicit]", `["`+otpGrant+`"]`, 1)
	s := newSystem(t, third)
	s.startFor("third", ann)
	if r := s.otp(annsCode, "client_id", "third", "audience", api, "scope", "openid read:orders"); !isError(r, http.StatusForbidden, "unauthorized_client") {
		t.Errorf("%d %s", r.StatusCode, r.body)
	}
}

// The sentences are Auth0's: SDKs and the applications on them compare them.
func TestOneTimeCodeRefusals(t *testing.T) {
	const wrong, exhausted = "Wrong email or verification code.", "You've reached the maximum number of attempts. Please try to login again."
	for name, row := range map[string]struct {
		prepare     func(*system)
		more        []string
		status      int
		code, words string
	}{
		"wrong code":         {nil, []string{"otp", "000000"}, 403, "invalid_grant", wrong},
		"a code of others":   {nil, []string{"username", "bob@example.test"}, 403, "invalid_grant", wrong},
		"of another client":  {nil, []string{"client_id", "web", "client_secret", websSecret}, 403, "invalid_grant", wrong},
		"expired":            {func(s *system) { s.clock.move(5 * time.Minute) }, nil, 403, "invalid_grant", "The verification code has expired. Please try to login again."},
		"no tries left":      {func(s *system) { s.otp("1"); s.otp("2"); s.otp("3") }, nil, 403, "invalid_grant", exhausted},
		"no otp":             {nil, []string{"otp", "-"}, 400, "invalid_request", "The parameter otp is missing."},
		"no username":        {nil, []string{"username", "-"}, 400, "invalid_request", "The parameter username is missing."},
		"no realm":           {nil, []string{"realm", "-"}, 400, "invalid_request", "The parameter realm is missing."},
		"unknown realm":      {nil, []string{"realm", "github"}, 400, "invalid_request", "The realm was not found: it is not one of the client's connections."},
		"unknown API":        {nil, []string{"audience", "https://nowhere.test"}, 403, "access_denied", "Service not found: https://nowhere.test"},
		"not for the client": {nil, []string{"client_id", "code-only"}, 403, "unauthorized_client", "Grant type '" + otpGrant + "' not allowed for the client."},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSystem(t)
			s.startFor("otp", ann)
			if row.prepare != nil {
				row.prepare(s)
			}
			if r := s.otp(annsCode, row.more...); !isError(r, row.status, row.code) || !strings.Contains(r.body, row.words) {
				t.Errorf("%d %s", r.StatusCode, r.body)
			}
		})
	}
}

// What cannot be answered does not cost the person the code.
func TestARequestThatCannotBeAnsweredSparesTheCode(t *testing.T) {
	s := newSystem(t)
	s.startFor("otp", ann)
	s.otp(annsCode, "audience", "https://nowhere.test")
	s.otp(annsCode, "realm", "github")
	s.otp(annsCode, "expires_in", "soon")
	tokenSet(t, s.otp(annsCode))
}

// PL-02: guesses at /oauth/token count with all others.
func TestPL02_GuessesAtTheTokenEndpointAreLimited(t *testing.T) {
	s := newSystem(t)
	var last reply
	for range 12 {
		s.startFor("otp", ann)
		last = s.otp("000000")
	}
	if !isError(last, http.StatusTooManyRequests, "too_many_attempts") || last.Header.Get("Retry-After") == "" {
		t.Errorf("%d %s", last.StatusCode, last.body)
	}
}

// A one-time code earns a refresh token as well. There is no session, so the ID
// token speaks of none.
func TestAOneTimeCodeEarnsARefreshToken(t *testing.T) {
	s := newSystem(t)
	s.startFor("otp", ann)
	first := tokenSet(t, s.otp(annsCode, "scope", online))
	set := tokenSet(t, s.refresh(text(first, "refresh_token"), "client_id", "otp"))
	if id := claims(text(set, "id_token")); id["email"] != ann || id["sid"] != nil || set["scope"] != online {
		t.Errorf("%v %v", set, id)
	}
}
