package usage

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/config"
	"authd/internal/oauth"
	"authd/internal/tokens"
)

// everyRequest is Of without its shortcuts: each client asks for each audience,
// by each response type and grant.
func everyRequest(dir authd.Directory) Usage {
	w := newWalk(dir)
	audiences := append(slices.Collect(maps.Keys(dir.APIs)), "", dir.Tenant.UserinfoAudience())
	for _, c := range dir.Clients {
		for _, r := range append(requests(c), everyType(c)...) {
			for _, audience := range audiences {
				w.ask(c, r, audience)
			}
		}
	}
	return w.usage
}

func everyType(c authd.Client) []tokens.Request {
	var list []tokens.Request
	for t := oauth.ResponseType(1); t <= oauth.Code|oauth.Token|oauth.IDToken; t++ {
		if mayAsk(c, t) {
			list = append(list, tokens.Request{Channel: tokens.Front, ResponseType: t, Scope: oauth.Scope{oauth.ScopeOpenID, oauth.ScopeOfflineAccess}})
		}
	}
	return list
}

// FuzzOf holds the walk against the one without shortcuts. A byte of shape is a
// client: which grants it has, and which own settings.
func FuzzOf(f *testing.F) {
	for n := range 64 {
		f.Add([]byte{byte(n), byte(n * 7), byte(255 - n), byte(n * 29)}, byte(n))
	}
	f.Fuzz(func(t *testing.T, shape []byte, tenant byte) {
		s, err := config.Parse("authd.yaml", []byte(text(shape[:min(len(shape), 16)], tenant)), func(string) (string, bool) { return "", false })
		if err != nil {
			t.Fatalf("the text itself is wrong: %v", err)
		}
		got, want := Of(s.Directory), everyRequest(s.Directory)
		if !reflect.DeepEqual(decidedBy(got), decidedBy(want)) {
			t.Errorf("got  %+v\nwant %+v", decidedBy(got), decidedBy(want))
		}
		got.Lifetimes, want.Lifetimes, got.IDTokens, want.IDTokens, got.RefreshTokens, want.RefreshTokens = nil, nil, nil, nil, nil, nil
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s\ngot  %+v\nwant %+v", text(shape, tenant), got, want)
		}
	})
}

// decidedBy is what u says of lifetimes: what decided how long.
func decidedBy(u Usage) map[string]time.Duration {
	all := map[string]time.Duration{}
	for path, c := range u.Lifetimes {
		all[path] = c.Value
	}
	for id, plan := range u.IDTokens {
		all["ID "+id] = plan.Lifetime.Value
	}
	for id, plan := range u.RefreshTokens {
		all["refresh "+id] = plan.Lifetime.Value
	}
	return all
}

func text(shape []byte, tenant byte) string {
	has := func(b byte, bit int) bool { return b&(1<<bit) != 0 }
	var out strings.Builder
	out.WriteString("issuer: https://auth.example.com/\ndelivery: {email: {from: a@example.com, smtp: {host: mail.example.com}}}\n" +
		"userinfo: {token_lifetime: 8000, token_lifetime_for_web: 800}\n" +
		"apis:\n  - {identifier: x, token_lifetime: 9000, token_lifetime_for_web: 900, allow_offline_access: true}\n" +
		"  - {identifier: y, token_lifetime: 3d, token_lifetime_for_web: 2d}\n  - {identifier: z, token_lifetime: 600}\n" +
		"  - {identifier: h, signing_alg: HS256, signing_secret: \"" + strings.Repeat("s", 32) + "\"}\n")
	if has(tenant, 0) {
		out.WriteString("tenant: {default_audience: x}\n")
	}
	out.WriteString("clients:\n")
	for i, b := range shape {
		var grants []string
		for bit, grant := range []oauth.GrantType{oauth.GrantImplicit, oauth.GrantAuthorizationCode, oauth.GrantPasswordlessOTP, oauth.GrantClientCredentials, oauth.GrantRefreshToken} {
			if has(b, bit) {
				grants = append(grants, string(grant))
			}
		}
		fmt.Fprintf(&out, "  - client_id: c%d\n    client_secret: s\n    grant_types: [%s]\n    refresh_token: {token_lifetime: %d}\n", i, strings.Join(grants, ", "), 100+i)
		if n := int(b) % 8; n > 0 && has(tenant, 1) {
			fmt.Fprintf(&out, "    response_types: [%q, %q]\n", oauth.ResponseType(n).String(), oauth.ResponseType(8-n).String())
		}
		if has(b, 5) {
			fmt.Fprintf(&out, "    token_lifetimes: [{audience: x, token_lifetime_for_web: 5}, {audience: userinfo, token_lifetime: 6}]\n")
		}
		if has(b, 6) {
			fmt.Fprintf(&out, "    client_grants: [{audience: y}]\n")
		}
		if has(b, 7) {
			fmt.Fprintf(&out, "    default_audience: z\n    is_first_party: false\n")
		}
	}
	return out.String()
}

