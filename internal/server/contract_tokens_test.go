package server

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
)

// The tests of the contract_* files are the numbered points of "What clients
// need" in docs/auth0-compatibility.md, as plain HTTP shows them. What only the
// client itself can show is in e2e/, under the same numbers.

// earned is what one flow brought: both tokens, and the client they are for.
type earned struct{ client, access, id string }

// everyFlow is what ann earns for an API by each way there is.
func (s *system) everyFlow() map[string]earned {
	s.t.Helper()
	forAPI := []string{"audience", api, "scope", "openid email read:orders offline_access"}
	front := s.tokens(forAPI...)
	flows := map[string]earned{"implicit": {"spa", front.Get("access_token"), front.Get("id_token")}}
	add := func(name, client string, set map[string]any) {
		flows[name] = earned{client, text(set, "access_token"), text(set, "id_token")}
	}
	add("code", "web", tokenSet(s.t, s.redeem(s.codes(forAPI...)())))
	granted := s.granted(forAPI...)
	add("code of a public client", "mobile", granted)
	add("refresh", "mobile", tokenSet(s.t, s.refresh(text(granted, "refresh_token"))))
	s.startFor("otp", ann)
	add("one-time code", "otp", tokenSet(s.t, s.otp(annsCode, forAPI...)))
	s.browser().call("/passwordless/start", start(ann))
	redirect := s.fragment(s.browser().get(redirectQuery(ann, annsCode) + "&audience=" + api))
	flows["verify_redirect"] = earned{"spa", redirect.Get("access_token"), redirect.Get("id_token")}
	return flows
}

func TestContract01_TheIssuerEndsInASlashEverywhere(t *testing.T) {
	s := newSystem(t)
	for name, got := range s.everyFlow() {
		for _, token := range []string{got.access, got.id} {
			if iss := claims(token)["iss"]; iss != issuer || !strings.HasSuffix(issuer, "/") {
				t.Errorf("%s: iss is %v", name, iss)
			}
		}
	}
	var metadata map[string]any
	if err := json.Unmarshal([]byte(s.browser().get("/.well-known/openid-configuration").body), &metadata); err != nil || metadata["issuer"] != issuer {
		t.Errorf("discovery says %v (%v)", metadata["issuer"], err)
	}
	for name, value := range metadata {
		at, _ := value.(string)
		if (strings.HasSuffix(name, "_endpoint") || name == "jwks_uri") && !strings.HasPrefix(at, issuer) {
			t.Errorf("%s does not begin with the issuer: %v", name, value)
		}
	}
	if got := s.tokens().Get("iss"); got != issuer {
		t.Errorf("iss beside the tokens is %q", got)
	}
}

func TestContract02_EveryKeyIsInTheKeySet(t *testing.T) {
	s := newSystem(t)
	var set struct{ Keys []map[string]string }
	if err := json.Unmarshal([]byte(s.browser().get("/.well-known/jwks.json").body), &set); err != nil {
		t.Fatal(err)
	}
	published := map[string]bool{}
	for _, key := range set.Keys {
		n, err := base64.RawURLEncoding.DecodeString(key["n"])
		if published[key["kid"]] || err != nil || new(big.Int).SetBytes(n).BitLen() < 2048 || key["e"] != "AQAB" || key["kty"] != "RSA" || key["use"] != "sig" || key["alg"] != "RS256" {
			t.Errorf("%v (%v)", key, err)
		}
		published[key["kid"]] = true
	}
	for name, got := range s.everyFlow() {
		for _, token := range []string{got.access, got.id} {
			if header := part(t, token, 0); string(header["alg"]) != `"RS256"` || !published[strings.Trim(string(header["kid"]), `"`)] {
				t.Errorf("%s: %s", name, header)
			}
		}
		s.verifyAsAPI(got.access, api)
	}
}

// The oldest verifiers compare aud as a text, and many take azp only as the
// client's own id.
func TestContract03_AnIDTokenIsForOneClient(t *testing.T) {
	for name, got := range newSystem(t).everyFlow() {
		id := claims(got.id)
		if azp, there := id["azp"]; id["aud"] != got.client || there && azp != got.client {
			t.Errorf("%s: aud %v, azp %v", name, id["aud"], id["azp"])
		}
		access := claims(got.access)
		if audiences, _ := access["aud"].([]any); len(audiences) != 2 || access["azp"] != got.client {
			t.Errorf("%s: two audiences need azp: %v", name, access)
		}
	}
}

// A claim that nobody asked for is refused by as many clients as a missing one.
func TestContract04_ANonceComesBackAndIsNeverInvented(t *testing.T) {
	s := newSystem(t)
	for name, row := range map[string]struct {
		id   string
		want any
	}{
		"implicit":             {s.tokens("nonce", "n-2").Get("id_token"), "n-2"},
		"code":                 {text(tokenSet(t, s.redeem(s.codes("nonce", "n-3")())), "id_token"), "n-3"},
		"code without":         {text(tokenSet(t, s.redeem(s.codes()())), "id_token"), nil},
		"a public client":      {text(s.granted("nonce", "n-4"), "id_token"), "n-4"},
		"refresh":              {text(tokenSet(t, s.refresh(text(s.granted("nonce", "n-5"), "refresh_token"))), "id_token"), nil},
		"one-time code":        {s.otpAfterANonce(), nil},
		"mailed link":          {s.byLink("nonce", "n-6").Get("id_token"), "n-6"},
		"mailed link without":  {s.byLink().Get("id_token"), nil},
		"verify_redirect":      {s.byCode("&nonce=n-7"), "n-7"},
		"verify_redirect none": {s.byCode(""), nil},
	} {
		if id := claims(row.id); id == nil || id["nonce"] != row.want {
			t.Errorf("%s: nonce %v, want %v", name, id["nonce"], row.want)
		}
	}
}

