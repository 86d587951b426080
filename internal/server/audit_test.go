package server

import (
	"encoding/json"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"authd/internal/authd"
	"authd/internal/store"
)

// events is the whole audit log.
func (s *system) events() []authd.Event {
	s.t.Helper()
	events, err := s.store.Events(s.t.Context(), authd.EventQuery{Limit: 1000})
	if err != nil {
		s.t.Fatal(err)
	}
	return events
}

// heard is what the audit log says that do led to: type, client, actor and detail.
func (s *system) heard(do func()) []string {
	s.t.Helper()
	before := len(s.events())
	s.clock.move(time.Second) // so that what is new stands behind the rest
	do()
	var lines []string
	for _, e := range s.events()[before:] {
		lines = append(lines, strings.TrimSpace(string(e.Type)+" "+e.ClientID+" "+string(e.Actor)+" "+e.Detail))
	}
	return lines
}

// AD-07: each way in and out, and each change by an administrator, is in the audit
// log with whom it is about and where it came from. AD-04: none of it holds an
// address, a code, a cookie or a token.
func TestAD07_TheAuditLogOfAServer(t *testing.T) {
	changes := append(loggingOut, stranger, withAPI, setting{"server: {listen: 127.0.0.1:8443,", "server: {listen: 127.0.0.1:8443, admin_listen: 127.0.0.1:9090,"})
	s := newSystem(t, changes...)
	b, secrets := s.browser(), []string{ann, "bob@", annsCode, "535353", adminToken, "909090"}
	keep := func(values ...string) {
		for _, v := range values {
			if v == "" {
				t.Fatal("a secret is missing")
			}
		}
		secrets = append(secrets, values...)
	}
	var id string
	for _, step := range []struct {
		name string
		do   func()
		want []string
	}{
		{"a first login", func() {
			answer := b.login(ask(), ann, annsCode)
			id = claims(answer.Get("id_token"))["sub"].(string)
			keep(answer.Get("access_token"), answer.Get("id_token"), b.Jar.Cookies(home())[0].Value)
		}, []string{"signup  public", "login spa public"}},
		{"a silent renewal", func() { b.get(silent()) }, nil},
		{"a wrong code", func() { c := s.browser(); c.submit(c.atCode(ask(), ann), "code", "909090") }, []string{"login_failed spa public wrong"}},
		{"a one-time code as a grant", func() {
			s.startFor("otp", ann)
			keep(text(tokenSet(t, s.otp(annsCode)), "access_token"))
		}, []string{"code_exchanged otp public"}},
		{"consent refused", func() { c := s.browser(); c.answered(c.asked(strangers()), "no") }, []string{"login third public", "consent_refused third public"}},
		{"consent given", func() { c := s.browser(); c.answered(c.asked(strangers()), "allow") }, []string{"login third public", "consent_given third public openid profile email"}},
		{"a refresh, then a stolen token", func() {
			first := text(s.granted(), "refresh_token")
			second := text(tokenSet(t, s.refresh(first)), "refresh_token")
			keep(first, second, text(tokenSet(t, s.refresh(second)), "refresh_token"))
			refused(t, s.refresh(first))
		}, []string{"login spa public", "refresh_token_reused mobile public"}},
		{"a code used twice", func() {
			code := s.codes()()
			s.redeem(code)
			s.redeem(code)
			keep(code)
		}, []string{"login spa public", "code_reused web public"}},
		{"logout", func() { b.get("/v2/logout") }, []string{"logout  public"}},
		{"an administrator makes one", func() {
			s.onAdmin("POST", "/api/v2/users", `{"connection":"email","email":"bob@example.test"}`)
		}, []string{"user_created  admin"}},
		{"and blocks another", func() {
			s.onAdmin("PATCH", "/api/v2/users/"+strings.Replace(id, "|", "%7C", 1), `{"blocked":true}`)
		}, []string{"logout  admin blocked", "logout  admin blocked", "logout  admin blocked", "logout  admin blocked", "user_blocked  admin"}},
		{"keys", func() {
			if err := s.ring.Replace(t.Context(), s.now()); err != nil {
				t.Fatal(err)
			}
		}, []string{"keys_changed  server"}},
		{"another configuration", func() { s.reloaded(append(changes, setting{"name: My SPA", "name: Another"})...) }, []string{"configuration_changed  server 1 changes"}},
	} {
		got := s.heard(step.do)
		for i, line := range got {
			if strings.HasPrefix(line, "keys_changed") {
				got[i] = "keys_changed  server" // the names of keys differ
			}
		}
		if !slices.Equal(got, step.want) {
			t.Errorf("%s: got %q, want %q", step.name, got, step.want)
		}
	}
	for _, e := range s.events()[1:] { // the first is of whoever made the keys of all these tests
		if public := e.Actor == authd.ActorPublic; public && (e.IP != netip.MustParseAddr("127.0.0.1") || e.RequestID == "") || !public && e.Actor != authd.ActorAdmin && e.IP.IsValid() {
			t.Errorf("%+v does not say where it came from", e)
		}
		if e.Type == authd.EventLogin && e.UserID != id {
			t.Errorf("%+v is about nobody", e)
		}
		line, err := json.Marshal(e)
		if err != nil || hide(string(line), secrets) != string(line) {
			t.Errorf("a secret or an address is in %s (%v)", line, err)
		}
		if !strings.Contains(s.log.String(), "msg=audit event_id="+e.ID) {
			t.Errorf("the log lacks %s", line)
		}
	}
}

// AD-07: the requests that come most often write nothing into the audit log.
func TestAD07_WhatComesOftenCostsNothing(t *testing.T) {
	s := newSystem(t)
	set := s.granted()
	for name, row := range map[string]struct {
		do   func()
		want store.Counts
	}{
		"/userinfo":        {func() { s.userinfo(text(set, "access_token")) }, store.Counts{Reads: 1}},
		"a refresh":        {func() { set = tokenSet(t, s.refresh(text(set, "refresh_token"))) }, store.Counts{Reads: 2, Writes: 1}},
		"a failed refresh": {func() { s.refresh("none") }, store.Counts{}},
	} {
		if got := s.cost(row.do); got != row.want {
			t.Errorf("%s: %+v, want %+v", name, got, row.want)
		}
	}
}

// AD-07: events are deleted when they are older than audit.retention.
func TestAD07_OldEventsAreDeleted(t *testing.T) {
	s := newSystem(t, setting{"tenant: {friendly_name: Test}", "audit: {retention: 1h}\ntenant: {friendly_name: Test}"})
	s.browser().login(ask(), ann, annsCode)
	s.clock.move(time.Hour)
	s.sweep(t.Context())
	if got := len(s.events()); got < 2 {
		t.Fatalf("%d events after an hour", got)
	}
	s.clock.move(time.Millisecond)
	s.sweep(t.Context())
	for _, e := range s.events() {
		if e.Type == authd.EventLogin {
			t.Errorf("%+v is still there", e)
		}
	}
}

func TestARequestIDOfAnEventIsTheAnswersOwn(t *testing.T) {
	s := newSystem(t)
	b := s.browser()
	r := b.submit(b.atCode(ask(), ann), "code", annsCode)
	events := s.events()
	if last := events[len(events)-1]; r.StatusCode != http.StatusSeeOther || last.RequestID == "" || last.RequestID != r.Header.Get("X-Request-Id") {
		t.Errorf("%d: %+v, the answer has %s", r.StatusCode, last, r.Header.Get("X-Request-Id"))
	}
}
