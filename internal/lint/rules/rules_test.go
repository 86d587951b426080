package rules

import (
	"slices"
	"strings"
	"testing"

	"authd/internal/lint"
)

const (
	devs = `"urn:ietf:params:oauth:grant-type:device_code"`
	otp  = `"http://auth0.com/oauth/grant-type/passwordless/otp"`
	api  = "https://api.example.com"
	back = `callbacks: ["https://app.example.com/cb"]`
)

// A case is a configuration and what one rule finds in it: the paths of the
// settings, or nothing.
type ruleCase struct {
	name, text string
	want       []string
}

func TestRules(t *testing.T) {
	for rule, cases := range map[string][]ruleCase{
		"unused-lifetime": {
			{"an API's for the front, of ID tokens alone", "apis: [{identifier: " + api + ", token_lifetime_for_web: 60}]\nclients: [{client_id: a, grant_types: [implicit], response_types: [id_token], " + back + "}]",
				[]string{"apis[" + api + "].token_lifetime_for_web"}},
			{"an API's for the front, beside a code", "apis: [{identifier: " + api + ", token_lifetime_for_web: 60}]\nclients: [{client_id: a, grant_types: [implicit, authorization_code], response_types: [code token], " + back + "}]", nil},
			{"an API's for the front, used", "apis: [{identifier: " + api + ", token_lifetime_for_web: 60}]\nclients: [{client_id: a, grant_types: [implicit], " + back + "}]", nil},
			{"an API's for the back, used by one-time codes", "apis: [{identifier: " + api + ", token_lifetime: 8000}]\nclients: [{client_id: a, grant_types: [" + otp + "]}]", nil},
			{"an API's for the back, used by devices", "apis: [{identifier: " + api + ", token_lifetime: 8000}]\nclients: [{client_id: a, grant_types: [" + devs + "]}]", nil},
			{"an API's for the back, one-time codes of a third party", "apis: [{identifier: " + api + ", token_lifetime: 8000}]\nclients: [{client_id: a, is_first_party: false, grant_types: [" + otp + ", implicit], " + back + "}]",
				[]string{"apis[" + api + "].token_lifetime"}},
			{"an API's for the back is the cap that decides", "apis: [{identifier: " + api + ", token_lifetime: 60}]\nclients: [{client_id: a, grant_types: [implicit], " + back + "}]", nil},
			{"an API's for the back is the cap that is needed", "apis: [{identifier: " + api + ", token_lifetime: 3d, token_lifetime_for_web: 2d}]\nclients: [{client_id: a, grant_types: [implicit], " + back + "}]", nil},
			{"an API's for the back is a cap never reached", "apis: [{identifier: " + api + ", token_lifetime: 8h, token_lifetime_for_web: 1h}]\nclients: [{client_id: a, grant_types: [implicit], " + back + "}]",
				[]string{"apis[" + api + "].token_lifetime"}},
			{"an API's, which all clients overrule", "apis: [{identifier: " + api + ", token_lifetime: 60}]\nclients: [{client_id: a, grant_types: [authorization_code], " + back + ", token_lifetimes: [{audience: " + api + ", token_lifetime: 30}]}]",
				[]string{"apis[" + api + "].token_lifetime"}},
			{"an API's, which all clients but one overrule", "apis: [{identifier: " + api + ", token_lifetime: 60}]\nclients: [{client_id: a, grant_types: [authorization_code], " + back + ", token_lifetimes: [{audience: " + api + ", token_lifetime: 30}]}, {client_id: b, grant_types: [authorization_code], " + back + "}]", nil},
			{"an API's for the back, used by client_credentials alone", "apis: [{identifier: " + api + ", token_lifetime: 60}]\nclients: [{client_id: a, client_secret: s, grant_types: [client_credentials], client_grants: [{audience: " + api + "}]}]", nil},
			{"an API's for the back, not granted", "apis: [{identifier: " + api + ", token_lifetime: 60}, {identifier: other}]\nclients: [{client_id: a, client_secret: s, grant_types: [client_credentials], client_grants: [{audience: other}]}]",
				[]string{"apis[" + api + "].token_lifetime"}},
			{"userinfo's, used", "userinfo: {token_lifetime: 8000, token_lifetime_for_web: 60}\nclients: [{client_id: a, grant_types: [authorization_code, implicit], " + back + "}]", nil},
			{"userinfo's, used beside a default audience", "apis: [{identifier: " + api + "}]\ntenant: {default_audience: " + api + "}\nuserinfo: {token_lifetime_for_web: 60}\nclients: [{client_id: a, grant_types: [implicit], " + back + "}]", nil},
			{"userinfo's for the front, by a client without implicit", "userinfo: {token_lifetime_for_web: 60}\nclients: [{client_id: a, grant_types: [authorization_code], " + back + "}]",
				[]string{"userinfo.token_lifetime_for_web"}},
			{"a client's own, of both kinds", "clients: [{client_id: a, grant_types: [authorization_code], " + back + ", token_lifetimes: [{audience: userinfo, token_lifetime_for_web: 60, token_lifetime: 60}]}]",
				[]string{"clients[a].token_lifetimes[userinfo].token_lifetime_for_web"}},
			{"the ID token's of a machine", "apis: [{identifier: " + api + "}]\nclients: [{client_id: a, client_secret: s, grant_types: [client_credentials], client_grants: [{audience: " + api + "}], jwt_configuration: {lifetime_in_seconds: 60}}]",
				[]string{"clients[a].jwt_configuration.lifetime_in_seconds"}},
			{"refresh lifetimes of tokens that never expire", "clients: [{client_id: a, client_secret: s, app_type: regular_web, grant_types: [authorization_code, refresh_token], " + back + ", refresh_token: {rotation_type: non-rotating, expiration_type: non-expiring, token_lifetime: 60, idle_token_lifetime: 60, leeway: 5}}]",
				[]string{"clients[a].refresh_token.token_lifetime", "clients[a].refresh_token.idle_token_lifetime", "clients[a].refresh_token.leeway"}},
			{"refresh lifetimes, used", "clients: [{client_id: a, grant_types: [authorization_code, refresh_token], " + back + ", refresh_token: {token_lifetime: 60, idle_token_lifetime: 60, leeway: 5}}]", nil},
			{"of a client without any token", "clients: [{client_id: a, jwt_configuration: {lifetime_in_seconds: 60}}]", nil},
		},
		"unused-refresh-setting": {
			{"kinds that are overruled", "clients: [{client_id: a, grant_types: [authorization_code, refresh_token], " + back + ", refresh_token: {rotation_type: non-rotating, expiration_type: non-expiring}}]",
				[]string{"clients[a].refresh_token.rotation_type", "clients[a].refresh_token.expiration_type"}},
			{"kinds that are in force", "clients: [{client_id: a, client_secret: s, grant_types: [authorization_code, refresh_token], " + back + ", refresh_token: {rotation_type: non-rotating, expiration_type: non-expiring}}]", nil},
			{"the default said aloud", "clients: [{client_id: a, grant_types: [authorization_code, refresh_token], " + back + ", refresh_token: {rotation_type: rotating, expiration_type: expiring}}]", nil},
			{"for a machine", "apis: [{identifier: x}]\nclients: [{client_id: a, client_secret: s, grant_types: [client_credentials, refresh_token], client_grants: [{audience: x}], refresh_token: {leeway: 1}}]",
				[]string{"clients[a].refresh_token"}},
		},
		"unused-default-audience": {
			{"the tenant's, overruled", "apis: [{identifier: x}, {identifier: y}]\ntenant: {default_audience: x}\nclients: [{client_id: a, default_audience: y, grant_types: [implicit], " + back + "}]", []string{"tenant.default_audience"}},
			{"the tenant's, used", "apis: [{identifier: x}, {identifier: y}]\ntenant: {default_audience: x}\nclients: [{client_id: a, default_audience: y, grant_types: [implicit], " + back + "}, {client_id: b, grant_types: [authorization_code], " + back + "}]", nil},
			{"the tenant's, without a client", "apis: [{identifier: x}]\ntenant: {default_audience: x}", []string{"tenant.default_audience"}},
			{"of a client without any token", "apis: [{identifier: x}]\nclients: [{client_id: a, default_audience: x}]", nil},
			{"a machine's, granted", "apis: [{identifier: x}]\nclients: [{client_id: a, client_secret: s, default_audience: x, grant_types: [client_credentials], client_grants: [{audience: x}]}]", nil},
		},
		"unused-requested-lifetime": {
			{"ID tokens alone", "clients: [{client_id: a, allow_requested_lifetime: true, grant_types: [implicit], response_types: [id_token], " + back + "}]", []string{"clients[a].allow_requested_lifetime"}},
			{"used", "clients: [{client_id: a, allow_requested_lifetime: true, grant_types: [implicit], " + back + "}]", nil},
			{"forbidden aloud", "clients: [{client_id: a, allow_requested_lifetime: false}]", nil},
		},
		"unused-response-type": {
			{"two of four", "clients: [{client_id: a, grant_types: [implicit], response_types: [id_token, code id_token, code, token id_token], " + back + "}]", []string{"clients[a].response_types[1]", "clients[a].response_types[2]"}},
			{"none said", "clients: [{client_id: a, grant_types: [implicit], " + back + "}]", nil},
		},
		"unusable-client": {
			{"no grant types", "clients: [{client_id: a}]", []string{"clients[a].grant_types"}},
			{"no callbacks for implicit", "clients: [{client_id: a, grant_types: [implicit]}]", []string{"clients[a].callbacks"}},
			{"a refresh token from nowhere", "clients: [{client_id: a, grant_types: [refresh_token]}]", []string{"clients[a].grant_types"}},
			{"a machine without an API", "clients: [{client_id: a, client_secret: s, grant_types: [client_credentials]}]", []string{"clients[a].grant_types"}},
			{"codes of a third party", "clients: [{client_id: a, is_first_party: false, grant_types: [" + otp + "]}]", []string{"clients[a].grant_types"}},
			{"no connection that is served", "connections: [{name: email}, {name: phone, strategy: sms}]\nclients: [{client_id: a, connections: [phone], grant_types: [implicit], " + back + "}]", []string{"clients[a].connections"}},
			{"response types that its grants do not allow", "clients: [{client_id: a, grant_types: [implicit], response_types: [code], " + back + "}]", []string{"clients[a].response_types"}},
			{"devices", "clients: [{client_id: a, grant_types: [" + devs + "]}]", nil},
			{"devices that nobody can allow", "connections: [{name: email}, {name: phone, strategy: sms}]\nclients: [{client_id: a, connections: [phone], grant_types: [" + devs + "]}]", []string{"clients[a].connections"}},
			{"codes without a browser", "clients: [{client_id: a, grant_types: [" + otp + "]}]", nil},
			{"a machine", "apis: [{identifier: x}]\nclients: [{client_id: a, client_secret: s, grant_types: [client_credentials], client_grants: [{audience: x}]}]", nil},
		},
		"unusable-cross-origin": {
			{"no pages and no codes", "clients: [{client_id: a, cross_origin_authentication: true, grant_types: [implicit], " + back + "}]", []string{"clients[a].cross_origin_authentication", "clients[a].cross_origin_authentication"}},
			{"no connection", "connections: [{name: email}, {name: phone, strategy: sms}]\nclients: [{client_id: a, connections: [phone], cross_origin_authentication: true, grant_types: [implicit, " + otp + "], web_origins: ['https://app.example.com'], " + back + "}]", []string{"clients[a].cross_origin_authentication"}},
		},
		"offline-access-refused": {
			{"no APIs at all", "clients: [{client_id: a, grant_types: [authorization_code, refresh_token], " + back + "}]", nil},
			{"one of two allows it", "apis: [{identifier: x}, {identifier: y, allow_offline_access: true}]\nclients: [{client_id: a, grant_types: [authorization_code, refresh_token], " + back + "}]", nil},
			{"none, and a client without any token", "apis: [{identifier: x}]\nclients: [{client_id: a, grant_types: [refresh_token]}]", nil},
			{"none, and nobody asks", "apis: [{identifier: x}]\nclients: [{client_id: a, grant_types: [authorization_code], " + back + "}]", nil},
		},
		"missing-web-origins": {
			{"two callbacks of one origin and a third", "clients: [{client_id: a, grant_types: [implicit], callbacks: ['https://a.example/x', 'https://a.example/y', 'https://b.example:8443/']}]", []string{"clients[a].web_origins"}},
			{"refresh tokens instead", "clients: [{client_id: a, grant_types: [authorization_code, refresh_token], " + back + "}]", nil},
			{"refresh tokens that nothing begins", "clients: [{client_id: a, grant_types: [implicit, refresh_token], " + back + "}]", []string{"clients[a].web_origins"}},
			{"refresh tokens by one-time codes", "clients: [{client_id: a, grant_types: [implicit, refresh_token, " + otp + "], " + back + "}]", nil},
			{"codes that it may not ask for", "clients: [{client_id: a, grant_types: [implicit, authorization_code, refresh_token], response_types: [token], " + back + "}]", []string{"clients[a].web_origins"}},
			{"a web application", "clients: [{client_id: a, app_type: regular_web, client_secret: s, grant_types: [authorization_code], " + back + "}]", nil},
			{"an application on a phone", "clients: [{client_id: a, app_type: native, grant_types: [authorization_code], callbacks: ['com.example.app:/cb']}]", nil},
		},
		"mismatched-web-origin": {
			{"another scheme", "clients: [{client_id: a, grant_types: [implicit], callbacks: ['https://localhost:3000/cb'], web_origins: ['http://localhost:3000']}]", []string{"clients[a].web_origins[0]"}},
			{"one more port beside the right one", "clients: [{client_id: a, grant_types: [implicit], callbacks: ['https://localhost:3000/cb'], web_origins: ['https://localhost:3000', 'https://localhost:3001']}]", nil},
			{"another host", "clients: [{client_id: a, grant_types: [implicit], " + back + ", web_origins: ['https://other.example.com']}]", nil},
			{"the default port said aloud", "clients: [{client_id: a, grant_types: [implicit], callbacks: ['https://APP.example.com:443/cb'], web_origins: ['https://app.example.com']}]", nil},
		},
		"long-lifetime": {
			{"everything", "tenant: {session_lifetime: 366d}\nkeys: {rotate_every: 400d}\nuserinfo: {token_lifetime: 31d, token_lifetime_for_web: 25h}\napis: [{identifier: x, token_lifetime: 31d, token_lifetime_for_web: 25h}]\n" +
				"clients: [{client_id: a, jwt_configuration: {lifetime_in_seconds: 31d}, token_lifetimes: [{audience: x, token_lifetime: 31d, token_lifetime_for_web: 25h}], refresh_token: {token_lifetime: 366d, leeway: 601}}]",
				[]string{"tenant.session_lifetime", "keys.rotate_every", "userinfo.token_lifetime", "userinfo.token_lifetime_for_web", "apis[x].token_lifetime", "apis[x].token_lifetime_for_web",
					"clients[a].jwt_configuration.lifetime_in_seconds", "clients[a].token_lifetimes[x].token_lifetime", "clients[a].token_lifetimes[x].token_lifetime_for_web", "clients[a].refresh_token.token_lifetime", "clients[a].refresh_token.leeway"}},
			{"as long as may be", "tenant: {session_lifetime: 365d}\nkeys: {rotate_every: 365d}\nuserinfo: {token_lifetime: 30d, token_lifetime_for_web: 24h}\nclients: [{client_id: a, jwt_configuration: {lifetime_in_seconds: 30d}, refresh_token: {token_lifetime: 365d, leeway: 600}}]", nil},
		},
		"refresh-idle-above-absolute": {
			{"above the default", "clients: [{client_id: a, grant_types: [authorization_code, refresh_token], " + back + ", refresh_token: {idle_token_lifetime: 31d}}]", []string{"clients[a].refresh_token.idle_token_lifetime"}},
			{"the default above what is set", "clients: [{client_id: a, grant_types: [authorization_code, refresh_token], " + back + ", refresh_token: {token_lifetime: 1d}}]", nil},
			{"equal", "clients: [{client_id: a, grant_types: [authorization_code, refresh_token], " + back + ", refresh_token: {token_lifetime: 1d, idle_token_lifetime: 1d}}]", nil},
			{"neither counts", "clients: [{client_id: a, client_secret: s, grant_types: [authorization_code, refresh_token], " + back + ", refresh_token: {rotation_type: non-rotating, expiration_type: non-expiring, token_lifetime: 1d, idle_token_lifetime: 2d}}]", nil},
		},
		"session-idle-above-absolute": {
			{"the default above what is set", "tenant: {session_lifetime: 1d}", nil},
			{"equal", "tenant: {session_lifetime: 1d, idle_session_lifetime: 1d}", nil},
		},
		"leeway-above-idle": {
			{"the default above what is set", "clients: [{client_id: a, grant_types: [authorization_code, refresh_token], " + back + ", refresh_token: {idle_token_lifetime: 10}}]", []string{"clients[a].refresh_token.idle_token_lifetime"}},
			{"equal", "clients: [{client_id: a, grant_types: [authorization_code, refresh_token], " + back + ", refresh_token: {idle_token_lifetime: 30}}]", nil},
			{"tokens that do not rotate", "clients: [{client_id: a, client_secret: s, grant_types: [authorization_code, refresh_token], " + back + ", refresh_token: {rotation_type: non-rotating, idle_token_lifetime: 10}}]", nil},
		},
		"hs256-with-openid": {
			{"an API for machines", "apis: [{identifier: x, signing_alg: HS256, signing_secret: " + strings.Repeat("s", 32) + "}]\nclients: [{client_id: a, client_secret: s, grant_types: [client_credentials], client_grants: [{audience: x}]}]", nil},
			{"an ID token on a phone", "clients: [{client_id: a, app_type: native, client_secret: " + strings.Repeat("s", 32) + ", jwt_configuration: {alg: HS256}, grant_types: [authorization_code], " + back + "}]", []string{"clients[a].jwt_configuration.alg"}},
			{"no ID token at all", "apis: [{identifier: x}]\nclients: [{client_id: a, app_type: native, client_secret: " + strings.Repeat("s", 32) + ", jwt_configuration: {alg: HS256}, grant_types: [client_credentials], client_grants: [{audience: x}]}]", nil},
			{"an ID token on a server", "clients: [{client_id: a, app_type: regular_web, client_secret: " + strings.Repeat("s", 32) + ", jwt_configuration: {alg: HS256}, grant_types: [authorization_code], " + back + "}]", nil},
		},
		"smtp-in-clear": {
			{"on this machine", "delivery: {email: {from: a@example.com, smtp: {host: 127.0.0.1, tls: none}}}", nil},
			{"the second server", "delivery: {email: {from: a@example.com, smtp: {host: 127.0.0.1, tls: none}, smtp_fallback: {host: mail.example.com, tls: none}}}", []string{"delivery.email.smtp_fallback.tls"}},
			{"not sent at all", "issuer: https://localhost:8443/\ndev: {enabled: true, inbox: true}\ndelivery: {email: {smtp: {host: mail.example.com, tls: none}}}", nil},
		},
		"admin-token-in-clear": {
			{"no token", "server: {admin_listen: ':9090'}", nil},
			{"every interface", "server: {admin_listen: ':9090'}\nadmin: {token: " + strings.Repeat("s", 32) + "}", []string{"server.admin_listen"}},
		},
		"missing-sms-countries": {
			{"two connections, told once", "connections: [{name: a, strategy: sms}, {name: b, strategy: sms}]\ndelivery: {email: {from: a@example.com, smtp: {host: mail.example.com}}, sms: {driver: webhook, url: 'https://sms.example.com/'}}", []string{"delivery.sms.countries"}},
			{"no connection for them", "delivery: {email: {from: a@example.com, smtp: {host: mail.example.com}}, sms: {driver: webhook, url: 'https://sms.example.com/'}}", nil},
			{"no driver for them", "connections: [{name: a}, {name: b, strategy: sms}]", nil},
		},
		"unsigned-webhook": {
			{"no webhook", "delivery: {email: {from: a@example.com, smtp: {host: mail.example.com}}, sms: {driver: none}}", nil},
		},
		"unknown-proxy": {
			{"no TLS at all", "issuer: http://localhost:8080/\nserver: {tls: {mode: off}}", nil},
			{"TLS of its own", "server: {tls: {mode: local}}", nil},
		},
		"implicit-flow": {
			{"two of three", "clients: [{client_id: a, grant_types: [implicit], " + back + "}, {client_id: b, grant_types: [authorization_code], " + back + "}, {client_id: c, app_type: regular_web, grant_types: [implicit], " + back + "}]", []string{"clients[a].grant_types", "clients[c].grant_types"}},
		},
		"open-registration": {
			{"switched off", "registration: {open: true}", nil},
			{"in development", "issuer: https://localhost:8443/\ndev: {enabled: true, inbox: true}\nregistration: {enabled: true, open: true}", nil},
		},
		"unused-api": {
			{"of clients that register themselves", "apis: [{identifier: x}]\nregistration: {enabled: true, initial_access_token: " + strings.Repeat("s", 32) + "}", nil},
			{"no client at all", "apis: [{identifier: x}]", []string{"apis[x]"}},
			{"anybody's who logs in", "apis: [{identifier: x}]\nclients: [{client_id: a, grant_types: [" + otp + "]}]", nil},
			{"a client's on the front alone", "apis: [{identifier: x}]\nclients: [{client_id: a, grant_types: [implicit], " + back + "}]", nil},
		},
		"unused-offline-access": {
			{"by clients that register themselves", "apis: [{identifier: x, allow_offline_access: true}]\nregistration: {enabled: true, initial_access_token: " + strings.Repeat("s", 32) + "}", nil},
			{"by clients that may not register for them", "apis: [{identifier: x, allow_offline_access: true}]\nregistration: {enabled: true, grant_types: [authorization_code], initial_access_token: " + strings.Repeat("s", 32) + "}", []string{"apis[x].allow_offline_access"}},
			{"by the second client", "apis: [{identifier: x, allow_offline_access: true}]\nclients: [{client_id: a, grant_types: [authorization_code], " + back + "}, {client_id: b, grant_types: [authorization_code, refresh_token], " + back + "}]", nil},
			{"implicit alone", "apis: [{identifier: x, allow_offline_access: true}]\nclients: [{client_id: a, grant_types: [implicit, refresh_token], " + back + "}]", []string{"apis[x].allow_offline_access"}},
			{"forbidden aloud", "apis: [{identifier: x, allow_offline_access: false}]", nil},
		},
		"id-token-outlives-session": {
			{"by default, told once", "tenant: {session_lifetime: 1h, idle_session_lifetime: 1h}\nclients: [{client_id: a, grant_types: [implicit], " + back + "}, {client_id: b, grant_types: [implicit], " + back + "}]", []string{"tenant.session_lifetime"}},
			{"a client without ID tokens", "tenant: {session_lifetime: 1h, idle_session_lifetime: 1h}\nclients: [{client_id: a}]", nil},
			{"as long as the session", "tenant: {session_lifetime: 10h, idle_session_lifetime: 1h}\nclients: [{client_id: a, grant_types: [implicit], " + back + "}]", nil},
		},
		"access-token-outlives-session": {
			{"by default", "tenant: {session_lifetime: 1h, idle_session_lifetime: 1h}\nclients: [{client_id: a, grant_types: [implicit], " + back + "}]", []string{"userinfo.token_lifetime_for_web"}},
			{"as long as the session", "tenant: {session_lifetime: 2h, idle_session_lifetime: 1h}\nclients: [{client_id: a, grant_types: [implicit], " + back + "}]", nil},
			{"a machine's", "tenant: {session_lifetime: 1h, idle_session_lifetime: 1h}\napis: [{identifier: x, token_lifetime: 2h}]\nclients: [{client_id: a, client_secret: s, grant_types: [client_credentials], client_grants: [{audience: x}]}]", nil},
		},
		"duplicate-callback": {
			{"the same again", "clients: [{client_id: a, grant_types: [implicit], callbacks: ['https://a.example/', 'https://a.example/b', 'https://a.example/']}]", []string{"clients[a].callbacks[2]"}},
			{"a slash more", "clients: [{client_id: a, grant_types: [implicit], callbacks: ['https://a.example/b', 'https://a.example/b/']}]", []string{"clients[a].callbacks[1]"}},
		},
		"loopback-callback": {
			{"a server on this machine", "issuer: https://localhost:8443/\nclients: [{client_id: a, grant_types: [implicit], callbacks: ['http://localhost:3000/cb']}]", nil},
			{"an application on a phone", "clients: [{client_id: a, app_type: native, grant_types: [implicit], callbacks: ['http://127.0.0.1:3000/cb']}]", nil},
			{"two of three", "clients: [{client_id: a, grant_types: [implicit], callbacks: ['http://127.0.0.1:3000/cb', 'https://app.example.com/cb', 'https://localhost/cb']}]", []string{"clients[a].callbacks[0]", "clients[a].callbacks[2]"}},
		},
	} {
		for _, tc := range cases {
			t.Run(rule+"/"+tc.name, func(t *testing.T) {
				var got []string
				for _, f := range find(t, tc.text) {
					if f.Rule == "config-error" {
						t.Fatalf("the case itself is wrong: %s %s", f.At, f.Message)
					}
					if f.Rule == rule {
						got = append(got, f.At.Path)
					}
				}
				slices.Sort(got)
				slices.Sort(tc.want)
				if !slices.Equal(got, tc.want) {
					t.Errorf("got  %v\nwant %v", got, tc.want)
				}
			})
		}
	}
}

