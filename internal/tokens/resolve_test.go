package tokens

import (
	"errors"
	"slices"
	"testing"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/tokens/jose"
	"authd/internal/tokens/tokenstest"
)

// paths are the settings passed over, in order.
func paths(over []Passed) []string {
	list := []string{}
	for _, p := range over {
		list = append(list, p.Setting.Path)
	}
	return list
}

func TestAudience(t *testing.T) {
	clientDefault := func(dir authd.Directory, audience string) authd.Directory {
		return tokenstest.Changed(dir, func(c *authd.Client) {
			c.DefaultAudience = tokenstest.Set(audience, "clients[spa].default_audience", 12)
		})
	}
	const ask, client, tenant = "audience of the request", "clients[spa].default_audience", "tenant.default_audience"
	const userinfo = issuer + "userinfo"
	withoutOpenID := withAudience(implicit(), orders)
	withoutOpenID.Scope = oauth.Scope{"read:orders"}
	rows := []struct {
		name string
		dir  authd.Directory
		r    Request
		want []string
		by   string
		from Origin
		over []string
	}{
		{"the request's comes first", clientDefault(tokenstest.DefaultAudience(), secrets), withAudience(implicit(), orders), []string{orders, userinfo}, ask, FromRequest, []string{client, tenant}},
		{"then the client's default", clientDefault(tokenstest.DefaultAudience(), secrets), implicit(), []string{secrets}, client, FromFile, []string{ask, tenant}},
		{"then the tenant's default", tokenstest.DefaultAudience(), implicit(), []string{orders, userinfo}, tenant, FromFile, []string{ask, client}},
		{"then none", tokenstest.Directory(), implicit(), []string{userinfo}, tenant, FromDefault, []string{ask, client}},
		{"asking for /userinfo overrules the defaults", clientDefault(tokenstest.DefaultAudience(), secrets), withAudience(implicit(), userinfo), []string{userinfo}, ask, FromRequest, []string{client, tenant}},
		{"a client's default may be /userinfo", clientDefault(tokenstest.DefaultAudience(), userinfo), implicit(), []string{userinfo}, client, FromFile, []string{ask, tenant}},
		{"no openid, no second audience", tokenstest.Directory(), withoutOpenID, []string{orders}, ask, FromRequest, []string{}},
		{"HS256, no second audience", tokenstest.Directory(), withAudience(implicit(), secrets), []string{secrets}, ask, FromRequest, []string{}},
		{"the same at the token endpoint", tokenstest.Directory(), withAudience(code(), orders), []string{orders, userinfo}, ask, FromRequest, []string{}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			got := mustResolve(t, row.dir, row.r).Access.Audience
			if !slices.Equal(got.Value, row.want) || got.By.Path != row.by || got.From != row.from {
				t.Errorf("%q by %s (%s), want %q by %s (%s)", got.Value, got.By.Path, got.From, row.want, row.by, row.from)
			}
			if !slices.Equal(paths(got.Over), row.over) {
				t.Errorf("over %q, want %q", paths(got.Over), row.over)
			}
		})
	}
}

func TestAudienceThatIsNoAPI(t *testing.T) {
	for name, dir := range map[string]authd.Directory{
		"asked for": tokenstest.Directory(),
		"a default": func() authd.Directory {
			dir := tokenstest.Directory()
			dir.Tenant.DefaultAudience = tokenstest.Set(orders+"/", "tenant.default_audience", 3)
			return dir
		}(),
	} {
		t.Run(name, func(t *testing.T) {
			r := implicit()
			if name == "asked for" {
				r.Audience = orders + "/" // one slash too many
			}
			_, err := ResolveIn(dir, dir.Clients["spa"], r)
			var oe *oauth.Error
			if !errors.As(err, &oe) || oe.Code != oauth.AccessDenied || oe.Description != "Service not found: "+orders+"/" {
				t.Errorf("got %v", err)
			}
		})
	}
	t.Run("a plan for another API than the audience", func(t *testing.T) {
		dir := tokenstest.Directory()
		other := dir.APIs[secrets]
		if _, err := Resolve(dir.Tenant, dir.Clients["spa"], &other, withAudience(implicit(), orders)); err == nil {
			t.Error("no error")
		}
	})
}

