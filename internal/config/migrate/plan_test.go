package migrate

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"authd/internal/config"
	"authd/internal/oauth"
)

const head = "issuer: https://auth.example.com/\ndelivery: {email: {from: a@example.com, smtp: {host: mail.example.com}}}\n"

func source(text string) Source {
	return Source{Name: "authd.yaml", Data: []byte(head + text), Lookup: func(string) (string, bool) { return "", false }}
}

// spa is a page ready to be moved, with its grant_types in the place of GRANTS.
const spa = "clients:\n  - client_id: spa\n    callbacks: [\"https://app.example.com/cb\"]\n    web_origins: [\"https://app.example.com\"]\n    GRANTS\n    name: App # the end\n"

// IM-07: what changes is the list and no character besides.
func TestIM07_OnlyTheListChanges(t *testing.T) {
	const otp = "http://auth0.com/oauth/grant-type/passwordless/otp"
	for name, tc := range map[string]struct {
		step       Step
		grants     string // in spa
		want       string
		old, fresh string // what is shown; empty: grants and want
	}{
		"brackets": {AllowCodes, "grant_types: [implicit]", "grant_types: [implicit, authorization_code, refresh_token]", "", ""},
		"brackets, refresh is there": {AllowCodes, "grant_types: [ 'implicit',refresh_token ]  # both", "grant_types: [ 'implicit', authorization_code,refresh_token ]  # both",
			"grant_types: [ 'implicit',refresh_token ]", "grant_types: [ 'implicit', authorization_code,refresh_token ]"},
		"first in brackets":   {CodesOnly, "grant_types: [implicit, authorization_code, refresh_token]", "grant_types: [authorization_code, refresh_token]", "", ""},
		"middle in brackets":  {CodesOnly, "grant_types: [authorization_code, \"implicit\", refresh_token]", "grant_types: [authorization_code, refresh_token]", "", ""},
		"last in brackets":    {CodesOnly, "grant_types: [authorization_code, refresh_token, implicit]", "grant_types: [authorization_code, refresh_token]", "", ""},
		"replaced":            {CodesOnly, "grant_types: [implicit, authorization_code]", "grant_types: [refresh_token, authorization_code]", "", ""},
		"brackets over lines": {CodesOnly, "grant_types: [\n      authorization_code, # kept\n      refresh_token, implicit\n    ]", "grant_types: [\n      authorization_code, # kept\n      refresh_token\n    ]", "", ""},
		"lines":               {AllowCodes, "grant_types:\n      # why\n      - implicit   # old\n      - " + otp, "grant_types:\n      # why\n      - implicit   # old\n      - authorization_code\n      - refresh_token\n      - " + otp, "", ""},
		"first of lines":      {CodesOnly, "grant_types:\n    - implicit   # old\n    - authorization_code\n    # why\n    - refresh_token # and how", "grant_types:\n    - authorization_code\n    # why\n    - refresh_token # and how", "", ""},
		"last of lines":       {CodesOnly, "grant_types:\n    - authorization_code # new\n    - refresh_token\n\n    - implicit # old", "grant_types:\n    - authorization_code # new\n    - refresh_token\n", "", ""},
		"replaced in a line":  {CodesOnly, "grant_types:\n    - \"implicit\" # old\n    - authorization_code", "grant_types:\n    - refresh_token\n    - authorization_code", "", ""},
		"other letters before": {CodesOnly, "name: Ünïcödé 日本 \U0001f600\n    grant_types: [implicit, authorization_code, refresh_token]", "name: Ünïcödé 日本 \U0001f600\n    grant_types: [authorization_code, refresh_token]",
			"grant_types: [implicit, authorization_code, refresh_token]", "grant_types: [authorization_code, refresh_token]"},
	} {
		for breaks, newline := range map[string]string{"LF": "\n", "CRLF": "\r\n"} {
			t.Run(name+", "+breaks, func(t *testing.T) {
				text := spa
				if strings.HasPrefix(tc.grants, "name:") {
					text = strings.Replace(text, "    name: App # the end\n", "", 1)
				}
				in := func(s string) string { return strings.ReplaceAll(s, "\n", newline) }
				s := source("")
				s.Data = []byte(in(head + strings.Replace(text, "GRANTS", tc.grants, 1)))
				p, err := Make(s, "spa", tc.step)
				if err != nil {
					t.Fatal(err)
				}
				if want := in(head + strings.Replace(text, "GRANTS", tc.want, 1)); string(p.Data) != want {
					t.Errorf("got\n%s\nwant\n%s", p.Data, want)
				}
				old, fresh := tc.old, tc.fresh
				if old == "" {
					old, fresh = tc.grants, tc.want
				}
				if len(p.Changes) != 1 || p.Changes[0].Old != in(old) || p.Changes[0].New != in(fresh) || p.Changes[0].Path != "clients[spa].grant_types" || p.Changes[0].Indent != "    " {
					t.Errorf("shown: %+v", p.Changes)
				}
			})
		}
	}
}

