// Package locale is every word a person reads, on pages and in mails, in every
// language there is, and the choice among them.
//
// It owns the languages (one file each in folder languages, read when the
// program starts), their plural forms, and the reading of what a request prefers.
// It leaves alone where words are shown. What developers read, such as the
// descriptions of OAuth errors, is English and not here.
//
// A request only ever picks from the list of languages; nothing it sends is a
// file's name (security rows AZ-30 and PL-26). A file that lacks a text, has one
// too many or loses a placeholder stops the program at its start.
package locale
