// Package config reads the YAML file and the environment into a Snapshot.
//
// It owns the keys, their defaults, their meaning and every check that can be
// made without the network: all mistakes are reported at once, each with file,
// line and column. A Snapshot never changes; a reload reads a new one. Defaults
// of token lifetimes are left to package tokens, which also explains them.
package config
