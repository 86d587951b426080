package web

import (
	"net/http"
	"net/netip"
	"strings"

	"authd/internal/authd"
	"authd/internal/seal"
)

// A Middleware wraps a handler.
type Middleware = func(http.Handler) http.Handler

// Identify gives every request an id, answered as X-Request-Id, and finds the
// address it came from. Headers are believed only from trusted proxies, and
// X-Forwarded-For is walked from the right to the first address that is none of
// them: everything left of it may be the client's invention. r.RemoteAddr stays
// as it is.
func Identify(trusted []netip.Prefix) Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			id := seal.Token()[:16]
			w.Header().Set("X-Request-Id", id)
			ctx := authd.WithOrigin(r.Context(), authd.Origin{Actor: authd.ActorPublic, IP: clientIP(r, trusted), RequestID: id})
			next.ServeHTTP(w, r.WithContext(ctx))
		})
	}
}

func clientIP(r *http.Request, trusted []netip.Prefix) netip.Addr {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	ip := peer.Addr().Unmap()
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && within(trusted, ip); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		ip = hop.Unmap()
	}
	return ip
}

func within(prefixes []netip.Prefix, ip netip.Addr) bool {
	for _, p := range prefixes {
		if p.Contains(ip) {
			return true
		}
	}
	return false
}
