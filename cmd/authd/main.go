package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

// version is set by the linker.
var version = "dev"

// Exit codes: what a script needs to tell apart.
const (
	exitFailed    = 1 // the command ran and failed, or the configuration is wrong
	exitMisused   = 2 // the command line is wrong
	stopByContext = 0
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run is the whole program; it returns the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	root := newRoot()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	var misuse misuseError
	switch {
	case err == nil:
		return stopByContext
	case errors.Is(err, errFound):
		return exitFailed
	case errors.As(err, &misuse):
		fmt.Fprintf(stderr, "%v\n", err)
		return exitMisused
	default:
		fmt.Fprintf(stderr, "%v\n", err)
		return exitFailed
	}
}

// A misuseError is a wrong command line.
type misuseError struct{ error }

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:           "authd",
		Short:         "A self-hosted authorization server that Auth0's SDKs speak to",
		Long:          "authd logs people in without passwords, for applications written for Auth0.\nEvery token lifetime is a setting in one file, and \"authd explain\" says which one decided.",
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return misuseError{fmt.Errorf("authd: there is no command %q; run \"authd help\" to see those there are", args[0])}
			}
			return cmd.Help()
		},
		Args: cobra.ArbitraryArgs,
	}
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return misuseError{fmt.Errorf("%s: %w; run \"%s --help\" to see its flags", cmd.CommandPath(), err, cmd.CommandPath())}
	})
	root.AddCommand(newServe(), newDev(), newCheck(), newExplain(), newClient(), newKeys(), newImport(), newUser(), newAudit(), newHealth(), newBackup(), newRestore(), newMigrateStore(), newRevokeAll(), newVersion())
	return root
}

// exactly is cobra.ExactArgs with an error that counts as misuse.
func exactly(n int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != n {
			return misuseError{fmt.Errorf("%s: takes %s, not %d; usage: %s", cmd.CommandPath(), count(n, "argument"), len(args), cmd.UseLine())}
		}
		return nil
	}
}
