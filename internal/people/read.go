package people

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"authd/internal/authd"
)

// Directory says which connections there are.
type Directory map[string]authd.Connection

// Read is a person of body, a JSON object with the members of Record, as an export
// has it. Only the connection and its address are needed. Where no user_id is said,
// it is made of the connection's strategy and id; dates that are not said are now.
// An unknown member is an error that names it, so that nothing that was meant is
// lost.
func (d Directory) Read(body []byte, id string, now time.Time) (authd.User, error) {
	r := Record{CreatedAt: now, UpdatedAt: now}
	if err := decode(body, &r); err != nil {
		return authd.User{}, err
	}
	return d.User(r, id)
}

// User is the person of r, if nothing is wrong with it. Where r has no id it is
// made of the connection's strategy and id.
func (d Directory) User(r Record, id string) (authd.User, error) {
	c, known := d[r.Connection]
	if !known {
		return authd.User{}, d.noConnection(r.Connection)
	}
	u := r.user()
	if u.ID == "" {
		u.ID = c.Strategy + "|" + id
	}
	return check(u, c)
}

// New is Read for somebody who is made now: the id and the dates are not theirs to
// say who asks for it (security row AD-05).
func (d Directory) New(body []byte, id string, now time.Time) (authd.User, error) {
	given, err := object(body)
	if err != nil {
		return authd.User{}, err
	}
	for _, name := range []string{"user_id", "created_at", "updated_at"} {
		if _, said := given[name]; said {
			return authd.User{}, fmt.Errorf("%s: is given by the server; leave it out", name)
		}
	}
	return d.Read(body, id, now)
}

// Identifier is the address that somebody of a connection is known by, in its only
// spelling; empty where typed cannot be one.
func (d Directory) Identifier(connection, typed string) string {
	c := d[connection]
	read := func() (string, error) { return email(typed, c) }
	if c.Strategy == authd.StrategySMS {
		read = func() (string, error) { return phone(typed) }
	}
	canonical, _ := read() // whatever is wrong with it, nobody has it
	return canonical
}

func (d Directory) noConnection(name string) error {
	return fmt.Errorf("connection: %.40q is not one of the configuration's: %s", name, strings.Join(slices.Sorted(maps.Keys(d)), ", "))
}
