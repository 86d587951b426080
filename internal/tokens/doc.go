// Package tokens decides which tokens a request earns, and issues them.
//
// It owns the precedence of every token setting (Resolve), the names of the
// settings that decided and the sentence about each (Plan, Choice), the shape of a
// plan in JSON and in the log, and the bytes of access and ID tokens (Issuer). A
// plan is made without a clock, a key or a store, so `authd explain` shows exactly
// what a request would get.
//
// It leaves alone how a person is told of a plan (package explain), who may ask
// (package authorize), how keys are made and rotated (package keys) and where
// tokens are sent.
package tokens
