package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	pages "authd/docs/lint"
	"authd/internal/config"
	"authd/internal/lint"
	"authd/internal/lint/report"
	"authd/internal/lint/rules"
)

// checkOptions are the flags of check, as they are typed.
type checkOptions struct {
	format  string
	failOn  string
	docs    string
	list    bool
	explain string
}

func newCheck() *cobra.Command {
	var o checkOptions
	cmd := &cobra.Command{
		Use:   "check FILE",
		Short: "Say everything that is wrong or unwise in a configuration",
		Long:  "Say everything that is wrong or unwise in a configuration, each finding with its\nline and column, the rule behind it, and what to do. The exit code is 0 when\nnothing is as bad as --fail-on, and else 1. Secret files that it names are read,\nso run this where the server will run. A finding is accepted by a comment on its\nline or the one above: # authd:ignore RULE because REASON",
		Example: `  authd check authd.yaml
  authd check --fail-on warning --format github authd.yaml
  authd check --explain unused-lifetime`,
		Args: func(cmd *cobra.Command, args []string) error {
			if o.list || o.explain != "" {
				return exactly(0)(cmd, args)
			}
			return exactly(1)(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case o.list:
				return listRules(cmd)
			case o.explain != "":
				return explainRule(cmd, o.explain)
			}
			return check(cmd, args[0], o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.format, "format", "text", "how findings are written: `"+strings.Join(report.Formats, "|")+"`")
	f.StringVar(&o.failOn, "fail-on", "error", "the least `severity` that makes the exit code 1: error, warning or notice")
	f.StringVar(&o.docs, "docs-url", "", "the `URL` where you publish docs/lint, for the help links of SARIF")
	f.BoolVar(&o.list, "rules", false, "list the rules")
	f.StringVar(&o.explain, "explain", "", "print the page about a `rule`")
	return cmd
}

// errFound ends a command whose output has said everything.
var errFound = errors.New("something was found")

func check(cmd *cobra.Command, path string, o checkOptions) error {
	write, err := report.Format(o.format)
	if err != nil {
		return misuseError{fmt.Errorf("authd check: --format %w", err)}
	}
	failOn, err := lint.ParseSeverity(o.failOn)
	if err != nil {
		return misuseError{fmt.Errorf("authd check: --fail-on %w", err)}
	}
	snapshot, findings, err := judge(path)
	if err != nil {
		return err
	}
	r := report.Report{File: path, Findings: findings, Rules: rules.All(), Page: pages.Page, Docs: folder(o.docs), Version: version}
	out := cmd.OutOrStdout()
	if o.format == "text" {
		out = cmd.ErrOrStderr()
	}
	if err := write(out, r); err != nil {
		return err
	}
	if o.format == "text" && snapshot != nil {
		if err := summarize(cmd, path, snapshot, findings); err != nil {
			return err
		}
	}
	if lint.Reaches(findings, failOn) {
		return errFound
	}
	return nil
}

// folder is url with a "/" at its end.
func folder(url string) string {
	if url == "" || strings.HasSuffix(url, "/") {
		return url
	}
	return url + "/"
}

func summarize(cmd *cobra.Command, path string, snapshot *config.Snapshot, findings []lint.Finding) error {
	dir := snapshot.Directory
	words := []string{count(len(dir.Clients), "client"), count(len(dir.APIs), "API"), count(len(dir.Connections), "connection")}
	for _, s := range []lint.Severity{lint.Warning, lint.Notice} {
		if n := lint.Count(findings, s); n > 0 {
			words = append(words, count(n, s.String()))
		}
	}
	if n := lint.Accepted(findings); n > 0 {
		words = append(words, fmt.Sprintf("%d accepted", n))
	}
	_, err := fmt.Fprintf(cmd.OutOrStdout(), "%s is valid: %s\n", path, strings.Join(words, ", "))
	return err
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
