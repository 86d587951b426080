package authorize

import (
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
)

// AZ-02: without a known client and a registered redirect_uri there is a page,
// and nothing leads away from it.
// AZ-07: a fragment in redirect_uri is refused.
func TestAZ02_NoRedirectWithoutATarget(t *testing.T) {
	for name, q := range map[string]string{
		"no client":                     good("client_id", "").Encode(),
		"unknown client":                good("client_id", "nobody").Encode(),
		"client in another case":        good("client_id", "SPA").Encode(),
		"no redirect_uri":               good("redirect_uri", "").Encode(),
		"another redirect_uri":          good("redirect_uri", "https://evil.test/").Encode(),
		"malformed redirect_uri":        good("redirect_uri", "https://%zz").Encode(),
		"fragment":                      good("redirect_uri", callback+"#f").Encode(),
		"script":                        good("redirect_uri", "javascript:alert(1)").Encode(),
		"client_id twice":               good().Encode() + "&client_id=spa",
		"redirect_uri twice":            good().Encode() + "&redirect_uri=https%3A%2F%2Fevil.test%2F",
		"broken percent-encoding":       good().Encode() + "&x=%zz",
		"web_message without an origin": good("client_id", "other", "response_mode", "web_message").Encode(),
		"bare origin in another mode":   good("redirect_uri", "https://app.test").Encode(),
	} {
		t.Run(name, func(t *testing.T) {
			w := get(handler(t), found(session()), q)
			if w.Code != http.StatusBadRequest || !strings.HasPrefix(w.Body.String(), "PAGE ") {
				t.Errorf("status %d, body %q", w.Code, w.Body)
			}
			for _, header := range []string{"Location", "Refresh", "Set-Cookie"} {
				if v := w.Header().Get(header); v != "" {
					t.Errorf("%s: %s", header, v)
				}
			}
		})
	}
}

// AZ-09: a repeated parameter is an error wherever it is repeated.
func TestAZ09_RepeatedParameters(t *testing.T) {
	names := []string{
		"response_type", "scope", "state", "nonce", "response_mode", "prompt", "max_age", "audience", "connection", "login_hint",
		"ui_locales", "display", "acr_values", "id_token_hint", "claims", "expires_in", "auth0Client", "extra", "request", "code_challenge",
	}
	for _, name := range names {
		for _, value := range []string{"1", "2"} {
			q := good(name, "1").Encode() + "&" + name + "=" + value
			a := read(t, get(handler(t), found(session()), q))
			if a.members.Get("error") != oauth.InvalidRequest || !strings.Contains(a.members.Get("error_description"), name) {
				t.Errorf("%s=1&%s=%s: %v", name, name, value, a)
			}
		}
	}
	w := post(handler(t), found(session()), good().Encode()+"&nonce=n-2")
	if a := read(t, w); a.members.Get("error") != oauth.InvalidRequest {
		t.Errorf("in a body: %v", a)
	}
}

// AZ-14: an error takes the way the success would have taken.
// AZ-16: every response names its issuer.
func TestAZ14_ErrorsTakeTheWayOfSuccess(t *testing.T) {
	silent := []string{"prompt", "none"}
	tests := []struct {
		name string
		with []string
		want oauth.ResponseMode
		code string
	}{
		{"token", []string{"response_type", "token"}, oauth.ModeFragment, oauth.LoginRequired},
		{"id_token", []string{"response_type", "id_token"}, oauth.ModeFragment, oauth.LoginRequired},
		{"both", nil, oauth.ModeFragment, oauth.LoginRequired},
		{"fragment", []string{"response_mode", "fragment"}, oauth.ModeFragment, oauth.LoginRequired},
		{"form_post", []string{"response_mode", "form_post"}, oauth.ModeFormPost, oauth.LoginRequired},
		{"web_message", []string{"response_mode", "web_message"}, oauth.ModeWebMessage, oauth.LoginRequired},
		{"query for tokens", []string{"response_mode", "query"}, oauth.ModeFragment, oauth.InvalidRequest},
		{"unknown mode", []string{"response_mode", "jwt"}, oauth.ModeFragment, oauth.InvalidRequest},
		{"no response_type", []string{"response_type", ""}, oauth.ModeQuery, oauth.InvalidRequest},
		{"no response_type, form_post", []string{"response_type", "", "response_mode", "form_post"}, oauth.ModeFormPost, oauth.InvalidRequest},
		{"no response_type, web_message", []string{"response_type", "", "response_mode", "web_message"}, oauth.ModeWebMessage, oauth.InvalidRequest},
		{"code", []string{"client_id", "hybrid", "response_type", "code"}, oauth.ModeQuery, oauth.LoginRequired},
		{"code by fragment", []string{"client_id", "hybrid", "response_type", "code", "response_mode", "fragment"}, oauth.ModeFragment, oauth.LoginRequired},
		{"code by form_post", []string{"client_id", "hybrid", "response_type", "code", "response_mode", "form_post"}, oauth.ModeFormPost, oauth.LoginRequired},
		{"code by web_message", []string{"client_id", "hybrid", "response_type", "code", "response_mode", "web_message"}, oauth.ModeWebMessage, oauth.LoginRequired},
		{"code id_token", []string{"client_id", "hybrid", "response_type", "code id_token"}, oauth.ModeFragment, oauth.LoginRequired},
		{"code token by query", []string{"client_id", "hybrid", "response_type", "code token", "response_mode", "query"}, oauth.ModeFragment, oauth.InvalidRequest},
		{"code without PKCE", []string{"client_id", "code", "response_type", "code"}, oauth.ModeQuery, oauth.InvalidRequest},
		{"no nonce", []string{"nonce", "", "response_mode", "web_message"}, oauth.ModeWebMessage, oauth.InvalidRequest},
		{"unknown audience", []string{"audience", "https://nowhere.test"}, oauth.ModeFragment, oauth.AccessDenied},
		{"unknown connection", []string{"connection", "sms"}, oauth.ModeFragment, oauth.InvalidRequest},
		{"request object", []string{"request", "x.y.z"}, oauth.ModeFragment, oauth.InvalidRequestObject},
		{"request_uri", []string{"request_uri", "https://x.test"}, oauth.ModeFragment, oauth.RequestURINotSupported},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := read(t, get(handler(t), found(nil), good(append(silent, tt.with...)...).Encode()))
			if a.mode != tt.want || a.members.Get("error") != tt.code {
				t.Errorf("%s by %s, want %s by %s (%v)", a.members.Get("error"), a.mode, tt.code, tt.want, a.members)
			}
			if a.members.Get("state") != "s-1" || a.members.Get("iss") != issuer || a.members.Get("error_description") == "" {
				t.Errorf("members %v", a.members)
			}
		})
	}
}

