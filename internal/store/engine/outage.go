package engine

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Out reports whether err says that the database cannot do its work now, and the
// same deed may succeed later: it cannot be reached, does not answer in time, has
// no room or no connection left, or was closed. A deed that failed so may or may
// not have been done.
func Out(err error) bool {
	if err == nil {
		return false
	}
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return outOfService(pg.Code)
	}
	if lite, ok := errors.AsType[*sqlite.Error](err); ok {
		return outOfFile(lite.Code())
	}
	return unreachable(err)
}

// outOfService goes by the classes of PostgreSQL, appendix A: 08 connection
// exception, 53 insufficient resources, 57 operator intervention (which includes a
// statement_timeout), 58 system error, 40 broken off more than three times; and by
// 25006, a server that has become a read-only standby.
func outOfService(code string) bool {
	if len(code) < 2 {
		return false
	}
	switch code[:2] {
	case "08", "53", "57", "58", "40":
		return true
	}
	return code == "25006"
}

// outOfFile goes by the primary result codes (sqlite.org/rescode.html).
func outOfFile(code int) bool {
	switch code & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_NOMEM:
		return true
	}
	return false
}

// unreachable is what is said before a server has answered at all.
func unreachable(err error) bool {
	_, connecting := errors.AsType[*pgconn.ConnectError](err)
	_, network := errors.AsType[net.Error](err)
	return connecting || network || pgconn.Timeout(err) ||
		errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, context.DeadlineExceeded)
}
