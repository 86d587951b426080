// Package check judges what a configuration means: whether its values are safe
// and fit together.
//
// It owns the rules and the words they are reported in. The shape of the file
// was judged before, by package strict; what is built of it is left to package
// config.
package check
