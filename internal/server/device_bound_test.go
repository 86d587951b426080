package server

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// lamp is a device whose people have names of its sector, and whose tokens are bound.
var lamp = setting{"  - client_id: code-only\n", `  - client_id: lamp
    name: Lamp
    subject_type: pairwise
    sector_identifier_uri: https://sector.example.com/redirects.json
    dpop_bound_access_tokens: true
    grant_types: ["urn:ietf:params:oauth:grant-type:device_code", refresh_token]
  - client_id: code-only
`}

// allowed has ann log in and allow the device.
func (s *system) allowed(d gadget) {
	s.t.Helper()
	b := s.browser()
	if r := b.submit(b.deviceQuestion(b.atDevice(d, ann, annsCode)), "answer", "allow"); r.StatusCode != http.StatusOK {
		s.t.Fatalf("%d %s", r.StatusCode, r.body)
	}
}

// pollWith is poll with a proof of h's key.
func (d gadget) pollWith(h holder) reply {
	d.s.t.Helper()
	d.s.clock.move(time.Duration(d.Interval) * time.Second)
	return h.post("/oauth/token", "grant_type", deviceGrant, "client_id", d.clientID, "device_code", d.DeviceCode)
}

// ID-17, ID-10, ID-11: what a device is given is bound to the key that the poll
// proves, and says one sub of the device's sector wherever it is asked.
func TestID17_ADevicesTokensAreBound(t *testing.T) {
	s := asking(t, lamp, sectors)
	h := s.holder()
	d := s.device("lamp", "audience", api)
	s.allowed(d)
	if r := d.poll(); !isError(r, http.StatusBadRequest, "invalid_dpop_proof") {
		t.Errorf("without a proof: %d %s", r.StatusCode, r.body)
	}
	set := tokenSet(t, d.pollWith(h))
	token, sub := text(set, "access_token"), claims(text(set, "id_token"))["sub"].(string)
	if set["token_type"] != "DPoP" || strings.Contains(sub, "|") {
		t.Errorf("%v for %q", set, sub)
	}
	about := active(t, s.introspect(token))
	if cnf, _ := about["cnf"].(map[string]any); about["sub"] != sub || cnf["jkt"] != h.thumbprint() {
		t.Errorf("introspection says %v", about)
	}
	if r := h.userinfo(token); r.StatusCode != http.StatusOK || said(t, r)["sub"] != sub {
		t.Errorf("/userinfo: %d %s", r.StatusCode, r.body)
	}
	if r := s.userinfo(token); r.StatusCode != http.StatusUnauthorized {
		t.Errorf("as a bearer's: %d %s", r.StatusCode, r.body)
	}
	renew := []string{"grant_type", "refresh_token", "client_id", "lamp", "refresh_token", text(set, "refresh_token")}
	if r := s.holder().post("/oauth/token", renew...); !isError(r, http.StatusBadRequest, "invalid_grant") {
		t.Errorf("renewed with another key: %d %s", r.StatusCode, r.body)
	}
	renewed := tokenSet(t, h.post("/oauth/token", renew...))
	if claims(text(renewed, "id_token"))["sub"] != sub || renewed["token_type"] != "DPoP" {
		t.Errorf("renewed: %v", renewed)
	}
	other := s.browser().login(ask("client_id", "other"), ann, annsCode)
	if got := claims(other.Get("id_token"))["sub"]; got != sub {
		t.Errorf("a page of the same sector is told %v, the device %q", got, sub)
	}
}
