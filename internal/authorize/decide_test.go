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
		{"prompt=consent", ask(oauth.PromptConsent, -1, ""), hourOld, Login, ""},
		{"prompt=consent, come back", ask(oauth.PromptConsent, -1, ""), fresh, Issue, ""},
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
	if d := Decide(authd.Client{Connections: []string{"email"}}, ask(0, -1, ""), fresh, arrived); d.Step != Refuse || d.Err.Code != oauth.ConsentRequired {
		t.Errorf("a third-party client was not refused: %+v", d)
	}
}
