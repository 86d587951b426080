package registration

import (
	"errors"
	"strings"

	"authd/internal/config/document"
	"authd/internal/config/strict"
	"authd/internal/oauth"
)

// members are the metadata members that settings of a client come from, where they
// have another name.
var members = map[string]string{
	"callbacks": "redirect_uris", "allowed_logout_urls": "post_logout_redirect_uris", "app_type": "application_type", "name": "client_name",
	"jwt_configuration.alg": "id_token_signed_response_alg", "jwks_file": "jwks",
}

// judged is what Judge found wrong with c, in the words of the metadata. An error
// that is none of the client's is returned as it is.
func judged(c document.Client, err error) error {
	var problems strict.Problems
	if !errors.As(err, &problems) {
		return err
	}
	member, index := memberOf(strings.TrimPrefix(problems[0].Path, c.Path()+"."))
	if member == "redirect_uris" {
		return wrongRedirect("%s: %s", index, problems[0].Text)
	}
	return oauth.Errorf(oauth.InvalidClientMetadata, "%s%s: %s", member, index, problems[0].Text)
}

// memberOf is the metadata member for a key of a client, and which element of a
// list is meant: "[0]", or nothing.
func memberOf(key string) (string, string) {
	name, rest, listed := strings.Cut(key, "[")
	if listed {
		rest = "[" + rest
	}
	if member, other := members[name]; other {
		return member, rest
	}
	return name, rest
}
