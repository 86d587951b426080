package migrate

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"authd/internal/config/document"
	"authd/internal/config/strict"

	"go.yaml.in/yaml/v3"
)

// A Change is a piece of the file that becomes another one. Old and New hold the
// changed settings alone, never their neighbours, which may be secrets.
type Change struct {
	Path     string // clients[spa].grant_types
	Line     int    // from 1, where Old begins
	Indent   string // spaces before Old on its line, where nothing else is
	Old, New string
	start    int // of Old, in bytes
}

// change finds the pieces to change so that the client's settings are want.
func change(s Source, id string, want settings) ([]Change, error) {
	var root yaml.Node
	if err := yaml.Unmarshal(s.Data, &root); err != nil {
		return nil, err
	}
	e := editor{text: string(s.Data), path: document.Client{ClientID: id}.Path()}
	e.client = clientNode(root.Content[0], id)
	changes, ok := e.changes(want)
	if !ok || !leadsTo(s, apply(s.Data, changes), id, want) {
		return nil, e.byHand(want)
	}
	return slices.DeleteFunc(changes, func(c Change) bool { return c.Old == c.New }), nil
}

func (e editor) byHand(want settings) error {
	text := fmt.Sprintf("%s is written in a way that cannot be changed without touching more; write by hand: grant_types: [%s]", e.path, strings.Join(want.grantTypes, ", "))
	if want.requirePKCE {
		text += " and require_pkce: true"
	}
	return errors.New(text)
}

// apply does changes, which do not overlap.
func apply(data []byte, changes []Change) []byte {
	text := string(data)
	ordered := slices.SortedFunc(slices.Values(changes), func(a, b Change) int { return b.start - a.start })
	for _, c := range ordered {
		text = text[:c.start] + c.New + text[c.start+len(c.Old):]
	}
	return []byte(text)
}

// leadsTo reports whether data says what s does, but for the wanted settings of
// the one client. It is what makes editing by text safe: an anchor that others
// share, or a spelling nobody thought of, shows here.
func leadsTo(s Source, data []byte, id string, want settings) bool {
	before, _ := strict.Read(s.Name, s.Data, document.File{})
	after, _ := strict.Read(s.Name, data, document.File{})
	clients, _ := before.Values["clients"].([]any)
	for _, entry := range clients {
		if c := entry.(map[string]any); c["client_id"] == id {
			c["grant_types"] = anys(want.grantTypes)
			if want.requirePKCE {
				c["require_pkce"] = true
			}
		}
	}
	return reflect.DeepEqual(before.Values, after.Values)
}

func anys(words []string) []any {
	list := make([]any, len(words))
	for i, w := range words {
		list[i] = w
	}
	return list
}
