package tokens

import (
	"strings"
	"testing"

	"authd/internal/authd"
	"authd/internal/tokens/tokenstest"
)

// The cases of the 2017 question "I set JWT Expiration to 10, why is expires_in
// still 7200?" (Auth0 community, thread 7245).

func TestThread_JWTExpirationLeavesExpiresInAt7200(t *testing.T) {
	p := mustResolve(t, tokenstest.JWTExpiration10(), thread())
	if p.ExpiresIn() != 7200 {
		t.Errorf("expires_in %d, want 7200", p.ExpiresIn())
	}
	if p.ID.Lifetime.Value != tokenstest.Seconds(10) {
		t.Errorf("ID token lives %v, want 10s", p.ID.Lifetime.Value)
	}
}

func TestThread_TheLifetimeWithoutAPIIsASetting(t *testing.T) {
	if got := mustResolve(t, tokenstest.ShortUserinfo(), thread()).ExpiresIn(); got != 600 {
		t.Errorf("expires_in %d, want 600", got)
	}
}

func TestThread_TheLifetimeWithoutAPIIsASettingOfOneClient(t *testing.T) {
	dir := tokenstest.Changed(tokenstest.Directory(), tokenstest.Own("userinfo", 10, 0))
	dir.Clients["other"] = authd.Client{ID: "other"}
	if got := mustResolve(t, dir, thread()).ExpiresIn(); got != 10 {
		t.Errorf("expires_in %d, want 10", got)
	}
	other, err := ResolveIn(dir, dir.Clients["other"], thread())
	if err != nil || other.ExpiresIn() != 7200 {
		t.Errorf("another client's expires_in %d, want 7200 (%v)", other.ExpiresIn(), err)
	}
}

func TestThread_AskingForUserinfoIsAskingForNoAPI(t *testing.T) {
	p := mustResolve(t, tokenstest.ShortUserinfo(), withAudience(thread(), issuer+"userinfo"))
	if p.ExpiresIn() != 600 || p.API != "" || p.Access.Format.Value != Opaque {
		t.Errorf("expires_in %d, API %q, format %s", p.ExpiresIn(), p.API, p.Access.Format.Value)
	}
}

func TestThread_TheOldAdviceOfAnAPIWorksToo(t *testing.T) {
	dir := tokenstest.ChangedAPI(tokenstest.Directory(), orders, apiLifetimes(10, 0))
	p := mustResolve(t, dir, withAudience(thread(), orders))
	if p.ExpiresIn() != 10 || p.Access.Format.Value != JWT {
		t.Errorf("expires_in %d, format %s", p.ExpiresIn(), p.Access.Format.Value)
	}
}

func TestThread_TheRequestMayAskForTenSeconds(t *testing.T) {
	if got := mustResolve(t, tokenstest.AllowedToShorten(), shortened(thread(), 10)).ExpiresIn(); got != 10 {
		t.Errorf("expires_in %d, want 10", got)
	}
}

func TestThread_ThePageThatRedeemsACodeIsNotABrowserFlow(t *testing.T) {
	r := code()
	r.Scope = thread().Scope
	if got := mustResolve(t, tokenstest.ShortUserinfo(), r).ExpiresIn(); got != 86400 {
		t.Errorf("expires_in %d, want 86400", got)
	}
}

func TestThread_LegacyScopesAreDroppedWithAReason(t *testing.T) {
	p := mustResolve(t, tokenstest.Directory(), thread())
	if p.Scope.Granted.String() != "openid email profile" {
		t.Errorf("granted %q", p.Scope.Granted)
	}
	if dropped := p.Scope.Dropped; len(dropped) == 0 || dropped[0].Value != "user_metadata" || !strings.HasPrefix(dropped[0].Why, "it is not a standard scope") {
		t.Errorf("dropped %v", dropped)
	}
}
