package server

import (
	"encoding/base64"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/explain"
	"authd/internal/oauth"
	"authd/internal/tokens"
)

var walkClients = flag.Int("walk", 31, "how many clients TestWalk asks for; 31 have every combination of grants")

// TestWalk asks for tokens for every client, API and flow of a large
// configuration, over HTTP, and holds each answer against what explain says.
func TestWalk(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]string{
		"as few settings as can be": "tenant: {friendly_name: Test}",
		"settings for all clients": "tenant: {friendly_name: Test, default_audience: \"https://es.test\"}\n" +
			"userinfo: {token_format: jwt, token_lifetime: 900, token_lifetime_for_web: 800}",
	} {
		t.Run(name, func(t *testing.T) {
			s := newSystem(t, walkSettings(*walkClients), setting{"tenant: {friendly_name: Test}", change})
			network := httptest.NewServer(s.Handler())
			t.Cleanup(network.Close)
			b := s.browser()
			b.Transport = overNetwork(strings.TrimPrefix(network.URL, "http://"))
			w := walk{system: s, browser: b}
			w.logIn()
			for _, id := range slices.Sorted(maps.Keys(s.config.Directory.Clients)) {
				w.client = s.config.Directory.Clients[id]
				w.all()
			}
			if w.issued < 30**walkClients || w.refused < 10**walkClients {
				t.Errorf("only %d answers with tokens and %d refusals were seen", w.issued, w.refused)
			}
			t.Logf("%d answers with tokens, %d refusals", w.issued, w.refused)
		})
	}
}

// overNetwork sends requests for the issuer to a listener on this machine.
type overNetwork string

func (to overNetwork) RoundTrip(r *http.Request) (*http.Response, error) {
	in := r.Clone(r.Context())
	in.Host, in.URL.Scheme, in.URL.Host = r.URL.Host, "http", string(to)
	return http.DefaultTransport.RoundTrip(in)
}

// A walk goes through all flows as one client after the other.
type walk struct {
	*system
	*browser
	client          authd.Client
	issued, refused int
}

// logIn begins the session that all clients find.
func (w *walk) logIn() {
	for _, c := range w.config.Directory.Clients {
		if c.Allows(oauth.GrantImplicit) {
			w.login(ask("client_id", c.ID), ann, annsCode)
			return
		}
	}
}

func (w *walk) all() {
	scopes := []string{"openid profile read:orders offline_access unknown", "read:orders offline_access", "openid"}
	for i, audience := range append(slices.Clone(walkAudiences), "", issuer+"userinfo", "https://nowhere.test") {
		for j, wish := range []string{"", []string{"7", "1000000"}[i%2]} {
			q := explain.Question{Client: w.client.ID, Audience: audience, Scope: scopes[(i+j)%len(scopes)], ExpiresIn: wish}
			w.fronts(q)
			w.backs(q)
		}
	}
}

// fronts asks /authorize for each response type, and redeems what codes come.
func (w *walk) fronts(q explain.Question) {
	for responseType := oauth.Code; responseType <= oauth.Code|oauth.Token|oauth.IDToken; responseType++ {
		if w.known(q, responseType.Grants()...) {
			continue
		}
		q.ResponseType = responseType.String()
		request := ask("client_id", q.Client, "audience", q.Audience, "scope", q.Scope, "response_type", q.ResponseType, "expires_in", q.ExpiresIn,
			"code_challenge", challenge, "code_challenge_method", "S256")
		answer := answerIn(w.t, w.get(request))
		w.compare(q, answer)
		if code := answer.Get("code"); code != "" {
			w.redeemed(q, code)
		}
	}
}

// redeemed is what a code earns, and then what its refresh token does.
func (w *walk) redeemed(q explain.Question, code string) {
	q.ResponseType, q.Grant = "", string(oauth.GrantAuthorizationCode)
	answer := w.post("/oauth/token", "grant_type", q.Grant, "code", code, "redirect_uri", callback, "code_verifier", verifier)
	w.compare(q, answer)
	w.refreshed(q, answer.Get("refresh_token"))
}

func (w *walk) refreshed(q explain.Question, token string) {
	if token == "" {
		return
	}
	q.Grant = string(oauth.GrantRefreshToken)
	w.compare(q, w.post("/oauth/token", "grant_type", q.Grant, "refresh_token", token, "expires_in", q.ExpiresIn))
}

