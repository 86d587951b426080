package server

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// sectors are clients with pairwise subjects: two of one sector, one of another.
var sectors = setting{"  - client_id: code-only\n", `  - client_id: left
    subject_type: pairwise
    callbacks: ["https://localhost:3443/callback"]
    web_origins: ["https://localhost:3443"]
    allowed_logout_urls: ["https://localhost:3443/"]
    grant_types: [implicit]
  - client_id: right
    subject_type: pairwise
    callbacks: ["https://localhost:3443/callback"]
    web_origins: ["https://localhost:3443"]
    grant_types: [implicit]
  - client_id: other
    subject_type: pairwise
    sector_identifier_uri: https://sector.example.com/redirects.json
    callbacks: ["https://localhost:3443/callback"]
    web_origins: ["https://localhost:3443"]
    grant_types: [implicit]
  - client_id: code-only
`}

// ID-10: ID token and /userinfo say one sub to a client, for opaque tokens and
// JWTs; clients of one sector share it, others do not, and a restart changes nothing.
func TestID10_PairwiseSubjects(t *testing.T) {
	s := newSystem(t, sectors)
	b := s.browser()
	b.login(ask(), ann, annsCode)
	subs := map[string]string{}
	for _, client := range []string{"spa", "left", "right", "other"} {
		for _, audience := range []string{"-", api} {
			got := s.fragment(b.get(ask("client_id", client, "audience", audience)))
			sub, _ := claims(got.Get("id_token"))["sub"].(string)
			var info struct{ Sub, Email string }
			if r := s.userinfo(got.Get("access_token")); json.Unmarshal([]byte(r.body), &info) != nil || info.Sub != sub || info.Email != ann {
				t.Errorf("%s, audience %s: /userinfo says %s, the ID token %q", client, audience, r.body, sub)
			}
			if is := claims(got.Get("access_token")); audience == api && is["sub"] != sub {
				t.Errorf("%s: the access token says %v, the ID token %q", client, is["sub"], sub)
			}
			if subs[client] != "" && subs[client] != sub {
				t.Errorf("%s: once %q, once %q", client, subs[client], sub)
			}
			subs[client] = sub
		}
	}
	if subs["left"] != subs["right"] || subs["left"] == subs["other"] || strings.Contains(subs["left"], "|") || !strings.HasPrefix(subs["spa"], "email|") {
		t.Errorf("%v", subs)
	}
	s.Close()
	again, err := Open(t.Context(), s.options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(again.Close)
	s.Server = again
	if sub := claims(s.fragment(b.get(ask("client_id", "left"))).Get("id_token"))["sub"]; sub != subs["left"] {
		t.Errorf("after a restart %v, before %q", sub, subs["left"])
	}
}

// ID-10: an API is told of the sub that the token says.
func TestID10_IntrospectionSaysTheSameSub(t *testing.T) {
	s := asking(t, sectors)
	token := s.browser().login(ask("client_id", "left", "audience", api), ann, annsCode).Get("access_token")
	if said := active(t, s.introspect(token)); said["sub"] == "" || said["sub"] != claims(token)["sub"] {
		t.Errorf("%v, the token says %v", said["sub"], claims(token)["sub"])
	}
}

// ID-10: a sub comes back in a hint and in the claims parameter, and is good for
// the sector it was made for.
func TestID10_PairwiseSubjectsComeBack(t *testing.T) {
	s := newSystem(t, sectors)
	b := s.browser()
	b.login(ask(), ann, annsCode)
	left := s.fragment(b.get(ask("client_id", "left"))).Get("id_token")
	other := s.fragment(b.get(ask("client_id", "other"))).Get("id_token")
	public := s.fragment(b.get(ask())).Get("id_token")
	named := func(token string) string {
		return `{"id_token":{"sub":{"value":"` + claims(token)["sub"].(string) + `"}}}`
	}
	for name, row := range map[string]struct {
		client, parameter, value string
		tokens                   bool
	}{
		"a hint":                     {"left", "id_token_hint", left, true},
		"another client's hint":      {"left", "id_token_hint", other, false},
		"a sub":                      {"left", "claims", named(left), true},
		"the sub, in the sector":     {"right", "claims", named(left), true},
		"a sub of another sector":    {"left", "claims", named(other), false},
		"a public sub":               {"left", "claims", named(public), false},
		"a pairwise sub to a public": {"spa", "claims", named(left), false},
		"a public sub to a public":   {"spa", "claims", named(public), true},
	} {
		r := b.get(silent("client_id", row.client, row.parameter, row.value))
		if got := strings.Contains(r.body, "access_token"); got != row.tokens || !got && !strings.Contains(r.body, "login_required") && !strings.Contains(r.body, "invalid_request") {
			t.Errorf("%s: %s", name, r.body)
		}
	}
	r := b.get("/oidc/logout?" + form("id_token_hint", left, "post_logout_redirect_uri", app+"/").Encode())
	if r.Header.Get("Location") != app+"/" {
		t.Errorf("a logout with a hint: %d to %q %s", r.StatusCode, r.Header.Get("Location"), r.body)
	}
	if r := b.get(silent()); r.StatusCode != http.StatusOK || !strings.Contains(r.body, "login_required") {
		t.Errorf("after it: %s", r.body)
	}
}
