package config

import (
	"fmt"
	"time"

	"authd/internal/authd"
	"authd/internal/config/weburl"
	"authd/internal/suggest"
)

func apiPath(identifier string) string  { return "apis[" + identifier + "]" }
func connectionPath(name string) string { return "connections[" + name + "]" }

// shortestHMACKey is the least HS256 may be signed with, in bytes (RFC 7518 §3.2).
const shortestHMACKey = 32

// longestCodeLifetime is the most a one-time code may live (NIST SP 800-63B
// §5.1.3.2).
const longestCodeLifetime = 10 * time.Minute

// defaultCap is the token_lifetime of an API that does not set one.
const defaultCap = lifetime(24 * time.Hour)

func (r *reading) checkTenant() {
	t, u := r.file.Tenant, r.file.Userinfo
	r.checkAudience("tenant.default_audience", t.DefaultAudience)
	r.checkLogoutURLs("tenant", t.AllowedLogoutURLs)
	r.checkCap("userinfo", u.TokenLifetimeForWeb, u.TokenLifetime)
}

func (r *reading) checkConnections() {
	if r.said("connections") && len(r.file.Connections) == 0 {
		r.need("connections", "", "lists no connection, so nobody could log in; leave the key out for one called email")
	}
	for _, c := range r.file.Connections {
		path := connectionPath(c.Name)
		if time.Duration(c.TOTP.TimeStep) > longestCodeLifetime {
			r.wrong(path+".totp.time_step", "must be at most 600 seconds: a code that lives longer can be guessed")
		}
		if c.Strategy == "sms" {
			r.doubt(path, "text messages are not served by this version, so this connection is left out")
		}
	}
}

func (r *reading) checkAPI(a apiEntry) {
	path := apiPath(a.Identifier)
	if a.Identifier == authd.AudienceUserinfo || a.Identifier == r.file.Issuer+"userinfo" {
		r.wrong(path+".identifier", "is taken: it stands for tokens without an API, which userinfo: sets up")
	}
	if a.SigningAlg == "HS256" && len(a.SigningSecret) < shortestHMACKey {
		r.wrong(path+".signing_alg", "HS256 needs signing_secret_file or signing_secret, at least 32 bytes")
	}
	r.checkCap(path, a.TokenLifetimeForWeb, a.TokenLifetime)
}

// checkCap makes sure that the group at path issues no token at /authorize that
// lives longer than one from /oauth/token, as Auth0 demands.
func (r *reading) checkCap(path string, web, limit lifetime) {
	if limit == 0 {
		limit = defaultCap
	}
	if web > limit {
		r.wrong(path+".token_lifetime_for_web", fmt.Sprintf("is %v and must not be above token_lifetime, which is %v", time.Duration(web), time.Duration(limit)))
	}
}

// checkAudience makes sure that an API with the identifier value exists.
func (r *reading) checkAudience(path, value string) {
	if value == "" {
		return
	}
	var known []string
	for _, a := range r.file.APIs {
		if a.Identifier == value {
			return
		}
		known = append(known, a.Identifier)
	}
	r.wrong(path, fmt.Sprintf("%q is no identifier listed under apis", value)).Suggestion = suggest.Nearest(value, known)
}

func (r *reading) checkLogoutURLs(path string, urls []string) {
	for i, raw := range urls {
		r.fault(fmt.Sprintf("%s.allowed_logout_urls[%d]", path, i), weburl.CheckCallback(raw, weburl.NoWildcards))
	}
}
