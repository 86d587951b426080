package lint

import (
	"maps"
	"slices"

	"authd/internal/authd"
	"authd/internal/config"
	"authd/internal/lint/usage"
	"authd/internal/oauth"
)

// A Rule looks for one thing. Its page is docs/lint/ID.md.
type Rule struct {
	ID       string // stable: it stands in people's files
	Severity Severity
	Title    string // one line, without a full stop
	// Check looks at a configuration. It is nil where the reading itself finds
	// the thing, or Judge.
	Check func(*Subject, Report)
}

// A Report takes a finding: the path of the setting it is about, and the rest.
type Report func(path, message, fix string)

// A Subject is the configuration that is judged.
type Subject struct {
	*config.Snapshot
	Clients []authd.Client // by client_id
	APIs    []authd.API    // by identifier
	Usage   usage.Usage
}

func newSubject(s *config.Snapshot) *Subject {
	dir := s.Directory
	return &Subject{Snapshot: s, Clients: sorted(dir.Clients), APIs: sorted(dir.APIs), Usage: usage.Of(expected(s))}
}

// expected is the directory of s with a client that stands for all that may yet
// register: what none of the others uses has a use for them.
func expected(s *config.Snapshot) authd.Directory {
	if !s.Registration.Enabled {
		return s.Directory
	}
	newcomer := authd.Client{ID: "newcomer", Registered: true}
	newcomer.GrantTypes.Set = true
	for _, g := range s.Registration.GrantTypes {
		newcomer.GrantTypes.V = append(newcomer.GrantTypes.V, oauth.GrantType(g))
	}
	return s.With(map[string]authd.Client{newcomer.ID: newcomer}).Directory
}

// sorted are the values of m in the order of its keys.
func sorted[V any](m map[string]V) []V {
	list := make([]V, 0, len(m))
	for _, key := range slices.Sorted(maps.Keys(m)) {
		list = append(list, m[key])
	}
	return list
}
