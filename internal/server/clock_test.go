package server

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

var withClock = setting{"dev: {enabled: true,", "dev: {enabled: true, clock: true,"}

func (s *system) moveClock(fields ...string) {
	s.t.Helper()
	if r := s.post("/dev/clock", fields...); r.StatusCode != http.StatusOK {
		s.t.Fatalf("%v: %d %s", fields, r.StatusCode, r.body)
	}
}

// post sends a form as a test's own program does: without a browser's headers.
func (s *system) post(path string, fields ...string) reply {
	s.t.Helper()
	b := s.browser()
	r := b.request(http.MethodPost, path, strings.NewReader(form(fields...).Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.send(r)
}

func TestThereIsNoClockUnlessAskedFor(t *testing.T) {
	s := newSystem(t)
	if r := s.post("/dev/clock", "action", "freeze"); r.StatusCode != http.StatusNotFound {
		t.Errorf("%d %s", r.StatusCode, r.body)
	}
}

// Everything goes by the one clock.
func TestTheClockMovesEverything(t *testing.T) {
	for name, row := range map[string]struct {
		by    string
		begin func(s *system) func() bool // what is begun, and whether it still holds
	}{
		"a mailed code": {"6m", func(s *system) func() bool {
			b := s.browser()
			b.call("/passwordless/start", start(ann))
			return func() bool { return b.call("/passwordless/verify", verify(ann, annsCode)).StatusCode == http.StatusOK }
		}},
		"a login that waits": {"31m", func(s *system) func() bool {
			b := s.browser()
			page := b.get(ask()).Header.Get("Location")
			return func() bool { return b.get(page).StatusCode == http.StatusOK }
		}},
		"an access token": {"2h", func(s *system) func() bool {
			token := s.tokens().Get("access_token")
			return func() bool { return s.userinfo(token).StatusCode == http.StatusOK }
		}},
		"a session nobody uses": {"73h", func(s *system) func() bool {
			b := s.browser()
			b.login(ask(), ann, annsCode)
			return func() bool {
				return strings.Contains(b.get(ask("prompt", "none")).Header.Get("Location"), "access_token")
			}
		}},
		"a refresh token": {"31d", func(s *system) func() bool {
			s.startFor("otp", ann)
			token := text(tokenSet(s.t, s.otp(annsCode, "audience", api, "scope", "openid offline_access")), "refresh_token")
			return func() bool {
				r := s.token("grant_type", "refresh_token", "client_id", "otp", "refresh_token", token)
				return r.StatusCode == http.StatusOK
			}
		}},
		"an authorization code": {"61s", func(s *system) func() bool {
			code := s.codes()()
			return func() bool { return s.redeem(code).StatusCode == http.StatusOK }
		}},
		"wrong guesses": {"24h", func(s *system) func() bool {
			b := s.browser()
			for range 10 {
				b.call("/passwordless/verify", verify(ann, "000000"))
			}
			return func() bool {
				return b.call("/passwordless/verify", verify(ann, "000000")).StatusCode == http.StatusTooManyRequests
			}
		}},
		"a key that signs": {"91d", func(s *system) func() bool {
			kid := s.ring.List()[0].KID
			s.moveClock("action", "advance", "by", "25h") // the next key is published long enough
			return func() bool { return s.ring.List()[0].KID == kid }
		}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSystem(t, withClock)
			s.moveClock("action", "freeze")
			holds := row.begin(s)
			s.moveClock("action", "advance", "by", row.by)
			if holds() {
				t.Errorf("it holds after %s", row.by)
			}
		})
		t.Run(name+" a moment before", func(t *testing.T) {
			s := newSystem(t, withClock)
			s.moveClock("action", "freeze")
			holds := row.begin(s)
			s.moveClock("action", "advance", "by", "1s")
			if !holds() {
				t.Error("it does not hold after 1s")
			}
		})
	}
}

func TestACertificateGoesByTheRealTime(t *testing.T) {
	s := newSystem(t, withClock, setting{"tls: {mode: off}", "tls: {mode: local}"})
	s.moveClock("action", "advance", "by", "5000d")
	certificate, err := s.tls.GetCertificate(nil)
	if err != nil {
		t.Fatal(err)
	}
	if from, to := certificate.Leaf.NotBefore, certificate.Leaf.NotAfter; from.After(began) || to.Before(began) || to.After(began.Add(2*365*24*time.Hour)) {
		t.Errorf("it is good from %v to %v", from, to)
	}
}
