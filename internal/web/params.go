package web

import (
	"mime"
	"net/http"
	"net/url"
	"unicode/utf8"

	"authd/internal/oauth"
)

// MaxBody is how many bytes of a request's body are read.
const MaxBody = 64 << 10

// ReadParams reads the parameters of a GET query or of a form post (query and
// body together). Its *oauth.Error names a repeated parameter (RFC 6749 §3.1),
// or says that the query or the body cannot be read.
func ReadParams(r *http.Request) (oauth.Params, error) {
	params, repeated, err := ReadRepeated(r)
	if err == nil && len(repeated) > 0 {
		err = oauth.Repeated(repeated[0])
	}
	return params, err
}

// ReadRepeated is ReadParams for an endpoint that must know which parameters
// were repeated before it can tell where to say so.
func ReadRepeated(r *http.Request) (oauth.Params, []string, error) {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, nil, oauth.Errorf(oauth.InvalidRequest, "The query of the address is not well-formed: check its percent-encoding.").WithCause(err)
	}
	form, err := readForm(r)
	if err != nil {
		return nil, nil, err
	}
	params, repeated := oauth.ParseParams(query, form)
	return params, repeated, checkText(params)
}

// checkText refuses what is not UTF-8 (RFC 6749 appendix B): such a value would
// come back altered from a login, since it travels through it as JSON.
func checkText(params oauth.Params) error {
	for name, value := range params {
		if !utf8.ValidString(name) || !utf8.ValidString(value) {
			return oauth.Errorf(oauth.InvalidRequest, "A parameter is not UTF-8: check its percent-encoding.")
		}
	}
	return nil
}

func readForm(r *http.Request) (url.Values, error) {
	if r.Method != http.MethodPost {
		return nil, nil
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return nil, oauth.Errorf(oauth.InvalidRequest, "The body must be application/x-www-form-urlencoded.").WithCause(err)
	}
	body, err := ReadBody(r)
	if err != nil {
		return nil, err
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, oauth.Errorf(oauth.InvalidRequest, "The body is not a well-formed form: check its percent-encoding.").WithCause(err)
	}
	return form, nil
}
