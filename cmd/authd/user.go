package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"authd/internal/people"
	"authd/internal/store"
)

func newUser() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "user add|get|set|block|unblock|delete|export|import",
		Short: "Add, show, change and take away people",
		Long:  "Add, show, change and take away people, beside a running server if there is one.\nA person is written as JSON, with the names of Auth0's Management API and of\nOpenID Connect's standard claims.",
		Args:  exactly(0), RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newUserAdd(), newUserGet(), newUserSet(), newUserBlock(), newUserUnblock(), newUserDelete(), newUserExport(), newUserImport())
	return cmd
}

// A census is the people of one configuration.
type census struct {
	*cobra.Command
	db        *store.DB
	directory people.Directory
	now       time.Time
}

// userCommand makes a command that works on the people of a configuration.
func userCommand(use, short string, args int, do func(c census, args []string) error) *cobra.Command {
	return visitCommand(use, short, args, func(v visit, args []string) error {
		return do(census{v.Command, v.db, people.Directory(v.config.Directory.Connections), time.Now().Truncate(time.Millisecond)}, args)
	})
}

func newUserAdd() *cobra.Command {
	cmd := userCommand("add CLAIMS", "Add a person", 1, func(c census, args []string) error {
		body, err := c.body(args[0])
		if err != nil {
			return err
		}
		u, err := c.read(body)
		if err != nil {
			return err
		}
		if err := c.db.CreateUser(c.Context(), u); err != nil {
			return c.worded(err, u.Identifier)
		}
		return c.print(u)
	})
	cmd.Long = "Add a person. CLAIMS is a JSON object, or - to read one from standard input; it\nneeds connection, and email or phone_number."
	cmd.Example = `  authd user add '{"connection": "email", "email": "ada@example.com", "given_name": "Ada"}'`
	return cmd
}

func newUserGet() *cobra.Command {
	return userCommand("get PERSON", "Show a person, by user_id, mail address or phone number", 1, func(c census, args []string) error {
		u, err := c.find(args[0])
		if err != nil {
			return err
		}
		return c.print(u)
	})
}

func newUserSet() *cobra.Command {
	cmd := userCommand("set PERSON CLAIMS", "Change what is known of a person", 2, func(c census, args []string) error {
		body, err := c.body(args[1])
		if err != nil {
			return err
		}
		return c.change(args[0], body)
	})
	cmd.Example = `  authd user set ada@example.com '{"family_name": "Example", "address": {"country": "France"}}'`
	return cmd
}

func newUserBlock() *cobra.Command {
	return userCommand("block PERSON", "Log a person out everywhere, and let them in no more", 1, func(c census, args []string) error {
		return c.change(args[0], []byte(`{"blocked": true}`))
	})
}

func newUserUnblock() *cobra.Command {
	return userCommand("unblock PERSON", "Let a blocked person in again", 1, func(c census, args []string) error {
		return c.change(args[0], []byte(`{"blocked": false}`))
	})
}

func newUserDelete() *cobra.Command {
	return userCommand("delete PERSON", "Forget a person, and all that is theirs", 1, func(c census, args []string) error {
		u, err := c.find(args[0])
		if err != nil {
			return err
		}
		if err := c.db.DeleteUser(c.Context(), u.ID, time.Now()); err != nil {
			return c.worded(err, u.ID)
		}
		_, err = fmt.Fprintf(c.OutOrStdout(), "%s is forgotten\n", u.ID)
		return err
	})
}
