package tokens

import (
	"errors"
	"slices"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/tokens/jose"
)

// paths are the settings passed over, in order.
func paths(over []Passed) []string {
	list := []string{}
	for _, p := range over {
		list = append(list, p.Setting.Path)
	}
	return list
}

// own gives the client lifetimes of its own for one audience; 0 stays unset.
func own(audience string, web, token int) func(*authd.Client) {
	path := "clients[spa].token_lifetimes[" + audience + "]"
	l := authd.TokenLifetimes{
		Audience:            audience,
		TokenLifetimeForWeb: unset[time.Duration](path + ".token_lifetime_for_web"),
		TokenLifetime:       unset[time.Duration](path + ".token_lifetime"),
	}
	if web > 0 {
		l.TokenLifetimeForWeb = set(secs(web), path+".token_lifetime_for_web", 40)
	}
	if token > 0 {
		l.TokenLifetime = set(secs(token), path+".token_lifetime", 41)
	}
	return func(c *authd.Client) { c.TokenLifetimes = append(c.TokenLifetimes, l) }
}

func apiLifetimes(web, token int) func(*authd.API) {
	return func(a *authd.API) {
		if web > 0 {
			a.TokenLifetimeForWeb = set(secs(web), a.TokenLifetimeForWeb.At.Path, 22)
		}
		if token > 0 {
			a.TokenLifetime = set(secs(token), a.TokenLifetime.At.Path, 23)
		}
	}
}

func userinfoLifetimes(dir authd.Directory, web, token int) authd.Directory {
	u := &dir.Tenant.Userinfo
	if web > 0 {
		u.TokenLifetimeForWeb = set(secs(web), u.TokenLifetimeForWeb.At.Path, 4)
	}
	if token > 0 {
		u.TokenLifetime = set(secs(token), u.TokenLifetime.At.Path, 5)
	}
	return dir
}

