package server

import (
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/store"
)

const online = "openid email offline_access"

// granted is what client mobile gets for ann's code; the browser comes along.
func (s *system) granted(with ...string) map[string]any {
	s.t.Helper()
	b := s.browser()
	b.login(ask(), ann, annsCode)
	request := ask(append([]string{
		"client_id", "mobile", "response_type", "code", "scope", online, "max_age", "3600",
		"code_challenge", challenge, "code_challenge_method", "S256",
	}, with...)...)
	code := answerIn(s.t, b.get(request)).Get("code")
	return tokenSet(s.t, s.redeem(code, "client_id", "mobile", "client_secret", "-", "code_verifier", verifier))
}

// refresh presents a refresh token as client mobile.
func (s *system) refresh(token string, more ...string) reply {
	s.t.Helper()
	return s.token(append([]string{"grant_type", "refresh_token", "client_id", "mobile", "refresh_token", token}, more...)...)
}

// refused holds a reply against what auth0-spa-js looks for (contract 17).
func refused(t *testing.T, r reply) {
	t.Helper()
	if !isError(r, http.StatusBadRequest, "invalid_grant") || !strings.Contains(r.body, "Unknown or invalid refresh token.") {
		t.Errorf("%d %s", r.StatusCode, r.body)
	}
}

// RT-11: a refresh brings a new access token, an ID token
// that speaks of the same login, and always a refresh token.
func TestContract05_WhatARefreshBrings(t *testing.T) {
	s := newSystem(t)
	first := s.granted("nonce", "n-1")
	s.clock.move(time.Hour)
	set := tokenSet(t, s.refresh(text(first, "refresh_token")))
	if set["access_token"] == first["access_token"] || text(set, "refresh_token") == "" || set["refresh_token"] == first["refresh_token"] {
		t.Errorf("not all is new: %v", set)
	}
	if set["expires_in"] != 86400.0 || set["token_type"] != "Bearer" || set["scope"] != online {
		t.Errorf("%v", set)
	}
	was, is := claims(text(first, "id_token")), claims(text(set, "id_token"))
	for _, name := range []string{"iss", "sub", "aud", "azp", "auth_time", "sid"} {
		if is[name] != was[name] {
			t.Errorf("%s is %v and was %v", name, is[name], was[name])
		}
	}
	if is["nonce"] != nil || is["auth_time"] == nil || is["iat"].(float64)-was["iat"].(float64) != 3600 {
		t.Errorf("%v", is)
	}
	if r := s.userinfo(text(set, "access_token")); r.StatusCode != http.StatusOK || !strings.Contains(r.body, ann) {
		t.Errorf("/userinfo: %d %s", r.StatusCode, r.body)
	}
}

// RT-06: a request may ask for less, and the next one for all again. What was
// never granted is passed over, unless nothing else is asked for.
func TestRT06_ScopeMayOnlyNarrow(t *testing.T) {
	s := newSystem(t)
	token := text(s.granted("audience", api, "scope", "openid read:orders offline_access"), "refresh_token")
	for _, row := range []struct{ asked, want string }{
		{"read:orders", "read:orders offline_access"},
		{"", "openid read:orders offline_access"},
		{"openid read:orders write:orders profile", "openid read:orders offline_access"},
	} {
		set := tokenSet(t, s.refresh(token, "scope", row.asked))
		if set["scope"] != row.want || (set["id_token"] != nil) != strings.Contains(row.want, "openid") {
			t.Errorf("asked %q: %v", row.asked, set)
		}
		token = text(set, "refresh_token")
	}
	if r := s.refresh(token, "scope", "write:orders"); !isError(r, http.StatusBadRequest, "invalid_scope") {
		t.Errorf("%d %s", r.StatusCode, r.body)
	}
	tokenSet(t, s.refresh(token))
}

// AZ-31: the audience is the one that was granted.
func TestAZ31_ARefreshDoesNotChangeTheAudience(t *testing.T) {
	s := newSystem(t)
	token := text(s.granted("audience", api, "scope", "openid read:orders offline_access"), "refresh_token")
	if r := s.refresh(token, "audience", "https://hs.example.com"); !isError(r, http.StatusBadRequest, "invalid_target") {
		t.Errorf("%d %s", r.StatusCode, r.body)
	}
	set := tokenSet(t, s.refresh(token, "audience", api))
	s.verifyAsAPI(text(set, "access_token"), api)
}

// RT-02: reuse takes everything from both, opaque and JWT, and is logged.
func TestRT02_ReuseEndsAll(t *testing.T) {
	for name, with := range map[string][]string{"opaque": nil, "jwt": {"audience", api}} {
		t.Run(name, func(t *testing.T) {
			s := newSystem(t)
			set := s.granted(with...)
			stolen := text(set, "refresh_token")
			newest := tokenSet(t, s.refresh(stolen))
			s.clock.move(31 * time.Second)
			refused(t, s.refresh(stolen))
			refused(t, s.refresh(text(newest, "refresh_token")))
			for _, token := range []string{text(set, "access_token"), text(newest, "access_token")} {
				if r := s.userinfo(token); r.StatusCode != http.StatusUnauthorized {
					t.Errorf("an access token lives: %d %s", r.StatusCode, r.body)
				}
			}
			if log := s.log.String(); !strings.Contains(log, "security: a refresh token was used again") || strings.Contains(log, stolen) {
				t.Error("the log does not tell, or tells too much")
			}
		})
	}
}

