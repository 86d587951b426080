// Package crossorigin lets an application's own page log people in: POST
// /co/authenticate takes a code for a login ticket, and /authorize?login_ticket
// takes the ticket for a session.
//
// It owns the endpoint's wire as auth0.js and Lock know it, the ticket, and the
// question whether the browser that brings a ticket is the one it was made in.
// It leaves alone whether a code is right (package passwordless), what a request
// earns (package authorize) and how sessions are kept (package session).
//
// Who brings a ticket proves itself by the cookie that came with the ticket, or
// by the verifier, for which a page shown to this browser asks the application's
// page cross_origin_loc. A verifier from anywhere else proves nothing: whoever
// logs in has one to put into a link. A browser that keeps cookies from
// cross-site pages can do neither. There the ticket is still good for one answer to the very origin it was made for, but
// begins no session: whoever is made to open another's ticket is logged in
// nowhere but in one application, which checks its state (RFC 6749 §10.12).
package crossorigin
