package changes

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/tokens"
)

// A group is a change that is the same for several clients.
type group struct {
	text    string
	clients []string
}

// lifetimes says what tokens live after, where that is not what they lived
// before. A sentence that is true of many clients is written once.
func lifetimes(before, after authd.Directory) []string {
	said := map[string]*group{}
	touched := touchedBy(before, after)
	for _, id := range inBoth(before.Clients, after.Clients) {
		for _, text := range ofClient(comparison{before, after, id, touched}) {
			if said[text] == nil {
				said[text] = &group{text: text}
			}
			said[text].clients = append(said[text].clients, id)
		}
	}
	return sentences(said)
}

func sentences(said map[string]*group) []string {
	var groups []group
	for _, g := range said {
		groups = append(groups, *g)
	}
	slices.SortFunc(groups, func(a, b group) int {
		return cmp.Or(cmp.Compare(a.clients[0], b.clients[0]), cmp.Compare(a.text, b.text))
	})
	lines := make([]string, len(groups))
	for i, g := range groups {
		lines[i] = fmt.Sprintf("clients[%s]: %s", joined(g.clients), g.text)
	}
	return lines
}

// A comparison is of one client's tokens.
type comparison struct {
	before, after authd.Directory
	client        string
	touched       touched
}

func ofClient(c comparison) []string {
	var texts []string
	for _, audience := range c.touched.audiences(c) {
		for _, r := range requests(c.after.Clients[c.client], audience) {
			texts = append(texts, c.compare(r)...)
		}
	}
	slices.Sort(texts)
	return slices.Compact(texts)
}

// requests are one for each channel on which the client gets tokens.
func requests(c authd.Client, audience string) []tokens.Request {
	var list []tokens.Request
	scope := oauth.Scope{oauth.ScopeOpenID, oauth.ScopeOfflineAccess}
	if c.Allows(oauth.GrantImplicit) {
		list = append(list, tokens.Request{Channel: tokens.Front, ResponseType: oauth.Token | oauth.IDToken, Audience: audience, Scope: scope})
	}
	for _, grant := range []oauth.GrantType{oauth.GrantAuthorizationCode, oauth.GrantPasswordlessOTP, oauth.GrantDeviceCode, oauth.GrantClientCredentials} {
		if c.Allows(grant) {
			return append(list, tokens.Request{Channel: tokens.Back, Grant: grant, Audience: audience, Scope: scope})
		}
	}
	return list
}

// compare resolves one request on both sides. What could not be asked for on one
// of them is no change of a lifetime; the settings tell of it.
func (c comparison) compare(r tokens.Request) []string {
	was, errBefore := tokens.ResolveIn(c.before, c.before.Clients[c.client], r)
	is, errAfter := tokens.ResolveIn(c.after, c.after.Clients[c.client], r)
	if errBefore != nil || errAfter != nil {
		return nil
	}
	var texts []string
	add := func(what string, a, b tokens.Choice[time.Duration]) {
		if a.Value != b.Value {
			texts = append(texts, fmt.Sprintf("%s from %d s to %d s, by %s", what, a.Value/time.Second, b.Value/time.Second, b.By))
		}
	}
	if was.Access != nil && is.Access != nil {
		add(fmt.Sprintf("access tokens at %s for %s", r.Channel.Endpoint(), cmp.Or(is.API, "no API")), was.Access.Lifetime, is.Access.Lifetime)
	}
	if was.ID != nil && is.ID != nil {
		add("ID tokens", was.ID.Lifetime, is.ID.Lifetime)
	}
	if was.Refresh != nil && is.Refresh != nil {
		add("refresh tokens", was.Refresh.Lifetime, is.Refresh.Lifetime)
		add("unused refresh tokens", was.Refresh.IdleLifetime, is.Refresh.IdleLifetime)
		add("the leeway of refresh tokens", was.Refresh.Leeway, is.Refresh.Leeway)
	}
	return texts
}
