// Package inbox is the mailbox of `authd dev`: mails and text messages end here
// instead of at a mail server or a gateway, and a page shows them.
//
// It owns the last mails in memory, the page and its JSON. It leaves alone when
// it may be used at all: package config refuses it unless the server is reached
// by this machine alone, since whoever reads it can log in as anybody.
package inbox
