package explain

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/tokens"
)

// A Question is a request in the words of the wire. ResponseType asks about
// /authorize, Grant about /oauth/token; one of them is given.
type Question struct {
	Client       string
	Audience     string
	Resource     string // another word for Audience (RFC 8707)
	Scope        string
	ResponseType string
	Grant        string
	ExpiresIn    string // seconds asked for; empty: none
}

// Plan answers a question. Its error says which part of the question is wrong
// and what could be said instead, or why the server refuses such a request.
func Plan(dir authd.Directory, q Question) (tokens.Plan, error) {
	client, known := dir.Clients[q.Client]
	switch {
	case q.Client == "":
		return tokens.Plan{}, fmt.Errorf("no client was named; the configuration has: %s", names(dir.Clients))
	case !known:
		return tokens.Plan{}, fmt.Errorf("client %q is not in the configuration; it has: %s", q.Client, names(dir.Clients))
	}
	request, err := q.request()
	if err != nil {
		return tokens.Plan{}, err
	}
	if err := permitted(client, request); err != nil {
		return tokens.Plan{}, err
	}
	if request.MaxLifetime, err = tokens.RequestedLifetime(client, q.ExpiresIn); err != nil {
		return tokens.Plan{}, err
	}
	plan, err := tokens.ResolveIn(dir, client, request)
	asked := cmp.Or(q.Audience, q.Resource)
	if _, isAPI := dir.APIs[asked]; err != nil && asked != "" && !isAPI {
		return plan, fmt.Errorf("%w; the configuration has: %s", err, names(dir.APIs))
	}
	if err == nil && request.Grant == oauth.GrantRefreshToken && plan.Refresh == nil {
		return tokens.Plan{}, fmt.Errorf("client %q gets no refresh token here: %s", client.ID, plan.Scope.Why(oauth.ScopeOfflineAccess))
	}
	return plan, err
}

// permitted errs where the client may not use the flow.
func permitted(c authd.Client, r tokens.Request) error {
	for _, grant := range needed(r) {
		if !c.Allows(grant) {
			return fmt.Errorf("client %q may not use the grant %q: add it to %s", c.ID, grant, c.GrantTypes.At)
		}
	}
	switch {
	case r.Channel == tokens.Front && !c.AllowsResponse(r.ResponseType):
		return fmt.Errorf("client %q may not ask for the response type %q: add it to %s", c.ID, r.ResponseType, c.ResponseTypes.At)
	case r.Grant == oauth.GrantPasswordlessOTP && !c.FirstParty:
		return fmt.Errorf("client %q may not use one-time codes at /oauth/token while clients[%s].is_first_party is false: nobody there could be asked for consent", c.ID, c.ID)
	}
	return nil
}

// needed are the grants the client must be allowed.
func needed(r tokens.Request) []oauth.GrantType {
	if r.Channel == tokens.Front {
		return r.ResponseType.Grants()
	}
	return []oauth.GrantType{r.Grant}
}

// names lists the keys of a map in order, as an error shows them.
func names[V any](m map[string]V) string {
	if len(m) == 0 {
		return "none"
	}
	return strings.Join(slices.Sorted(maps.Keys(m)), ", ")
}

func (q Question) request() (tokens.Request, error) {
	r := tokens.Request{Audience: q.Audience, Resource: q.Resource, Scope: oauth.ParseScope(q.Scope)}
	if q.Grant != "" {
		return q.back(r)
	}
	return q.front(r)
}

func (q Question) front(r tokens.Request) (tokens.Request, error) {
	responseType, ok := oauth.ParseResponseType(q.ResponseType)
	if !ok {
		return r, fmt.Errorf("response type %q is not made of code, token and id_token", q.ResponseType)
	}
	r.Channel, r.ResponseType = tokens.Front, responseType
	return r, nil
}

func (q Question) back(r tokens.Request) (tokens.Request, error) {
	grant := oauth.GrantType(q.Grant)
	var known []string
	for _, g := range oauth.GrantTypes {
		if g != oauth.GrantImplicit {
			known = append(known, string(g))
		}
	}
	if !slices.Contains(known, q.Grant) {
		return r, fmt.Errorf("grant %q is not one of those /oauth/token knows: %s", q.Grant, strings.Join(known, ", "))
	}
	if grant == oauth.GrantRefreshToken && !r.Scope.Has(oauth.ScopeOfflineAccess) {
		r.Scope = append(r.Scope, oauth.ScopeOfflineAccess) // whoever has a refresh token was granted it
	}
	r.Channel, r.Grant = tokens.Back, grant
	return r, nil
}
