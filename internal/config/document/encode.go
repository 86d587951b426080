package document

import (
	"bytes"
	"encoding"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"time"

	"go.yaml.in/yaml/v3"
)

// notZeroByDefault are keys whose zero is not their default, so that leaving
// them out would say something else.
var notZeroByDefault = []string{"is_first_party", "leeway"}

// Encode writes f as YAML: what is set, in the order of the struct. A comment
// stands above the key whose path it is kept under, and that of "" above all.
// Rates and networks cannot be written.
func (f File) Encode(comments map[string]string) ([]byte, error) {
	root, err := f.node(comments)
	if err != nil {
		return nil, err
	}
	document := yaml.Node{Kind: yaml.DocumentNode, HeadComment: comments[""], Content: []*yaml.Node{root}}
	var b bytes.Buffer
	w := yaml.NewEncoder(&b)
	w.SetIndent(2)
	if err := w.Encode(&document); err != nil {
		return nil, err
	}
	return b.Bytes(), w.Close()
}

// Node is the mapping that Encode writes, for who reads it without a text in
// between.
func (f File) Node() (*yaml.Node, error) { return f.node(nil) }

func (f File) node(comments map[string]string) (*yaml.Node, error) {
	return encoder{comments}.group(reflect.ValueOf(f), "")
}

type encoder struct{ comments map[string]string }

func (e encoder) group(v reflect.Value, path string) (*yaml.Node, error) {
	n := &yaml.Node{Kind: yaml.MappingNode}
	for i := range v.NumField() {
		key := v.Type().Field(i).Tag.Get("mapstructure")
		if v.Field(i).IsZero() && !slices.Contains(notZeroByDefault, key) {
			continue
		}
		at := key
		if path != "" {
			at = path + "." + key
		}
		value, err := e.value(v.Field(i), at)
		if err != nil {
			return nil, err
		}
		n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: key, HeadComment: e.comments[at]}, value)
	}
	return n, nil
}

func (e encoder) value(v reflect.Value, path string) (*yaml.Node, error) {
	switch writer, writes := v.Interface().(encoding.TextMarshaler); {
	case writes:
		text, err := writer.MarshalText()
		return &yaml.Node{Kind: yaml.ScalarNode, Value: string(text)}, err
	case v.Kind() == reflect.Struct:
		return e.group(v, path)
	case v.Kind() == reflect.Slice:
		return e.list(v, path)
	}
	return scalar(v, path)
}

func scalar(v reflect.Value, path string) (*yaml.Node, error) {
	n := &yaml.Node{Kind: yaml.ScalarNode}
	switch v.Kind() {
	case reflect.String:
		n.SetString(v.String()) // in quotes where it would read as something else
	case reflect.Bool:
		n.Tag, n.Value = "!!bool", fmt.Sprint(v)
	case reflect.Int:
		n.Tag, n.Value = "!!int", fmt.Sprint(v)
	default:
		return nil, fmt.Errorf("%s: has no way to be written", path)
	}
	return n, nil
}

// list names its elements by their first key, as paths do.
func (e encoder) list(v reflect.Value, path string) (*yaml.Node, error) {
	n := &yaml.Node{Kind: yaml.SequenceNode}
	for i := range v.Len() {
		one, at := v.Index(i), path
		if one.Kind() == reflect.Struct && one.Field(0).Kind() != reflect.String {
			return nil, fmt.Errorf("%s: has no way to be written", path)
		}
		if one.Kind() == reflect.Struct {
			at += "[" + one.Field(0).String() + "]"
		}
		value, err := e.value(one, at)
		if err != nil {
			return nil, err
		}
		n.Content = append(n.Content, value)
	}
	return n, nil
}

// MarshalText writes seconds, or hours where seconds would be too many to read.
func (l Lifetime) MarshalText() ([]byte, error) { return Span(l).MarshalText() }

// MarshalText writes a span as Lifetime's does.
func (s Span) MarshalText() ([]byte, error) {
	d := time.Duration(s)
	if d/time.Second > math.MaxInt32 {
		return []byte(strconv.Itoa(int(d/time.Hour)) + "h"), nil
	}
	return []byte(strconv.Itoa(int(d / time.Second))), nil
}
