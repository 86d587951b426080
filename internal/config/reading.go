package config

import (
	"slices"

	"authd/internal/config/strict"
	"authd/internal/config/weburl"
)

// A reading is one file on its way to a Snapshot.
type reading struct {
	source
	tree     strict.Tree
	file     file
	secret   string // AUTHD_SECRET
	problems Problems
	warnings Problems
}

// wrong notes a mistake at path. A Suggestion may be added to the result.
func (r *reading) wrong(path, text string) *Problem {
	r.problems = append(r.problems, strict.At(r.tree.Near(path, r.name), text))
	return &r.problems[len(r.problems)-1]
}

// doubt notes what works, but perhaps not as meant.
func (r *reading) doubt(path, text string) {
	r.warnings = append(r.warnings, strict.At(r.tree.Near(path, r.name), text))
}

// fault notes what weburl found, if it found anything.
func (r *reading) fault(path string, f *weburl.Fault) {
	if f != nil {
		r.wrong(path, f.Text).Suggestion = f.Suggestion
	}
}

// need notes that path, which holds value, must not be empty, unless something
// is known to be wrong with it already.
func (r *reading) need(path, value, text string) {
	reported := slices.ContainsFunc(r.problems, func(p Problem) bool { return p.Path == path })
	if value == "" && !reported {
		r.wrong(path, text)
	}
}

// said reports whether the file or the environment sets path, well or badly.
func (r *reading) said(path string) bool {
	_, said := r.tree.At(path)
	return said
}

// check holds the whole file against what its values mean.
func (r *reading) check() {
	r.checkIssuer()
	r.checkServer()
	r.checkStorage()
	r.checkKeys()
	r.checkEmail()
	r.checkDev()
	r.checkTenant()
	r.checkConnections()
	for _, a := range r.file.APIs {
		r.checkAPI(a)
	}
	for _, c := range r.file.Clients {
		r.checkClient(c)
	}
}
