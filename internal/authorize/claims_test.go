package authorize

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/tokens"
)

func readClaimsOf(text string) (authd.AuthRequest, error) {
	var req authd.AuthRequest
	err := readClaims(&req, authd.Client{}, oauth.Params{"claims": text})
	return req, err
}

func TestClaimsParameter(t *testing.T) {
	for text, want := range map[string]authd.AuthRequest{
		``:   {},
		`{}`: {},
		`{"userinfo":{"name":{"essential":true},"email":null}}`:                                          {Claims: authd.AskedClaims{Userinfo: "email name"}},
		`{"id_token":{"given_name":null,"unknown":null,"iss":null,"password":null}}`:                     {Claims: authd.AskedClaims{IDToken: "given_name"}},
		`{"userinfo":{"name":{"value":["a",{"b":1}]}},"another":7}`:                                      {Claims: authd.AskedClaims{Userinfo: "name"}},
		`{"id_token":{"auth_time":{"essential":true}}}`:                                                  {AuthTimeAsked: true},
		`{"id_token":{"sub":{"value":"email|1"}}}`:                                                       {Subjects: []string{"email|1"}},
		`{"id_token":{"sub":{"value":"email|1","values":["email|2",7]}}}`:                                {Subjects: []string{"email|2", "email|1"}},
		`{"id_token":{"sub":{"values":[]}}}`:                                                             {Subjects: []string{}},
		`{"id_token":{"sub":{"essential":true}}}`:                                                        {},
		`{"userinfo":{"sub":{"value":"email|1"},"acr":{"essential":true,"value":"2"},"auth_time":null}}`: {},
		`{"id_token":{"amr":null}}`:                                                                      {Claims: authd.AskedClaims{ACR: true}},
		`{"id_token":{"acr":{"value":7}}}`:                                                               {Claims: authd.AskedClaims{ACR: true}},
		`{"id_token":{"SUB":{"value":"email|1"},"Acr":null}}`:                                            {},
		`{"id_token":{"acr":null}}`:                                                                      {Claims: authd.AskedClaims{ACR: true}},
		`{"id_token":{"acr":{"values":["2","urn:x"]}}}`:                                                  {Claims: authd.AskedClaims{ACR: true}},
		`{"id_token":{"acr":{"essential":true,"values":["2","1"]}}}`:                                     {Claims: authd.AskedClaims{ACR: true}},
		`{"userinfo":null,"id_token":null}`:                                                              {},
	} {
		if got, err := readClaimsOf(text); err != nil || got.Claims != want.Claims || !reflect.DeepEqual(got.Subjects, want.Subjects) || got.AuthTimeAsked != want.AuthTimeAsked {
			t.Errorf("%s: %+v, %v", text, got, err)
		}
	}
}

func TestClaimsParameterRefused(t *testing.T) {
	for text, code := range map[string]string{
		`name`: oauth.InvalidRequest, `[]`: oauth.InvalidRequest, `{"userinfo":["name"]}`: oauth.InvalidRequest, `{"id_token":"sub"}`: oauth.InvalidRequest,
		`{"id_token":{"sub":"email|1"}}`: oauth.InvalidRequest, `{"id_token":{"acr":{"essential":"yes"}}}`: oauth.InvalidRequest,
		`{"userinfo":{` + strings.Repeat(" ", 8<<10) + `}}`:            oauth.InvalidRequest,
		`{"id_token":{"acr":{"essential":true,"value":"2"}}}`:          oauth.UnmetAuthentication,
		`{"id_token":{"acr":{"essential":true,"values":["2","3"]}}}`:   oauth.UnmetAuthentication,
		`{"id_token":{"acr":{"essential":true,"value":1}}}`:            oauth.UnmetAuthentication,
		`{"id_token":{"acr":{"essential":true,"values":[]}}}`:          oauth.UnmetAuthentication,
		strings.Repeat(`{"userinfo":`, 500) + strings.Repeat(`}`, 500): oauth.InvalidRequest,
	} {
		var refused *oauth.Error
		if _, err := readClaimsOf(text); !errors.As(err, &refused) || refused.Code != code {
			t.Errorf("%.60s: %v", text, err)
		}
	}
}

// A client that needs consent may ask for single claims too: the person is asked
// about the scopes they belong to.
func TestClaimsOfThirdParties(t *testing.T) {
	req, err := readClaimsOf(`{"userinfo":{"email":null,"given_name":null},"id_token":{"phone_number":null,"acr":null}}`)
	if err != nil {
		t.Fatal(err)
	}
	granted := oauth.Scope{"openid", "profile"}
	if got := tokens.NeedsConsent(granted, req.Claims).String(); got != "openid profile phone email" || len(granted) != 2 {
		t.Errorf("consent is needed for %q", got)
	}
	if got := tokens.NeedsConsent(granted, authd.AskedClaims{ACR: true}).String(); got != "openid profile" {
		t.Errorf("without claims consent is needed for %q", got)
	}
}
