// Package refresh makes refresh tokens and knows them again.
//
// One authorization has one family, a row; its tokens are numbered and not kept
// at all. A token says its family and its number, its generation, and carries a
// keyed hash over both. So a token of any earlier generation is still known for
// what it is, for as long as its family lives, and whoever repeats a request is
// given the same successor again. See docs/adr/0006.
//
// It owns the text of the tokens and the decision what a token that is presented
// means: the newest, a repeat, or stolen. It leaves alone what else must be true
// for tokens to be issued (package grants), who may speak for a client, the
// settings (package tokens: the plan) and how rows are kept.
package refresh
