package engine

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
)

// RE-08, TK-19: what a mistake of ours, a duplicate or a missing table says is no
// outage, and nobody should try again because of it.
func TestWhatAnOutageIs(t *testing.T) {
	for name, tt := range map[string]struct {
		err  error
		want bool
	}{
		"none":              {nil, false},
		"anything":          {errors.New("no"), false},
		"cancelled":         {context.Canceled, false},
		"too late":          {fmt.Errorf("read: %w", context.DeadlineExceeded), true},
		"refused":           {&net.OpError{Op: "dial", Err: errors.New("refused")}, true},
		"cut":               {fmt.Errorf("read: %w", io.ErrUnexpectedEOF), true},
		"bad connection":    {driver.ErrBadConn, true},
		"statement timeout": {&pgconn.PgError{Code: "57014"}, true},
		"shutting down":     {&pgconn.PgError{Code: "57P01"}, true},
		"starting up":       {&pgconn.PgError{Code: "57P03"}, true},
		"disk full":         {&pgconn.PgError{Code: "53100"}, true},
		"no connection":     {&pgconn.PgError{Code: "53300"}, true},
		"deadlock":          {&pgconn.PgError{Code: "40P01"}, true},
		"standby":           {&pgconn.PgError{Code: "25006"}, true},
		"duplicate":         {&pgconn.PgError{Code: "23505"}, false},
		"syntax":            {&pgconn.PgError{Code: "42601"}, false},
		"password":          {&pgconn.PgError{Code: "28P01"}, false},
		"no code":           {&pgconn.PgError{}, false},
	} {
		if got := Out(tt.err); got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
