package authorize

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
)

const challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM" // RFC 7636 appendix B

// codeFor asks for a code and returns the whole answer.
func codeFor(t *testing.T, with ...string) answer {
	t.Helper()
	return read(t, get(handler(t), found(session()), good(append([]string{"client_id", "code", "response_type", "code", "nonce", ""}, with...)...).Encode()))
}

// TK-10: clients without a secret need PKCE, others may go without, and nobody
// uses plain, which a missing method means.
// TK-12: a challenge is 43 characters of base64url without padding.
func TestTK10_WhichChallengesAreTaken(t *testing.T) {
	for _, row := range []struct {
		name, client, challenge, method string
		refused                         bool
	}{
		{"S256", "code", challenge, "S256", false},
		{"S256 of a confidential client", "hybrid", challenge, "S256", false},
		{"none of a confidential client", "hybrid", "", "", false},
		{"none", "code", "", "", true},
		{"a method alone", "hybrid", "", "S256", true},
		{"no method", "code", challenge, "", true},
		{"no method, confidential", "hybrid", challenge, "", true},
		{"plain", "code", challenge, "plain", true},
		{"plain, confidential", "hybrid", challenge, "plain", true},
		{"a method in other letters", "code", challenge, "s256", true},
		{"42 characters", "code", challenge[:42], "S256", true},
		{"44 characters", "code", challenge + "A", "S256", true},
		{"padding", "code", challenge + "=", "S256", true},
		{"base64 that is not for URLs", "code", strings.ReplaceAll(challenge, "-", "+"), "S256", true},
		{"a line break", "code", challenge[:42] + "\n", "S256", true},
		{"bits left over", "code", challenge[:42] + "N", "S256", true},
	} {
		t.Run(row.name, func(t *testing.T) {
			a := codeFor(t, "client_id", row.client, "code_challenge", row.challenge, "code_challenge_method", row.method)
			refused := a.members.Get("error") == oauth.InvalidRequest
			if refused != row.refused || refused == a.members.Has("code") || a.mode != oauth.ModeQuery {
				t.Errorf("by %s: %v", a.mode, a.members)
			}
		})
	}
}

func TestAConfidentialClientMayBeHeldToPKCE(t *testing.T) {
	h := handler(t)
	c := h.Directory.Clients["hybrid"]
	c.RequirePKCE = true
	h.Directory.Clients["hybrid"] = c
	a := read(t, get(h, found(session()), good("client_id", "hybrid", "response_type", "code").Encode()))
	if a.members.Get("error") != oauth.InvalidRequest {
		t.Errorf("%v", a.members)
	}
}

// AZ-17: a code comes with nothing but what belongs to it.
func TestACodeStandsForWhatWasGranted(t *testing.T) {
	a := codeFor(t, "code_challenge", challenge, "code_challenge_method", "S256", "scope", "openid read unknown offline_access",
		"audience", api, "max_age", "9000", "nonce", "n-9", "expires_in", "5")
	for name := range a.members {
		if name != "code" && name != "state" && name != "iss" && name != "session_state" {
			t.Errorf("member %s", name)
		}
	}
	got, err := handler(t).Codes.Open(a.members.Get("code"), now)
	if err != nil {
		t.Fatal(err)
	}
	want := authd.AuthCode{
		Authorization: authd.Authorization{
			ID: got.ID, ClientID: "code", UserID: session().User.ID, SID: "sid-1", Connection: "email", Audience: api,
			Scope: oauth.Scope{"openid", "read"}, AuthTime: session().AuthTime, AuthTimeDue: true, MaxLifetime: 5 * time.Second,
		},
		RedirectURI: callback, CodeChallenge: challenge, Nonce: "n-9", ExpiresAt: now.Add(time.Minute),
	}
	if !reflect.DeepEqual(got, want) || len(got.ID) != 22 {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

// A hybrid's ID token is tied to its code and its access token (OIDC Core §3.3.2.11).
func TestHybridIDTokensHashTheirCode(t *testing.T) {
	for _, responseType := range []string{"code id_token", "code id_token token", "code token"} {
		a := codeFor(t, "client_id", "hybrid", "response_type", responseType, "nonce", "n-1")
		id := claimsOf(t, a.members.Get("id_token"))
		if a.mode != oauth.ModeFragment || !a.members.Has("code") || a.members.Has("access_token") != strings.Contains(responseType, " token") {
			t.Errorf("%s by %s: %v", responseType, a.mode, a.members)
		}
		if id != nil && (id["c_hash"] != half(a.members.Get("code")) || id["nonce"] != "n-1") {
			t.Errorf("%s: %v", responseType, id)
		}
		if id != nil && a.members.Has("access_token") != (id["at_hash"] == half(a.members.Get("access_token"))) {
			t.Errorf("%s: at_hash %v", responseType, id["at_hash"])
		}
	}
	if id := claimsOf(t, read(t, get(handler(t), found(session()), good().Encode())).members.Get("id_token")); id["c_hash"] != nil {
		t.Errorf("c_hash without a code: %v", id)
	}
}

// The access token of a hybrid goes down with its code.
func TestAHybridAccessTokenKnowsItsAuthorization(t *testing.T) {
	h := handler(t)
	for _, audience := range []string{"", api} {
		a := read(t, get(h, found(session()), good("client_id", "hybrid", "response_type", "code token", "audience", audience).Encode()))
		c, err := h.Codes.Open(a.members.Get("code"), now)
		if err != nil {
			t.Fatal(err)
		}
		access, err := h.Issuer.OpenAccess(a.members.Get("access_token"), now)
		if err != nil || access.Authorization != c.ID {
			t.Errorf("audience %q: %+v, %v; want %s", audience, access, err, c.ID)
		}
	}
}

func half(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64.RawURLEncoding.EncodeToString(sum[:16])
}

// claimsOf reads a JWT's payload; nil for none.
func claimsOf(t *testing.T, token string) map[string]any {
	t.Helper()
	if token == "" {
		return nil
	}
	payload, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[1])
	if err != nil {
		t.Fatal(err)
	}
	var c map[string]any
	if err := json.Unmarshal(payload, &c); err != nil {
		t.Fatal(err)
	}
	return c
}
