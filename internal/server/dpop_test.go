package server

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/lestrrat-go/jwx/v2/jwa"
	"github.com/lestrrat-go/jwx/v2/jwk"
	"github.com/lestrrat-go/jwx/v2/jws"

	"authd/internal/store"
	"authd/internal/store/storetest"
	"authd/internal/tokens/jose"
)

// A holder has a key and proves it.
type holder struct {
	s   *system
	alg jwa.SignatureAlgorithm
	key crypto.Signer
}

func (s *system) holder() holder {
	s.t.Helper()
	return s.holderOf(jwa.ES256)
}

func (s *system) holderOf(alg jwa.SignatureAlgorithm) holder {
	s.t.Helper()
	var key crypto.Signer
	var err error
	switch alg {
	case jwa.ES256:
		key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	case jwa.EdDSA:
		_, key, err = ed25519.GenerateKey(rand.Reader)
	default:
		key, err = rsa.GenerateKey(rand.Reader, 2048)
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return holder{s, alg, key}
}

// thumbprint is the key's, as tokens name it.
func (h holder) thumbprint() string {
	h.s.t.Helper()
	text, err := jose.Thumbprint(h.key.Public())
	if err != nil {
		h.s.t.Fatal(err)
	}
	return text
}

// proof is one for a request, with a token where one is shown.
func (h holder) proof(method, path, token string) string {
	h.s.t.Helper()
	said := map[string]any{"jti": rand.Text(), "htm": method, "htu": strings.TrimSuffix(issuer, "/") + path, "iat": h.s.clock.Now().Unix()}
	if token != "" {
		sum := sha256.Sum256([]byte(token))
		said["ath"] = base64.RawURLEncoding.EncodeToString(sum[:])
	}
	payload, err := json.Marshal(said)
	if err != nil {
		h.s.t.Fatal(err)
	}
	public, err := jwk.FromRaw(h.key.Public())
	if err != nil {
		h.s.t.Fatal(err)
	}
	header := jws.NewHeaders()
	for name, value := range map[string]any{"typ": "dpop+jwt", "jwk": public} {
		if err := header.Set(name, value); err != nil {
			h.s.t.Fatal(err)
		}
	}
	proof, err := jws.Sign(payload, jws.WithKey(h.alg, h.key, jws.WithProtectedHeaders(header)))
	if err != nil {
		h.s.t.Fatal(err)
	}
	return string(proof)
}

// post sends a form with a proof of the key.
func (h holder) post(path string, fields ...string) reply {
	h.s.t.Helper()
	return h.s.proved(h.proof(http.MethodPost, path, ""), path, fields...)
}

// proved sends a form with a DPoP header.
func (s *system) proved(proof, path string, fields ...string) reply {
	s.t.Helper()
	b := s.browser()
	r := b.request(http.MethodPost, path, strings.NewReader(form(fields...).Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("DPoP", proof)
	return b.send(r)
}

// userinfo asks /userinfo with a token and a proof of it.
func (h holder) userinfo(token string) reply {
	h.s.t.Helper()
	return h.s.shown("DPoP "+token, h.proof(http.MethodGet, "/userinfo", token))
}

// shown asks /userinfo with an Authorization header and a proof, "" for none.
func (s *system) shown(authorization, proof string) reply {
	s.t.Helper()
	b := s.browser()
	r := b.request(http.MethodGet, "/userinfo", nil)
	r.Header.Set("Authorization", authorization)
	if proof != "" {
		r.Header.Set("DPoP", proof)
	}
	return b.send(r)
}

// mobiles are the fields by which client mobile redeems a code of ann's.
func (s *system) mobiles(with ...string) []string {
	s.t.Helper()
	code := s.codes(append([]string{"client_id", "mobile", "scope", online, "code_challenge", challenge, "code_challenge_method", "S256"}, with...)...)()
	return []string{"grant_type", "authorization_code", "client_id", "mobile", "code", code, "redirect_uri", callback, "code_verifier", verifier}
}

// refreshing are the fields by which client mobile refreshes.
func refreshing(token any) []string {
	return []string{"grant_type", "refresh_token", "client_id", "mobile", "refresh_token", token.(string)}
}

// ID-17: every grant gives a token that is bound to the key a request proves.
func TestID17_EveryGrantBindsItsToken(t *testing.T) {
	s := newSystem(t)
	h := s.holder()
	s.startFor("otp", ann)
	own := []string{"grant_type", "client_credentials", "client_id", "web", "client_secret", websSecret, "audience", api}
	code := tokenSet(t, h.post("/oauth/token", s.mobiles("audience", api)...))
	for name, set := range map[string]map[string]any{
		"code":               code,
		"refresh":            tokenSet(t, h.post("/oauth/token", refreshing(code["refresh_token"])...)),
		"client credentials": tokenSet(t, h.post("/oauth/token", own...)),
		"one-time code":      tokenSet(t, h.post("/oauth/token", "grant_type", otpGrant, "client_id", "otp", "realm", "email", "username", ann, "otp", annsCode, "audience", api)),
	} {
		cnf, _ := claims(text(set, "access_token"))["cnf"].(map[string]any)
		if set["token_type"] != "DPoP" || len(cnf) != 1 || cnf["jkt"] != h.thumbprint() {
			t.Errorf("%s: %v, cnf %v", name, set["token_type"], cnf)
		}
	}
	if set := tokenSet(t, s.token(own...)); set["token_type"] != "Bearer" || claims(text(set, "access_token"))["cnf"] != nil {
		t.Errorf("without a proof: %v", set)
	}
}

// ID-17: at /userinfo a bound token is good with a proof of its key and of it, once;
// never as a bearer's. An unbound one is good as a bearer's alone.
func TestID17_UserinfoWantsTheProof(t *testing.T) {
	s := newSystem(t)
	h := s.holder()
	for format, with := range map[string][]string{"opaque": nil, "jwt": {"audience", api}} {
		token := text(tokenSet(t, h.post("/oauth/token", s.mobiles(with...)...)), "access_token")
		plain := text(s.granted(with...), "access_token")
		if r := h.userinfo(token); r.StatusCode != http.StatusOK || !strings.Contains(r.body, ann) {
			t.Errorf("%s: %d %s", format, r.StatusCode, r.body)
		}
		once := h.proof(http.MethodGet, "/userinfo", token)
		s.shown("dpop "+token, once)
		for name, row := range map[string]struct {
			r    reply
			code string
		}{
			"as a bearer's":       {s.userinfo(token), "invalid_token"},
			"and with a proof":    {s.shown("Bearer "+token, h.proof(http.MethodGet, "/userinfo", token)), "invalid_token"},
			"in a body":           {s.post("/userinfo", "access_token", token), "invalid_token"},
			"without a proof":     {s.shown("DPoP "+token, ""), "invalid_dpop_proof"},
			"another key":         {s.holder().userinfo(token), "invalid_dpop_proof"},
			"another token's":     {s.shown("DPoP "+token, h.proof(http.MethodGet, "/userinfo", plain)), "invalid_dpop_proof"},
			"no token's":          {s.shown("DPoP "+token, h.proof(http.MethodGet, "/userinfo", "")), "invalid_dpop_proof"},
			"for another method":  {s.shown("DPoP "+token, h.proof(http.MethodPost, "/userinfo", token)), "invalid_dpop_proof"},
			"for another address": {s.shown("DPoP "+token, h.proof(http.MethodGet, "/oauth/token", token)), "invalid_dpop_proof"},
			"a proof once more":   {s.shown("DPoP "+token, once), "invalid_dpop_proof"},
			"an unbound token":    {h.userinfo(plain), "invalid_token"},
			"no token at all":     {h.userinfo("garbage"), "invalid_token"},
		} {
			header := strings.Join(row.r.Header.Values("WWW-Authenticate"), ", ")
			if !isError(row.r, http.StatusUnauthorized, row.code) || !strings.HasPrefix(header, `DPoP realm="authd", algs="RS256 PS256 ES256 EdDSA", error="`+row.code+`"`) {
				t.Errorf("%s, %s: %d %s %s", format, name, row.r.StatusCode, row.r.body, header)
			}
		}
	}
	if r := s.browser().get("/userinfo"); len(r.Header.Values("WWW-Authenticate")) != 2 || !strings.HasPrefix(r.Header.Values("WWW-Authenticate")[1], "DPoP ") {
		t.Errorf("no token: %v", r.Header)
	}
}

// ID-17: the refresh token of a public client is bound to its key, and one of a
// client that proves who it is each time is not. A refusal costs nothing.
func TestID17_RefreshTokensOfPublicClientsAreBound(t *testing.T) {
	s := newSystem(t)
	h := s.holder()
	token := tokenSet(t, h.post("/oauth/token", s.mobiles()...))["refresh_token"]
	refused(t, s.token(refreshing(token)...))
	refused(t, s.holder().post("/oauth/token", refreshing(token)...))
	next := tokenSet(t, h.post("/oauth/token", refreshing(token)...))
	refused(t, s.token(refreshing(next["refresh_token"])...))
	tokenSet(t, h.post("/oauth/token", refreshing(next["refresh_token"])...))

	code := s.codes("client_id", "twin", "scope", online)()
	twin := []string{"client_id", "twin", "client_secret", "twins-secret"}
	set := tokenSet(t, h.post("/oauth/token", append(twin, "grant_type", "authorization_code", "code", code, "redirect_uri", callback)...))
	again := append(twin, "grant_type", "refresh_token", "refresh_token", text(set, "refresh_token"))
	if set := tokenSet(t, s.holder().post("/oauth/token", again...)); set["token_type"] != "DPoP" {
		t.Errorf("a confidential client with another key: %v", set)
	}
}

// ID-17: a code that was asked for with dpop_jkt is worth nothing without that key,
// whether the request came in an address or was pushed.
func TestID17_ACodeIsBoundByDPoPJKT(t *testing.T) {
	s := newSystem(t)
	h := s.holder()
	for name, do := range map[string]func([]string) reply{
		"without a proof":     func(f []string) reply { return s.token(f...) },
		"another key's proof": func(f []string) reply { return s.holder().post("/oauth/token", f...) },
	} {
		fields := s.mobiles("dpop_jkt", h.thumbprint())
		if r := do(fields); !isError(r, http.StatusBadRequest, "invalid_grant") {
			t.Errorf("%s: %d %s", name, r.StatusCode, r.body)
		}
	}
	if set := tokenSet(t, h.post("/oauth/token", s.mobiles("dpop_jkt", h.thumbprint())...)); set["token_type"] != "DPoP" {
		t.Errorf("%v", set)
	}
	b := s.browser()
	b.login(ask(), ann, annsCode)
	if a := answerIn(t, b.get(ask("client_id", "web", "response_type", "code", "dpop_jkt", "short"))); a.Get("error") != "invalid_request" {
		t.Errorf("no thumbprint: %v", a)
	}

	push := []string{"client_id", "web", "client_secret", websSecret, "redirect_uri", callback, "response_type", "code", "scope", "openid"}
	r := h.post("/oauth/par", push...)
	var pushed map[string]any
	if err := json.Unmarshal([]byte(r.body), &pushed); err != nil || r.StatusCode != http.StatusCreated {
		t.Fatalf("%d %s", r.StatusCode, r.body)
	}
	redeem := []string{"grant_type", "authorization_code", "client_id", "web", "client_secret", websSecret, "redirect_uri", callback, "code"}
	got := answerIn(t, b.get("/authorize?"+form("client_id", "web", "request_uri", text(pushed, "request_uri")).Encode())).Get("code")
	if r := s.token(append(redeem, got)...); !isError(r, http.StatusBadRequest, "invalid_grant") {
		t.Errorf("pushed with a proof, redeemed without: %d %s", r.StatusCode, r.body)
	}
	for name, row := range map[string]struct {
		r    reply
		code string
	}{
		"another dpop_jkt":     {h.post("/oauth/par", append(push, "dpop_jkt", s.holder().thumbprint())...), "invalid_dpop_proof"},
		"a proof for /token":   {s.proved(h.proof(http.MethodPost, "/oauth/token", ""), "/oauth/par", push...), "invalid_dpop_proof"},
		"a malformed dpop_jkt": {s.push("dpop_jkt", "x"), "invalid_request"},
	} {
		if !isError(row.r, http.StatusBadRequest, row.code) {
			t.Errorf("%s: %d %s", name, row.r.StatusCode, row.r.body)
		}
	}
}

// ID-17, ID-15: a proof binds a pushed request that is signed as well, though what
// stands beside an object does not count.
func TestID17_AProofBindsASignedRequest(t *testing.T) {
	key := newSigner(t)
	s := newSystem(t, byWeb(key))
	h := s.holder()
	object := key.object(map[string]any{"iss": "web", "aud": issuer, "client_id": "web", "response_type": "code", "redirect_uri": callback, "scope": "openid", "exp": s.clock.Now().Add(time.Minute).Unix()})
	r := h.post("/oauth/par", "client_id", "web", "client_secret", websSecret, "response_type", "code", "request", object)
	var pushed map[string]any
	if err := json.Unmarshal([]byte(r.body), &pushed); err != nil || r.StatusCode != http.StatusCreated {
		t.Fatalf("%d %s", r.StatusCode, r.body)
	}
	code := s.browser().through("/authorize?" + form("client_id", "web", "request_uri", text(pushed, "request_uri")).Encode()).Get("code")
	if r := s.redeem(code); code == "" || !isError(r, http.StatusBadRequest, "invalid_grant") {
		t.Errorf("redeemed without the key: %d %s", r.StatusCode, r.body)
	}
}

// ID-17: a client that must prove a key gets no token without.
func TestID17_AClientThatMustProve(t *testing.T) {
	must := "dpop_bound_access_tokens: true\n    name: "
	s := newSystem(t, setting{"name: A mobile application", must + "A mobile application"}, setting{"name: My SPA", must + "My SPA"}, withRO)
	h := s.holder()
	if r := s.token(s.mobilesAfterLogin()...); !isError(r, http.StatusBadRequest, "invalid_dpop_proof") {
		t.Errorf("no proof: %d %s", r.StatusCode, r.body)
	}
	fields := s.mobilesAfterLogin()
	if set := tokenSet(t, h.post("/oauth/token", fields...)); set["token_type"] != "DPoP" {
		t.Errorf("%v", set)
	}
	b := s.browser()
	if a := answerIn(t, b.get(ask())); a.Get("error") != "unauthorized_client" || a.Get("access_token") != "" {
		t.Errorf("a token at /authorize: %v", a)
	}
	if a := s.browser().through(ask("response_type", "id_token")); a.Get("id_token") == "" {
		t.Errorf("an ID token, which is bound to nothing: %v", a)
	}
	s.browser().call("/passwordless/start", start(ann))
	if r := s.browser().call("/oauth/ro", roBody); r.StatusCode != http.StatusForbidden {
		t.Errorf("/oauth/ro: %d %s", r.StatusCode, r.body)
	}
}

// mobilesAfterLogin is mobiles with a login of its own, where client spa gets no tokens.
func (s *system) mobilesAfterLogin() []string {
	s.t.Helper()
	request := ask("client_id", "mobile", "response_type", "code", "scope", online, "code_challenge", challenge, "code_challenge_method", "S256")
	code := s.browser().through(request).Get("code")
	return []string{"grant_type", "authorization_code", "client_id", "mobile", "code", code, "redirect_uri", callback, "code_verifier", verifier}
}

// ID-17, RC-01: of many that send one proof at once, one is answered.
func TestID17_AProofIsTakenOnce(t *testing.T) {
	s := newSystem(t)
	h := s.holder()
	own := []string{"grant_type", "client_credentials", "client_id", "web", "client_secret", websSecret, "audience", api}
	proof, replies := h.proof(http.MethodPost, "/oauth/token", ""), make(chan reply)
	for range 8 {
		go func() { replies <- s.proved(proof, "/oauth/token", own...) }()
	}
	won := 0
	for range 8 {
		if r := <-replies; r.StatusCode == http.StatusOK {
			won++
		} else if !isError(r, http.StatusBadRequest, "invalid_dpop_proof") {
			t.Errorf("%d %s", r.StatusCode, r.body)
		}
	}
	if won != 1 {
		t.Errorf("%d were answered", won)
	}
	old := h.proof(http.MethodPost, "/oauth/token", "")
	s.clock.move(time.Minute + time.Second)
	if r := s.proved(old, "/oauth/token", own...); !isError(r, http.StatusBadRequest, "invalid_dpop_proof") {
		t.Errorf("an old one: %d %s", r.StatusCode, r.body)
	}
	if r := s.proved("x", "/oauth/token", "client_id", "web", "client_secret", "wrong"); !isError(r, http.StatusUnauthorized, "invalid_client") {
		t.Errorf("nobody's proof is looked at: %d %s", r.StatusCode, r.body)
	}
}

// ID-11, ID-17: an API is told which key a token is bound to.
func TestID17_IntrospectionNamesTheKey(t *testing.T) {
	s := asking(t)
	h := s.holder()
	said := active(t, s.introspect(text(tokenSet(t, h.post("/oauth/token", s.mobiles("audience", api)...)), "access_token")))
	if cnf, _ := said["cnf"].(map[string]any); said["token_type"] != "DPoP" || cnf["jkt"] != h.thumbprint() || len(cnf) != 1 {
		t.Errorf("%v", said)
	}
}

// TK-14: a proof is no token and no assertion, an assertion is no proof, and a
// pushed request is nothing but itself.
func TestTK14_ProofsAndPushedRequestsAreNothingElse(t *testing.T) {
	web := newSigner(t)
	s := newSystem(t, append(introspecting, signs("jwks: '"+web.set()+"'"))...)
	h := s.holder()
	fields := web.fields(issuer, s.clock.Now())
	proof, assertion := h.proof(http.MethodPost, "/oauth/token", ""), fields[5]
	pushed := s.push(append([]string{"client_secret", "-"}, fields[4:]...)...)
	var answer struct {
		URI string `json:"request_uri"`
	}
	if err := json.Unmarshal([]byte(pushed.body), &answer); err != nil || pushed.StatusCode != http.StatusCreated {
		t.Fatalf("%d %s", pushed.StatusCode, pushed.body)
	}
	sealed := answer.URI[strings.LastIndex(answer.URI, ":")+1:]
	for name, text := range map[string]string{"a proof": proof, "an assertion": assertion, "a pushed request": sealed} {
		if r := s.userinfo(text); r.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s at /userinfo: %d", name, r.StatusCode)
		}
		s.isInactive(name, text)
		refused(t, s.refresh(text))
		if r := s.redeem(text, "client_id", "mobile", "client_secret", "-", "code_verifier", verifier); !isError(r, http.StatusBadRequest, "invalid_grant") {
			t.Errorf("%s as a code: %d %s", name, r.StatusCode, r.body)
		}
		if r := s.browser().get("/authorize/resume?state=" + text); r.StatusCode != http.StatusBadRequest {
			t.Errorf("%s as a login: %d", name, r.StatusCode)
		}
	}
	if r := s.proved(web.fields(issuer, s.clock.Now())[5], "/oauth/token", web.fields(issuer, s.clock.Now())...); !isError(r, http.StatusBadRequest, "invalid_dpop_proof") {
		t.Errorf("an assertion as a proof: %d %s", r.StatusCode, r.body)
	}
	as := web.fields(issuer, s.clock.Now())
	as[5] = proof
	if r := s.token(as...); !isError(r, http.StatusUnauthorized, "invalid_client") {
		t.Errorf("a proof as an assertion: %d %s", r.StatusCode, r.body)
	}
	code := s.codes("client_id", "mobile", "code_challenge", challenge, "code_challenge_method", "S256")()
	if r := s.browser().get("/authorize?client_id=mobile&request_uri=urn:ietf:params:oauth:request_uri:" + code); r.StatusCode != http.StatusBadRequest {
		t.Errorf("a code as a pushed request: %d", r.StatusCode)
	}
}

// walkProofs sends a proof by each algorithm.
func walkProofs(t *testing.T, w tour) {
	for _, alg := range w.list("dpop_signing_alg_values_supported") {
		h := w.holderOf(jwa.SignatureAlgorithm(alg))
		if set := tokenSet(t, h.post("/oauth/token", "grant_type", "client_credentials", "client_id", "web", "client_secret", websSecret, "audience", api)); set["token_type"] != "DPoP" {
			t.Errorf("%s: %v", alg, set)
		}
	}
}

// ID-13, ID-17, RE-15: what was revoked at one instance is inactive at another, and
// a proof used at one is refused there.
func TestID13_AllInstancesKnow(t *testing.T) {
	t.Parallel()
	dsn := storetest.PostgresDSN(t)
	with := append(introspecting, onPostgres(dsn))
	one, two := newSystem(t, with...), newSystem(t, with...)
	set := one.granted("audience", api)
	active(t, two.introspect(text(set, "access_token")))
	one.revoke("client_id", "mobile", "token", text(set, "refresh_token"))
	two.isInactive("revoked at another instance", text(set, "access_token"))
	if r := two.userinfo(text(set, "access_token")); r.StatusCode != http.StatusUnauthorized {
		t.Errorf("/userinfo: %d", r.StatusCode)
	}
	own := []string{"grant_type", "client_credentials", "client_id", "web", "client_secret", websSecret, "audience", api}
	proof := one.holder().proof(http.MethodPost, "/oauth/token", "")
	tokenSet(t, one.proved(proof, "/oauth/token", own...))
	if r := two.proved(proof, "/oauth/token", own...); !isError(r, http.StatusBadRequest, "invalid_dpop_proof") {
		t.Errorf("a proof at another instance: %d %s", r.StatusCode, r.body)
	}
}

// A proof costs one write more, and nothing where there is none.
func TestAProofCostsOneWrite(t *testing.T) {
	s := newSystem(t)
	h := s.holder()
	token := text(tokenSet(t, h.post("/oauth/token", s.mobiles()...)), "access_token")
	if got := s.cost(func() { h.userinfo(token) }); got != (store.Counts{Reads: 1, Writes: 1}) {
		t.Errorf("%+v", got)
	}
	if got := s.cost(func() { s.holder().userinfo(token) }); got != (store.Counts{}) {
		t.Errorf("another key's proof is written down: %+v", got)
	}
}

// ID-17: pages may send proofs, and read why one was refused.
func TestID17_PagesMaySendProofs(t *testing.T) {
	s := newSystem(t)
	for _, path := range []string{"/oauth/token", "/oauth/par", "/userinfo"} {
		b := s.browser()
		r := b.request(http.MethodOptions, path, nil)
		r.Header.Set("Origin", app)
		r.Header.Set("Access-Control-Request-Method", "POST")
		r.Header.Set("Access-Control-Request-Headers", "dpop")
		h := b.send(r).Header
		if !strings.Contains(h.Get("Access-Control-Allow-Headers"), "DPoP") || !strings.Contains(h.Get("Access-Control-Expose-Headers"), "WWW-Authenticate") {
			t.Errorf("%s: %v", path, h)
		}
	}
}
