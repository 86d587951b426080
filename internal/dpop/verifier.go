package dpop

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"strings"
	"time"

	"authd/internal/authd"
)

// Replays remembers which proofs were used.
type Replays interface {
	// SpendProof errs with authd.ErrConflict for all uses but the first.
	SpendProof(ctx context.Context, id string, expires time.Time) error
}

// A Verifier takes the proofs of requests to one server. All fields are required.
type Verifier struct {
	Issuer  string // ends in "/"; what proofs are made for, whatever proxies stand before the server
	Replays Replays
}

// Verify uses up the proof of r and returns the thumbprint of its key, "" where r
// brings no proof and no token is shown that needs one. Its *oauth.Error is of
// code invalid_dpop_proof.
func (v Verifier) Verify(r *http.Request, s Shown, now time.Time) (string, error) {
	headers := r.Header.Values("DPoP")
	switch {
	case len(headers) > 1:
		return "", refuse("There is more than one DPoP header.")
	case len(headers) == 0 && s != Shown{}:
		return "", refuse("The access token is bound to a key: send a DPoP proof of it along.")
	case len(headers) == 0:
		return "", nil
	}
	p, err := Parse(headers[0])
	if err != nil {
		return "", err
	}
	use := Use{Method: r.Method, URL: v.Issuer + strings.TrimPrefix(r.URL.Path, "/"), Shown: s}
	if err := p.Check(use, now); err != nil {
		return "", err
	}
	if err := v.spend(r.Context(), p, now); err != nil {
		return "", err
	}
	return p.Key, nil
}

// spend remembers a proof for as long as Check lets it pass anywhere: a window
// after its iat, which is at most a window ahead.
func (v Verifier) spend(ctx context.Context, p Proof, now time.Time) error {
	id := sha256.Sum256([]byte(p.Key + "\x00" + p.id))
	err := v.Replays.SpendProof(ctx, hex.EncodeToString(id[:]), now.Add(2*window))
	if errors.Is(err, authd.ErrConflict) {
		return refuse("The DPoP proof was used before: make a new one, with another jti, for each request.")
	}
	return err
}
