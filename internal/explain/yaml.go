package explain

import (
	"strconv"
	"strings"
	"time"

	"authd/internal/tokens"
)

// nameKey is the key by which an element of a list is told from the others.
var nameKey = map[string]string{"clients": "client_id", "apis": "identifier", "token_lifetimes": "audience"}

// block is the YAML of a choice that a setting decides: as it stands in the file,
// or, for a default, as it could be written there. Elsewhere it is empty.
func block[T any](c tokens.Choice[T]) string {
	text := scalar(c)
	if text == "" || c.From != tokens.FromDefault && (c.From != tokens.FromFile || c.By.Line == 0) {
		return ""
	}
	return nested(c.By.Path, text)
}

func scalar[T any](c tokens.Choice[T]) string {
	switch v := any(c.Value).(type) {
	case time.Duration:
		return seconds(v)
	case string:
		return v
	case tokens.Format:
		return string(v)
	case []string: // an audience; that there is none needs no setting
		if c.From == tokens.FromFile {
			return strconv.Quote(v[0])
		}
	}
	return ""
}

// nested writes the path of a setting as the lines it stands for.
func nested(path, value string) string {
	var b strings.Builder
	indent := ""
	for path != "" {
		key, name, rest := step(path)
		b.WriteString(indent + key + ":")
		indent += "  "
		switch {
		case name != "":
			b.WriteString("\n" + indent + "- " + nameKey[key] + ": " + strconv.Quote(name))
			indent += "  "
		case rest == "":
			b.WriteString(" " + value)
		}
		b.WriteString("\n")
		path = rest
	}
	return b.String()
}

// step cuts the first key off a path, with the name of a list's element: clients,
// spa and default_audience of clients[spa].default_audience. Names may have dots
// and brackets in pairs.
func step(path string) (string, string, string) {
	end := strings.IndexAny(path, ".[")
	if end < 0 {
		return path, "", ""
	}
	if path[end] == '.' {
		return path[:end], "", path[end+1:]
	}
	depth := 0
	for i := end; i < len(path); i++ {
		switch path[i] {
		case '[':
			depth++
		case ']':
			if depth--; depth == 0 {
				return path[:end], path[end+1 : i], strings.TrimPrefix(path[i+1:], ".")
			}
		}
	}
	return path, "", ""
}
