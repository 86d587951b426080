package tokens

import (
	"slices"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/tokens/tokenstest"
)

func apiLifetimes(web, token int) func(*authd.API) {
	return func(a *authd.API) {
		if web > 0 {
			a.TokenLifetimeForWeb = tokenstest.Set(tokenstest.Seconds(web), a.TokenLifetimeForWeb.At.Path, 22)
		}
		if token > 0 {
			a.TokenLifetime = tokenstest.Set(tokenstest.Seconds(token), a.TokenLifetime.At.Path, 23)
		}
	}
}

func userinfoLifetimes(dir authd.Directory, web, token int) authd.Directory {
	u := &dir.Tenant.Userinfo
	if web > 0 {
		u.TokenLifetimeForWeb = tokenstest.Set(tokenstest.Seconds(web), u.TokenLifetimeForWeb.At.Path, 4)
	}
	if token > 0 {
		u.TokenLifetime = tokenstest.Set(tokenstest.Seconds(token), u.TokenLifetime.At.Path, 5)
	}
	return dir
}

// A lifetimeRow is one access token's lifetime: seconds, what decided, what not.
type lifetimeRow struct {
	name string
	dir  authd.Directory
	r    Request
	want int
	by   string
	from Origin
	over []string
}

func (row lifetimeRow) check(t *testing.T) {
	t.Helper()
	got := mustResolve(t, row.dir, row.r).Access.Lifetime
	if got.Value != tokenstest.Seconds(row.want) || got.By.Path != row.by || got.From != row.from {
		t.Errorf("%v by %s (%s), want %ds by %s (%s)", got.Value, got.By.Path, got.From, row.want, row.by, row.from)
	}
	if !slices.Equal(paths(got.Over), row.over) {
		t.Errorf("over %q, want %q", paths(got.Over), row.over)
	}
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
	withAPI := func(web, token int) authd.Directory {
		return tokenstest.ChangedAPI(tokenstest.Directory(), orders, apiLifetimes(web, token))
	}
	front, back := withAudience(implicit(), orders), withAudience(code(), orders)
	may := func(dir authd.Directory) authd.Directory {
		return tokenstest.Changed(dir, func(c *authd.Client) {
			c.AllowRequestedLifetime = tokenstest.Set(true, "clients[spa].allow_requested_lifetime", 17)
		})
	}
	rows := []lifetimeRow{
		{"front: the client's own comes first", tokenstest.Changed(withAPI(900, 3600), tokenstest.Own(orders, 60, 0)), front, 60, ownAPI + web, FromFile, []string{apiWeb, apiToken}},
		{"front: then the API's", withAPI(900, 3600), front, 900, apiWeb, FromFile, []string{ownAPI + web, apiToken}},
		{"front: then 7200", tokenstest.Directory(), front, 7200, apiWeb, FromDefault, []string{ownAPI + web, apiToken}},
		{"front: the client's own for another audience says nothing", tokenstest.Changed(withAPI(900, 3600), tokenstest.Own("userinfo", 60, 0)), front, 900, apiWeb, FromFile, []string{ownAPI + web, apiToken}},
		{"front: the client's own for the other channel says nothing", tokenstest.Changed(withAPI(900, 3600), tokenstest.Own(orders, 0, 60)), front, 900, apiWeb, FromFile, []string{ownAPI + web, apiToken}},
		{"front: the API's token_lifetime caps its own", withAPI(900, 300), front, 300, apiToken, FromFile, []string{ownAPI + web, apiWeb}},
		{"front: the API's token_lifetime caps the client's", tokenstest.Changed(withAPI(0, 300), tokenstest.Own(orders, 900, 0)), front, 300, apiToken, FromFile, []string{ownAPI + web}},
		{"front: the API's token_lifetime caps the default", withAPI(0, 300), front, 300, apiToken, FromFile, []string{ownAPI + web, apiWeb}},
		{"front: the cap is 86400 by default", withAPI(100000, 0), front, 86400, apiToken, FromDefault, []string{ownAPI + web, apiWeb}},
		{"front: a cap that is met does not decide", withAPI(300, 300), front, 300, apiWeb, FromFile, []string{ownAPI + web, apiToken}},
		{"back: the client's own comes first", tokenstest.Changed(withAPI(900, 3600), tokenstest.Own(orders, 0, 60)), back, 60, ownAPI + token, FromFile, []string{apiToken}},
		{"back: then the API's", withAPI(900, 3600), back, 3600, apiToken, FromFile, []string{ownAPI + token}},
		{"back: then 86400", withAPI(900, 0), back, 86400, apiToken, FromDefault, []string{ownAPI + token}},
		{"back: the client's own may be longer than the API's", tokenstest.Changed(withAPI(0, 3600), tokenstest.Own(orders, 0, 7200)), back, 7200, ownAPI + token, FromFile, []string{apiToken}},
		{"no API, front: the client's own comes first", tokenstest.Changed(userinfoLifetimes(tokenstest.Directory(), 900, 3600), tokenstest.Own("userinfo", 60, 0)), implicit(), 60, ownNone + web, FromFile, []string{noneWeb, noneTok}},
		{"no API, front: then the userinfo setting", userinfoLifetimes(tokenstest.Directory(), 900, 3600), implicit(), 900, noneWeb, FromFile, []string{ownNone + web, noneTok}},
		{"no API, front: then 7200", tokenstest.Directory(), implicit(), 7200, noneWeb, FromDefault, []string{ownNone + web, noneTok}},
		{"no API, front: userinfo.token_lifetime caps it", userinfoLifetimes(tokenstest.Directory(), 0, 300), implicit(), 300, noneTok, FromFile, []string{ownNone + web, noneWeb}},
		{"no API, back: the client's own comes first", tokenstest.Changed(userinfoLifetimes(tokenstest.Directory(), 900, 3600), tokenstest.Own("userinfo", 0, 60)), code(), 60, ownNone + token, FromFile, []string{noneTok}},
		{"no API, back: then the userinfo setting", userinfoLifetimes(tokenstest.Directory(), 900, 3600), code(), 3600, noneTok, FromFile, []string{ownNone + token}},
		{"no API, back: then 86400", tokenstest.Directory(), code(), 86400, noneTok, FromDefault, []string{ownNone + token}},
		{"the request may shorten, front", may(withAPI(900, 0)), shortened(front, 10), 10, ask, FromRequest, []string{ownAPI + web, apiToken, apiWeb}},
		{"the request may shorten, back", may(withAPI(900, 0)), shortened(back, 10), 10, ask, FromRequest, []string{ownAPI + token, apiToken}},
		{"the request never lengthens", may(withAPI(900, 0)), shortened(front, 901), 900, apiWeb, FromFile, []string{ownAPI + web, apiToken, ask}},
		{"the request has no say unless the client may ask", withAPI(900, 0), shortened(front, 10), 900, apiWeb, FromFile, []string{ownAPI + web, apiToken, ask}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) { row.check(t) })
	}
}

