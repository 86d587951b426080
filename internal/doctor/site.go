package doctor

import (
	"net/url"

	"authd/internal/web"
)

// cookieReach says whether the session cookie comes along when a page of the
// origin frames /authorize. That is a matter of sites, not of origins: another
// port or sub-domain is the same site, another scheme is not (RFC 6265bis §5.2).
func cookieReach(c Case) Finding {
	issuer, page := parse(c.Directory.Tenant.Issuer), parse(c.Origin)
	crossSite := c.Directory.Tenant.CrossSiteSilentAuth
	const about = "Session cookie"
	switch {
	case web.SameSite(issuer, page):
		return Finding{Good, about, "The page and this server are of one site, so the cookie reaches a frame of the page, in every browser.", ""}
	case issuer.Hostname() == page.Hostname():
		return Finding{Wrong, about, "The page is on " + page.Scheme + " and this server on " + issuer.Scheme + ": browsers count these as two sites. Serve the page on " + issuer.Scheme + ".", ""}
	case issuer.Scheme != "https":
		return Finding{Wrong, about, "The page is of another site. A cookie reaches its frames only with SameSite=None, which browsers take from https servers alone.", ""}
	case !crossSite:
		return Finding{Wrong, about, "The page is of another site, and the cookie is SameSite=Lax: it does not reach a frame of the page. Serve both from one site (auth.example.com beside app.example.com), or use refresh tokens. For browsers that allow third-party cookies:", "tenant:\n  cross_site_silent_auth: true"}
	}
	return Finding{Note, about, "The page is of another site. The cookie is SameSite=None and reaches its frames only in browsers that allow third-party cookies, which many do not. Serve both from one site, or use refresh tokens.", ""}
}

func parse(raw string) *url.URL {
	u, err := url.Parse(raw)
	if err != nil {
		return &url.URL{}
	}
	return u
}
