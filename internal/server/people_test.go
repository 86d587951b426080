package server

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"authd/internal/oauth"
)

// AZ-18: whatever form is posted to a page, the browser goes on by GET, and the
// address it goes to has nothing of what was typed.
func TestAZ18_FormsAreNotSentOn(t *testing.T) {
	s := newSystem(t, stranger)
	b := s.browser()
	atLogin := b.get(strangers()).Header.Get("Location")
	address := b.submit(atLogin, "email", ann)
	code := b.submit(address.Header.Get("Location"), "code", annsCode)
	consent := b.submit(b.question(code.Header.Get("Location")), "answer", "allow")
	linked := s.browser()
	linked.submit(linked.get(ask()).Header.Get("Location"), "email", "linked@example.test")
	mail := s.mails("linked@example.test", 1)[0]
	link := linked.submit(strings.TrimPrefix(mail.Link, strings.TrimSuffix(issuer, "/")))
	for name, r := range map[string]reply{
		"the address": address, "the code": code, "consent": consent, "the link": link,
		"the request itself": b.submit("/authorize", "client_id", "spa", "redirect_uri", callback, "response_type", "token", "login_hint", ann),
		"a logout":           b.submit("/oidc/logout", "client_id", "spa"),
	} {
		location, err := url.QueryUnescape(r.Header.Get("Location"))
		if r.StatusCode != http.StatusSeeOther || location == "" || err != nil {
			t.Errorf("%s: %d %q", name, r.StatusCode, location)
		}
		for _, typed := range []string{ann, annsCode, "linked@example.test", mail.Code} {
			if strings.Contains(location, typed) {
				t.Errorf("%s leads to %s", name, location)
			}
		}
	}
}

// AZ-25, LO-11: a person who was deleted or blocked is nobody at every next step,
// whatever they had in hand.
func TestAZ25_NobodyAtEveryStep(t *testing.T) {
	t.Run("deleted", func(t *testing.T) {
		s, sub := nobodyAfter(t, (*system).deletePeople, http.StatusBadRequest)
		// Who comes anew is a new person, with nothing of the old one.
		again := s.browser().login(ask(), ann, annsCode)
		if is := claims(again.Get("id_token"))["sub"]; is == nil || is == sub {
			t.Errorf("%v came back as %v", sub, is)
		}
	})
	t.Run("blocked", func(t *testing.T) {
		s, _ := nobodyAfter(t, (*system).blockPeople, http.StatusForbidden)
		// Nor do they get in again, with a code that would be right.
		if r := s.browser().call("/passwordless/start", start(ann)); r.StatusCode != http.StatusOK {
			t.Errorf("start: %d %s", r.StatusCode, r.body)
		}
		if r := s.browser().call("/passwordless/verify", verify(ann, annsCode)); r.StatusCode != http.StatusUnauthorized || !strings.Contains(r.body, "Wrong email or verification code.") {
			t.Errorf("verify: %d %s", r.StatusCode, r.body)
		}
		b := s.browser()
		if r := b.submit(b.atCode(ask(), ann), "code", annsCode); r.StatusCode == http.StatusSeeOther {
			t.Errorf("the code page leads to %s", r.Header.Get("Location"))
		}
	})
}

// nobodyAfter takes all that a person can have in hand past act. It returns the
// system and the person's sub.
func nobodyAfter(t *testing.T, act func(*system), codeStatus int) (*system, any) {
	t.Helper()
	s := newSystem(t, stranger, ownPages)
	b := s.browser()
	opaque, jwt := b.login(ask(), ann, annsCode), s.granted("audience", api, "scope", "openid "+online)
	code := s.codes()()
	question := b.question(strangers())
	page := s.browser()
	ticket := page.coLogin()
	act(s)

	for name, token := range map[string]string{"opaque": opaque.Get("access_token"), "a JWT": text(jwt, "access_token")} {
		if r := s.userinfo(token); r.StatusCode != http.StatusUnauthorized {
			t.Errorf("/userinfo, %s: %d %s", name, r.StatusCode, r.body)
		}
	}
	if r := b.get(silent()); !strings.Contains(r.body, oauth.LoginRequired) || strings.Contains(r.body, "access_token") {
		t.Errorf("silently: %s", r.body)
	}
	for name, r := range map[string]reply{"/authorize": b.get(ask()), "consent, seen": b.get(question), "consent, given": b.get(b.submit(question, "answer", "allow").Header.Get("Location"))} {
		if location := r.Header.Get("Location"); strings.HasPrefix(location, callback) || r.StatusCode == http.StatusOK {
			t.Errorf("%s: %d %s", name, r.StatusCode, location)
		}
	}
	if r := s.redeem(code); !isError(r, codeStatus, "invalid_grant") {
		t.Errorf("a code: %d %s", r.StatusCode, r.body)
	}
	if r := s.refresh(text(jwt, "refresh_token")); !isError(r, http.StatusForbidden, "invalid_grant") {
		t.Errorf("a refresh token: %d %s", r.StatusCode, r.body)
	}
	if a := answerIn(t, page.get(ask("login_ticket", ticket.Ticket))); a.Get("error") == "" || a.Has("access_token") {
		t.Errorf("a login ticket: %v", a)
	}
	return s, claims(opaque.Get("id_token"))["sub"]
}
