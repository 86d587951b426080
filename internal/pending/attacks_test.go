package pending

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"authd/internal/oauth"
	"authd/internal/seal"
)

// SE-07: of two cookies with one name nobody knows which is the browser's own:
// neither opens a state, and neither is taken over.
func TestSE07_TwoCookiesCountAsNone(t *testing.T) {
	k := Keeper{Sealer: key(seal.NewKey())}
	state, own := begin(t, k)
	_, planted := begin(t, k)
	for _, cookies := range [][]*http.Cookie{{own, planted}, {planted, own}, {own, own}} {
		if _, err := k.Open(request(cookies...), state, now); !errors.Is(err, ErrOtherBrowser) {
			t.Errorf("it opens: %v", err)
		}
		w := httptest.NewRecorder()
		p := k.Begin(w, request(cookies...), nil, now)
		if len(w.Result().Cookies()) != 1 || k.Same(request(planted), p) {
			t.Error("a planted value was taken over")
		}
	}
}

// AZ-24: a request that is bound to nobody, as one asked for through the API, is
// opened by nobody.
func TestAZ24_AnUnboundRequestOpensForNobody(t *testing.T) {
	k := Keeper{Sealer: key(seal.NewKey()), Secure: true}
	_, cookie := begin(t, k)
	unbound := k.Seal(Pending{Params: oauth.Params{"client_id": "spa"}, CreatedAt: now})
	for _, r := range []*http.Request{request(), request(cookie), request(&http.Cookie{Name: cookie.Name})} {
		if _, err := k.Open(r, unbound, now); !errors.Is(err, ErrOtherBrowser) {
			t.Errorf("%v", err)
		}
	}
}

// AZ-29: parameters of 8 KB go through a login, whatever they are made of.
func TestAZ29_LongRequestsFit(t *testing.T) {
	k := Keeper{Sealer: key(seal.NewKey())}
	const address = 8 << 10
	for name, value := range map[string]string{
		"letters": strings.Repeat("a", address), "escaped by JSON": strings.Repeat("<", address/3), "controls": strings.Repeat("\x01", address/3),
	} {
		p := k.Begin(httptest.NewRecorder(), request(), oauth.Params{"state": value}, now)
		p.Address, p.Connection = strings.Repeat("a", 254), strings.Repeat("c", 64)
		if n := len(k.Seal(p)); n > MaxState {
			t.Errorf("%s: %d bytes", name, n)
		}
	}
}
