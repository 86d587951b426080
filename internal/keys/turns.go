package keys

import (
	"crypto"
	"io"
	"runtime"
)

// turns lets as many sign at once as there are cores. A signature is a millisecond
// of work and all else the server does is short: without this, whoever asks for the
// published keys waits behind all the renewals that came before.
var turns = make(chan struct{}, runtime.GOMAXPROCS(0))

// A turnstile is a private key that signs when it is its turn.
type turnstile struct{ crypto.Signer }

// Sign is that of the key, see crypto.Signer.
func (t turnstile) Sign(random io.Reader, digest []byte, options crypto.SignerOpts) ([]byte, error) {
	turns <- struct{}{}
	defer func() { <-turns }()
	return t.Signer.Sign(random, digest, options)
}
