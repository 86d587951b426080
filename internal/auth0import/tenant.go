package auth0import

import (
	"strings"
	"time"

	"authd/internal/auth0import/export"
	"authd/internal/auth0import/report"
	"authd/internal/authd"
	"authd/internal/config/weburl"
)

// nobody stands for the issuer until it is filled in.
const nobody = "https://auth.example.com/"

// issuer is the custom domain, if there is one: then tokens keep their `iss`.
func (p *planner) issuer(root export.Value) {
	for _, v := range root.Entries("customDomains", "domain") {
		issuer := "https://" + strings.ToLower(v.Text("domain")) + "/"
		switch {
		case weburl.CheckIssuer(issuer) != nil:
			p.changed(v.Path(), "is no host a server can have here")
		case p.File.Issuer != "":
			p.lost(v.Path(), "one host is served, that of issuer")
		default:
			p.File.Issuer = issuer
			p.comment("issuer", "the custom domain at Auth0: tokens keep their iss when it points to this server")
		}
	}
	if p.File.Issuer == "" {
		p.File.Issuer = nobody
		p.fillIn("issuer", "the https address of this server; SDKs are pointed there, and tokens have it as iss")
	}
}

func (p *planner) tenant(root export.Value) {
	v, t := root.Group("tenant"), &p.File.Tenant
	t.FriendlyName = v.Text("friendly_name")
	t.AllowedLogoutURLs = p.urls(v, "allowed_logout_urls", "tenant", checkExact)
	t.SessionLifetime = p.carry("tenant.session_lifetime", p.session(v, "session_lifetime", 168*time.Hour))
	t.IdleSessionLifetime = p.carry("tenant.idle_session_lifetime", p.session(v, "idle_session_lifetime", 72*time.Hour))
	p.userinfo()
	switch audience := v.Text("default_audience"); {
	case audience == "":
	case p.identifiers[audience]:
		t.DefaultAudience = audience
	default:
		p.changed("tenant.default_audience", "%s is left out: it is no API that was carried over", audience)
	}
	p.branding(root, v)
	p.left.Add("tenant", "", v)
}

// session counts hours, or minutes where an export does.
func (p *planner) session(v export.Value, key string, usual time.Duration) clock {
	if v.Has(key + "_in_minutes") {
		v.Number(key)
		return clock{v, key + "_in_minutes", time.Minute, usual}
	}
	return clock{v, key, time.Hour, usual}
}

// userinfo are the lifetimes that Auth0 fixes and authd has settings for.
func (p *planner) userinfo() {
	for _, fixed := range []struct {
		setting string
		d       time.Duration
	}{{".token_lifetime_for_web", 2 * time.Hour}, {".token_lifetime", day}} {
		p.Report.Lifetimes = append(p.Report.Lifetimes, report.Lifetime{
			Setting: authd.AudienceUserinfo + fixed.setting, Before: report.Span(fixed.d), After: report.Span(fixed.d),
			Why: "fixed at Auth0, a setting here",
		})
	}
}

// branding stands in its own section, and before that in the tenant's.
func (p *planner) branding(root, tenant export.Value) {
	b, path := &p.File.Tenant.Branding, "tenant.branding"
	v, old := root.Group("branding"), tenant.Group("universal_login")
	b.LogoURI = p.logo(v, "logo_url", path)
	if picture := p.logo(tenant, "picture_url", path); b.LogoURI == "" {
		b.LogoURI = picture
	}
	colors := v.Group("colors")
	if !v.Has("colors") {
		colors = old.Group("colors")
	}
	b.PrimaryColor = p.color(colors, "primary", path+".primary_color")
	b.PageBackgroundColor = p.color(colors, "page_background", path+".page_background_color")
	p.left.Add("branding", "", v)
}
