package auth0import

import (
	"slices"
	"time"

	"authd/internal/auth0import/export"
	"authd/internal/auth0import/report"
	"authd/internal/authd"
	"authd/internal/config/document"
	"authd/internal/oauth"
)

// Words of refresh_token, there and here.
const (
	rotating    = "rotating"
	nonRotating = "non-rotating"
	expiring    = "expiring"
	nonExpiring = "non-expiring"
)

// usualRefresh is Auth0's default of both lifetimes.
const usualRefresh = 30 * day

// refreshToken keeps how long people stay logged in.
func (p *planner) refreshToken(v export.Value, c document.Client) document.RefreshToken {
	g, path := v.Group("refresh_token"), c.Path()+".refresh_token"
	if !slices.Contains(c.GrantTypes, string(oauth.GrantRefreshToken)) {
		return document.RefreshToken{}
	}
	t := p.rotation(g, c)
	endless := export.Flag(t.ExpirationType == nonExpiring)
	noEnd := g.Flag("infinite_token_lifetime", export.No) || endless
	noIdleEnd := g.Flag("infinite_idle_token_lifetime", export.No) || endless
	if c.TokenEndpointAuthMethod == string(authd.AuthNone) && t.RotationType == nonRotating {
		p.changed(path, "a client without a secret always gets tokens that rotate and expire, since only so a stolen one is noticed")
		t.RotationType, t.ExpirationType = rotating, expiring
	}
	t.TokenLifetime = p.ending(path, clock{g, "token_lifetime", time.Second, usualRefresh}, noEnd)
	t.IdleTokenLifetime = p.ending(path, clock{g, "idle_token_lifetime", time.Second, usualRefresh}, noIdleEnd)
	if t.ExpirationType == nonExpiring {
		t.TokenLifetime, t.IdleTokenLifetime = 0, 0
		p.endless(path)
	}
	t.Leeway = p.leeway(g, path)
	p.left.Add("clients[]", c.ClientID, g)
	return t
}

// rotation is what Auth0 does. Tokens that rotate expire there too.
func (p *planner) rotation(g export.Value, c document.Client) document.RefreshToken {
	t := document.RefreshToken{RotationType: g.Text("rotation_type"), ExpirationType: g.Text("expiration_type")}
	if t.RotationType != rotating && t.RotationType != nonRotating {
		t.RotationType = nonRotating
		if c.AppType == "spa" {
			t.RotationType = rotating
		}
	}
	if t.ExpirationType != expiring {
		t.ExpirationType = nonExpiring
	}
	if t.RotationType == rotating {
		t.ExpirationType = expiring
	}
	return t
}

// ending is one of the two lifetimes at path. Where Auth0 had no end and there
// has to be one here, it is the longest there is.
func (p *planner) ending(path string, c clock, never export.Flag) document.Lifetime {
	if !never {
		return p.carry(path+"."+c.key, c)
	}
	_, said := p.read(c)
	p.Report.Lifetimes = append(p.Report.Lifetimes, report.Lifetime{
		Setting: path + "." + c.key, Before: report.Endless, Said: said || c.in.Has("expiration_type"),
		After: report.Span(longest), Why: "the longest there is; shorten it",
	})
	return document.Lifetime(longest)
}

// endless says of both lifetimes at path that they have no end here either.
func (p *planner) endless(path string) {
	for i := range p.Report.Lifetimes {
		if l := &p.Report.Lifetimes[i]; l.Setting == path+".token_lifetime" || l.Setting == path+".idle_token_lifetime" {
			l.After, l.Why = report.Endless, ""
		}
	}
}

// leeway may be nothing, which is Auth0's default.
func (p *planner) leeway(g export.Value, path string) document.Span {
	row := report.Lifetime{Setting: path + ".leeway"}
	if n, said := g.Number("leeway"); said && n > 0 {
		d, said := p.read(clock{g, "leeway", time.Second, time.Second})
		row.Before, row.After, row.Said = report.Span(d), report.Span(d), said
	} else {
		row.Said = said
	}
	p.Report.Lifetimes = append(p.Report.Lifetimes, row)
	return document.Span(row.After)
}
