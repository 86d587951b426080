package authorize

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
)

// begin asks without a session and returns the login page's state and cookie.
func begin(t *testing.T, h *Handler, q url.Values) (string, *http.Cookie) {
	t.Helper()
	w := get(h, found(nil), q.Encode())
	u, err := url.Parse(w.Header().Get("Location"))
	if err != nil || u.Path != "/u/login" || len(w.Result().Cookies()) != 1 {
		t.Fatalf("no login page: %d %s", w.Code, w.Header().Get("Location"))
	}
	return u.Query().Get("state"), w.Result().Cookies()[0]
}

func resume(h *Handler, s *authd.Session, state string, cookies ...*http.Cookie) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, "/authorize/resume?state="+url.QueryEscape(state), nil)
	for _, c := range cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	edge.Page(h.Resume(found(s).Find))(w, r)
	return w
}

func loggedInNow() *authd.Session {
	s := session()
	s.AuthTime = now.Add(time.Minute)
	return s
}

// AZ-21: prompt=login is not asked again after the login.
func TestAZ21_PromptLoginIsSatisfiedByOneLogin(t *testing.T) {
	h := handler(t)
	state, cookie := begin(t, h, good("prompt", "login"))
	if a := read(t, resume(h, loggedInNow(), state, cookie)); a.members.Get("access_token") == "" || a.members.Get("state") != "s-1" {
		t.Errorf("%v", a.members)
	}
	if w := resume(h, session(), state, cookie); !strings.HasPrefix(w.Header().Get("Location"), "/u/login?") {
		t.Error("a session from before the request satisfied prompt=login")
	}
}

// AZ-23: a login under way can be changed by nobody and finished only in the
// browser that began it.
func TestAZ23_AWaitingRequestCannotBeChanged(t *testing.T) {
	h := handler(t)
	state, cookie := begin(t, h, good())
	stranger, strangersCookie := begin(t, h, good("client_id", "other"))
	for name, w := range map[string]*httptest.ResponseRecorder{
		"without the cookie":      resume(h, loggedInNow(), state),
		"from another browser":    resume(h, loggedInNow(), state, strangersCookie),
		"another browser's state": resume(h, loggedInNow(), stranger, cookie),
		"one character changed":   resume(h, loggedInNow(), "A"+state[1:], cookie),
		"cut":                     resume(h, loggedInNow(), state[:len(state)-1], cookie),
		"longer":                  resume(h, loggedInNow(), state+"A", cookie),
		"empty":                   resume(h, loggedInNow(), "", cookie),
		"cookie's value as state": resume(h, loggedInNow(), cookie.Value, cookie),
		"cookie with garbage":     resume(h, loggedInNow(), state, &http.Cookie{Name: cookie.Name, Value: "x"}),
	} {
		if w.Code != http.StatusBadRequest || w.Header().Get("Location") != "" {
			t.Errorf("%s: %d %s", name, w.Code, w.Header().Get("Location"))
		}
	}
	r := httptest.NewRequest(http.MethodGet, "/authorize/resume?scope=admin&redirect_uri=https://evil.test&client_id=other&state="+url.QueryEscape(state), nil)
	r.AddCookie(cookie)
	w := httptest.NewRecorder()
	edge.Page(h.Resume(found(loggedInNow()).Find))(w, r)
	if !strings.HasPrefix(w.Header().Get("Location"), callback+"#access_token=") {
		t.Errorf("parameters beside the state counted: %s", w.Header().Get("Location"))
	}
}

func TestAWaitingRequestEndsAfterHalfAnHour(t *testing.T) {
	h := handler(t)
	state, cookie := begin(t, h, good())
	h.Now = func() time.Time { return now.Add(31 * time.Minute) }
	if w := resume(h, loggedInNow(), state, cookie); w.Code != http.StatusBadRequest {
		t.Errorf("status %d", w.Code)
	}
}

// AZ-26: a grant switched off while a person logs in is off.
func TestAZ26_AGrantSwitchedOffMeanwhileIsOff(t *testing.T) {
	h := handler(t)
	state, cookie := begin(t, h, good())
	c := h.Directory.Clients["spa"]
	c.GrantTypes.V = nil
	h.Directory.Clients["spa"] = c
	if a := read(t, resume(h, loggedInNow(), state, cookie)); a.members.Get("error") != oauth.UnauthorizedClient {
		t.Errorf("%v", a.members)
	}
}

// AZ-28: two logins of one browser do not mix, whichever ends first.
func TestAZ28_TwoTabs(t *testing.T) {
	h := handler(t)
	first, cookie := begin(t, h, good("state", "first"))
	r := httptest.NewRequest(http.MethodGet, "/authorize?"+good("state", "second", "client_id", "other").Encode(), nil)
	r.AddCookie(cookie)
	w := httptest.NewRecorder()
	edge.Page(h.Serve(found(nil)))(w, r)
	u, _ := url.Parse(w.Header().Get("Location"))
	for _, tab := range []struct{ sealed, want string }{{u.Query().Get("state"), "second"}, {first, "first"}} {
		if a := read(t, resume(h, loggedInNow(), tab.sealed, cookie)); a.members.Get("state") != tab.want {
			t.Errorf("%v, want state %s", a.members, tab.want)
		}
	}
}

func TestTheBrowserCookieIsBoundToThisHost(t *testing.T) {
	_, c := begin(t, handler(t), good())
	if !strings.HasPrefix(c.Name, "__Host-") || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
		t.Errorf("cookie %+v", c)
	}
}