// otpAfterANonce redeems a code whose start carried a nonce that the grant has
// no parameter for.
func (s *system) otpAfterANonce() string {
	s.t.Helper()
	s.startFor("otp", ann)
	return text(tokenSet(s.t, s.otp(annsCode, "scope", "openid")), "id_token")
}

// byCode logs in as auth0.js 8 does, with more of a query.
func (s *system) byCode(query string) string {
	s.t.Helper()
	s.browser().call("/passwordless/start", start(ann))
	return s.fragment(s.browser().get(redirectQuery(ann, annsCode) + query)).Get("id_token")
}

// byLink asks for a link with parameters, opens it and presses its button.
func (s *system) byLink(with ...string) url.Values {
	s.t.Helper()
	parameters := map[string]string{"redirect_uri": callback, "response_type": "token id_token", "scope": "openid email", "state": "s-1"}
	for i := 0; i+1 < len(with); i += 2 {
		parameters[with[i]] = with[i+1]
	}
	b, address := s.browser(), "link"+strings.Join(with, "")+"@example.test"
	if r := b.call("/passwordless/start", start(address, "send", "link", "authParams", parameters)); r.StatusCode != http.StatusOK {
		s.t.Fatalf("%d %s", r.StatusCode, r.body)
	}
	link := strings.TrimPrefix(s.mails(address, 1)[0].Link, strings.TrimSuffix(issuer, "/"))
	r := b.submit(link)
	if at := r.Header.Get("Location"); strings.HasPrefix(at, "/") {
		r = b.get(at)
	}
	return s.fragment(r)
}

// go-oidc computes at_hash by itself; c_hash is OIDC Core §3.3.2.11.
func TestContract19_HashesTieTheFrontChannelTogether(t *testing.T) {
	s := newSystem(t)
	b := s.browser()
	b.login(ask(), ann, annsCode)
	p, ctx := s.provider()
	for _, responseType := range []string{"token id_token", "id_token token", "code id_token", "code id_token token", "id_token"} {
		for name, with := range map[string][]string{"opaque": nil, "jwt": {"audience", api}} {
			answer := answerIn(t, b.get(ask(append([]string{"client_id", "web", "response_type", responseType, "response_mode", "fragment"}, with...)...)))
			id, err := p.Verifier(&oidc.Config{ClientID: "web", Now: s.clock.Now}).Verify(ctx, answer.Get("id_token"))
			if err != nil {
				t.Fatalf("%s: %v", responseType, err)
			}
			if token := answer.Get("access_token"); token != "" {
				if err := id.VerifyAccessToken(token); err != nil {
					t.Errorf("%s, %s: %v", responseType, name, err)
				}
			} else if id.AccessTokenHash != "" {
				t.Errorf("%s: at_hash without a token", responseType)
			}
			want := any(nil)
			if code := answer.Get("code"); code != "" {
				sum := sha256.Sum256([]byte(code))
				want = base64.RawURLEncoding.EncodeToString(sum[:16])
			}
			if got := claims(answer.Get("id_token"))["c_hash"]; got != want {
				t.Errorf("%s: c_hash %v, want %v", responseType, got, want)
			}
		}
	}
}

// Clients compare iat with their own clock and allow a second at most, so a time
// is cut, never rounded up.
func TestContract20_TimesAreWholeNumbersAndNeverAhead(t *testing.T) {
	s := newSystem(t)
	s.clock.move(900 * time.Millisecond)
	digits := regexp.MustCompile(`^[1-9][0-9]*$`)
	front := s.tokens("max_age", "60", "audience", api, "scope", "openid email")
	if !digits.MatchString(front.Get("expires_in")) {
		t.Errorf("expires_in %q", front.Get("expires_in"))
	}
	response := s.redeem(s.codes("max_age", "60", "audience", api, "scope", "openid email")())
	back, set := members(t, []byte(response.body)), tokenSet(t, response)
	if !digits.Match(back["expires_in"]) {
		t.Errorf("expires_in %s", back["expires_in"])
	}
	for _, token := range []string{front.Get("id_token"), front.Get("access_token"), text(set, "id_token"), text(set, "access_token")} {
		c := part(t, token, 1)
		for _, name := range []string{"iat", "exp", "auth_time"} {
			if raw, there := c[name]; there && !digits.Match(raw) {
				t.Errorf("%s is %s", name, raw)
			}
		}
		if got := claims(token)["iat"]; got != float64(began.Unix()) || c["nbf"] != nil {
			t.Errorf("iat %v, want %d; nbf %s", got, began.Unix(), c["nbf"])
		}
	}
	for _, token := range []string{front.Get("id_token"), text(set, "id_token")} {
		if c := claims(token); c["email_verified"] != true || c["auth_time"] != float64(began.Unix()) {
			t.Errorf("%v", c)
		}
	}
}

// part is the header (0) or the payload (1) of a JWT, as it is written.
func part(t *testing.T, token string, n int) map[string]json.RawMessage {
	t.Helper()
	raw, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[n])
	if err != nil {
		t.Fatal(err)
	}
	return members(t, raw)
}

// members are the members of a JSON object as they are written.
func members(t *testing.T, object []byte) map[string]json.RawMessage {
	t.Helper()
	m := map[string]json.RawMessage{}
	if err := json.Unmarshal(object, &m); err != nil {
		t.Fatal(err)
	}
	return m
}
