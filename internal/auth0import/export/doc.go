// Package export reads a tenant as auth0-deploy-cli exports it: tenant.yaml with
// the files it includes, or the directory layout.
//
// It owns files, includes, keywords (##KEY## and @@KEY@@), positions, and the
// bookkeeping of which keys somebody asked for: what nobody asked for is left
// over, so nothing of an export is passed over in silence. What a key means is
// left to package auth0import.
package export
