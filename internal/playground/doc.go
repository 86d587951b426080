// Package playground is a single-page application that gets tokens from authd in
// every flow and shows what came of it: each request and answer, each token taken
// apart, when each token, code and session ends, and the setting behind that.
//
// It owns its pages and scripts, and speaks to authd only as any application
// does, from an origin of its own. It leaves alone how an explanation is made and
// how the server's time is moved: the caller brings both.
package playground