func TestRequests(t *testing.T) {
	client := func(firstParty bool, grants ...oauth.GrantType) authd.Client {
		return authd.Client{FirstParty: firstParty, GrantTypes: authd.Value[[]oauth.GrantType]{V: grants}}
	}
	asking := func(c authd.Client, types ...oauth.ResponseType) authd.Client {
		c.ResponseTypes = authd.Value[[]oauth.ResponseType]{V: types, Set: true}
		return c
	}
	both := client(true, oauth.GrantImplicit, oauth.GrantAuthorizationCode)
	for name, tc := range map[string]struct {
		client authd.Client
		want   []string
	}{
		"none":                         {client(true), nil},
		"a refresh token from nowhere": {client(true, oauth.GrantRefreshToken), nil},
		"implicit":                     {client(true, oauth.GrantImplicit), []string{"/authorize token id_token"}},
		"an ID token alone":            {asking(both, oauth.IDToken), []string{"/authorize id_token"}},
		"each by itself":               {asking(both, oauth.IDToken, oauth.Token), []string{"/authorize token", "/authorize id_token"}},
		"a code alone":                 {asking(both, oauth.Code), []string{"/oauth/token authorization_code"}},
		"a token beside a code":        {asking(both, oauth.Code|oauth.Token), []string{"/authorize code token", "/oauth/token authorization_code"}},
		"a code without its grant":     {asking(client(true, oauth.GrantImplicit), oauth.Code|oauth.Token), nil},

		"codes, and refresh after them": {client(true, oauth.GrantAuthorizationCode, oauth.GrantRefreshToken), []string{"/oauth/token authorization_code"}},
		"one-time codes":                {client(true, oauth.GrantPasswordlessOTP), []string{"/oauth/token " + string(oauth.GrantPasswordlessOTP)}},
		"one-time codes of strangers":   {client(false, oauth.GrantPasswordlessOTP), nil},
		"a machine":                     {client(true, oauth.GrantClientCredentials), []string{"/oauth/token client_credentials"}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, r := range requests(tc.client) {
				got = append(got, strings.Join(strings.Fields(r.Channel.Endpoint()+" "+r.ResponseType.String()+" "+string(r.Grant)), " "))
			}
			if !slices.Equal(got, tc.want) {
				t.Errorf("got %v, want %v", got, tc.want)
			}
		})
	}
}

// The plan is asked for what its own tests promise: a setting that is only an
// upper limit is not what decided.
func TestCapsThatAreNotReachedDoNotDecide(t *testing.T) {
	dir := authd.Directory{
		Tenant: authd.Tenant{Issuer: "https://auth.example.com/"},
		APIs: map[string]authd.API{"x": {
			Identifier:          "x",
			TokenLifetime:       authd.Value[time.Duration]{V: time.Hour, Set: true, At: authd.Setting{Path: "cap"}},
			TokenLifetimeForWeb: authd.Value[time.Duration]{V: time.Minute, Set: true, At: authd.Setting{Path: "web"}},
		}},
		Clients: map[string]authd.Client{"a": {ID: "a", GrantTypes: authd.Value[[]oauth.GrantType]{V: []oauth.GrantType{oauth.GrantImplicit}}}},
	}
	u := Of(dir)
	if !maps.Equal(u.Settings, map[string]bool{"web": true}) || !u.Reached[Route{"x", tokens.Front}] || u.Reached[Route{"x", tokens.Back}] {
		t.Errorf("got %+v", u)
	}
}
