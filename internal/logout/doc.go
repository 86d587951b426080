// Package logout ends the session of a browser: Auth0's /v2/logout, which asks
// nothing, and OpenID Connect RP-Initiated Logout at /oidc/logout, which asks the
// person unless the client shows an ID token of that very session.
//
// It owns where a browser may be sent afterwards: each of the two has its own
// rule, and both know only the configured lists; how far a logout reaches; and
// which applications' pages are shown on the way (Front-Channel Logout). It leaves
// alone the session and its cookie (package session), how clients are told
// (package backchannel), what a hint is (package tokens) and words and looks
// (package pages).
package logout
