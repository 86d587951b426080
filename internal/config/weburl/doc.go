// Package weburl judges the URLs an operator writes into the configuration:
// issuer, callbacks, origins.
//
// It owns which of them are safe to register, after RFC 6749 §3.1.2, RFC 8252
// and RFC 9700 §4.1. Whether a request's redirect_uri equals a registered one
// is decided where requests are read.
package weburl
