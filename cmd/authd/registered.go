package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"authd/internal/authd"
	"authd/internal/store"
)

// A registrar is the database that clients of one configuration registered in.
type registrar struct {
	*cobra.Command
	db *store.DB
}

// registrarCommand makes a command that works on registered clients.
func registrarCommand(use, short string, args int, do func(r registrar, args []string) error) *cobra.Command {
	var path string
	cmd := &cobra.Command{
		Use: use, Short: short, Args: exactly(args),
		RunE: func(cmd *cobra.Command, args []string) error {
			snapshot, err := loadConfig(cmd, path)
			if err != nil {
				return err
			}
			db, err := store.OpenBeside(cmd.Context(), snapshot.Storage.Driver, snapshot.Storage.DSN)
			if err != nil {
				return err
			}
			defer db.Close() //nolint:errcheck // nothing is written after the last statement
			return do(registrar{cmd, db}, args)
		},
	}
	configFlag(cmd, &path)
	return cmd
}

func newClientList() *cobra.Command {
	return registrarCommand("list", "List the clients that registered themselves: id, since when, name", 0, func(r registrar, _ []string) error {
		const page = 1000
		for after, more := "", true; more; {
			list, err := r.db.ListRegistrations(r.Context(), after, page)
			if err != nil {
				return err
			}
			for _, one := range list {
				fmt.Fprintf(r.OutOrStdout(), "%s\t%s\t%s\n", one.ClientID, one.CreatedAt.Format(time.RFC3339), nameOf(one))
				after = one.ClientID
			}
			more = len(list) == page
		}
		return nil
	})
}

// nameOf is what a client calls itself, in quotes: it is a stranger's word.
func nameOf(r authd.Registration) string {
	var said struct {
		Name string `json:"client_name"`
	}
	_ = json.Unmarshal([]byte(r.Metadata), &said) // the server wrote it
	return fmt.Sprintf("%q", said.Name)
}

func newClientShow() *cobra.Command {
	return registrarCommand("show CLIENT_ID", "Show what a client registered", 1, func(r registrar, args []string) error {
		one, err := r.db.Registration(r.Context(), args[0])
		if err != nil {
			return noRegistered(err, args[0])
		}
		var b bytes.Buffer
		if err := json.Indent(&b, []byte(one.Metadata), "", "  "); err != nil {
			return err
		}
		_, err = fmt.Fprintln(r.OutOrStdout(), b.String())
		return err
	})
}

func newClientDelete() *cobra.Command {
	return registrarCommand("delete CLIENT_ID", "Forget a client that registered itself; running servers follow at once", 1, func(r registrar, args []string) error {
		if err := r.db.DeleteRegistration(r.Context(), args[0]); err != nil {
			return noRegistered(err, args[0])
		}
		_, err := fmt.Fprintf(r.OutOrStdout(), "%s is forgotten\n", args[0])
		return err
	})
}

func noRegistered(err error, id string) error {
	if errors.Is(err, authd.ErrNotFound) {
		return fmt.Errorf("no client %s has registered itself; \"authd client list\" shows those that have", id)
	}
	return err
}
