package tokens

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// An opaque token is a compact JWE (RFC 7516 §7.1) with `dir` and `A256GCM`, as
// Auth0's are. It is written here rather than by jwx so that reading one needs
// no JWE parser: the header must be, byte for byte, the one we write, and with
// it compression, key derivation and every other option are out of reach.

const (
	nonceSize = 12 // RFC 7518 §5.3
	tagSize   = 16
)

// sealed is the content of an opaque token.
type sealed struct {
	User   string `json:"sub"`
	Client string `json:"azp"`
	SID    string `json:"sid,omitempty"`
	Scope  string `json:"scope,omitempty"`
	Expiry int64  `json:"exp"`
}

func (i *Issuer) sealAccess(p Plan, s Subject, now time.Time) (string, error) {
	content, err := json.Marshal(sealed{
		User: s.User.ID, Client: p.ClientID, SID: s.SID, Scope: p.Scope.Granted.String(),
		Expiry: expiry(p.Access.Lifetime.Value, now),
	})
	if err != nil {
		return "", fmt.Errorf("write an opaque token: %w", err)
	}
	aead, err := opaqueCipher(i.Keys.OpaqueKeys()[0])
	if err != nil {
		return "", err
	}
	header := opaqueHeader(i.Directory.Tenant.Issuer)
	nonce := make([]byte, nonceSize)
	rand.Read(nonce) // never fails, crypto/rand
	box := aead.Seal(nil, nonce, content, []byte(header))
	text, tag := box[:len(box)-tagSize], box[len(box)-tagSize:]
	return strings.Join([]string{header, "", encode(nonce), encode(text), encode(tag)}, "."), nil
}

// openSealed undoes sealAccess; its only error is ErrInvalid.
func (i *Issuer) openSealed(token string) (sealed, error) {
	parts := strings.Split(token, ".")
	header := opaqueHeader(i.Directory.Tenant.Issuer)
	if len(parts) != 5 || parts[0] != header || parts[1] != "" {
		return sealed{}, ErrInvalid
	}
	nonce, text, tag := decode(parts[2]), decode(parts[3]), decode(parts[4])
	if len(nonce) != nonceSize || len(tag) != tagSize {
		return sealed{}, ErrInvalid
	}
	box := append(text, tag...)
	for _, key := range i.Keys.OpaqueKeys() {
		aead, err := opaqueCipher(key)
		if err != nil {
			return sealed{}, err
		}
		if plain, err := aead.Open(nil, nonce, box, []byte(header)); err == nil {
			return readSealed(plain)
		}
	}
	return sealed{}, ErrInvalid
}

func readSealed(plain []byte) (sealed, error) {
	var s sealed
	if err := json.Unmarshal(plain, &s); err != nil {
		return sealed{}, ErrInvalid
	}
	return s, nil
}

// opaqueHeader is the first part of every opaque token of this issuer. It is
// authenticated with the content (RFC 7516 §5.1, step 14).
func opaqueHeader(issuer string) string {
	quoted, err := json.Marshal(issuer)
	if err != nil {
		panic(err) // a string is always JSON
	}
	return encode([]byte(`{"alg":"dir","enc":"A256GCM","iss":` + string(quoted) + `}`))
}

func opaqueCipher(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("opaque token key: %w", err)
	}
	return cipher.NewGCM(block)
}

func encode(raw []byte) string { return base64.RawURLEncoding.EncodeToString(raw) }

// decode refuses every spelling but the canonical one, so that a token cannot
// be altered without being another token. What cannot be decoded is nil.
func decode(text string) []byte {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || encode(raw) != text { // DecodeString alone skips line breaks
		return nil
	}
	return raw
}
