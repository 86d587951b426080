package session

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"authd/internal/authd"
)

const page = "https://app.example.com"

// began logs ada in and returns both cookies.
func began(t *testing.T, s *Sessions) (map[string]*http.Cookie, *authd.Session) {
	t.Helper()
	w := httptest.NewRecorder()
	session, err := s.Begin(w, request(), Login{User: ada}, start)
	if err != nil {
		t.Fatal(err)
	}
	cookies := map[string]*http.Cookie{}
	for _, c := range w.Result().Cookies() {
		cookies[c.Name] = c
	}
	return cookies, session
}

// computed is session_state as a frame computes it from the cookie.
func computed(client, origin, cookie, salt string) string {
	sum := sha256.Sum256([]byte(client + " " + origin + " " + cookie + " " + salt))
	return hex.EncodeToString(sum[:]) + "." + salt
}

// LO-09: session_state is salted and holds for one client and one origin, and what
// scripts read is not the session.
func TestLO09_SessionState(t *testing.T) {
	s, _ := newSessions()
	cookies, session := began(t, s)
	secret, public := cookies["__Host-authd"], cookies["__Host-authd_state"]
	if public == nil || public.HttpOnly || !public.Secure || public.Path != "/" || !secret.HttpOnly {
		t.Fatalf("cookies %v", cookies)
	}
	if public.Value == secret.Value || strings.Contains(public.Value, session.SID) || current(t, s, request(&http.Cookie{Name: "__Host-authd", Value: public.Value}), start) != "" {
		t.Error("what scripts read is good as a session")
	}
	first, second := s.State("spa", page, session), s.State("spa", page, session)
	_, salt, _ := strings.Cut(first, ".")
	if first == second || len(salt) < 20 || first != computed("spa", page, public.Value, salt) {
		t.Errorf("%s, then %s", first, second)
	}
	for _, other := range []string{computed("web", page, public.Value, salt), computed("spa", "https://evil.example.com", public.Value, salt), computed("spa", page, "", salt)} {
		if other == first {
			t.Error("it holds elsewhere too")
		}
	}
}

// LO-09: a page whose frames do not get the cookie gets no session_state: it would
// take the silence for a logout.
func TestLO09_StateOnlyWhereTheCookieIs(t *testing.T) {
	s, _ := newSessions()
	_, session := began(t, s)
	for origin, sites := range map[string][2]bool{page: {true, true}, "https://app.example.org": {false, true}, "http://app.example.com": {false, true}, "": {false, true}} {
		for i, crossSite := range []bool{false, true} {
			s.CrossSite = crossSite
			if got := s.State("spa", origin, session); (got != "") != sites[i] {
				t.Errorf("%q, cross-site %t: %q", origin, crossSite, got)
			}
		}
	}
}

// A browser whose session is older than the cookie for scripts, or that lost it,
// is given it; one that has it is left alone.
func TestTheStateCookieIsMended(t *testing.T) {
	s, _ := newSessions()
	cookies, session := began(t, s)
	secret, public := cookies["__Host-authd"], cookies["__Host-authd_state"]
	for name, row := range map[string]struct {
		sent   []*http.Cookie
		mended bool
	}{
		"both":        {[]*http.Cookie{secret, public}, false},
		"lost":        {[]*http.Cookie{secret}, true},
		"another":     {[]*http.Cookie{secret, {Name: public.Name, Value: "x"}}, true},
		"no session":  {[]*http.Cookie{public}, false},
		"no cookie":   {nil, false},
		"two of them": {[]*http.Cookie{secret, public, {Name: public.Name, Value: "x"}}, true},
	} {
		w := httptest.NewRecorder()
		if _, err := s.Current(w, request(row.sent...), authd.AuthRequest{}, start); err != nil {
			t.Fatal(err)
		}
		if got := w.Header().Get("Set-Cookie"); (got != "") != row.mended || row.mended && !strings.HasPrefix(got, public.Name+"="+s.browserState(session.SID)+";") {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// LO-05: what scripts read goes with the session.
func TestLO05_TheStateCookieGoesToo(t *testing.T) {
	s, _ := newSessions()
	cookies, _ := began(t, s)
	w := httptest.NewRecorder()
	if _, err := s.End(w, request(cookies["__Host-authd"]), start); err != nil {
		t.Fatal(err)
	}
	if got := w.Header()["Set-Cookie"]; len(got) != 2 || got[1] != "__Host-authd_state=; Path=/; Max-Age=0; Secure; SameSite=Lax" {
		t.Errorf("Set-Cookie %v", got)
	}
}

// LO-09: the frame is the same for everyone, may be kept and framed, and runs
// nothing but its own script.
func TestLO09_TheFrame(t *testing.T) {
	s, _ := newSessions()
	w := httptest.NewRecorder()
	w.Header().Set("Content-Security-Policy", "frame-ancestors 'none'") // as the middleware does
	if err := s.Frame()(w, request()); err != nil {
		t.Fatal(err)
	}
	h := w.Header()
	policy := h.Get("Content-Security-Policy")
	if strings.Contains(policy, "frame-ancestors") || h.Get("X-Frame-Options") != "" || !strings.HasPrefix(h.Get("Cache-Control"), "public") || h.Get("ETag") == "" || h.Get("Set-Cookie") != "" {
		t.Errorf("headers %v", h)
	}
	if !strings.HasPrefix(policy, "default-src 'none'; base-uri 'none'; script-src 'sha256-") || strings.Contains(policy, "unsafe") {
		t.Errorf("policy %s", policy)
	}
	if body := w.Body.String(); !strings.Contains(body, `"__Host-authd_state="`) || strings.Count(body, "<script>") != 1 {
		t.Errorf("the frame is %s", body)
	}
	r := request()
	r.Header.Set("If-None-Match", h.Get("ETag"))
	again := httptest.NewRecorder()
	if err := s.Frame()(again, r); err != nil || again.Code != http.StatusNotModified {
		t.Errorf("%d, %v", again.Code, err)
	}
}
