package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"authd/internal/authd"
)

func newClientList() *cobra.Command {
	return visitCommand("list", "List the clients that registered themselves: id, since when, name", 0, func(r visit, _ []string) error {
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
	return visitCommand("show CLIENT_ID", "Show what a client registered", 1, func(r visit, args []string) error {
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
	return visitCommand("delete CLIENT_ID", "Forget a client that registered itself; running servers follow at once", 1, func(r visit, args []string) error {
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
