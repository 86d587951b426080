package tokens

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"authd/internal/authd"
	"authd/internal/oauth"
)

var (
	requestAudience = authd.Setting{Path: "audience of the request"}
	requestResource = authd.Setting{Path: "resource of the request"}
)

// audience is the API asked for, "" when none is. A request may say resource,
// the standard's word, in place of audience, which is Auth0's.
func audience(t authd.Tenant, c authd.Client, r Request) Choice[string] {
	asked := authd.Value[string]{V: r.Audience, At: requestAudience, Set: r.Audience != ""}
	if !asked.Set && r.Resource != "" {
		asked = authd.Value[string]{V: r.Resource, At: requestResource, Set: true}
	}
	choice := first("", asked, c.DefaultAudience, t.DefaultAudience)
	if asked.Set {
		choice.From = FromRequest
	}
	return choice
}

// checkTarget errs where a token for nobody known is asked for: access_denied in
// Auth0's words, invalid_target in those of RFC 8707 §2.
func checkTarget(t authd.Tenant, api *authd.API, a ask) error {
	if err := checkResource(a.Request); err != nil {
		return err
	}
	switch audience := a.audience.Value; {
	case api != nil && api.Identifier != audience:
		return oauth.Internal(fmt.Errorf("plan for API %q with audience %q", api.Identifier, audience))
	case api != nil, audience == "", audience == t.UserinfoAudience():
		return nil
	case a.audience.By == requestResource:
		return oauth.Errorf(oauth.InvalidTarget, "No API has the identifier %s: resource must be one of those under apis.", audience)
	default:
		return oauth.Errorf(oauth.AccessDenied, "Service not found: %s", audience)
	}
}

// checkResource is about the form of resource (RFC 8707 §2), and about the two
// words for one thing: where both are said they say the same.
func checkResource(r Request) error {
	if r.Resource == "" {
		return nil
	}
	switch u, err := url.Parse(r.Resource); {
	case err != nil || !u.IsAbs():
		return oauth.Errorf(oauth.InvalidTarget, "The parameter resource must be an absolute URI.")
	case strings.Contains(r.Resource, "#"):
		return oauth.Errorf(oauth.InvalidTarget, "The parameter resource must not have a fragment.")
	case r.Audience != "" && r.Audience != r.Resource:
		return oauth.Errorf(oauth.InvalidTarget, "The parameters audience and resource name two APIs: send one of them.")
	}
	return nil
}

// Covers errs with invalid_target where resource names what the tokens of p are
// not for. An empty resource asks for nothing.
func (p Plan) Covers(resource string) error {
	if resource == "" || p.Access != nil && slices.Contains(p.Access.Audience.Value, resource) {
		return nil
	}
	return oauth.Errorf(oauth.InvalidTarget, "The resource is not one that was granted: ask for it at /authorize.")
}
