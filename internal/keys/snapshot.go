package keys

import (
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"time"

	"github.com/lestrrat-go/jwx/v2/jwk"

	"authd/internal/authd"
	"authd/internal/seal"
	"authd/internal/web"
)

// A snapshot is one version of the ring with everything a request needs worked
// out beforehand. It never changes, so requests read it without a lock.
type snapshot struct {
	version int64
	doc     document
	signing map[string]authd.SigningKey // the current one, by alg
	public  jwk.Set
	jwks    web.Document
	hash    *seal.Key
	sealing []*seal.Key // current, next, previous
	opaque  [][]byte    // in the same order
	list    []Info
}

// Info describes one signing key to the person who runs the server.
type Info struct {
	KID         string
	Alg         string
	State       State
	PublishedAt time.Time // made, and published from then on
	SignsSince  time.Time // began to sign; zero for a next key
	RetiredAt   time.Time // stopped signing; zero unless previous
}

func newSnapshot(version int64, d document) (*snapshot, error) {
	s := &snapshot{version: version, doc: d, hash: seal.KeyOf(d.HashKey), signing: map[string]authd.SigningKey{}, public: jwk.NewSet()}
	for _, alg := range d.algs() {
		for _, k := range d.ordered(alg) {
			if err := s.add(k); err != nil {
				return nil, err
			}
		}
	}
	body, err := json.Marshal(s.public)
	if err != nil {
		return nil, fmt.Errorf("write the JWKS: %w", err)
	}
	s.jwks = web.NewDocument(body)
	return s, nil
}

func (s *snapshot) add(k key) error {
	if k.Alg != algSealing {
		return s.addSigning(k)
	}
	opaque, err := opaqueKey(k.Material)
	s.sealing, s.opaque = append(s.sealing, seal.KeyOf(k.Material)), append(s.opaque, opaque)
	return err
}

func (s *snapshot) addSigning(k key) error {
	private, signer, err := k.parse()
	if err != nil {
		return err
	}
	public, err := private.PublicKey()
	if err != nil {
		return fmt.Errorf("take the public half of a %s key: %w", k.Alg, err)
	}
	if err := s.public.AddKey(public); err != nil {
		return fmt.Errorf("publish a %s key: %w", k.Alg, err)
	}
	if k.state() == Current {
		s.signing[k.Alg] = authd.SigningKey{ID: private.KeyID(), Alg: k.Alg, Private: turnstile{signer}}
	}
	s.list = append(s.list, Info{
		KID: private.KeyID(), Alg: k.Alg, State: k.state(),
		PublishedAt: k.PublishedAt, SignsSince: k.SignsAt, RetiredAt: k.RetiredAt,
	})
	return nil
}

// opaqueKey derives the key of opaque access tokens from a sealing key, so that
// the two ciphers never share one.
func opaqueKey(sealing []byte) ([]byte, error) {
	opaque, err := hkdf.Key(sha256.New, sealing, nil, "authd keys: opaque access token", seal.KeySize)
	if err != nil {
		return nil, fmt.Errorf("derive the key of opaque tokens: %w", err)
	}
	return opaque, nil
}
