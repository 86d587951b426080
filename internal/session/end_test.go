package session

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
)

// LO-05: the session ends on the server, and the cookie goes with the attributes
// it was set with, or the browser would keep it.
func TestLO05_EndForgetsTheSessionAndItsCookie(t *testing.T) {
	for _, crossSite := range []bool{false, true} {
		s, store := newSessions()
		s.CrossSite = crossSite
		cookie, _ := begin(t, s)
		w := httptest.NewRecorder()
		if _, err := s.End(w, request(cookie), start); err != nil {
			t.Fatal(err)
		}
		if len(store.sessions) != 0 || current(t, s, request(cookie), start) != "" {
			t.Error("the session lives on")
		}
		want := "__Host-authd=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax"
		if crossSite {
			want = "__Host-authd=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=None"
		}
		if got := w.Header().Get("Set-Cookie"); got != want {
			t.Errorf("Set-Cookie is %s, want %s", got, want)
		}
	}
}

// LO-10: one device is logged out, the others are not.
func TestLO10_EndLeavesOtherBrowsersAlone(t *testing.T) {
	s, _ := newSessions()
	here, _ := begin(t, s)
	there, session := begin(t, s)
	if _, err := s.End(httptest.NewRecorder(), request(here), start); err != nil {
		t.Fatal(err)
	}
	if current(t, s, request(there), start) != session.SID {
		t.Error("the other browser was logged out too")
	}
}

func TestEndWithoutASessionIsNoError(t *testing.T) {
	s, _ := newSessions()
	for _, r := range []*http.Request{request(), request(&http.Cookie{Name: "__Host-authd", Value: "garbage"})} {
		w := httptest.NewRecorder()
		if _, err := s.End(w, r, start); err != nil {
			t.Error(err)
		}
		if came, taken := len(r.Cookies()) > 0, w.Header().Get("Set-Cookie") != ""; came != taken {
			t.Errorf("a cookie came: %t, one was taken away: %t", came, taken)
		}
	}
}

func TestEndKeepsTheCookieWhenTheStoreFails(t *testing.T) {
	s, store := newSessions()
	cookie, _ := begin(t, s)
	store.broken = errors.New("no database")
	w := httptest.NewRecorder()
	if _, err := s.End(w, request(cookie), start); err == nil || w.Header().Get("Set-Cookie") != "" {
		t.Errorf("error %v, Set-Cookie %q: who tries again must still have the cookie", err, w.Header().Get("Set-Cookie"))
	}
}
