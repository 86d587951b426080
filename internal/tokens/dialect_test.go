package tokens

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/tokens/jose"
	"authd/internal/tokens/tokenstest"
)

// profile is a directory whose API takes the tokens of RFC 9068.
func profile() authd.Directory {
	return tokenstest.ChangedAPI(tokenstest.Directory(), orders, func(a *authd.API) {
		a.TokenDialect = tokenstest.Set(authd.DialectProfile, a.TokenDialect.At.Path, 24)
	})
}

// members reads one part of a JWT as JSON.
func members(t *testing.T, token string, n int) map[string]any {
	t.Helper()
	raw, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[n])
	var read map[string]any
	if err != nil || json.Unmarshal(raw, &read) != nil {
		t.Fatalf("part %d of %s: %v", n, token, err)
	}
	return read
}

func names(m map[string]any) []string { return slices.Sorted(maps.Keys(m)) }

// JW-02: an access token of RFC 9068 says so in its header, one of Auth0's
// dialect and an ID token do not.
// JW-14: it has jti, aud, client_id and scope, and nothing about the person.
func TestJW02_Dialects(t *testing.T) {
	auth0 := []string{"aud", "azp", "exp", "iat", "iss", "scope", "sub"}
	rfc := []string{"acr", "aud", "auth_time", "client_id", "exp", "iat", "iss", "jti", "scope", "sub"}
	for name, row := range map[string]struct {
		dir    authd.Directory
		r      Request
		typ    string
		claims []string
	}{
		"Auth0's by default":       {tokenstest.Directory(), withAudience(implicit(), orders), "JWT", auth0},
		"RFC 9068 at /authorize":   {profile(), withAudience(implicit(), orders), "at+jwt", rfc},
		"RFC 9068 at /oauth/token": {profile(), withAudience(code(), orders), "at+jwt", rfc},
		"no API":                   {tokenstest.UserinfoJWT(), implicit(), "JWT", auth0},
	} {
		t.Run(name, func(t *testing.T) {
			set := mustIssue(t, row.dir, row.r, ada())
			if got := members(t, set.AccessToken, 0)["typ"]; got != row.typ {
				t.Errorf("typ %v, want %s", got, row.typ)
			}
			if got := names(members(t, set.AccessToken, 1)); !slices.Equal(got, row.claims) {
				t.Errorf("claims %q, want %q", got, row.claims)
			}
			if got := members(t, set.IDToken, 0)["typ"]; got != "JWT" {
				t.Errorf("the ID token's typ is %v", got)
			}
		})
	}
}

func TestProfileValues(t *testing.T) {
	issue := func(s Subject) map[string]any {
		return members(t, mustIssue(t, profile(), withAudience(code(), orders), s).AccessToken, 1)
	}
	free, bound := ada(), ada()
	bound.Authorization = "authorization-1"
	a, b, c := issue(free), issue(free), issue(bound)
	if a["jti"] == b["jti"] || len(a["jti"].(string)) < 26 {
		t.Errorf("jti %v and %v", a["jti"], b["jti"])
	}
	if !strings.HasPrefix(c["jti"].(string), "authorization-1.") {
		t.Errorf("jti %v", c["jti"])
	}
	if a["client_id"] != "spa" || a["auth_time"] != float64(ada().AuthTime.Unix()) {
		t.Errorf("%v", a)
	}
}

// A token of RFC 9068 is good at /userinfo and can be looked into like the other.
func TestProfileIsRead(t *testing.T) {
	dir, s := profile(), ada()
	for authorization := range map[string]bool{"": true, "authorization-1": true} {
		s.Authorization = authorization
		token := mustIssue(t, dir, withAudience(implicit(), orders), s).AccessToken
		got, err := issuerOf(dir).OpenAccess(token, noon)
		if err != nil || got.UserID != s.User.ID || got.ClientID != "spa" || got.Authorization != authorization || !got.Scope.Has("email") {
			t.Errorf("%+v, %v", got, err)
		}
		seen, err := issuerOf(dir).Examine(token)
		if err != nil || seen.IsID || seen.ClientID != "spa" || seen.Proof != Proven || seen.Own {
			t.Errorf("%+v, %v", seen, err)
		}
	}
	own := tokenstest.Changed(dir, grantsOrders)
	plan := mustResolve(t, own, Request{Channel: Back, Grant: oauth.GrantClientCredentials, Audience: orders})
	set, err := issuerOf(own).Issue(plan, ClientSubject(own.Clients["spa"]), noon)
	if err != nil {
		t.Fatal(err)
	}
	if seen, err := issuerOf(own).Examine(set.AccessToken); err != nil || !seen.Own || members(t, set.AccessToken, 1)["auth_time"] != nil {
		t.Errorf("%+v, %v", seen, err)
	}
}

// TK-14: one kind of token is never taken for another, whatever its claims.
func TestTK14_TypesAreNotInterchangeable(t *testing.T) {
	i := issuerOf(profile())
	sign := func(typ string, claims map[string]any) string {
		for name, value := range map[string]any{"iss": issuer, "sub": "email|1", "exp": noon.Unix() + 60, "iat": noon.Unix()} {
			claims[name] = value
		}
		token, err := i.sign(jose.Type(typ), "RS256", "", claims)
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	// An ID token that came to have a claim called client_id is no access token.
	id := sign("JWT", map[string]any{"aud": issuer + "userinfo", "client_id": "spa"})
	if _, err := i.OpenAccess(id, noon); !errors.Is(err, ErrInvalid) {
		t.Errorf("an ID token opens /userinfo: %v", err)
	}
	// An access token whose audience is called like a client is no hint.
	access := sign("at+jwt", map[string]any{"aud": "spa", "client_id": "spa"})
	if _, err := i.OpenHint(access); !errors.Is(err, ErrInvalid) {
		t.Errorf("an access token is a hint: %v", err)
	}
	if _, err := i.OpenHint(sign("JWT", map[string]any{"aud": "spa"})); err != nil {
		t.Errorf("an ID token is no hint: %v", err)
	}
	azp := sign("at+jwt", map[string]any{"aud": issuer + "userinfo", "azp": "spa"})
	if _, err := i.OpenAccess(azp, noon); !errors.Is(err, ErrInvalid) {
		t.Errorf("a mixture of dialects is read: %v", err)
	}
}
