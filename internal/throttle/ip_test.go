package throttle

import (
	"net/netip"
	"testing"
)

// PL-04: everyone on an IPv6 network has one key, everyone on IPv4 their own.
func TestPL04_IPKey(t *testing.T) {
	rows := []struct{ name, ip, want string }{
		{"IPv4", "192.0.2.1", "192.0.2.1"},
		{"IPv4 in IPv6", "::ffff:192.0.2.1", "192.0.2.1"},
		{"IPv6", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"},
		{"another of the same network", "2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"},
		{"another network", "2001:db8:1:3::1", "2001:db8:1:3::/64"},
		{"with a zone", "fe80::1%eth0", "fe80::/64"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			if got := IPKey(netip.MustParseAddr(row.ip)); got != row.want {
				t.Errorf("got %s, want %s", got, row.want)
			}
		})
	}
	if IPKey(netip.Addr{}) == "" {
		t.Error("unknown addresses have no key, and so perhaps no limit")
	}
}
