package authorize

import (
	"cmp"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"authd/internal/oauth"
)

// grammar has, for each parameter, what a client may say, what it may get wrong,
// and what somebody hostile says. An empty word leaves the parameter out.
var grammar = map[string][]string{
	"client_id": {"spa", "spa", "spa", "spa", "code", "code", "other", "hybrid", "third", "", "SPA"},
	"redirect_uri": {
		callback, callback, callback, callback, "https://app.test/cb?x=1", "https://app.test", "", "https://app.test/callback/",
		"https://evil.test/callback", "//evil.test", `/\evil.test`, "https://app.test%5c@evil.test/", "javascript:alert(1)", "https://app.test/callback#f", "https://app.test/callback\r\nX: 1",
	},
	"response_type": {"token", "id_token", "token id_token", "id_token token", "code", "code token", "code id_token", "code id_token token", "none", "", "token token"},
	"response_mode": {"", "", "", "fragment", "query", "form_post", "web_message", "opener", "QUERY", "jwt"},
	"scope":         {"openid", "openid profile email", "", "read", "openid read offline_access", "openid\tread", "\x00", "openid address phone"},
	"state":         {"s-1", "", "a b&c=d#e", "<script>", "é\u2028", "token=1#access_token=x"},
	"nonce":         {"n-1", "n-1", "n-1", "", strings.Repeat("n", 600)},
	"prompt":        {"", "", "none", "login", "consent", "none login", "create", "select_account"},
	"audience":      {"", api, "https://nowhere.test", issuer + "userinfo", api + " " + api},
	"resource":      {"", "", "", api, "not a uri", "https://api.test#f"},
	"max_age":       {"", "", "0", "60", "7200", "-1", "1e9", "99999999999999999999"},
	"expires_in":    {"", "", "1", "60", "0", "-1", "x"},
	"display":       {"", "page", "popup", "hologram"},
	"login_hint":    {"", "ann@example.test", "<b>", "//evil.test"},
	"ui_locales":    {"", "de", "fr-CH en", "../../etc", strings.Repeat("a", 300)},
	"acr_values":    {"", "1", "urn:mace:incommon:iap:silver"},
	"id_token_hint": {"", "", "x.y.z", "eyJhbGciOiJub25lIn0.e30."},
	"claims": {
		"", "", `{"id_token":{"email":null}}`, `{"id_token":{"acr":{"essential":true,"values":["9"]}}}`, `{"userinfo":{"iss":{"value":"https://evil.test/"}}}`,
		`{"id_token":{"sub":{"value":"email|nobody"}}}`, `{`, `[]`, strings.Repeat("[", 5000),
	},
	"code_challenge":        {"E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "", "short"},
	"code_challenge_method": {"S256", "", "plain", "S512"},
	"dpop_jkt":              {"", thumbprint, thumbprint, thumbprint, "short", thumbprint + "="},
	"request": {
		"", "eyJhbGciOiJub25lIn0.e30.", "bad:{}", `good:{"state":"x","state":"y"}`, `good:{"iss":"nobody"}`, `good:{"client_id":"third"}`, `good:{"request_uri":"https://evil.test/request"}`,
		"good:{}", signedState, signedState, signedBinding, signedBinding, signedBinding, signedAway,
	},
	"request_uri":  {"", "", "", "https://evil.test/request", "urn:ietf:params:oauth:request_uri:x"},
	"registration": {"", "", "", "{}"},
}

// odds are in how many requests a parameter is not the first word once: 8 for most.
var odds = map[string]int{"response_type": 1, "client_id": 1, "request": 4, "dpop_jkt": 4}

// thumbprint is the form of a key's (RFC 7638).
const thumbprint = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"

const (
	signedState   = `good:{"state":"signed","redirect_uri":"https://app.test/callback"}`
	signedBinding = `good:{"dpop_jkt":"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"}`
	signedAway    = `good:{"redirect_uri":"https://evil.test/callback"}`
)

// signedParams are what the usable objects say.
var signedParams = map[string]map[string]string{
	signedState:   {"state": "signed", "redirect_uri": callback},
	signedBinding: {"dpop_jkt": thumbprint},
	signedAway:    {"redirect_uri": "https://evil.test/callback"},
	"good:{}":     {},
}

// counted are the parameters of q that count, and whether an object stands before
// them.
func counted(q url.Values) (url.Values, bool) {
	said, signed := signedParams[q.Get("request")]
	_, known := directory().Clients[q.Get("client_id")]
	if !signed || !known || len(q["request"]) > 1 || len(q["client_id"]) > 1 || q.Get("request_uri") != "" {
		return q, false
	}
	counts := maps.Clone(q)
	for name, value := range said {
		if len(q[name]) < 2 { // one that is repeated stays so
			counts.Set(name, value)
		}
	}
	return counts, true
}

// sentence is one request of the grammar: each parameter at random, and now and
// then one that is said twice. A request of a first word alone would succeed.
func sentence(random *rand.Rand) url.Values {
	q := url.Values{}
	for _, name := range slices.Sorted(maps.Keys(grammar)) {
		words := grammar[name]
		word := words[0]
		if random.IntN(cmp.Or(odds[name], 8)) == 0 {
			word = words[random.IntN(len(words))]
		}
		if word != "" {
			q.Set(name, word)
		}
		if random.IntN(400) == 0 {
			q.Add(name, words[random.IntN(len(words))])
		}
	}
	return q
}

// QA-03: whatever is asked, AZ-02 (no redirect to an address that is not the
// client's), AZ-13 (no token in a query), AZ-16 (iss in every answer) and SE-09
// (nowhere else) hold, ID-15 (what is signed counts) and ID-17 (a key that is none
// binds no code) too, and nothing is the server's fault.
func TestQA03_RandomRequests(t *testing.T) {
	h, outcomes := handler(t), map[string]int{}
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same requests each time
	for range 20_000 {
		q, door := sentence(random), found(nil)
		if random.IntN(3) > 0 {
			door = found(session())
		}
		w := httptest.NewRecorder()
		edge.Page(h.Serve(door))(w, httptest.NewRequest(http.MethodGet, "/authorize?"+q.Encode(), nil))
		checkAnswer(t, w)
		outcome := outcomeOf(t, q, w)
		if outcomes[outcome]++; t.Failed() {
			t.Fatalf("the request was %s", q.Encode())
		}
		counts, signed := counted(q)
		if signed {
			outcomes["signed: "+outcome]++
		}
		if counts.Has("dpop_jkt") {
			outcomes["bound: "+outcome]++
		}
	}
	for _, o := range []string{"page", "login", "error in query", "error in fragment", "error in form_post", "error in web_message", "tokens in fragment", "tokens in form_post", "tokens in web_message", "code in query", "signed: code in query", "signed: tokens in fragment", "bound: code in query"} {
		if outcomes[o] < 10 {
			t.Errorf("%q came out %d times: the grammar does not reach it; all: %v", o, outcomes[o], outcomes)
		}
	}
}

// outcomeOf checks what checkAnswer, which knows no request, cannot, and says in
// a word how w answered q.
func outcomeOf(t *testing.T, q url.Values, w *httptest.ResponseRecorder) string {
	t.Helper()
	a := read(t, w)
	q, _ = counted(q)
	client, known := directory().Clients[q.Get("client_id")]
	unfit := !known || len(q["client_id"]) > 1 || len(q["redirect_uri"]) != 1 ||
		!matchRedirect(client, q.Get("redirect_uri")) && q.Get("redirect_uri") != "https://app.test"
	switch {
	case unfit && (w.Code != http.StatusBadRequest || w.Header().Get("Location") != "" || w.Header().Get("Refresh") != "" || a.members != nil):
		t.Errorf("AZ-02: %d, Location %q", w.Code, w.Header().Get("Location"))
	case a.members.Has("iss") && a.members.Get("iss") != issuer, a.members != nil && !a.members.Has("iss") && !atLogin(w):
		t.Errorf("AZ-16: iss is %q", a.members.Get("iss"))
	case a.members.Has("state") && !atLogin(w) && a.mode != oauth.ModeFormPost && a.mode != oauth.ModeWebMessage && a.members.Get("state") != q.Get("state"):
		t.Errorf("AZ-15: the state is %q", a.members.Get("state"))
	case a.members.Has("code") && q.Get("dpop_jkt") != "" && q.Get("dpop_jkt") != thumbprint:
		t.Errorf("ID-17: a code for the key %q", q.Get("dpop_jkt"))
	}
	switch {
	case atLogin(w):
		return "login"
	case a.members == nil:
		return "page"
	case a.members.Has("error"):
		return "error in " + string(a.mode)
	case a.members.Has("access_token"), a.members.Has("id_token"):
		return "tokens in " + string(a.mode)
	}
	return "code in " + string(a.mode)
}

func atLogin(w *httptest.ResponseRecorder) bool {
	return strings.HasPrefix(w.Header().Get("Location"), "/u/")
}
