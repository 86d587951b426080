package server

import (
	"strings"
	"testing"
)

// Each way to tokens writes the plan they were issued from into the debug log,
// once, and no token with it.
func TestEveryAnswerLogsItsPlanOnce(t *testing.T) {
	s := newSystem(t, withRO)
	b := s.browser()
	var code, refreshToken string
	keep := func(r reply) string {
		set := tokenSet(t, r)
		refreshToken = text(set, "refresh_token")
		return text(set, "access_token")
	}
	for _, way := range []struct {
		name string
		do   func() string // returns a secret of the answer
	}{
		{"hosted login", func() string { return b.login(ask(), ann, annsCode).Get("access_token") }},
		{"silent renewal", func() string { return b.get(silent()).body }},
		{"verify_redirect", func() string {
			s.browser().call("/passwordless/start", start(ann))
			return s.fragment(s.browser().get(redirectQuery(ann, annsCode))).Get("access_token")
		}},
		{"hybrid", func() string {
			return answerIn(t, b.get(ask("client_id", "web", "response_type", "code token"))).Get("access_token")
		}},
		{"code at /authorize", func() string {
			code = answerIn(t, b.get(ask("client_id", "mobile", "response_type", "code", "scope", online, "code_challenge", challenge, "code_challenge_method", "S256"))).Get("code")
			return code
		}},
		{"code at /oauth/token", func() string {
			return keep(s.redeem(code, "client_id", "mobile", "client_secret", "-", "code_verifier", verifier))
		}},
		{"refresh", func() string { return keep(s.refresh(refreshToken)) }},
		{"client_credentials", func() string {
			return keep(s.token("grant_type", "client_credentials", "client_id", "web", "client_secret", websSecret, "audience", api))
		}},
		{"one-time code", func() string {
			s.startFor("otp", ann)
			return keep(s.otp(annsCode))
		}},
		{"/oauth/ro", func() string {
			s.browser().call("/passwordless/start", start(ann))
			return keep(s.browser().call("/oauth/ro", roBody))
		}},
	} {
		t.Run(way.name, func(t *testing.T) {
			before := len(s.log.String())
			secret := way.do()
			said := s.log.String()[before:]
			if got := strings.Count(said, `msg="token plan"`); got != 1 || secret == "" || strings.Contains(said, secret) {
				t.Errorf("%d plans logged, secret %q:\n%s", got, secret, said)
			}
			if !strings.Contains(said, "plan.client_id=") || !strings.Contains(said, "request_id=") {
				t.Errorf("not the plan: %s", said)
			}
		})
	}
}
