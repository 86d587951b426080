package people

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"authd/internal/address"
	"authd/internal/authd"
)

// Directory says which connections there are.
type Directory map[string]authd.Connection

// Read is a new person of body, a JSON object with the members of Record. Only
// the connection and its address are needed; id and dates are made where they are
// not said. An unknown member is an error that names it, so that nothing that was
// meant is lost.
func (d Directory) Read(body []byte, id string, now time.Time) (authd.User, error) {
	r := Record{UserID: id, CreatedAt: now, UpdatedAt: now}
	if err := decode(body, &r); err != nil {
		return authd.User{}, err
	}
	c, known := d[r.Connection]
	if !known {
		return authd.User{}, fmt.Errorf("connection: %q is not one of the configuration's: %s", r.Connection, strings.Join(d.names(), ", "))
	}
	u, err := d.check(r.user(c), c)
	if err != nil {
		return authd.User{}, err
	}
	if u.ID == "" {
		return authd.User{}, fmt.Errorf("user_id: is empty")
	}
	return u, nil
}

// Change is u with the members that body says in the place of what was there.
// The id, the connection and the dates are not to be changed.
func (d Directory) Change(u authd.User, body []byte, now time.Time) (authd.User, error) {
	r := Of(u)
	if err := decode(body, &r); err != nil {
		return authd.User{}, err
	}
	before := Of(u)
	if r.UserID != before.UserID || r.Connection != before.Connection || !r.CreatedAt.Equal(before.CreatedAt) || !r.UpdatedAt.Equal(before.UpdatedAt) {
		return authd.User{}, fmt.Errorf("user_id, connection, created_at and updated_at cannot be changed")
	}
	c := d[u.Connection]
	c.Name = u.Connection
	changed := r.user(c)
	if !now.After(u.UpdatedAt) {
		now = u.UpdatedAt.Add(time.Millisecond)
	}
	changed.UpdatedAt = now
	return d.check(changed, c)
}

func decode(body []byte, r *Record) error {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(r); err != nil {
		return fmt.Errorf("the JSON is not a user's: %w", err)
	}
	if decoder.More() {
		return fmt.Errorf("the JSON goes on after the user")
	}
	return nil
}

// check reads the addresses as a login does, and makes sure that there is the one
// that the connection goes by.
func (d Directory) check(u authd.User, c authd.Connection) (authd.User, error) {
	if u.Email != "" {
		local := address.FoldCase
		if c.PreserveCase {
			local = address.PreserveCase
		}
		email, err := address.ParseEmail(u.Email, local)
		if err != nil {
			return authd.User{}, fmt.Errorf("email: %w", err)
		}
		u.Email = email.Canonical
	}
	if u.PhoneNumber != "" {
		phone, err := address.ParsePhone(u.PhoneNumber, "")
		if err != nil {
			return authd.User{}, fmt.Errorf("phone_number: %w", err)
		}
		u.PhoneNumber = phone.Canonical
	}
	u.Identifier = u.Email
	if c.Strategy == authd.StrategySMS {
		u.Identifier = u.PhoneNumber
	}
	if u.Identifier == "" {
		return authd.User{}, fmt.Errorf("%s: is missing, and connection %s knows people by it", identifying(c), c.Name)
	}
	if err := birthdate(u.Profile.Birthdate); err != nil {
		return authd.User{}, err
	}
	return u, nil
}

// identifying is the member that holds what people of c are known by.
func identifying(c authd.Connection) string {
	if c.Strategy == authd.StrategySMS {
		return "phone_number"
	}
	return "email"
}

// birthdate accepts what OIDC Core §5.1 does: a day, a day without its year, or a year.
func birthdate(text string) error {
	if text == "" {
		return nil
	}
	for _, layout := range []string{time.DateOnly, "2006"} {
		if _, err := time.Parse(layout, text); err == nil {
			return nil
		}
	}
	if day, without := strings.CutPrefix(text, "0000-"); without {
		if _, err := time.Parse(time.DateOnly, "2000-"+day); err == nil {
			return nil
		}
	}
	return fmt.Errorf("birthdate: must be like 2000-01-31, 0000-01-31 or 2000")
}

func (d Directory) names() []string {
	var names []string
	for name := range d {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
