package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"authd/internal/auth0import"
	"authd/internal/auth0import/export"
	"authd/internal/auth0import/report"
	"authd/internal/auth0import/users"
)

func newImport() *cobra.Command {
	cmd := &cobra.Command{Use: "import auth0", Short: "Take settings and people along from Auth0", Args: exactly(0), RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(newImportAuth0())
	return cmd
}

// importOptions are the flags of import auth0.
type importOptions struct {
	path          string // of the export
	users         string
	out           string
	config        string
	keywords      string
	databaseUsers string
	write         bool
	force         bool
	asJSON        bool
}

func newImportAuth0() *cobra.Command {
	var o importOptions
	cmd := &cobra.Command{
		Use:   "auth0 PATH [--users FILE] [--write]",
		Short: "Take settings and people along from Auth0",
		Long: "Read what auth0-deploy-cli exported, tenant.yaml or its folder, and say what would\nbecome of each setting: carried over, changed, without equivalent, and every\nlifetime before and after. With --users, read an export of users too. Nothing is\nwritten without --write. Running it again goes on: whoever is here stays as is.\n\n" +
			"Export with AUTH0_EXPORT_IDENTIFIERS: true, or the client_ids are missing.",
		Example: `  authd import auth0 tenant.yaml
  authd import auth0 tenant.yaml --write
  authd import auth0 tenant.yaml --users users.json.gz --config authd.yaml --write`,
		Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.path = args[0]
			return importAuth0(cmd, o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.users, "users", "", "the export of users, a `file` of NDJSON, plain or gzipped; - is standard input")
	f.StringVar(&o.out, "out", defaultConfig, "the configuration `file` to write")
	f.StringVar(&o.config, "config", "", "the configuration `file` whose database takes the users; then no configuration is written")
	f.StringVar(&o.keywords, "keywords", "", "the config.json of auth0-deploy-cli, a `file` with values for ##KEY## and @@KEY@@")
	f.StringVar(&o.databaseUsers, "database-users", "", "the `connection` that people with a password and a verified address are moved to")
	f.BoolVar(&o.write, "write", false, "write; without it this is a dry run")
	f.BoolVar(&o.force, "force", false, "write over a configuration that is another one")
	f.BoolVar(&o.asJSON, "json", false, "print JSON")
	return cmd
}

// An importOutcome is what is printed as JSON.
type importOutcome struct {
	Settings report.Report `json:"settings"`
	Users    *users.Result `json:"users,omitempty"`
	Written  []string      `json:"written"`
}

func importAuth0(cmd *cobra.Command, o importOptions) error {
	plan, err := o.plan()
	if err != nil {
		return err
	}
	outcome := importOutcome{Settings: plan.Report, Written: []string{}}
	if err := o.say(cmd, plan.Report); err != nil {
		return err
	}
	if n := len(plan.Report.Problems); n > 0 {
		return o.finish(cmd, outcome, fmt.Errorf("%s: %s in it cannot be read, so nothing was written", o.path, count(n, "place")))
	}
	if o.write && o.config == "" {
		if outcome.Written, err = writePlan(o, plan); err != nil {
			return o.finish(cmd, outcome, err)
		}
	}
	if o.users != "" {
		result, err := o.importUsers(cmd, plan)
		outcome.Users = &result
		return o.finish(cmd, outcome, err)
	}
	return o.finish(cmd, outcome, nil)
}

// plan reads the export and decides.
func (o importOptions) plan() (auth0import.Plan, error) {
	var keywords export.Keywords
	if o.keywords != "" {
		data, err := os.ReadFile(o.keywords)
		if err != nil {
			return auth0import.Plan{}, fmt.Errorf("--keywords: %w", err)
		}
		if keywords, err = export.ParseKeywords(data); err != nil {
			return auth0import.Plan{}, fmt.Errorf("--keywords: %s %w", o.keywords, err)
		}
	}
	tenant, err := export.Open(o.path, keywords)
	if err != nil {
		return auth0import.Plan{}, err
	}
	return auth0import.NewPlan(tenant, auth0import.Options{Secrets: filepath.Join(filepath.Dir(o.out), "secrets")}), nil
}

// say prints a part of the report, unless all of it comes as JSON at the end.
func (o importOptions) say(cmd *cobra.Command, r report.Report) error {
	if o.asJSON {
		return nil
	}
	return r.Write(cmd.OutOrStdout())
}

// finish prints the rest, and returns err or what is to be said of the lines.
func (o importOptions) finish(cmd *cobra.Command, outcome importOutcome, err error) error {
	if o.asJSON {
		encoder := json.NewEncoder(cmd.OutOrStdout())
		encoder.SetIndent("", "  ")
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(outcome); err != nil {
			return err
		}
	} else if err := o.sayRest(cmd, outcome); err != nil {
		return err
	}
	if err == nil && outcome.Users != nil && outcome.Users.Flawed() {
		err = fmt.Errorf("%s: %s not taken along; everybody else was", o.users, count(outcome.Users.Bad+outcome.Users.Contested, "line"))
	}
	return err
}

func (o importOptions) sayRest(cmd *cobra.Command, outcome importOutcome) error {
	out := cmd.OutOrStdout()
	if outcome.Users != nil {
		fmt.Fprintln(out)
		if err := outcome.Users.Write(out); err != nil {
			return err
		}
	}
	var err error
	switch {
	case !o.write:
		_, err = fmt.Fprint(out, "\nNothing was written. Add --write to do it.\n")
	case len(outcome.Written) > 0:
		_, err = fmt.Fprintf(out, "\nWritten: %s\n", strings.Join(slices.Sorted(slices.Values(outcome.Written)), ", "))
	}
	return err
}
