package migrate

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"authd/internal/oauth"
)

// An editor holds one client's place in the text. Its methods report false where
// the text is not written as they know it.
type editor struct {
	text   string
	path   string
	client *yaml.Node // nil: not found, or an alias
}

// changes are what makes the client's settings want.
func (e editor) changes(want settings) ([]Change, bool) {
	key, list := entry(e.client, "grant_types")
	if key == nil || list.Kind != yaml.SequenceNode {
		return nil, false
	}
	grants, ok := e.grants(key, list, want.grantTypes)
	if !ok {
		return nil, false
	}
	switchKey, value := entry(e.client, "require_pkce")
	switch {
	case !want.requirePKCE || value != nil && value.Value == "true":
		return []Change{grants}, true
	case value == nil:
		grants.New = "require_pkce: true" + e.between(key) + grants.New
		return []Change{grants}, true
	}
	pkce, ok := e.switchOn(switchKey, value)
	return []Change{grants, pkce}, ok
}

// switchOn is the change of a false to true.
func (e editor) switchOn(key, value *yaml.Node) (Change, bool) {
	c := e.at(key)
	at := e.offset(value)
	if at < c.start || e.written(value) != value.Value {
		return Change{}, false
	}
	c.Old = e.text[c.start : at+len(value.Value)]
	c.New = e.text[c.start:at] + "true"
	return c, true
}

// between is what stands between a new key and the key it is put in front of.
func (e editor) between(key *yaml.Node) string {
	if e.client.Style&yaml.FlowStyle != 0 {
		return ", "
	}
	return e.lineEnd() + strings.Repeat(" ", key.Column-1)
}

// at is a change that begins at a key of the client.
func (e editor) at(key *yaml.Node) Change {
	c := Change{Path: e.path + "." + key.Value, Line: key.Line, start: e.offset(key)}
	before := e.text[strings.LastIndexByte(e.text[:c.start], '\n')+1 : c.start]
	if strings.Trim(before, " ") == "" {
		c.Indent = before
	}
	return c
}

// grants is the change of the list below key, where words of want that the list
// lacks are put in the place of implicit, or behind it if want has it too.
func (e editor) grants(key, list *yaml.Node, want []string) (Change, bool) {
	var present []string
	for _, n := range list.Content {
		present = append(present, n.Value)
	}
	at := slices.Index(present, string(oauth.GrantImplicit))
	if at < 0 {
		return Change{}, false
	}
	item := list.Content[at]
	words := slices.DeleteFunc(slices.Clone(want), func(w string) bool { return slices.Contains(present, w) })
	if slices.Contains(want, item.Value) {
		words = slices.Insert(words, 0, e.written(item))
	}
	put := e.putInLines
	if list.Style&yaml.FlowStyle != 0 {
		put = e.putInBrackets
	}
	c := e.at(key)
	p, end := put(list, at, words)
	if p.end <= p.start || p.start < c.start || end < p.end {
		return Change{}, false
	}
	c.Old = e.text[c.start:end]
	c.New = e.text[c.start:p.start] + p.text + e.text[p.end:end]
	return c, true
}
