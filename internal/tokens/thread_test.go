package tokens

import (
	"bytes"
	"strings"
	"testing"

	"authd/internal/authd"
)

// The cases of the 2017 question "I set JWT Expiration to 10, why is expires_in
// still 7200?" (Auth0 community, thread 7245).

func TestThread_JWTExpirationLeavesExpiresInAt7200(t *testing.T) {
	p := mustResolve(t, jwtExpiration10(), thread())
	if p.ExpiresIn() != 7200 {
		t.Errorf("expires_in %d, want 7200", p.ExpiresIn())
	}
	if p.ID.Lifetime.Value != secs(10) {
		t.Errorf("ID token lives %v, want 10s", p.ID.Lifetime.Value)
	}
}

func TestThread_ExplainAnswersTheQuestionByItself(t *testing.T) {
	text := explainText(t, mustResolve(t, jwtExpiration10(), thread()))
	for _, want := range []string{
		"expires_in: 7200 seconds",
		"the default of userinfo.token_lifetime_for_web, which is not set",
		"clients[spa].jwt_configuration.lifetime_in_seconds (authd.yaml:14) = 10 is the ID token's lifetime; it never changes an access token or expires_in",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the explanation lacks %q:\n%s", want, text)
		}
	}
}

func TestThread_TheLifetimeWithoutAPIIsASetting(t *testing.T) {
	if got := mustResolve(t, shortUserinfo(), thread()).ExpiresIn(); got != 600 {
		t.Errorf("expires_in %d, want 600", got)
	}
}

func TestThread_TheLifetimeWithoutAPIIsASettingOfOneClient(t *testing.T) {
	dir := changed(directory(), own("userinfo", 10, 0))
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
	p := mustResolve(t, shortUserinfo(), withAudience(thread(), issuer+"userinfo"))
	if p.ExpiresIn() != 600 || p.API != "" || p.Access.Format.Value != Opaque {
		t.Errorf("expires_in %d, API %q, format %s", p.ExpiresIn(), p.API, p.Access.Format.Value)
	}
}

func TestThread_TheOldAdviceOfAnAPIWorksToo(t *testing.T) {
	dir := changedAPI(directory(), orders, apiLifetimes(10, 0))
	p := mustResolve(t, dir, withAudience(thread(), orders))
	if p.ExpiresIn() != 10 || p.Access.Format.Value != JWT {
		t.Errorf("expires_in %d, format %s", p.ExpiresIn(), p.Access.Format.Value)
	}
}

func TestThread_TheRequestMayAskForTenSeconds(t *testing.T) {
	if got := mustResolve(t, allowedToShorten(), shortened(thread(), 10)).ExpiresIn(); got != 10 {
		t.Errorf("expires_in %d, want 10", got)
	}
}

func TestThread_ThePageThatRedeemsACodeIsNotABrowserFlow(t *testing.T) {
	r := code()
	r.Scope = thread().Scope
	if got := mustResolve(t, shortUserinfo(), r).ExpiresIn(); got != 86400 {
		t.Errorf("expires_in %d, want 86400", got)
	}
}

func TestThread_LegacyScopesAreDroppedWithAReason(t *testing.T) {
	p := mustResolve(t, directory(), thread())
	if p.Scope.Granted.String() != "openid email profile" {
		t.Errorf("granted %q", p.Scope.Granted)
	}
	if text := explainText(t, p); !strings.Contains(text, "dropped: user_metadata, because it is not a standard scope") {
		t.Errorf("no reason given:\n%s", text)
	}
}

func explainText(t *testing.T, p Plan) string {
	t.Helper()
	var text bytes.Buffer
	if err := p.Explain(&text); err != nil {
		t.Fatal(err)
	}
	return text.String()
}
