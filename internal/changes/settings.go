package changes

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// settings says which settings differ. A client, an API or another element that
// came or went is one line, whatever it says.
func settings(before, after Side) []string {
	paths := maps.Clone(before.Settings)
	maps.Copy(paths, after.Settings)
	var lines []string
	told := map[string]bool{}
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		was, is := before.Settings[path], after.Settings[path]
		if was == is {
			continue
		}
		if line := element(before, after, path); line != "" {
			if !told[line] {
				lines = append(lines, line)
			}
			told[line] = true
			continue
		}
		lines = append(lines, path+": "+change(after.IsSecret(path), was, is))
	}
	return lines
}

func change(secret bool, was, is string) string {
	switch {
	case secret:
		return "changed (it is a secret)"
	case was == "":
		return fmt.Sprintf("set to %s", is)
	case is == "":
		return fmt.Sprintf("not set any more (was %s)", was)
	}
	return fmt.Sprintf("from %s to %s", was, is)
}

// element is the line for an element of a list that path is in and one side
// lacks, or "".
func element(before, after Side, path string) string {
	for end := range path {
		if path[end] != ']' {
			continue
		}
		name := path[:end+1]
		if !strings.Contains(path[end+1:], ".") && path[end+1:] != "" {
			continue
		}
		had, has := within(before.Settings, name), within(after.Settings, name)
		if had != has {
			return name + ": " + map[bool]string{true: "added", false: "removed"}[has]
		}
	}
	return ""
}

// within reports whether anything is said of the element called name: its own
// name is, at the least.
func within(settings map[string]string, name string) bool {
	for _, key := range []string{".client_id", ".identifier", ".name", ".audience", ".value", ".address"} {
		if _, said := settings[name+key]; said {
			return true
		}
	}
	return false
}

// joined writes a list of names, the first few of a long one.
func joined(names []string) string {
	const most = 3
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}
