package people

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"authd/internal/authd"
	"authd/internal/suggest"
)

// members are the names that a record's JSON has, and those of its address.
var members, addressMembers = names(reflect.TypeFor[Record]()), names(reflect.TypeFor[authd.Address]())

func names(t reflect.Type) []string {
	var list []string
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			list = append(list, names(f.Type)...)
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		list = append(list, name)
	}
	return list
}

// decode reads body over r. Every member must be known, and be spelled as it is
// here: package encoding/json would take another case for the same.
func decode(body []byte, r *Record) error {
	given, err := object(body)
	if err != nil {
		return err
	}
	if err := allKnown(given, members, ""); err != nil {
		return err
	}
	address, _ := given["address"].(map[string]any)
	if err := allKnown(address, addressMembers, "address."); err != nil {
		return err
	}
	err = json.Unmarshal(body, r)
	if mistake, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fmt.Errorf("%s: must be %s and not a %s", mistake.Field, kinds[mistake.Type.Kind()], mistake.Value)
	}
	if err != nil {
		return errors.New("created_at and updated_at: must be times like 2024-01-31T12:00:00.000Z") // nothing else is left
	}
	return nil
}

var kinds = map[reflect.Kind]string{reflect.String: "a text", reflect.Bool: "true or false", reflect.Struct: "an object"}

// object is body by members. The error says nothing of what body holds.
func object(body []byte) (map[string]any, error) {
	var given map[string]any
	if err := json.Unmarshal(body, &given); err != nil || given == nil {
		return nil, errors.New("a user is one JSON object")
	}
	return given, nil
}

func allKnown(given map[string]any, known []string, under string) error {
	for name := range given {
		if slices.Contains(known, name) {
			continue
		}
		if meant := suggest.Nearest(name, known); meant != "" {
			return fmt.Errorf("%s%.40s: is not known; did you mean %s%s?", under, name, under, meant)
		}
		return fmt.Errorf("%s%.40s: is not known; there are %s", under, name, strings.Join(known, ", "))
	}
	return nil
}
