package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"authd/internal/authd"
	"authd/internal/passwordless"
	"authd/internal/people"
)

// body is text, or standard input for "-".
func (c census) body(text string) ([]byte, error) {
	if text != "-" {
		return []byte(text), nil
	}
	return io.ReadAll(io.LimitReader(c.InOrStdin(), longestLine))
}

// read is a person with an id of their own where body says none.
func (c census) read(body []byte) (authd.User, error) {
	return c.directory.Read(body, passwordless.NewID(), c.now)
}

// change changes a person as body says, from what they are now.
func (c census) change(person string, body []byte) error {
	before, err := c.find(person)
	if err != nil {
		return err
	}
	after, err := c.directory.Change(before, body, c.now)
	if err != nil {
		return err
	}
	if err := c.db.UpdateUser(c.Context(), before, after); err != nil {
		return c.worded(err, person)
	}
	return c.print(after)
}

// find looks for a person by id, and else by address in every connection.
func (c census) find(person string) (authd.User, error) {
	u, err := c.db.User(c.Context(), person)
	if !errors.Is(err, authd.ErrNotFound) {
		return u, err
	}
	var found []authd.User
	for name := range c.directory {
		u, err := c.db.FindUser(c.Context(), name, c.directory.Identifier(name, person))
		if errors.Is(err, authd.ErrNotFound) {
			continue
		}
		if err != nil {
			return authd.User{}, err
		}
		found = append(found, u)
	}
	switch len(found) {
	case 0:
		return authd.User{}, fmt.Errorf("nobody has the user_id or the address %s", person)
	case 1:
		return found[0], nil
	}
	return authd.User{}, fmt.Errorf("%s is the address of %s; name one by user_id", person, count(len(found), "person"))
}

func (c census) worded(err error, person string) error {
	switch {
	case errors.Is(err, authd.ErrTaken):
		return fmt.Errorf("%s: somebody else has this address or user_id", person)
	case errors.Is(err, authd.ErrConflict):
		return fmt.Errorf("%s was changed by somebody else meanwhile; try again", person)
	}
	return err
}

func (c census) print(u authd.User) error {
	out := json.NewEncoder(c.OutOrStdout())
	out.SetIndent("", "  ")
	out.SetEscapeHTML(false)
	return out.Encode(people.Of(u))
}
