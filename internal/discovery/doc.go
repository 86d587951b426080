// Package discovery serves the documents under /.well-known/: the provider
// metadata and the key set.
//
// It owns what the metadata says, which is only what this version does, and how
// long both documents are cached. It leaves alone the keys, which package keys
// publishes, and the paths and CORS of its handlers, which are the routes'.
package discovery
