package userinfo

import (
	"errors"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"authd/internal/oauth"
	"authd/internal/web"
)

var errNoToken = errors.New("no access token in the request")

// The schemes of the Authorization header.
const (
	schemeBearer = "Bearer" // RFC 6750 §2.1
	schemeDPoP   = "DPoP"   // RFC 9449 §7.1
)

// credentials are an access token and how it was shown.
type credentials struct{ scheme, token string }

// find finds the access token: in the Authorization header, in the body of a form
// post or, where that is let, in the query; in one of them only (RFC 6750 §2.1 to
// §2.3). The last two are ways of bearers.
func (h Handler) find(r *http.Request) (credentials, error) {
	header, err := fromHeader(r)
	if err != nil {
		return credentials{}, err
	}
	body, err := fromBody(r)
	if err != nil {
		return header, err
	}
	header.token, err = one(header.token, body, h.fromQuery(r))
	return header, err
}

// one is the token that is not empty.
func one(places ...string) (string, error) {
	sent := slices.DeleteFunc(places, func(token string) bool { return token == "" })
	switch len(sent) {
	case 0:
		return "", oauth.Errorf(oauth.InvalidRequest, "Send the access token in the Authorization header.").WithStatus(http.StatusUnauthorized).WithCause(errNoToken)
	case 1:
		return sent[0], nil
	}
	return "", oauth.Errorf(oauth.InvalidRequest, "The access token was sent more than once: in the header, in the body or in the query.")
}

// fromQuery is for clients that know no other way (RFC 6750 §2.3). Our own log
// has paths without their query; a proxy's may not.
func (h Handler) fromQuery(r *http.Request) string {
	if !h.Tenant.Userinfo.TokenInQuery {
		return ""
	}
	return r.URL.Query().Get("access_token")
}

func fromHeader(r *http.Request) (credentials, error) {
	values := r.Header.Values("Authorization")
	if len(values) == 0 {
		return credentials{scheme: schemeBearer}, nil
	}
	scheme, token, _ := strings.Cut(values[0], " ")
	token = strings.TrimSpace(token)
	if len(values) == 1 && token != "" {
		for _, known := range []string{schemeBearer, schemeDPoP} {
			if strings.EqualFold(scheme, known) {
				return credentials{known, token}, nil
			}
		}
	}
	return credentials{}, oauth.Errorf(oauth.InvalidRequest, "The Authorization header must be: Bearer or DPoP, a space, the access token.").WithStatus(http.StatusUnauthorized).WithCause(errNoToken)
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
