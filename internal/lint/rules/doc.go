// Package rules holds the rules by which package lint judges a configuration,
// one a file, and their list (All).
//
// It owns what each rule looks for and its words. The pages in docs/lint tell
// the same at length, and their examples are this package's tests. What a
// finding is and how it is accepted is left to package lint, what has a say in a
// token to package usage.
package rules
