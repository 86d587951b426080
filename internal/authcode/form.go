package authcode

import (
	"encoding/binary"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
)

// A code travels in an address, so it is packed: each text with its length
// before it, each number as a varint. form is the first byte, so that a code
// that a newer version made is refused and not misread.
const form = 3

func encode(c authd.AuthCode) []byte {
	b := []byte{form}
	for _, text := range texts(&c) {
		b = appendText(b, *text)
	}
	b = appendText(b, c.Scope.String())
	for _, number := range []int64{c.AuthTime.UnixMilli(), bit[c.AuthTimeDue], bit[c.Claims.ACR], c.MaxLifetime.Milliseconds(), c.ExpiresAt.UnixMilli()} {
		b = binary.AppendVarint(b, number)
	}
	return b
}

func appendText(b []byte, text string) []byte {
	return append(binary.AppendVarint(b, int64(len(text))), text...)
}

// texts are the members of c that are plain text, in the order they are packed.
func texts(c *authd.AuthCode) []*string {
	return []*string{
		&c.ID, &c.ClientID, &c.UserID, &c.SID, &c.Connection, &c.Audience,
		&c.RedirectURI, &c.CodeChallenge, &c.Nonce, &c.Claims.Userinfo, &c.Claims.IDToken, &c.Key,
	}
}

// bit is how a truth is packed.
var bit = map[bool]int64{true: 1}

func decode(plain []byte) (authd.AuthCode, error) {
	if len(plain) == 0 || plain[0] != form {
		return authd.AuthCode{}, ErrInvalid
	}
	var c authd.AuthCode
	r := &reader{rest: plain[1:]}
	for _, text := range texts(&c) {
		*text = r.text()
	}
	c.Scope = oauth.ParseScope(r.text())
	c.AuthTime = time.UnixMilli(r.number()).UTC()
	c.AuthTimeDue, c.Claims.ACR = r.number() == 1, r.number() == 1
	c.MaxLifetime = time.Duration(r.number()) * time.Millisecond
	c.ExpiresAt = time.UnixMilli(r.number()).UTC()
	if r.short || len(r.rest) > 0 {
		return authd.AuthCode{}, ErrInvalid
	}
	return c, nil
}

// A reader takes values off the front of what was packed. Once it ran short
// every value is zero.
type reader struct {
	rest  []byte
	short bool
}

func (r *reader) text() string {
	length := r.number()
	if length < 0 || length > int64(len(r.rest)) {
		r.rest, r.short = nil, true
		return ""
	}
	text := string(r.rest[:length])
	r.rest = r.rest[length:]
	return text
}

func (r *reader) number() int64 {
	number, n := binary.Varint(r.rest)
	if n <= 0 {
		r.rest, r.short = nil, true
		return 0
	}
	r.rest = r.rest[n:]
	return number
}
