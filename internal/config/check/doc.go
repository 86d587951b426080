// Package check judges what a configuration means: whether its values are safe
// and fit together.
//
// It owns the rules that make a file unusable, and the words they are reported
// in. The shape of the file was judged before, by package strict; what is built
// of it is left to package config, and what works but is not wise to package
// lint. Only what is lost in a Snapshot is noted here for it, as a doubt.
package check

// The rules of package lint whose grounds only the reading can see.
const (
	InlineSecret       = "inline-secret"
	ReadableSecret     = "readable-secret"
	UnservedConnection = "unserved-connection"
)
