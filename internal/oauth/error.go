package oauth

import (
	"fmt"
	"net/http"
	"strings"
)

// Codes of RFC 6749 §4.1.2.1, §4.2.2.1 and §5.2, RFC 6750 §3.1, OpenID Connect
// Core §3.1.2.6, and the ones Auth0 adds.
const (
	InvalidRequest          = "invalid_request"
	InvalidClient           = "invalid_client"
	InvalidGrant            = "invalid_grant"
	InvalidScope            = "invalid_scope"
	InvalidTarget           = "invalid_target" // RFC 8707 §2
	InvalidToken            = "invalid_token"
	InvalidDPoPProof        = "invalid_dpop_proof" // RFC 9449 §12.2
	InsufficientScope       = "insufficient_scope"
	UnauthorizedClient      = "unauthorized_client"
	UnsupportedGrantType    = "unsupported_grant_type"
	UnsupportedResponseType = "unsupported_response_type"
	AccessDenied            = "access_denied"
	ServerError             = "server_error"
	TemporarilyUnavailable  = "temporarily_unavailable"
	LoginRequired           = "login_required"
	ConsentRequired         = "consent_required"
	InteractionRequired     = "interaction_required"
	UnmetAuthentication     = "unmet_authentication_requirements" // OpenID Connect Core Error Code unmet_authentication_requirements 1.0
	InvalidRequestObject    = "invalid_request_object"
	RequestNotSupported     = "request_not_supported"
	InvalidRequestURI       = "invalid_request_uri"
	RequestURINotSupported  = "request_uri_not_supported"
	RegistrationUnsupported = "registration_not_supported"
	AuthorizationPending    = "authorization_pending" // RFC 8628 §3.5, with the next two
	SlowDown                = "slow_down"
	ExpiredToken            = "expired_token"
	Unauthorized            = "unauthorized"            // Auth0: a one-time code was not accepted at verify_redirect
	TooManyRequests         = "too_many_requests"       // Auth0: a limit on how often a thing may be asked
	TooManyAttempts         = "too_many_attempts"       // Auth0: a limit on wrong guesses
	InvalidClientMetadata   = "invalid_client_metadata" // RFC 7591 §3.2.2
	InvalidRedirectURI      = "invalid_redirect_uri"    // likewise
)

// An Error is a failure a client is told about. Code and Description go over
// the wire; Cause is for the log alone and never leaves the server.
type Error struct {
	Code        string
	Description string
	Status      int // HTTP status where the error is the whole answer; 0 means 400
	RetryAfter  int // seconds, for 429 and 503; 0 means unsaid
	Cause       error
}

// Errorf makes an Error with status 400 and a description in the format's words.
func Errorf(code, format string, args ...any) *Error {
	return &Error{Code: code, Description: sanitize(fmt.Sprintf(format, args...))}
}

// Error names code, description and cause, for logs.
func (e *Error) Error() string {
	text := e.Code + ": " + e.Description
	if e.Cause != nil {
		text += ": " + e.Cause.Error()
	}
	return text
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// WithStatus returns a copy that answers with another HTTP status.
func (e *Error) WithStatus(status int) *Error {
	c := *e
	c.Status = status
	return &c
}

// WithCause returns a copy that carries the reason for the log.
func (e *Error) WithCause(cause error) *Error {
	c := *e
	c.Cause = cause
	return &c
}

// WithRetryAfter returns a copy that says after how many seconds to ask again.
func (e *Error) WithRetryAfter(seconds int) *Error {
	c := *e
	c.RetryAfter = seconds
	return &c
}

// HTTPStatus is the status to answer with, 400 where none was set.
func (e *Error) HTTPStatus() int {
	if e.Status == 0 {
		return http.StatusBadRequest
	}
	return e.Status
}

// Internal hides cause behind server_error and status 500.
func Internal(cause error) *Error {
	return &Error{Code: ServerError, Description: "Something went wrong on the server.", Status: http.StatusInternalServerError, Cause: cause}
}

// sanitize keeps a description within the characters RFC 6749 §5.2 allows:
// printable ASCII without the double quote and the backslash.
func sanitize(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '"', r == '\\':
			return '\''
		case r < 0x20 || r > 0x7e:
			return '?'
		}
		return r
	}, s)
}
