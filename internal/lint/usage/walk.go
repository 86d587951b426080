package usage

import (
	"maps"
	"slices"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/tokens"
)

// Of asks about every request that clients of dir can make and that may be
// answered by other settings than the ones before. Of clients without own
// settings for an API, which are nearly all of thousands, one stands for all.
func Of(dir authd.Directory) Usage {
	w := newWalk(dir)
	for _, id := range slices.Sorted(maps.Keys(dir.Clients)) {
		for _, r := range requests(dir.Clients[id]) {
			w.client(dir.Clients[id], r)
		}
	}
	return w.usage
}

type walk struct {
	dir   authd.Directory
	apis  []string
	asked map[kind]map[string]bool // APIs asked for by a client without own settings for them
	usage Usage
}

func newWalk(dir authd.Directory) *walk {
	return &walk{
		dir: dir, apis: slices.Sorted(maps.Keys(dir.APIs)), asked: map[kind]map[string]bool{},
		usage: Usage{
			Settings: map[string]bool{}, Clients: map[string]bool{}, Access: map[string]bool{}, Reached: map[Route]bool{},
			Offline: map[string]bool{}, Unheard: map[string]bool{}, Lifetimes: map[string]tokens.Choice[time.Duration]{},
			IDTokens: map[string]*tokens.IDToken{}, RefreshTokens: map[string]*tokens.RefreshToken{},
		},
	}
}

// A kind of request is answered for an API in the same way whoever asks, but
// for the client's own settings.
type kind struct {
	channel tokens.Channel
	refresh bool // the client may be given refresh tokens
}

// requests are the ways in which c is given tokens, without an audience. A
// refresh is not among them: it follows one of the others and is planned alike.
func requests(c authd.Client) []tokens.Request {
	person := oauth.Scope{oauth.ScopeOpenID, oauth.ScopeOfflineAccess}
	var list []tokens.Request
	for _, t := range frontTypes(c) {
		list = append(list, tokens.Request{Channel: tokens.Front, ResponseType: t, Scope: person})
	}
	if slices.ContainsFunc(codeTypes, func(t oauth.ResponseType) bool { return mayAsk(c, t) }) {
		list = append(list, tokens.Request{Channel: tokens.Back, Grant: oauth.GrantAuthorizationCode, Scope: person})
	}
	if c.Allows(oauth.GrantPasswordlessOTP) && c.FirstParty {
		list = append(list, tokens.Request{Channel: tokens.Back, Grant: oauth.GrantPasswordlessOTP, Scope: person})
	}
	if c.Allows(oauth.GrantDeviceCode) {
		list = append(list, tokens.Request{Channel: tokens.Back, Grant: oauth.GrantDeviceCode, Scope: person})
	}
	if c.Allows(oauth.GrantClientCredentials) {
		list = append(list, tokens.Request{Channel: tokens.Back, Grant: oauth.GrantClientCredentials})
	}
	return list
}

var (
	// tokenTypes are the response types that earn tokens at /authorize, the plain
	// ones first.
	tokenTypes = []oauth.ResponseType{
		oauth.Token | oauth.IDToken, oauth.Token, oauth.IDToken,
		oauth.Code | oauth.Token | oauth.IDToken, oauth.Code | oauth.Token, oauth.Code | oauth.IDToken,
	}
	// codeTypes are those that earn a code.
	codeTypes = []oauth.ResponseType{oauth.Code, oauth.Code | oauth.IDToken, oauth.Code | oauth.Token, oauth.Code | oauth.Token | oauth.IDToken}
)

// frontTypes are as many response types as c needs to be given what it can be
// given at /authorize: a token is planned alike whatever stands beside it.
func frontTypes(c authd.Client) []oauth.ResponseType {
	var list []oauth.ResponseType
	missing := oauth.Token | oauth.IDToken
	for _, t := range tokenTypes {
		if t&missing != 0 && mayAsk(c, t) {
			list = append(list, t)
			missing &^= t
		}
	}
	return list
}

// mayAsk reports whether /authorize answers c when it asks for t.
func mayAsk(c authd.Client, t oauth.ResponseType) bool {
	for _, grant := range t.Grants() {
		if !c.Allows(grant) {
			return false
		}
	}
	return c.AllowsResponse(t)
}

// client asks r of c for every audience.
func (w *walk) client(c authd.Client, r tokens.Request) {
	for _, audience := range w.own(c, r) {
		w.ask(c, r, audience)
	}
	if r.Grant == oauth.GrantClientCredentials {
		return // which has no other APIs than its client grants
	}
	k := kind{channel: r.Channel, refresh: c.Allows(oauth.GrantRefreshToken)}
	asked := w.asked[k]
	if asked == nil {
		asked = map[string]bool{}
		w.asked[k] = asked
	}
	if len(asked) == len(w.apis) {
		return
	}
	for _, api := range w.apis {
		if !asked[api] && !hasOwn(c, api) {
			asked[api] = true
			w.ask(c, r, api)
		}
	}
}

// own are the audiences for which the answer may be c's alone: none, /userinfo,
// and those it has settings or grants for.
func (w *walk) own(c authd.Client, r tokens.Request) []string {
	list := []string{""}
	if c.DefaultAudience.Set || w.dir.Tenant.DefaultAudience.Set {
		list = append(list, w.dir.Tenant.UserinfoAudience())
	}
	for _, l := range c.TokenLifetimes {
		if l.Audience != authd.AudienceUserinfo {
			list = append(list, l.Audience)
		}
	}
	if r.Grant == oauth.GrantClientCredentials {
		for _, g := range c.ClientGrants {
			list = append(list, g.Audience)
		}
	}
	return list
}

func hasOwn(c authd.Client, audience string) bool {
	return slices.ContainsFunc(c.TokenLifetimes, func(l authd.TokenLifetimes) bool { return l.Audience == audience })
}

// ask records the plan of one request; one that is refused has none.
func (w *walk) ask(c authd.Client, r tokens.Request, audience string) {
	r.Audience = audience
	plan, err := tokens.ResolveIn(w.dir, c, r)
	if err != nil {
		return
	}
	w.usage.record(r, plan)
	if r.Channel == tokens.Front {
		w.limit(c, r, plan)
	}
}

// limit finds out whether the token_lifetime that caps tokens of /authorize is
// needed: it is if they would live otherwise without it.
func (w *walk) limit(c authd.Client, r tokens.Request, plan tokens.Plan) {
	t := w.dir.Tenant
	var named *authd.API
	limit := &t.Userinfo.TokenLifetime
	if api, found := w.dir.APIs[plan.API]; found {
		named, limit = &api, &api.TokenLifetime
	}
	if plan.Access == nil || !limit.Set || w.usage.Settings[limit.At.Path] {
		return
	}
	path := limit.At.Path
	limit.Set = false
	without, err := tokens.Resolve(t, c, named, r)
	if err == nil && without.Access.Lifetime.Value != plan.Access.Lifetime.Value {
		w.usage.Settings[path] = true
	}
}
