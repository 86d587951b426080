package registration

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"authd/internal/oauth"
)

const device = "urn:ietf:params:oauth:grant-type:device_code"

var everything = Policy{GrantTypes: []string{"authorization_code", "refresh_token", "implicit", device}}

// What is left out is registered as RFC 7591 §2 and OIDC Registration §2 say.
func TestWhatIsLeftOut(t *testing.T) {
	for _, row := range []struct{ name, sent, want string }{
		{"the least", `{"redirect_uris":["https://a.test/cb"]}`,
			`{"redirect_uris":["https://a.test/cb"],"response_types":["code"],"grant_types":["authorization_code"],"application_type":"web","token_endpoint_auth_method":"client_secret_basic","id_token_signed_response_alg":"RS256","subject_type":"public"}`},
		{"grant types of the response types", `{"redirect_uris":["https://a.test/cb"],"response_types":["code id_token","id_token token"],"token_endpoint_auth_method":"none"}`,
			`{"redirect_uris":["https://a.test/cb"],"response_types":["code id_token","id_token token"],"grant_types":["authorization_code","implicit"],"application_type":"web","token_endpoint_auth_method":"none","id_token_signed_response_alg":"RS256","subject_type":"public"}`},
		{"an app on this machine that does not say so", `{"redirect_uris":["http://127.0.0.1:6274/cb"],"token_endpoint_auth_method":"none"}`,
			`{"redirect_uris":["http://127.0.0.1:6274/cb"],"response_types":["code"],"grant_types":["authorization_code"],"application_type":"native","token_endpoint_auth_method":"none","id_token_signed_response_alg":"RS256","subject_type":"public"}`},
		{"an app with a scheme of its own", `{"redirect_uris":["com.example.app:/cb"]}`,
			`{"redirect_uris":["com.example.app:/cb"],"response_types":["code"],"grant_types":["authorization_code"],"application_type":"native","token_endpoint_auth_method":"client_secret_basic","id_token_signed_response_alg":"RS256","subject_type":"public"}`},
		{"what is not known, null or cannot be registered", `{"redirect_uris":["https://a.test/cb"],"Client_Name":"x","contacts":["a@b.test"],"software_statement":"x.y.z","client_id":"chosen","client_secret":"chosen","tos_uri":null,"grant_types":["authorization_code","refresh_token","urn:ietf:params:oauth:grant-type:jwt-bearer"]}`,
			`{"redirect_uris":["https://a.test/cb"],"response_types":["code"],"grant_types":["authorization_code","refresh_token"],"application_type":"web","token_endpoint_auth_method":"client_secret_basic","id_token_signed_response_alg":"RS256","subject_type":"public"}`},
		{"white space in keys", `{"redirect_uris":["https://a.test/cb"],"jwks":{"keys": [ ] } }`,
			`{"redirect_uris":["https://a.test/cb"],"response_types":["code"],"grant_types":["authorization_code"],"application_type":"web","jwks":{"keys":[]},"token_endpoint_auth_method":"client_secret_basic","id_token_signed_response_alg":"RS256","subject_type":"public"}`},
		{"a device, which nobody leads back", `{"grant_types":["` + device + `","refresh_token"],"response_types":[],"token_endpoint_auth_method":"none"}`,
			`{"grant_types":["` + device + `","refresh_token"],"application_type":"web","token_endpoint_auth_method":"none","id_token_signed_response_alg":"RS256","subject_type":"public"}`},
		{"a device that knows a browser too", `{"redirect_uris":["https://a.test/cb"],"grant_types":["` + device + `","authorization_code"]}`,
			`{"redirect_uris":["https://a.test/cb"],"response_types":["code"],"grant_types":["` + device + `","authorization_code"],"application_type":"web","token_endpoint_auth_method":"client_secret_basic","id_token_signed_response_alg":"RS256","subject_type":"public"}`},
		{"all there is", full, full},
	} {
		m, err := Parse([]byte(row.sent), everything)
		if err != nil || m.text() != row.want {
			t.Errorf("%s: %v\n got %s\nwant %s", row.name, err, m.text(), row.want)
		}
	}
}

const full = `{"redirect_uris":["https://a.test/cb","https://a.test/other"],"response_types":["code","id_token"],"grant_types":["authorization_code","implicit","refresh_token"],"application_type":"web","client_name":"Ärger und Söhne","logo_uri":"https://a.test/l.svg","policy_uri":"https://a.test/p","tos_uri":"https://a.test/t","jwks":{"keys":[]},"token_endpoint_auth_method":"private_key_jwt","id_token_signed_response_alg":"ES256","userinfo_signed_response_alg":"PS256","request_object_signing_alg":"RS256","require_signed_request_object":true,"require_pushed_authorization_requests":true,"dpop_bound_access_tokens":true,"subject_type":"pairwise","sector_identifier_uri":"https://a.test/sector","post_logout_redirect_uris":["https://a.test/bye"],"backchannel_logout_uri":"https://a.test/back","backchannel_logout_session_required":true,"frontchannel_logout_uri":"https://a.test/front","frontchannel_logout_session_required":true}`

