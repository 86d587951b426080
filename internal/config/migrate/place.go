package migrate

import (
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// written is a scalar as it stands in the text, "" when it is spelt in a way
// that is not known here.
func (e editor) written(n *yaml.Node) string {
	for _, quote := range []string{"", `"`, "'"} {
		if form := quote + n.Value + quote; strings.HasPrefix(e.text[e.offset(n):], form) {
			return form
		}
	}
	return ""
}

// offset is where a node begins, in bytes. YAML counts columns in characters.
func (e editor) offset(n *yaml.Node) int {
	at := 0
	for range n.Line - 1 {
		at += strings.IndexByte(e.text[at:], '\n') + 1
	}
	for range n.Column - 1 {
		_, size := utf8.DecodeRuneInString(e.text[at:])
		at += size
	}
	return at
}

// contentEnd is where the line of at ends, without its line break.
func (e editor) contentEnd(at int) int {
	line, _, _ := strings.Cut(e.text[at:], "\n")
	return at + len(strings.TrimSuffix(line, "\r"))
}

func (e editor) lineEnd() string {
	if strings.Contains(e.text, "\r\n") {
		return "\r\n"
	}
	return "\n"
}

func clientNode(root *yaml.Node, id string) *yaml.Node {
	_, list := entry(root, "clients")
	if list == nil {
		return nil
	}
	for _, n := range list.Content {
		if _, name := entry(n, "client_id"); name != nil && name.Value == id {
			return n
		}
	}
	return nil
}

// entry finds a key of a mapping and its value; nil and nil where there is none.
func entry(n *yaml.Node, name string) (*yaml.Node, *yaml.Node) {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil, nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return n.Content[i], n.Content[i+1]
		}
	}
	return nil, nil
}
