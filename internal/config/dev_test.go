package config_test

import (
	"fmt"
	"testing"

	"authd/internal/config"
)

// PL-30: fixed codes need dev.enabled, a loopback listener, a loopback issuer
// and a reserved top-level domain, all four of them.
func TestPL30_FixedCodes(t *testing.T) {
	choose := func(yes bool, a, b string) string {
		if yes {
			return a
		}
		return b
	}
	for n := range 16 {
		enabled, listener, issuer, reserved := n&1 != 0, n&2 != 0, n&4 != 0, n&8 != 0
		name := fmt.Sprintf("enabled %v, listener %v, issuer %v, reserved %v", enabled, listener, issuer, reserved)
		t.Run(name, func(t *testing.T) {
			text := fmt.Sprintf("issuer: %s\nserver: {listen: %q}\ndelivery: {email: {from: a@b.test, smtp: {host: localhost}}}\ndev: {enabled: %v, fixed_codes: [{address: %s, code: \"424242\"}]}\n",
				choose(issuer, "https://localhost:8443/", "https://auth.example.com/"), choose(listener, "127.0.0.1:8443", ":8443"),
				enabled, choose(reserved, "conf@oidf.test", "conf@oidf.org"))
			s, err := config.Parse("authd.yaml", []byte(text), unset)
			if all := n == 15; (err == nil) != all {
				t.Fatalf("accepted %v: %v", err == nil, err)
			}
			if err == nil && s.Dev.FixedCodes[0] != (config.FixedCode{Address: "conf@oidf.test", Code: "424242"}) {
				t.Errorf("got %+v", s.Dev)
			}
		})
	}
}

// PL-30: addresses that only look as if nobody could own them, and codes nobody
// could type.
func TestPL30_AddressesAndCodes(t *testing.T) {
	const dev = "issuer: https://localhost:8443/\nconnections: [{name: email, totp: {length: 8}}]\ndev: {enabled: true, inbox: true, fixed_codes: [{address: %s, code: %q}]}\n"
	for _, tc := range []struct {
		name, address, code string
		ok                  bool
	}{
		{"as it should be", "a@b.test", "12345678", true},
		{"a reserved domain in capitals", "a@b.TEST", "12345678", true},
		{"a domain that holds a reserved one", "a@b.test.com", "12345678", false},
		{"a domain that ends like a reserved one", "a@contest", "12345678", false},
		{"no address", "b.test", "12345678", false},
		{"nobody at a domain", "'@b.test'", "12345678", false},
		{"too few digits", "a@b.test", "123456", false},
		{"letters", "a@b.test", "1234567x", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := config.Parse("authd.yaml", fmt.Appendf(nil, dev, tc.address, tc.code), unset)
			if (err == nil) != tc.ok {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestInboxIsTheDefaultOfADeveloper(t *testing.T) {
	s := parse(t, "issuer: http://127.0.0.1:8080/\nserver: {tls: {mode: off}}\ndev: {enabled: true, inbox: true}\n", nil)
	if s.Email.Driver != config.EmailInbox || s.Email.From == "" || len(s.Warnings) > 0 {
		t.Errorf("%+v, warnings %v", s.Email, s.Warnings)
	}
}

func TestTheClockNeedsADevelopmentServer(t *testing.T) {
	const clock = "issuer: %s\nserver: {listen: %q}\ndelivery: {email: {from: a@b.test, smtp: {host: localhost}}}\ndev: {enabled: %v, clock: true}\n"
	for _, row := range []struct {
		issuer, listen string
		enabled, want  bool
	}{
		{"https://localhost:8443/", "127.0.0.1:8443", true, true},
		{"https://localhost:8443/", "127.0.0.1:8443", false, false},
		{"https://localhost:8443/", ":8443", true, false},
		{"https://auth.example.com/", "127.0.0.1:8443", true, false},
	} {
		s, err := config.Parse("authd.yaml", fmt.Appendf(nil, clock, row.issuer, row.listen, row.enabled), unset)
		if (err == nil) != row.want || err == nil && !s.Dev.Clock {
			t.Errorf("%+v: %v", row, err)
		}
	}
}
