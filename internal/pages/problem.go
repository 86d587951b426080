package pages

import (
	"net/http"
	"time"
)

// A Problem is why a form comes back to the person. The zero Problem is none.
type Problem struct {
	Kind Kind
	Wait time.Duration // TooMany: how long until another try can succeed
}

// A Kind is one sort of Problem; each has its own words.
type Kind int

// The kinds of Problem.
const (
	None Kind = iota
	AddressInvalid
	CodeWrong
	CodeExpired   // or replaced, or used: a new one helps
	CodeExhausted // too many wrong tries on this code: a new one helps
	TooMany       // too many requests or wrong codes: only waiting helps
)

// status is what a page with this problem answers.
func (p Problem) status() int {
	switch p.Kind {
	case None:
		return http.StatusOK
	case TooMany:
		return http.StatusTooManyRequests
	default:
		return http.StatusBadRequest
	}
}

// retryAfter is the wait in whole seconds, rounded up so that who waits exactly
// that long is not refused again.
func (p Problem) retryAfter() int {
	return int((p.Wait + time.Second - 1) / time.Second)
}
