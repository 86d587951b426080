package export

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// folder writes files and returns where they are.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// problems are those of an export, one a line.
func problems(t *testing.T, tenant *Tenant) string {
	t.Helper()
	var lines []string
	for _, p := range tenant.Problems() {
		lines = append(lines, p.String())
	}
	return strings.Join(lines, "\n")
}

func open(t *testing.T, name string) *Tenant {
	t.Helper()
	tenant, err := Open(name, nil)
	if err != nil {
		t.Fatal(err)
	}
	return tenant
}

func TestWhereAnExportIs(t *testing.T) {
	const tenant = "tenant: {friendly_name: Acme}"
	for name, tc := range map[string]struct {
		files map[string]string
		path  string
	}{
		"the file itself":           {map[string]string{"any.yaml": tenant}, "any.yaml"},
		"a folder that has it":      {map[string]string{"tenant.yaml": tenant}, ""},
		"with the other ending":     {map[string]string{"tenant.yml": tenant}, ""},
		"the directory layout":      {map[string]string{"tenant.json": `{"friendly_name": "Acme"}`}, ""},
		"its file after a mark":     {map[string]string{"tenant.json": "\ufeff" + `{"friendly_name": "Acme"}`}, ""},
		"the whole as JSON":         {map[string]string{"all.json": `{"tenant": {"friendly_name": "Acme"}}`}, "all.json"},
		"YAML before the directory": {map[string]string{"tenant.yaml": tenant, "tenant.json": `{"friendly_name": "No"}`}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := open(t, filepath.Join(folder(t, tc.files), tc.path))
			if name := got.Root.Group("tenant").Text("friendly_name"); name != "Acme" || problems(t, got) != "" {
				t.Errorf("got %q, %s", name, problems(t, got))
			}
		})
	}
}

func TestWhatIsNoExport(t *testing.T) {
	if _, err := Open(filepath.Join(t.TempDir(), "none"), nil); !os.IsNotExist(err) {
		t.Errorf("got %v", err)
	}
	if _, err := Open(folder(t, map[string]string{"README.md": "hello"}), nil); err == nil || !strings.Contains(err.Error(), "neither tenant.yaml nor tenant.json") {
		t.Errorf("got %v", err)
	}
}

