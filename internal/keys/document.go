package keys

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"authd/internal/seal"
)

// A State is where a key stands in its life.
type State string

// States, in the order a key passes through them.
const (
	Next     State = "next"     // published, does not sign yet
	Current  State = "current"  // published, signs
	Previous State = "previous" // published until its last signature is worth nothing
)

// algSealing marks the keys that seal. They rotate like signing keys and for the
// same reason: an instance must hold a key before another one seals with it.
const algSealing = "sealing"

// A document is the ring as it is kept.
type document struct {
	HashKey []byte `json:"hash_key"` // never rotates: stored hashes could not be compared any more
	Keys    []key  `json:"keys"`
}

// A key is one key of the ring. It is published from the moment it is made.
type key struct {
	Alg         string    `json:"alg"`
	Material    []byte    `json:"material"` // PKCS #8 of a signing key, the bytes of a sealing key
	PublishedAt time.Time `json:"published_at"`
	SignsAt     time.Time `json:"signs_at,omitzero"`
	RetiredAt   time.Time `json:"retired_at,omitzero"`
}

func (k key) state() State {
	switch {
	case !k.RetiredAt.IsZero():
		return Previous
	case !k.SignsAt.IsZero():
		return Current
	}
	return Next
}

// find returns the place of alg's key in a state, or -1. There is at most one
// next and one current key an algorithm.
func (d document) find(alg string, state State) int {
	return slices.IndexFunc(d.Keys, func(k key) bool { return k.Alg == alg && k.state() == state })
}

// algs lists the algorithms that have a key, in the order they were added.
func (d document) algs() []string {
	var algs []string
	for _, k := range d.Keys {
		if !slices.Contains(algs, k.Alg) {
			algs = append(algs, k.Alg)
		}
	}
	return algs
}

// ordered lists alg's keys: current, next, then the previous ones, newest first.
// Current leads because some verifiers take the first key they find.
func (d document) ordered(alg string) []key {
	var keys []key
	for _, state := range []State{Current, Next, Previous} {
		for _, k := range slices.Backward(d.Keys) {
			if k.Alg == alg && k.state() == state {
				keys = append(keys, k)
			}
		}
	}
	return keys
}

func (d document) clone() document {
	d.Keys = slices.Clone(d.Keys)
	return d
}

func (d document) encode() []byte {
	plain, err := json.Marshal(d)
	if err != nil {
		panic(err) // a document holds nothing JSON cannot write
	}
	return plain
}

func (d document) equal(other document) bool { return bytes.Equal(d.encode(), other.encode()) }

const purposeRing seal.Purpose = "key ring"

// errSecret is what a person reads who starts authd with another secret. Making
// new keys instead would sign everybody out and orphan every stored hash.
var errSecret = errors.New("the stored key ring does not open with this secret: start with the AUTHD_SECRET, or the secret file beside the database, " +
	"that it was made with. Nothing was changed")

func (d document) seal(secret []byte) string { return seal.Seal(secret, purposeRing, d.encode()) }

func openDocument(secret []byte, sealed string) (document, error) {
	plain, err := seal.Open(secret, purposeRing, sealed)
	if err != nil {
		return document{}, errSecret
	}
	var d document
	if err := json.Unmarshal(plain, &d); err != nil {
		return document{}, fmt.Errorf("read the stored key ring: %w", err)
	}
	return d, nil
}
