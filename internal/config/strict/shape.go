package strict

import (
	"encoding"
	"iter"
	"reflect"
	"strings"
)

// fields are the fields of a struct in its order, each with its key as the path.
func fields(t reflect.Type) []place {
	list := make([]place, t.NumField())
	for i := range list {
		f := t.Field(i)
		list[i] = place{path: f.Tag.Get("mapstructure"), typ: f.Type, tag: f.Tag}
	}
	return list
}

// keys lists the keys of a struct, in its order.
func keys(t reflect.Type) []string {
	var list []string
	for _, f := range fields(t) {
		list = append(list, f.path)
	}
	return list
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// Keys yields the path of every key of shape, in its order; an element of a
// list stands as "[]".
func Keys(shape any) iter.Seq[string] {
	return func(yield func(string) bool) {
		everyKey(place{typ: reflect.TypeOf(shape)}, func(p place) bool { return yield(p.path) })
	}
}

// everyKey calls visit for each key below p until visit returns false, and
// reports whether it never did.
func everyKey(p place, visit func(place) bool) bool {
	for _, f := range fields(p.typ) {
		f.path = join(p.path, f.path)
		if !visit(f) || !everyKeyIn(f, visit) {
			return false
		}
	}
	return true
}

func everyKeyIn(p place, visit func(place) bool) bool {
	if p.typ.Kind() == reflect.Slice {
		p = place{path: p.path + "[]", typ: p.typ.Elem()}
	}
	if p.typ.Kind() != reflect.Struct || readsText(p.typ) {
		return true
	}
	return everyKey(p, visit)
}

var textReader = reflect.TypeFor[encoding.TextUnmarshaler]()

// readsText reports whether a type reads itself from text. A list type that
// does may be written as a list or as one value.
func readsText(t reflect.Type) bool { return reflect.PointerTo(t).Implements(textReader) }

func isScalar(t reflect.Type) bool {
	return readsText(t) || t.Kind() != reflect.Struct && t.Kind() != reflect.Slice
}

// describe says what is to be written where a t stands.
func describe(t reflect.Type) string {
	switch {
	case t.Kind() == reflect.Slice:
		return "a list, like [first, second]"
	case readsText(t):
		return "one value"
	case t.Kind() == reflect.Struct:
		return "a group of keys: " + strings.Join(keys(t), ", ")
	case t.Kind() == reflect.Bool:
		return "true or false"
	case t.Kind() == reflect.Int:
		return "a whole number"
	}
	return "text"
}
