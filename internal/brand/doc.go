// Package brand is how an application looks to the people who log in to it: its
// logo, its colours, and where its terms and its privacy policy are.
//
// It owns which values are taken at all, and the arithmetic of contrast. It leaves
// alone where they are shown. Everything in a Brand was read by this package, so
// whoever shows it can rely on its shape (security rows CA-13 and SE-12).
package brand
