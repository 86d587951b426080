package server

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"authd/internal/store"
)

// PL-04, SE-02: a page of another site can make its visitors' browsers send
// forms, images and frames, but neither guess a code, ask for a mail nor log in
// with them; nothing is even counted against the visitor.
func TestPL04_OtherSitesCannotSpendAVisitorsGuesses(t *testing.T) {
	s := newSystem(t)
	b := s.browser()
	if r := b.call("/passwordless/start", start(ann)); r.StatusCode != http.StatusOK {
		t.Fatalf("%d %s", r.StatusCode, r.body)
	}
	post := func(path, body string) *http.Request {
		r := b.request(http.MethodPost, path, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", "https://evil.test")
		return r
	}
	get := func(code, dest string) *http.Request {
		r := b.request(http.MethodGet, redirectQuery(ann, code), nil)
		r.Header.Set("Sec-Fetch-Dest", dest)
		return r
	}
	for name, r := range map[string]*http.Request{
		"ask by form":          post("/passwordless/start", form("client_id", "spa", "connection", "email", "email", ann, "send", "code").Encode()),
		"guess by form":        post("/passwordless/verify", form("connection", "email", "email", ann, "verification_code", "000000").Encode()),
		"guess by image":       get("000000", "image"),
		"log in by frame":      get(annsCode, "iframe"),
		"log in by script tag": get(annsCode, "script"),
	} {
		var got reply
		if cost := s.cost(func() { got = b.send(r) }); cost != (store.Counts{}) {
			t.Errorf("%s: it cost %+v", name, cost)
		}
		if got.StatusCode != http.StatusForbidden || got.Header.Get("Set-Cookie") != "" || got.Header.Get("Location") != "" {
			t.Errorf("%s: %d %v", name, got.StatusCode, got.Header)
		}
	}
	r := b.request(http.MethodGet, redirectQuery(ann, annsCode), nil)
	r.Header.Set("Sec-Fetch-Dest", "document")
	if answer := s.fragment(b.send(r)); answer.Get("access_token") == "" {
		t.Errorf("the application's own navigation: %v", answer)
	}
}

// PL-03: whoever is over a limit and goes on asking makes the database write
// nothing, so that a flood from one place does not keep others from logging in.
func TestPL03_RefusalsWriteNothing(t *testing.T) {
	s := newSystem(t, setting{"per_address: [], per_ip: []", "per_address: [1/h], per_ip: [2/h]"}, setting{"wrong_per_ip: 100/d", "wrong_per_ip: 1/d"})
	b := s.browser()
	b.call("/passwordless/start", start(ann))
	b.call("/passwordless/verify", verify(ann, "000000"))
	for name, act := range map[string]func() reply{
		"start":           func() reply { return b.call("/passwordless/start", start(ann)) },
		"verify":          func() reply { return b.call("/passwordless/verify", verify(ann, annsCode)) },
		"verify_redirect": func() reply { return b.get(redirectQuery(ann, annsCode)) },
	} {
		cost := s.cost(func() {
			if r := act(); r.StatusCode != http.StatusTooManyRequests && !strings.Contains(r.Header.Get("Location"), "too_many_attempts") {
				t.Errorf("%s: %d %s", name, r.StatusCode, r.body)
			}
		})
		if cost.Writes != 0 {
			t.Errorf("%s: %+v", name, cost)
		}
	}
}

// SE-08: no page shows a stranger's sentence, wherever a link puts it.
func TestSE08_PagesDoNotSpeakForStrangers(t *testing.T) {
	s := newSystem(t)
	b := s.browser()
	const evil = "Call 0800 5550100 to unlock"
	for _, path := range []string{"/authorize", "/u/login", "/u/code", "/authorize/resume", "/passwordless/link", "/passwordless/verify_redirect", "/nowhere"} {
		for _, query := range []string{
			form(evil, "1").Encode() + "&" + form(evil, "1").Encode(), form("client_id", evil).Encode(), form("state", evil, "token", evil).Encode(),
			form("client_id", "spa", "redirect_uri", evil).Encode(), form("error", evil, "error_description", evil, "message", evil).Encode(),
		} {
			if r := b.get(path + "?" + query); strings.Contains(r.body, "0800") {
				t.Errorf("%s?%s: %s", path, query, r.body)
			}
		}
	}
}

// AZ-30: parameters that are only passed on to pages change nothing on them but
// the address field, and then only to an address.
func TestAZ30_HintsChangeNoPage(t *testing.T) {
	s := newSystem(t)
	plain := s.pagesOf()
	for _, payload := range []string{
		`"><script>alert(1)</script>`, `' onfocus=alert(1) x='`, "javascript:alert(1)", "{{.Text}}", "${7*7}", "../../../etc/passwd", "..%2f..%2fen", "de\x00", "en\r\nX-Evil: 1",
		"</title><svg/onload=alert(1)>", "\u202egnp.exe", "<!--", "]]>", "&lt;b&gt;", strings.Repeat("en ", 500), "C:\\windows\\win.ini", "file:///etc/passwd",
	} {
		for _, name := range []string{"ui_locales", "display", "login_hint", "acr_values", "claims_locales", "screen_hint", "auth0Client"} {
			if got := s.pagesOf(name, payload); got != plain {
				t.Errorf("%s=%q changes a page:\n%s\nwithout it:\n%s", name, payload, got, plain)
			}
		}
	}
}

// pagesOf are the login and the code page of a request, without its state.
func (s *system) pagesOf(with ...string) string {
	s.t.Helper()
	b := s.browser()
	atLogin := b.get(ask(with...)).Header.Get("Location")
	return shape(b.get(atLogin), ann) + shape(b.get(b.atCode(ask(with...), ann)), ann)
}

// SE-01: every cookie of a whole login is tied to this host and to TLS, and all but
// the one that session management compares to HTTP, and
// holds 256 bits that mean nothing; that of a known browser has an id and a
// time before them. A login by an address alone, which any page could lead a
// browser to, makes none known (PL-23).
func TestSE01_EveryCookie(t *testing.T) {
	s := newSystem(t)
	b := s.browser()
	replies := []reply{b.get(ask())}
	atCode := b.atCode(ask(), ann)
	replies = append(replies, b.submit(atCode, "code", annsCode), s.browser().get(ask()))
	b.call("/passwordless/start", start(ann))
	replies = append(replies, b.get(redirectQuery(ann, annsCode)))
	seen, lengths := map[string]int{}, map[string]int{"__Host-authd": 43, "__Host-authd_browser": 43, "__Host-authd_device": 77, "__Host-authd_state": 43}
	for _, r := range replies {
		for _, c := range r.Cookies() {
			seen[c.Name]++
			if !strings.HasPrefix(c.Name, "__Host-") || !c.Secure || c.HttpOnly == (c.Name == "__Host-authd_state") || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || len(c.Value) != lengths[c.Name] {
				t.Errorf("sets %+v", c)
			}
		}
	}
	if len(seen) != 4 || seen["__Host-authd"] != 2 || seen["__Host-authd_state"] != 1 || seen["__Host-authd_browser"] != 2 || seen["__Host-authd_device"] != 1 {
		t.Errorf("cookies %v", seen)
	}
}

// PL-13: whatever a request says about hosts, a mail names the issuer, on each
// way to have one sent; another Host is not served at all.
func TestPL13_EveryWayToAMail(t *testing.T) {
	s := newSystem(t)
	for i, name := range []string{"X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Port", "X-Forwarded-Server", "Forwarded", "X-Host", "X-Original-Host", "X-Original-URL", "Host"} {
		address := fmt.Sprintf("way%d@example.test", i)
		b := s.browser()
		atLogin := b.get(ask()).Header.Get("Location")
		poisoned := func(path, kind, body string) reply {
			r := b.request(http.MethodPost, path, strings.NewReader(body))
			r.Header.Set("Content-Type", kind)
			r.Header.Set("Sec-Fetch-Site", "same-origin")
			if r.Header.Set(name, "evil.test"); name == "Host" {
				r.Host = "evil.test"
			}
			return b.send(r)
		}
		const encoded = "application/x-www-form-urlencoded"
		asked := poisoned(atLogin, encoded, form("email", address).Encode())
		if name == "Host" {
			if asked.StatusCode != http.StatusMisdirectedRequest {
				t.Errorf("another Host: %d", asked.StatusCode)
			}
			continue
		}
		resent := poisoned(asked.Header.Get("Location"), encoded, form("action", "resend").Encode())
		byAPI := poisoned("/passwordless/start", "application/json", start(address, "send", "link", "authParams", map[string]string{"redirect_uri": callback}))
		if asked.StatusCode != http.StatusSeeOther || resent.StatusCode != http.StatusSeeOther || byAPI.StatusCode != http.StatusOK {
			t.Fatalf("%s: %d %d %d %s", name, asked.StatusCode, resent.StatusCode, byAPI.StatusCode, byAPI.body)
		}
		for _, mail := range s.mails(address, 2) {
			if !strings.HasPrefix(mail.Link, issuer+"passwordless/link?token=") || strings.Contains(mail.HTML+mail.Text+mail.Subject, "evil.test") {
				t.Errorf("%s: the mail says %s", name, mail.Link)
			}
		}
	}
}

// PL-10, RC-02, RC-03: a hundred posts of the right code at once, half of them by the
// link, make one session.
func TestPL10_OneSessionACode(t *testing.T) {
	s := newSystem(t)
	b := s.browser()
	atCode := b.atCode(ask(), "once@example.test")
	mail := s.mails("once@example.test", 1)[0]
	link := strings.TrimPrefix(mail.Link, strings.TrimSuffix(issuer, "/"))
	var sessions atomic.Int64
	var group sync.WaitGroup
	for i := range 100 {
		group.Go(func() {
			path, code := atCode, mail.Code
			if i%2 == 0 {
				path, code = link, ""
			}
			r := b.submit(path, "code", code)
			for _, c := range r.Cookies() {
				if c.Name == "__Host-authd" {
					sessions.Add(1)
				}
			}
		})
	}
	group.Wait()
	if n := sessions.Load(); n != 1 {
		t.Errorf("%d sessions", n)
	}
}
