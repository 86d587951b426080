// Package changes tells in words what another configuration changes, and for
// whom.
//
// It owns the comparison: of lifetimes it says what tokens really live before and
// after, which is the plan's to tell, and not what a setting was changed to; of
// everything else which settings differ. It leaves alone how configurations are
// read and taken over.
package changes
