package config_test

import (
	"net/netip"
	"reflect"
	"slices"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/config"
	"authd/internal/oauth"
)

const settings = minimal + `
tenant: {default_audience: ""}
userinfo:
  token_lifetime_for_web: 7200
clients:
  - client_id: AbC
    grant_types: [implicit]
    jwt_configuration: {lifetime_in_seconds: 10h}
    token_lifetimes:
      - {audience: userinfo, token_lifetime_for_web: 10m}
    refresh_token: {leeway: 0}
    allow_requested_lifetime: false
apis:
  - identifier: https://api.example.com
    token_lifetime: 7d
    scopes: [{value: "read:orders", description: Read your orders}]
`

// at is where a setting stands in the text above.
func at(path string, line, column int) authd.Setting {
	return authd.Setting{Path: path, File: "authd.yaml", Line: line, Column: column}
}

func TestLifetimesKnowTheirPlace(t *testing.T) {
	dir := parse(t, settings, nil).Directory
	client, api := dir.Clients["AbC"], dir.APIs["https://api.example.com"]
	for name, tc := range map[string]struct {
		got, want authd.Value[time.Duration]
	}{
		"userinfo, front": {dir.Tenant.Userinfo.TokenLifetimeForWeb, authd.Value[time.Duration]{V: 2 * time.Hour, At: at("userinfo.token_lifetime_for_web", 7, 3), Set: true}},
		"userinfo, unset": {dir.Tenant.Userinfo.TokenLifetime, authd.Value[time.Duration]{At: authd.Setting{Path: "userinfo.token_lifetime"}}},
		"ID token":        {client.IDTokenLifetime, authd.Value[time.Duration]{V: 10 * time.Hour, At: at("clients[AbC].jwt_configuration.lifetime_in_seconds", 11, 25), Set: true}},
		"client, front":   {client.TokenLifetimes[0].TokenLifetimeForWeb, authd.Value[time.Duration]{V: 10 * time.Minute, At: at("clients[AbC].token_lifetimes[userinfo].token_lifetime_for_web", 13, 30), Set: true}},
		"client, unset":   {client.TokenLifetimes[0].TokenLifetime, authd.Value[time.Duration]{At: authd.Setting{Path: "clients[AbC].token_lifetimes[userinfo].token_lifetime"}}},
		"leeway of none":  {client.RefreshToken.Leeway, authd.Value[time.Duration]{At: at("clients[AbC].refresh_token.leeway", 14, 21), Set: true}},
		"API, back":       {api.TokenLifetime, authd.Value[time.Duration]{V: 7 * 24 * time.Hour, At: at("apis[https://api.example.com].token_lifetime", 18, 5), Set: true}},
		"API, unset":      {api.TokenLifetimeForWeb, authd.Value[time.Duration]{At: authd.Setting{Path: "apis[https://api.example.com].token_lifetime_for_web"}}},
	} {
		t.Run(name, func(t *testing.T) {
			if tc.got != tc.want {
				t.Errorf("got  %+v\nwant %+v", tc.got, tc.want)
			}
		})
	}
}

func TestOtherSettingsKnowTheirPlace(t *testing.T) {
	dir := parse(t, settings, nil).Directory
	client := dir.Clients["AbC"]
	if got := dir.Tenant.DefaultAudience; got.Set || got.At != (authd.Setting{Path: "tenant.default_audience"}) {
		t.Errorf("an empty default_audience must count as not set: %+v", got)
	}
	if got := client.AllowRequestedLifetime; !got.Set || got.V || got.At.Line != 15 {
		t.Errorf("false must count as set: %+v", got)
	}
	if got := client.GrantTypes; !slices.Equal(got.V, []oauth.GrantType{oauth.GrantImplicit}) || got.At != at("clients[AbC].grant_types", 10, 5) {
		t.Errorf("grant_types: %+v", got)
	}
	if got := client.IDTokenAlg; got.Set || got.At.Path != "clients[AbC].jwt_configuration.alg" {
		t.Errorf("alg: %+v", got)
	}
}

func TestDefaults(t *testing.T) {
	s := parse(t, minimal+"clients: [{client_id: spa, grant_types: [implicit]}]\n", nil)
	client := s.Directory.Clients["spa"]
	if client.Name != "spa" || client.AppType != "spa" || !client.FirstParty || !client.Public() {
		t.Errorf("client: %+v", client)
	}
	email := authd.Connection{Name: "email", Strategy: "email", CodeLength: 6, CodeLifetime: 5 * time.Minute}
	if !reflect.DeepEqual(s.Directory.Connections, map[string]authd.Connection{"email": email}) {
		t.Errorf("connections: %+v", s.Directory.Connections)
	}
	if s.Keys != (config.Keys{RotateEvery: 2160 * time.Hour, PublishAhead: 24 * time.Hour}) {
		t.Errorf("keys: %+v", s.Keys)
	}
	if s.Audit != (config.Audit{Retention: 2160 * time.Hour}) {
		t.Errorf("audit: %+v", s.Audit)
	}
	day := 24 * time.Hour
	want := authd.Limits{
		StartPerAddress:     []authd.Rate{{N: 1, Per: 30 * time.Second}, {N: 5, Per: time.Hour}, {N: 20, Per: day}},
		StartPerIP:          []authd.Rate{{N: 50, Per: time.Hour}},
		WrongCodePerAddress: []authd.Rate{{N: 10, Per: time.Hour}, {N: 100, Per: day}},
		WrongCodePerIP:      []authd.Rate{{N: 100, Per: day}},
		WrongUserCodePerIP:  []authd.Rate{{N: 5, Per: 15 * time.Minute}},
		TokenPerIP:          []authd.Rate{{N: 30, Per: time.Second}},
		WrongSecretPerIP:    []authd.Rate{{N: 20, Per: time.Hour}},
		SMSPerBlock:         []authd.Rate{{N: 10, Per: time.Hour}},
		SMSPerCountry:       []authd.Rate{{N: 200, Per: time.Hour}},
		SMSTotal:            []authd.Rate{{N: 1000, Per: day}},
		RegistrationPerIP:   []authd.Rate{{N: 20, Per: time.Hour}, {N: 100, Per: day}},
		CodeTries:           3,
	}
	if !reflect.DeepEqual(s.Limits, want) {
		t.Errorf("limits: %+v", s.Limits)
	}
	if flow := s.Directory.Tenant.DeviceFlow; flow != (authd.DeviceFlow{CodeLifetime: 15 * time.Minute, Interval: 5 * time.Second}) {
		t.Errorf("device_flow: %+v", flow)
	}
}

