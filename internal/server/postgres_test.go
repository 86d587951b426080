package server

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"authd/internal/store/storetest"
)

// onPostgres keeps a system's things in the database at dsn.
func onPostgres(dsn string) setting {
	return setting{"storage: {driver: sqlite, dsn: DATA/authd.db}", `storage: {driver: postgres, dsn: "` + dsn + `"}`}
}

// RE-15, RE-10: any instance finishes what another began: the login page of one is
// posted to the next, the code is redeemed at a third, and what came of it is used,
// renewed and ended anywhere.
func TestRE15_AnyInstanceFinishesWhatAnotherBegan(t *testing.T) {
	t.Parallel()
	dsn := storetest.PostgresDSN(t)
	one, two, three := newSystem(t, onPostgres(dsn)), newSystem(t, onPostgres(dsn)), newSystem(t, onPostgres(dsn))
	b := one.browser()
	at := func(s *system) { b.s, b.Transport = s, s }

	atLogin := b.get(ask("client_id", "mobile", "response_type", "code", "nonce", "-", "scope", online, "code_challenge", challenge, "code_challenge_method", "S256")).Header.Get("Location")
	at(two)
	atCode := b.submit(atLogin, "email", ann).Header.Get("Location")
	at(three)
	resume := b.submit(atCode, "code", annsCode).Header.Get("Location")
	at(one)
	code := answerIn(t, b.get(resume)).Get("code")
	set := tokenSet(t, two.redeem(code, "client_id", "mobile", "client_secret", "-", "code_verifier", verifier))
	if r := three.userinfo(text(set, "access_token")); r.StatusCode != http.StatusOK {
		t.Errorf("/userinfo at another instance: %d %s", r.StatusCode, r.body)
	}
	set = tokenSet(t, three.refresh(text(set, "refresh_token")))
	tokenSet(t, one.refresh(text(set, "refresh_token")))

	at(two)
	silent := b.get(ask("prompt", "none", "scope", "openid"))
	if two.fragment(silent).Get("access_token") == "" {
		t.Errorf("no silent renewal at another instance: %s", silent.Header.Get("Location"))
	}
	// LO-05: a logout at one instance holds at all of them at once.
	at(three)
	b.get("/v2/logout?client_id=spa")
	for _, s := range []*system{one, two, three} {
		at(s)
		if got := s.fragment(b.get(ask("prompt", "none"))).Get("error"); got != "login_required" {
			t.Errorf("after a logout elsewhere: %q", got)
		}
	}
}

// adminStatus is how a path of the admin listener answers.
func (s *system) adminStatus(path string) int {
	w := httptest.NewRecorder()
	s.admin().ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w.Code
}
