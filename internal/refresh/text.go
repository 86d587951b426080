package refresh

import (
	"crypto/hmac"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"math"

	"authd/internal/seal"
)

const purpose seal.Purpose = "refresh token"

const (
	idSize   = 16 // bytes of an authorization's ID
	bodySize = idSize + 4
	macSize  = 32
)

var errText = errors.New("not a refresh token of this server")

// strict leaves every token one spelling: no padding, no unused bits that could
// be set (TK-13).
var strict = base64.RawURLEncoding.Strict()

// A hasher is the ring's keyed hash.
type hasher = func(seal.Purpose, string) []byte

// write makes the token of one generation of a family: always the same text. id
// is the authorization's ID, 128 bits in base64url.
func write(hash hasher, id string, generation int) (string, error) {
	raw, err := strict.DecodeString(id)
	if err != nil || len(raw) != idSize || generation < 0 || generation > math.MaxUint32 {
		return "", errText
	}
	body := binary.BigEndian.AppendUint32(raw, uint32(generation))
	return strict.EncodeToString(append(body, hash(purpose, string(body))...)), nil
}

// HasForm says that text could be a refresh token, which only read can tell.
func HasForm(text string) bool {
	if len(text) != strict.EncodedLen(bodySize+macSize) {
		return false
	}
	raw, err := strict.DecodeString(text)
	return err == nil && len(raw) == bodySize+macSize // line breaks are passed over
}

// read undoes write. Every other text is errText.
func read(hash hasher, text string) (string, int, error) {
	if !HasForm(text) {
		return "", 0, errText
	}
	raw, _ := strict.DecodeString(text)
	body, mac := raw[:bodySize], raw[bodySize:]
	if !hmac.Equal(mac, hash(purpose, string(body))) {
		return "", 0, errText
	}
	return strict.EncodeToString(body[:idSize]), int(binary.BigEndian.Uint32(body[idSize:])), nil
}
