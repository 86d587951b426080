package strict

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"

	"authd/internal/authd"

	"go.yaml.in/yaml/v3"
)

// A Tree is what of a document fits its struct.
type Tree struct {
	Values map[string]any // holding string, bool, int, []any and more such maps
	file   string
	said   map[string]spot
	over   map[string]string // the variables that say what the file may say too
	texts  map[string]string
}

// A spot is a place in the file. It is small, as large files have very many.
type spot struct{ line, column int32 }

// Texts are the scalars that the document and the environment say, as they are
// written, by path; a list of scalars is one text. Elements of other lists have
// their name in the path, so that two documents can be compared whatever their order.
func (t Tree) Texts() map[string]string { return t.texts }

// At returns the setting at path: with its place when the document says it,
// with the path alone when it does not. The second result tells which.
func (t Tree) At(path string) (authd.Setting, bool) {
	if variable, over := t.over[path]; over {
		return authd.Setting{Path: path, File: variable}, true
	}
	at, said := t.said[path]
	if !said {
		return authd.Setting{Path: path}, false
	}
	return authd.Setting{Path: path, File: t.file, Line: int(at.line), Column: int(at.column)}, true
}

// Read holds data, YAML from the file called name, against shape, a struct with
// mapstructure tags. Of its fields it also reads the tags `oneof` (words,
// space-separated), `min` and `max`. The first field of a struct in a list
// names the element, and no two elements of a list may have the same name.
// The problems are every way in which the document does not fit. Values is nil
// when there is nothing to go on with: it is not YAML, or not a mapping.
func Read(name string, data []byte, shape any) (Tree, Problems) {
	root, problem := parse(name, data)
	if problem != nil {
		return Tree{}, Problems{*problem}
	}
	return ReadNode(name, root, shape)
}

// ReadNode is Read for a document that is parsed already; nil is an empty one.
func ReadNode(name string, root *yaml.Node, shape any) (Tree, Problems) {
	w := &walker{file: name, said: map[string]spot{}, texts: map[string]string{}, fields: map[reflect.Type]map[string]place{}}
	t := Tree{Values: map[string]any{}, file: name, said: w.said, over: map[string]string{}, texts: w.texts}
	if root != nil {
		t.Values, _ = w.mapping(root, place{typ: reflect.TypeOf(shape)})
	}
	return t, w.problems
}

// parse returns the one document in data, nil when there is none.
func parse(name string, data []byte) (*yaml.Node, *Problem) {
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var document, more yaml.Node
	err := decoder.Decode(&document)
	if errors.Is(err, io.EOF) || err == nil && isEmpty(document) {
		return nil, nil
	}
	if err != nil {
		return nil, syntaxProblem(name, err)
	}
	if err := decoder.Decode(&more); err == nil {
		return nil, &Problem{File: name, Line: more.Line, Column: more.Column, Text: "a second document (---) starts here; only one is read"}
	} else if !errors.Is(err, io.EOF) {
		return nil, syntaxProblem(name, err)
	}
	return document.Content[0], nil
}

func isEmpty(document yaml.Node) bool {
	return len(document.Content) == 0 || isNull(document.Content[0])
}

// syntaxProblem takes the line out of the parser's message, the only place
// where it says it.
func syntaxProblem(name string, err error) *Problem {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	p := &Problem{File: name}
	if _, scanErr := fmt.Sscanf(text, "line %d:", &p.Line); scanErr == nil {
		_, text, _ = strings.Cut(text, ": ")
	}
	if slices.Contains(countedFromZero, strings.TrimPrefix(text, "did not find expected ")) {
		p.Line++
	}
	p.Text = "not YAML: " + text
	return p
}

// countedFromZero are what the YAML library misses when it makes a structure of
// tokens. It then counts lines from 0 and leaves the first one out, other than
// when it makes the tokens.
var countedFromZero = []string{"key", "node content", "'-' indicator", "',' or ']'", "',' or '}'", "<document start>"}

// Near is At for a path the document may not say: it then points at the closest
// group around it that the document does say, or at file as a whole.
func (t Tree) Near(path, file string) authd.Setting {
	for around := path; around != ""; around = parent(around) {
		if s, said := t.At(around); said {
			return authd.Setting{Path: path, File: s.File, Line: s.Line, Column: s.Column}
		}
	}
	return authd.Setting{Path: path, File: file}
}

// parent cuts the last key or the last [element] off. Names of elements may
// themselves hold dots.
func parent(path string) string {
	depth := 0
	for i := len(path) - 1; i >= 0; i-- {
		switch path[i] {
		case ']':
			depth++
		case '[':
			if depth--; depth == 0 && path[len(path)-1] == ']' {
				return path[:i]
			}
		case '.':
			if depth == 0 {
				return path[:i]
			}
		}
	}
	return ""
}