func TestAccessLifetime(t *testing.T) {
	const (
		ownAPI   = "clients[spa].token_lifetimes[" + orders + "]"
		ownNone  = "clients[spa].token_lifetimes[userinfo]"
		apiWeb   = "apis[" + orders + "].token_lifetime_for_web"
		apiToken = "apis[" + orders + "].token_lifetime"
		noneWeb  = "userinfo.token_lifetime_for_web"
		noneTok  = "userinfo.token_lifetime"
		web      = ".token_lifetime_for_web"
		token    = ".token_lifetime"
		ask      = "expires_in of the request"
	)
	withAPI := func(web, token int) authd.Directory { return changedAPI(directory(), orders, apiLifetimes(web, token)) }
	front, back := withAudience(implicit(), orders), withAudience(code(), orders)
	may := func(dir authd.Directory) authd.Directory {
		return changed(dir, func(c *authd.Client) {
			c.AllowRequestedLifetime = set(true, "clients[spa].allow_requested_lifetime", 17)
		})
	}
	rows := []struct {
		name string
		dir  authd.Directory
		r    Request
		want int
		by   string
		from Origin
		over []string
	}{
		{"front: the client's own comes first", changed(withAPI(900, 3600), own(orders, 60, 0)), front, 60, ownAPI + web, FromFile, []string{apiWeb, apiToken}},
		{"front: then the API's", withAPI(900, 3600), front, 900, apiWeb, FromFile, []string{ownAPI + web, apiToken}},
		{"front: then 7200", directory(), front, 7200, apiWeb, FromDefault, []string{ownAPI + web, apiToken}},
		{"front: the client's own for another audience says nothing", changed(withAPI(900, 3600), own("userinfo", 60, 0)), front, 900, apiWeb, FromFile, []string{ownAPI + web, apiToken}},
		{"front: the client's own for the other channel says nothing", changed(withAPI(900, 3600), own(orders, 0, 60)), front, 900, apiWeb, FromFile, []string{ownAPI + web, apiToken}},
		{"front: the API's token_lifetime caps its own", withAPI(900, 300), front, 300, apiToken, FromFile, []string{ownAPI + web, apiWeb}},
		{"front: the API's token_lifetime caps the client's", changed(withAPI(0, 300), own(orders, 900, 0)), front, 300, apiToken, FromFile, []string{ownAPI + web}},
		{"front: the API's token_lifetime caps the default", withAPI(0, 300), front, 300, apiToken, FromFile, []string{ownAPI + web, apiWeb}},
		{"front: the cap is 86400 by default", withAPI(100000, 0), front, 86400, apiToken, FromDefault, []string{ownAPI + web, apiWeb}},
		{"front: a cap that is met does not decide", withAPI(300, 300), front, 300, apiWeb, FromFile, []string{ownAPI + web, apiToken}},
		{"back: the client's own comes first", changed(withAPI(900, 3600), own(orders, 0, 60)), back, 60, ownAPI + token, FromFile, []string{apiToken}},
		{"back: then the API's", withAPI(900, 3600), back, 3600, apiToken, FromFile, []string{ownAPI + token}},
		{"back: then 86400", withAPI(900, 0), back, 86400, apiToken, FromDefault, []string{ownAPI + token}},
		{"back: the client's own may be longer than the API's", changed(withAPI(0, 3600), own(orders, 0, 7200)), back, 7200, ownAPI + token, FromFile, []string{apiToken}},
		{"no API, front: the client's own comes first", changed(userinfoLifetimes(directory(), 900, 3600), own("userinfo", 60, 0)), implicit(), 60, ownNone + web, FromFile, []string{noneWeb, noneTok}},
		{"no API, front: then the userinfo setting", userinfoLifetimes(directory(), 900, 3600), implicit(), 900, noneWeb, FromFile, []string{ownNone + web, noneTok}},
		{"no API, front: then 7200", directory(), implicit(), 7200, noneWeb, FromDefault, []string{ownNone + web, noneTok}},
		{"no API, front: userinfo.token_lifetime caps it", userinfoLifetimes(directory(), 0, 300), implicit(), 300, noneTok, FromFile, []string{ownNone + web, noneWeb}},
		{"no API, back: the client's own comes first", changed(userinfoLifetimes(directory(), 900, 3600), own("userinfo", 0, 60)), code(), 60, ownNone + token, FromFile, []string{noneTok}},
		{"no API, back: then the userinfo setting", userinfoLifetimes(directory(), 900, 3600), code(), 3600, noneTok, FromFile, []string{ownNone + token}},
		{"no API, back: then 86400", directory(), code(), 86400, noneTok, FromDefault, []string{ownNone + token}},
		{"the request may shorten, front", may(withAPI(900, 0)), shortened(front, 10), 10, ask, FromRequest, []string{ownAPI + web, apiToken, apiWeb}},
		{"the request may shorten, back", may(withAPI(900, 0)), shortened(back, 10), 10, ask, FromRequest, []string{ownAPI + token, apiToken}},
		{"the request never lengthens", may(withAPI(900, 0)), shortened(front, 901), 900, apiWeb, FromFile, []string{ownAPI + web, apiToken, ask}},
		{"the request has no say unless the client may ask", withAPI(900, 0), shortened(front, 10), 900, apiWeb, FromFile, []string{ownAPI + web, apiToken, ask}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			got := mustResolve(t, row.dir, row.r).Access.Lifetime
			if got.Value != secs(row.want) || got.By.Path != row.by || got.From != row.from {
				t.Errorf("%v by %s (%s), want %ds by %s (%s)", got.Value, got.By.Path, got.From, row.want, row.by, row.from)
			}
			if !slices.Equal(paths(got.Over), row.over) {
				t.Errorf("over %q, want %q", paths(got.Over), row.over)
			}
		})
	}
}

func TestRequestedLifetimeIsWholeSeconds(t *testing.T) {
	for _, row := range []struct {
		asked, want time.Duration
	}{
		{1900 * time.Millisecond, time.Second},
		{900 * time.Millisecond, secs(7200)}, // less than one second cannot be granted
		{-time.Second, secs(7200)},
	} {
		r := implicit()
		r.MaxLifetime = row.asked
		if got := mustResolve(t, allowedToShorten(), r).Access.Lifetime.Value; got != row.want {
			t.Errorf("asked %v, got %v, want %v", row.asked, got, row.want)
		}
	}
}

