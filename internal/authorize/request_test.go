package authorize

import (
	"net/http"
	"strings"
	"testing"

	"authd/internal/oauth"
)

// AZ-10: unknown parameters are ignored, an empty value is an absent one.
func TestAZ10_UnknownAndEmptyParameters(t *testing.T) {
	q := good("extra", "foobar", "auth0Client", "not base64!", "device", "x", "app_state[k]", "v").Encode() + "&prompt=&max_age=&audience=&response_mode=&connection=&expires_in=&request="
	if a := read(t, get(handler(t), found(session()), q)); a.members.Get("access_token") == "" {
		t.Errorf("refused: %v", a.members)
	}
	if a := read(t, get(handler(t), found(session()), good("nonce", "").Encode()+"&nonce=")); a.members.Get("error") != oauth.InvalidRequest {
		t.Errorf("an empty nonce counted as one: %v", a.members)
	}
}

// AZ-11: GET and POST mean the same; without a session a POST asks for a login.
func TestAZ11_GetAndPostAreEqual(t *testing.T) {
	h := handler(t)
	g, p := get(h, found(session()), good().Encode()), post(h, found(session()), good().Encode())
	if g.Code != http.StatusFound || p.Code != http.StatusSeeOther {
		t.Errorf("status %d and %d; a POST must not be repeated at the client", g.Code, p.Code)
	}
	for name := range read(t, g).members {
		if read(t, p).members.Get(name) == "" {
			t.Errorf("POST lacks %s", name)
		}
	}
	w := post(h, found(nil), good().Encode())
	if w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), "/u/login?state=") {
		t.Errorf("without a session: %d %s", w.Code, w.Header().Get("Location"))
	}
}

// AZ-12: response_type is a set; what is not served or not the client's is
// refused before anybody is asked to log in.
func TestAZ12_ResponseTypeIsASet(t *testing.T) {
	for responseType, want := range map[string]string{
		"token": "", "id_token": "", "token id_token": "", "id_token token": "", " id_token  token ": "",
		"code": "", "code token": "", "token code": "", "code id_token": "", "id_token code": "",
		"code token id_token": "", "code id_token token": "", "token code id_token": "",
		"token id_token code": "", "id_token code token": "", "id_token token code": "", "code code": oauth.UnsupportedResponseType,
		"token token": oauth.UnsupportedResponseType, "none": oauth.UnsupportedResponseType, "TOKEN": oauth.UnsupportedResponseType, "token,id_token": oauth.UnsupportedResponseType,
	} {
		a := read(t, get(handler(t), found(session()), good("client_id", "hybrid", "response_type", responseType).Encode()))
		if a.members.Get("error") != want || a.members.Get("state") != "s-1" {
			t.Errorf("%q: %v, want %q", responseType, a.members, want)
		}
	}
	for client, types := range map[string][]string{
		"code": {"token", "id_token", "id_token token", "code token", "code id_token", "code id_token token"},
		"spa":  {"code", "code token", "code id_token", "code token id_token"},
	} {
		for _, responseType := range types {
			a := read(t, get(handler(t), found(nil), good("client_id", client, "response_type", responseType).Encode()))
			if a.members.Get("error") != oauth.UnauthorizedClient || a.members.Get("state") != "s-1" {
				t.Errorf("%q for client %s: %v", responseType, client, a.members)
			}
		}
	}
}

// AZ-13: tokens never reach the query of an address.
func TestAZ13_TokensNeverInAQuery(t *testing.T) {
	for _, responseType := range []string{"token", "id_token", "token id_token", "code token", "code id_token", "code token id_token"} {
		for _, mode := range []string{"", "query", "fragment", "form_post", "web_message", "jwt", "QUERY"} {
			w := get(handler(t), found(session()), good("client_id", "hybrid", "response_type", responseType, "response_mode", mode).Encode())
			before, _, _ := strings.Cut(w.Header().Get("Location"), "#")
			if strings.Contains(before, "token=") || strings.Contains(before, "error=") {
				t.Errorf("%s by %s: %s", responseType, mode, before)
			}
		}
	}
	if a := read(t, get(handler(t), found(session()), good("response_mode", "query").Encode())); a.members.Get("error") != oauth.InvalidRequest {
		t.Errorf("response_mode=query: %v", a)
	}
}