func TestFormatAndAlg(t *testing.T) {
	withAlg := func(alg string) authd.Directory {
		return tokenstest.ChangedAPI(tokenstest.Directory(), orders, func(a *authd.API) { a.SigningAlg = tokenstest.Set(alg, a.SigningAlg.At.Path, 21) })
	}
	forAPI := withAudience(implicit(), orders)
	const algPath = "apis[" + orders + "].signing_alg"
	rows := []struct {
		name   string
		dir    authd.Directory
		r      Request
		format Format
		by     string
		alg    string
		algBy  string
	}{
		{"no API", tokenstest.Directory(), implicit(), Opaque, "userinfo.token_format", algOpaque, ruleOpaqueAlg},
		{"no API, JWT asked for", tokenstest.UserinfoJWT(), implicit(), JWT, "userinfo.token_format", jose.RS256, ruleUserinfoAlg},
		{"an API by default", tokenstest.Directory(), forAPI, JWT, ruleAPIFormat, jose.RS256, algPath},
		{"an API with PS256", withAlg(jose.PS256), forAPI, JWT, ruleAPIFormat, jose.PS256, algPath},
		{"an API with ES256", withAlg(jose.ES256), forAPI, JWT, ruleAPIFormat, jose.ES256, algPath},
		{"an API with HS256", withAlg(jose.HS256), forAPI, JWT, ruleAPIFormat, jose.HS256, algPath},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			a := mustResolve(t, row.dir, row.r).Access
			if a.Format.Value != row.format || a.Format.By.Path != row.by {
				t.Errorf("format %s by %s, want %s by %s", a.Format.Value, a.Format.By.Path, row.format, row.by)
			}
			if a.Alg.Value != row.alg || a.Alg.By.Path != row.algBy {
				t.Errorf("alg %s by %s, want %s by %s", a.Alg.Value, a.Alg.By.Path, row.alg, row.algBy)
			}
		})
	}
	t.Run("the ID token's alg is the client's", func(t *testing.T) {
		dir := tokenstest.Changed(withAlg(jose.ES256), func(c *authd.Client) { c.IDTokenAlg = tokenstest.Set(jose.PS256, c.IDTokenAlg.At.Path, 15) })
		if got := mustResolve(t, dir, forAPI).ID.Alg; got.Value != jose.PS256 || got.By.Line != 15 {
			t.Errorf("got %+v", got)
		}
	})
}

// grantsOrders lets the client act in its own name.
func grantsOrders(c *authd.Client) {
	c.ClientGrants = []authd.ClientGrant{{Audience: orders, Scope: oauth.Scope{"read:orders"}}}
}

// TK-15, TK-17: in its own name a client is given what its client grant lists,
// and nothing where it has none.
func TestTK17_ClientGrants(t *testing.T) {
	ask := func(audience string, scope ...string) Request {
		return Request{Channel: Back, Grant: oauth.GrantClientCredentials, Audience: audience, Scope: scope}
	}
	dir := tokenstest.Changed(tokenstest.Directory(), grantsOrders)
	dir.APIs["https://wide.test"] = authd.API{Identifier: "https://wide.test", Scopes: []authd.APIScope{{Value: "read"}, {Value: "write"}}}
	client := dir.Clients["spa"]
	client.ClientGrants = append(client.ClientGrants, authd.ClientGrant{Audience: "https://wide.test", Scope: oauth.Scope{"read"}})
	dir.Clients["spa"] = client
	for name, row := range map[string]struct {
		r    Request
		want string // the scope, or the code of an error
	}{
		"all of the grant where nothing is asked": {ask(orders), "read:orders"},
		"what is asked and listed":                {ask("https://wide.test", "read", "write"), "read"},
		"nothing about a person":                  {ask(orders, "openid", "read:orders", "offline_access"), "read:orders"},
		"no grant for the API":                    {ask(secrets), oauth.AccessDenied},
		"an unknown API":                          {ask("https://nowhere.test"), oauth.AccessDenied},
		"no API":                                  {ask(""), oauth.InvalidRequest},
		"userinfo":                                {ask(userinfoAud), oauth.InvalidRequest},
	} {
		p, err := ResolveIn(dir, client, row.r)
		var refused *oauth.Error
		got := p.Scope.Granted.String()
		if errors.As(err, &refused) {
			got = refused.Code
		}
		if got != row.want {
			t.Errorf("%s: %q, want %q (%v)", name, got, row.want, err)
		}
	}
}

