package login

import (
	"errors"
	"time"

	"authd/internal/oauth"
	"authd/internal/pages"
	"authd/internal/passwordless"
)

// orProblem lets show tell the person about err if they can do something about
// it on the same page. Any other err goes on.
func orProblem(err error, show func(pages.Problem) error) error {
	problem := problemOf(err)
	if problem.Kind == pages.None {
		return err
	}
	return show(problem)
}

// problemOf is what err means on a form, pages.None if it means nothing there.
func problemOf(err error) pages.Problem {
	var refused *oauth.Error
	switch {
	case errors.Is(err, passwordless.ErrWrongPhone):
		return pages.Problem{Kind: pages.CodeWrongSMS}
	case errors.Is(err, passwordless.ErrWrong):
		return pages.Problem{Kind: pages.CodeWrong}
	case errors.Is(err, passwordless.ErrExpired):
		return pages.Problem{Kind: pages.CodeExpired}
	case errors.Is(err, passwordless.ErrExhausted):
		return pages.Problem{Kind: pages.CodeExhausted}
	case errors.As(err, &refused):
		return pages.Problem{Kind: limits[refused.Code], Wait: time.Duration(refused.RetryAfter) * time.Second}
	}
	return pages.Problem{}
}

// limits are the refusals that pass with time.
var limits = map[string]pages.Kind{
	oauth.TooManyRequests: pages.TooManyMails,
	oauth.TooManyAttempts: pages.TooManyGuesses,
}
