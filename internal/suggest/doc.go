// Package suggest finds the word somebody probably meant.
//
// It owns the measure of likeness. What the known words are, and how a
// suggestion is shown, is left to its callers.
package suggest
