package authorize

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"authd/internal/authd"
	"authd/internal/oauth"
)

// configure changes the settings of a client of h, as a new configuration does.
func configure(h *Handler, id string, change func(*authd.Client)) {
	c := h.Directory.Clients[id]
	change(&c)
	h.Directory.Clients[id] = c
}

func responseTypes(types ...oauth.ResponseType) func(*authd.Client) {
	return func(c *authd.Client) {
		c.ResponseTypes = authd.Value[[]oauth.ResponseType]{V: types, Set: true}
	}
}

// asked are the response types of OAuth 2.0 Multiple Response Types, each with
// its words in one order.
var asked = []string{"code", "token", "id_token", "id_token token", "code token", "code id_token", "code id_token token"}

// IM-02: of what grant_types allow, response_types leaves what it lists; the
// order of words means nothing, here or there.
func TestIM02_ResponseTypesNarrowWhatAClientGets(t *testing.T) {
	for name, tc := range map[string]struct {
		allowed []oauth.ResponseType // nil: not set
		given   []string
	}{
		"not set":                {nil, asked},
		"only who logged in":     {[]oauth.ResponseType{oauth.IDToken}, []string{"id_token"}},
		"not a token alone":      {[]oauth.ResponseType{oauth.IDToken, oauth.Token | oauth.IDToken}, []string{"id_token", "id_token token"}},
		"a token alone":          {[]oauth.ResponseType{oauth.Token}, []string{"token"}},
		"codes, and both beside": {[]oauth.ResponseType{oauth.Code, oauth.Code | oauth.Token | oauth.IDToken}, []string{"code", "code id_token token"}},
	} {
		h := handler(t)
		if tc.allowed != nil {
			configure(h, "hybrid", responseTypes(tc.allowed...))
		}
		for _, responseType := range asked {
			want := ""
			if !slices.Contains(tc.given, responseType) {
				want = oauth.UnauthorizedClient
			}
			for _, words := range []string{responseType, turned(responseType)} {
				a := read(t, get(h, found(session()), good("client_id", "hybrid", "response_type", words).Encode()))
				if a.members.Get("error") != want || a.members.Get("state") != "s-1" {
					t.Errorf("%s, %q: %v, want %q", name, words, a.members, want)
				}
				err := h.Check(oauth.Params{"client_id": "hybrid", "redirect_uri": callback, "response_type": words})
				if (err == nil) != (want == "") {
					t.Errorf("%s, %q in a mailed link: %v", name, words, err)
				}
			}
		}
	}
}

func turned(words string) string {
	list := strings.Fields(words)
	slices.Reverse(list)
	return strings.Join(list, " ")
}

// IM-02: a response type that is listed needs its grant all the same.
func TestIM02_ResponseTypesGrantNothing(t *testing.T) {
	h := handler(t)
	configure(h, "code", responseTypes(oauth.Code, oauth.Token))
	if a := read(t, get(h, found(session()), good("client_id", "code", "response_type", "token").Encode())); a.members.Get("error") != oauth.UnauthorizedClient || a.members.Get("access_token") != "" {
		t.Errorf("%v", a.members)
	}
}

// IM-04: what comes with a token in the front channel: a nonce that was asked
// for, the hash of the access token, the issuer, and never the query.
func TestIM04_TokensInTheFrontChannelAreBound(t *testing.T) {
	h := handler(t)
	for _, mode := range []oauth.ResponseMode{oauth.ModeFragment, oauth.ModeFormPost, oauth.ModeWebMessage} {
		for _, responseType := range []string{"id_token", "id_token token"} {
			a := read(t, get(h, found(session()), good("response_type", responseType, "response_mode", string(mode)).Encode()))
			id := claimsOf(t, a.members.Get("id_token"))
			if a.mode != mode || a.members.Get("iss") == "" || id["nonce"] != "n-1" {
				t.Errorf("%s by %s: %v %v", responseType, mode, a, id)
			}
			if _, hashed := id["at_hash"]; hashed != (responseType == "id_token token") {
				t.Errorf("%s by %s: at_hash %v", responseType, mode, id["at_hash"])
			}
			missing := read(t, get(h, found(session()), good("nonce", "", "response_type", responseType, "response_mode", string(mode)).Encode()))
			if missing.members.Get("error") != oauth.InvalidRequest || missing.members.Get("id_token") != "" || missing.mode != mode {
				t.Errorf("%s by %s without a nonce: %v", responseType, mode, missing)
			}
		}
	}
	for _, responseType := range []string{"token", "id_token", "id_token token"} {
		w := get(h, found(session()), good("response_type", responseType, "response_mode", "query").Encode())
		if a := read(t, w); a.mode != oauth.ModeFragment || a.members.Get("error") != oauth.InvalidRequest {
			t.Errorf("%s by query: %v", responseType, a)
		}
	}
}

