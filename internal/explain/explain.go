package explain

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/tokens"
)

// A Question is a request in the words of the wire. ResponseType asks about
// /authorize, Grant about /oauth/token; one of them is given.
type Question struct {
	Client       string
	Audience     string
	Scope        string
	ResponseType string
	Grant        string
	ExpiresIn    string // seconds asked for; empty: none
}

// Plan answers a question. Its error says which part of the question is wrong
// and what could be said instead.
func Plan(dir authd.Directory, q Question) (tokens.Plan, error) {
	client, known := dir.Clients[q.Client]
	if !known {
		return tokens.Plan{}, fmt.Errorf("client %q is not in the configuration; it has: %s", q.Client, strings.Join(clientIDs(dir), ", "))
	}
	request, err := q.request()
	if err != nil {
		return tokens.Plan{}, err
	}
	if !client.Allows(request.Grant) {
		return tokens.Plan{}, fmt.Errorf("client %q may not use the grant %q: add it to %s", q.Client, request.Grant, client.GrantTypes.At)
	}
	return tokens.ResolveIn(dir, client, request)
}

func clientIDs(dir authd.Directory) []string {
	var ids []string
	for id := range dir.Clients {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

func (q Question) request() (tokens.Request, error) {
	r := tokens.Request{Audience: q.Audience, Scope: oauth.ParseScope(q.Scope)}
	if q.ExpiresIn != "" {
		seconds, err := strconv.ParseUint(q.ExpiresIn, 10, 31)
		if err != nil || seconds == 0 {
			return r, fmt.Errorf("expires_in %q is not a number of seconds above 0", q.ExpiresIn)
		}
		r.MaxLifetime = time.Duration(seconds) * time.Second
	}
	if q.Grant != "" {
		return q.back(r)
	}
	return q.front(r)
}

func (q Question) front(r tokens.Request) (tokens.Request, error) {
	responseType, ok := oauth.ParseResponseType(q.ResponseType)
	if !ok || responseType.Has(oauth.Code) {
		return r, fmt.Errorf("response type %q is not token, id_token or both", q.ResponseType)
	}
	r.Channel, r.Grant, r.ResponseType = tokens.Front, oauth.GrantImplicit, responseType
	return r, nil
}

func (q Question) back(r tokens.Request) (tokens.Request, error) {
	grant := oauth.GrantType(q.Grant)
	if !slices.Contains(oauth.GrantTypes, grant) || grant == oauth.GrantImplicit {
		return r, fmt.Errorf("grant %q is not one of those /oauth/token knows: %v", q.Grant, oauth.GrantTypes)
	}
	r.Channel, r.Grant = tokens.Back, grant
	return r, nil
}
