package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	pages "authd/docs/lint"
	"authd/internal/lint/rules"
	"authd/internal/suggest"
)

func listRules(cmd *cobra.Command) error {
	table := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
	for _, r := range rules.All() {
		fmt.Fprintf(table, "%s\t%s\t%s\n", r.ID, r.Severity, r.Title)
	}
	return table.Flush()
}

func explainRule(cmd *cobra.Command, name string) error {
	var known []string
	for _, r := range rules.All() {
		if r.ID == name {
			_, err := fmt.Fprint(cmd.OutOrStdout(), pages.Page(name))
			return err
		}
		known = append(known, r.ID)
	}
	hint := "authd check --rules lists them"
	if near := suggest.Nearest(name, known); near != "" {
		hint = fmt.Sprintf("did you mean %q?", near)
	}
	return misuseError{fmt.Errorf("authd check: --explain: there is no rule %q; %s", name, hint)}
}
