package keys

import (
	"fmt"
	"slices"
	"time"

	"authd/internal/seal"
)

// A plan makes changes to a copy of the ring. Given the same document it makes
// the same changes, so it can be run again when another instance was faster.
type plan struct {
	Options
	generate func(alg string) ([]byte, error)
	now      time.Time
}

// ensure adds what is missing: the hash key, and a current and a next key for
// every algorithm the configuration uses. The current key of a new algorithm
// signs at once; no verifier can have seen a token of that algorithm before.
func (p plan) ensure(d document) (document, error) {
	d = d.clone()
	if d.HashKey == nil {
		d.HashKey = seal.NewKey()
	}
	for _, alg := range p.algs() {
		if d.find(alg, Current) >= 0 {
			continue
		}
		if err := p.add(&d, alg, p.now); err != nil {
			return document{}, err
		}
		if err := p.add(&d, alg, time.Time{}); err != nil {
			return document{}, err
		}
	}
	return d, nil
}

// tick rotates the algorithms whose time has come and drops previous keys that
// nothing valid can be signed with any more.
func (p plan) tick(d document) (document, error) {
	d = p.dropRetired(d)
	for _, alg := range d.algs() {
		if !p.due(d, alg) {
			continue
		}
		if err := p.advance(&d, alg); err != nil {
			return document{}, err
		}
	}
	return d, nil
}

// rotate advances every algorithm now, or none of them and says when it can.
func (p plan) rotate(d document) (document, error) {
	d = d.clone()
	for _, alg := range d.algs() {
		if at := p.readyAt(d, alg); p.now.Before(at) {
			return document{}, &TooSoonError{Alg: alg, ReadyAt: at}
		}
		if err := p.advance(&d, alg); err != nil {
			return document{}, err
		}
	}
	return d, nil
}

// replace throws every key away but the hash key. Algorithms the configuration
// uses no more end here.
func (p plan) replace(d document) (document, error) {
	return p.ensure(document{HashKey: d.HashKey})
}

func (p plan) dropRetired(d document) document {
	d = d.clone()
	d.Keys = slices.DeleteFunc(d.Keys, func(k key) bool {
		return k.state() == Previous && !p.now.Before(k.RetiredAt.Add(p.Retain))
	})
	return d
}

func (p plan) due(d document, alg string) bool {
	current := d.Keys[d.find(alg, Current)]
	return !p.now.Before(current.SignsAt.Add(p.RotateEvery)) && !p.now.Before(p.readyAt(d, alg))
}

// readyAt is when every verifier has had the time to fetch alg's next key.
func (p plan) readyAt(d document, alg string) time.Time {
	return d.Keys[d.find(alg, Next)].PublishedAt.Add(p.PublishAhead)
}

// advance moves alg's keys one state on and adds a new next key.
func (p plan) advance(d *document, alg string) error {
	current, next := d.find(alg, Current), d.find(alg, Next)
	d.Keys[current].RetiredAt = p.now
	d.Keys[next].SignsAt = p.now
	return p.add(d, alg, time.Time{})
}

func (p plan) add(d *document, alg string, signsAt time.Time) error {
	material, err := p.generate(alg)
	if err != nil {
		return err
	}
	d.Keys = append(d.Keys, key{Alg: alg, Material: material, PublishedAt: p.now, SignsAt: signsAt})
	return nil
}

// A TooSoonError says that a next key has not been published long enough to sign.
type TooSoonError struct {
	Alg     string
	ReadyAt time.Time // from then on it may sign
}

// Error says when it will be possible.
func (e *TooSoonError) Error() string {
	return fmt.Sprintf("the next %s key has not been published long enough: verifiers that cache the JWKS may not know it. "+
		"Rotate after %s, or replace all keys at once if a key has leaked", e.Alg, e.ReadyAt.UTC().Format(time.RFC3339))
}
