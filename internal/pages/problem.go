package pages

import (
	"net/http"
	"slices"
	"time"

	"authd/internal/locale"
)

// A Problem is why a form comes back to the person. The zero Problem is none.
type Problem struct {
	Kind Kind
	Wait time.Duration // TooManyMails, TooManyGuesses: how long until another try can succeed
}

// A Kind is one sort of Problem; each has its own words.
type Kind int

// The kinds of Problem.
const (
	None Kind = iota
	AddressInvalid
	PhoneInvalid
	CountryClosed // of the number: it is not served
	CodeWrong
	CodeWrongSMS
	CodeExpired    // a new one helps
	CodeExhausted  // too many wrong tries on this code: a new one helps
	TooManyMails   // asked for too often: only waiting helps
	TooManyGuesses // too many wrong codes over all codes: only waiting helps
	UserCodeWrong  // no device waits under it
)

// status is what a page with this problem answers.
func (p Problem) status() int {
	switch p.Kind {
	case None:
		return http.StatusOK
	case TooManyMails, TooManyGuesses:
		return http.StatusTooManyRequests
	default:
		return http.StatusBadRequest
	}
}

// inField reports whether what was typed is wrong, rather than when or how often.
func (p Problem) inField() bool {
	return slices.Contains([]Kind{AddressInvalid, PhoneInvalid, CountryClosed, CodeWrong, CodeWrongSMS, UserCodeWrong}, p.Kind)
}

// retryAfter is the wait in whole seconds, rounded up so that who waits exactly
// that long is not refused again.
func (p Problem) retryAfter() int {
	return int((p.Wait + time.Second - 1) / time.Second)
}

// in puts p into words, "" for none.
func (p Problem) in(text *locale.Texts) string {
	words := p.Kind.in(text.Problems)
	if p.Wait > 0 {
		words += " " + locale.Say(text.TryAgain, "duration", text.Duration(p.Wait))
	}
	return words
}

func (k Kind) in(words locale.Problems) string {
	return map[Kind]string{
		AddressInvalid: words.AddressInvalid,
		PhoneInvalid:   words.PhoneInvalid,
		CountryClosed:  words.CountryClosed,
		CodeWrong:      words.CodeWrong,
		CodeWrongSMS:   words.CodeWrongSMS,
		CodeExpired:    words.CodeExpired,
		CodeExhausted:  words.CodeExhausted,
		TooManyMails:   words.TooManyMails,
		TooManyGuesses: words.TooManyGuesses,
		UserCodeWrong:  words.UserCodeWrong,
	}[k]
}
