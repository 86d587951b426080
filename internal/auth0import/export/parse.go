package export

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"go.yaml.in/yaml/v3"
)

// parse reads a file of YAML or JSON. It returns nil after noting a problem, and
// for a file that says nothing.
func (r *reader) parse(name string) *yaml.Node {
	data, err := r.readFile(name)
	if err != nil {
		r.problem(Problem{File: name, Text: "cannot be read: " + reason(err)})
		return nil
	}
	data = r.keywords.replace(bytes.TrimPrefix(data, []byte("\ufeff")))
	if path.Ext(name) == ".json" {
		if p := checkJSON(name, data); p != nil {
			r.problem(*p)
			return nil
		}
	}
	root, err := one(data)
	if err != nil {
		r.problem(syntaxProblem(name, err))
		return nil
	}
	r.remember(root, name)
	return root
}

// checkJSON notes where JSON breaks off: YAML would take much of it that is none.
func checkJSON(name string, data []byte) *Problem {
	var whole json.RawMessage
	err := json.Unmarshal(data, &whole)
	if err == nil {
		return nil
	}
	p := &Problem{File: name, Text: "not JSON: " + err.Error()}
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		before := data[:max(0, min(int(syntax.Offset), len(data))-1)]
		p.Line = bytes.Count(before, []byte("\n")) + 1
		p.Column = len(before) - bytes.LastIndexByte(before, '\n')
	}
	return p
}

// one returns the only document in data, nil when there is none.
func one(data []byte) (*yaml.Node, error) {
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var document, more yaml.Node
	if err := decoder.Decode(&document); errors.Is(err, io.EOF) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	if err := decoder.Decode(&more); err == nil {
		return nil, fmt.Errorf("yaml: line %d: a second document (---) starts here; only one is read", more.Line)
	} else if !errors.Is(err, io.EOF) {
		return nil, err
	}
	if len(document.Content) == 0 || isNull(document.Content[0]) {
		return nil, nil
	}
	return document.Content[0], nil
}

// syntaxProblem takes the line out of the parser's message, the only place where
// it says it.
func syntaxProblem(name string, err error) Problem {
	p := Problem{File: name, Text: "not YAML: " + strings.TrimPrefix(err.Error(), "yaml: ")}
	if _, scanErr := fmt.Sscanf(err.Error(), "yaml: line %d:", &p.Line); scanErr == nil {
		_, text, _ := strings.Cut(strings.TrimPrefix(err.Error(), "yaml: "), ": ")
		p.Text = "not YAML: " + text
	}
	return p
}

// remember notes which file all nodes below n came from.
func (r *reader) remember(n *yaml.Node, file string) {
	if n == nil {
		return
	}
	r.origin[n] = file
	for _, c := range n.Content {
		r.remember(c, file)
	}
}
