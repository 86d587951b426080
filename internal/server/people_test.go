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

// AZ-25: a person who was deleted is nobody at every next step, whatever they
// had in hand.
func TestAZ25_ADeletedPersonIsNobody(t *testing.T) {
	s := newSystem(t, stranger, ownPages)
	b := s.browser()
	opaque, jwt := b.login(ask(), ann, annsCode), s.granted("audience", api, "scope", "openid "+online)
	code := s.codes()()
	question := b.question(strangers())
	page := s.browser()
	ticket := page.coLogin()
	s.deletePeople()

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
	if r := s.redeem(code); !isError(r, http.StatusBadRequest, "invalid_grant") {
		t.Errorf("a code: %d %s", r.StatusCode, r.body)
	}
	if r := s.refresh(text(jwt, "refresh_token")); !isError(r, http.StatusForbidden, "invalid_grant") {
		t.Errorf("a refresh token: %d %s", r.StatusCode, r.body)
	}
	if a := answerIn(t, page.get(ask("login_ticket", ticket.Ticket))); a.Get("error") == "" || a.Has("access_token") {
		t.Errorf("a login ticket: %v", a)
	}
	// Who comes anew is a new person, with nothing of the old one.
	again := s.browser().login(ask(), ann, annsCode)
	if was, is := claims(opaque.Get("id_token"))["sub"], claims(again.Get("id_token"))["sub"]; is == nil || is == was {
		t.Errorf("%v came back as %v", was, is)
	}
}
