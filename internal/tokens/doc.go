// Package tokens decides which tokens a request earns, explains the decision
// and signs it.
//
// It owns the precedence of every token setting (Resolve), the names of the
// settings that decided (Plan, Choice), the text that tells a person about them
// (Plan.Explain), and the bytes of access and ID tokens (Issuer). A plan is made
// without a clock, a key or a store, so `authd explain` shows exactly what a
// request would get.
//
// It leaves alone who may ask (package authorize), how keys are made and rotated
// (package keys) and where tokens are sent.
package tokens
