package tokens

import (
	"authd/internal/authd"
	"authd/internal/oauth"
)

// The types of access tokens, which say how a token is shown.
const (
	Bearer = "Bearer" // RFC 6750: whoever has it may use it
	DPoP   = "DPoP"   // RFC 9449: with a proof that its sender has the key it is bound to
)

var requestProof = authd.Setting{Path: "DPoP proof of the request"}

// tokenType is DPoP where the client's setting demands it or the request brings a
// proof.
func tokenType(c authd.Client, r Request) Choice[string] {
	demanded := first(false, c.DPoPBound)
	choice := Choice[string]{Value: Bearer, By: demanded.By, From: demanded.From}
	switch {
	case demanded.Value:
		choice.Value = DPoP
	case r.Key != "":
		choice = Choice[string]{Value: DPoP, By: requestProof, From: FromRequest}
	}
	return choice
}

// checkBinding refuses access tokens at /authorize to a client whose tokens must be
// bound to a key: no request there can prove one (RFC 9449 §5).
func checkBinding(c authd.Client, r Request) error {
	if r.Channel == Front && r.ResponseType.Has(oauth.Token) && c.DPoPBound.V {
		return oauth.Errorf(oauth.UnauthorizedClient, "An access token of /authorize is bound to no key, and %s is true: use response_type=code.", c.DPoPBound.At.Path)
	}
	return nil
}

// A confirmation names the key a token is bound to (RFC 9449 §6.1).
type confirmation struct {
	Key string `json:"jkt"`
}

// confirm is cnf, nil for a bearer token.
func confirm(key string) *confirmation {
	if key == "" {
		return nil
	}
	return &confirmation{key}
}
