package authorize

import (
	"slices"
	"time"

	"authd/internal/authd"
	"authd/internal/oauth"
)

// A Step is what happens next with a request.
type Step int

// The steps Decide chooses from.
const (
	Issue Step = iota
	Login
	Consent
	Refuse
)

// A Decision is a Step, and for Refuse the reason.
type Decision struct {
	Step Step
	Err  *oauth.Error
}

// Decide says what happens with a request that comes with session s (nil: none)
// at the time now. It is the only place where prompt, max_age, connection and
// id_token_hint are weighed, and it is called again when a person comes back from
// logging in: a session begun after the request arrived satisfies every wish for
// a new login, so nothing is asked twice (OIDC Core §3.1.2.1). Consent means that
// the client is not first party: DecideConsent goes on.
func Decide(c authd.Client, req authd.AuthRequest, s *authd.Session, now time.Time) Decision {
	silent := req.Prompt.Has(oauth.PromptNone)
	switch {
	case s != nil && fresh(req, s) && !hinted(req, s):
		return refuse(oauth.LoginRequired, "Another person logged in than the one the request is about.")
	case needsLogin(c, req, s, now) && silent:
		return refuse(oauth.LoginRequired, "Login required")
	case needsLogin(c, req, s, now):
		return Decision{Step: Login}
	case !c.FirstParty:
		return Decision{Step: Consent}
	}
	return Decision{Step: Issue}
}

// DecideConsent goes on where Decide says Consent: it weighs what the person
// allowed the client earlier (zero: nothing) against the scope now needed. An
// answer given after the request arrived satisfies prompt=consent (OIDC Core
// §3.1.2.1); an answer to less than is needed now does not do.
func DecideConsent(req authd.AuthRequest, given authd.Consent, needs oauth.Scope) Decision {
	answered := !given.GivenAt.IsZero() && !slices.ContainsFunc(needs, func(value string) bool { return !given.Scope.Has(value) })
	again := req.Prompt.Has(oauth.PromptConsent) && given.GivenAt.Before(req.CreatedAt)
	switch {
	case answered && !again:
		return Decision{Step: Issue}
	case req.Prompt.Has(oauth.PromptNone):
		return refuse(oauth.ConsentRequired, "Consent required")
	}
	return Decision{Step: Consent}
}

func refuse(code, description string) Decision {
	return Decision{Step: Refuse, Err: oauth.Errorf(code, "%s", description)}
}

func needsLogin(c authd.Client, req authd.AuthRequest, s *authd.Session, now time.Time) bool {
	if s == nil || !slices.Contains(c.Connections, s.Connection) {
		return true
	}
	return !fresh(req, s) && (wantsLogin(req) || tooOld(req, s, now) || !hinted(req, s))
}

// fresh reports whether the person logged in for this request.
func fresh(req authd.AuthRequest, s *authd.Session) bool { return !s.AuthTime.Before(req.CreatedAt) }

// hinted reports whether s is of a person whom the request names, if it names any:
// by id_token_hint or by the sub of claims (OIDC Core §3.1.2.1, §5.5.1).
func hinted(req authd.AuthRequest, s *authd.Session) bool {
	return req.Subjects == nil || slices.Contains(req.Subjects, s.User.ID)
}

// wantsLogin reports whether the request asks for a person's deed. A request
// that names a passwordless connection does (Auth0 ignores the session then),
// unless it must be silent.
func wantsLogin(req authd.AuthRequest) bool {
	const deeds = oauth.PromptLogin | oauth.PromptSelectAccount
	return req.Prompt&deeds != 0 || req.Connection != "" && !req.Prompt.Has(oauth.PromptNone)
}

func tooOld(req authd.AuthRequest, s *authd.Session, now time.Time) bool {
	return req.MaxAge >= 0 && (req.MaxAge == 0 || now.Sub(s.AuthTime) > req.MaxAge)
}

// authTimeDue reports whether the ID token must say when the person logged in.
func authTimeDue(req authd.AuthRequest) bool {
	return req.MaxAge >= 0 || req.Prompt.Has(oauth.PromptLogin) || req.AuthTimeAsked
}
