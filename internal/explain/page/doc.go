// Package page is /dev/explain: the questions of `authd explain` as a form, and
// the answers as a page or as JSON, in development.
//
// It owns the page. It leaves alone the answers, which are package explain's, so
// that they are those of the command line.
package page
