package server

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// A whole login is counted by route, token, step and event, and by nothing that
// whoever sends requests can choose.
func TestALoginIsCounted(t *testing.T) {
	s := newSystem(t)
	b := s.browser()
	code := b.atCode(ask("audience", api), ann)
	b.submit(code, "code", "111111")
	b.get(b.submit(code, "code", annsCode).Header.Get("Location"))
	b.get("/no/such/path-" + annsCode)
	b.send(b.request("BREW", "/u/login", nil))
	for _, want := range []string{
		`authd_requests_total{code="303",method="POST",route="/u/code"} 1`,
		`authd_requests_total{code="404",method="GET",route="none"} 1`,
		`authd_requests_total{code="405",method="other",route="none"} 1`,
		`authd_request_duration_seconds_count{route="/authorize/resume"} 1`,
		`authd_tokens_issued_total{channel="front",kind="access_jwt",setting="apis[].token_lifetime_for_web"} 1`,
		`authd_tokens_issued_total{channel="front",kind="id",setting="clients[].jwt_configuration.lifetime_in_seconds"} 1`,
		`authd_passwordless_total{step="started",strategy="email"} 1`,
		`authd_passwordless_total{step="wrong",strategy="email"} 1`,
		`authd_passwordless_total{step="right",strategy="email"} 1`,
		`authd_audit_events_total{type="login"} 1`,
		`authd_audit_events_total{type="login_failed"} 1`,
		`authd_store_up 1`,
	} {
		if got := s.metric(strings.TrimSuffix(want, want[strings.LastIndex(want, " "):])); got != want {
			t.Errorf("got %q, want %q in\n%s", got, want, s.metric(want[:strings.IndexAny(want, "{ ")]))
		}
	}
	if s.metric("authd_store_statement_duration_seconds_count{kind=\"read\"}") == "" {
		t.Error("statements are not timed")
	}
	all := s.metric("authd_")
	for _, secret := range []string{ann, annsCode, "BREW", "path-"} {
		if strings.Contains(all, secret) {
			t.Errorf("%s is in the metrics", secret)
		}
	}
}

// The outbox shows what waits, how long, and when it is empty again.
func TestTheOutboxIsSeen(t *testing.T) {
	s := newSystem(t)
	s.browser().atCode(ask(), ann) // nobody sends: the worker does not run
	s.clock.move(time.Minute)
	if got := s.metric("authd_outbox"); got != "authd_outbox_messages 1\nauthd_outbox_oldest_age_seconds 60" {
		t.Errorf("%s", got)
	}
	s.clock.move(time.Hour)
	if got := s.metric("authd_outbox"); got != "authd_outbox_messages 0\nauthd_outbox_oldest_age_seconds 0" {
		t.Errorf("when all codes are dead: %s", got)
	}
}

// A message is counted as sent when it was taken.
func TestSentMessagesAreCounted(t *testing.T) {
	s := newSystem(t)
	s.browser().call("/passwordless/start", start(ann))
	if got := s.metric(`authd_passwordless_total{step="sent"`); got != "" {
		t.Errorf("before: %s", got)
	}
	s.mails(ann, 1)
	if got := s.metric(`authd_passwordless_total{step="sent"`); got != `authd_passwordless_total{step="sent",strategy="email"} 1` {
		t.Errorf("after: %s", got)
	}
}

// Every route of the metrics is one of the patterns in the code.
func TestRoutesAreLabelledByPattern(t *testing.T) {
	s := newSystem(t)
	for _, path := range []string{"/authorize", "/u/login?state=x", "/lock/x", "/.well-known/jwks.json", "/assets/none.css", "/%2e%2e/secret"} {
		s.browser().get(path)
	}
	label := regexp.MustCompile(`route="([^"]*)"`)
	var got []string
	for _, match := range label.FindAllStringSubmatch(s.metric("authd_requests_total"), -1) {
		got = append(got, match[1])
	}
	slices.Sort(got)
	if want := []string{"/.well-known/jwks.json", "/authorize", "/u/login", "none"}; !slices.Equal(slices.Compact(got), want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
