package changes

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
)

func seconds(n int, line int) authd.Value[time.Duration] {
	return authd.Value[time.Duration]{V: time.Duration(n) * time.Second, Set: true, At: authd.Setting{Path: "here", File: "a.yaml", Line: line}}
}

func client(id string, grants ...oauth.GrantType) authd.Client {
	return authd.Client{ID: id, Name: id, GrantTypes: authd.Value[[]oauth.GrantType]{V: grants, Set: true}, Connections: []string{"email"}}
}

func side(change func(*authd.Directory), said ...string) Side {
	d := authd.Directory{
		Tenant: authd.Tenant{Issuer: "https://auth.test/"},
		Clients: map[string]authd.Client{
			"spa":  client("spa", oauth.GrantImplicit),
			"old":  client("old", oauth.GrantImplicit),
			"code": client("code", oauth.GrantAuthorizationCode, oauth.GrantRefreshToken),
		},
		APIs: map[string]authd.API{"https://api.test": {Identifier: "https://api.test", AllowOfflineAccess: authd.Value[bool]{V: true, Set: true}}},
	}
	change(&d)
	settings := map[string]string{}
	for _, s := range said {
		path, value, _ := strings.Cut(s, "=")
		settings[path] = value
	}
	return Side{Directory: d, Settings: settings, IsSecret: func(path string) bool { return strings.HasSuffix(path, "secret") }}
}

func nothing(*authd.Directory) {}

func with(id string, change func(*authd.Client)) func(*authd.Directory) {
	return func(d *authd.Directory) {
		c := d.Clients[id]
		change(&c)
		d.Clients[id] = c
	}
}

func TestLifetimesAreThoseOfTokens(t *testing.T) {
	api := func(web, back int) func(*authd.Directory) {
		return func(d *authd.Directory) {
			a := d.APIs["https://api.test"]
			a.TokenLifetimeForWeb, a.TokenLifetime = seconds(web, 3), seconds(back, 4)
			d.APIs["https://api.test"] = a
		}
	}
	for name, row := range map[string]struct {
		before, after func(*authd.Directory)
		want          string
	}{
		"nothing": {nothing, nothing, ""},
		"a line moved": {func(d *authd.Directory) { d.Tenant.Userinfo.TokenLifetimeForWeb = seconds(60, 1) },
			func(d *authd.Directory) { d.Tenant.Userinfo.TokenLifetimeForWeb = seconds(60, 9) }, ""},
		"for no API": {nothing, func(d *authd.Directory) { d.Tenant.Userinfo.TokenLifetimeForWeb = seconds(10, 7) },
			"clients[old, spa]: access tokens at /authorize for no API from 7200 s to 10 s, by here (a.yaml:7)"},
		"for no API, and one that has its own": {with("spa", own), func(d *authd.Directory) {
			with("spa", own)(d)
			d.Tenant.Userinfo.TokenLifetimeForWeb = seconds(10, 7)
		}, "clients[old]: access tokens at /authorize for no API from 7200 s to 10 s, by here (a.yaml:7)"},
		"of an API": {nothing, api(60, 600),
			"clients[code]: access tokens at /oauth/token for https://api.test from 86400 s to 600 s, by here (a.yaml:4)\n" +
				"clients[old, spa]: access tokens at /authorize for https://api.test from 7200 s to 60 s, by here (a.yaml:3)"},
		"capped": {api(60, 600), api(60, 30),
			"clients[code]: access tokens at /oauth/token for https://api.test from 600 s to 30 s, by here (a.yaml:4)\n" +
				"clients[old, spa]: access tokens at /authorize for https://api.test from 60 s to 30 s, by here (a.yaml:4)"},
		"ID tokens":       {nothing, with("spa", func(c *authd.Client) { c.IDTokenLifetime = seconds(10, 5) }), "clients[spa]: ID tokens from 36000 s to 10 s, by here (a.yaml:5)"},
		"refresh tokens":  {nothing, with("code", func(c *authd.Client) { c.RefreshToken.IdleTokenLifetime = seconds(60, 5) }), "clients[code]: unused refresh tokens from 1296000 s to 60 s, by here (a.yaml:5)"},
		"a client is new": {nothing, func(d *authd.Directory) { d.Clients["new"] = client("new", oauth.GrantImplicit) }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := strings.Join(Between(side(row.before), side(row.after)), "\n"); got != row.want {
				t.Errorf("got\n%s\nwant\n%s", got, row.want)
			}
		})
	}
}

