package authorize

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"authd/internal/oauth"
)

const objectSkew = time.Minute // clocks of clients go wrong

// check looks at the claims of the JWT itself. They may be left out (OIDC Core
// §6.1); what says that the object is for somebody else, or for another use, counts.
func (o object) check(clientID, issuer string, now time.Time) error {
	var said struct {
		Issuer   *string
		Subject  string
		Audience oauth.Audience
		Expiry   *float64
		Start    float64
		IssuedAt float64
	}
	for name, into := range map[string]any{
		"iss": &said.Issuer, "sub": &said.Subject, "aud": &said.Audience, "exp": &said.Expiry, "nbf": &said.Start, "iat": &said.IssuedAt,
	} {
		if raw, found := o[name]; found && (string(raw) == "null" || json.Unmarshal(raw, into) != nil) {
			return fmt.Errorf("%s is not what it must be", name)
		}
	}
	switch {
	case said.Issuer != nil && *said.Issuer != clientID:
		return errors.New("iss is not the client_id")
	case said.Audience != nil && !slices.Contains(said.Audience, issuer):
		return fmt.Errorf("aud does not hold %s", issuer)
	case said.Subject == clientID:
		return errors.New("sub is the client_id, so it is a client_assertion") // RFC 9101 §10.8
	case said.Expiry != nil && !now.Before(at(*said.Expiry).Add(objectSkew)):
		return errors.New("it has expired")
	case at(max(said.Start, said.IssuedAt)).After(now.Add(objectSkew)):
		return errors.New("iat or nbf is ahead")
	}
	return nil
}

func at(seconds float64) time.Time { return time.UnixMilli(int64(seconds * 1000)) }
