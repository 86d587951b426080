package config

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A changing file is written to while it is read: each Stat takes the next of
// infos.
type changing struct {
	*bytes.Reader
	infos []info
}

func (c *changing) Close() error { return nil }

func (c *changing) Stat() (fs.FileInfo, error) {
	next := c.infos[0]
	c.infos = c.infos[1:]
	return next, nil
}

type info struct {
	fs.FileInfo
	size  int64
	mode  fs.FileMode
	mtime time.Time
}

func (i info) Size() int64        { return i.size }
func (i info) Mode() fs.FileMode  { return i.mode }
func (i info) ModTime() time.Time { return i.mtime }

func TestReadOnce(t *testing.T) {
	old, young := time.Unix(1, 0), time.Unix(2, 0)
	for name, tc := range map[string]struct {
		before, after info
		text          string
		want          string // of the error
	}{
		"as it was":                      {info{size: 3, mode: 0o600, mtime: old}, info{size: 3, mode: 0o600, mtime: old}, "abc", ""},
		"grown while it was read":        {info{size: 3, mtime: old}, info{size: 9, mtime: old}, "abc", "it was written to"},
		"shrunk while it was read":       {info{size: 9, mtime: old}, info{size: 3, mtime: old}, "abcabcabc", "it was written to"},
		"written over, of the same size": {info{size: 3, mtime: old}, info{size: 3, mtime: young}, "abc", "it was written to"},
		"a pipe, which always changes":   {info{mode: fs.ModeNamedPipe, mtime: old}, info{mode: fs.ModeNamedPipe, mtime: young}, "abc", ""},
		"as large as it may be":          {info{size: 1024, mtime: old}, info{size: 1024, mtime: old}, strings.Repeat("a", 1024), ""},
		"one byte larger":                {info{size: 1025, mtime: old}, info{size: 1025, mtime: old}, strings.Repeat("a", 1025), "it is larger than 1 KiB"},
	} {
		t.Run(name, func(t *testing.T) {
			data, mode, err := readOnce(&changing{bytes.NewReader([]byte(tc.text)), []info{tc.before, tc.after}}, 1024)
			if tc.want != "" {
				if err == nil || !strings.HasPrefix(err.Error(), tc.want) || data != nil {
					t.Fatalf("got %d bytes, %v; want %q", len(data), err, tc.want)
				}
				return
			}
			if err != nil || string(data) != tc.text || mode != tc.before.mode {
				t.Errorf("got %d bytes, %v, %v", len(data), mode, err)
			}
		})
	}
}

// A file that is replaced, as editors and deployments do it, is read as it was
// when it was opened.
func TestReadOnceOfAReplacedFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "authd.yaml")
	write := func(name, text string) {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(path, "old")
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	write(path+".new", "new and longer")
	if err := os.Rename(path+".new", path); err != nil {
		t.Fatal(err)
	}
	if data, _, err := readOnce(f, 1024); err != nil || string(data) != "old" {
		t.Errorf("got %q, %v", data, err)
	}
}

func TestLoadOfWhatIsNoConfiguration(t *testing.T) {
	unset := func(string) (string, bool) { return "", false }
	dir := t.TempDir()
	absurd := filepath.Join(dir, "absurd.yaml")
	if err := os.WriteFile(absurd, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(absurd, 100<<20); err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct{ path, want string }{
		"a hundred megabytes": {absurd, absurd + ": cannot be read: it is larger than 32768 KiB"},
		"a folder":            {dir, dir + ": cannot be read: is a directory"},
		"an endless device":   {"/dev/zero", "/dev/zero: cannot be read: it is larger than 32768 KiB"},
		"nothing":             {filepath.Join(dir, "none"), filepath.Join(dir, "none") + ": cannot be read: no such file or directory"},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := Load(tc.path, unset)
			var problems Problems
			if s != nil || !errors.As(err, &problems) || err.Error() != tc.want {
				t.Errorf("got  %v\nwant %s", err, tc.want)
			}
		})
	}
}
