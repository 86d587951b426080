package oauth

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
)

// maxDepth is how deep JSON from outside may be nested: no parameter needs a
// quarter of it (security row JW-11).
const maxDepth = 32

var (
	errNoObject = errors.New("it is no JSON object")
	errTooDeep  = errors.New("it is nested more than 32 deep")
	errTwice    = errors.New("a member stands in it twice")
)

// ReadObject reads one JSON object whose members have exact names. What is nested
// too deeply, and a member that stands there twice, anywhere, is an error, since
// two readers could each believe another one (RFC 8725 §2.4). Its errors may be
// shown: they hold nothing of the text.
func ReadObject(text []byte) (map[string]json.RawMessage, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	if err := checkValue(d, maxDepth); err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errNoObject
	}
	var members map[string]json.RawMessage
	if json.Unmarshal(text, &members) != nil || members == nil {
		return nil, errNoObject
	}
	return members, nil
}

// checkValue reads one value that may be nested depth deep.
func checkValue(d *json.Decoder, depth int) error {
	token, err := d.Token()
	if err != nil {
		return errNoObject
	}
	if _, nests := token.(json.Delim); !nests {
		return nil
	}
	if depth == 0 {
		return errTooDeep
	}
	names := map[any]bool{}
	for d.More() {
		if token == json.Delim('{') {
			name, err := d.Token()
			if err != nil {
				return errNoObject
			}
			if names[name] {
				return errTwice
			}
			names[name] = true
		}
		if err := checkValue(d, depth-1); err != nil {
			return err
		}
	}
	if _, err := d.Token(); err != nil { // what closes it
		return errNoObject
	}
	return nil
}

// An Audience is the aud of a JWT: a text, or a list of them (RFC 7519 §4.1.3).
type Audience []string

// UnmarshalJSON accepts both spellings.
func (a *Audience) UnmarshalJSON(data []byte) error {
	var one string
	if json.Unmarshal(data, &one) == nil {
		*a = Audience{one}
		return nil
	}
	return json.Unmarshal(data, (*[]string)(a))
}
