package doctor

import (
	"slices"
	"strings"
	"testing"

	"authd/internal/authd"
	"authd/internal/oauth"
)

const page = "https://app.example.com"

// healthy is a case in which everything holds.
func healthy() Case {
	return Case{
		Directory: authd.Directory{Tenant: authd.Tenant{Issuer: "https://auth.example.com/"}},
		Client: authd.Client{
			ID: "spa", Callbacks: []string{page + "/callback"}, WebOrigins: []string{page}, FirstParty: true, Connections: []string{"email"}, CrossOrigin: true,
			GrantTypes: authd.Value[[]oauth.GrantType]{V: []oauth.GrantType{oauth.GrantImplicit, oauth.GrantPasswordlessOTP}},
		},
		Origin: page, Cookie: "present", Session: &authd.Session{Connection: "email", User: authd.User{Name: "ann@example.com"}},
	}
}

func TestExamine_AHealthyCaseHasNothingToChange(t *testing.T) {
	for _, f := range Examine(healthy()) {
		if f.Verdict != Good || f.YAML != "" || f.Text == "" {
			t.Errorf("%+v", f)
		}
	}
}

func TestExamine_EachConditionIsNamedWithItsYAML(t *testing.T) {
	for name, tc := range map[string]struct {
		change  func(*Case)
		about   string
		verdict Verdict
		text    string
		yaml    string
	}{
		"another port":     {func(c *Case) { c.Origin = page + ":8080" }, "Web origin", Wrong, "does not list", "clients:\n  - client_id: spa\n    web_origins: [\"https://app.example.com\", \"https://app.example.com:8080\"]"},
		"no callback":      {func(c *Case) { c.Client.Callbacks = []string{"https://app.example.com.evil.test/"} }, "Callback", Wrong, "no address of " + page, `callbacks: ["https://app.example.com.evil.test/", "https://app.example.com/callback"]`},
		"no grant":         {func(c *Case) { c.Client.GrantTypes.V = nil }, "Grant types", Wrong, "nothing at /authorize", `grant_types: ["implicit"]`},
		"no response type": {func(c *Case) { c.Client.ResponseTypes = responses(oauth.Code) }, "Grant types", Wrong, "nothing that grant_types allow", ""},
		"few response types": {func(c *Case) { c.Client.ResponseTypes = responses(oauth.Code, oauth.IDToken|oauth.Token) },
			"Grant types", Good, `answers ["token id_token"] alone`, ""},
		"another site": {func(c *Case) { c.Origin = "https://app.example.org" }, "Session cookie", Wrong, "another site", "tenant:\n  cross_site_silent_auth: true"},
		"another site, allowed": {func(c *Case) { c.Origin = "https://app.example.org"; c.Directory.Tenant.CrossSiteSilentAuth = true },
			"Session cookie", Note, "third-party cookies", ""},
		"another scheme": {func(c *Case) {
			c.Origin, c.Directory.Tenant.Issuer = "http://localhost:3000", "https://localhost:8443/"
		},
			"Session cookie", Wrong, "Serve the page on https", ""},
		"another site, no https": {func(c *Case) { c.Origin, c.Directory.Tenant.Issuer = "http://127.0.0.1:3000", "http://localhost:8080/" },
			"Session cookie", Wrong, "https servers alone", ""},
		"nobody logged in":   {func(c *Case) { c.Session, c.Cookie = nil, "none" }, "Session", Note, "no session", ""},
		"a session that was": {func(c *Case) { c.Session = nil }, "Session", Note, "has ended", ""},
		"another connection": {func(c *Case) { c.Session.Connection = "staff" }, "Session", Wrong, "connection staff", `connections: ["email", "staff"]`},
		"a third party":      {func(c *Case) { c.Client.FirstParty = false }, "Consent", Note, "consent_required", "is_first_party: true"},
		"no own pages":       {func(c *Case) { c.Client.CrossOrigin = false }, "Login on the application's own page", Note, "Off", "cross_origin_authentication: true"},
	} {
		t.Run(name, func(t *testing.T) {
			c := healthy()
			tc.change(&c)
			findings := Examine(c)
			i := slices.IndexFunc(findings, func(f Finding) bool { return f.About == tc.about })
			f := findings[i]
			if f.Verdict != tc.verdict || !strings.Contains(f.Text, tc.text) || !strings.Contains(f.YAML, tc.yaml) || (f.YAML == "") != (tc.yaml == "") {
				t.Errorf("%+v", f)
			}
		})
	}
}

func responses(types ...oauth.ResponseType) authd.Value[[]oauth.ResponseType] {
	return authd.Value[[]oauth.ResponseType]{V: types, Set: true}
}
