package config

import (
	"maps"

	"authd/internal/authd"
	"authd/internal/config/check"
	"authd/internal/config/document"
	"authd/internal/config/strict"
)

// registered stands for the file in the settings of clients that stand in none.
const registered = "registered"

// Client judges a client that stands in no file by the rules for those that do, and
// turns it into what the server works with. A secret stands in ClientSecret. The
// error is Problems, of which each path begins with c.Path().
func (s *Snapshot) Client(c document.Client) (authd.Client, error) {
	node, err := document.File{Clients: []document.Client{c}}.Node()
	if err != nil {
		return authd.Client{}, err
	}
	tree, problems := strict.ReadNode(registered, node, document.File{})
	r := &reading{source: source{name: registered}, file: s.written}
	r.notes = strict.Notes{Tree: tree, File: registered, Problems: problems}
	c.FillDefaults(r.notes.Said)
	check.Client(check.Subject{File: r.file}, c, &r.notes)
	if len(r.notes.Problems) > 0 {
		return authd.Client{}, r.notes.Problems
	}
	return r.client(c), nil
}

// With is s with more clients. One that the file lists stays as it says.
func (s *Snapshot) With(clients map[string]authd.Client) *Snapshot {
	next := *s
	next.Directory.Clients = maps.Clone(clients)
	maps.Copy(next.Directory.Clients, s.Directory.Clients)
	return &next
}
