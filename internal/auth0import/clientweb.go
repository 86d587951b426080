package auth0import

import (
	"slices"
	"strings"

	"authd/internal/auth0import/export"
	"authd/internal/brand"
	"authd/internal/config/document"
	"authd/internal/config/weburl"
	"authd/internal/oauth"
)

// addresses are where the client may be sent answers, and whose pages it has.
func (p *planner) addresses(v export.Value, c *document.Client) {
	path := c.Path()
	c.Callbacks = p.callbacks(v, c)
	c.AllowedLogoutURLs = p.urls(v, "allowed_logout_urls", path, checkExact)
	c.WebOrigins = p.origins(v, "web_origins", path)
	c.AllowedOrigins = p.origins(v, "allowed_origins", path)
}

func checkExact(raw string) *weburl.Fault {
	if strings.Contains(raw, "*") {
		return &weburl.Fault{Text: `a "*" stands for nothing here; name each address`}
	}
	return weburl.CheckCallback(raw, weburl.NoWildcards)
}

// callbacks may have a wildcard or a scheme of their own, but not where tokens go
// into the address.
func (p *planner) callbacks(v export.Value, c *document.Client) []string {
	implicit := slices.Contains(c.GrantTypes, string(oauth.GrantImplicit))
	return p.urls(v, "callbacks", c.Path(), func(raw string) *weburl.Fault {
		if implicit && weburl.PrivateUse(raw) {
			return &weburl.Fault{Text: "has a scheme of its own, which is refused together with grant type implicit: any app on the device can register the scheme and be handed tokens"}
		}
		if !strings.Contains(raw, "*") {
			return checkExact(raw)
		}
		if implicit {
			return &weburl.Fault{Text: `has a "*", which is refused together with grant type implicit: a sub-domain in other hands would be handed tokens`}
		}
		f := weburl.CheckCallback(raw, weburl.LeftmostLabel)
		c.WildcardCallbacks = c.WildcardCallbacks || f == nil
		return f
	})
}

// urls are those at key that may be registered here.
func (p *planner) urls(v export.Value, key, path string, check func(string) *weburl.Fault) []string {
	var list []string
	for _, raw := range v.Texts(key) {
		f := check(raw)
		switch {
		case raw == "" || slices.Contains(list, raw):
		case f == nil:
			list = append(list, raw)
		default:
			p.changed(path+"."+key, "%s is left out: %s", raw, f.Text)
		}
	}
	return list
}

// origins are cut down to what browsers send, where they say more.
func (p *planner) origins(v export.Value, key, path string) []string {
	var list []string
	for _, raw := range v.Texts(key) {
		f := weburl.CheckOrigin(raw)
		bare := raw
		if f != nil && f.Suggestion != "" && strings.HasPrefix(strings.ToLower(raw), f.Suggestion) {
			bare, f = f.Suggestion, nil
			p.changed(path+"."+key, "%s is written %s, as browsers send it", raw, bare)
		}
		switch {
		case raw == "" || slices.Contains(list, bare):
		case f == nil:
			list = append(list, bare)
		default:
			p.changed(path+"."+key, "%s is left out: %s", raw, f.Text)
		}
	}
	return list
}

func (p *planner) logo(v export.Value, key, path string) brand.Logo {
	var l brand.Logo
	text := v.Text(key)
	if err := l.UnmarshalText([]byte(text)); err != nil {
		p.changed(path+"."+key, "%.80s is left out: %s", text, err)
		return ""
	}
	return l
}

func (p *planner) color(v export.Value, key, path string) brand.Color {
	var c brand.Color
	text := v.Text(key)
	if err := c.UnmarshalText([]byte(text)); err != nil {
		p.changed(path, "%.80s is left out: %s", text, err)
		return ""
	}
	return c
}

// crossOrigin had another name before.
func (p *planner) crossOrigin(v export.Value, c *document.Client) {
	before := v.Flag("cross_origin_auth", export.No)
	c.CrossOriginAuthentication = bool(v.Flag("cross_origin_authentication", before))
	loc := v.Text("cross_origin_loc")
	if loc == "" {
		return
	}
	f := checkExact(loc)
	if f == nil && !strings.HasPrefix(loc, "http") {
		f = &weburl.Fault{Text: "must be an http(s) URL: it is shown in a frame"}
	}
	if f != nil {
		p.changed(c.Path()+".cross_origin_loc", "%s is left out: %s", loc, f.Text)
		return
	}
	c.CrossOriginLoc = loc
}

// enabled are the connections that Auth0 enabled for the client. An export says
// so with the connection, by the client's name or client_id.
func (p *planner) enabled(c document.Client) []string {
	var list []string
	said := false
	for _, connection := range p.File.Connections {
		from := p.connections[connection.Name]
		said = said || from.Has("enabled_clients")
		for _, who := range from.Texts("enabled_clients") {
			if (who == c.ClientID || who == c.Name && p.names[who] == c.ClientID) && !slices.Contains(list, connection.Name) {
				list = append(list, connection.Name)
			}
		}
	}
	people := slices.ContainsFunc(c.GrantTypes, func(g string) bool { return g != string(oauth.GrantClientCredentials) })
	if said && len(list) == 0 && people {
		p.changed(c.Path()+".connections", "Auth0 enabled no passwordless connection for it; here it may use all of them")
	}
	return list
}