// RT-05, CA-03: a token is its client's alone, and a client with a secret proves
// who it is.
func TestRT05_AnotherClientsToken(t *testing.T) {
	s := newSystem(t)
	token := text(s.granted(), "refresh_token")
	refused(t, s.refresh(token, "client_id", "twin", "client_secret", "twins-secret"))
	if r := s.refresh(token, "client_id", "twin"); !isError(r, http.StatusUnauthorized, "invalid_client") {
		t.Errorf("%d %s", r.StatusCode, r.body)
	}
	tokenSet(t, s.refresh(token))
}

// RT-07: everything a grant rests on is looked at again, each time; and what is
// put right again makes the same token good again.
func TestRT07_WhatIsCheckedAgain(t *testing.T) {
	for name, change := range map[string]func(*authd.Directory){
		"the client may not refresh any more": func(d *authd.Directory) {
			c := d.Clients["mobile"]
			c.GrantTypes.V = []oauth.GrantType{oauth.GrantAuthorizationCode}
			d.Clients["mobile"] = c
		},
		"the client is gone": func(d *authd.Directory) { delete(d.Clients, "mobile") },
		"the client does not use the connection any more": func(d *authd.Directory) {
			c := d.Clients["mobile"]
			c.Connections = []string{"another"}
			d.Clients["mobile"] = c
		},
		"the client needs consent now": func(d *authd.Directory) {
			c := d.Clients["mobile"]
			c.FirstParty = false
			d.Clients["mobile"] = c
		},
		"the API is gone": func(d *authd.Directory) { delete(d.APIs, api) },
		"the API allows no offline access any more": func(d *authd.Directory) {
			a := d.APIs[api]
			a.AllowOfflineAccess.V = false
			d.APIs[api] = a
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSystem(t)
			token := text(s.granted("audience", api), "refresh_token")
			before := s.reconfigure(change)
			r := s.refresh(token)
			if r.StatusCode < 400 || r.StatusCode >= 500 {
				t.Errorf("%d %s", r.StatusCode, r.body)
			}
			s.reconfigure(func(d *authd.Directory) { *d = before })
			tokenSet(t, s.refresh(token))
		})
	}
	t.Run("the person is gone", func(t *testing.T) {
		s := newSystem(t)
		token := text(s.granted(), "refresh_token")
		s.deletePeople()
		if r := s.refresh(token); !isError(r, http.StatusForbidden, "invalid_grant") || !strings.Contains(r.body, "The refresh_token was generated for a user who doesn't exist anymore.") {
			t.Errorf("%d %s", r.StatusCode, r.body)
		}
	})
	t.Run("the person is blocked", func(t *testing.T) {
		s := newSystem(t)
		token := text(s.granted(), "refresh_token")
		s.blockPeople()
		if r := s.refresh(token); !isError(r, http.StatusForbidden, "invalid_grant") || !strings.Contains(r.body, `"user is blocked"`) {
			t.Errorf("%d %s", r.StatusCode, r.body)
		}
	})
}

// RT-07: consent that was given goes on counting.
func TestRT07_AConsentCountsForRefreshToo(t *testing.T) {
	s := newSystem(t, setting{"    app_type: native\n", "    app_type: native\n    is_first_party: false\n"})
	b := s.browser()
	b.login(ask(), ann, annsCode)
	question := b.question(ask("client_id", "mobile", "response_type", "code", "scope", online, "audience", api,
		"code_challenge", challenge, "code_challenge_method", "S256"))
	answer := b.get(b.submit(question, "answer", "allow").Header.Get("Location"))
	set := tokenSet(t, s.redeem(answerIn(t, answer).Get("code"), "client_id", "mobile", "client_secret", "-", "code_verifier", verifier))
	tokenSet(t, s.refresh(text(set, "refresh_token")))
}

// PL-34: a connection taken away stops the codes that are under way.
func TestPL34_ACodeOfAConnectionTakenAway(t *testing.T) {
	s := newSystem(t)
	b := s.browser()
	b.login(ask(), ann, annsCode)
	code := answerIn(t, b.get(ask("client_id", "mobile", "response_type", "code", "code_challenge", challenge, "code_challenge_method", "S256"))).Get("code")
	s.reconfigure(func(d *authd.Directory) {
		c := d.Clients["mobile"]
		c.Connections = []string{"another"}
		d.Clients["mobile"] = c
	})
	if r := s.redeem(code, "client_id", "mobile", "client_secret", "-", "code_verifier", verifier); !isError(r, http.StatusBadRequest, "invalid_grant") {
		t.Errorf("%d %s", r.StatusCode, r.body)
	}
}

