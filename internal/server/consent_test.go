package server

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"authd/internal/store"
)

// stranger is a client that is not first party.
var stranger = setting{"  - client_id: code-only\n", `  - client_id: third
    name: Stranger
    is_first_party: false
    callbacks: ["https://localhost:3443/callback"]
    web_origins: ["https://localhost:3443"]
    grant_types: [implicit]
  - client_id: code-only
`}

func strangers(with ...string) string { return ask(append([]string{"client_id", "third"}, with...)...) }

// asked logs in for a request of the stranger and returns the path of the consent page.
func (b *browser) asked(request string) string {
	b.s.t.Helper()
	resume := b.submit(b.atCode(request, ann), "code", annsCode).Header.Get("Location")
	return b.question(resume)
}

// question is the path of the consent page a request leads to.
func (b *browser) question(path string) string {
	b.s.t.Helper()
	question := b.get(path).Header.Get("Location")
	if !strings.HasPrefix(question, "/u/consent?state=") {
		b.s.t.Fatalf("%.40s leads to %q, not to the consent page", path, question)
	}
	return question
}

// answered gives an answer and returns what arrives at the application.
func (b *browser) answered(question, answer string) url.Values {
	b.s.t.Helper()
	r := b.submit(question, "answer", answer)
	return b.s.fragment(b.get(r.Header.Get("Location")))
}

func TestConsentIsAskedOnceAndRemembered(t *testing.T) {
	s := newSystem(t, stranger)
	b := s.browser()
	question := b.asked(strangers("audience", api, "scope", "openid email read:orders"))
	page := b.get(question)
	for _, want := range []string{"Stranger", ann, "Read", "Orders", "See your email address"} {
		if !strings.Contains(page.body, want) {
			t.Errorf("the page lacks %q: %s", want, page.body)
		}
	}
	if policy := page.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "form-action 'self' "+app+";") {
		t.Errorf("Chromium would not follow the form to the application: %s", policy)
	}
	if r := b.get(silent("client_id", "third", "audience", api, "scope", "openid")); !strings.Contains(r.body, "consent_required") {
		t.Errorf("silently before an answer: %s", r.body)
	}
	if got := b.answered(question, "allow"); got.Get("access_token") == "" || got.Get("state") != "s-1" {
		t.Fatalf("after a yes: %v", got)
	}
	for name, row := range map[string]struct {
		request string
		tokens  bool
	}{
		"the same":        {silent("client_id", "third", "audience", api, "scope", "openid email read:orders"), true},
		"less":            {silent("client_id", "third", "audience", api, "scope", "openid"), true},
		"more":            {silent("client_id", "third", "audience", api, "scope", "openid profile"), false},
		"another API":     {silent("client_id", "third", "scope", "openid"), false},
		"unknown scopes":  {silent("client_id", "third", "audience", api, "scope", "openid unheard:of"), true},
		"in first person": {silent(), true},
	} {
		r := b.get(row.request)
		if strings.Contains(r.body, "access_token") != row.tokens || !row.tokens && !strings.Contains(r.body, "consent_required") {
			t.Errorf("%s: %s", name, r.body)
		}
	}
	other := s.browser()
	other.login(ask(), "bob@example.test", "535353")
	if r := other.get(silent("client_id", "third", "audience", api, "scope", "openid")); !strings.Contains(r.body, "consent_required") {
		t.Errorf("one person's answer counts for another: %s", r.body)
	}
}

// prompt=consent asks again, once (OIDC Core §3.1.2.1).
func TestPromptConsentAsksAgain(t *testing.T) {
	s := newSystem(t, stranger)
	b := s.browser()
	b.answered(b.asked(strangers()), "allow")
	s.clock.move(time.Second)
	if got := b.answered(b.question(strangers("prompt", "consent")), "allow"); got.Get("access_token") == "" {
		t.Errorf("%v", got)
	}
	s.clock.move(time.Second)
	both := b.asked(strangers("prompt", "login consent"))
	if got := b.answered(both, "allow"); got.Get("access_token") == "" {
		t.Errorf("after login and consent: %v", got)
	}
}

