package oauth

import "strings"

// A ResponseType is a set of the artefacts asked of /authorize: the order in
// which a request names them means nothing (OAuth 2.0 Multiple Response Types §3).
type ResponseType uint8

// Members of a ResponseType.
const (
	Code ResponseType = 1 << iota
	Token
	IDToken
)

var responseTypeWords = []struct {
	word string
	bit  ResponseType
}{{"code", Code}, {"token", Token}, {"id_token", IDToken}}

// ParseResponseType reads a space-separated response_type. It reports false for
// an empty value, an unknown word and a word said twice.
func ParseResponseType(s string) (ResponseType, bool) {
	var t ResponseType
	for _, word := range strings.Fields(s) {
		bit := responseTypeBit(word)
		if bit == 0 || t&bit != 0 {
			return 0, false
		}
		t |= bit
	}
	return t, t != 0
}

func responseTypeBit(word string) ResponseType {
	for _, w := range responseTypeWords {
		if w.word == word {
			return w.bit
		}
	}
	return 0
}

// Has reports whether t asks for every member of other.
func (t ResponseType) Has(other ResponseType) bool { return t&other == other }

// Grants are the grant types a client must be allowed for t: a token in the
// answer of /authorize is implicit, beside a code too (OIDC Core §3.3).
func (t ResponseType) Grants() []GrantType {
	var grants []GrantType
	if t.Has(Code) {
		grants = append(grants, GrantAuthorizationCode)
	}
	if t&(Token|IDToken) != 0 {
		grants = append(grants, GrantImplicit)
	}
	return grants
}

// String writes t in the order of the registry: "code token id_token".
func (t ResponseType) String() string {
	var words []string
	for _, w := range responseTypeWords {
		if t.Has(w.bit) {
			words = append(words, w.word)
		}
	}
	return strings.Join(words, " ")
}

// DefaultMode is where the answer goes when response_mode is not sent: the
// fragment as soon as a token is part of it, else the query (Multiple Response
// Types §2.1 and §5).
func (t ResponseType) DefaultMode() ResponseMode {
	if t&(Token|IDToken) != 0 {
		return ModeFragment
	}
	return ModeQuery
}

// A ResponseMode says how /authorize hands its answer to the client.
type ResponseMode string

// The response modes authd speaks. web_message is the expired draft
// draft-sakimura-oauth-wmrm, which Auth0's SDKs use for silent renewal.
const (
	ModeQuery      ResponseMode = "query"
	ModeFragment   ResponseMode = "fragment"
	ModeFormPost   ResponseMode = "form_post"
	ModeWebMessage ResponseMode = "web_message"
)

// ParseResponseMode reads a response_mode and reports whether it is known.
func ParseResponseMode(s string) (ResponseMode, bool) {
	switch m := ResponseMode(s); m {
	case ModeQuery, ModeFragment, ModeFormPost, ModeWebMessage:
		return m, true
	}
	return "", false
}