// reconfigure runs the server on under another directory and returns the old one.
func (s *system) reconfigure(change func(*authd.Directory)) authd.Directory {
	before := s.config.Directory
	fresh := before
	fresh.Clients, fresh.APIs = maps.Clone(before.Clients), maps.Clone(before.APIs)
	change(&fresh)
	s.config.Directory = fresh
	s.handler = s.routes()
	return before
}

// people are all who are kept.
func (s *system) people() []authd.User {
	s.t.Helper()
	users, err := s.store.ListUsers(s.t.Context(), "", 100)
	if err != nil || len(users) == 0 {
		s.t.Fatal(users, err)
	}
	return users
}

func (s *system) deletePeople() {
	s.t.Helper()
	for _, u := range s.people() {
		if err := s.store.DeleteUser(s.t.Context(), u.ID, s.clock.Now()); err != nil {
			s.t.Fatal(err)
		}
	}
}

func (s *system) blockPeople() {
	s.t.Helper()
	for _, u := range s.people() {
		blocked := u
		blocked.Blocked, blocked.UpdatedAt = true, u.UpdatedAt.Add(time.Millisecond)
		if err := s.store.UpdateUser(s.t.Context(), u, blocked); err != nil {
			s.t.Fatal(err)
		}
	}
}

// A lifetime that was changed counts from the next refresh on.
func TestARefreshReadsTheSettingsAnew(t *testing.T) {
	s := newSystem(t)
	token := text(s.granted("audience", api), "refresh_token")
	s.reconfigure(func(d *authd.Directory) {
		a := d.APIs[api]
		a.TokenLifetime.V = 77 * time.Second
		d.APIs[api] = a
	})
	set := tokenSet(t, s.refresh(token))
	if access := claims(text(set, "access_token")); set["expires_in"] != 77.0 || access["exp"].(float64)-access["iat"].(float64) != 77 {
		t.Errorf("%v", set)
	}
}

// RC-04: of twenty at once, as from many tabs, all are answered with one
// successor, and it works.
func TestRC04_ManyTabsAtOnce(t *testing.T) {
	s := newSystem(t)
	token, replies := text(s.granted(), "refresh_token"), make(chan reply)
	for range 20 {
		go func() { replies <- s.refresh(token) }()
	}
	successors := map[string]bool{}
	for range 20 {
		successors[text(tokenSet(t, <-replies), "refresh_token")] = true
	}
	if len(successors) != 1 {
		t.Fatalf("%d successors", len(successors))
	}
	for successor := range successors {
		tokenSet(t, s.refresh(successor))
	}
}

// TK-06: the refresh token of a code used twice dies with the rest.
func TestTK06_ReuseOfTheCodeEndsTheRefreshToken(t *testing.T) {
	s := newSystem(t)
	b := s.browser()
	b.login(ask(), ann, annsCode)
	code := answerIn(t, b.get(ask("client_id", "twin", "response_type", "code", "scope", online))).Get("code")
	twin := []string{"client_id", "twin", "client_secret", "twins-secret"}
	set := tokenSet(t, s.redeem(code, twin...))
	if r := s.redeem(code, twin...); !isError(r, http.StatusBadRequest, "invalid_grant") {
		t.Fatalf("%d %s", r.StatusCode, r.body)
	}
	refused(t, s.refresh(text(set, "refresh_token"), twin...))
}

// TK-14, RT-12: kinds of secrets do not stand for each other, and without
// offline_access, or without a code, there is no refresh token.
func TestTK14_RefreshTokensAreOnlyThat(t *testing.T) {
	s := newSystem(t)
	set := s.granted()
	for _, name := range []string{"access_token", "id_token"} {
		refused(t, s.refresh(text(set, name)))
	}
	refused(t, s.refresh(s.codes()()))
	token := text(set, "refresh_token")
	if r := s.userinfo(token); r.StatusCode != http.StatusUnauthorized {
		t.Errorf("as access token: %d", r.StatusCode)
	}
	if r := s.redeem(token); !isError(r, http.StatusBadRequest, "invalid_grant") {
		t.Errorf("as code: %d %s", r.StatusCode, r.body)
	}
	if without := s.granted("scope", "openid"); without["refresh_token"] != nil {
		t.Error("one nobody asked for")
	}
	if front := s.tokens("scope", online); front.Has("refresh_token") {
		t.Error("one from the implicit grant")
	}
	if r := s.refresh(""); !isError(r, http.StatusBadRequest, "invalid_request") {
		t.Errorf("none: %d %s", r.StatusCode, r.body)
	}
}

// A refresh reads the family and the person, and writes once.
func TestARefreshTakesThreeStatements(t *testing.T) {
	s := newSystem(t)
	token := text(s.granted(), "refresh_token")
	if got := s.cost(func() { tokenSet(t, s.refresh(token)) }); got != (store.Counts{Reads: 2, Writes: 1}) {
		t.Errorf("%+v", got)
	}
}
