package store

import "database/sql"

// What the tests of one database look into.

func (db *DB) Writer() *sql.DB { return db.pools.Writer }
func (db *DB) Reader() *sql.DB { return db.pools.Reader }

var Again = again
