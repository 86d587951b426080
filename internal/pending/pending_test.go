package pending

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"authd/internal/oauth"
	"authd/internal/seal"
)

type key []byte

func (k key) Seal(p seal.Purpose, plain []byte) string { return seal.Seal(k, p, plain) }

func (k key) Open(p seal.Purpose, text string) ([]byte, error) { return seal.Open(k, p, text) }

func (k key) Hash(p seal.Purpose, secret string) []byte { return seal.Hash(k, p, secret) }

var now = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func request(cookies ...*http.Cookie) *http.Request {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	for _, c := range cookies {
		r.AddCookie(c)
	}
	return r
}

func begin(t *testing.T, k Keeper) (string, *http.Cookie) {
	t.Helper()
	w := httptest.NewRecorder()
	state := k.Seal(k.Begin(w, request(), oauth.Params{"client_id": "spa"}, now))
	cookies := w.Result().Cookies()
	if len(cookies) != 1 {
		t.Fatalf("%d cookies", len(cookies))
	}
	return state, cookies[0]
}

// AZ-23: a pending request opens in its own browser, for half an hour.
func TestAZ23_APendingBelongsToItsBrowser(t *testing.T) {
	k := Keeper{Sealer: key(seal.NewKey()), Secure: true}
	state, cookie := begin(t, k)
	_, strangers := begin(t, k)
	for name, tt := range map[string]struct {
		cookie *http.Cookie
		at     time.Duration
		want   error
	}{
		"its browser":         {cookie, 0, nil},
		"at the last moment":  {cookie, Lifetime, nil},
		"too late":            {cookie, Lifetime + time.Millisecond, ErrExpired},
		"another browser":     {strangers, 0, ErrOtherBrowser},
		"under another name":  {&http.Cookie{Name: "authd_browser", Value: cookie.Value}, 0, ErrOtherBrowser},
		"with an empty value": {&http.Cookie{Name: cookie.Name}, 0, ErrOtherBrowser},
	} {
		p, err := k.Open(request(tt.cookie), state, now.Add(tt.at))
		if !errors.Is(err, tt.want) || (tt.want == nil) != (p.Params["client_id"] == "spa") {
			t.Errorf("%s: %v %v", name, p, err)
		}
	}
	if _, err := k.Open(request(), state, now); !errors.Is(err, ErrOtherBrowser) {
		t.Errorf("without a cookie: %v", err)
	}
	if _, err := k.Open(request(cookie), "x"+state, now); !errors.Is(err, ErrInvalid) {
		t.Errorf("altered: %v", err)
	}
}

func TestABrowserKeepsItsCookie(t *testing.T) {
	k := Keeper{Sealer: key(seal.NewKey()), Secure: true}
	_, cookie := begin(t, k)
	w := httptest.NewRecorder()
	second := k.Begin(w, request(cookie), nil, now)
	if len(w.Result().Cookies()) != 0 || !k.Same(request(cookie), second) {
		t.Error("a second login changed the browser's cookie")
	}
	w = httptest.NewRecorder()
	k.Begin(w, request(&http.Cookie{Name: cookie.Name, Value: "planted"}), nil, now)
	if len(w.Result().Cookies()) != 1 {
		t.Error("a value that is none of ours was taken over")
	}
}

// SE-01: the cookie is tied to this host and to TLS.
func TestSE01_TheBrowserCookie(t *testing.T) {
	for secure, want := range map[bool]string{true: "__Host-authd_browser", false: "authd_browser"} {
		_, c := begin(t, Keeper{Sealer: key(seal.NewKey()), Secure: secure})
		if c.Name != want || c.Secure != secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || len(c.Value) != 43 {
			t.Errorf("%+v", c)
		}
	}
}
