package auth0import

import (
	"slices"
	"strings"

	"authd/internal/auth0import/export"
	"authd/internal/config/document"
)

// clientGrants go to the clients that have them.
func (p *planner) clientGrants(root export.Value) {
	for _, v := range root.Entries("clientGrants", "client_id") {
		who, audience := v.Text("client_id"), v.Text("audience")
		i, known := p.index[p.names[who]]
		switch {
		case strings.HasSuffix(audience, ".auth0.com/api/v2/"):
			p.lost(v.Path(), "is for Auth0's own API; authd is managed by its configuration file")
		case !known:
			p.lost(v.Path(), "is of a client that was not carried over")
		case !p.identifiers[audience]:
			p.lost(v.Path(), "is for %s, an API that was not carried over", audience)
		default:
			p.clientGrant(v, &p.File.Clients[i], document.ClientGrant{Audience: audience, Scope: v.Texts("scope")})
		}
	}
}

func (p *planner) clientGrant(v export.Value, c *document.Client, g document.ClientGrant) {
	if slices.ContainsFunc(c.ClientGrants, func(o document.ClientGrant) bool { return o.Audience == g.Audience }) {
		p.contested(v.Path(), "a grant of this client for %s was there already", g.Audience)
		return
	}
	c.ClientGrants = append(c.ClientGrants, g)
}
