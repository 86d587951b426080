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
	Refuse
)

// A Decision is a Step, and for Refuse the reason.
type Decision struct {
	Step Step
	Err  *oauth.Error
}

// Decide says what happens with a request that comes with session s (nil: none)
// at the time now. It is the only place where prompt, max_age, connection and
// consent are weighed, and it is called again when a person comes back from
// logging in: a session begun after the request arrived satisfies every wish for
// a new login, so nothing is asked twice (OIDC Core §3.1.2.1).
func Decide(c authd.Client, req authd.AuthRequest, s *authd.Session, now time.Time) Decision {
	silent := req.Prompt.Has(oauth.PromptNone)
	switch {
	case needsLogin(c, req, s, now) && silent:
		return refuse(oauth.LoginRequired, "Login required")
	case needsLogin(c, req, s, now):
		return Decision{Step: Login}
	case !c.FirstParty:
		return refuse(oauth.ConsentRequired, "Consent required")
	}
	return Decision{Step: Issue}
}

func refuse(code, description string) Decision {
	return Decision{Step: Refuse, Err: oauth.Errorf(code, "%s", description)}
}

func needsLogin(c authd.Client, req authd.AuthRequest, s *authd.Session, now time.Time) bool {
	if s == nil || !slices.Contains(c.Connections, s.Connection) {
		return true
	}
	fresh := !s.AuthTime.Before(req.CreatedAt)
	return !fresh && (wantsLogin(req) || tooOld(req, s, now))
}

// wantsLogin reports whether the request asks for a person's deed. A request
// that names a passwordless connection does (Auth0 ignores the session then),
// unless it must be silent.
func wantsLogin(req authd.AuthRequest) bool {
	const deeds = oauth.PromptLogin | oauth.PromptSelectAccount | oauth.PromptConsent
	return req.Prompt&deeds != 0 || req.Connection != "" && !req.Prompt.Has(oauth.PromptNone)
}

func tooOld(req authd.AuthRequest, s *authd.Session, now time.Time) bool {
	return req.MaxAge >= 0 && (req.MaxAge == 0 || now.Sub(s.AuthTime) > req.MaxAge)
}

// authTimeDue reports whether the ID token must say when the person logged in.
func authTimeDue(req authd.AuthRequest) bool {
	return req.MaxAge >= 0 || req.Prompt.Has(oauth.PromptLogin)
}
