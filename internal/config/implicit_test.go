package config_test

import (
	"slices"
	"strings"
	"testing"

	"authd/internal/config"
	"authd/internal/oauth"
)

// IM-01: implicit is off unless a client lists it, and then only addresses count
// that no other party can come to own. Loopback is for developers' machines.
func TestIM01_ImplicitIsOffAndKeepsToSafeCallbacks(t *testing.T) {
	bare := parse(t, minimal+"\nclients: [{client_id: bare}]\n", nil).Directory.Clients["bare"]
	if bare.Allows(oauth.GrantImplicit) {
		t.Error("a client that lists nothing has implicit")
	}
	for callback, want := range map[string]string{
		"https://app.example.com/cb": "",
		"http://localhost:3000/cb":   "",
		"http://127.0.0.1:3000/cb":   "",
		"http://[::1]:3000/cb":       "",
		"HTTPS://app.example.com/cb": "",
		"https://*.example.com/cb":   `has a "*"`,
		"com.example.app:/cb":        "has a scheme of its own",
		"com.example.app://host/cb":  "has a scheme of its own",
		"http://app.example.com/cb":  "must be https",
		"http://192.168.0.1/cb":      "must be https",
	} {
		client := "\nclients: [{client_id: spa, wildcard_callbacks: true, callbacks: [\"" + callback + "\"], grant_types: [authorization_code, implicit]}]\n"
		_, err := config.Parse("authd.yaml", []byte(minimal+client), unset)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), "clients[spa].callbacks[0]: "+want) {
			t.Errorf("%s: %v, want %q", callback, err, want)
		}
		_, err = config.Parse("authd.yaml", []byte(minimal+strings.Replace(client, ", implicit", "", 1)), unset)
		if (err == nil) == strings.HasPrefix(want, "must") {
			t.Errorf("%s without implicit: %v", callback, err)
		}
	}
}

// IM-02: response_types is read as sets of words, and an unset one stays unset.
func TestIM02_ResponseTypesAreSets(t *testing.T) {
	dir := parse(t, minimal+`
clients:
  - {client_id: all, grant_types: [implicit]}
  - {client_id: few, grant_types: [implicit], response_types: ["token id_token", id_token]}
`, nil).Directory
	all, few := dir.Clients["all"].ResponseTypes, dir.Clients["few"].ResponseTypes
	if all.Set || !few.Set || few.At.Line == 0 || !slices.Equal(few.V, []oauth.ResponseType{oauth.IDToken | oauth.Token, oauth.IDToken}) {
		t.Errorf("%+v and %+v", all, few)
	}
}