func own(c *authd.Client) {
	c.TokenLifetimes = []authd.TokenLifetimes{{Audience: authd.AudienceUserinfo, TokenLifetimeForWeb: seconds(60, 2)}}
}

func TestSettingsInWords(t *testing.T) {
	for name, row := range map[string]struct{ before, after, want []string }{
		"set":            {nil, []string{"limits.code.tries=5"}, []string{"limits.code.tries: set to 5"}},
		"unset":          {[]string{"limits.code.tries=5"}, nil, []string{"limits.code.tries: not set any more (was 5)"}},
		"changed":        {[]string{"limits.code.tries=5"}, []string{"limits.code.tries=3"}, []string{"limits.code.tries: from 5 to 3"}},
		"the same":       {[]string{"limits.code.tries=5"}, []string{"limits.code.tries=5"}, nil},
		"a secret":       {[]string{"clients[spa].client_id=spa", "clients[spa].client_secret=old"}, []string{"clients[spa].client_id=spa", "clients[spa].client_secret=new"}, []string{"clients[spa].client_secret: changed (it is a secret)"}},
		"a client comes": {nil, []string{"clients[spa].client_id=spa", "clients[spa].name=My SPA", "clients[spa].refresh_token.leeway=3"}, []string{"clients[spa]: added"}},
		"a client goes":  {[]string{"clients[a.b]c].client_id=a.b]c", "clients[a.b]c].name=x"}, nil, []string{"clients[a.b]c]: removed"}},
		"within a client": {[]string{"clients[spa].client_id=spa"}, []string{"clients[spa].client_id=spa", "clients[spa].token_lifetimes[userinfo].audience=userinfo", "clients[spa].token_lifetimes[userinfo].token_lifetime=9"},
			[]string{"clients[spa].token_lifetimes[userinfo]: added"}},
		"an API with dots": {[]string{"apis[https://a.test/x].identifier=https://a.test/x", "apis[https://a.test/x].name=A"}, []string{"apis[https://a.test/x].identifier=https://a.test/x", "apis[https://a.test/x].name=B"}, []string{"apis[https://a.test/x].name: from A to B"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := Between(side(nothing, row.before...), side(nothing, row.after...))
			if strings.Join(got, "\n") != strings.Join(row.want, "\n") {
				t.Errorf("got %q, want %q", got, row.want)
			}
		})
	}
}

func TestManyClientsAreOneSentence(t *testing.T) {
	many := func(change func(*authd.Directory)) Side {
		return side(func(d *authd.Directory) {
			for i := range 50 {
				id := fmt.Sprintf("c%02d", i)
				d.Clients[id] = client(id, oauth.GrantImplicit)
			}
			change(d)
		})
	}
	got := Between(many(nothing), many(func(d *authd.Directory) { d.Tenant.Userinfo.TokenLifetimeForWeb = seconds(10, 7) }))
	want := "clients[c00, c01, c02 and 49 more]: access tokens at /authorize for no API from 7200 s to 10 s, by here (a.yaml:7)"
	if len(got) != 1 || got[0] != want {
		t.Errorf("got %q", got)
	}
}

func TestEnding(t *testing.T) {
	live := map[string]int{"email": 3, "sms": 2, "gone": 5}
	before := side(with("spa", func(c *authd.Client) { c.Connections = []string{"email", "sms"} })).Directory
	after := side(nothing).Directory
	if got := Ending(before, after, live); got != 2 {
		t.Errorf("%d sessions end", got)
	}
	if got := Ending(before, before, live); got != 0 {
		t.Errorf("%d sessions end where nothing changed", got)
	}
}

// 10,000 clients and 20 APIs, of which one line changed.
func BenchmarkBetween(b *testing.B) {
	big := func(change func(*authd.Directory)) Side {
		return side(func(d *authd.Directory) {
			for i := range 10_000 {
				id := fmt.Sprintf("client-%05d", i)
				d.Clients[id] = client(id, oauth.GrantImplicit, oauth.GrantAuthorizationCode)
			}
			for i := range 20 {
				id := fmt.Sprintf("https://api-%d.test", i)
				d.APIs[id] = authd.API{Identifier: id}
			}
			change(d)
		})
	}
	before, after := big(nothing), big(func(d *authd.Directory) { d.Tenant.Userinfo.TokenLifetimeForWeb = seconds(10, 7) })
	b.ReportAllocs()
	for b.Loop() {
		if len(Between(before, after)) != 1 {
			b.Fatal("one sentence was due")
		}
	}
}
