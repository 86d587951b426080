package tokens

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"authd/internal/oauth"
	"authd/internal/tokens/jose"
)

// A Proof says whether a token was made here.
type Proof string

// The proofs of an Issued token.
const (
	Proven    Proof = "proven"    // one of our keys made it
	Unproven  Proof = "unproven"  // the key was not at hand
	Disproven Proof = "disproven" // none of our keys made it
)

// Issued is what an access or ID token says, for whoever looks into one. What it
// says is to be believed only when Proven.
type Issued struct {
	IsID      bool // an ID token, else an access token
	Format    Format
	Alg       string
	KeyID     string // empty: none is named
	Proof     Proof
	ClientID  string
	UserID    string
	Audience  []string // empty where it is sealed and not said
	Scope     oauth.Scope
	Own       bool      // issued to a client in its own name
	IssuedAt  time.Time // zero: not said
	ExpiresAt time.Time
	Claims    map[string]any // of a JWT
}

// Lifetime is from issue to end, 0 where the token does not say.
func (t Issued) Lifetime() time.Duration {
	if t.IssuedAt.IsZero() {
		return 0
	}
	return t.ExpiresAt.Sub(t.IssuedAt)
}

// Examine reads an access or ID token of this issuer, dead or alive, wherever it
// is good. Without Keys a JWT is Unproven and an opaque token ErrSealed. The error
// of a text that is neither is ErrInvalid, and one of another issuer is named.
func (i *Issuer) Examine(token string) (Issued, error) {
	switch dots := strings.Count(token, "."); {
	case len(token) > maxToken:
		return Issued{}, ErrInvalid
	case dots == 2:
		return i.examineJWT(token)
	case dots == 4 && i.Keys == nil:
		return Issued{}, ErrSealed
	case dots == 4:
		return i.examineOpaque(token)
	}
	return Issued{}, ErrInvalid
}

func (i *Issuer) examineOpaque(token string) (Issued, error) {
	content, err := i.readOpaque(token)
	if err != nil {
		return Issued{}, ErrInvalid
	}
	t := Issued{Format: Opaque, Alg: algOpaque, Proof: Proven, Audience: []string{i.Directory.Tenant.UserinfoAudience()}}
	t.say(content)
	return t, nil
}

func (i *Issuer) examineJWT(token string) (Issued, error) {
	payload, err := jose.Peek(token)
	if err != nil {
		return Issued{}, ErrInvalid
	}
	var claims struct {
		accessContent
		Issuer   string         `json:"iss"`
		Audience oauth.Audience `json:"aud"`
		Grant    string         `json:"gty"`
	}
	t := Issued{Format: JWT}
	if json.Unmarshal(payload, &claims) != nil || json.Unmarshal(payload, &t.Claims) != nil || len(claims.Audience) == 0 {
		return Issued{}, ErrInvalid
	}
	if ours := i.Directory.Tenant.Issuer; claims.Issuer != ours {
		return Issued{}, fmt.Errorf("%w: it says that %.100q issued it, and this configuration is %s", ErrInvalid, claims.Issuer, ours)
	}
	claims.Client = claims.client(token)
	t.Audience, t.IsID = claims.Audience, claims.Client == ""
	t.Own = claims.Grant != "" || claims.User == ownName(claims.Client)
	t.say(claims.accessContent)
	if t.IsID {
		t.ClientID = t.Audience[0]
	}
	t.Alg, t.KeyID, _ = jose.PeekHeader(token) // Peek has read it
	t.Proof = i.prove(t, token)
	return t, nil
}

func (t *Issued) say(c accessContent) {
	t.UserID, t.ClientID, t.Scope, t.ExpiresAt = c.User, c.Client, oauth.ParseScope(c.Scope), time.Unix(c.Expiry, 0)
	if c.IssuedAt != 0 {
		t.IssuedAt = time.Unix(c.IssuedAt, 0)
	}
}

// prove checks the signature with the key that tokens of this kind are made with,
// never with one that the token itself chooses (RFC 8725 §3.1).
func (i *Issuer) prove(t Issued, token string) Proof {
	var err error
	switch {
	case t.Alg == jose.HS256:
		_, err = jose.VerifySecret(token, []byte(i.secretFor(t)))
	case i.Keys == nil:
		return Unproven
	default:
		_, err = jose.Verify(token, i.Keys.VerificationKeys())
	}
	if err != nil {
		return Disproven
	}
	return Proven
}

// secretFor is what an HS256 token of its kind is signed with: the client's for
// ID tokens, the API's for access tokens.
func (i *Issuer) secretFor(t Issued) string {
	if t.IsID {
		return i.Directory.Clients[t.ClientID].Secret
	}
	at := slices.IndexFunc(t.Audience, func(a string) bool { return i.Directory.APIs[a].SigningSecret != "" })
	if at < 0 {
		return ""
	}
	return i.Directory.APIs[t.Audience[at]].SigningSecret
}
