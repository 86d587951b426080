package authorize

import (
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
)

// AZ-21: prompt=login asks once and is satisfied by a login after the request.
// AZ-22: max_age=0 always asks; a session older than max_age is not used.
func TestDecide(t *testing.T) {
	arrived := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	loggedIn := func(at time.Duration) *authd.Session {
		return &authd.Session{Connection: "email", AuthTime: arrived.Add(at)}
	}
	hourOld, fresh := loggedIn(-time.Hour), loggedIn(time.Second)
	const none, login = oauth.PromptNone, oauth.PromptLogin
	ask := func(p oauth.Prompt, maxAge time.Duration, connection string) authd.AuthRequest {
		return authd.AuthRequest{Prompt: p, MaxAge: maxAge, Connection: connection, CreatedAt: arrived}
	}
	tests := []struct {
		name    string
		req     authd.AuthRequest
		session *authd.Session
		want    Step
		code    string
	}{
		{"no session", ask(0, -1, ""), nil, Login, ""},
		{"no session, silent", ask(none, -1, ""), nil, Refuse, oauth.LoginRequired},
		{"session", ask(0, -1, ""), hourOld, Issue, ""},
		{"session, silent", ask(none, -1, ""), hourOld, Issue, ""},
		{"prompt=login", ask(login, -1, ""), hourOld, Login, ""},
		{"prompt=login, come back", ask(login, -1, ""), fresh, Issue, ""},
		{"prompt=select_account", ask(oauth.PromptSelectAccount, -1, ""), hourOld, Login, ""},
		{"prompt=consent of a first-party client", ask(oauth.PromptConsent, -1, ""), hourOld, Issue, ""},
		{"prompt=login consent of a first-party client", ask(login|oauth.PromptConsent, -1, ""), hourOld, Login, ""},
		{"max_age not reached", ask(0, 2*time.Hour, ""), hourOld, Issue, ""},
		{"max_age exceeded", ask(0, time.Minute, ""), hourOld, Login, ""},
		{"max_age exceeded, silent", ask(none, time.Minute, ""), hourOld, Refuse, oauth.LoginRequired},
		{"max_age=0", ask(0, 0, ""), loggedIn(-time.Millisecond), Login, ""},
		{"max_age=0, silent", ask(none, 0, ""), loggedIn(-time.Millisecond), Refuse, oauth.LoginRequired},
		{"max_age=0, come back", ask(0, 0, ""), fresh, Issue, ""},
		{"connection asked", ask(0, -1, "email"), hourOld, Login, ""},
		{"connection asked, come back", ask(0, -1, "email"), fresh, Issue, ""},
		{"connection asked, silent", ask(none, -1, "email"), hourOld, Issue, ""},
		{"session of a connection the client lacks", ask(0, -1, ""), &authd.Session{Connection: "staff", AuthTime: arrived.Add(time.Second)}, Login, ""},
	}
	client := authd.Client{FirstParty: true, Connections: []string{"email"}}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := Decide(client, tt.req, tt.session, arrived.Add(time.Minute))
			if d.Step != tt.want || (d.Err == nil) != (tt.code == "") || d.Err != nil && d.Err.Code != tt.code {
				t.Errorf("step %d, error %v; want %d %s", d.Step, d.Err, tt.want, tt.code)
			}
		})
	}
	for _, p := range []oauth.Prompt{0, none} {
		if d := Decide(authd.Client{Connections: []string{"email"}}, ask(p, -1, ""), hourOld, arrived); d.Step != Consent {
			t.Errorf("prompt %d: a third-party client needs consent, not %+v", p, d)
		}
	}
}

// ID-05: a session of somebody else than the hint names is not used.
func TestID05_Decide(t *testing.T) {
	arrived := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	client := authd.Client{FirstParty: true, Connections: []string{"email"}}
	for name, row := range map[string]struct {
		hinted []string
		prompt oauth.Prompt
		age    time.Duration
		want   Step
	}{
		"the same person":                   {[]string{"email|ann"}, 0, time.Hour, Issue},
		"the same person, silent":           {[]string{"email|ann"}, oauth.PromptNone, time.Hour, Issue},
		"another":                           {[]string{"email|bob"}, 0, time.Hour, Login},
		"one of two, silent":                {[]string{"email|bob", "email|ann"}, oauth.PromptNone, time.Hour, Issue},
		"nobody there is, silent":           {[]string{}, oauth.PromptNone, time.Hour, Refuse},
		"another, silent":                   {[]string{"email|bob"}, oauth.PromptNone, time.Hour, Refuse},
		"another logged in for the request": {[]string{"email|bob"}, 0, 0, Refuse},
	} {
		t.Run(name, func(t *testing.T) {
			req := authd.AuthRequest{Prompt: row.prompt, MaxAge: -1, CreatedAt: arrived, Subjects: row.hinted}
			s := &authd.Session{Connection: "email", AuthTime: arrived.Add(-row.age), User: authd.User{ID: "email|ann"}}
			d := Decide(client, req, s, arrived.Add(time.Minute))
			if d.Step != row.want || d.Step == Refuse && d.Err.Code != oauth.LoginRequired {
				t.Errorf("step %d, error %v; want step %d", d.Step, d.Err, row.want)
			}
		})
	}
}

func TestDecideConsent(t *testing.T) {
	arrived := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	const none, again = oauth.PromptNone, oauth.PromptConsent
	given := func(at time.Duration, scope ...string) authd.Consent {
		return authd.Consent{Scope: scope, GivenAt: arrived.Add(at)}
	}
	for name, row := range map[string]struct {
		prompt oauth.Prompt
		given  authd.Consent
		needs  oauth.Scope
		want   Step
	}{
		"never asked":                    {0, authd.Consent{}, oauth.Scope{"openid"}, Consent},
		"never asked, for no scope":      {0, authd.Consent{}, nil, Consent},
		"never asked, silent":            {none, authd.Consent{}, oauth.Scope{"openid"}, Refuse},
		"allowed":                        {0, given(-time.Hour, "openid"), oauth.Scope{"openid"}, Issue},
		"allowed, silent":                {none, given(-time.Hour, "openid"), oauth.Scope{"openid"}, Issue},
		"allowed more":                   {0, given(-time.Hour, "openid", "read"), oauth.Scope{"openid"}, Issue},
		"allowed for no scope":           {0, given(-time.Hour), nil, Issue},
		"scopes grew":                    {0, given(-time.Hour, "openid"), oauth.Scope{"openid", "read"}, Consent},
		"scopes grew, silent":            {none, given(-time.Hour, "openid"), oauth.Scope{"openid", "read"}, Refuse},
		"prompt=consent":                 {again, given(-time.Hour, "openid"), oauth.Scope{"openid"}, Consent},
		"prompt=consent, come back":      {again, given(0, "openid"), oauth.Scope{"openid"}, Issue},
		"prompt=consent, answer too old": {again, given(-time.Millisecond, "openid"), oauth.Scope{"openid"}, Consent},
	} {
		t.Run(name, func(t *testing.T) {
			d := DecideConsent(authd.AuthRequest{Prompt: row.prompt, CreatedAt: arrived}, row.given, row.needs)
			if d.Step != row.want || d.Step == Refuse && d.Err.Code != oauth.ConsentRequired {
				t.Errorf("step %d, error %v; want step %d", d.Step, d.Err, row.want)
			}
		})
	}
}