// IM-03: no wish for a refresh token is heard without a code, and a token for an
// API is for that API alone.
func TestIM03_ImplicitNeverEarnsARefreshToken(t *testing.T) {
	h := handler(t)
	configure(h, "spa", func(c *authd.Client) { c.GrantTypes.V = append(c.GrantTypes.V, oauth.GrantRefreshToken) })
	a := h.Directory.APIs[api]
	a.AllowOfflineAccess.V = true
	h.Directory.APIs[api] = a
	for _, responseType := range []string{"token", "id_token token"} {
		m := read(t, get(h, found(session()), good("response_type", responseType, "audience", api, "scope", "offline_access read write").Encode())).members
		if m.Get("scope") != "read" || m.Has("refresh_token") {
			t.Errorf("%s: %v", responseType, m)
		}
		if access := claimsOf(t, m.Get("access_token")); access["aud"] != api || access["scope"] != "read" {
			t.Errorf("%s: %v", responseType, access)
		}
	}
}

// IM-09: implicit switched off while a person logs in is off, whether the grant
// or the response type was taken away and whichever way the login began.
func TestIM09_DisablingReachesLoginsUnderWay(t *testing.T) {
	for name, off := range map[string]func(*authd.Client){
		"the grant is gone":         func(c *authd.Client) { c.GrantTypes.V = []oauth.GrantType{oauth.GrantAuthorizationCode} },
		"the response type is gone": responseTypes(oauth.IDToken),
	} {
		h := handler(t)
		state, cookie := begin(t, h, good())
		link := oauth.Params{"client_id": "spa", "redirect_uri": callback, "response_type": "token id_token"}
		if err := h.Check(link); err != nil {
			t.Fatal(err)
		}
		configure(h, "spa", off)
		for way, a := range map[string]answer{
			"resumed":                read(t, resume(h, loggedInNow(), state, cookie)),
			"resumed once more":      read(t, resume(h, loggedInNow(), state, cookie)),
			"resumed, not logged in": read(t, resume(h, nil, state, cookie)),
			"begun anew":             read(t, get(h, found(session()), good().Encode())),
			"begun silently":         read(t, get(h, found(session()), good("prompt", "none").Encode())),
		} {
			if a.members.Get("error") != oauth.UnauthorizedClient || a.members.Has("access_token") || a.members.Has("id_token") {
				t.Errorf("%s, %s: %v", name, way, a)
			}
		}
		if err := h.Check(link); err == nil {
			t.Errorf("%s: a mailed link may still ask for tokens", name)
		}
	}
}

// AZ-18: whatever is posted to /authorize, the browser goes on by GET and takes
// nothing of the body along.
func TestAZ18_APostIsNeverSentOn(t *testing.T) {
	h := handler(t)
	for name, door := range map[string]Door{"with a session": found(session()), "without": found(nil)} {
		for _, responseType := range []string{"id_token token", "code"} {
			w := post(h, door, good("client_id", "hybrid", "response_type", responseType, "extra", "secret-of-the-body").Encode())
			if location := w.Header().Get("Location"); w.Code != http.StatusSeeOther || location == "" || strings.Contains(location, "secret-of-the-body") || w.Body.Len() > 0 {
				t.Errorf("%s, %s: %d %s %s", name, responseType, w.Code, location, w.Body)
			}
		}
	}
}
