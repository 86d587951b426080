package transfer

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
)

// A Sum is a checksum of rows: the SHA-256 of each, added byte by byte. So it
// depends on no order, which the two databases would not agree on for texts.
type Sum [sha256.Size]byte

// String is the sum in hexadecimal digits.
func (s Sum) String() string { return hex.EncodeToString(s[:]) }

func (s *Sum) add(r row) error {
	text, err := r.text()
	if err != nil {
		return err
	}
	for i, b := range sha256.Sum256(text) {
		s[i] += b
	}
	return nil
}

// text is the same for a row of either database, and another one for any other
// row: each value has its column, its kind and, where it could be any text, its
// length.
func (r row) text() ([]byte, error) {
	var text []byte
	for i, column := range r.columns {
		text = append(append(text, column...), ' ')
		switch v := r.values[i].(type) {
		case nil:
			text = append(text, "null"...)
		case bool:
			text = strconv.AppendBool(text, v)
		case int64:
			text = strconv.AppendInt(text, v, 10)
		case string:
			text = fmt.Appendf(text, "text %d %s", len(v), v)
		case []byte:
			text = fmt.Appendf(text, "bytes %d %s", len(v), v)
		default:
			return nil, fmt.Errorf("column %s holds a %T, which is neither number, text nor bytes", column, v)
		}
		text = append(text, '\n')
	}
	return text, nil
}
