// Package engine opens the two databases so that what they confirm is kept:
// SQLite as a file that one process writes, PostgreSQL as a server that several
// share. It is the only package that knows the drivers.
//
// It owns what differs between the two, see docs/adr/0003: pools and their
// settings, who may open a file, the lock around migrations, and which errors
// only mean that a deed must be repeated. It leaves alone what the tables hold:
// the schema is handed in, and package store knows the statements.
package engine
