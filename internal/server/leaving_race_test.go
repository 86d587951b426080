package server

import (
	"net/http"
	"sync"
	"testing"
	"time"
)

// meanwhile lets others ask again and again while deed is done, and returns once
// all have stopped. What they then ask anew comes after the deed.
func meanwhile(deed, ask func()) {
	done := make(chan struct{})
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
					ask()
				}
			}
		})
	}
	deed()
	close(done)
	all.Wait()
}

// RC-10: a logout among renewals of the same session wins: none that is asked after
// it has a token, whatever the others wrote of the session meanwhile.
func TestRC10_ALogoutAmongRenewals(t *testing.T) {
	s := newSystem(t)
	for range 5 {
		b := s.browser()
		b.login(ask(), ann, annsCode)
		renewal := s.browser()
		renewal.Jar.SetCookies(b.request(http.MethodGet, "/", nil).URL, b.Jar.Cookies(b.request(http.MethodGet, "/", nil).URL))
		s.clock.move(2 * time.Minute) // so that a renewal writes when the session was used
		meanwhile(func() { b.get("/v2/logout?client_id=spa") }, func() { renewal.get(ask("prompt", "none")) })
		if got := s.fragment(renewal.get(ask("prompt", "none"))); got.Get("error") != "login_required" {
			t.Fatalf("after the logout: %v", got)
		}
	}
}

// RC-11: once a person is deleted, nothing that is asked for them later is issued,
// however many requests were under way.
func TestRC11_ADeletionAmongRequests(t *testing.T) {
	s := newSystem(t)
	b := s.browser()
	b.login(ask(), ann, annsCode)
	token := text(s.granted(), "refresh_token")
	meanwhile(s.deletePeople, func() { b.get(ask("prompt", "none")) })
	if got := s.fragment(b.get(ask("prompt", "none"))); got.Get("error") != "login_required" {
		t.Errorf("a renewal afterwards: %v", got)
	}
	if r := s.refresh(token); !isError(r, http.StatusForbidden, "invalid_grant") {
		t.Errorf("a refresh afterwards: %d %s", r.StatusCode, r.body)
	}
}
