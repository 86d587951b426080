// Package report says what became of a tenant of Auth0: what was carried over,
// what changed, what is to be filled in, what has no equivalent and why, and
// every lifetime before and after.
//
// It owns the shape of the report, its text for people, and the reasons why
// something of Auth0 has no equivalent here. What is reported is decided by
// package auth0import.
package report
