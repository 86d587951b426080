package web

import (
	"context"
	"net/netip"

	"authd/internal/authd"
)

// RequestID is the id under which the request is logged, "" outside a request.
func RequestID(ctx context.Context) string { return authd.OriginOf(ctx).RequestID }

// ClientIP is the address the request came from, as far as it can be trusted:
// the socket's peer, or what a configured proxy says. It is the zero Addr
// outside a request.
func ClientIP(ctx context.Context) netip.Addr { return authd.OriginOf(ctx).IP }
