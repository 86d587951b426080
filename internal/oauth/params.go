package oauth

import (
	"net/url"
	"slices"
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

// Values returns the parameters as url.Values, for encoding.
func (p Params) Values() url.Values {
	v := make(url.Values, len(p))
	for name, value := range p {
		v.Set(name, value)
	}
	return v
}