// CA-11, CA-13, AZ-06, AZ-07: what is refused names its member, and nothing of it
// is registered.
func TestCA11_WhatIsRefused(t *testing.T) {
	const redirects = `"redirect_uris":["https://a.test/cb"]`
	for body, want := range map[string]string{
		``: "invalid_client_metadata: The body", `[]`: "invalid_client_metadata: The body", `null`: "invalid_client_metadata: The body", `{} {}`: "invalid_client_metadata: The body",
		`{}`: "invalid_redirect_uri: redirect_uris: is missing", `{"redirect_uris":[]}`: "invalid_redirect_uri: redirect_uris: is missing",
		`{"redirect_uris":"https://a.test/cb"}`:                                                                   "invalid_client_metadata: redirect_uris: must be a list of texts",
		`{"redirect_uris":[1]}`:                                                                                   "invalid_client_metadata: redirect_uris: must be a list of texts",
		`{` + redirects + `,"client_name":7}`:                                                                     "invalid_client_metadata: client_name: must be a text",
		`{` + redirects + `,"backchannel_logout_session_required":"yes"}`:                                         "invalid_client_metadata: backchannel_logout_session_required: must be true or false",
		`{"redirect_uris":["https://a.test/cb","http://a.test/cb"]}`:                                              "invalid_redirect_uri: redirect_uris[1]: must be https",
		`{"redirect_uris":["http://a.test/cb"],"application_type":"web"}`:                                         "invalid_redirect_uri: redirect_uris[0]: must be https",
		`{"redirect_uris":["https://a.test/cb","javascript:alert(1)"]}`:                                           "invalid_redirect_uri: redirect_uris[1]: must be https",
		`{"redirect_uris":["com.example.app:/cb"],"application_type":"web"}`:                                      "invalid_redirect_uri: redirect_uris[0]: must be https",
		`{"redirect_uris":["https://localhost/cb"],"response_types":["id_token"]}`:                                "invalid_redirect_uri: redirect_uris[0]: must not be on this machine",
		`{` + redirects + `,"application_type":"service"}`:                                                        "invalid_client_metadata: application_type: must be web or native",
		`{` + redirects + `,"response_types":["id_token"],"grant_types":["refresh_token"]}`:                       "invalid_client_metadata: grant_types: must have implicit",
		`{` + redirects + `,"grant_types":["implicit"]}`:                                                          "invalid_client_metadata: grant_types: must have authorization_code",
		`{` + redirects + `,"grant_types":["client_credentials"]}`:                                                "invalid_client_metadata: grant_types: must have authorization_code",
		`{` + redirects + `,"jwks":{},"jwks_uri":"https://a.test/jwks"}`:                                          "invalid_client_metadata: jwks: must not be sent together",
		`{` + redirects + `,"jwks":"{}"}`:                                                                         "invalid_client_metadata: jwks: must be a JSON Web Key Set, an object",
		`{` + redirects + `,"grant_types":["` + device + `"],"response_types":["code"]}`:                          "invalid_client_metadata: grant_types: must have authorization_code",
		`{"grant_types":["` + device + `","authorization_code"]}`:                                                 "invalid_redirect_uri: redirect_uris: is missing",
		`{"grant_types":["` + device + `"],"subject_type":"pairwise","sector_identifier_uri":"https://a.test/s"}`: "invalid_client_metadata: subject_type: must be public beside",
		`{` + redirects + `,"grant_types":["authorization_code","` + device + `"],"subject_type":"pairwise"}`:     "invalid_client_metadata: subject_type: must be public beside",
		`{` + redirects + `,"dpop_bound_access_tokens":"true"}`:                                                   "invalid_client_metadata: dpop_bound_access_tokens: must be true or false",
		`{` + redirects + `,"sector_identifier_uri":"http://a.test/s"}`:                                           "invalid_client_metadata: sector_identifier_uri: must be an https",
		`{` + redirects + `,"id_token_encrypted_response_alg":"RSA-OAEP"}`:                                        "invalid_client_metadata: id_token_encrypted_response_alg: nothing is encrypted",
		`{` + redirects + `,"userinfo_encrypted_response_alg":"RSA-OAEP"}`:                                        "invalid_client_metadata: userinfo_encrypted_response_alg: nothing is encrypted",
		`{` + redirects + `,"logo_uri":"data:image/svg+xml;base64,PHN2Zz48L3N2Zz4="}`:                             "invalid_client_metadata: logo_uri: must be an https",
		`{` + redirects + `,"logo_uri":"https://a.test;script-src *"}`:                                            "invalid_client_metadata: logo_uri: must be",
		`{` + redirects + `,"policy_uri":"javascript:alert(1)"}`:                                                  "invalid_client_metadata: policy_uri: must be an https",
		`{` + redirects + `,"tos_uri":"http://localhost/terms"}`:                                                  "invalid_client_metadata: tos_uri: must be an https",
		`{` + redirects + `,"client_name":"a\u202eb"}`:                                                            "invalid_client_metadata: client_name: must be at most",
		`{` + redirects + `,"client_name":"Locked: see (evil.com)"}`:                                              "invalid_client_metadata: client_name: must not have an address",
		`{` + redirects + `,"client_name":"WWW.EVIL.CO.UK."}`:                                                     "invalid_client_metadata: client_name: must not have an address",
		`{` + redirects + `,"client_name":"http://10.0.0.1"}`:                                                     "invalid_client_metadata: client_name: must not have an address",
		`{` + redirects + `,"client_name":"write help@here"}`:                                                     "invalid_client_metadata: client_name: must not have an address",
		`{` + redirects + `,"client_name":"Node.js, v1.2 - the example"}`:                                         "",
		`{` + redirects + `,"client_name":"a\nb"}`:                                                                "invalid_client_metadata: client_name: must be at most",
		`{` + redirects + `,"client_name":"` + strings.Repeat("ä", 81) + `"}`:                                     "invalid_client_metadata: client_name: must be at most",
		`{` + redirects + `,"client_name":"` + strings.Repeat("ä", 80) + `"}`:                                     "",
		`{"redirect_uris":["https://localhost/cb"],"application_type":"native"}`:                                  "",
		`{"redirect_uris":["https://127.0.0.1/cb"],"response_types":["code","id_token"]}`:                         "invalid_redirect_uri: redirect_uris[0]: must not be on this machine",
		`{"redirect_uris":["https://localhost/cb"]}`:                                                              "",
		`{"redirect_uris":["https://a.test/cb"],"response_types":["none"]}`:                                       "", // the rules of the file refuse this and the next ones
		`{"redirect_uris":["https://a.test/cb"],"token_endpoint_auth_method":"tls_client"}`:                       "",
		`{"redirect_uris":["https://a.test/cb"],"id_token_signed_response_alg":"none"}`:                           "",
		`{"redirect_uris":["https://a.test/cb"],"frontchannel_logout_uri":"https://b.test"}`:                      "",
	} {
		m, err := Parse([]byte(body), everything)
		switch {
		case want == "" && err != nil:
			t.Errorf("%s: %v", body, err)
		case want != "" && (err == nil || !strings.HasPrefix(err.Error(), want) || !reflect.DeepEqual(m, Metadata{})):
			t.Errorf("%s: %v, want %s", body, err, want)
		}
	}
}

