// Package web is the edge of the server in plain net/http: handlers that return
// errors, the one place where an error becomes an answer, and the middleware
// every request passes.
//
// It owns request ids, client addresses, host and size checks, CORS, the
// same-origin check of form posts, the access log and recovery from panics. It
// leaves alone routes, features, sessions and what pages look like.
package web
