package userinfo

import (
	"errors"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"authd/internal/oauth"
	"authd/internal/web"
)

var errNoToken = errors.New("no access token in the request")

// bearer finds the access token: in the Authorization header or in the body of a
// form post, in one of them only (RFC 6750 §2.1 and §2.2). A token in the query
// is not looked at: addresses end up in logs and histories.
func bearer(r *http.Request) (string, error) {
	header, err := fromHeader(r)
	if err != nil {
		return "", err
	}
	body, err := fromBody(r)
	switch {
	case err != nil:
		return "", err
	case header != "" && body != "":
		return "", oauth.Errorf(oauth.InvalidRequest, "The access token was sent twice: in the header and in the body.")
	case header+body == "":
		return "", oauth.Errorf(oauth.InvalidRequest, "Send the access token in the Authorization header.").WithStatus(http.StatusUnauthorized).WithCause(errNoToken)
	}
	return header + body, nil
}

func fromHeader(r *http.Request) (string, error) {
	values := r.Header.Values("Authorization")
	if len(values) == 0 {
		return "", nil
	}
	scheme, token, _ := strings.Cut(values[0], " ")
	token = strings.TrimSpace(token)
	if len(values) > 1 || !strings.EqualFold(scheme, "Bearer") || token == "" {
		return "", oauth.Errorf(oauth.InvalidRequest, "The Authorization header must be: Bearer, a space, the access token.").WithStatus(http.StatusUnauthorized).WithCause(errNoToken)
	}
	return token, nil
}

func fromBody(r *http.Request) (string, error) {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if r.Method != http.MethodPost || kind != "application/x-www-form-urlencoded" {
		return "", nil
	}
	body, err := web.ReadBody(r)
	if err != nil {
		return "", err
	}
	form, err := url.ParseQuery(string(body))
	if err != nil || len(form["access_token"]) > 1 {
		return "", oauth.Errorf(oauth.InvalidRequest, "The body must be a form with one access_token.").WithCause(err)
	}
	return form.Get("access_token"), nil
}
