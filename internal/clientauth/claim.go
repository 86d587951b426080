package clientauth

import (
	"encoding/base64"
	"errors"
	"net/url"
	"strings"

	"authd/internal/authd"
	"authd/internal/oauth"
)

// A claim is who a request says it is from, and the proof it brings.
type claim struct {
	method authd.AuthMethod
	id     string
	secret string
	signed string // an assertion
}

// read finds the one claim of a request. Several are an error, since each reader
// could believe another one (RFC 6749 §2.3).
func read(header []string, fields oauth.Params) (claim, error) {
	post := claim{method: authd.AuthPost, id: fields["client_id"], secret: fields["client_secret"], signed: fields["client_assertion"]}
	ways := len(header)
	for _, proof := range []string{post.secret, post.signed} {
		if proof != "" {
			ways++
		}
	}
	switch {
	case ways > 1:
		return claim{}, oauth.Errorf(oauth.InvalidRequest, "The client authenticates in more than one way: send one of the Authorization header, client_secret and client_assertion.")
	case len(header) == 1:
		return readBasic(header[0], post.id)
	case post.signed != "":
		return readAssertion(post, fields["client_assertion_type"])
	case post.id == "":
		return claim{}, refuse(errors.New("no client_id was sent"))
	case post.secret == "":
		post.method = authd.AuthNone
	}
	return post, nil
}

// readBasic reads HTTP Basic credentials, which are form-encoded before they are
// put together (RFC 6749 §2.3.1). A client_id in the body must be the same.
func readBasic(header, inBody string) (claim, error) {
	scheme, encoded, _ := strings.Cut(header, " ")
	text, err := base64.StdEncoding.DecodeString(strings.TrimSpace(encoded))
	if err != nil || !strings.EqualFold(scheme, "Basic") {
		return claim{}, refuse(errors.New("the Authorization header is not Basic credentials"))
	}
	user, password, _ := strings.Cut(string(text), ":")
	id, errID := url.QueryUnescape(user)
	secret, errSecret := url.QueryUnescape(password)
	switch {
	case errID != nil || errSecret != nil:
		return claim{}, refuse(errors.New("the Basic credentials are not form-encoded"))
	case inBody != "" && inBody != id:
		return claim{}, oauth.Errorf(oauth.InvalidRequest, "The client_id of the body is not the one of the Authorization header.")
	}
	return claim{method: authd.AuthBasic, id: id, secret: secret}, nil
}

// readAssertion reads a signed claim, of which client_id may be left out.
func readAssertion(c claim, kind string) (claim, error) {
	from := claimedBy(c.signed)
	if kind != assertionType || from == "" || c.id != "" && c.id != from {
		return claim{}, refuse(errors.New("client_assertion_type or client_id does not fit the client_assertion"))
	}
	c.method, c.id = authd.AuthPrivateKeyJWT, from
	return c, nil
}
