// Package storetest is the contract of package store: what its deeds promise to
// the packages that use them, one part for each, and the same for SQLite and
// PostgreSQL. The parts that matter most race: many callers at one barrier, and
// a count of winners.
//
// It owns the promises and the opening of throw-away databases. It leaves alone
// what is particular to one database; store's own tests have that.
package storetest
