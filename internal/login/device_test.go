package login

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"authd/internal/authd"
)

const deviceCookie = "__Host-authd_device"

// PL-23: an attacker uses up an address's guesses and mails. In the browser its
// owner has logged in on before the owner logs in, in another one not, and a
// forged or somebody else's cookie helps nobody.
func TestPL23_AnAttackerDoesNotLockTheOwnerOut(t *testing.T) {
	s := newSite(t)
	s.service.Limits.StartPerAddress = []authd.Rate{{N: 4, Per: 24 * time.Hour}}
	s.service.Limits.WrongCodePerAddress = []authd.Rate{{N: 3, Per: 24 * time.Hour}}
	owner, eve := s.browser(), s.browser()
	owner.resumed(owner.submit(owner.askedFor(owner.begin(request), "ada@example.com"), "code="+s.lastMail().Code))
	eve.resumed(eve.submit(eve.askedFor(eve.begin(request), "eve@example.com"), "code="+s.lastMail().Code))
	ahead := s.browser() // asks for a code before the attack, without a cookie
	aheadCode := ahead.askedFor(ahead.begin(request), "ada@example.com")
	aheadRight := s.lastMail().Code

	attacker := s.browser()
	login := attacker.begin(request)
	code := attacker.askedFor(login, "ada@example.com")
	moved(t, attacker.submit(code, "action=resend"))
	for range 3 {
		says(t, attacker.submit(code, "code=000"), http.StatusBadRequest)
	}
	says(t, attacker.submit(code, "code="+s.lastMail().Code), http.StatusTooManyRequests)
	says(t, attacker.submit(login, "email=ada@example.com"), http.StatusTooManyRequests)

	forged := strings.Replace(owner.cookies[deviceCookie], ".", ".9", 1)
	for name, cookie := range map[string]string{"fresh": "", "forged": forged, "another's": eve.cookies[deviceCookie]} {
		b := s.browser()
		if cookie != "" {
			b.cookies[deviceCookie] = cookie
		}
		if w := b.submit(b.begin(request), "email=ada@example.com"); w.Code != http.StatusTooManyRequests {
			t.Errorf("%s: a mail is sent, %d", name, w.Code)
		}
		if ahead.cookies[deviceCookie] = cookie; ahead.submit(aheadCode, "code="+aheadRight).Code != http.StatusTooManyRequests {
			t.Errorf("%s: a code is judged", name)
		}
	}

	again := owner.askedFor(owner.begin(request), "Ada@Example.com")
	says(t, owner.submit(again, "code=000"), http.StatusBadRequest, "not right")
	owner.resumed(owner.submit(again, "code="+s.lastMail().Code))
}

// PL-23: a mailed link makes its browser known as a code does. PL-20: nothing but
// a login does.
func TestPL23_WhatMakesABrowserKnown(t *testing.T) {
	s := newSite(t)
	b := s.browser()
	code := b.askedFor(b.begin(request), "ada@example.com")
	b.submit(code, "code="+wrongCode(s.lastMail().Code))
	b.submit(code, "action=resend")
	b.get(s.lastLink())
	if got, known := b.cookies[deviceCookie]; known {
		t.Errorf("before the login: %q", got)
	}
	path, token, _ := strings.Cut(s.lastLink(), "?")
	b.resumed(b.submit(path, token))
	r := b.request(http.MethodGet, "/", nil)
	if s.handler.Devices.Read(r, s.now).Device("ada@example.com") == "" {
		t.Errorf("after the login by link it is not known: %v", b.cookies)
	}
}
