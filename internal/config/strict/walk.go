package strict

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"authd/internal/suggest"

	"go.yaml.in/yaml/v3"
)

// A walker goes down the document and the struct together. It follows the
// struct, whose depth is fixed, so aliases cannot lead it in circles.
type walker struct {
	file     string
	said     map[string]spot
	texts    map[string]string
	fields   map[reflect.Type]map[string]place // by key, each with its key as the path
	problems Problems
}

// A place is where in the struct the walker stands.
type place struct {
	path   string
	typ    reflect.Type
	tag    reflect.StructTag
	listed bool // an element of a list of scalars
}

func (w *walker) report(n *yaml.Node, path, text string) *Problem {
	w.problems = append(w.problems, Problem{File: w.file, Line: n.Line, Column: n.Column, Path: path, Text: text})
	return &w.problems[len(w.problems)-1]
}

func (w *walker) mark(n *yaml.Node, path string) {
	w.said[path] = spot{int32(n.Line), int32(n.Column)} //nolint:gosec // a file of two thousand million lines is refused before
}

// child finds the field of of's struct that has the key name. Fields are
// remembered: a list has many elements of one type.
func (w *walker) child(of place, name string) (place, bool) {
	known := w.fields[of.typ]
	if known == nil {
		known = map[string]place{}
		for _, f := range fields(of.typ) {
			known[f.path] = f
		}
		w.fields[of.typ] = known
	}
	p, found := known[name]
	if found {
		p.path = join(of.path, name)
	}
	return p, found
}

// value reads n as what stands at p; at is where to point when it does not fit.
func (w *walker) value(at, n *yaml.Node, p place) (any, bool) {
	n = target(n)
	switch {
	case n.Kind == yaml.SequenceNode && p.typ.Kind() == reflect.Slice:
		return w.sequence(n, p)
	case n.Kind == yaml.MappingNode && p.typ.Kind() == reflect.Struct && !readsText(p.typ):
		return w.mapping(n, p)
	case n.Kind != yaml.ScalarNode || !isScalar(p.typ):
		w.report(at, p.path, "must be "+describe(p.typ))
		return nil, false
	}
	v, err := scalar(n, p)
	if err != nil {
		w.report(at, p.path, err.text).Suggestion = err.suggestion
	}
	if !p.listed {
		w.texts[p.path] = n.Value
	}
	return v, err == nil
}

// mapping reads a group of keys into what the fields of the struct accept.
func (w *walker) mapping(n *yaml.Node, p place) (map[string]any, bool) {
	n = target(n)
	if n.Kind != yaml.MappingNode {
		w.report(n, p.path, "must be "+describe(p.typ))
		return nil, false
	}
	out := map[string]any{}
	lines := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		w.member(member{key: n.Content[i], value: n.Content[i+1], of: p, lines: lines}, out)
	}
	return out, true
}

// A member is one key with its value. lines says where its siblings before it
// stand.
type member struct {
	key, value *yaml.Node
	of         place
	lines      map[string]int
}

func (w *walker) member(m member, out map[string]any) {
	name := m.key.Value
	p, known := w.child(m.of, name)
	if !known {
		w.report(m.key, join(m.of.path, name), "unknown key").Suggestion = suggest.Nearest(name, keys(m.of.typ))
		return
	}
	if first, twice := m.lines[name]; twice {
		w.report(m.key, p.path, fmt.Sprintf("is said twice, first on line %d", first))
		return
	}
	m.lines[name] = m.key.Line
	if isNull(target(m.value)) {
		return
	}
	w.mark(m.key, p.path)
	if v, ok := w.value(m.key, m.value, p); ok {
		out[name] = v
	}
}

// sequence reads a list. A list with an element that is not even the right kind
// is dropped whole, so that nobody reads half a list as if it were all of it.
func (w *walker) sequence(n *yaml.Node, p place) (any, bool) {
	list, whole := []any{}, true
	lines := map[string]int{}
	if isScalar(p.typ.Elem()) {
		w.texts[p.path] = joined(n)
	}
	for i, node := range n.Content {
		e := place{path: p.path + "[" + strconv.Itoa(i) + "]", typ: p.typ.Elem(), tag: p.tag, listed: true}
		if e.typ.Kind() == reflect.Struct && !readsText(e.typ) {
			name, ok := w.elementName(node, e, lines)
			if !ok {
				continue
			}
			e.path, e.listed = p.path+"["+name+"]", false
		}
		w.mark(node, e.path)
		v, ok := w.value(node, node, e)
		list, whole = append(list, v), whole && ok
	}
	return list, whole
}

// joined is a list of scalars as one text.
func joined(n *yaml.Node) string {
	values := make([]string, len(n.Content))
	for i, node := range n.Content {
		values[i] = target(node).Value
	}
	return strings.Join(values, ", ")
}

// elementName is the value of the key that names a list's elements. An element
// without a name, or with a name already taken, is reported and left out.
func (w *walker) elementName(node *yaml.Node, e place, lines map[string]int) (string, bool) {
	key := e.typ.Field(0).Tag.Get("mapstructure")
	n := target(node)
	if n.Kind != yaml.MappingNode {
		w.report(node, e.path, "must be "+describe(e.typ))
		return "", false
	}
	name := memberText(n, key)
	if name == "" {
		w.mapping(n, e)
		w.report(node, e.path, key+" is missing: every element of this list needs it")
		return "", false
	}
	if first, twice := lines[name]; twice {
		w.report(node, e.path, fmt.Sprintf("%s %s is already used on line %d", key, strconv.Quote(name), first))
		return "", false
	}
	lines[name] = node.Line
	return name, true
}

func memberText(n *yaml.Node, key string) string {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if v := target(n.Content[i+1]); n.Content[i].Value == key && v.Kind == yaml.ScalarNode && !isNull(v) {
			return v.Value
		}
	}
	return ""
}

// target is what an alias stands for, and any other node itself.
func target(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode && n.Alias != nil {
		return n.Alias
	}
	return n
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" }
