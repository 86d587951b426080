// Package transfer takes all that is kept out of one database and into another:
// into a backup, out of one, and from SQLite to PostgreSQL or back.
//
// It owns the list of the tables, what a backup is (a SQLite file with a table of
// contents), and the checksums by which both sides are compared before anything
// counts as done. What is written goes in one transaction: all of it or nothing.
// It leaves alone what the rows mean, but for RevokeAll.
package transfer
