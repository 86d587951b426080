package jose

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// An opaque token is a compact JWE (RFC 7516 §7.1) with `dir` and `A256GCM`, as
// Auth0's are. It is written here rather than by jwx so that reading one needs
// no JWE parser: the header must be, byte for byte, the one we write, and with
// it compression, key derivation and every other option are out of reach.

const (
	nonceSize = 12 // RFC 7518 §5.3
	tagSize   = 16
)

// Seal encrypts content under a 32-byte key, for tokens of one issuer.
func Seal(key []byte, issuer string, content []byte) (string, error) {
	aead, err := opaqueCipher(key)
	if err != nil {
		return "", err
	}
	header := opaqueHeader(issuer)
	nonce := make([]byte, nonceSize)
	rand.Read(nonce) // never fails, crypto/rand
	box := aead.Seal(nil, nonce, content, []byte(header))
	text, tag := box[:len(box)-tagSize], box[len(box)-tagSize:]
	return strings.Join([]string{header, "", encode(nonce), encode(text), encode(tag)}, "."), nil
}

// Open undoes Seal for the same issuer and any of keys. A token that none of
// them opens is ErrInvalid; another error means that a key is unfit.
func Open(keys [][]byte, issuer, token string) ([]byte, error) {
	parts := strings.Split(token, ".")
	header := opaqueHeader(issuer)
	if len(parts) != 5 || parts[0] != header || parts[1] != "" {
		return nil, ErrInvalid
	}
	nonce, text, tag := decode(parts[2]), decode(parts[3]), decode(parts[4])
	if len(nonce) != nonceSize || len(tag) != tagSize {
		return nil, ErrInvalid
	}
	box := slices.Concat(text, tag)
	for _, key := range keys {
		aead, err := opaqueCipher(key)
		if err != nil {
			return nil, err
		}
		if content, err := aead.Open(nil, nonce, box, []byte(header)); err == nil {
			return content, nil
		}
	}
	return nil, ErrInvalid
}

// opaqueHeader is the first part of every opaque token of an issuer. It is
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
// be respelled. What cannot be decoded is nil.
func decode(text string) []byte {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || encode(raw) != text { // DecodeString alone skips line breaks
		return nil
	}
	return raw
}