func TestEmptyListIsNoLimit(t *testing.T) {
	s := parse(t, minimal+"limits: {passwordless_start: {per_address: [], per_ip: 7/m}}\n", nil)
	if len(s.Limits.StartPerAddress) != 0 || !slices.Equal(s.Limits.StartPerIP, []authd.Rate{{N: 7, Per: time.Minute}}) {
		t.Errorf("got %+v", s.Limits)
	}
}

func TestConnectionsOfAClient(t *testing.T) {
	for name, tc := range map[string]struct {
		connections string
		want        []string
	}{
		"none listed is all of them":   {"", []string{"email", "staff"}},
		"an empty list is all of them": {"connections: []", []string{"email", "staff"}},
		"one listed":                   {"connections: [staff]", []string{"staff"}},
		"one that is not served":       {"connections: [staff, phone]", []string{"staff"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := parse(t, minimal+"connections: [{name: email}, {name: phone, strategy: sms}, {name: staff, disable_signup: true}]\n"+
				"clients:\n  - client_id: spa\n    "+tc.connections+"\n", nil)
			if got := s.Directory.Clients["spa"].Connections; !slices.Equal(got, tc.want) {
				t.Errorf("got %v, want %v", got, tc.want)
			}
			if _, served := s.Directory.Connections["phone"]; served {
				t.Error("a connection this version does not serve must be left out")
			}
		})
	}
}

func TestTrustedProxies(t *testing.T) {
	s := parse(t, minimal+"server: {trusted_proxies: [10.1.2.3/8, 192.0.2.1, '::1']}\n", nil)
	want := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("192.0.2.1/32"), netip.MustParsePrefix("::1/128")}
	if !slices.Equal(s.Server.TrustedProxies, want) {
		t.Errorf("got %v", s.Server.TrustedProxies)
	}
}

// PL-06: no setting makes a code shorter than 6 digits or longer-lived than 10
// minutes.
func TestPL06_Codes(t *testing.T) {
	for totp, ok := range map[string]bool{
		"{length: 5}": false, "{length: 6}": true, "{length: 10}": true, "{length: 11}": false,
		"{time_step: 600}": true, "{time_step: 601}": false, "{time_step: 10m}": true,
	} {
		t.Run(totp, func(t *testing.T) {
			_, err := config.Parse("authd.yaml", []byte(minimal+"connections: [{name: email, totp: "+totp+"}]\n"), unset)
			if (err == nil) != ok {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestWhoNeedsASecret(t *testing.T) {
	for client, needed := range map[string]bool{
		"app_type: regular_web, grant_types: [implicit]":                                                  false,
		"app_type: regular_web, grant_types: [authorization_code]":                                        true,
		"app_type: regular_web, grant_types: [authorization_code], token_endpoint_auth_method: none":      false,
		"app_type: non_interactive, grant_types: [client_credentials], token_endpoint_auth_method: none":  true,
		"app_type: spa, grant_types: [authorization_code, refresh_token]":                                 false,
		"app_type: native, grant_types: [client_credentials]":                                             true,
		"app_type: native, grant_types: ['http://auth0.com/oauth/grant-type/passwordless/otp', implicit]": false,
	} {
		t.Run(client, func(t *testing.T) {
			_, err := config.Parse("authd.yaml", []byte(minimal+"clients: [{client_id: a, "+client+"}]\n"), unset)
			if (err != nil) != needed {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestSecretsForHS256(t *testing.T) {
	const long = "0123456789abcdef0123456789abcdef"
	s := parse(t, minimal+"clients: [{client_id: a, grant_types: [implicit], client_secret: "+long+", jwt_configuration: {alg: HS256}}]\n"+
		"apis: [{identifier: x, signing_alg: HS256, signing_secret_file: "+secretFile(t, long, 0o600)+"}]\n", nil)
	if s.Directory.APIs["x"].SigningSecret != long || s.Directory.Clients["a"].IDTokenAlg.V != "HS256" {
		t.Errorf("got %+v", s.Directory)
	}
}

func TestOutboundNetworks(t *testing.T) {
	s := parse(t, minimal+"outbound: {allowed_networks: [10.1.2.3/8, 'fd00::/8']}\n", nil)
	want := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	if !slices.Equal(s.Outbound.AllowedNetworks, want) {
		t.Errorf("got %v", s.Outbound.AllowedNetworks)
	}
}

func TestAClientMayPublishItsKeys(t *testing.T) {
	s := parse(t, minimal+"clients:\n  - {client_id: worker, token_endpoint_auth_method: private_key_jwt, jwks_uri: 'https://worker.example.com/keys'}\n", nil)
	if got := s.Directory.Clients["worker"]; got.KeysAddress != "https://worker.example.com/keys" || got.Keys != nil || got.Public() {
		t.Errorf("got %+v", got)
	}
}
