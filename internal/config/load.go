package config

import (
	"errors"
	"fmt"
	"io/fs"
	"time"

	"authd/internal/config/check"
	"authd/internal/config/document"
	"authd/internal/config/strict"

	"github.com/go-viper/mapstructure/v2"
	"github.com/spf13/viper"
)

// Load reads the file at path and lays the environment, as lookup finds it (see
// os.LookupEnv), over it. The error is Problems when the file can be read at
// all; the Snapshot is nil then.
func Load(path string, lookup func(string) (string, bool)) (*Snapshot, error) {
	data, mode, err := readFile(path, largestFile)
	if err != nil {
		return nil, Problems{{File: path, Text: "cannot be read: " + reason(err)}}
	}
	return read(source{name: path, data: data, mode: mode, lookup: lookup})
}

// Parse is Load for data that is read already; name stands for the file in
// problems and settings. The files that keys name, such as client_secret_file,
// are still read from disk.
func Parse(name string, data []byte, lookup func(string) (string, bool)) (*Snapshot, error) {
	return read(source{name: name, data: data, lookup: lookup})
}

// ParseSpan reads a span of time as the file writes it: 7200, 2h, 10m or 7d.
func ParseSpan(text string) (time.Duration, error) { return document.ParseSpan(text) }

// reason is the error of a file operation without the path, which the message
// around it already has.
func reason(err error) string {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		return pathErr.Err.Error()
	}
	return err.Error()
}

// A source is what one reading begins with. mode is 0 when there is no file.
type source struct {
	name   string
	data   []byte
	mode   fs.FileMode
	lookup func(string) (string, bool)
}

// A reading is one source on its way to a Snapshot.
type reading struct {
	source
	file   document.File
	secret string // AUTHD_SECRET
	notes  strict.Notes
}

func read(s source) (*Snapshot, error) {
	tree, problems := strict.Read(s.name, s.data, document.File{})
	if tree.Values == nil {
		return nil, problems
	}
	over, more := tree.Override(document.File{}, s.lookup)
	f, err := decode(tree.Values, over)
	if err != nil {
		return nil, Problems{{File: s.name, Text: err.Error()}}
	}
	r := &reading{source: s, file: f}
	r.notes = strict.Notes{Tree: tree, File: s.name, Problems: append(problems, more...)}
	r.readSecrets()
	r.file.FillDefaults(r.notes.Said)
	check.All(check.Subject{File: r.file, Secret: r.secret}, &r.notes)
	return r.result()
}

// result is the Snapshot, or everything that is wrong with it.
func (r *reading) result() (*Snapshot, error) {
	r.notes.Problems.Sort()
	r.notes.Warnings.Sort()
	if len(r.notes.Problems) > 0 {
		return nil, r.notes.Problems
	}
	return r.snapshot(), nil
}

// decode puts values, and over on top, into a File. A fresh viper each time: a
// shared one is written while others read it. Variables are set one by one, as
// viper's own reading of the environment does not reach Unmarshal.
func decode(values, over map[string]any) (document.File, error) {
	v := viper.New()
	if err := v.MergeConfigMap(values); err != nil {
		return document.File{}, fmt.Errorf("laying out the settings: %w", err)
	}
	for path, value := range over {
		v.Set(path, value)
	}
	var f document.File
	hook := viper.DecodeHook(mapstructure.TextUnmarshallerHookFunc())
	exact := func(c *mapstructure.DecoderConfig) { c.WeaklyTypedInput = false }
	if err := v.UnmarshalExact(&f, hook, exact); err != nil {
		return document.File{}, fmt.Errorf("decoding the settings: %w", err)
	}
	return f, nil
}