func TestDenyingIsToldToTheClientAndNotRemembered(t *testing.T) {
	s := newSystem(t, stranger)
	b := s.browser()
	question := b.asked(strangers())
	for _, answer := range []string{"deny", "", "Allow"} {
		if got := b.answered(question, answer); got.Get("error") != "access_denied" || got.Get("state") != "s-1" || got.Get("access_token") != "" {
			t.Errorf("answer %q: %v", answer, got)
		}
	}
	b.answered(b.question(strangers()), "allow")
	if got := b.answered(b.question(strangers("scope", "openid profile email phone")), "deny"); got.Get("error") != "access_denied" {
		t.Errorf("a no to more: %v", got)
	}
	if r := b.get(silent("client_id", "third")); !strings.Contains(r.body, "access_token") {
		t.Errorf("a no to more took away what was allowed: %s", r.body)
	}
}

// AZ-24: only the browser and the session that were asked can answer, and an
// answer leads nowhere but to that browser.
func TestAZ24_TheAnswerBelongsToWhoWasAsked(t *testing.T) {
	s := newSystem(t, stranger)
	attacker, victim := s.browser(), s.browser()
	question := attacker.asked(strangers())
	victim.login(ask(), "bob@example.test", "535353")
	for name, r := range map[string]reply{"sees": victim.get(question), "answers": victim.submit(question, "answer", "allow")} {
		if r.StatusCode != http.StatusBadRequest || r.Header.Get("Location") != "" {
			t.Errorf("another browser %s: %d to %q", name, r.StatusCode, r.Header.Get("Location"))
		}
	}
	if r := attacker.get(silent("client_id", "third")); !strings.Contains(r.body, "consent_required") {
		t.Errorf("somebody else's answer counted: %s", r.body)
	}
}

// AZ-24: in the same browser, an answer counts for nobody who logged in since.
func TestAZ24_AnAnswerCountsInTheSessionItWasAskedIn(t *testing.T) {
	s := newSystem(t, stranger)
	b := s.browser()
	question := b.asked(strangers())
	s.clock.move(time.Second)
	b.login(ask("prompt", "login"), "bob@example.test", "535353")
	r := b.submit(question, "answer", "allow")
	if !strings.HasPrefix(r.Header.Get("Location"), "/authorize/resume?") {
		t.Fatalf("%d to %q", r.StatusCode, r.Header.Get("Location"))
	}
	b.question(r.Header.Get("Location")) // asked anew, in the new session
	if r := b.get(silent("client_id", "third")); !strings.Contains(r.body, "consent_required") {
		t.Errorf("the answer counted for the new person: %s", r.body)
	}
}

func TestTheStateOfALoginAsksNothing(t *testing.T) {
	s := newSystem(t, stranger)
	b := s.browser()
	b.login(ask(), ann, annsCode)
	_, state, _ := strings.Cut(b.get(ask("prompt", "login")).Header.Get("Location"), "?")
	if r := b.submit("/u/consent?"+state, "answer", "allow"); r.StatusCode != http.StatusBadRequest {
		t.Errorf("%d to %q", r.StatusCode, r.Header.Get("Location"))
	}
}

// A first-party client is never asked, on localhost as elsewhere, and pays
// nothing for those who are.
func TestFirstPartyClientsAreNeverAsked(t *testing.T) {
	s := newSystem(t, stranger)
	b := s.browser()
	b.login(ask("prompt", "consent"), ann, annsCode)
	if got := s.cost(func() { b.get(silent()) }); got != (store.Counts{Reads: 1}) {
		t.Errorf("a silent renewal: %+v", got)
	}
	b.answered(b.question(strangers()), "allow")
	if got := s.cost(func() { b.get(silent("client_id", "third")) }); got != (store.Counts{Reads: 2}) {
		t.Errorf("a stranger's silent renewal: %+v", got)
	}
}
