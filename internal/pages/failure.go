package pages

import (
	"net/http"

	"authd/internal/locale"
)

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

// Fail writes the page about f with status 400.
func (rd *Renderer) Fail(w http.ResponseWriter, look Look, f Failure, requestID string) error {
	text := look.text()
	words := f.in(text.Failures)
	return rd.fail(w, ErrorPage{Look: look, Status: http.StatusBadRequest}, notice{
		Title: words.Title, Detail: words.Detail, Language: text.Language, RequestID: requestID,
	})
}

func (f Failure) in(words locale.Failures) locale.Failure {
	return map[Failure]locale.Failure{
		LoginDamaged:     words.LoginDamaged,
		LoginExpired:     words.LoginExpired,
		LoginElsewhere:   words.LoginElsewhere,
		LoginUnavailable: words.LoginUnavailable,
		LinkDead:         words.LinkDead,
		LogoutStale:      words.LogoutStale,
	}[f]
}
