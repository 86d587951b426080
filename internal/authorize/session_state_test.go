package authorize

import "testing"

// LO-09: session_state comes where a page can watch the session, and nowhere else.
func TestLO09_WhoIsGivenSessionState(t *testing.T) {
	const watched = "state of spa at https://app.test"
	for name, row := range map[string]struct {
		with []string
		want string
	}{
		"a page that may renew silently": {nil, watched},
		"with a message":                 {[]string{"response_mode", "web_message"}, watched},
		"posted":                         {[]string{"response_mode", "form_post"}, watched},
		"no openid":                      {[]string{"scope", "read", "response_type", "token"}, ""},
		"no page":                        {[]string{"client_id", "other"}, ""},
		"a failure":                      {[]string{"prompt", "none", "max_age", "0"}, ""},
	} {
		a := read(t, get(handler(t), found(session()), good(row.with...).Encode()))
		if got := a.members.Get("session_state"); got != row.want {
			t.Errorf("%s: %q", name, got)
		}
	}
}
