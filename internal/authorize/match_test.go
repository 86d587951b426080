package authorize

import (
	"testing"

	"authd/internal/authd"
	"authd/internal/oauth"
)

const registered = "https://rp.test/app/callback"

// unregistered look like registered or like http://localhost:3000/cb?x=1.
var unregistered = []string{
	"", "/app/callback", "//rp.test/app/callback", "https:/rp.test/app/callback", "https:rp.test/app/callback",
	"HTTPS://rp.test/app/callback", "Https://rp.test/app/callback", "https://RP.test/app/callback", "https://rp.TEST/app/callback",
	"https://rp.test/App/callback", "https://rp.test/app/Callback", "https://rp.test/app/callback/", "https://rp.test//app/callback",
	"https://rp.test/app//callback", "https://rp.test/app/./callback", "https://rp.test/app/x/../callback", "https://rp.test/app/callback/..",
	"https://rp.test/app/%63allback", "https://rp.test/app%2fcallback", "https://rp.test/app/%2e/callback", "https://rp.test/app/callback%00",
	"https://rp.test:443/app/callback", "https://rp.test:8443/app/callback", "http://rp.test/app/callback", "https://rp.test./app/callback",
	"https://rp.test/app/callback?", "https://rp.test/app/callback?x=1", "https://rp.test/app/callback#", "https://rp.test/app/callback#f",
	"https://user@rp.test/app/callback", "https://rp.test@evil.test/app/callback", "https://rp.test\\@evil.test/app/callback",
	"https://rp.test%2f@evil.test/app/callback", "https://rp.test%252f@evil.test/app/callback", "https://evil.test/https://rp.test/app/callback",
	"https://rp.test.evil.test/app/callback", "https://evilrp.test/app/callback", "https://rp.test/app/callback\\", "https://rp.test\\app\\callback",
	" https://rp.test/app/callback", "https://rp.test/app/callback ", "\thttps://rp.test/app/callback", "https://rp.test/app/callback\n",
	"https://rp.test/app/callback;x", "https://rp.test/app/callback,https://evil.test/", "https://rр.test/app/callback", "https://xn--r-2tb.test/app/callback",
	"javascript:alert(1)", "data:text/html,x", "http://localhost:3000/cb", "http://localhost:3001/cb?x=1", "http://localhost:3000/cb?x=2", "http://127.0.0.1:3000/cb?x=1",
}

// AZ-01: a redirect_uri is compared as an exact string.
// AZ-03: userinfo and host tricks do not pass.
// AZ-05: the comparison is case-sensitive.
func TestAZ01_RedirectIsComparedExactly(t *testing.T) {
	client := authd.Client{AppType: "spa", Callbacks: []string{registered, "http://localhost:3000/cb?x=1"}}
	for _, uri := range []string{registered, "http://localhost:3000/cb?x=1"} {
		if !matchRedirect(client, uri) {
			t.Errorf("%q is registered and refused", uri)
		}
	}
	for _, uri := range unregistered {
		if matchRedirect(client, uri) {
			t.Errorf("%q is not registered and accepted", uri)
		}
	}
}

// AZ-04: only a native client's loopback address has a free port.
func TestAZ04_LoopbackPorts(t *testing.T) {
	callbacks := []string{"http://127.0.0.1/cb", "http://[::1]/cb", "http://localhost/cb", "http://127.0.0.1:9/fixed?x=1"}
	native := authd.Client{AppType: "native", Callbacks: callbacks}
	for uri, want := range map[string]bool{
		"http://127.0.0.1:51234/cb": true, "http://[::1]:51234/cb": true, "http://127.0.0.1/cb": true, "http://127.0.0.1:51234/fixed?x=1": true,
		"http://localhost:51234/cb": false, "http://127.0.0.1:51234/cb?x=1": false, "http://127.0.0.1:51234/cb/x": false,
		"http://127.0.0.1:51234/CB": false, "https://127.0.0.1:51234/cb": false, "http://127.0.0.2:51234/cb": false,
		"http://user@127.0.0.1:51234/cb": false, "http://127.0.0.1:51234@evil.test/cb": false, "http://127.0.0.1:/cb": false,
		"http://127.0.0.1:512345/cb": false, "http://127.0.0.1:+80/cb": false, "http://127.0.0.1.evil.test:80/cb": false, "http://127.0.0.1:51234/cb#f": false,
	} {
		if got := matchRedirect(native, uri); got != want {
			t.Errorf("native client, %q: %v, want %v", uri, got, want)
		}
	}
	if web := (authd.Client{AppType: "spa", Callbacks: callbacks}); matchRedirect(web, "http://127.0.0.1:51234/cb") {
		t.Error("a web client got the native clients' exception")
	}
}

// AZ-08: a wildcard stands for one label, only where switched on, never with
// the implicit grant.
func TestAZ08_Wildcards(t *testing.T) {
	client := authd.Client{AppType: "spa", Callbacks: []string{"https://*.rp.test/cb", "https://pre-*-suf.rp.test/cb"}}
	code := authd.Value[[]oauth.GrantType]{V: []oauth.GrantType{oauth.GrantAuthorizationCode}, Set: true}
	implicit := authd.Value[[]oauth.GrantType]{V: []oauth.GrantType{oauth.GrantImplicit}, Set: true}
	on := client
	on.WildcardCallbacks, on.GrantTypes = true, code
	for uri, want := range map[string]bool{
		"https://a.rp.test/cb": true, "https://a-1.rp.test/cb": true, "https://pre-x-suf.rp.test/cb": true,
		"https://a.b.rp.test/cb": false, "https://rp.test/cb": false, "https://.rp.test/cb": false, "https://evil-rp.test/cb": false,
		"https://a.rp.test.evil/cb": false, "https://evil.test/.rp.test/cb": false, "https://evil.test#.rp.test/cb": false,
		"https://evil.test?.rp.test/cb": false, "https://u@.rp.test/cb": false, "https://a.rp.test/cb/": false, "https://*.rp.test/cb": false, "https://a%2e.rp.test/cb": false,
	} {
		if got := matchRedirect(on, uri); got != want {
			t.Errorf("%q: %v, want %v", uri, got, want)
		}
	}
	off, both := client, on
	off.GrantTypes, both.GrantTypes = code, implicit
	for name, c := range map[string]authd.Client{"not switched on": off, "with the implicit grant": both} {
		if matchRedirect(c, "https://a.rp.test/cb") || matchRedirect(c, "https://*.rp.test/cb") {
			t.Errorf("a wildcard matched %s", name)
		}
	}
}
