package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"authd/internal/authcode"
	"authd/internal/config"
	"authd/internal/explain/inspect"
	"authd/internal/refresh"
)

// longestToken is far above any token there is, in bytes.
const longestToken = 64 << 10

// inspect looks into a token. Without the database it says what the token says of
// itself.
func (o explainOptions) inspect(cmd *cobra.Command, snapshot *config.Snapshot) error {
	text, err := o.readToken(cmd)
	if err != nil {
		return err
	}
	desk := inspect.Desk{Directory: snapshot.Directory, Dev: snapshot.Dev.Enabled}
	now := time.Now()
	opened, err := openBeside(cmd, snapshot, now)
	if err != nil {
		desk.Missing = err.Error()
	} else {
		defer opened.Close()
		ring := opened.ring
		desk.Vault = &inspect.Vault{Keys: ring, Codes: authcode.Keeper{Sealer: ring}, Refresh: &refresh.Tokens{Store: opened.db, Hash: ring.Hash}}
	}
	report, err := desk.Inspect(cmd.Context(), text, now)
	switch {
	case err != nil:
		return err
	case o.json:
		return writeJSON(cmd.OutOrStdout(), report)
	}
	return report.Write(cmd.OutOrStdout(), now)
}

// readToken takes the token from the flag or the input. Whoever copies one out of
// a header may leave the scheme before it.
func (o explainOptions) readToken(cmd *cobra.Command) (string, error) {
	text := o.token
	if text == "-" {
		read, err := io.ReadAll(io.LimitReader(cmd.InOrStdin(), longestToken))
		if err != nil {
			return "", fmt.Errorf("--token -: %w", err)
		}
		text = string(read)
	}
	text = strings.TrimPrefix(strings.TrimSpace(text), "Bearer ")
	if text == "" {
		return "", misuseError{errors.New("authd explain: --token is empty; give a token, or - and the token on the input")}
	}
	return text, nil
}

// openBeside opens the database where there is one already: looking at a token
// makes none.
func openBeside(cmd *cobra.Command, snapshot *config.Snapshot, now time.Time) (*beside, error) {
	for _, file := range localFiles(snapshot) {
		if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("there is no %s yet", file)
		}
	}
	return open(cmd, snapshot, now)
}

// localFiles are those a server makes at its first start.
func localFiles(snapshot *config.Snapshot) []string {
	switch {
	case snapshot.Storage.Driver != config.DriverSQLite:
		return nil
	case snapshot.Secret != "":
		return []string{snapshot.Storage.DSN}
	}
	return []string{snapshot.Storage.DSN, filepath.Join(snapshot.DataDir, "secret")}
}
