package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"authd/internal/authd"
	"authd/internal/people"
)

// exportPage is how many people are read at once.
const exportPage = 500

func newUserExport() *cobra.Command {
	return userCommand("export", "Write everybody, a JSON object a line", 0, func(c census, _ []string) error {
		out := json.NewEncoder(c.OutOrStdout())
		out.SetEscapeHTML(false)
		for after := ""; ; {
			page, err := c.db.ListUsers(c.Context(), after, exportPage)
			if err != nil {
				return err
			}
			for _, u := range page {
				if err := out.Encode(people.Of(u)); err != nil {
					return err
				}
				after = u.ID
			}
			if len(page) < exportPage {
				return nil
			}
		}
	})
}

// longestLine is what a person may take in a file, in bytes.
const longestLine = 1 << 20

func newUserImport() *cobra.Command {
	cmd := userCommand("import FILE", "Add everybody of a file that export wrote", 1, func(c census, args []string) error {
		in, err := openInput(c.Command, args[0])
		if err != nil {
			return err
		}
		defer in.Close() //nolint:errcheck // it was only read
		return c.take(in)
	})
	cmd.Long = "Add everybody of a file that export wrote; - reads standard input. Who is there\nalready is left as they are. Lines that are no person's are told and passed over."
	return cmd
}

// take adds the people of in, a batch at a time.
func (c census) take(in io.Reader) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, longestLine)
	var batch []authd.User
	counts, bad := map[authd.Imported]int{}, 0
	flush := func() error {
		outcomes, err := c.db.ImportUsers(c.Context(), batch, c.now)
		for _, o := range outcomes {
			counts[o]++
		}
		batch = batch[:0]
		return err
	}
	for n := 1; lines.Scan(); n++ {
		u, err := c.read(lines.Bytes())
		if err != nil {
			bad++
			fmt.Fprintf(c.ErrOrStderr(), "line %d: %v\n", n, err)
			continue
		}
		if batch = append(batch, u); len(batch) == exportPage {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	if err := errors.Join(lines.Err(), flush()); err != nil {
		return err
	}
	fmt.Fprintf(c.OutOrStdout(), "%d added, %d there already, %d contested, %d lines refused\n",
		counts[authd.ImportAdded], counts[authd.ImportKnown], counts[authd.ImportContested], bad)
	if bad > 0 || counts[authd.ImportContested] > 0 {
		return errFound
	}
	return nil
}

// openInput is a file, or standard input for "-".
func openInput(cmd *cobra.Command, name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(cmd.InOrStdin()), nil
	}
	return os.Open(name)
}
