package authorize

import (
	"errors"
	"strings"
	"testing"

	"authd/internal/authd"
	"authd/internal/oauth"
)

func readClaimsOf(c authd.Client, text string) (authd.AuthRequest, error) {
	var req authd.AuthRequest
	err := readClaims(&req, c, oauth.Params{"claims": text})
	return req, err
}

func TestClaimsParameter(t *testing.T) {
	first := authd.Client{FirstParty: true}
	for text, want := range map[string]authd.AuthRequest{
		``:   {},
		`{}`: {},
		`{"userinfo":{"name":{"essential":true},"email":null}}`:                      {Claims: authd.AskedClaims{Userinfo: "email name"}},
		`{"id_token":{"given_name":null,"unknown":null,"iss":null,"password":null}}`: {Claims: authd.AskedClaims{IDToken: "given_name"}},
		`{"userinfo":{"name":{"value":["a",{"b":1}]}},"another":7}`:                  {Claims: authd.AskedClaims{Userinfo: "name"}},
		`{"id_token":{"auth_time":{"essential":true}}}`:                              {AuthTimeAsked: true},
		`{"id_token":{"sub":{"value":"email|1"}}}`:                                   {HintedUser: "email|1"},
		`{"id_token":{"acr":null}}`:                                                  {Claims: authd.AskedClaims{ACR: true}},
		`{"id_token":{"acr":{"values":["2","urn:x"]}}}`:                              {Claims: authd.AskedClaims{ACR: true}},
		`{"id_token":{"acr":{"essential":true,"values":["2","1"]}}}`:                 {Claims: authd.AskedClaims{ACR: true}},
		`{"userinfo":null,"id_token":null}`:                                          {},
	} {
		if got, err := readClaimsOf(first, text); err != nil || got.Claims != want.Claims || got.HintedUser != want.HintedUser || got.AuthTimeAsked != want.AuthTimeAsked {
			t.Errorf("%s: %+v, %v", text, got, err)
		}
	}
}

func TestClaimsParameterRefused(t *testing.T) {
	for text, code := range map[string]string{
		`name`: oauth.InvalidRequest, `[]`: oauth.InvalidRequest, `{"userinfo":["name"]}`: oauth.InvalidRequest, `{"id_token":"sub"}`: oauth.InvalidRequest,
		`{"id_token":{"sub":"email|1"}}`: oauth.InvalidRequest, `{"id_token":{"acr":{"essential":"yes"}}}`: oauth.InvalidRequest,
		`{"userinfo":{` + strings.Repeat(" ", maxClaims) + `}}`:        oauth.InvalidRequest,
		`{"id_token":{"acr":{"essential":true,"value":"2"}}}`:          oauth.UnmetAuthentication,
		`{"id_token":{"acr":{"essential":true,"values":["2","3"]}}}`:   oauth.UnmetAuthentication,
		strings.Repeat(`{"userinfo":`, 500) + strings.Repeat(`}`, 500): oauth.InvalidRequest,
	} {
		var refused *oauth.Error
		if _, err := readClaimsOf(authd.Client{FirstParty: true}, text); !errors.As(err, &refused) || refused.Code != code {
			t.Errorf("%.60s: %v", text, err)
		}
	}
}

// Nobody is asked about single claims, so a client that needs consent gets what
// its scopes release.
func TestClaimsOfThirdParties(t *testing.T) {
	got, err := readClaimsOf(authd.Client{}, `{"userinfo":{"email":null},"id_token":{"email":null,"acr":null}}`)
	if err != nil || got.Claims != (authd.AskedClaims{ACR: true}) {
		t.Errorf("%+v, %v", got.Claims, err)
	}
}

func FuzzClaims(f *testing.F) {
	for _, seed := range []string{`{}`, `{"userinfo":{"name":{"essential":true}}}`, `{"id_token":{"acr":{"values":["1"]},"sub":{"value":"x"}}}`, `[[[`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := readClaimsOf(authd.Client{FirstParty: true}, text)
		var refused *oauth.Error
		if err != nil && !errors.As(err, &refused) {
			t.Errorf("the error %v is not for a client", err)
		}
		for _, names := range []string{got.Claims.Userinfo, got.Claims.IDToken} {
			if strings.Contains(names, "sub") || strings.Contains(names, "  ") {
				t.Errorf("%q names %q", text, names)
			}
		}
	})
}
