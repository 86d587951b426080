package report

import (
	"fmt"
	"slices"
	"strings"

	"authd/internal/auth0import/export"
)

// Leftovers gather the keys that nobody took, over all elements of a list.
type Leftovers struct {
	order []string
	owner map[string][]string
}

// Add gathers what is left of v, which stands in the section kind and, in a list,
// is the element called name.
func (l *Leftovers) Add(kind, name string, v export.Value) {
	for _, left := range v.Left() {
		key := kind + "." + left.Key
		if quiet[left.Key] {
			continue
		}
		if l.owner == nil {
			l.owner = map[string][]string{}
		}
		if l.owner[key] == nil {
			l.order = append(l.order, key)
		}
		if !slices.Contains(l.owner[key], name) {
			l.owner[key] = append(l.owner[key], name)
		}
	}
}

// Items is a line for each key.
func (l *Leftovers) Items() []Item {
	list := make([]Item, len(l.order))
	for i, key := range l.order {
		name := key[strings.LastIndexByte(key, '.')+1:]
		list[i] = Item{key, ReasonFor(name) + some(l.owner[key])}
	}
	return list
}

// some names the first few, if they have names.
func some(names []string) string {
	const few = 5
	switch {
	case names[0] == "":
		return ""
	case len(names) <= few:
		return " (" + strings.Join(names, ", ") + ")"
	}
	return fmt.Sprintf(" (%s and %d more)", strings.Join(names[:few], ", "), len(names)-few)
}
