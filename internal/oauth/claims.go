package oauth

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// maxClaims is the longest claims parameter that is read, in bytes: all standard
// claims for both places fit well within it.
const maxClaims = 8 << 10

// A ClaimsRequest is the claims parameter (OIDC Core §5.5): what is said of each
// claim that is asked for, by its name.
type ClaimsRequest struct {
	IDToken  map[string]ClaimRequest
	Userinfo map[string]ClaimRequest
}

// A ClaimRequest is what is said of one claim (OIDC Core §5.5.1). A value that is
// no text is one that no claim of ours ever has, and stands for none.
type ClaimRequest struct {
	Essential bool
	Values    []string // that would do, of value and values; nil: any
}

// Wants reports whether value would do.
func (c ClaimRequest) Wants(value string) bool {
	return c.Values == nil || slices.Contains(c.Values, value)
}

// ParseClaims reads a claims parameter, of which an empty one asks for nothing.
// Names are compared exactly, and members that nobody knows are passed over. Its
// *Error is invalid_request.
func ParseClaims(text string) (ClaimsRequest, error) {
	switch {
	case text == "":
		return ClaimsRequest{}, nil
	case len(text) > maxClaims:
		return ClaimsRequest{}, badClaims("it is longer than 8 KB")
	}
	places, err := ReadObject([]byte(text))
	if err != nil {
		return ClaimsRequest{}, badClaims(err.Error())
	}
	var r ClaimsRequest
	for name, place := range map[string]*map[string]ClaimRequest{"id_token": &r.IDToken, "userinfo": &r.Userinfo} {
		if raw, said := places[name]; said && json.Unmarshal(raw, place) != nil {
			return ClaimsRequest{}, badClaims("its member " + name + " must be an object that has for each claim null, or an object of essential, value and values")
		}
	}
	return r, nil
}

func badClaims(why string) error {
	return Errorf(InvalidRequest, "The parameter claims must be a JSON object, see OpenID Connect Core §5.5: %s.", why)
}

// UnmarshalJSON reads null or an object.
func (c *ClaimRequest) UnmarshalJSON(data []byte) error {
	var said map[string]json.RawMessage // not a struct, which would take ESSENTIAL for essential
	if err := json.Unmarshal(data, &said); err != nil {
		return err
	}
	if raw, is := said["essential"]; is {
		if err := json.Unmarshal(raw, &c.Essential); err != nil {
			return err
		}
	}
	var values []any
	if raw, is := said["values"]; is {
		if err := json.Unmarshal(raw, &values); err != nil {
			return err
		}
	}
	if raw, is := said["value"]; is {
		var value any
		if err := json.Unmarshal(raw, &value); err != nil {
			return err
		}
		values = append(values, value)
	}
	if values != nil {
		c.Values = texts(values)
	}
	return nil
}

// texts are the texts among values.
func texts(values []any) []string {
	list := []string{}
	for _, value := range values {
		if text, is := value.(string); is {
			list = append(list, text)
		}
	}
	return list
}

// Names are those of asked that known reports, in order, with a space between.
func Names(asked map[string]ClaimRequest, known func(string) bool) string {
	names := slices.Sorted(maps.Keys(asked))
	return strings.Join(slices.DeleteFunc(names, func(name string) bool { return !known(name) }), " ")
}
