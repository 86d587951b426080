package archtest

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "authd/"

// An edge is one import written in one file that is no test.
type edge struct {
	file  string
	group string // of the file: config for internal/config/strict
	path  string // what it imports
}

// to is the group imported, empty for what is not ours.
func (e edge) to() string {
	if !strings.HasPrefix(e.path, module) {
		return ""
	}
	return groupOf(strings.TrimPrefix(e.path, module))
}

// within says whether the file stands in place: a group, or one folder of it
// (store/engine).
func (e edge) within(place string) bool {
	dir := strings.TrimPrefix(filepath.ToSlash(filepath.Dir(e.file)), "internal/")
	return dir == place || strings.HasPrefix(dir, place+"/")
}

func groupOf(dir string) string {
	parts := strings.Split(filepath.ToSlash(dir), "/")
	if parts[0] == "internal" && len(parts) > 1 {
		return parts[1]
	}
	return parts[0]
}

// read parses the imports of cmd and internal.
func read(t *testing.T) []edge {
	t.Helper()
	root := filepath.Join("..", "..")
	var edges []edge
	for _, top := range []string{"cmd", "internal"} {
		err := filepath.WalkDir(filepath.Join(root, top), func(file string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
				return err
			}
			found, err := edgesOf(root, file)
			edges = append(edges, found...)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return edges
}

// edgesOf returns a file's imports, and one that names none, so that a package
// without imports is known as well.
func edgesOf(root, file string) ([]edge, error) {
	tree, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
	if err != nil {
		return nil, err
	}
	name, err := filepath.Rel(root, file)
	if err != nil {
		return nil, err
	}
	group := groupOf(filepath.Dir(name))
	edges := []edge{{file: name, group: group}}
	for _, spec := range tree.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return nil, err
		}
		edges = append(edges, edge{file: name, group: group, path: path})
	}
	return edges, nil
}

// layerOf is a group's place in layers, -1 for one that has none.
func layerOf(group string) int {
	return slices.IndexFunc(layers, func(l []string) bool { return slices.Contains(l, group) })
}

func TestImportsPointDownwards(t *testing.T) {
	for _, e := range read(t) {
		to := e.to()
		if to == "" || to == e.group || layerOf(e.group) > layerOf(to) {
			continue
		}
		allowed := slices.ContainsFunc(neighbours, func(n neighbour) bool { return n.from == e.group && n.to == to })
		if !allowed {
			t.Errorf("%s imports %s, which is not in a layer below %s. Declare the interface you need and let internal/server wire it.", e.file, to, e.group)
		}
	}
}

func TestBannedImports(t *testing.T) {
	for _, e := range read(t) {
		for _, b := range bans {
			if e.group == b.from && e.to() == b.to {
				t.Errorf("%s imports %s: %s", e.file, b.to, b.why)
			}
		}
	}
}

func TestForeignPackagesHaveTheirPlace(t *testing.T) {
	for _, e := range read(t) {
		for _, o := range foreign {
			inside := e.path == o.path || strings.HasPrefix(e.path, o.path+"/")
			if inside && !slices.ContainsFunc(o.places, e.within) {
				t.Errorf("%s imports %s: %s", e.file, e.path, o.why)
			}
		}
		why, only := standardOnly[e.group]
		if only && (e.to() != "" || strings.Contains(strings.Split(e.path, "/")[0], ".")) {
			t.Errorf("%s imports %s: %s", e.file, e.path, why)
		}
	}
}
