package authorize

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"authd/internal/authd"
	"authd/internal/oauth"
)

// FuzzMatchRedirect: what is accepted is on the list, or differs from an entry of
// it by a loopback's port or a host's one label alone (QA-02, AZ-01, AZ-04, AZ-06).
func FuzzMatchRedirect(f *testing.F) {
	callbacks := []string{registered, "http://127.0.0.1/cb", "http://[::1]:9/cb?x=1", "https://*.preview.test/cb", "com.example.app:/cb"}
	for _, uri := range slices.Concat(callbacks, unregistered) {
		f.Add(uri)
	}
	f.Add("http://127.0.0.1:51234/cb")
	f.Add("https://pr-7.preview.test/cb")
	code := authd.Value[[]oauth.GrantType]{V: []oauth.GrantType{oauth.GrantAuthorizationCode}, Set: true}
	f.Fuzz(func(t *testing.T, uri string) {
		for _, client := range []authd.Client{
			{AppType: "spa", Callbacks: callbacks, GrantTypes: code},
			{AppType: "native", Callbacks: callbacks, GrantTypes: code},
			{AppType: "spa", Callbacks: callbacks, WildcardCallbacks: true, GrantTypes: code},
		} {
			if matchRedirect(client, uri) && !harmless(client, uri) {
				t.Errorf("%s client, wildcards %v: %q is accepted", client.AppType, client.WildcardCallbacks, uri)
			}
		}
	})
}

// harmless says of an accepted uri, by the parser that follows a redirect, that it
// leads where an entry of the list leads.
func harmless(c authd.Client, uri string) bool {
	if slices.Contains(c.Callbacks, uri) {
		return true
	}
	u, err := url.Parse(uri)
	if err != nil || u.User != nil || u.Fragment != "" {
		return false
	}
	switch label, isPreview := strings.CutSuffix(u.Host, ".preview.test"); {
	case c.AppType == "native" && u.Scheme == "http" && u.Hostname() == "127.0.0.1":
		return u.RequestURI() == "/cb"
	case c.AppType == "native" && u.Scheme == "http" && u.Hostname() == "::1":
		return u.RequestURI() == "/cb?x=1"
	case c.WildcardCallbacks && isPreview:
		return u.Scheme == "https" && u.RequestURI() == "/cb" && label != "" && !strings.ContainsAny(label, ".:@/\\")
	}
	return false
}
