package store

import (
	"database/sql/driver"
	"fmt"
	"math"
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

// end is millis for a moment that may never come, which is the zero time.
type end time.Time

const never int64 = math.MaxInt64

// Value gives the column's number, one that is after all others for never.
func (e end) Value() (driver.Value, error) {
	if time.Time(e).IsZero() {
		return never, nil
	}
	return millis(e).Value()
}

// Scan reads the column's number.
func (e *end) Scan(src any) error {
	if src == never {
		*e = end{}
		return nil
	}
	return (*millis)(e).Scan(src)
}

// span is a length of time as a BIGINT of milliseconds.
type span time.Duration

// Value gives the column's number.
func (s span) Value() (driver.Value, error) { return time.Duration(s).Milliseconds(), nil }

// Scan reads the column's number.
func (s *span) Scan(src any) error {
	n, ok := src.(int64)
	if !ok {
		return fmt.Errorf("a column for a length of time holds %T, not a number of milliseconds", src)
	}
	*s = span(time.Duration(n) * time.Millisecond)
	return nil
}
