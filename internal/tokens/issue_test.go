package tokens

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lestrrat-go/jwx/v2/jwa"
	"github.com/lestrrat-go/jwx/v2/jwe"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/tokens/jose"
	"authd/internal/tokens/tokenstest"
)

// part decodes one segment of a compact token into JSON members.
func part(t testing.TB, token string, n int) map[string]any {
	t.Helper()
	raw, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[n])
	if err != nil {
		t.Fatal(err)
	}
	var members map[string]any
	if err := json.Unmarshal(raw, &members); err != nil {
		t.Fatal(err)
	}
	return members
}

func checkMembers(t *testing.T, got, want map[string]any) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(got)) {
		if _, expected := want[name]; !expected {
			t.Errorf("unexpected member %s: %v", name, got[name])
		}
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if !reflect.DeepEqual(got[name], want[name]) {
			t.Errorf("%s is %v, want %v", name, got[name], want[name])
		}
	}
}

const userinfoAud = issuer + "userinfo"

var iat = float64(noon.Unix())

func TestAccessJWT(t *testing.T) {
	noScope := Request{ResponseType: oauth.Token, Audience: orders}
	rows := []struct {
		name   string
		dir    authd.Directory
		r      Request
		header map[string]any
		claims map[string]any
	}{
		{"for an API and /userinfo", tokenstest.Directory(), withAudience(implicit(), orders),
			map[string]any{"alg": "RS256", "kid": "kid-RS256", "typ": "JWT"},
			map[string]any{"aud": []any{orders, userinfoAud}, "scope": "openid profile email"}},
		{"for an API that shares a secret", tokenstest.Directory(), withAudience(implicit(), secrets),
			map[string]any{"alg": "HS256", "typ": "JWT"},
			map[string]any{"aud": secrets, "scope": "openid profile email"}},
		{"without a scope", tokenstest.Directory(), noScope,
			map[string]any{"alg": "RS256", "kid": "kid-RS256", "typ": "JWT"},
			map[string]any{"aud": orders}},
		{"for no API", tokenstest.UserinfoJWT(), implicit(),
			map[string]any{"alg": "RS256", "kid": "kid-RS256", "typ": "JWT"},
			map[string]any{"aud": userinfoAud, "scope": "openid profile email"}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			token := mustIssue(t, row.dir, row.r, ada()).AccessToken
			maps.Copy(row.claims, map[string]any{"iss": issuer, "sub": ada().User.ID, "azp": "spa", "iat": iat, "exp": iat + 7200})
			checkMembers(t, part(t, token, 0), row.header)
			checkMembers(t, part(t, token, 1), row.claims)
		})
	}
}

func TestIDToken(t *testing.T) {
	only := func(s Subject, scope ...string) func(*testing.T) map[string]any {
		return func(t *testing.T) map[string]any {
			r := Request{ResponseType: oauth.IDToken, Scope: scope}
			return part(t, mustIssue(t, tokenstest.Directory(), r, s).IDToken, 1)
		}
	}
	due, without, nameless := ada(), ada(), ada()
	due.AuthTimeDue = true
	without.Nonce, without.SID = "", ""
	nameless.User = authd.User{ID: "email|1"}
	always := map[string]any{"iss": issuer, "sub": ada().User.ID, "aud": "spa", "iat": iat, "exp": iat + 36000, "sid": "sid-1", "nonce": "n-0S6_WzA2Mj"}
	with := func(more map[string]any) map[string]any {
		all := maps.Clone(always)
		maps.Copy(all, more)
		return all
	}
	rows := []struct {
		name string
		got  func(*testing.T) map[string]any
		want map[string]any
	}{
		// ID-09, ID-19: only claims of granted scopes, one audience, no azp.
		{"openid alone", only(ada(), "openid"), always},
		{"profile", only(ada(), "openid", "profile"), with(map[string]any{
			"name": "ada@example.com", "nickname": "ada", "picture": "https://example.com/ada.png", "updated_at": "2026-02-03T04:05:06.789Z"})},
		{"email", only(ada(), "openid", "email"), with(map[string]any{"email": "ada@example.com", "email_verified": true})},
		// ID-03: auth_time is the login's, and only where it is due.
		{"auth_time due", only(due, "openid"), with(map[string]any{"auth_time": iat - 3600})},
		{"nothing sent, nothing known", only(without, "openid"),
			map[string]any{"iss": issuer, "sub": ada().User.ID, "aud": "spa", "iat": iat, "exp": iat + 36000}},
		{"a person of whom nothing is known", only(nameless, "openid", "profile", "email"), with(map[string]any{"sub": "email|1"})},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) { checkMembers(t, row.got(t), row.want) })
	}
	t.Run("header", func(t *testing.T) {
		checkMembers(t, part(t, mustIssue(t, tokenstest.Directory(), implicit(), ada()).IDToken, 0), map[string]any{"alg": "RS256", "kid": "kid-RS256", "typ": "JWT"})
	})
}

func TestID01_NonceIsEchoedExactly(t *testing.T) {
	for _, nonce := range []string{"a", strings.Repeat("n", 512), "ünïcödé <&> \"quoted\""} {
		s := ada()
		s.Nonce = nonce
		if got := part(t, mustIssue(t, tokenstest.Directory(), implicit(), s).IDToken, 1)["nonce"]; got != nonce {
			t.Errorf("nonce %q came back as %q", nonce, got)
		}
	}
}

