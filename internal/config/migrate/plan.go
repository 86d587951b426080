package migrate

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"authd/internal/authd"
	"authd/internal/config"
	"authd/internal/oauth"
)

// A Step is how far a client is moved. Between the two both versions of its
// application work, so that nobody is logged out.
type Step int

// The steps.
const (
	AllowCodes Step = iota // beside implicit
	CodesOnly              // instead of implicit, and with PKCE always
)

// A Source is the text of a configuration. Name stands for the file in problems;
// Lookup is os.LookupEnv.
type Source struct {
	Name   string
	Data   []byte
	Lookup func(string) (string, bool)
}

// A Plan is what a file becomes. Without Changes it stays as it is.
type Plan struct {
	Data    []byte
	Changes []Change
	After   *config.Snapshot // of the file as it becomes
}

// Make says what the file becomes when a step is done for the client called id.
// Nothing is written. Its error is config.Problems, Obstacles, or says what to
// do by hand.
func Make(s Source, id string, step Step) (Plan, error) {
	before, err := config.Parse(s.Name, s.Data, s.Lookup)
	if err != nil {
		return Plan{}, err
	}
	client, known := before.Directory.Clients[id]
	if !known {
		return Plan{}, fmt.Errorf("client %q is not in %s; it has: %s", id, s.Name, strings.Join(slices.Sorted(maps.Keys(before.Directory.Clients)), ", "))
	}
	if found := obstacles(client, step); len(found) > 0 {
		return Plan{}, Obstacles{Client: id, Reasons: found}
	}
	changes, err := change(s, id, target(client, step))
	if err != nil {
		return Plan{}, err
	}
	data := apply(s.Data, changes)
	after, err := config.Parse(s.Name, data, s.Lookup)
	if err != nil {
		return Plan{}, fmt.Errorf("the changed file would not be valid, so nothing was changed:\n%w", err)
	}
	return Plan{Data: data, Changes: changes, After: after}, nil
}

// settings are those of a client that a step changes.
type settings struct {
	grantTypes  []string
	requirePKCE bool
}

// target is what the client's settings become. What is added stands where
// implicit does.
func target(c authd.Client, step Step) settings {
	var t settings
	for _, g := range c.GrantTypes.V {
		if g != oauth.GrantImplicit || step == AllowCodes {
			t.grantTypes = append(t.grantTypes, string(g))
		}
		if g != oauth.GrantImplicit {
			continue
		}
		for _, added := range []oauth.GrantType{oauth.GrantAuthorizationCode, oauth.GrantRefreshToken} {
			if !c.Allows(added) {
				t.grantTypes = append(t.grantTypes, string(added))
			}
		}
	}
	// A client without a secret uses PKCE whatever is set.
	t.requirePKCE = c.RequirePKCE || step == CodesOnly && !c.Public()
	return t
}
