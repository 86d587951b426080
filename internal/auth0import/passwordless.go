package auth0import

import (
	"slices"
	"time"

	"authd/internal/auth0import/export"
	"authd/internal/config/document"
)

// Auth0's one-time codes, and the bounds here (NIST SP 800-63B §5.1.3.2).
const (
	usualCodeLifetime   = 3 * time.Minute
	longestCodeLifetime = 10 * time.Minute
	shortestCode        = 6
	longestCode         = 10
)

// passwordless carries over connections of mail and text messages, and names the
// others.
func (p *planner) passwordless(root export.Value) {
	for _, v := range root.Entries("connections", "name") {
		name, strategy := v.Text("name"), v.Text("strategy")
		switch {
		case name == "":
			p.lost(v.Path(), "has no name")
		case strategy != document.StrategyEmail && strategy != document.StrategySMS:
			p.lost(v.Path(), "strategy %s: people log in by mailed or texted codes only", strategy)
		case slices.ContainsFunc(p.File.Connections, func(c document.Connection) bool { return c.Name == name }):
			p.contested(v.Path(), "this name was there already")
		default:
			p.connection(v, document.Connection{Name: name, Strategy: strategy})
		}
	}
	for _, v := range root.Entries("databases", "name") {
		p.lost(v.Path(), "passwords have no use here; people with a verified address can be taken along, see --database-users")
	}
	p.phoneProvider(root)
}

func (p *planner) connection(v export.Value, c document.Connection) {
	path, options := c.Path(), v.Group("options")
	c.DisableSignup = bool(options.Flag("disable_signup", export.No))
	totp := options.Group("totp")
	c.TOTP.TimeStep = p.carryUpTo(path+".totp.time_step", longestCodeLifetime, clock{totp, "time_step", time.Second, usualCodeLifetime}, "a code that lives longer can be guessed")
	c.TOTP.Length = p.codeLength(totp, path)
	if !options.Flag("brute_force_protection", export.Yes) {
		p.changed(path, "brute_force_protection is off at Auth0; here limits.code always counts wrong codes")
	}
	p.connections[c.Name] = v
	if c.Strategy == document.StrategySMS {
		p.sms(options, c.Name)
	} else {
		p.mail(options, c.Name)
	}
	p.File.Connections = append(p.File.Connections, c)
	options.Text("strategy") // said again inside the options of old exports
	options.Text("name")
	v.Texts("enabled_clients")
	v.Texts("realms")
	p.left.Add("connections[]", c.Name, v)
	p.left.Add("connections[]", c.Name, options)
}

func (p *planner) codeLength(totp export.Value, path string) int {
	n, said := totp.Number("length")
	length := int(min(max(n, shortestCode), longestCode))
	if said && float64(length) != n {
		p.changed(path+".totp.length", "codes have %d digits, not %v: from %d to %d can be had", length, n, shortestCode, longestCode)
	}
	if !said {
		return 0
	}
	return length
}
