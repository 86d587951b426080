// Package discovery serves the documents under /.well-known/: the provider
// metadata and the key set.
//
// It owns what the metadata says, which is only what this version does, and how
// both documents are cached. It leaves alone the keys themselves, which package
// keys publishes, and the paths it is routed at.
package discovery