// AZ-15: state comes back byte for byte, and not at all if it was not sent.
func TestAZ15_StateComesBackAsItWas(t *testing.T) {
	for _, state := range []string{
		strings.Repeat("a-._~Z", 22)[:128], "with spaces and % and + and &=;", "ümläut-日本-\u2028", `"<script>'</script>`, "a=b==", strings.Repeat("x", 2048),
	} {
		for _, mode := range []string{"fragment", "form_post", "web_message"} {
			w := get(handler(t), found(session()), good("state", state, "response_mode", mode).Encode())
			if got := decoded(t, w.Body.String(), read(t, w)); got != state {
				t.Errorf("%s: %q came back as %q", mode, state, got)
			}
		}
	}
	a := read(t, get(handler(t), found(session()), good("state", "").Encode()))
	if _, there := a.members["state"]; there {
		t.Errorf("a state out of nothing: %v", a.members)
	}
}

// AZ-21: prompt values that cannot be met are refused.
func TestAZ21_Prompt(t *testing.T) {
	for prompt, want := range map[string]string{
		"none login": oauth.InvalidRequest, "login none": oauth.InvalidRequest, "none consent": oauth.InvalidRequest,
		"magic": oauth.InvalidRequest, "NONE": oauth.InvalidRequest, "login magic": oauth.InvalidRequest,
	} {
		a := read(t, get(handler(t), found(session()), good("prompt", prompt).Encode()))
		if a.members.Get("error") != want {
			t.Errorf("prompt=%s: %v", prompt, a.members)
		}
	}
	for _, prompt := range []string{"login", "select_account", "login consent"} {
		w := get(handler(t), found(session()), good("prompt", prompt).Encode())
		if !strings.HasPrefix(w.Header().Get("Location"), "/u/login?") {
			t.Errorf("prompt=%s did not ask: %s", prompt, w.Header().Get("Location"))
		}
	}
}

// AZ-22: max_age is a number of seconds.
func TestAZ22_MaxAge(t *testing.T) {
	for maxAge, want := range map[string]string{
		"3600": "access_token", "4294967295": "access_token", "3599": "login", "1": "login", "0": "login",
		"-1": "error", "1.5": "error", "ten": "error", "99999999999999999999": "error", "0x10": "error", " 5": "error",
	} {
		w := get(handler(t), found(session()), good("max_age", maxAge).Encode())
		got := "login"
		if !strings.HasPrefix(w.Header().Get("Location"), "/u/login?") {
			a := read(t, w)
			got = "access_token"
			if a.members.Get("error") == oauth.InvalidRequest {
				got = "error"
			}
		}
		if got != want {
			t.Errorf("max_age=%q: %s, want %s", maxAge, got, want)
		}
	}
}

func TestRequestedLifetime(t *testing.T) {
	for name, tt := range map[string]struct{ client, ask, want string }{
		"shortens":         {"spa", "10", "10"},
		"never lengthens":  {"spa", "999999", "7200"},
		"zero":             {"spa", "0", ""},
		"negative":         {"spa", "-5", ""},
		"no number":        {"spa", "1h", ""},
		"not this client":  {"other", "10", ""},
		"absent elsewhere": {"other", "", "7200"},
	} {
		a := read(t, get(handler(t), found(session()), good("client_id", tt.client, "expires_in", tt.ask).Encode()))
		if got := a.members.Get("expires_in"); got != tt.want || (tt.want == "") != (a.members.Get("error") == oauth.InvalidRequest) {
			t.Errorf("%s: %v", name, a.members)
		}
	}
}
