// Package oauth holds the words of the RFCs as Go types: response types and
// modes, prompts, scopes, grant types, request parameters and errors.
//
// It owns how those words are read from and written to the wire. It leaves
// alone everything that needs a client, a setting, a clock or a store, and so
// imports nothing but the standard library.
package oauth
