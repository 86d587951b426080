// Package endpoints speaks Auth0's passwordless wire: POST /passwordless/start,
// POST /passwordless/verify and the parameters of GET
// /passwordless/verify_redirect.
//
// It owns bodies, error codes, sentences and statuses as auth0.js 6 to 10 and
// Auth0's widgets know them. It leaves alone everything that decides: package
// passwordless does.
package endpoints
