package server

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"authd/internal/store"
)

const (
	websSecret = "s3cret:%+ü"
	verifier   = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk" // RFC 7636 appendix B
	challenge  = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
)

// codes gets authorization codes for ann, who is logged in.
func (s *system) codes(with ...string) func() string {
	b := s.browser()
	b.login(ask(), ann, annsCode)
	request := ask(append([]string{"client_id", "web", "response_type", "code", "nonce", "-"}, with...)...)
	return func() string {
		s.t.Helper()
		return answerIn(s.t, b.get(request)).Get("code")
	}
}

// answerIn reads the query or fragment of the callback.
func answerIn(t testing.TB, r reply) url.Values {
	t.Helper()
	u, err := url.Parse(r.Header.Get("Location"))
	if err != nil || !strings.HasPrefix(r.Header.Get("Location"), callback) {
		t.Fatalf("no answer at the callback: %d %s %s", r.StatusCode, r.Header.Get("Location"), r.body)
	}
	v, err := url.ParseQuery(u.RawQuery + u.Fragment)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// token posts a form to /oauth/token.
func (s *system) token(fields ...string) reply {
	s.t.Helper()
	b := s.browser()
	r := b.request(http.MethodPost, "/oauth/token", strings.NewReader(form(fields...).Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.send(r)
}

// redeem exchanges a code of client web; more replaces fields, "-" drops one.
func (s *system) redeem(code string, more ...string) reply {
	s.t.Helper()
	fields := form("grant_type", "authorization_code", "client_id", "web", "client_secret", websSecret, "code", code, "redirect_uri", callback)
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

// tokenSet reads a success of /oauth/token.
func tokenSet(t testing.TB, r reply) map[string]any {
	t.Helper()
	var set map[string]any
	if err := json.Unmarshal([]byte(r.body), &set); err != nil || r.StatusCode != http.StatusOK {
		t.Fatalf("%d %s", r.StatusCode, r.body)
	}
	return set
}

func text(set map[string]any, name string) string { value, _ := set[name].(string); return value }

func isError(r reply, status int, code string) bool {
	var e struct{ Error string }
	return json.Unmarshal([]byte(r.body), &e) == nil && r.StatusCode == status && e.Error == code
}

func TestACodeEarnsTokensOfTheBackChannel(t *testing.T) {
	s := newSystem(t)
	set := tokenSet(t, s.redeem(s.codes("nonce", "n-7")()))
	if set["expires_in"] != 86400.0 || set["token_type"] != "Bearer" || set["scope"] != "openid profile email" || set["refresh_token"] != nil {
		t.Errorf("%v", set)
	}
	id := claims(text(set, "id_token"))
	if id["email"] != ann || id["nonce"] != "n-7" || id["aud"] != "web" || id["sid"] == nil || id["exp"].(float64)-id["iat"].(float64) != 36000 {
		t.Errorf("%v", id)
	}
	if r := s.userinfo(text(set, "access_token")); r.StatusCode != http.StatusOK {
		t.Errorf("/userinfo: %d %s", r.StatusCode, r.body)
	}
	forAPI := tokenSet(t, s.redeem(s.codes("audience", api, "scope", "openid read:orders", "expires_in", "9")()))
	if forAPI["expires_in"] != 9.0 || text(forAPI, "access_token") == "" {
		t.Errorf("%v", forAPI)
	}
	s.verifyAsAPI(text(forAPI, "access_token"), api)
}

// No nonce in, no nonce out: several clients refuse a claim they did not ask for.
func TestACodeWithoutANonceEarnsNone(t *testing.T) {
	s := newSystem(t)
	set := tokenSet(t, s.redeem(s.codes()()))
	if id := claims(text(set, "id_token")); id == nil || id["nonce"] != nil || id["auth_time"] != nil {
		t.Errorf("%v", id)
	}
}

// TK-05: a code is redeemed once.
// TK-06: who redeems it again takes from everybody what the first was given:
// opaque and JWT access tokens, those of a hybrid's fragment too.
func TestTK06_ReuseRevokesWhatTheCodeEarned(t *testing.T) {
	for name, with := range map[string][]string{
		"opaque": {"response_type", "code token"},
		"jwt":    {"response_type", "code token", "audience", api, "scope", "openid"},
	} {
		for again, fields := range map[string][]string{
			"the same client": nil, "another client": {"client_id", "twin", "client_secret", "twins-secret"},
		} {
			t.Run(name+" by "+again, func(t *testing.T) {
				s := newSystem(t)
				b := s.browser()
				b.login(ask(), ann, annsCode)
				front := answerIn(t, b.get(ask(append([]string{"client_id", "web"}, with...)...)))
				set := tokenSet(t, s.redeem(front.Get("code")))
				tokens := []string{text(set, "access_token"), front.Get("access_token")}
				for _, token := range tokens {
					if r := s.userinfo(token); r.StatusCode != http.StatusOK {
						t.Fatalf("before: %d %s", r.StatusCode, r.body)
					}
				}
				if r := s.redeem(front.Get("code"), fields...); !isError(r, http.StatusBadRequest, "invalid_grant") {
					t.Errorf("%d %s", r.StatusCode, r.body)
				}
				for _, token := range tokens {
					if r := s.userinfo(token); r.StatusCode != http.StatusUnauthorized || !strings.Contains(r.Header.Get("WWW-Authenticate"), "invalid_token") {
						t.Errorf("after: %d %s", r.StatusCode, r.body)
					}
				}
				if other := tokenSet(t, s.redeem(answerIn(t, b.get(ask("client_id", "web", "response_type", "code"))).Get("code"))); s.userinfo(text(other, "access_token")).StatusCode != http.StatusOK {
					t.Error("another login went down as well")
				}
			})
		}
	}
}

// TK-07, TK-08, TK-09, TK-11, TK-12: what must be as it was at /authorize. Who
// fails has spent the code; who is not known has not.
func TestTK09_AFailedExchangeSpendsTheCode(t *testing.T) {
	s := newSystem(t)
	plain := s.codes()
	withPKCE := s.codes("code_challenge", challenge, "code_challenge_method", "S256")
	for name, row := range map[string]struct {
		code  func() string
		wrong []string
		right []string
	}{
		"TK-07 another client":                {plain, []string{"client_id", "twin", "client_secret", "twins-secret"}, nil},
		"TK-08 no redirect_uri":               {plain, []string{"redirect_uri", "-"}, nil},
		"TK-08 another redirect_uri":          {plain, []string{"redirect_uri", callback + "/"}, nil},
		"TK-08 redirect_uri in other letters": {plain, []string{"redirect_uri", strings.ToUpper(callback)}, nil},
		"TK-09 a wrong verifier":              {withPKCE, []string{"code_verifier", strings.Repeat("x", 43)}, []string{"code_verifier", verifier}},
		"TK-11 no verifier":                   {withPKCE, nil, []string{"code_verifier", verifier}},
		"TK-11 a verifier without challenge":  {plain, []string{"code_verifier", verifier}, nil},
		"TK-12 the challenge as verifier":     {withPKCE, []string{"code_verifier", challenge}, []string{"code_verifier", verifier}},
	} {
		t.Run(name, func(t *testing.T) {
			code := row.code()
			if r := s.redeem(code, row.wrong...); !isError(r, http.StatusBadRequest, "invalid_grant") {
				t.Errorf("wrong: %d %s", r.StatusCode, r.body)
			}
			if r := s.redeem(code, row.right...); !isError(r, http.StatusBadRequest, "invalid_grant") {
				t.Errorf("right afterwards: %d %s", r.StatusCode, r.body)
			}
			tokenSet(t, s.redeem(row.code(), row.right...))
		})
	}
}

// TK-04: 59 seconds are in time, 60 are not.
func TestTK04_CodesLiveAMinute(t *testing.T) {
	s := newSystem(t)
	code := s.codes()
	early, late := code(), code()
	s.clock.move(59 * time.Second)
	tokenSet(t, s.redeem(early))
	s.clock.move(time.Second)
	if r := s.redeem(late); !isError(r, http.StatusBadRequest, "invalid_grant") {
		t.Errorf("%d %s", r.StatusCode, r.body)
	}
}

// TK-14: nothing else passes for a code.
func TestTK14_OtherSecretsAreNoCodes(t *testing.T) {
	s := newSystem(t)
	b := s.browser()
	state := strings.TrimPrefix(b.get(ask()).Header.Get("Location"), "/u/login?state=")
	front := b.login(ask(), ann, annsCode)
	home, _ := url.Parse(issuer)
	texts := []string{state, front.Get("access_token"), front.Get("id_token"), "x"}
	for _, c := range b.Jar.Cookies(home) {
		texts = append(texts, c.Value)
	}
	for _, text := range texts {
		if r := s.redeem(text); !isError(r, http.StatusBadRequest, "invalid_grant") {
			t.Errorf("%.20s: %d %s", text, r.StatusCode, r.body)
		}
	}
	if r := s.userinfo(s.codes()()); r.StatusCode != http.StatusUnauthorized {
		t.Errorf("a code as access token: %d", r.StatusCode)
	}
}

// RC-01: of many who redeem one code at once, one at most succeeds, and its
// tokens are dead when the others have been answered.
func TestRC01_RacersForOneCode(t *testing.T) {
	s := newSystem(t)
	code := s.codes()
	for range 10 {
		one, replies := code(), make(chan reply)
		for range 8 {
			go func() { replies <- s.redeem(one) }()
		}
		var won []string
		for range 8 {
			switch r := <-replies; {
			case r.StatusCode == http.StatusOK:
				won = append(won, text(tokenSet(t, r), "access_token"))
			case !isError(r, http.StatusBadRequest, "invalid_grant"):
				t.Errorf("%d %s", r.StatusCode, r.body)
			}
		}
		if len(won) != 1 {
			t.Fatalf("%d winners", len(won))
		}
		if r := s.userinfo(won[0]); r.StatusCode != http.StatusUnauthorized {
			t.Errorf("the winner's token lives: %d", r.StatusCode)
		}
	}
}

// TK-17: a client in its own name gets no refresh token, no ID token, and a
// subject no person has.
func TestTK17_ClientCredentials(t *testing.T) {
	s := newSystem(t)
	set := tokenSet(t, s.token("grant_type", "client_credentials", "client_id", "web", "client_secret", websSecret, "audience", api, "scope", "read:orders openid offline_access write:orders"))
	access := claims(text(set, "access_token"))
	if set["id_token"] != nil || set["refresh_token"] != nil || set["scope"] != "read:orders" || set["expires_in"] != 86400.0 {
		t.Errorf("%v", set)
	}
	if access["sub"] != "web@clients" || access["azp"] != "web" || access["gty"] != "client-credentials" || access["aud"] != api {
		t.Errorf("%v", access)
	}
	s.verifyAsAPI(text(set, "access_token"), api)
	if r := s.userinfo(text(set, "access_token")); r.StatusCode == http.StatusOK {
		t.Errorf("a client has userinfo: %s", r.body)
	}
	for name, row := range map[string]struct {
		fields []string
		status int
		code   string
	}{
		"no API":           {[]string{}, http.StatusBadRequest, "invalid_request"},
		"an unknown API":   {[]string{"audience", "https://nowhere.test"}, http.StatusForbidden, "access_denied"},
		"an API of others": {[]string{"audience", "https://hs.example.com"}, http.StatusForbidden, "access_denied"},
	} {
		r := s.token(append([]string{"grant_type", "client_credentials", "client_id", "web", "client_secret", websSecret}, row.fields...)...)
		if !isError(r, row.status, row.code) {
			t.Errorf("%s: %d %s", name, r.StatusCode, r.body)
		}
	}
}

// A code exchange reads the person and writes that the code was used.
func TestACodeExchangeTakesTwoStatements(t *testing.T) {
	s := newSystem(t)
	code := s.codes()()
	if got := s.cost(func() { tokenSet(t, s.redeem(code)) }); got != (store.Counts{Reads: 1, Writes: 1}) {
		t.Errorf("%+v", got)
	}
}

// RE-16: an instance whose clock is a minute behind does not take a code again
// that another one saw used and swept.
func TestRE16_ASpentCodeIsRememberedForSlowClocks(t *testing.T) {
	s := newSystem(t)
	code := s.codes()()
	if r := s.redeem(code); r.StatusCode != http.StatusOK {
		t.Fatalf("%d %s", r.StatusCode, r.body)
	}
	s.clock.move(65 * time.Second)
	if _, err := s.store.DeleteExpired(context.Background(), s.clock.Now(), 1000); err != nil {
		t.Fatal(err)
	}
	s.clock.move(-60 * time.Second)
	if r := s.redeem(code); !isError(r, http.StatusBadRequest, "invalid_grant") {
		t.Errorf("a code was taken twice: %d %s", r.StatusCode, r.body)
	}
}
