// Package lint says what in a configuration works and is still not wise.
//
// It owns what a rule and a finding are, judging a snapshot by rules (Judge),
// and the comments in the file by which a finding is accepted. The rules
// themselves are in package rules, one a file, what has a say in any token in
// package usage, and how findings are written in package report.
//
// It leaves alone whether a file can be used at all: that is package config's,
// whose mistakes are findings too (Mistakes). It stands above config and tokens,
// because what a setting is good for is asked of the plan that tokens are issued
// from, and not of a second copy of the rules.
package lint
