package check

import (
	"fmt"
	"time"

	"authd/internal/authd"
	"authd/internal/config/document"
	"authd/internal/config/weburl"
	"authd/internal/suggest"
)

// shortestHMACKey is the least HS256 may be keyed with, in bytes (RFC 7518 §3.2).
const shortestHMACKey = 32

// longestCodeLifetime is the most a one-time code may live (NIST SP 800-63B
// §5.1.3.2).
const longestCodeLifetime = 10 * time.Minute

// longestUserCode is the most a code that a device shows may live: as long as the
// login it is typed for.
const longestUserCode = document.Lifetime(30 * time.Minute)

// defaultCap is the token_lifetime of an API that does not set one.
const defaultCap = document.Lifetime(24 * time.Hour)

func (c *checker) tenant() {
	t, u := c.file.Tenant, c.file.Userinfo
	c.audience("tenant.default_audience", t.DefaultAudience)
	c.logoutURLs("tenant", t.AllowedLogoutURLs)
	c.readable("tenant.branding.policy_uri", t.Branding.PolicyURI)
	c.readable("tenant.branding.tos_uri", t.Branding.TOSURI)
	c.lifetimeCap("userinfo", u.TokenLifetimeForWeb, u.TokenLifetime)
	c.deviceFlow(t.DeviceFlow)
}

func (c *checker) deviceFlow(flow document.DeviceFlow) {
	if flow.CodeLifetime > longestUserCode {
		c.Wrong("tenant.device_flow.code_lifetime", "must be at most 1800 seconds: a code that lives longer can be guessed")
	}
	if flow.Interval >= flow.CodeLifetime {
		c.Wrong("tenant.device_flow.interval", "must be shorter than code_lifetime, or the device asks when its code is dead")
	}
}

func (c *checker) connections() {
	if c.Said("connections") && len(c.file.Connections) == 0 {
		c.Need("connections", "", "lists none, so nobody could log in; leave the key out for one called email")
	}
	for _, connection := range c.file.Connections {
		if time.Duration(connection.TOTP.TimeStep) > longestCodeLifetime {
			c.Wrong(connection.Path()+".totp.time_step", "must be at most 600 seconds: a code that lives longer can be guessed")
		}
		if connection.Strategy == document.StrategySMS && c.file.Delivery.SMS.Driver == document.SMSNone {
			c.Doubt(UnservedConnection, connection.Path(), "is left out: delivery.sms.driver is none").Fix = "set up delivery.sms, or take the connection out"
		}
	}
}

func (c *checker) api(a document.API) {
	if a.Identifier == authd.AudienceUserinfo || a.Identifier == c.file.Issuer+"userinfo" {
		c.Wrong(a.Path()+".identifier", "is taken: it stands for tokens without an API, which userinfo sets up")
	}
	if a.SigningAlg == "HS256" && len(a.SigningSecret) < shortestHMACKey {
		c.Wrong(a.Path()+".signing_alg", "HS256 needs signing_secret_file or signing_secret, at least 32 bytes")
	}
	c.introspection(a)
	c.lifetimeCap(a.Path(), a.TokenLifetimeForWeb, a.TokenLifetime)
}

// introspection keeps an API that proves itself by a secret apart from clients,
// which do so at the same endpoint.
func (c *checker) introspection(a document.API) {
	path := a.Path() + ".introspection_secret"
	if a.IntrospectionSecret == "" {
		return
	}
	if len(a.IntrospectionSecret) < shortestHMACKey {
		c.Wrong(path, "must be at least 32 bytes: make one with openssl rand -hex 32")
	}
	for _, client := range c.file.Clients {
		if client.ClientID == a.Identifier {
			c.Wrong(path, "cannot be used: a client has the same name, and /oauth/introspect could not tell them apart")
		}
	}
}

// lifetimeCap makes sure that the group at path lets no token from /authorize
// live longer than one from /oauth/token, as Auth0 demands.
func (c *checker) lifetimeCap(path string, web, limit document.Lifetime) {
	if limit == 0 {
		limit = defaultCap
	}
	if web > limit {
		c.Wrong(path+".token_lifetime_for_web", fmt.Sprintf("is %v and must not be above token_lifetime, which is %v", time.Duration(web), time.Duration(limit)))
	}
}

// audience makes sure that an API with the identifier value exists.
func (c *checker) audience(path, value string) {
	if value == "" {
		return
	}
	var known []string
	for _, a := range c.file.APIs {
		if a.Identifier == value {
			return
		}
		known = append(known, a.Identifier)
	}
	c.Wrong(path, fmt.Sprintf("%q is no identifier listed under apis", value)).Suggestion = suggest.Nearest(value, known)
}

func (c *checker) logoutURLs(path string, urls []string) {
	for i, raw := range urls {
		c.fault(fmt.Sprintf("%s.allowed_logout_urls[%d]", path, i), weburl.CheckCallback(raw, weburl.NoWildcards))
	}
}

// readable makes sure that people can be led to raw, if it is said (OIDC
// Registration §2, policy_uri and tos_uri).
func (c *checker) readable(path, raw string) {
	if raw != "" {
		c.fault(path, weburl.CheckPage(raw))
	}
}
