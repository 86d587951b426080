// Package revocation is /oauth/revoke (RFC 7009): an application gives back what
// it was granted, at logout for example.
//
// It owns the endpoint's answers. It leaves alone how a client proves who it is
// (package clientauth), and what it means for a token to be revoked (package
// refresh).
package revocation