// Malformed at each level: the whole, a section, an element, a value, an included
// file; each is named with its place, and the rest is read.
func TestMalformed(t *testing.T) {
	for name, tc := range map[string]struct {
		files map[string]string
		want  string
	}{
		"nothing":          {map[string]string{"tenant.yaml": ""}, ""},
		"a comment":        {map[string]string{"tenant.yaml": "# nothing\n"}, ""},
		"a list":           {map[string]string{"tenant.yaml": "- a"}, "tenant.yaml:1:1: must be a mapping with keys like tenant, clients and resourceServers"},
		"a text":           {map[string]string{"tenant.yaml": "hello"}, "tenant.yaml:1:1: must be a mapping with keys like tenant, clients and resourceServers"},
		"no YAML":          {map[string]string{"tenant.yaml": "a: b\n c: d\n"}, "tenant.yaml:2: not YAML: mapping values are not allowed in this context"},
		"bytes":            {map[string]string{"tenant.yaml": "a: \x00\x01"}, "tenant.yaml: not YAML: control characters are not allowed"},
		"not UTF-8":        {map[string]string{"tenant.yaml": "a: \xff\xfe"}, "tenant.yaml: not YAML: invalid leading UTF-8 octet"},
		"two documents":    {map[string]string{"tenant.yaml": "a: b\n---\nc: d\n"}, "tenant.yaml:2: not YAML: a second document (---) starts here; only one is read"},
		"a bare keyword":   {map[string]string{"tenant.yaml": "clients:\n  - name: a\n    callbacks: @@URLS@@\n"}, "tenant.yaml:3:16: clients[a].callbacks: is the keyword @@URLS@@: name the config.json that gives it a value with --keywords"},
		"a section":        {map[string]string{"tenant.yaml": "clients: {}\n"}, "tenant.yaml:1:10: clients: must be a list"},
		"an element":       {map[string]string{"tenant.yaml": "clients: [a, {name: b}]\n"}, "tenant.yaml:1:11: clients[0]: must be a group of keys"},
		"a value":          {map[string]string{"tenant.yaml": "clients: [{name: b, callbacks: c}]\n"}, "tenant.yaml:1:32: clients[b].callbacks: must be a list"},
		"a JSON file":      {map[string]string{"tenant.json": "{\n  \"a\": 1,\n}"}, "tenant.json:3:1: not JSON: invalid character '}' looking for beginning of object key string"},
		"half a JSON file": {map[string]string{"tenant.json": "{\"a\": "}, "tenant.json:1:6: not JSON: unexpected end of JSON input"},
		"a JSON list":      {map[string]string{"clients/a.json": "[]"}, "clients/a.json:1:1: clients[0]: must be a group of keys"},
		"in an include":    {map[string]string{"tenant.yaml": "clients: !include in/clients.yaml", "in/clients.yaml": "- name: a\n  callbacks:\n    - b\n    - [c]\n"}, "in/clients.yaml:4:7: clients[a].callbacks[1]: must be text"},
		"said twice":       {map[string]string{"tenant.yaml": "clients: []\nclients: []\n"}, "tenant.yaml:2:1: clients: is said twice, first on line 1"},
		"an anchor in itself": {map[string]string{"tenant.yaml": "clients: &a [{name: b, callbacks: *a}]\n"},
			"tenant.yaml:1:14: clients[b].callbacks[0]: must be text"},
	} {
		t.Run(name, func(t *testing.T) {
			tenant := open(t, folder(t, tc.files))
			for _, c := range tenant.Root.Entries("clients", "name") {
				c.Texts("callbacks")
			}
			if got := problems(t, tenant); got != tc.want {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
		})
	}
}

func TestIncludes(t *testing.T) {
	for name, tc := range map[string]struct {
		files map[string]string
		want  string
	}{
		"one in another, each from its own folder": {map[string]string{"tenant.yaml": "clients: !include a/list.yaml", "a/list.yaml": "- !include b/one.yaml\n- !include ../two.json\n", "a/b/one.yaml": "name: one", "two.json": `{"name": "two"}`}, ""},
		"the same one twice":                       {map[string]string{"tenant.yaml": "clients: [!include a.yaml, !include a.yaml]", "a.yaml": "name: a"}, ""},
		"itself":                                   {map[string]string{"tenant.yaml": "clients: !include tenant.yaml"}, "tenant.yaml:1:10: !include goes in a circle: tenant.yaml includes tenant.yaml"},
		"in a circle of three":                     {map[string]string{"tenant.yaml": "clients: !include a.yaml", "a.yaml": "- !include b.yaml", "b.yaml": "name: !include ./a.yaml"}, "b.yaml:1:7: !include goes in a circle: tenant.yaml includes a.yaml includes b.yaml includes a.yaml"},
		"out of the folder":                        {map[string]string{"tenant.yaml": "clients: !include ../../etc/passwd"}, "tenant.yaml:1:10: !include ../../etc/passwd leads out of the folder of the export"},
		"from the root":                            {map[string]string{"tenant.yaml": "clients: !include /etc/passwd"}, "tenant.yaml:1:10: !include /etc/passwd leads out of the folder of the export"},
		"nothing":                                  {map[string]string{"tenant.yaml": "clients: !include none.yaml"}, "none.yaml: cannot be read: no such file or directory"},
		"a folder":                                 {map[string]string{"tenant.yaml": "clients: !include a", "a/b": ""}, "a: cannot be read: is not a regular file"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := problems(t, open(t, folder(t, tc.files))); got != tc.want {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
		})
	}
}

func TestALinkDoesNotLeadOut(t *testing.T) {
	secret := filepath.Join(folder(t, map[string]string{"secret": "name: secret"}), "secret")
	dir := folder(t, map[string]string{"tenant.yaml": "clients: [!include link.yaml]"})
	if err := os.Symlink(secret, filepath.Join(dir, "link.yaml")); err != nil {
		t.Fatal(err)
	}
	tenant := open(t, dir)
	if got := problems(t, tenant); !strings.HasPrefix(got, "link.yaml: cannot be read: ") || len(tenant.Root.Entries("clients")) != 0 && tenant.Root.Entries("clients")[0].Has("name") {
		t.Errorf("got %s", got)
	}
}

// Includes that double at each of many steps end at a bound.
func TestIncludesThatMultiply(t *testing.T) {
	files := map[string]string{"tenant.yaml": "clients: !include 0.yaml"}
	for i := range 20 {
		name, next := string(rune('a'+i))+".yaml", string(rune('a'+i+1))+".yaml"
		files[name] = "- !include " + next + "\n- !include " + next + "\n"
	}
	files["0.yaml"] = "- !include a.yaml"
	files["u.yaml"] = "name: end"
	if got := problems(t, open(t, folder(t, files))); !strings.Contains(got, "more than any tenant has") {
		t.Errorf("got %.200s", got)
	}
}

func TestFilesThatCannotBeRead(t *testing.T) {
	dir := folder(t, map[string]string{"tenant.yaml": "clients: !include secret.yaml", "secret.yaml": "[]"})
	if err := os.Truncate(filepath.Join(dir, "secret.yaml"), 100<<20); err != nil {
		t.Fatal(err)
	}
	if got := problems(t, open(t, dir)); got != "secret.yaml: cannot be read: is larger than 16 MiB, which no tenant is" {
		t.Errorf("100 MiB: %s", got)
	}
	refused := fault{os.DirFS(folder(t, map[string]string{"tenant.yaml": "clients: []"})), func(string) error { return fs.ErrPermission }}
	tenant, err := read(refused, "", nil)
	if err != nil || problems(t, tenant) != "tenant.yaml: cannot be read: permission denied" {
		t.Errorf("unreadable: %s, %v", problems(t, tenant), err)
	}
}

// A fault is a file system in which something happens when a file is opened.
type fault struct {
	fs.FS
	before func(name string) error
}

func (f fault) Open(name string) (fs.File, error) {
	if err := f.before(name); err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	return f.FS.Open(name)
}

func (f fault) Stat(name string) (fs.FileInfo, error) { return fs.Stat(f.FS, name) }

// A file that is replaced between the first look and the last is not read as if
// it were one.
func TestAFileReplacedHalfway(t *testing.T) {
	const before, after = "clients: [{name: a}]", "clients: [{name: b}]"
	for name, change := range map[string]func(path string) error{
		"by another one": func(path string) error {
			if err := os.WriteFile(path+".new", []byte(after), 0o600); err != nil {
				return err
			}
			return os.Rename(path+".new", path)
		},
		"by more":    func(path string) error { return os.WriteFile(path, []byte(before+"\n"+after), 0o600) },
		"by nothing": func(path string) error { return os.Truncate(path, 0) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := folder(t, map[string]string{"tenant.yaml": before})
			replaced := fault{os.DirFS(dir), func(string) error { return change(filepath.Join(dir, "tenant.yaml")) }}
			tenant, err := read(replaced, "", nil)
			if err != nil {
				t.Fatal(err)
			}
			if got := problems(t, tenant); !strings.Contains(got, "was changed while it was read") || len(tenant.Root.Entries("clients")) != 0 {
				t.Errorf("got %s", got)
			}
		})
	}
}
