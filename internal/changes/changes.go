package changes

import (
	"maps"
	"slices"

	"authd/internal/authd"
)

// A Side is one configuration.
type Side struct {
	Directory authd.Directory
	Settings  map[string]string // as written, by path; a secret is a hash of itself
	// IsSecret says of which settings only that they changed may be told.
	IsSecret func(path string) bool
}

// Between is what after changes of before, a sentence a line: first what tokens
// live from now on, then the settings. It is empty where nothing changed.
func Between(before, after Side) []string {
	lines := lifetimes(before.Directory, after.Directory)
	return append(lines, settings(before, after)...)
}

// Ending says how many of the live sessions, counted by connection, are of no
// use to any client any more under after.
func Ending(before, after authd.Directory, live map[string]int) int {
	had, has := connections(before), connections(after)
	n := 0
	for connection, sessions := range live {
		if had[connection] && !has[connection] {
			n += sessions
		}
	}
	return n
}

// connections are those that at least one client has.
func connections(dir authd.Directory) map[string]bool {
	used := map[string]bool{}
	for _, c := range dir.Clients {
		for _, name := range c.Connections {
			used[name] = true
		}
	}
	return used
}

// inBoth lists the keys of both maps, in order.
func inBoth[V any](a, b map[string]V) []string {
	var keys []string
	for _, key := range slices.Sorted(maps.Keys(a)) {
		if _, is := b[key]; is {
			keys = append(keys, key)
		}
	}
	return keys
}
