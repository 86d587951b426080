package authorize

import (
	"context"
	"errors"
	"strings"
	"testing"

	"authd/internal/authd"
)

// LO-09: session_state comes where a page can watch the session, and nowhere else.
func TestLO09_WhoIsGivenSessionState(t *testing.T) {
	const watched = "state of spa at https://app.test"
	passing := session()
	passing.SID = ""
	for name, row := range map[string]struct {
		session *authd.Session
		with    []string
		want    string
	}{
		"a page that may renew silently": {session(), nil, watched},
		"with a message":                 {session(), []string{"response_mode", "web_message"}, watched},
		"posted":                         {session(), []string{"response_mode", "form_post"}, watched},
		"no openid":                      {session(), []string{"scope", "read", "response_type", "token"}, ""},
		"no page":                        {session(), []string{"client_id", "other"}, ""},
		"a failure":                      {session(), []string{"prompt", "none", "max_age", "0"}, ""},
		"a login for this request alone": {passing, nil, ""},
	} {
		a := read(t, get(handler(t), found(row.session), good(row.with...).Encode()))
		if got := a.members.Get("session_state"); got != row.want {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// A register is Participants.
type register struct {
	noted  []string
	broken error
}

func (r *register) PutSessionClient(_ context.Context, hash []byte, clientID string) error {
	r.noted = append(r.noted, string(hash)+" "+clientID)
	return r.broken
}

// LO-06: a client is noted if it wants to hear of logouts, once for each session,
// before it has tokens of it.
func TestLO06_WhoTakesPart(t *testing.T) {
	again, passing, fresh := session(), session(), session()
	again.Clients, passing.SID, fresh.Hash = []string{"other", "spa"}, "", []byte("hash")
	back := func(c *authd.Client) { c.BackchannelLogoutURI = "https://app.test/out" }
	front := func(c *authd.Client) { c.FrontchannelLogoutURI = "https://app.test/out" }
	for name, row := range map[string]struct {
		client  func(*authd.Client)
		session *authd.Session
		with    []string
		want    string
	}{
		"by the back channel":            {back, fresh, nil, "hash spa"},
		"by the front channel":           {front, fresh, nil, "hash spa"},
		"not at all":                     {func(*authd.Client) {}, fresh, nil, ""},
		"noted already":                  {back, again, nil, ""},
		"a login for this request alone": {back, passing, nil, ""},
		"refused":                        {back, fresh, []string{"prompt", "none", "max_age", "0"}, ""},
	} {
		h, noted := handler(t), &register{}
		h.Participants = noted
		configure(h, "spa", row.client)
		get(h, found(row.session), good(row.with...).Encode())
		if got := strings.Join(noted.noted, ", "); got != row.want {
			t.Errorf("%s: noted %q", name, got)
		}
	}
	h := handler(t)
	h.Participants = &register{broken: errors.New("disk full")}
	configure(h, "spa", back)
	if a := read(t, get(h, found(fresh), good().Encode())); a.members.Get("error") != "server_error" || a.members.Has("access_token") {
		t.Errorf("a client got tokens that nobody will take back: %v", a.members)
	}
}