func TestID02_AccessTokenHash(t *testing.T) {
	t.Run("the example of OIDC Core appendix A.4", func(t *testing.T) {
		const token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"
		if got := leftHash(token); got != "77QmUPtjPfzWtF2AnpK9RQ" {
			t.Errorf("got %s", got)
		}
	})
	for _, alg := range []string{jose.RS256, jose.PS256, jose.ES256, jose.HS256} {
		t.Run("of the token issued alongside, "+alg, func(t *testing.T) {
			dir := tokenstest.Changed(tokenstest.Directory(), func(c *authd.Client) {
				c.IDTokenAlg, c.Secret = tokenstest.Set(alg, c.IDTokenAlg.At.Path, 15), "a secret of at least thirty-two bytes"
			})
			tokens := mustIssue(t, dir, implicit(), ada())
			sum := sha256.Sum256([]byte(tokens.AccessToken))
			want := base64.RawURLEncoding.EncodeToString(sum[:16])
			if got := part(t, tokens.IDToken, 1)["at_hash"]; got != want || part(t, tokens.IDToken, 0)["alg"] != alg {
				t.Errorf("at_hash %v, want %s", got, want)
			}
		})
	}
}

// The signature is checked with the standard library alone, so that jwx is not
// its own witness.
func TestSignatureIsRS256(t *testing.T) {
	token := mustIssue(t, tokenstest.Directory(), implicit(), ada()).IDToken
	input, signature, _ := cutLast(token)
	raw, err := base64.RawURLEncoding.DecodeString(signature)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte(input))
	if err := rsa.VerifyPKCS1v15(&rsaKey().PublicKey, crypto.SHA256, sum[:], raw); err != nil {
		t.Error(err)
	}
}

func cutLast(token string) (before, after string, found bool) {
	dot := strings.LastIndex(token, ".")
	return token[:dot], token[dot+1:], dot >= 0
}

// An opaque token is written by hand, so jwx must be able to read it.
func TestOpaqueTokenIsAJWE(t *testing.T) {
	token := mustIssue(t, tokenstest.Directory(), implicit(), ada()).AccessToken
	checkMembers(t, part(t, token, 0), map[string]any{"alg": "dir", "enc": "A256GCM", "iss": issuer})
	plain, err := jwe.Decrypt([]byte(token), jwe.WithKey(jwa.DIRECT, keys().opaque[0]))
	if err != nil {
		t.Fatal(err)
	}
	var content map[string]any
	if err := json.Unmarshal(plain, &content); err != nil {
		t.Fatal(err)
	}
	checkMembers(t, content, map[string]any{"sub": ada().User.ID, "azp": "spa", "sid": "sid-1", "scope": "openid profile email", "iat": iat, "exp": iat + 7200})
}

func TestOpaqueTokensNeverRepeat(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		token := mustIssue(t, tokenstest.Directory(), Request{ResponseType: oauth.Token, Scope: oauth.Scope{"openid"}}, ada()).AccessToken
		if nonce := strings.Split(token, ".")[2]; seen[nonce] {
			t.Fatal("a nonce was used twice") // JW-07
		} else {
			seen[nonce] = true
		}
	}
}

func TestSet(t *testing.T) {
	t.Run("token id_token", func(t *testing.T) {
		got := mustIssue(t, tokenstest.Directory(), implicit(), ada())
		if got.TokenType != "Bearer" || got.ExpiresIn != 7200 || got.Scope.String() != "openid profile email" || got.IDToken == "" {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("id_token alone", func(t *testing.T) {
		got := mustIssue(t, tokenstest.Directory(), Request{ResponseType: oauth.IDToken, Scope: oauth.Scope{"openid"}}, ada())
		if got.AccessToken != "" || got.TokenType != "" || got.ExpiresIn != 0 {
			t.Errorf("got %+v", got)
		}
		if hash, found := part(t, got.IDToken, 1)["at_hash"]; found {
			t.Errorf("at_hash %v of no access token", hash)
		}
	})
}

func TestIssueWithoutAKey(t *testing.T) {
	noSecret := tokenstest.ChangedAPI(tokenstest.Directory(), secrets, func(a *authd.API) { a.SigningSecret = "" })
	noClientSecret := tokenstest.Changed(tokenstest.Directory(), func(c *authd.Client) { c.IDTokenAlg = tokenstest.Set(jose.HS256, "", 1) })
	unknown := tokenstest.ChangedAPI(tokenstest.Directory(), orders, func(a *authd.API) { a.SigningAlg = tokenstest.Set("RS512", "", 1) })
	for name, row := range map[string]struct {
		dir authd.Directory
		r   Request
	}{
		"an HS256 API without a secret":    {noSecret, withAudience(implicit(), secrets)},
		"an HS256 client without a secret": {noClientSecret, implicit()},
		"an algorithm without a key":       {unknown, withAudience(implicit(), orders)},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := issuerOf(row.dir).Issue(mustResolve(t, row.dir, row.r), ada(), noon)
			if err == nil || !reflect.DeepEqual(got, Set{}) {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
}

func TestUserClaimsUpdatedAtIsUTC(t *testing.T) {
	u := ada().User
	u.UpdatedAt = u.UpdatedAt.In(time.FixedZone("elsewhere", 5*3600))
	if got := UserClaims(authd.Tenant{}, u, oauth.Scope{"profile"}, "")["updated_at"]; got != "2026-02-03T04:05:06.789Z" {
		t.Errorf("got %v", got)
	}
}
