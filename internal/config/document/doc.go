// Package document is the configuration as it is written: its keys, how their
// values read, where each stands in a path, and the defaults.
//
// Whether the values make sense together is left to package check, and what the
// server works with to package config. Defaults of token lifetimes are left to
// package tokens, which explains them.
package document
