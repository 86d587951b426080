package device

import (
	"encoding/base64"
	"strconv"
	"strings"
	"time"

	"authd/internal/seal"
)

// lifetime is how long after a login its browser is known. Browsers keep no
// cookie much longer.
const lifetime = 365 * 24 * time.Hour

// most is how many addresses one cookie speaks for; a new one drops the one that
// was not used for longest. It bounds the cookie to 400 bytes.
const most = 5

// An entry says that one address logged in here: an id for the limits, the second
// of the last login, and a tag that is right for that address alone.
type entry struct {
	id  string
	at  int64
	tag string
}

// parse reads the entries of a cookie, none if it is not as write writes it. They
// are not believed yet.
func parse(value string) []entry {
	var list []entry
	for text := range strings.SplitSeq(value, "~") {
		parts := strings.Split(text, ".")
		if len(parts) != 3 || len(parts[0]) != idLength || len(parts[2]) != tagLength {
			return nil
		}
		at, err := strconv.ParseInt(parts[1], 10, 64)
		if err != nil || len(list) == most {
			return nil
		}
		list = append(list, entry{parts[0], at, parts[2]})
	}
	return list
}

func write(list []entry) string {
	texts := make([]string, len(list))
	for i, e := range list {
		texts[i] = e.text() + "." + e.tag
	}
	return strings.Join(texts, "~")
}

// text is what a tag is made over, beside the address.
func (e entry) text() string { return e.id + "." + strconv.FormatInt(e.at, 10) }

// old reports whether the entry counts no more.
func (e entry) old(now time.Time) bool { return !now.Before(time.Unix(e.at, 0).Add(lifetime)) }

// newID has 128 random bits, which no two browsers share.
func newID() string { return seal.Token()[:idLength] }

const (
	idLength  = 22 // of 16 bytes in base64url
	tagLength = 43 // of 32 bytes
)

func encode(tag []byte) string { return base64.RawURLEncoding.EncodeToString(tag) }
