package web

import (
	"errors"
	"io"
	"net/http"

	"authd/internal/oauth"
)

// ReadBody reads a request's whole body, at most MaxBody bytes. Its error is an
// *oauth.Error with status 413 above that.
func ReadBody(r *http.Request) ([]byte, error) {
	body, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, MaxBody))
	if err != nil {
		return nil, asBodyError(err)
	}
	return body, nil
}

// errTooLarge answers a body above MaxBody.
var errTooLarge = oauth.Errorf(oauth.InvalidRequest, "The body is larger than 64 KB.").WithStatus(http.StatusRequestEntityTooLarge)

// asBodyError names what went wrong with reading a body.
func asBodyError(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return errTooLarge
	}
	return oauth.Errorf(oauth.InvalidRequest, "The body could not be read to its end.").WithCause(err)
}
