package server

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"authd/internal/store"
)

// cost is how many statements do takes.
func (s *system) cost(do func()) store.Counts {
	before := s.store.Counts()
	do()
	after := s.store.Counts()
	return store.Counts{Reads: after.Reads - before.Reads, Writes: after.Writes - before.Writes}
}

func silent(with ...string) string {
	return ask(append([]string{"prompt", "none", "response_mode", "web_message"}, with...)...)
}

// SE-05, SC-05: using a session writes at most once a minute.
func TestSE05_ASilentRenewalWritesAtMostOnceAMinute(t *testing.T) {
	s := newSystem(t)
	b := s.browser()
	b.login(ask(), ann, annsCode)
	for _, step := range []struct {
		wait time.Duration
		want store.Counts
	}{
		{30 * time.Second, store.Counts{Reads: 1}},
		{29 * time.Second, store.Counts{Reads: 1}},
		{2 * time.Second, store.Counts{Reads: 1, Writes: 1}},
		{0, store.Counts{Reads: 1}},
		{time.Minute, store.Counts{Reads: 1, Writes: 1}},
	} {
		s.clock.move(step.wait)
		got := s.cost(func() {
			if r := b.get(silent()); !strings.Contains(r.body, "access_token") {
				t.Fatalf("no renewal: %s", r.body)
			}
		})
		if got != step.want {
			t.Errorf("%v later: %+v, want %+v", step.wait, got, step.want)
		}
	}
}

func TestAnAnonymousVisitWritesNothing(t *testing.T) {
	s := newSystem(t)
	for name, path := range map[string]string{"login page follows": ask(), "silent": silent(), "wrong": ask("client_id", "nobody")} {
		if got := s.cost(func() { s.browser().get(path) }); got != (store.Counts{}) {
			t.Errorf("%s: %+v", name, got)
		}
	}
	b := s.browser()
	atLogin := b.get(ask()).Header.Get("Location")
	if got := s.cost(func() { b.get(atLogin) }); got != (store.Counts{}) {
		t.Errorf("the login page: %+v", got)
	}
}

func TestUserinfoReadsOnePerson(t *testing.T) {
	s := newSystem(t)
	token := s.tokens().Get("access_token")
	got := s.cost(func() {
		if r := s.userinfo(token); r.StatusCode != http.StatusOK {
			t.Fatalf("%d %s", r.StatusCode, r.body)
		}
	})
	if got != (store.Counts{Reads: 1}) {
		t.Errorf("%+v", got)
	}
	if got := s.cost(func() { s.userinfo("garbage") }); got != (store.Counts{}) {
		t.Errorf("for a token that is none: %+v", got)
	}
}

// SE-05: a session ends when it is not used, and ends whatever happens.
func TestSE05_SessionsEnd(t *testing.T) {
	s := newSystem(t, setting{"tenant: {friendly_name: Test}", "tenant: {session_lifetime: 3h, idle_session_lifetime: 1h}"})
	used, left := s.browser(), s.browser()
	used.login(ask(), ann, annsCode)
	left.login(ask(), ann, annsCode)
	alive := func(b *browser) bool { return strings.Contains(b.get(silent()).body, "access_token") }
	for range 5 {
		s.clock.move(35 * time.Minute)
		if !alive(used) {
			t.Fatal("a session in use ended early")
		}
	}
	if alive(left) {
		t.Error("a session nobody used lives on")
	}
	s.clock.move(10 * time.Minute)
	if r := used.get(silent()); !strings.Contains(r.body, "login_required") {
		t.Errorf("after three hours: %s", r.body)
	}
}