func TestThePolicyRestricts(t *testing.T) {
	few := Policy{GrantTypes: []string{"authorization_code"}}
	if _, err := Parse([]byte(`{"redirect_uris":["https://a.test/cb"],"response_types":["code token"]}`), few); err == nil || !strings.Contains(err.Error(), "grant type implicit, which may not be registered here") {
		t.Errorf("got %v", err)
	}
	m, err := Parse([]byte(`{"redirect_uris":["https://a.test/cb"],"grant_types":["authorization_code","refresh_token"]}`), few)
	if err != nil || strings.Join(m.GrantTypes, " ") != "authorization_code" {
		t.Errorf("registered for %v, %v", m.GrantTypes, err)
	}
	plain := []byte(`{"redirect_uris":["http://localhost:3000/cb"],"application_type":"web","response_types":["id_token"]}`)
	if _, err := Parse(plain, Policy{GrantTypes: everything.GrantTypes, Dev: true}); err != nil {
		t.Errorf("a web application in development: %v", err)
	}
}

// FuzzMetadata: whatever is sent, it is refused by name, or what is registered of it
// reads back as the same.
func FuzzMetadata(f *testing.F) {
	for _, seed := range []string{full, `{}`, `{"redirect_uris":["http://[::1]/cb"],"jwks":null}`, `{"redirect_uris":[""],"response_types":["token code"]}`, `{"jwks":{"keys":[{"d":"x"}]},"jwks":7}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, sent []byte) {
		m, err := Parse(sent, everything)
		if err != nil {
			if err.Code != oauth.InvalidClientMetadata && err.Code != oauth.InvalidRedirectURI || !reflect.DeepEqual(m, Metadata{}) {
				t.Fatalf("%v beside %+v", err, m)
			}
			return
		}
		again, err := Parse([]byte(m.text()), everything)
		if err != nil || again.text() != m.text() {
			t.Fatalf("%s became %s, %v", m.text(), again.text(), err)
		}
		if !json.Valid([]byte(m.text())) || len(m.RedirectURIs) == 0 {
			t.Fatalf("registered is %s", m.text())
		}
	})
}
