// Package consent asks people whether a client that is not first party may have
// what it asks for, and keeps the answer.
//
// It owns the page and who may answer it: the session the question was asked in,
// in the browser it was asked in. It leaves alone whether there is something to
// ask (package authorize): an answer of either kind leads back to
// /authorize/resume, which decides again.
package consent
