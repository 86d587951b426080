package introspection

import (
	"maps"

	"authd/internal/authd"
)

// Callers are all who may have a way to prove who they are, as package clientauth
// knows them: the clients, and each API with an introspection secret, which is a
// client by the name of its identifier. What a caller may ask about are its client
// grants; an API's is for itself.
func Callers(dir authd.Directory) map[string]authd.Client {
	callers := maps.Clone(dir.Clients)
	for id, api := range dir.APIs {
		if api.IntrospectionSecret != "" {
			callers[id] = authd.Client{ID: id, Secret: api.IntrospectionSecret, ClientGrants: []authd.ClientGrant{{Audience: id}}}
		}
	}
	return callers
}

// audiences are the APIs whose tokens the caller may ask about.
func audiences(caller authd.Client) []string {
	list := make([]string, len(caller.ClientGrants))
	for i, grant := range caller.ClientGrants {
		list[i] = grant.Audience
	}
	return list
}
