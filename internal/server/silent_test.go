package server

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// WM-06: a silent request shows no page, changes nothing and gives no cookie,
// whatever stands in its way.
func TestWM06_SilentRequestsShowNothingAndWriteNothing(t *testing.T) {
	s := newSystem(t, setting{"apis:\n", "  - {client_id: third, is_first_party: false, callbacks: [\"" + callback + "\"], web_origins: [\"" + app + "\"], grant_types: [implicit]}\napis:\n"})
	stranger, known := s.browser(), s.browser()
	known.login(ask(), ann, annsCode)
	s.clock.move(time.Second)
	for name, tc := range map[string]struct {
		b     *browser
		query string
		want  string
	}{
		"no session":         {stranger, silent(), "login_required"},
		"max_age=0":          {known, silent() + "&max_age=0", "login_required"},
		"a third party":      {known, strings.Replace(silent(), "client_id=spa", "client_id=third", 1), "consent_required"},
		"an unknown API":     {known, silent() + "&audience=https%3A%2F%2Fnowhere.test", "access_denied"},
		"a made-up ticket":   {stranger, silent() + "&login_ticket=x", "access_denied"},
		"a session":          {known, silent(), "access_token"},
		"a named connection": {known, silent() + "&connection=email", "access_token"},
	} {
		t.Run(name, func(t *testing.T) {
			before := s.store.Counts()
			r := tc.b.get(tc.query)
			if r.StatusCode != http.StatusOK || !strings.Contains(r.body, "postMessage") || !strings.Contains(r.body, tc.want) || strings.Contains(r.body, "<form") {
				t.Errorf("%d %s", r.StatusCode, r.body)
			}
			if writes := s.store.Counts().Writes - before.Writes; writes != 0 || len(r.Cookies()) > 0 {
				t.Errorf("%d writes, cookies %v", writes, r.Cookies())
			}
		})
	}
}

// WM-05, WM-04: the document with the answer may be framed by the client's page
// alone, and no document that asks a person for anything may be framed at all.
func TestWM05_FramesSeeNoPagesAndStrangersSeeNoAnswers(t *testing.T) {
	s := newSystem(t)
	b := s.browser()
	if policy := b.get(silent()).Header.Get("Content-Security-Policy"); !strings.HasSuffix(policy, "frame-ancestors "+app) {
		t.Errorf("the answer: %s", policy)
	}
	r := b.get(strings.Replace(silent(), "prompt=none", "prompt=login", 1))
	if location := r.Header.Get("Location"); !strings.HasPrefix(location, "/u/login?") {
		t.Fatalf("%d %s", r.StatusCode, location)
	} else if h := b.get(location).Header; !strings.Contains(h.Get("Content-Security-Policy"), "frame-ancestors 'none'") || h.Get("X-Frame-Options") != "DENY" {
		t.Errorf("the login page: %v", h)
	}
}

// WM-08: a page that renews every six seconds for an hour grows no table and
// writes at most once a minute.
func TestWM08_ManyRenewalsWriteLittle(t *testing.T) {
	s := newSystem(t)
	b := s.browser()
	b.login(ask(), ann, annsCode)
	before := s.store.Counts()
	for range 600 {
		s.clock.move(6 * time.Second)
		if r := b.get(silent()); !strings.Contains(r.body, "access_token") {
			t.Fatal(r.body)
		}
	}
	after := s.store.Counts()
	if writes, reads := after.Writes-before.Writes, after.Reads-before.Reads; writes > 60 || reads != 600 {
		t.Errorf("%d writes and %d reads for 600 renewals in an hour", writes, reads)
	}
}
