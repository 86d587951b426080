package throttle

import "net/netip"

// networkBits is how much of an IPv6 address names its owner: everyone is given
// at least a /64 and may use any address of it (security row PL-04).
const networkBits = 64

// IPKey names whose slots an IP uses: the IPv4 address itself, or the /64 of an
// IPv6 one. An unknown IP has one key for all: failing open would let whoever
// can hide the address guess without end.
func IPKey(ip netip.Addr) string {
	ip = ip.Unmap().WithZone("")
	if !ip.Is6() {
		return ip.String()
	}
	network, err := ip.Prefix(networkBits)
	if err != nil {
		panic(err) // 64 bits fit every IPv6 address
	}
	return network.String()
}
