package config_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"authd/internal/authd"
	"authd/internal/config"
	"authd/internal/config/document"
	"authd/internal/oauth"
)

// listed is a file that lists one client; apart is the same client in no file.
const listed = `
apis: [{identifier: https://api.example.com}]
connections: [{name: email}, {name: staff}]
tenant: {branding: {tos_uri: https://example.com/terms}}
clients:
  - client_id: c
    name: C
    app_type: regular_web
    client_secret: 0123456789abcdef0123456789abcdef
    token_endpoint_auth_method: client_secret_basic
    grant_types: [authorization_code]
    response_types: [code]
    callbacks: [https://c.example.com/cb]
    is_first_party: false
    jwt_configuration: {alg: HS256}
`

var apart = document.Client{
	ClientID: "c", Name: "C", AppType: "regular_web", ClientSecret: "0123456789abcdef0123456789abcdef",
	TokenEndpointAuthMethod: "client_secret_basic", GrantTypes: []string{"authorization_code"}, ResponseTypes: []string{"code"},
	Callbacks: []string{"https://c.example.com/cb"}, JWTConfiguration: document.JWTConfiguration{Alg: "HS256"},
}

// What stands in no file becomes the same client as what does, but for where its
// settings stand.
func TestAClientInNoFileIsTheSameClient(t *testing.T) {
	s := parse(t, minimal+listed, nil)
	got, err := s.Client(apart)
	if err != nil {
		t.Fatal(err)
	}
	want := s.Directory.Clients["c"]
	if at := got.GrantTypes.At; at != (authd.Setting{Path: "clients[c].grant_types", File: "registered"}) {
		t.Errorf("grant_types stand at %+v", at)
	}
	want.GrantTypes.At, want.ResponseTypes.At, want.IDTokenAlg.At = got.GrantTypes.At, got.ResponseTypes.At, got.IDTokenAlg.At
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v, want\n%+v", got, want)
	}
}

// CA-11: what is registered is held to the rules of the file.
func TestCA11_AClientInNoFileObeysTheRules(t *testing.T) {
	s := parse(t, minimal+listed, nil)
	for path, change := range map[string]func(*document.Client){
		"clients[c].callbacks[0]":               func(c *document.Client) { c.Callbacks = []string{"javascript:alert(1)"} },
		"clients[c].allowed_logout_urls[0]":     func(c *document.Client) { c.AllowedLogoutURLs = []string{"http://c.example.com/"} },
		"clients[c].grant_types[0]":             func(c *document.Client) { c.GrantTypes = []string{"magic"} },
		"clients[c].response_types[0]":          func(c *document.Client) { c.ResponseTypes = []string{"magic"} },
		"clients[c].app_type":                   func(c *document.Client) { c.AppType = "toaster" },
		"clients[c].token_endpoint_auth_method": func(c *document.Client) { c.TokenEndpointAuthMethod = "password" },
		"clients[c].jwt_configuration.alg":      func(c *document.Client) { c.JWTConfiguration.Alg = "none" },
		"clients[c].client_secret_file":         func(c *document.Client) { c.ClientSecret = "" },
		"clients[c].backchannel_logout_uri":     func(c *document.Client) { c.BackchannelLogoutURI = "http://localhost/logout" },
		"clients[c].frontchannel_logout_uri":    func(c *document.Client) { c.FrontchannelLogoutURI = "https://elsewhere.example.com/" },
		"clients[c].policy_uri":                 func(c *document.Client) { c.PolicyURI = "ftp://c.example.com" },
		"clients[c].jwks":                       func(c *document.Client) { c.JWKS = "{}" },
		"clients[c].default_audience":           func(c *document.Client) { c.DefaultAudience = "https://nowhere.example.com" },
		"clients[c].connections[0]":             func(c *document.Client) { c.Connections = []string{"nowhere"} },
	} {
		bad := apart
		change(&bad)
		got, err := s.Client(bad)
		var problems config.Problems
		if !errors.As(err, &problems) || problems[0].Path != path || !reflect.DeepEqual(got, authd.Client{}) {
			t.Errorf("%s: %v", path, err)
		}
		if err != nil && strings.Contains(err.Error(), apart.ClientSecret) {
			t.Errorf("%s: the secret is told", path)
		}
	}
}

func TestMoreClientsBesideThoseOfTheFile(t *testing.T) {
	s := parse(t, minimal+listed, nil)
	more := s.With(map[string]authd.Client{"c": {Name: "impostor"}, "d": {Name: "D"}})
	if len(more.Directory.Clients) != 2 || more.Directory.Clients["c"].Name != "C" || more.Directory.Clients["d"].Name != "D" {
		t.Errorf("got %+v", more.Directory.Clients)
	}
	if len(s.Directory.Clients) != 1 || !s.Directory.Clients["c"].Allows(oauth.GrantAuthorizationCode) {
		t.Errorf("the file's own became %+v", s.Directory.Clients)
	}
}
