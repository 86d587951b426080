package outbound

import (
	"net/netip"
	"slices"
)

// notPublic are the networks inside IPv4 and inside unicast IPv6 that are not the
// internet, after IANA's special-purpose address registries (RFC 6890), or that
// lead to IPv4 addresses in disguise.
var notPublic = prefixes(
	"0.0.0.0/8",        // this network
	"10.0.0.0/8",       // private
	"100.64.0.0/10",    // carriers' NAT, and metadata of some clouds
	"127.0.0.0/8",      // loopback
	"168.63.129.16/32", // metadata of a cloud, on a public address
	"169.254.0.0/16",   // link-local, and metadata of most clouds
	"172.16.0.0/12",    // private
	"192.0.0.0/24",     // protocols, and metadata of a cloud
	"192.0.2.0/24",     // documentation
	"192.88.99.0/24",   // 6to4 relays
	"192.168.0.0/16",   // private
	"198.18.0.0/15",    // benchmarks
	"198.51.100.0/24",  // documentation
	"203.0.113.0/24",   // documentation
	"224.0.0.0/4",      // multicast
	"240.0.0.0/4",      // reserved, and broadcast
	"2001::/23",        // protocols, Teredo
	"2001:db8::/32",    // documentation
	"2002::/16",        // 6to4
	"3fff::/20",        // documentation
)

// unicast is all of IPv6 that is given out for the internet. Loopback, mapped and
// translated IPv4, link-local, unique local and multicast lie outside of it.
var unicast = netip.MustParsePrefix("2000::/3")

// Public reports whether addr is one anybody on the internet could reach.
func Public(addr netip.Addr) bool {
	addr = addr.Unmap()
	return (addr.Is4() || unicast.Contains(addr)) && !within(notPublic, addr)
}

func within(networks []netip.Prefix, addr netip.Addr) bool {
	return slices.ContainsFunc(networks, func(p netip.Prefix) bool { return p.Contains(addr) })
}

func prefixes(texts ...string) []netip.Prefix {
	list := make([]netip.Prefix, len(texts))
	for i, text := range texts {
		list[i] = netip.MustParsePrefix(text)
	}
	return list
}
