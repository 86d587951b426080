package authorize

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"authd/internal/oauth"
	"authd/internal/pending"
)

// AZ-01, AZ-02: what is nearly a registered address gets a page, in every mode,
// with and without a session, and nothing that leads anywhere.
func TestAZ01_NearlyRegisteredAddressesGetAPage(t *testing.T) {
	h := handler(t)
	c := h.Directory.Clients["spa"]
	c.Callbacks = []string{registered, "http://localhost:3000/cb?x=1"}
	h.Directory.Clients["spa"] = c
	for _, uri := range unregistered {
		for _, mode := range []string{"", "form_post", "web_message"} {
			for _, door := range []Door{found(session()), found(nil)} {
				w := get(h, door, good("redirect_uri", uri, "response_mode", mode).Encode())
				if w.Code != http.StatusBadRequest || !strings.HasPrefix(w.Body.String(), "PAGE ") || len(w.Header()) > 0 {
					t.Errorf("%q by %q: %d %v %s", uri, mode, w.Code, w.Header(), w.Body)
				}
			}
		}
	}
}

// AZ-09: repeated once in the address and once in the body is repeated too.
func TestAZ09_RepeatedAcrossAddressAndBody(t *testing.T) {
	for name := range good("scope", "openid", "prompt", "none", "audience", api, "response_mode", "fragment", "max_age", "1", "connection", "email", "extra", "x") {
		r := httptest.NewRequest(http.MethodPost, "/authorize?"+url.Values{name: {"1"}}.Encode(), strings.NewReader(good(name, "1").Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		edge.Page(handler(t).Serve(found(session())))(w, r)
		if name == "client_id" || name == "redirect_uri" {
			if w.Code != http.StatusBadRequest || w.Header().Get("Location") != "" {
				t.Errorf("%s: %d %s", name, w.Code, w.Header().Get("Location"))
			}
		} else if a := read(t, w); a.members.Get("error") != oauth.InvalidRequest {
			t.Errorf("%s: %v", name, a)
		}
	}
}

// AZ-29: parameters of 8 KB go through a login. What is longer is refused where
// it is sent, and not by a login page nobody can open.
func TestAZ29_RequestsThatAreTooLongToLogInWith(t *testing.T) {
	for _, letter := range []string{"a", "<", "é"} {
		h := handler(t)
		room := 8<<10 - len(good("state", "").Encode())
		long := strings.Repeat(letter, room/len(url.QueryEscape(letter)))
		state, cookie := begin(t, h, good("state", long))
		if len(state) > pending.MaxState {
			t.Errorf("8 KB of %s: a state of %d bytes", letter, len(state))
		}
		if a := read(t, resume(h, loggedInNow(), state, cookie)); a.members.Get("state") != long {
			t.Errorf("8 KB of %s came back as %d bytes", letter, len(a.members.Get("state")))
		}
		long = strings.Repeat(letter, 60_000/len(url.QueryEscape(letter)))
		w := post(h, found(nil), good("state", long).Encode())
		if a := read(t, w); a.members.Get("error") != oauth.InvalidRequest || !strings.Contains(a.members.Get("error_description"), "too long") {
			t.Errorf("60 KB of %s: %d %.80s", letter, w.Code, w.Header().Get("Location"))
		}
		if err := h.Check(oauth.Params{"client_id": "spa", "redirect_uri": callback, "response_type": "token", "state": long}); err == nil {
			t.Errorf("a link could carry 60 KB of %s", letter)
		}
	}
}

// AZ-15: the state comes back from a login as it was sent, and a request whose
// state could not is refused at once.
func TestAZ15_StateSurvivesALogin(t *testing.T) {
	h := handler(t)
	for _, sent := range []string{
		strings.Repeat("-._~", 32), "a b+c%20d&e=f#g?h/i", `"<>'\`, "\u00e9\u2028\U0001f600\ufffd", "\x00\x01\x7f", " \t\r\n ", strings.Repeat("x", 2048),
	} {
		state, cookie := begin(t, h, good("state", sent))
		if a := read(t, resume(h, loggedInNow(), state, cookie)); a.members.Get("state") != sent {
			t.Errorf("%q came back as %q", sent, a.members.Get("state"))
		}
	}
	if w := get(h, found(nil), good("state", "\xff").Encode()); w.Code != http.StatusBadRequest || w.Header().Get("Location") != "" {
		t.Errorf("a state that is no text: %d %s", w.Code, w.Header().Get("Location"))
	}
}

// FuzzServe: whatever is asked, with and without a session, the answer is a page
// or goes to the registered address, names the issuer, and holds no token in a
// query (AZ-02, AZ-13, AZ-16, SE-09).
func FuzzServe(f *testing.F) {
	for _, seed := range []string{
		good().Encode(), good("prompt", "none", "response_mode", "web_message").Encode(), good("response_mode", "form_post", "max_age", "0").Encode(),
		good("response_type", "", "state", "").Encode(), "client_id=spa&client_id=spa", "client_id=spa&redirect_uri=https%3A%2F%2Fapp.test&response_mode=web_message",
		good("expires_in", "1", "audience", api, "scope", "openid read a%20b").Encode() + "&x=1&x=2", "%zz", "a;b",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, query string) {
		if strings.ContainsFunc(query, func(r rune) bool { return r <= ' ' || r > '~' }) {
			return // no request line
		}
		h := handler(t)
		for _, s := range []bool{true, false} {
			door := found(nil)
			if s {
				door = found(session())
			}
			r := httptest.NewRequest(http.MethodGet, "/authorize", nil)
			r.URL.RawQuery = query
			w := httptest.NewRecorder()
			edge.Page(h.Serve(door))(w, r)
			checkAnswer(t, w)
		}
	})
}

func checkAnswer(t *testing.T, w *httptest.ResponseRecorder) {
	t.Helper()
	location := w.Header().Get("Location")
	before, _, _ := strings.Cut(location, "#")
	home := strings.HasPrefix(location, "/u/login?state=") || strings.HasPrefix(location, "/u/consent?state=")
	registered := strings.HasPrefix(location, callback) || strings.HasPrefix(location, "https://app.test/cb?x=1")
	switch {
	case w.Code >= http.StatusInternalServerError:
		t.Errorf("status %d: %s", w.Code, w.Body)
	case location != "" && !home && !registered:
		t.Errorf("it leads to %q", location)
	case strings.Contains(before, "token="):
		t.Errorf("a token in a query: %q", before)
	case registered && !strings.Contains(location, "iss="+url.QueryEscape(issuer)):
		t.Errorf("no issuer: %q", location)
	}
}