func TestRequestedLifetimeIsWholeSeconds(t *testing.T) {
	for _, row := range []struct {
		asked, want time.Duration
	}{
		{1900 * time.Millisecond, time.Second},
		{900 * time.Millisecond, tokenstest.Seconds(7200)}, // less than one second cannot be granted
		{-time.Second, tokenstest.Seconds(7200)},
	} {
		r := implicit()
		r.MaxLifetime = row.asked
		if got := mustResolve(t, tokenstest.AllowedToShorten(), r).Access.Lifetime.Value; got != row.want {
			t.Errorf("asked %v, got %v, want %v", row.asked, got, row.want)
		}
	}
}

func TestIDTokenLifetimeHasOneSetting(t *testing.T) {
	const path = "clients[spa].jwt_configuration.lifetime_in_seconds"
	crowded := tokenstest.ChangedAPI(tokenstest.Changed(userinfoLifetimes(tokenstest.Directory(), 20, 30), tokenstest.Own("userinfo", 40, 50)), orders, apiLifetimes(60, 70))
	for name, r := range map[string]Request{"front": implicit(), "front for an API": withAudience(implicit(), orders), "back": code()} {
		t.Run(name+": other lifetimes and the request leave it alone", func(t *testing.T) {
			got := mustResolve(t, crowded, shortened(r, 5)).ID.Lifetime
			if got.Value != tokenstest.Seconds(36000) || got.By.Path != path || got.From != FromDefault {
				t.Errorf("got %+v", got)
			}
		})
		t.Run(name+": its own decides", func(t *testing.T) {
			got := mustResolve(t, tokenstest.JWTExpiration10(), r).ID.Lifetime
			if got.Value != tokenstest.Seconds(10) || got.By.Path != path || got.By.Line != 14 || got.From != FromFile {
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
		Lifetime:     Choice[time.Duration]{Value: tokenstest.Seconds(2592000), From: FromDefault},
		IdleLifetime: Choice[time.Duration]{Value: tokenstest.Seconds(1296000), From: FromDefault},
		Leeway:       Choice[time.Duration]{Value: tokenstest.Seconds(30), From: FromDefault},
	}
	t.Run("defaults", func(t *testing.T) { checkRefresh(t, mustResolve(t, tokenstest.OfflineAPI(), r).Refresh, defaults) })
	custom := func(c *authd.Client) {
		s := &c.RefreshToken
		s.RotationType, s.ExpirationType = tokenstest.Set("non-rotating", "r", 1), tokenstest.Set("non-expiring", "e", 2)
		s.TokenLifetime, s.IdleTokenLifetime, s.Leeway = tokenstest.Set(tokenstest.Seconds(3), "t", 3), tokenstest.Set(tokenstest.Seconds(2), "i", 4), tokenstest.Set(tokenstest.Seconds(0), "l", 5)
	}
	public := tokenstest.Changed(tokenstest.OfflineAPI(), custom)
	confidential := tokenstest.Changed(tokenstest.Changed(tokenstest.OfflineAPI(), custom), func(c *authd.Client) { c.Secret = "kept" })
	configured := RefreshToken{
		Rotation:     Choice[string]{Value: "non-rotating", From: FromFile},
		Expiration:   Choice[string]{Value: "non-expiring", From: FromFile},
		Lifetime:     Choice[time.Duration]{Value: tokenstest.Seconds(3), From: FromFile},
		IdleLifetime: Choice[time.Duration]{Value: tokenstest.Seconds(2), From: FromFile},
		Leeway:       Choice[time.Duration]{Value: 0, From: FromFile},
	}
	t.Run("configured", func(t *testing.T) { checkRefresh(t, mustResolve(t, confidential, r).Refresh, configured) })
	// RT-01: a public client's tokens rotate, and what rotates ends.
	t.Run("configured, for a public client", func(t *testing.T) {
		got := mustResolve(t, public, r).Refresh
		want := configured
		want.Rotation = Choice[string]{Value: Rotating, From: FromRule}
		want.Expiration = Choice[string]{Value: Expiring, From: FromRule}
		checkRefresh(t, got, want)
		if over := got.Rotation.Over; len(over) != 1 || over[0].Setting.Path != "r" {
			t.Errorf("rotation does not say which setting has no say: %+v", over)
		}
	})
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

func TestSession(t *testing.T) {
	long := tokenstest.Directory()
	long.Tenant.SessionLifetime = tokenstest.Set(tokenstest.Seconds(100), "tenant.session_lifetime", 5)
	long.Tenant.IdleSessionLifetime = tokenstest.Set(tokenstest.Seconds(50), "tenant.idle_session_lifetime", 6)
	for _, row := range []struct {
		name           string
		dir            authd.Directory
		lifetime, idle Choice[time.Duration]
	}{
		{"defaults", tokenstest.Directory(), Choice[time.Duration]{Value: tokenstest.Seconds(604800), From: FromDefault}, Choice[time.Duration]{Value: tokenstest.Seconds(259200), From: FromDefault}},
		{"configured", long, Choice[time.Duration]{Value: tokenstest.Seconds(100), From: FromFile}, Choice[time.Duration]{Value: tokenstest.Seconds(50), From: FromFile}},
	} {
		t.Run(row.name, func(t *testing.T) {
			got := mustResolve(t, row.dir, implicit()).Session
			if got == nil {
				t.Fatal("no session at /authorize")
			}
			same(t, "lifetime", got.Lifetime, row.lifetime)
			same(t, "idle lifetime", got.IdleLifetime, row.idle)
			if back := mustResolve(t, row.dir, code()).Session; back != nil {
				t.Errorf("/oauth/token has nothing to do with a session: %+v", back)
			}
		})
	}
}
