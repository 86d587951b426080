package strict

import (
	"encoding"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"authd/internal/suggest"

	"go.yaml.in/yaml/v3"
)

// A misfit says why a scalar is not what its place asks for.
type misfit struct{ text, suggestion string }

// scalar reads one value. Types that read themselves keep their text here and
// are decoded later; it is only made sure that they can be.
func scalar(n *yaml.Node, p place) (any, *misfit) {
	switch {
	case readsText(p.typ):
		return n.Value, readable(n.Value, p.typ)
	case p.typ.Kind() == reflect.Bool:
		return truth(n)
	case p.typ.Kind() == reflect.Int:
		return number(n, p.tag)
	case n.Tag != "!!str" && n.Tag != "!!int":
		return nil, &misfit{text: "must be text: put it in quotes"}
	}
	return n.Value, oneOf(n.Value, p.tag)
}

func readable(text string, t reflect.Type) *misfit {
	reader := reflect.New(t).Interface().(encoding.TextUnmarshaler)
	if err := reader.UnmarshalText([]byte(text)); err != nil {
		return &misfit{text: err.Error()}
	}
	return nil
}

func truth(n *yaml.Node) (any, *misfit) {
	v, err := strconv.ParseBool(n.Value)
	if err != nil || n.Tag != "!!bool" {
		return nil, &misfit{text: fmt.Sprintf("must be true or false, not %.40q", n.Value)}
	}
	return v, nil
}

func number(n *yaml.Node, tag reflect.StructTag) (any, *misfit) {
	v, err := strconv.Atoi(n.Value)
	if err != nil || n.Tag != "!!int" {
		return nil, &misfit{text: fmt.Sprintf("must be a whole number, not %.40q", n.Value)}
	}
	least, leastErr := strconv.Atoi(tag.Get("min"))
	most, mostErr := strconv.Atoi(tag.Get("max"))
	if leastErr == nil && v < least || mostErr == nil && v > most {
		return nil, &misfit{text: fmt.Sprintf("must be from %d to %d, not %d", least, most, v)}
	}
	return v, nil
}

func oneOf(text string, tag reflect.StructTag) *misfit {
	words := strings.Fields(tag.Get("oneof"))
	if len(words) == 0 || slices.Contains(words, text) {
		return nil
	}
	return &misfit{text: fmt.Sprintf("must be one of %s, not %.40q", strings.Join(words, ", "), text), suggestion: suggest.Nearest(text, words)}
}

// Override lays values from the environment over t. Every scalar of shape that
// stands in no list can be set so, by AUTHD_ and its path in upper case with
// "_" for ".". An empty variable counts as unset. The result maps paths to
// values; they are not put into t.Values.
func (t Tree) Override(shape any, lookup func(string) (string, bool)) (map[string]any, Problems) {
	over, problems := map[string]any{}, Problems(nil)
	everyKey(place{typ: reflect.TypeOf(shape)}, func(p place) bool {
		name := "AUTHD_" + strings.ToUpper(strings.ReplaceAll(p.path, ".", "_"))
		text, _ := lookup(name)
		if text == "" || !isScalar(p.typ) || strings.Contains(p.path, "[]") {
			return true
		}
		t.over[p.path] = name
		v, err := scalar(plain(text, p.typ), p)
		if err != nil {
			problems = append(problems, Problem{File: name, Path: p.path, Text: err.text, Suggestion: err.suggestion})
			return true
		}
		over[p.path] = v
		t.texts[p.path] = text
		return true
	})
	return over, problems
}

// plain makes a node of text as if the file had it where a t belongs.
func plain(text string, t reflect.Type) *yaml.Node {
	tags := map[reflect.Kind]string{reflect.Bool: "!!bool", reflect.Int: "!!int"}
	n := &yaml.Node{Kind: yaml.ScalarNode, Value: text, Tag: "!!str"}
	if tag, ok := tags[t.Kind()]; ok && !readsText(t) {
		n.Tag = tag
	}
	return n
}
