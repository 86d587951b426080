// Package tokenstest holds configurations to plan tokens from, for the tests of
// the plan, of its explanation and of what is issued.
//
// They say where each value stands, as package config does, so that tests can
// ask which setting decided. It leaves alone the requests, which each test
// states in its own words, and knows nothing of package tokens.
package tokenstest
