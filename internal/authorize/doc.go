// Package authorize is the authorization endpoint: the one corridor from a
// browser's request to tokens. Whoever logs people in is a door to it, and a
// door only finds the session a request comes with.
//
// It owns reading the request (client and redirect_uri first, since everything
// after them may be answered there), the decision (issue, log in, refuse) and
// the four ways to answer. It leaves alone what tokens are made of (package
// tokens), how people prove who they are (package passwordless) and how they are
// remembered (package session).
package authorize
