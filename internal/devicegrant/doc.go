// Package devicegrant lets a device that has no browser, or no keys to type with,
// be allowed on another one (RFC 8628).
//
// It owns the two codes, how they are made, typed and guessed, and what a device
// is told when it polls. It leaves alone who may ask and what tokens come of it
// (package grants), and the pages on which a person answers (package activate).
package devicegrant
