// Package registration lets applications register themselves as clients: POST
// /oidc/register (RFC 7591, OpenID Connect Dynamic Client Registration 1.0), and
// below it what a client may do with its own registration (RFC 7592).
//
// It owns the metadata: which members count, what stands in for those that are
// left out, and which client they describe. It owns who may register, and ids,
// secrets and tokens, which are all made here. It leaves alone what makes a client
// sound, which the rules of the configuration decide (Judge), where registrations
// are kept, and how a server comes to serve them.
//
// A registered client is nobody's own: people are asked for consent, its pages log
// nobody in, and it is given nothing in its own name.
package registration
