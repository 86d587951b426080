package server

import (
	"net/http"
	"strings"
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
