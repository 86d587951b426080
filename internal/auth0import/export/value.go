package export

import (
	"fmt"
	"strconv"

	"go.yaml.in/yaml/v3"
)

// A Value is a group of keys in the export, or nothing. Its methods take one key
// each. A key that is not there, or null, gives the zero value; one of the wrong
// kind too, after a Problem was noted.
type Value struct {
	r    *reader
	node *yaml.Node // a mapping; nil for nothing
	file string
	path string // "" for the whole
}

// Path is where the value stands, for example clients[My SPA].
func (v Value) Path() string { return v.path }

// Has reports whether key is there and not null.
func (v Value) Has(key string) bool { return v.peek(key) != nil }

// Text is a string, or a number as it is written.
func (v Value) Text(key string) string {
	n := v.take(key, yaml.ScalarNode, "text")
	if n == nil {
		return ""
	}
	if found := keyword.FindString(n.Value); found != "" {
		v.note(n, key, fmt.Sprintf("has the keyword %s: name the config.json that gives it a value with --keywords", found))
		return ""
	}
	return n.Value
}

// Secret is Text where keywords mask what an export does not give away; those
// count as nothing.
func (v Value) Secret(key string) string {
	n := v.take(key, yaml.ScalarNode, "text")
	if n == nil || keyword.MatchString(n.Value) {
		return ""
	}
	return n.Value
}

// Flag is true or false; where the export is silent, the result is otherwise's.
func (v Value) Flag(key string, otherwise Flag) Flag {
	n := v.take(key, yaml.ScalarNode, "true or false")
	if n == nil {
		return otherwise
	}
	b, err := strconv.ParseBool(n.Value)
	if err != nil {
		v.note(n, key, fmt.Sprintf("must be true or false, not %.40q", n.Value))
		return otherwise
	}
	return Flag(b)
}

// A Flag is yes or no, and has a name where it is passed.
type Flag bool

// The two Flags.
const (
	No  Flag = false
	Yes Flag = true
)

// Number is a number, and whether there is one.
func (v Value) Number(key string) (float64, bool) {
	n := v.take(key, yaml.ScalarNode, "a number")
	if n == nil {
		return 0, false
	}
	x, err := strconv.ParseFloat(n.Value, 64)
	if err != nil || x-x != 0 { // infinities and not-a-number are none
		v.note(n, key, fmt.Sprintf("must be a number, not %.40q", n.Value))
		return 0, false
	}
	return x, true
}

// Texts is a list of strings.
func (v Value) Texts(key string) []string {
	n := v.take(key, yaml.SequenceNode, "a list")
	if n == nil {
		return nil
	}
	var list []string
	for i, c := range n.Content {
		c = target(c)
		at := fmt.Sprintf("%s[%d]", key, i)
		found := keyword.FindString(c.Value)
		switch {
		case c.Kind != yaml.ScalarNode || isNull(c):
			v.note(c, at, "must be text")
		case found != "":
			v.note(c, at, fmt.Sprintf("has the keyword %s: name the config.json that gives it a value with --keywords", found))
		default:
			list = append(list, c.Value)
		}
	}
	return list
}

// Group is a group of keys.
func (v Value) Group(key string) Value {
	n := v.take(key, yaml.MappingNode, "a group of keys")
	return Value{r: v.r, node: n, file: v.fileOf(n), path: v.at(key)}
}

// Entries are the groups of keys in a list. Each is named by the first of the
// keys in named that it has, or by its number.
func (v Value) Entries(key string, named ...string) []Value {
	n := v.take(key, yaml.SequenceNode, "a list")
	if n == nil {
		return nil
	}
	var list []Value
	for i, c := range n.Content {
		c = target(c)
		e := Value{r: v.r, node: c, file: v.fileOf(c), path: fmt.Sprintf("%s[%d]", v.at(key), i)}
		if c.Kind != yaml.MappingNode {
			e.node = nil
			e.note(c, "", "must be a group of keys")
			continue
		}
		for _, name := range named {
			if id := e.peek(name); id != nil && id.Kind == yaml.ScalarNode && id.Value != "" {
				e.path = v.at(key) + "[" + id.Value + "]"
				break
			}
		}
		list = append(list, e)
	}
	return list
}