// What the issue of "7200" would have needed: the finding names the grant.
func TestUnusedLifetimeSaysWhy(t *testing.T) {
	narrow := find(t, "apis: [{identifier: "+api+", token_lifetime_for_web: 7200}]\nclients: [{client_id: a, grant_types: [implicit], response_types: [id_token], token_lifetimes: [{audience: "+api+", token_lifetime_for_web: 60}], "+back+"}]")
	var said []string
	for _, f := range narrow {
		if f.Rule == "unused-lifetime" {
			said = append(said, f.Message)
		}
	}
	want := []string{"is never used: no client of it may ask /authorize for an access token", "is never used: the client may not ask /authorize for an access token"}
	if !slices.Equal(said, want) {
		t.Errorf("got  %q\nwant %q", said, want)
	}
	list := find(t, "apis: [{identifier: "+api+", token_lifetime_for_web: 7200}]\nclients: [{client_id: a, grant_types: [authorization_code, refresh_token], "+back+"}]")
	i := slices.IndexFunc(list, func(f lint.Finding) bool { return f.Rule == "unused-lifetime" })
	if i < 0 || !strings.Contains(list[i].Message, "no client of it has the grant type implicit") || !strings.Contains(list[i].Fix, "token_lifetime is for tokens of /oauth/token") {
		t.Errorf("got %+v", list)
	}
	if at := list[i].At; at.File != "authd.yaml" || at.Line != 1 || at.Column != 46 {
		t.Errorf("it stands at %+v", at)
	}
}
