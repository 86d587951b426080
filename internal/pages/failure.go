package pages

import "net/http"

// A Failure is a login or a logout that cannot go on in this browser.
type Failure int

// The Failures, each with its own words.
const (
	LoginDamaged     Failure = iota // the address was cut or altered
	LoginExpired                    // begun too long ago
	LoginElsewhere                  // begun in another browser
	LoginUnavailable                // the client or its connection is not configured any more
	LinkDead                        // used, replaced, expired or damaged
	LogoutStale                     // the question whether to log out is too old or damaged
)

// Fail writes the ErrorPage of f with status 400.
func (rd *Renderer) Fail(w http.ResponseWriter, f Failure, requestID string) error {
	words := english.failures[f]
	return rd.Error(w, ErrorPage{
		Status: http.StatusBadRequest, Title: words.title, Detail: words.detail, RequestID: requestID,
	})
}