// IM-07: a client with a secret is held to PKCE with the last step, and what
// stands beside the settings, a secret perhaps, is not shown.
func TestIM07_PKCEIsDemanded(t *testing.T) {
	for name, tc := range map[string]struct{ client, want string }{
		"nothing said": {
			"- client_id: web\n    client_secret: hush\n    app_type: regular_web\n    callbacks: [\"https://a.example.com/\"]\n    grant_types: [implicit, authorization_code, refresh_token]\n",
			"- client_id: web\n    client_secret: hush\n    app_type: regular_web\n    callbacks: [\"https://a.example.com/\"]\n    require_pkce: true\n    grant_types: [authorization_code, refresh_token]\n",
		},
		"false": {
			"- client_id: web\n    require_pkce:  false # why\n    client_secret: hush\n    app_type: regular_web\n    callbacks: [\"https://a.example.com/\"]\n    grant_types: [implicit, authorization_code, refresh_token]\n",
			"- client_id: web\n    require_pkce:  true # why\n    client_secret: hush\n    app_type: regular_web\n    callbacks: [\"https://a.example.com/\"]\n    grant_types: [authorization_code, refresh_token]\n",
		},
		"true": {
			"- client_id: web\n    require_pkce: true\n    client_secret: hush\n    app_type: regular_web\n    callbacks: [\"https://a.example.com/\"]\n    grant_types: [implicit, authorization_code, refresh_token]\n",
			"- client_id: web\n    require_pkce: true\n    client_secret: hush\n    app_type: regular_web\n    callbacks: [\"https://a.example.com/\"]\n    grant_types: [authorization_code, refresh_token]\n",
		},
		"all in braces": {
			`- {client_id: web, client_secret: hush, app_type: regular_web, callbacks: ["https://a.example.com/"], grant_types: [implicit, authorization_code], name: Web}` + "\n",
			`- {client_id: web, client_secret: hush, app_type: regular_web, callbacks: ["https://a.example.com/"], require_pkce: true, grant_types: [refresh_token, authorization_code], name: Web}` + "\n",
		},
	} {
		p, err := Make(source("clients:\n  "+tc.client), "web", CodesOnly)
		if err != nil || string(p.Data) != head+"clients:\n  "+tc.want {
			t.Errorf("%s: %v\n%s", name, err, p.Data)
		}
		for _, c := range p.Changes {
			if strings.Contains(c.Indent+c.Old+c.New, "hush") {
				t.Errorf("%s shows a secret: %+v", name, c)
			}
		}
	}
}

// The whole way, step by step; each done twice changes nothing more.
func TestAClientIsMovedInTwoSteps(t *testing.T) {
	s := source(strings.Replace(spa, "GRANTS", "grant_types: [implicit]", 1))
	for i, step := range []Step{AllowCodes, AllowCodes, CodesOnly} {
		p, err := Make(s, "spa", step)
		if err != nil || (len(p.Changes) == 0) != (i == 1) {
			t.Fatalf("step %d: %v %+v", i, err, p.Changes)
		}
		s.Data = p.Data
	}
	if !strings.Contains(string(s.Data), "grant_types: [authorization_code, refresh_token]\n") {
		t.Errorf("%s", s.Data)
	}
}

