// Package usage says which settings have a say in any token at all.
//
// It asks the plan of package tokens about every request that differs for it:
// each client with each way to be given tokens and each API. So a setting is
// unused when, and only when, no plan names it as what decided. It owns the walk
// over those requests; the rules of precedence stay where they are.
package usage
