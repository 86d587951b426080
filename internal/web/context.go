package web

import (
	"context"
	"net/netip"
)

type contextKey int

const (
	keyRequestID contextKey = iota
	keyClientIP
)

// RequestID is the id under which the request is logged, "" outside a request.
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(keyRequestID).(string)
	return id
}

// ClientIP is the address the request came from, as far as it can be trusted:
// the socket's peer, or what a configured proxy says. It is the zero Addr
// outside a request.
func ClientIP(ctx context.Context) netip.Addr {
	ip, _ := ctx.Value(keyClientIP).(netip.Addr)
	return ip
}
