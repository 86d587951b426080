package auth0import

import (
	"slices"
	"strings"

	"authd/internal/auth0import/export"
	"authd/internal/config/document"
	"authd/internal/config/weburl"
	"authd/internal/oauth"
)

// duties are what the client must do that most need not.
func (p *planner) duties(v export.Value, c *document.Client) {
	c.RequirePushed = bool(v.Flag("require_pushed_authorization_requests", export.No))
	p.possession(v, c)
	p.signedRequests(v, c)
	p.backchannel(v, c)
}

// possession is of a key alone: a client certificate would do at Auth0.
func (p *planner) possession(v export.Value, c *document.Client) {
	path := c.Path() + ".dpop_bound_access_tokens"
	c.DPoPBound = bool(v.Flag("require_proof_of_possession", export.No))
	if !c.DPoPBound {
		return
	}
	p.changed(path, "DPoP proves possession; client certificates, which Auth0 takes too, are not known here")
	if slices.Contains(c.GrantTypes, string(oauth.GrantImplicit)) {
		p.changed(path, "/authorize gives this client no access tokens: nothing there proves a key")
	}
}

// signedRequests need keys that an export does not have. A client that must sign is
// allowed nothing until they are there: nobody may ask unsigned in its name.
func (p *planner) signedRequests(v export.Value, c *document.Client) {
	g := v.Group("signed_request_object")
	required, credentials := bool(g.Flag("required", export.No)), len(g.Entries("credentials", "id")) > 0
	switch setting := c.Path() + ".app_type"; {
	case required:
		c.GrantTypes = nil
		p.fillIn(setting, "this client must sign its requests with keys that the export does not have, so nothing is allowed to it yet: add jwks_uri or jwks_file, request_object_signing_alg: any, require_signed_request_object: true and grant_types")
	case credentials:
		p.fillIn(setting, "this client may sign its requests, with keys that the export does not have: add jwks_uri or jwks_file, and request_object_signing_alg: any")
	}
	p.left.Add("clients[]", c.ClientID, g)
}

// backchannel is where the client is told of logouts, which had another name before.
func (p *planner) backchannel(v export.Value, c *document.Client) {
	g := v.Group("oidc_logout")
	if !v.Has("oidc_logout") {
		g = v.Group("oidc_backchannel_logout")
	}
	path := c.Path() + ".backchannel_logout_uri"
	for i, address := range p.urls(g, "backchannel_logout_urls", c.Path(), checkSent) {
		if i > 0 {
			p.changed(path, "%s is left out: a client is told at one address", address)
			continue
		}
		c.BackchannelLogoutURI = address
	}
	if initiators := g.Group("backchannel_logout_initiators"); initiators.Text("mode") == "custom" && c.BackchannelLogoutURI != "" {
		initiators.Texts("selected_initiators")
		p.changed(path, "backchannel_logout_initiators chose among the ends of a session; here the client is told of every one that authd tells")
	}
	p.left.Add("clients[]", c.ClientID, g)
}

// checkSent judges an address that this server sends to.
func checkSent(raw string) *weburl.Fault {
	f := weburl.CheckPage(raw)
	if f == nil && !strings.HasPrefix(raw, "https:") {
		f = &weburl.Fault{Text: "must be https"}
	}
	return f
}
