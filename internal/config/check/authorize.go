package check

import (
	"fmt"
	"strings"

	"authd/internal/config/weburl"
	"authd/internal/oauth"
)

// responseTypes refuses an empty list: it could be read as all or as nothing.
func (c clientChecker) responseTypes() {
	path := c.path + ".response_types"
	if c.Said(path) && len(c.client.ResponseTypes) == 0 {
		c.Need(path, "", "lists nothing; leave it out to allow all that grant_types allow")
	}
	for i, words := range c.client.ResponseTypes {
		if _, known := oauth.ParseResponseType(words); !known {
			c.Wrong(fmt.Sprintf("%s[%d]", path, i), fmt.Sprintf("%.40q is no response type; it is made of code, token and id_token, like \"id_token token\"", words))
		}
	}
}

func (c clientChecker) callbacks() {
	allowed := weburl.NoWildcards
	if c.client.WildcardCallbacks {
		allowed = weburl.LeftmostLabel
	}
	for i, raw := range c.client.Callbacks {
		path := fmt.Sprintf("%s.callbacks[%d]", c.path, i)
		f := weburl.CheckCallback(raw, allowed)
		c.fault(path, f)
		if f == nil && c.allows(oauth.GrantImplicit) {
			c.implicitCallback(path, raw)
		}
	}
}

// implicitCallback keeps tokens out of addresses that may fall into other hands:
// unlike a code, a token is of use to whoever reads it (RFC 9700 §4.1.1, RFC 8252
// §8.2, security row IM-01). Loopback is left to developers' machines.
func (c clientChecker) implicitCallback(path, raw string) {
	switch {
	case strings.Contains(raw, "*"):
		c.Wrong(path, `has a "*", which is refused together with grant type implicit: a sub-domain in other hands would be handed tokens`)
	case weburl.PrivateUse(raw):
		c.Wrong(path, "has a scheme of its own, which is refused together with grant type implicit: any app on the device can register the scheme and be handed tokens; use authorization_code")
	}
}
