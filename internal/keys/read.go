package keys

import (
	"fmt"
	"slices"

	"github.com/lestrrat-go/jwx/v2/jwk"

	"authd/internal/authd"
	"authd/internal/seal"
	"authd/internal/web"
)

// SigningKey returns the private key that signs alg now. It fails for an algorithm
// the ring was not opened with. The key is shared: do not change it.
func (r *Ring) SigningKey(alg string) (authd.SigningKey, error) {
	k, ok := r.held.Load().signing[alg]
	if !ok {
		return authd.SigningKey{}, fmt.Errorf("the ring holds no %s key", alg)
	}
	return k, nil
}

// VerificationKeys returns every published public key. The set is shared: do not
// change it.
func (r *Ring) VerificationKeys() jwk.Set { return r.held.Load().public }

// JWKS returns the published public keys as a JSON Web Key Set (RFC 7517 §5).
func (r *Ring) JWKS() web.Document { return r.held.Load().jwks }

// OpaqueKeys returns the 32-byte keys of opaque access tokens. The first seals,
// all of them open: another instance may already seal with the second. They are
// shared: do not change them.
func (r *Ring) OpaqueKeys() [][]byte { return r.held.Load().opaque }

// List describes the signing keys: by algorithm, then current, next, previous.
func (r *Ring) List() []Info { return slices.Clone(r.held.Load().list) }

// Seal encrypts plain for one purpose under the current sealing key, as
// base64url text.
func (r *Ring) Seal(purpose seal.Purpose, plain []byte) string {
	return r.held.Load().sealing[0].Seal(purpose, plain)
}

// Open undoes Seal, whichever key of the ring sealed. Its only error is
// seal.ErrOpen.
func (r *Ring) Open(purpose seal.Purpose, text string) ([]byte, error) {
	for _, k := range r.held.Load().sealing {
		if plain, err := k.Open(purpose, text); err == nil {
			return plain, nil
		}
	}
	return nil, seal.ErrOpen
}

// Hash is the keyed hash under which a bearer secret is kept. It stays the same
// for the life of the database.
func (r *Ring) Hash(purpose seal.Purpose, secret string) []byte {
	return r.held.Load().hash.Hash(purpose, secret)
}
