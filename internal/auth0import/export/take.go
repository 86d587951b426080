package export

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// peek is the value of key without taking it.
func (v Value) peek(key string) *yaml.Node {
	if v.node == nil {
		return nil
	}
	for i := 0; i+1 < len(v.node.Content); i += 2 {
		if n := target(v.node.Content[i+1]); v.node.Content[i].Value == key && !isNull(n) {
			return n
		}
	}
	return nil
}

// take is the value of key if it has the kind that is wanted.
func (v Value) take(key string, kind yaml.Kind, want string) *yaml.Node {
	if v.node == nil {
		return nil
	}
	var found *yaml.Node
	for i := 0; i+1 < len(v.node.Content); i += 2 {
		k := v.node.Content[i]
		if k.Value != key {
			continue
		}
		if found != nil && !v.r.asked[k] {
			v.note(k, key, fmt.Sprintf("is said twice, first on line %d", found.Line))
		}
		v.r.asked[k] = true
		if found == nil {
			found = target(v.node.Content[i+1])
		}
	}
	if found == nil || isNull(found) {
		return nil
	}
	if found.Kind != kind {
		v.mismatch(found, key, want)
		return nil
	}
	return found
}

func (v Value) mismatch(n *yaml.Node, key, want string) {
	text := "must be " + want
	if found := keyword.FindString(n.Value); n.Kind == yaml.ScalarNode && found != "" {
		text = fmt.Sprintf("is the keyword %s: name the config.json that gives it a value with --keywords", found)
	}
	v.note(n, key, text)
}

func (v Value) note(n *yaml.Node, key, text string) {
	v.r.problem(Problem{File: v.fileOf(n), Line: n.Line, Column: n.Column, Path: v.at(key), Text: text})
}

// fileOf is the file n was written in, or that of v.
func (v Value) fileOf(n *yaml.Node) string {
	if name := v.r.origin[n]; name != "" {
		return name
	}
	return v.file
}

func (v Value) at(key string) string { return strings.Trim(v.path+"."+key, ".") }

// target is what an alias stands for, and any other node itself.
func target(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode && n.Alias != nil {
		return n.Alias
	}
	return n
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" }