func TestIDTokenLifetimeHasOneSetting(t *testing.T) {
	const path = "clients[spa].jwt_configuration.lifetime_in_seconds"
	crowded := changedAPI(changed(userinfoLifetimes(directory(), 20, 30), own("userinfo", 40, 50)), orders, apiLifetimes(60, 70))
	for name, r := range map[string]Request{"front": implicit(), "front for an API": withAudience(implicit(), orders), "back": code()} {
		t.Run(name+": other lifetimes and the request leave it alone", func(t *testing.T) {
			got := mustResolve(t, crowded, shortened(r, 5)).ID.Lifetime
			if got.Value != secs(36000) || got.By.Path != path || got.From != FromDefault {
				t.Errorf("got %+v", got)
			}
		})
		t.Run(name+": its own decides", func(t *testing.T) {
			got := mustResolve(t, jwtExpiration10(), r).ID.Lifetime
			if got.Value != secs(10) || got.By.Path != path || got.By.Line != 14 || got.From != FromFile {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestRefreshToken(t *testing.T) {
	r := withAudience(offline(code()), orders)
	defaults := RefreshToken{
		Rotation:     Choice[string]{Value: "rotating", From: FromDefault},
		Expiration:   Choice[string]{Value: "expiring", From: FromDefault},
		Lifetime:     Choice[time.Duration]{Value: secs(2592000), From: FromDefault},
		IdleLifetime: Choice[time.Duration]{Value: secs(1296000), From: FromDefault},
		Leeway:       Choice[time.Duration]{Value: secs(30), From: FromDefault},
	}
	t.Run("defaults", func(t *testing.T) { checkRefresh(t, mustResolve(t, offlineAPI(), r).Refresh, defaults) })
	dir := changed(offlineAPI(), func(c *authd.Client) {
		s := &c.RefreshToken
		s.RotationType, s.ExpirationType = set("non-rotating", "r", 1), set("non-expiring", "e", 2)
		s.TokenLifetime, s.IdleTokenLifetime, s.Leeway = set(secs(3), "t", 3), set(secs(2), "i", 4), set(secs(0), "l", 5)
	})
	configured := RefreshToken{
		Rotation:     Choice[string]{Value: "non-rotating", From: FromFile},
		Expiration:   Choice[string]{Value: "non-expiring", From: FromFile},
		Lifetime:     Choice[time.Duration]{Value: secs(3), From: FromFile},
		IdleLifetime: Choice[time.Duration]{Value: secs(2), From: FromFile},
		Leeway:       Choice[time.Duration]{Value: 0, From: FromFile},
	}
	t.Run("configured", func(t *testing.T) { checkRefresh(t, mustResolve(t, dir, r).Refresh, configured) })
}

func checkRefresh(t *testing.T, got *RefreshToken, want RefreshToken) {
	t.Helper()
	if got == nil {
		t.Fatal("no refresh token")
	}
	same(t, "rotation", got.Rotation, want.Rotation)
	same(t, "expiration", got.Expiration, want.Expiration)
	same(t, "lifetime", got.Lifetime, want.Lifetime)
	same(t, "idle lifetime", got.IdleLifetime, want.IdleLifetime)
	same(t, "leeway", got.Leeway, want.Leeway)
}

func same[T comparable](t *testing.T, name string, got, want Choice[T]) {
	t.Helper()
	if got.Value != want.Value || got.From != want.From {
		t.Errorf("%s is %v (%s), want %v (%s)", name, got.Value, got.From, want.Value, want.From)
	}
}

func TestAudience(t *testing.T) {
	clientDefault := func(dir authd.Directory, audience string) authd.Directory {
		return changed(dir, func(c *authd.Client) {
			c.DefaultAudience = set(audience, "clients[spa].default_audience", 12)
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
		{"the request's comes first", clientDefault(defaultAudience(), secrets), withAudience(implicit(), orders), []string{orders, userinfo}, ask, FromRequest, []string{client, tenant}},
		{"then the client's default", clientDefault(defaultAudience(), secrets), implicit(), []string{secrets}, client, FromFile, []string{ask, tenant}},
		{"then the tenant's default", defaultAudience(), implicit(), []string{orders, userinfo}, tenant, FromFile, []string{ask, client}},
		{"then none", directory(), implicit(), []string{userinfo}, ruleNoAPI, FromRule, []string{ask, client, tenant}},
		{"asking for /userinfo overrules the defaults", clientDefault(defaultAudience(), secrets), withAudience(implicit(), userinfo), []string{userinfo}, ask, FromRequest, []string{client, tenant}},
		{"a client's default may be /userinfo", clientDefault(defaultAudience(), userinfo), implicit(), []string{userinfo}, client, FromFile, []string{ask, tenant}},
		{"no openid, no second audience", directory(), withoutOpenID, []string{orders}, ask, FromRequest, []string{}},
		{"HS256, no second audience", directory(), withAudience(implicit(), secrets), []string{secrets}, ask, FromRequest, []string{}},
		{"the same at the token endpoint", directory(), withAudience(code(), orders), []string{orders, userinfo}, ask, FromRequest, []string{}},
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
		"asked for": directory(),
		"a default": func() authd.Directory {
			dir := directory()
			dir.Tenant.DefaultAudience = set(orders+"/", "tenant.default_audience", 3)
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
		other := api("https://other.example.com")
		if _, err := Resolve(tenant(), spa(), &other, withAudience(implicit(), orders)); err == nil {
			t.Error("no error")
		}
	})
}

func TestFormatAndAlg(t *testing.T) {
	withAlg := func(alg string) authd.Directory {
		return changedAPI(directory(), orders, func(a *authd.API) { a.SigningAlg = set(alg, a.SigningAlg.At.Path, 21) })
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
		{"no API", directory(), implicit(), Opaque, "userinfo.token_format", algOpaque, ruleOpaqueAlg},
		{"no API, JWT asked for", userinfoJWT(), implicit(), JWT, "userinfo.token_format", jose.RS256, ruleUserinfoAlg},
		{"an API by default", directory(), forAPI, JWT, ruleAPIFormat, jose.RS256, algPath},
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
		dir := changed(withAlg(jose.ES256), func(c *authd.Client) { c.IDTokenAlg = set(jose.PS256, c.IDTokenAlg.At.Path, 15) })
		if got := mustResolve(t, dir, forAPI).ID.Alg; got.Value != jose.PS256 || got.By.Line != 15 {
			t.Errorf("got %+v", got)
		}
	})
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
		{"client_credentials", offline(clientCredentials), true, false, false},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			p := mustResolve(t, directory(), row.r)
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
	noRefresh := changed(offlineAPI(), func(c *authd.Client) { c.GrantTypes.V = []oauth.GrantType{oauth.GrantAuthorizationCode} })
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
		{"standard scopes need no API", directory(), ask(implicit(), "", all), all, nil},
		{"standard scopes with an API", directory(), ask(implicit(), orders, all), all, nil},
		{"the order asked is kept", directory(), ask(implicit(), orders, "email read:orders openid"), "email read:orders openid", nil},
		{"an API's scope without the API", directory(), ask(implicit(), "", "openid read:orders"), "openid",
			[]Dropped{{"read:orders", "it is not a standard scope, and no API is asked for that could define it"}}},
		{"a scope the API does not define", directory(), ask(implicit(), orders, "openid write:orders"), "openid",
			[]Dropped{{"write:orders", "apis[" + orders + "].scopes does not define it"}}},
		{"offline_access at /authorize", offlineAPI(), ask(implicit(), orders, "offline_access"), "",
			[]Dropped{{"offline_access", "/authorize itself never issues a refresh token, and this request asks for no code"}}},
		{"offline_access with the API and the grant", offlineAPI(), ask(code(), orders, "offline_access"), "offline_access", nil},
		{"offline_access without an API", directory(), ask(code(), "", "offline_access"), "offline_access", nil},
		{"offline_access the API does not allow", directory(), ask(code(), orders, "offline_access"), "",
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
