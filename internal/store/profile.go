package store

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"

	"authd/internal/authd"
)

// profile is a person's further claims as their column holds them: JSON, or
// nothing for the many who have none.
type profile authd.Profile

// Value gives the column's text.
func (p profile) Value() (driver.Value, error) {
	if p == (profile{}) {
		return "", nil
	}
	text, err := json.Marshal(p)
	return string(text), err
}

// Scan reads the column's text.
func (p *profile) Scan(src any) error {
	text, ok := src.(string)
	if !ok {
		return fmt.Errorf("a column for a profile holds %T, not a text", src)
	}
	*p = profile{}
	if text == "" {
		return nil
	}
	return json.Unmarshal([]byte(text), p)
}
