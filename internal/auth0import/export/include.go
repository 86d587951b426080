package export

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// load reads a YAML file and puts every file it includes in place. within are
// the files that are being loaded around it, the outermost first.
func (r *reader) load(name string, within []string) *yaml.Node {
	root := r.parse(name)
	r.include(root, append(slices.Clip(within), name))
	return root
}

// include follows `!include PATH`, which is relative to the file that says it
// and must stay in the folder of the export.
func (r *reader) include(n *yaml.Node, within []string) {
	if n == nil {
		return
	}
	if n.Kind == yaml.ScalarNode && n.Tag == "!include" {
		r.replace(n, within)
		return
	}
	for _, c := range n.Content {
		r.include(c, within)
	}
}

func (r *reader) replace(n *yaml.Node, within []string) {
	here := within[len(within)-1]
	at := Problem{File: here, Line: n.Line, Column: n.Column}
	name := path.Join(path.Dir(here), strings.ReplaceAll(n.Value, `\`, "/"))
	empty := yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Line: n.Line, Column: n.Column}
	switch {
	case path.IsAbs(n.Value) || name == ".." || strings.HasPrefix(name, "../"):
		at.Text = fmt.Sprintf("!include %s leads out of the folder of the export", n.Value)
	case slices.Contains(within, name):
		at.Text = "!include goes in a circle: " + strings.Join(append(slices.Clip(within), name), " includes ")
	}
	if at.Text != "" {
		r.problem(at)
		*n = empty
		return
	}
	included := r.load(name, within)
	if included == nil {
		*n = empty
		return
	}
	*n = *included
	r.origin[n] = name
}
