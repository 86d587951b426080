package auth0import

import (
	"slices"
	"strings"
	"time"

	"authd/internal/auth0import/export"
	"authd/internal/authd"
	"authd/internal/config/document"
)

// algorithms are what tokens can be signed with here.
var algorithms = []string{"RS256", "PS256", "ES256", "HS256"}

func (p *planner) apis(root export.Value) {
	for _, v := range root.Entries("resourceServers", "identifier", "name") {
		id := v.Text("identifier")
		switch {
		case bool(v.Flag("is_system", export.No)) || strings.HasSuffix(id, ".auth0.com/api/v2/"):
			p.lost(v.Path(), "is Auth0's own API; authd is managed by its configuration file")
		case id == "" || id == authd.AudienceUserinfo || id == p.File.Issuer+"userinfo":
			p.lost(v.Path(), "has no identifier an API can have here")
		case p.identifiers[id]:
			p.contested(v.Path(), "this identifier was there already")
		default:
			p.api(v, id)
		}
	}
}

func (p *planner) api(v export.Value, id string) {
	a := document.API{Identifier: id, Name: v.Text("name")}
	path := a.Path()
	a.SigningAlg = p.algorithm(v, "signing_alg", path)
	if secret := v.Secret("signing_secret"); a.SigningAlg == "HS256" {
		a.SigningSecretFile = p.keySecret(path+".signing_secret_file", "api-"+id, secret)
	}
	a.TokenLifetime = p.carry(path+".token_lifetime", clock{v, "token_lifetime", time.Second, day})
	web := clock{v, "token_lifetime_for_web", time.Second, min(2*time.Hour, time.Duration(a.TokenLifetime))}
	a.TokenLifetimeForWeb = p.carryUpTo(path+".token_lifetime_for_web", time.Duration(a.TokenLifetime), web, "never above token_lifetime")
	a.TokenDialect = dialect(v)
	a.AllowOfflineAccess = bool(v.Flag("allow_offline_access", export.No))
	a.Scopes = p.scopes(v)
	p.access(v, path)
	p.File.APIs = append(p.File.APIs, a)
	p.identifiers[id] = true
	p.left.Add("resourceServers[]", id, v)
}

// permitting ends the dialects whose tokens list a person's permissions.
const permitting = "_authz"

// dialect is what can be carried over of token_dialect: all but the permissions.
func dialect(v export.Value) string {
	if strings.TrimSuffix(v.Text("token_dialect"), permitting) == authd.DialectProfile {
		return authd.DialectProfile
	}
	return ""
}

// access is who may have which scope, which Auth0 can decide by more than the
// client.
func (p *planner) access(v export.Value, path string) {
	if v.Flag("enforce_policies", export.No) {
		p.changed(path, "enforce_policies is true at Auth0: scopes were given by role. Here every person is given the scopes the client asks for")
	}
	if asked := v.Text("token_dialect"); strings.HasSuffix(asked, permitting) {
		p.changed(path, "token_dialect %s: access tokens have no permissions claim here", asked)
	}
	if v.Has("skip_consent_for_verifiable_first_party_clients") && !bool(v.Flag("skip_consent_for_verifiable_first_party_clients", export.No)) {
		p.changed(path, "skip_consent_for_verifiable_first_party_clients is false at Auth0; here clients with is_first_party: true never ask")
	}
}

func (p *planner) scopes(v export.Value) []document.Scope {
	var list []document.Scope
	for _, s := range v.Entries("scopes", "value") {
		scope := document.Scope{Value: s.Text("value"), Description: s.Text("description")}
		switch {
		case scope.Value == "":
			p.lost(s.Path(), "has no value")
		case slices.ContainsFunc(list, func(o document.Scope) bool { return o.Value == scope.Value }):
			p.contested(s.Path(), "this scope was there already")
		default:
			list = append(list, scope)
		}
	}
	return list
}

// algorithm is the one at key, RS256 where it is not said or not known here.
func (p *planner) algorithm(v export.Value, key, path string) string {
	alg := v.Text(key)
	if alg == "" || slices.Contains(algorithms, alg) {
		return alg
	}
	p.changed(path+"."+key, "%s is not known here; RS256 signs", alg)
	return ""
}
