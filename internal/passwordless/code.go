package passwordless

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"math/big"
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"authd/internal/seal"
)

const (
	purposeCode seal.Purpose = "passwordless code"
	purposeLink seal.Purpose = "passwordless link"
)

// newCode returns digits of which every combination is equally likely, leading
// zeros included (security row PL-06).
func newCode(digits int) string {
	limit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(digits)), nil)
	n, err := rand.Int(rand.Reader, limit)
	if err != nil {
		panic(err) // rand.Reader never fails
	}
	return fmt.Sprintf("%0*d", digits, n)
}

// NewID returns 24 hex digits, the shape of Auth0's ids.
func NewID() string {
	id := make([]byte, 12)
	rand.Read(id) // never fails, crypto/rand
	return hex.EncodeToString(id)
}

// typedCode undoes what mail programs and keyboards do to digits: spaces,
// dashes and full-width forms. Everything else stays and makes the code wrong.
func typedCode(typed string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) {
			return -1
		}
		return r
	}, width.Fold.String(typed))
}

// codeHash is what is kept of a code. It covers the slot, the connection and
// the address, so that a right code is wrong everywhere else. The address has
// to be in it although the slot has a challenge for one address only: wrong
// guesses are counted by the address the guesser names, and a page's
// transaction can be asked for several.
func (s *Service) codeHash(slot, connection, canonical, code string) []byte {
	return s.Ring.Hash(purposeCode, strings.Join([]string{slot, connection, canonical, code}, "\x00"))
}

// linkHash is what is kept of a link's secret.
func (s *Service) linkHash(slot, secret string) []byte {
	return s.Ring.Hash(purposeLink, slot+"\x00"+secret)
}
