package server

import (
	"net/http"
	"reflect"
	"strings"
	"testing"
)

// CA-12: each member that says how a client is served is kept as it was sent, and is
// the same when what was read is written back.
func TestCA12_EveryMemberComesBack(t *testing.T) {
	s := newSystem(t, registering...)
	keys := newSigner(t).set()
	for name, row := range map[string]struct {
		want   any
		beside string
		sent   string
	}{
		"subject_type":                          {"pairwise", "", `"pairwise"`},
		"dpop_bound_access_tokens":              {true, "", `true`},
		"require_pushed_authorization_requests": {true, "", `true`},
		"require_signed_request_object":         {true, `,"jwks":` + keys, `true`},
		"request_object_signing_alg":            {"PS256", `,"jwks":` + keys, `"PS256"`},
		"userinfo_signed_response_alg":          {"ES256", "", `"ES256"`},
		"id_token_signed_response_alg":          {"PS256", "", `"PS256"`},
		"token_endpoint_auth_method":            {"private_key_jwt", `,"jwks":` + keys, `"private_key_jwt"`},
		"jwks_uri":                              {"https://a.test/jwks", "", `"https://a.test/jwks"`},
		"grant_types":                           {[]any{"authorization_code", deviceGrant}, "", `["authorization_code","` + deviceGrant + `"]`},
		"response_types":                        {[]any{"code", "id_token"}, `,"grant_types":["authorization_code","implicit"],"application_type":"native"`, `["code","id_token"]`},
		"post_logout_redirect_uris":             {[]any{"https://a.test/bye"}, "", `["https://a.test/bye"]`},
		"backchannel_logout_uri":                {"https://a.test/back", "", `"https://a.test/back"`},
		"backchannel_logout_session_required":   {true, `,"backchannel_logout_uri":"https://a.test/back"`, `true`},
		"frontchannel_logout_uri":               {callback + "/front", "", `"` + callback + `/front"`},
		"frontchannel_logout_session_required":  {true, `,"frontchannel_logout_uri":"` + callback + `/front"`, `true`},
	} {
		c := s.register(redirects + row.beside + `,"` + name + `":` + row.sent)
		read := s.onRegistry(http.MethodGet, c.path(), c.Token, "")
		was := said(t, read)
		if !reflect.DeepEqual(was[name], row.want) {
			t.Errorf("%s: sent %s, read %v", name, row.sent, was[name])
		}
		back := s.onRegistry(http.MethodPut, c.path(), c.Token, read.body)
		registrationIn(t, back, http.StatusOK)
		is := said(t, back)
		delete(was, "registration_access_token")
		delete(is, "registration_access_token")
		if !reflect.DeepEqual(was, is) {
			t.Errorf("%s: written back it is\n%s\nand was\n%s", name, back.body, read.body)
		}
	}
}

// ID-10: a client that registered for pairwise subjects is told one of the host
// that people are led back to, which a client of the file with that host is told too.
func TestID10_ARegisteredClientHasItsSector(t *testing.T) {
	s := newSystem(t, append(registering, sectors)...)
	public, pairwise := s.register(redirects), s.register(redirects+`,"subject_type":"pairwise"`)
	left := claims(s.browser().login(ask("client_id", "left"), ann, annsCode).Get("id_token"))["sub"]
	if got := claims(text(s.earn(public, "openid"), "id_token"))["sub"]; !strings.Contains(got.(string), "|") {
		t.Errorf("the public one is told %v", got)
	}
	set := s.earn(pairwise, "openid")
	if got := claims(text(set, "id_token"))["sub"]; got != left || said(t, s.userinfo(text(set, "access_token")))["sub"] != left {
		t.Errorf("the pairwise one is told %v, and left %v", got, left)
	}
	for metadata, want := range map[string]string{
		`"redirect_uris":["` + callback + `","https://other.test/cb"],"subject_type":"pairwise"`: "invalid_client_metadata sector_identifier_uri: is missing",
		redirects + `,"subject_type":"sectoral"`:                                                 "invalid_client_metadata subject_type: must be one of public, pairwise",
	} {
		m := said(t, s.onRegistry(http.MethodPost, "/oidc/register", initialToken, "{"+metadata+"}"))
		if got, _ := m["error_description"].(string); !strings.HasPrefix(m["error"].(string)+" "+got, want) {
			t.Errorf("%s: %v, want %s", metadata, m, want)
		}
	}
}

// ID-17: a client that registered for bound tokens gets no other.
func TestID17_ARegisteredClientMustProve(t *testing.T) {
	s := newSystem(t, registering...)
	c := s.register(`"grant_types":["` + deviceGrant + `"],"token_endpoint_auth_method":"none","client_name":"Lamp","dpop_bound_access_tokens":true`)
	d := s.device(c.ID, "scope", "openid")
	s.allowed(d)
	if r := d.poll(); !isError(r, http.StatusBadRequest, "invalid_dpop_proof") {
		t.Errorf("without a proof: %d %s", r.StatusCode, r.body)
	}
	if set := tokenSet(t, d.pollWith(s.holder())); set["token_type"] != "DPoP" {
		t.Errorf("%v", set)
	}
}
