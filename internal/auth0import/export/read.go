package export

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"go.yaml.in/yaml/v3"
)

// A reader is one export on its way to a Tenant.
type reader struct {
	fsys     fs.FS
	keywords Keywords
	origin   map[*yaml.Node]string // the file a node was written in
	problems []Problem
	asked    map[*yaml.Node]bool // keys that somebody took
	files    int
	bytes    int
}

func (r *reader) problem(p Problem) { r.problems = append(r.problems, p) }

// A Tenant is an export that was read.
type Tenant struct {
	Root   Value
	reader *reader
}

// Problems are all that could not be read so far, in the order of the files.
// More may come up while values are taken.
func (t *Tenant) Problems() []Problem { return sorted(t.reader.problems) }

// Open reads the export at path: tenant.yaml, a folder that has one, or a folder
// in the directory layout. The error says that there is no export; what is wrong
// inside one is among the Problems.
func Open(name string, keywords Keywords) (*Tenant, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	folder, file := name, ""
	if !info.IsDir() {
		folder, file = filepath.Split(name)
		folder = filepath.Clean(folder)
	}
	root, err := os.OpenRoot(folder) // no link leads out of it
	if err != nil {
		return nil, err
	}
	defer func() { _ = root.Close() }() // all is read by then
	return read(root.FS(), file, keywords)
}

// read is Open within a folder. An empty file is to be looked for.
func read(fsys fs.FS, file string, keywords Keywords) (*Tenant, error) {
	r := &reader{fsys: fsys, keywords: keywords, origin: map[*yaml.Node]string{}, asked: map[*yaml.Node]bool{}}
	if file == "" {
		file = find(fsys)
	}
	var root *yaml.Node
	switch {
	case file != "":
		root = r.load(file, nil)
	case has(fsys, "tenant.json") || has(fsys, "clients"):
		root = r.directory()
	default:
		return nil, errors.New("is no export of auth0-deploy-cli: it has neither tenant.yaml nor tenant.json nor a folder clients")
	}
	if root != nil && root.Kind != yaml.MappingNode {
		r.problem(Problem{File: file, Line: root.Line, Column: root.Column, Text: "must be a mapping with keys like tenant, clients and resourceServers"})
		root = nil
	}
	return &Tenant{Root: Value{r: r, node: root, file: file}, reader: r}, nil
}

func find(fsys fs.FS) string {
	for _, name := range []string{"tenant.yaml", "tenant.yml"} {
		if has(fsys, name) {
			return name
		}
	}
	return ""
}

func has(fsys fs.FS, name string) bool {
	_, err := fs.Stat(fsys, name)
	return err == nil
}
