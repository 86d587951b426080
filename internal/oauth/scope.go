package oauth

import (
	"slices"
	"strings"
)

// Scopes with a meaning of their own (OIDC Core §5.4 and §11).
const (
	ScopeOpenID        = "openid"
	ScopeProfile       = "profile"
	ScopeEmail         = "email"
	ScopePhone         = "phone"
	ScopeAddress       = "address"
	ScopeOfflineAccess = "offline_access"
)

// StandardScopes are the scopes any client may ask for without an API.
var StandardScopes = Scope{ScopeOpenID, ScopeProfile, ScopeEmail, ScopePhone, ScopeAddress}

// A Scope is a list of scope values without repeats, in the order asked.
type Scope []string

// ParseScope splits a space-separated scope (RFC 6749 §3.3) and drops repeats.
// Anybody may send a scope as long as a request may be, so a repeat is looked
// up and not searched for.
func ParseScope(s string) Scope {
	var scope Scope
	seen := map[string]bool{}
	for _, value := range strings.Fields(s) {
		if !seen[value] {
			seen[value] = true
			scope = append(scope, value)
		}
	}
	return scope
}

// Has reports whether value is part of s.
func (s Scope) Has(value string) bool { return slices.Contains(s, value) }

// String joins the values with single spaces.
func (s Scope) String() string { return strings.Join(s, " ") }
