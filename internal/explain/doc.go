// Package explain answers what tokens a request would earn and which setting
// decided each part of them, from the configuration alone.
//
// It owns reading the question, as the command line and the pages ask it (Plan),
// the words in which a person is told the answer (Sections, Write), and all
// questions at once (Matrix). It leaves alone the answer itself: that is the plan of
// package tokens, the same one that is issued from, so an explanation cannot drift
// from what happens.
package explain
