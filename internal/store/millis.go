package store

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// millis is a time as both databases keep it: a BIGINT of milliseconds since
// 1970, without zone or locale for a driver to guess at.
type millis time.Time

// Value gives the column's number.
func (m millis) Value() (driver.Value, error) { return time.Time(m).UnixMilli(), nil }

// Scan reads the column's number.
func (m *millis) Scan(src any) error {
	n, ok := src.(int64)
	if !ok {
		return fmt.Errorf("a time column holds %T, not a number of milliseconds", src)
	}
	*m = millis(time.UnixMilli(n).UTC())
	return nil
}
