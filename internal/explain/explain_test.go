package explain

import (
	"strings"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/tokens/tokenstest"
)

func directory() authd.Directory {
	return authd.Directory{
		Tenant: authd.Tenant{Issuer: "https://auth.test/"},
		Clients: map[string]authd.Client{"spa": {
			ID: "spa", GrantTypes: authd.Value[[]oauth.GrantType]{V: []oauth.GrantType{oauth.GrantImplicit}, At: authd.Setting{Path: "clients[spa].grant_types", File: "a.yaml", Line: 7}},
			ResponseTypes:          authd.Value[[]oauth.ResponseType]{V: []oauth.ResponseType{oauth.Token | oauth.IDToken, oauth.Token}, Set: true, At: authd.Setting{Path: "clients[spa].response_types", File: "a.yaml", Line: 8}},
			AllowRequestedLifetime: authd.Value[bool]{V: true, Set: true},
		}},
	}
}

func TestAQuestionIsAnsweredFromTheConfiguration(t *testing.T) {
	for ask, want := range map[string]time.Duration{"": 2 * time.Hour, "10": 10 * time.Second} {
		p, err := Plan(directory(), Question{Client: "spa", ResponseType: "id_token token", Scope: "openid", ExpiresIn: ask})
		if err != nil || p.Access.Lifetime.Value != want || p.ID == nil {
			t.Errorf("expires_in %q: %+v, %v", ask, p, err)
		}
	}
}

// What the server refuses has no plan.
func TestALifetimeThatMayNotBeAskedForHasNoPlan(t *testing.T) {
	dir := directory()
	spa := dir.Clients["spa"]
	spa.AllowRequestedLifetime = authd.Value[bool]{At: authd.Setting{Path: "clients[spa].allow_requested_lifetime"}}
	dir.Clients["spa"] = spa
	_, err := Plan(dir, Question{Client: "spa", ResponseType: "token", ExpiresIn: "10"})
	if err == nil || !strings.Contains(err.Error(), "expires_in cannot be asked for: clients[spa].allow_requested_lifetime is not true") {
		t.Errorf("%v", err)
	}
}

func TestOneTimeCodesAreForFirstParties(t *testing.T) {
	dir := directory()
	spa := dir.Clients["spa"]
	spa.GrantTypes.V = []oauth.GrantType{oauth.GrantPasswordlessOTP}
	for _, first := range []bool{true, false} {
		spa.FirstParty = first
		dir.Clients["spa"] = spa
		if _, err := Plan(dir, Question{Client: "spa", Grant: string(oauth.GrantPasswordlessOTP)}); (err == nil) != first {
			t.Errorf("first party %t: %v", first, err)
		}
	}
}

// Whoever has a refresh token was granted offline_access, whether the question
// says so or not.
func TestARefreshNeedsOfflineAccess(t *testing.T) {
	for audience, want := range map[string]string{"": "", tokenstest.Orders: "apis[https://api.example.com].allow_offline_access is not true"} {
		p, err := Plan(tokenstest.Directory(), Question{Client: "spa", Grant: "refresh_token", Audience: audience, Scope: "openid"})
		if want == "" && (err != nil || p.Refresh == nil) || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q: %+v %v", audience, p.Refresh, err)
		}
	}
}

func TestAWrongQuestionSaysWhatToAskInstead(t *testing.T) {
	for want, q := range map[string]Question{
		"it has: spa": {Client: "nobody", ResponseType: "token"},
		"no client was named; the configuration has: spa":                      {ResponseType: "token"},
		"code, token and id_token":                                             {Client: "spa", ResponseType: "none"},
		"expires_in must be a number of seconds, 1 or more":                    {Client: "spa", ResponseType: "token", ExpiresIn: "0"},
		"add it to clients[spa].grant_types (a.yaml:7)":                        {Client: "spa", Grant: "refresh_token"},
		"add it to clients[spa].response_types (a.yaml:8)":                     {Client: "spa", ResponseType: "id_token"},
		"is not one of those /oauth/token knows":                               {Client: "spa", Grant: "implicit"},
		"Service not found: https://nowhere.test; the configuration has: none": {Client: "spa", ResponseType: "token", Audience: "https://nowhere.test"},
	} {
		_, err := Plan(directory(), q)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v, want %q", q, err, want)
		}
	}
}
