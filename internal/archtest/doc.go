// Package archtest holds the rules of who may import whom, as a test in which
// every rule carries its reason, and that each thing clients need has a test.
//
// It owns the layers of docs/architecture.md and the numbers of "What clients
// need" in docs/auth0-compatibility.md. It leaves alone everything else about the
// packages, and is imported by none of them. The linter says the same in the
// editor (depguard in .golangci.yml), for the rules it can express.
package archtest
