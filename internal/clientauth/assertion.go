package clientauth

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
	"authd/internal/tokens/jose"
)

// assertionType is RFC 7523 §2.2.
const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

const (
	longestAssertion = 5 * time.Minute // how far ahead it may end, so that little need be remembered
	skew             = time.Minute     // clocks of clients go wrong
)

// An assertion is what a client signs about itself (RFC 7523 §3).
type assertion struct {
	Issuer   string         `json:"iss"`
	Subject  string         `json:"sub"`
	Audience oauth.Audience `json:"aud"`
	Expiry   float64        `json:"exp"`
	IssuedAt float64        `json:"iat"`
	Start    float64        `json:"nbf"`
	ID       string         `json:"jti"`
}

// claimedBy is the client an assertion says it is from, not yet believed.
func claimedBy(token string) string {
	payload, err := jose.PeekAssertion(token)
	var a assertion
	if err != nil || json.Unmarshal(payload, &a) != nil {
		return ""
	}
	return a.Subject
}

// verify checks an assertion of a client and uses it up.
func (a *Authenticator) verify(ctx context.Context, c authd.Client, token string, now time.Time) error {
	payload, err := a.open(ctx, c, token, now)
	if err != nil {
		return err
	}
	var said assertion
	if err := json.Unmarshal(payload, &said); err != nil {
		return err
	}
	if err := said.check(c.ID, a.Audiences, now); err != nil {
		return err
	}
	id := sha256.Sum256([]byte(c.ID + "\x00" + said.ID))
	err = a.Replays.SpendAssertion(ctx, hex.EncodeToString(id[:]), at(said.Expiry))
	if errors.Is(err, authd.ErrConflict) {
		return errors.New("the assertion was used before")
	}
	if err != nil {
		return failure{err}
	}
	return nil
}

// open returns the payload of an assertion that the client's secret or one of its
// keys signed, as it is registered. A client that publishes its keys may have
// changed them since they were fetched.
func (a *Authenticator) open(ctx context.Context, c authd.Client, token string, now time.Time) ([]byte, error) {
	if c.AuthMethod == authd.AuthSecretJWT {
		return jose.VerifyAssertionSecret(token, []byte(c.Secret))
	}
	return a.openByKey(ctx, c, token, now)
}

// openByKey is open for one of the client's public keys.
func (a *Authenticator) openByKey(ctx context.Context, c authd.Client, token string, now time.Time) ([]byte, error) {
	if c.KeysAddress == "" {
		return jose.VerifyAssertion(token, c.Keys)
	}
	keys, err := a.Published.Keys(ctx, c.KeysAddress, now)
	if err != nil {
		return nil, unavailable(err)
	}
	if payload, err := jose.VerifyAssertion(token, keys); err == nil {
		return payload, nil
	}
	if keys, err = a.Published.Newer(ctx, c.KeysAddress, now); err != nil {
		return nil, unavailable(err)
	}
	return jose.VerifyAssertion(token, keys)
}

// unavailable is not the client's fault as far as anybody knows.
func unavailable(cause error) error {
	return failure{oauth.Errorf(oauth.TemporarilyUnavailable, "The client's keys could not be fetched from its jwks_uri. Try again in a minute.").
		WithStatus(http.StatusServiceUnavailable).WithRetryAfter(60).WithCause(cause)}
}

// check is security row CA-07.
func (a assertion) check(client string, audiences []string, now time.Time) error {
	switch {
	case a.Issuer != client || a.Subject != client:
		return errors.New("iss and sub must both be the client_id")
	case len(a.Audience) != 1 || !slices.Contains(audiences, a.Audience[0]):
		return fmt.Errorf("aud must be one of %v", audiences)
	case !now.Before(at(a.Expiry)):
		return errors.New("the assertion has expired, or has no exp")
	case at(a.Expiry).After(now.Add(longestAssertion)):
		return fmt.Errorf("exp is more than %v ahead", longestAssertion)
	case at(max(a.IssuedAt, a.Start)).After(now.Add(skew)):
		return errors.New("iat or nbf is ahead")
	case a.ID == "":
		return errors.New("jti is missing")
	}
	return nil
}

func at(seconds float64) time.Time { return time.UnixMilli(int64(seconds * 1000)) }

// A failure is no refusal: it could not be found out.
type failure struct{ error }