// IM-08: a client that would be left without tokens is not moved, and every
// reason is given at once.
func TestIM08_WhatIsNotReady(t *testing.T) {
	for name, tc := range map[string]struct {
		client string
		step   Step
		want   []string // begin of each reason
	}{
		"no implicit":       {"grant_types: [authorization_code]", AllowCodes, []string{"grant_types does not list implicit"}},
		"nothing there":     {"grant_types: [implicit], response_types: [token]", CodesOnly, []string{"callbacks", "web_origins", "response_types", "grant_types does not list authorization_code"}},
		"nothing, step one": {"grant_types: [implicit]", AllowCodes, []string{"callbacks", "web_origins"}},
		"not a page":        {"grant_types: [implicit], app_type: native, callbacks: [\"https://a.example.com/\"], response_types: [code, token]", AllowCodes, nil},
	} {
		_, err := Make(source("clients: [{client_id: spa, "+tc.client+"}]\n"), "spa", tc.step)
		var o Obstacles
		errors.As(err, &o)
		if !slices.EqualFunc(o.Reasons, tc.want, strings.HasPrefix) || err != nil && len(o.Reasons) == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhatCannotBeChangedByText(t *testing.T) {
	const rest = `callbacks: ["https://app.example.com/cb"], web_origins: ["https://app.example.com"]`
	for name, text := range map[string]string{
		"a list others share":     "clients:\n  - {client_id: spa, " + rest + ", grant_types: &g [implicit, authorization_code]}\n  - {client_id: other, grant_types: *g}\n",
		"an alias":                "clients:\n  - {client_id: other, grant_types: &g [implicit, authorization_code]}\n  - {client_id: spa, " + rest + ", grant_types: *g}\n",
		"an alias in the list":    "clients:\n  - {client_id: other, default_audience: \"\", name: &i implicit}\n  - {client_id: spa, " + rest + ", grant_types: [*i, authorization_code]}\n",
		"an escaped word":         "clients:\n  - {client_id: spa, " + rest + ", grant_types: [\"\\x69mplicit\", authorization_code]}\n",
		"a tagged word":           "clients:\n  - {client_id: spa, " + rest + ", grant_types: [!!str implicit, authorization_code]}\n",
		"a comment in the middle": "clients:\n  - {client_id: spa, " + rest + ", grant_types: [implicit, # old\n      authorization_code, refresh_token]}\n",
		"a dash on its own line":  "clients:\n  - client_id: spa\n    callbacks: [\"https://app.example.com/cb\"]\n    web_origins: [\"https://app.example.com\"]\n    grant_types:\n      -\n        implicit\n      - authorization_code\n",
	} {
		_, err := Make(source(text), "spa", CodesOnly)
		if err == nil || !strings.Contains(err.Error(), "write by hand: grant_types: [") || !strings.Contains(err.Error(), "authorization_code") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhatIsRefusedForTheConfigurationsSake(t *testing.T) {
	var problems config.Problems
	if _, err := Make(source("clients: [{client_id: spa, grant_types: [tokens]}]\n"), "spa", AllowCodes); !errors.As(err, &problems) {
		t.Errorf("a configuration with a mistake: %v", err)
	}
	if _, err := Make(source("clients: [{client_id: a}, {client_id: b}]\n"), "spa", AllowCodes); err == nil || !strings.Contains(err.Error(), "it has: a, b") {
		t.Errorf("an unknown client: %v", err)
	}
	web := "clients: [{client_id: web, app_type: regular_web, callbacks: [\"https://a.example.com/\"], grant_types: [implicit]}]\n"
	if _, err := Make(source(web), "web", AllowCodes); !errors.As(err, &problems) || !strings.Contains(err.Error(), "client_secret_file") {
		t.Errorf("a client that would need a secret: %v", err)
	}
}

// Settings may lose their sense, so the file as it becomes can be judged.
func TestTheFileAsItBecomes(t *testing.T) {
	text := strings.Replace(spa, "GRANTS", "grant_types: [implicit, authorization_code]\n    response_types: [code, token]", 1)
	p, err := Make(source(text), "spa", CodesOnly)
	if err != nil {
		t.Fatal(err)
	}
	if c := p.After.Directory.Clients["spa"]; c.Allows(oauth.GrantImplicit) || !c.Allows(oauth.GrantAuthorizationCode) || len(c.ResponseTypes.V) != 2 {
		t.Errorf("got %+v", c)
	}
}
