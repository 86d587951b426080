// Package scale measures what growth costs: the shipped binary before a great many
// people, sessions and refresh families are in its database, and after; see
// docs/capacity.md. In make test there are few of them; make scale has a million.
//
// It owns the filling, the measuring and the table of results. It leaves alone how
// fast is fast enough: machines differ, so no test here fails for being slow. It
// has no code besides its tests.
package scale