func TestAClientThatIsNotFirstPartyNeedsConsent(t *testing.T) {
	w := get(handler(t), found(session()), good("client_id", "third").Encode())
	if !strings.HasPrefix(w.Header().Get("Location"), "/u/consent?state=") {
		t.Errorf("nobody is asked: %d to %s", w.Code, w.Header().Get("Location"))
	}
	a := read(t, get(handler(t), found(session()), good("client_id", "third", "prompt", "none").Encode()))
	if a.members.Get("error") != oauth.ConsentRequired {
		t.Errorf("silently: %v", a.members)
	}
}

// ID-05: what is no ID token of this client is refused, whoever is logged in.
func TestID05_HintsThatAreNone(t *testing.T) {
	h := handler(t)
	own := read(t, get(h, found(session()), good().Encode())).members.Get("id_token")
	foreign := read(t, get(h, found(session()), good("client_id", "other").Encode())).members.Get("id_token")
	for name, row := range map[string]struct{ hint, want string }{
		"our own":              {own, ""},
		"of another client":    {foreign, oauth.InvalidRequest},
		"altered":              {own[:len(own)-4] + "AAAA", oauth.InvalidRequest},
		"alg none":             {"eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0." + strings.Split(own, ".")[1] + ".", oauth.InvalidRequest},
		"not even a JSON text": {"x.y.z", oauth.InvalidRequest},
	} {
		for _, prompt := range []string{"", "none"} {
			a := read(t, get(h, found(session()), good("id_token_hint", row.hint, "prompt", prompt).Encode()))
			if a.members.Get("error") != row.want {
				t.Errorf("%s, prompt %q: %v", name, prompt, a.members)
			}
		}
	}
	somebodyElse := session()
	somebodyElse.User.ID = "email|somebody-else"
	a := read(t, get(h, found(somebodyElse), good("id_token_hint", own, "prompt", "none").Encode()))
	if a.members.Get("error") != oauth.LoginRequired {
		t.Errorf("another person's session: %v", a.members)
	}
	h.Now = func() time.Time { return now.Add(24 * time.Hour) }
	if a := read(t, get(h, found(session()), good("id_token_hint", own, "prompt", "none").Encode())); a.members.Get("access_token") == "" {
		t.Errorf("an expired hint: %v", a.members)
	}
}

// WM-06: prompt=none is answered at the target also when the server fails, and
// the log says so as an error.
func TestTheServersOwnFailureReachesTheTargetAndTheLog(t *testing.T) {
	var logged strings.Builder
	h := handler(t)
	h.Log = slog.New(slog.NewTextHandler(&logged, nil))
	broken := Door{Find: func(http.ResponseWriter, *http.Request, authd.AuthRequest, time.Time) (*authd.Session, error) {
		return nil, errors.New("the database is away")
	}}
	a := read(t, get(h, broken, good("prompt", "none", "response_mode", "web_message").Encode()))
	if a.mode != oauth.ModeWebMessage || a.members.Get("error") != oauth.ServerError || strings.Contains(a.members.Encode(), "database") {
		t.Errorf("%s: %v", a.mode, a.members)
	}
	if !strings.Contains(logged.String(), "level=ERROR") || !strings.Contains(logged.String(), "the database is away") {
		t.Errorf("log: %s", logged.String())
	}
}
