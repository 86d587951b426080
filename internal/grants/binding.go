package grants

import (
	"errors"
	"net/http"

	"authd/internal/authd"
	"authd/internal/dpop"
	"authd/internal/oauth"
)

// prove returns the key that the request proves to have. A client whose tokens must
// be bound to one has to (RFC 9449 §5.2).
func (h *Handler) prove(r *http.Request, x exchange) (string, error) {
	key, err := h.Proofs.Verify(r, dpop.Shown{}, x.now)
	if err == nil && key == "" && x.client.DPoPBound.V {
		err = oauth.Errorf(oauth.InvalidDPoPProof, "This client must send a DPoP proof: %s is true.", x.client.DPoPBound.At.Path)
	}
	return key, err
}

var errOtherKey = errors.New("it is bound to a key, and the request has no DPoP proof of that one")

// fits reports whether the request proves the key that a is bound to, if any.
func fits(x exchange, a authd.Authorization) bool { return a.Key == "" || a.Key == x.key }

// lasting is the key that refresh tokens are bound to: only those of a public
// client, since others prove who they are each time (RFC 9449 §5).
func lasting(x exchange) string {
	if x.client.Public() {
		return x.key
	}
	return ""
}
