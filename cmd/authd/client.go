package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"authd/internal/config/migrate"
)

func newClient() *cobra.Command {
	cmd := &cobra.Command{Use: "client list|show|delete|migrate-pkce", Short: "Look after clients that registered themselves, and change one of the configuration", Args: exactly(0), RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(newClientList(), newClientShow(), newClientDelete(), newMigratePKCE())
	return cmd
}

func newMigratePKCE() *cobra.Command {
	var path string
	var keep, write bool
	cmd := &cobra.Command{
		Use:   "migrate-pkce CLIENT_ID --config FILE [--keep-implicit] [--write]",
		Short: "Move a client from the implicit flow to codes with PKCE",
		Long: `Move a client from the implicit flow to codes with PKCE, without a gap:

  1. with --keep-implicit, codes are allowed beside implicit
  2. publish the version of the application that uses codes
  3. wait until authd_implicit_last_used_timestamp_seconds{client="..."} stands still
  4. without --keep-implicit, implicit is switched off and PKCE demanded

What would change is printed and, with --write, done. Comments and formatting stay.`,
		Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			step := migrate.CodesOnly
			if keep {
				step = migrate.AllowCodes
			}
			plan, err := planMove(path, args[0], step)
			if err != nil {
				return err
			}
			printPlan(cmd, path, plan)
			if len(plan.Changes) == 0 {
				return nil
			}
			if err := warn(cmd, plan.After); err != nil {
				return err
			}
			if !write {
				fmt.Fprintln(cmd.OutOrStdout(), "nothing was written; --write does it")
				return nil
			}
			if err := migrate.Write(path, plan.Data); err != nil {
				return fmt.Errorf("%s stays as it was: %w", path, err)
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%s is changed; a running server follows at once\n", path)
			return nil
		},
	}
	configFlag(cmd, &path)
	cmd.Flags().BoolVar(&keep, "keep-implicit", false, "allow codes and leave implicit on")
	cmd.Flags().BoolVar(&write, "write", false, "change the file")
	return cmd
}

func planMove(path, client string, step migrate.Step) (migrate.Plan, error) {
	if err := noConfig(path); err != nil {
		return migrate.Plan{}, err
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return migrate.Plan{}, err
	}
	return migrate.Make(migrate.Source{Name: path, Data: data, Lookup: os.LookupEnv}, client, step)
}

// printPlan shows what changes as diff does.
func printPlan(cmd *cobra.Command, path string, plan migrate.Plan) {
	out := cmd.OutOrStdout()
	if len(plan.Changes) == 0 {
		fmt.Fprintf(out, "%s needs no change for this\n", path)
		return
	}
	fmt.Fprintf(out, "--- %s\n+++ %s\n", path, path)
	for _, c := range plan.Changes {
		fmt.Fprintf(out, "@@ line %d: %s @@\n", c.Line, c.Path)
		printChange(out, c)
	}
}

// printChange marks what goes and what comes between the lines that stay.
func printChange(w io.Writer, c migrate.Change) {
	before, after := lines(c.Indent+c.Old), lines(c.Indent+c.New)
	first, last := 0, 0
	for first < min(len(before), len(after)) && before[first] == after[first] {
		first++
	}
	for last < min(len(before), len(after))-first && before[len(before)-1-last] == after[len(after)-1-last] {
		last++
	}
	marked(w, " ", before[:first])
	marked(w, "-", before[first:len(before)-last])
	marked(w, "+", after[first:len(after)-last])
	marked(w, " ", before[len(before)-last:])
}

func lines(text string) []string {
	return strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
}

func marked(w io.Writer, mark string, lines []string) {
	for _, line := range lines {
		fmt.Fprintln(w, mark+line)
	}
}
