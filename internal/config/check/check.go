package check

import (
	"authd/internal/config/document"
	"authd/internal/config/strict"
	"authd/internal/config/weburl"
)

// A checker holds one file while the rules look at it.
type checker struct {
	*strict.Notes
	file      document.File
	hasSecret bool
}

// A Subject is what is judged. File has its defaults filled in, and each secret
// stands in its inline key, wherever it came from.
type Subject struct {
	File   document.File
	Secret string // AUTHD_SECRET, "" when not given
}

// All notes every mistake and every doubt about s.
func All(s Subject, notes *strict.Notes) {
	c := newChecker(s, notes)
	c.issuer()
	c.server()
	c.admin()
	c.storage()
	c.keys()
	c.delivery()
	c.dev()
	c.registration()
	c.tenant()
	c.connections()
	for _, api := range c.file.APIs {
		c.api(api)
	}
	for _, client := range c.file.Clients {
		c.one(client)
	}
}

// Client notes every mistake about a client that File does not list.
func Client(s Subject, client document.Client, notes *strict.Notes) {
	newChecker(s, notes).one(client)
}

func newChecker(s Subject, notes *strict.Notes) *checker {
	return &checker{Notes: notes, file: s.File, hasSecret: s.Secret != ""}
}

func (c *checker) one(client document.Client) {
	clientChecker{checker: c, client: client, path: client.Path()}.all()
}

// fault notes what weburl found, if it found anything.
func (c *checker) fault(path string, f *weburl.Fault) {
	if f != nil {
		p := c.Wrong(path, f.Text)
		p.Suggestion, p.Rule = f.Suggestion, f.Rule
	}
}