func TestWhichTokens(t *testing.T) {
	front := func(rt oauth.ResponseType, scope ...string) Request {
		return Request{Channel: Front, ResponseType: rt, Scope: scope}
	}
	withoutOpenID, clientCredentials := code(), code()
	withoutOpenID.Scope = oauth.Scope{"profile"}
	clientCredentials.Grant = oauth.GrantClientCredentials
	rows := []struct {
		name                string
		r                   Request
		access, id, refresh bool
	}{
		{"token", front(oauth.Token, "openid"), true, false, false},
		{"id_token", front(oauth.IDToken, "openid"), false, true, false},
		{"id_token with an audience", withAudience(front(oauth.IDToken, "openid"), orders), false, true, false},
		{"token id_token", front(oauth.Token|oauth.IDToken, "openid"), true, true, false},
		// TK-18: the implicit grant never earns a refresh token.
		{"token with offline_access", front(oauth.Token, "openid", "offline_access"), true, false, false},
		{"code alone plans nothing at /authorize", front(oauth.Code, "openid", "offline_access"), false, false, false},
		{"code token", front(oauth.Code|oauth.Token, "openid", "offline_access"), true, false, false},
		{"a code", code(), true, true, false},
		{"a code without openid", withoutOpenID, true, false, false},
		{"a code with offline_access", offline(code()), true, true, true},
		// TK-17: client_credentials earns neither a refresh token nor an ID token.
		{"client_credentials", withAudience(offline(clientCredentials), orders), true, false, false},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			p := mustResolve(t, tokenstest.Changed(tokenstest.Directory(), grantsOrders), row.r)
			if p.Access != nil != row.access || p.ID != nil != row.id || p.Refresh != nil != row.refresh {
				t.Errorf("access %v, id %v, refresh %v", p.Access != nil, p.ID != nil, p.Refresh != nil)
			}
			if (p.ExpiresIn() > 0) != row.access {
				t.Errorf("expires_in %d", p.ExpiresIn())
			}
		})
	}
}

func TestScope(t *testing.T) {
	noRefresh := tokenstest.Changed(tokenstest.OfflineAPI(), func(c *authd.Client) { c.GrantTypes.V = []oauth.GrantType{oauth.GrantAuthorizationCode} })
	const all = "openid profile email phone address"
	ask := func(r Request, audience, scope string) Request {
		r.Audience, r.Scope = audience, oauth.ParseScope(scope)
		return r
	}
	rows := []struct {
		name    string
		dir     authd.Directory
		r       Request
		granted string
		dropped []Dropped
	}{
		{"standard scopes need no API", tokenstest.Directory(), ask(implicit(), "", all), all, nil},
		{"standard scopes with an API", tokenstest.Directory(), ask(implicit(), orders, all), all, nil},
		{"the order asked is kept", tokenstest.Directory(), ask(implicit(), orders, "email read:orders openid"), "email read:orders openid", nil},
		{"an API's scope without the API", tokenstest.Directory(), ask(implicit(), "", "openid read:orders"), "openid",
			[]Dropped{{"read:orders", "it is not a standard scope, and no API is asked for that could define it"}}},
		{"a scope the API does not define", tokenstest.Directory(), ask(implicit(), orders, "openid write:orders"), "openid",
			[]Dropped{{"write:orders", "apis[" + orders + "].scopes does not define it"}}},
		{"offline_access at /authorize", tokenstest.OfflineAPI(), ask(implicit(), orders, "offline_access"), "",
			[]Dropped{{"offline_access", "/authorize itself never issues a refresh token, and this request asks for no code"}}},
		{"offline_access with the API and the grant", tokenstest.OfflineAPI(), ask(code(), orders, "offline_access"), "offline_access", nil},
		{"offline_access without an API", tokenstest.Directory(), ask(code(), "", "offline_access"), "offline_access", nil},
		{"offline_access the API does not allow", tokenstest.Directory(), ask(code(), orders, "offline_access"), "",
			[]Dropped{{"offline_access", "apis[" + orders + "].allow_offline_access is not true"}}},
		{"offline_access without the grant", noRefresh, ask(code(), orders, "offline_access"), "",
			[]Dropped{{"offline_access", "clients[spa].grant_types (authd.yaml:8) does not list refresh_token"}}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			got := mustResolve(t, row.dir, row.r).Scope
			if got.Granted.String() != row.granted || !slices.Equal(got.Dropped, row.dropped) {
				t.Errorf("got %+v, want %q and %+v dropped", got, row.granted, row.dropped)
			}
		})
	}
}

// A plan is made for every request, so it must cost next to nothing beside a
// signature.
func TestResolveAllocatesLittle(t *testing.T) {
	dir := tokenstest.Directory()
	for name, row := range map[string]struct {
		r    Request
		most float64
	}{
		"front, for an API": {withAudience(implicit(), orders), 9},
		"back, for an API":  {withAudience(code(), orders), 9},
		"front, for no API": {implicit(), 10}, // one more for the audiences passed over
	} {
		got := testing.AllocsPerRun(100, func() {
			if _, err := ResolveIn(dir, dir.Clients["spa"], row.r); err != nil {
				t.Fatal(err)
			}
		})
		if got > row.most {
			t.Errorf("%s: %v allocations, want at most %v", name, got, row.most)
		}
	}
}
