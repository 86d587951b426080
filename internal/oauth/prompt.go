package oauth

import "strings"

// A Prompt is the set of wishes in the prompt parameter (OIDC Core §3.1.2.1).
type Prompt uint8

// Members of a Prompt.
const (
	PromptNone Prompt = 1 << iota
	PromptLogin
	PromptConsent
	PromptSelectAccount
)

var promptWords = map[string]Prompt{
	"none": PromptNone, "login": PromptLogin,
	"consent": PromptConsent, "select_account": PromptSelectAccount,
}

// ParsePrompt reads a space-separated prompt. An unknown word, and none
// together with anything else, are errors of code invalid_request.
func ParsePrompt(s string) (Prompt, *Error) {
	var p Prompt
	for _, word := range strings.Fields(s) {
		bit, known := promptWords[word]
		if !known {
			return 0, Errorf(InvalidRequest, "prompt must be none, or some of login, consent, select_account.")
		}
		p |= bit
	}
	if p.Has(PromptNone) && p != PromptNone {
		return 0, Errorf(InvalidRequest, "prompt=none cannot be combined with other values.")
	}
	return p, nil
}

// Has reports whether p holds every member of other.
func (p Prompt) Has(other Prompt) bool { return p&other == other }
