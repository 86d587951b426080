// Package migrate moves a client of the configuration file from the implicit
// flow to codes with PKCE.
//
// It owns the judgement whether the client is ready, what its settings become,
// and the change of the text: only the characters that must change do, so that
// comments and formatting stay. It leaves alone what the settings mean, which
// package config says about the text before and after.
package migrate
