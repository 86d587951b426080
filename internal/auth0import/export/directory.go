package export

import (
	"io/fs"
	"path"
	"strings"

	"go.yaml.in/yaml/v3"
)

// layout says where the directory layout keeps what tenant.yaml has under a key:
// one file, or many that match. Folders it does not name stand under their own.
var layout = []struct {
	key, pattern string
	list         listing
}{
	{"tenant", "tenant.json", oneFile},
	{"branding", "branding/branding.json", oneFile},
	{"emailProvider", "emails/provider.json", oneFile},
	{"customDomains", "custom-domains/custom-domains.json", oneFile},
	{"clients", "clients/*.json", manyFiles},
	{"clientGrants", "grants/*.json", manyFiles},
	{"resourceServers", "resource-servers/*.json", manyFiles},
	{"connections", "connections/*.json", manyFiles},
	{"databases", "database-connections/*/database.json", manyFiles},
	{"databases", "databases/*/database.json", manyFiles},
	{"emailTemplates", "emails/*.json", manyFiles},
}

// A listing says whether files are one value or elements of a list.
type listing int

const (
	oneFile listing = iota
	manyFiles
)

// directory builds what tenant.yaml would hold.
func (r *reader) directory() *yaml.Node {
	root := &yaml.Node{Kind: yaml.MappingNode}
	taken := map[string]bool{}
	for _, place := range layout {
		names, err := fs.Glob(r.fsys, place.pattern)
		if err != nil || len(names) == 0 {
			continue
		}
		list := &yaml.Node{Kind: yaml.SequenceNode}
		for _, name := range names {
			if n := r.fresh(name, taken); n != nil {
				list.Content = append(list.Content, n)
			}
		}
		switch {
		case len(list.Content) == 0:
		case place.list == oneFile:
			r.put(root, place.key, list.Content[0])
		default:
			r.put(root, place.key, list)
		}
	}
	r.others(root)
	return root
}

// fresh parses a file that was not taken yet.
func (r *reader) fresh(name string, taken map[string]bool) *yaml.Node {
	if taken[name] {
		return nil
	}
	taken[name] = true
	return r.parse(name)
}

// others lists the folders that nothing here reads, each with as many elements as
// it has JSON files.
func (r *reader) others(root *yaml.Node) {
	entries, err := fs.ReadDir(r.fsys, ".")
	if err != nil {
		r.problem(Problem{File: ".", Text: "cannot be read: " + reason(err)})
	}
	for _, e := range entries {
		if !e.IsDir() || strings.HasPrefix(e.Name(), ".") || known(e.Name()) {
			continue
		}
		list := &yaml.Node{Kind: yaml.SequenceNode}
		_ = fs.WalkDir(r.fsys, e.Name(), func(name string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() && path.Ext(name) == ".json" {
				list.Content = append(list.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: name})
			}
			return nil // what cannot be listed is not carried over anyway
		})
		r.put(root, e.Name(), list)
	}
}

// known reports whether layout names the folder.
func known(folder string) bool {
	for _, place := range layout {
		if strings.HasPrefix(place.pattern, folder+"/") {
			return true
		}
	}
	return false
}

func (r *reader) put(root *yaml.Node, key string, value *yaml.Node) {
	for i := 0; i < len(root.Content); i += 2 {
		if root.Content[i].Value == key && value.Kind == yaml.SequenceNode {
			root.Content[i+1].Content = append(root.Content[i+1].Content, value.Content...)
			return
		}
	}
	root.Content = append(root.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: key}, value)
}
