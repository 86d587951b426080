package inspect

import (
	"slices"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/tokens"
)

// today plans a token anew for each endpoint that could have issued it. Nothing
// is left where it would be refused now.
func today(dir authd.Directory, t tokens.Issued) []Today {
	c, known := dir.Clients[t.ClientID]
	if !known {
		return nil
	}
	// Where there are two audiences, the API is the first.
	r := tokens.Request{Audience: t.Audience[0], Scope: t.Scope, ResponseType: oauth.Token}
	if t.IsID {
		r.Audience, r.ResponseType = dir.Tenant.UserinfoAudience(), oauth.IDToken
	}
	var list []Today
	for _, r := range channels(c, t, r) {
		p, err := tokens.ResolveIn(dir, c, r)
		switch {
		case err != nil:
		case t.IsID:
			list = append(list, Today{"at every endpoint", p.ID.Lifetime})
		default:
			list = append(list, Today{"at " + r.Channel.Endpoint(), p.Access.Lifetime})
		}
	}
	return list
}

// channels are the requests that may have led to a token. An ID token lives as
// long whichever it was.
func channels(c authd.Client, t tokens.Issued, r tokens.Request) []tokens.Request {
	if t.IsID {
		return []tokens.Request{r}
	}
	var list []tokens.Request
	if c.Allows(oauth.GrantImplicit) && !t.Own {
		list = append(list, r)
	}
	for _, g := range c.GrantTypes.V {
		if g != oauth.GrantImplicit && (g == oauth.GrantClientCredentials) == t.Own {
			return append(list, tokens.Request{Channel: tokens.Back, Grant: g, Audience: r.Audience, Scope: r.Scope})
		}
	}
	return list
}

// shorter says why a token may live shorter than any setting says.
func shorter(dir authd.Directory, t tokens.Issued, list []Today) string {
	as := func(day Today) bool { return day.Lifetime.Value <= t.Lifetime() }
	if !dir.Clients[t.ClientID].AllowRequestedLifetime.V || t.Lifetime() == 0 || t.IsID || slices.ContainsFunc(list, as) {
		return ""
	}
	return "It lives shorter than that. " + dir.Clients[t.ClientID].AllowRequestedLifetime.At.String() + " is true, so its request may have asked for it with expires_in."
}
