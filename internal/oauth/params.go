package oauth

import (
	"net/url"
	"slices"
	"strings"
)

// Params are the parameters of one request. An empty value counts as absent
// (RFC 6749 §3.1), so a lookup never needs to tell the two apart.
type Params map[string]string

// ParseParams reads query and body parameters together. A name that occurs more
// than once, in either or both, is in the second result (sorted): RFC 6749 §3.1
// forbids it, and two readers could each believe another value. Its first value
// is kept only so that the caller can still log who sent it.
func ParseParams(sources ...url.Values) (Params, []string) {
	p, repeated := Params{}, []string(nil)
	seen := map[string]int{}
	for _, values := range sources {
		for name, list := range values {
			seen[name] += len(list)
			if len(list) > 0 && list[0] != "" && p[name] == "" {
				p[name] = list[0]
			}
		}
	}
	for name, n := range seen {
		if n > 1 {
			repeated = append(repeated, name)
		}
	}
	slices.Sort(repeated)
	return p, repeated
}

// Repeated is the error for a parameter that was sent more than once. It says a
// name only where it can be one: whoever makes a link chooses the names in it,
// and an error page must not carry a stranger's sentences (security row SE-08).
func Repeated(name string) *Error {
	if len(name) > maxName || strings.Trim(name, nameText) != "" {
		return Errorf(InvalidRequest, "A parameter was sent more than once.")
	}
	return Errorf(InvalidRequest, "The parameter %s was sent more than once.", name)
}

const (
	maxName  = 32
	nameText = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_[]"
)

// Values returns the parameters as url.Values, for encoding.
func (p Params) Values() url.Values {
	v := make(url.Values, len(p))
	for name, value := range p {
		v.Set(name, value)
	}
	return v
}