func (w *walk) backs(q explain.Question) {
	if !w.known(q, oauth.GrantClientCredentials) {
		q.Grant = string(oauth.GrantClientCredentials)
		w.compare(q, w.post("/oauth/token", "grant_type", q.Grant, "audience", q.Audience, "scope", q.Scope, "expires_in", q.ExpiresIn))
	}
	if !w.known(q, oauth.GrantPasswordlessOTP) {
		q.Grant = string(oauth.GrantPasswordlessOTP)
		w.post("/passwordless/start", "connection", "email", "email", ann, "send", "code")
		answer := w.post("/oauth/token", "grant_type", q.Grant, "realm", "email", "username", ann, "otp", annsCode, "audience", q.Audience, "scope", q.Scope, "expires_in", q.ExpiresIn)
		w.compare(q, answer)
		w.refreshed(q, answer.Get("refresh_token"))
	}
}

// known says that the client may not use one of grants and was refused before,
// with the first audience.
func (w *walk) known(q explain.Question, grants ...oauth.GrantType) bool {
	return q.Audience != walkAudiences[0] && slices.ContainsFunc(grants, func(g oauth.GrantType) bool { return !w.client.Allows(g) })
}

// post sends fields as the client, empty ones left out.
func (w *walk) post(path string, fields ...string) url.Values {
	v := form(append(fields, "client_id", w.client.ID, "client_secret", w.client.Secret)...)
	for name := range v {
		if v.Get(name) == "" {
			v.Del(name)
		}
	}
	r := w.request(http.MethodPost, path, strings.NewReader(v.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return flatten(w.t, w.send(r).body)
}

// compare holds an answer against the plan that explain shows for the question.
func (w *walk) compare(q explain.Question, answer url.Values) {
	w.t.Helper()
	plan, err := explain.Plan(w.config.Directory, q)
	if (err != nil) != answer.Has("error") {
		w.t.Errorf("%+v: explained with %v, answered %v", q, err, answer)
		return
	}
	if err != nil {
		w.refused++
		return
	}
	w.issued++
	if got, want := w.measured(answer), planned(plan); got != want {
		w.t.Errorf("%+v:\nissued    %s\nexplained %s", q, got, want)
	}
}

// measured is what an answer says of itself, read from the tokens where it can be.
func (w *walk) measured(answer url.Values) string {
	said := fmt.Sprintf("expires_in %q scope %q refresh %t", answer.Get("expires_in"), answer.Get("scope"), answer.Has("refresh_token"))
	if token := answer.Get("access_token"); token != "" {
		said += " access " + w.inside(token)
	}
	if token := answer.Get("id_token"); token != "" {
		said += fmt.Sprintf(" id %s for %v", signed(w.t, token), claims(token)["aud"])
	}
	return said
}

// inside looks into an access token: a JWT's claims, or what an opaque one holds.
func (w *walk) inside(token string) string {
	if c := claims(token); c != nil {
		scope, _ := c["scope"].(string)
		return fmt.Sprintf("%s %s for %s scope %q", tokens.JWT, signed(w.t, token), spaced(c["aud"]), scope)
	}
	now := w.clock.Now()
	access, err := (&tokens.Issuer{Directory: w.config.Directory, Keys: w.ring}).OpenAccess(token, now)
	if err != nil {
		w.t.Error(err)
	}
	return fmt.Sprintf("%s dir/A256GCM %v for %suserinfo scope %q", tokens.Opaque, access.ExpiresAt.Sub(now.Truncate(time.Second)).Seconds(), issuer, access.Scope)
}

// signed is a JWT's algorithm and how many seconds it lives.
func signed(t testing.TB, token string) string {
	t.Helper()
	var header struct{ Alg string }
	raw, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[0])
	if err != nil || json.Unmarshal(raw, &header) != nil {
		t.Fatalf("no header: %s", token)
	}
	c := claims(token)
	return fmt.Sprint(header.Alg, " ", c["exp"].(float64)-c["iat"].(float64))
}

// spaced writes an aud, one or many.
func spaced(aud any) string { return strings.Trim(fmt.Sprint(aud), "[]") }

// planned says of a plan what measured says of an answer, which names the scope
// and expires_in beside an access token alone.
func planned(p tokens.Plan) string {
	expires, granted, access := "", "", ""
	if a := p.Access; a != nil {
		expires, granted = strconv.Itoa(p.ExpiresIn()), p.Scope.Granted.String()
		access = fmt.Sprintf(" access %s %s %v for %s scope %q", a.Format.Value, a.Alg.Value, a.Lifetime.Value.Seconds(), spaced(a.Audience.Value), granted)
	}
	said := fmt.Sprintf("expires_in %q scope %q refresh %t", expires, granted, p.Refresh != nil) + access
	if p.ID != nil {
		said += fmt.Sprintf(" id %s %v for %s", p.ID.Alg.Value, p.ID.Lifetime.Value.Seconds(), p.ClientID)
	}
	return said
}
