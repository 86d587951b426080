// Package report writes the findings of package lint: for people, as JSON, as
// SARIF 2.1.0 and as workflow commands of GitHub.
//
// It owns the four formats; docs/lint/README.md has their description. The part
// of SARIF that is needed is a dozen small structs, so no library stands behind
// it. What is found, and what follows from it, is left to others.
package report
